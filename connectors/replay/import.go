package replay

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/world"
)

const opImport = "import"

// ImportOptions say how a file is imported. The zero value is a good one.
type ImportOptions struct {
	Channel  string         // that the orders come through; [Channel] when empty
	Seed     uint64         // of what happens at the dock
	NoDock   bool           // nobody works at the dock: orders are taken and sourced, and stay there
	Names    *Names         // which codes are the same goods; nil: seen in a first pass over a file that can be read twice, else letters of either case are the same
	Progress func(Progress) // told now and then; nil: nobody asks
}

// Progress is how far an import or a demo has come.
type Progress struct {
	Lines  int          // accounted for
	Bytes  int64        // read from the file, as it is packed
	Orders int          // placed
	At     core.Instant // the stream's time
}

// Import brings a recorded stream to a shop that was made from [Template]. The client
// must be that of a connector, [Actor]; it drives the shop's clock. Importing a file
// again changes nothing and counts its lines as already known; after an interruption, importing again
// goes on where it stopped.
//
// The error is nil when the whole file was accounted for. Otherwise the report counts the lines up
// to there, and nothing that was acknowledged is lost.
func Import(ctx context.Context, client api.Client, r io.Reader, opt ImportOptions) (Report, error) {
	began := time.Now()
	c := newConverter(client, cmp.Or(opt.Channel, Channel))
	err := c.importFile(ctx, r, &opt)
	c.report.Seconds = time.Since(began).Seconds()
	return c.report, err
}

func (c *converter) importFile(ctx context.Context, r io.Reader, opt *ImportOptions) error {
	names := opt.Names
	if names == nil {
		names = surveyed(r)
	}
	file := &counter{r: r}
	rows, err := NewReader(file)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := c.attach(ctx, opt.Seed, !opt.NoDock); err != nil {
		return err
	}
	tell := func(at core.Instant) {
		if opt.Progress != nil {
			opt.Progress(Progress{Lines: c.report.Lines, Bytes: file.n, Orders: c.tally.Orders, At: at})
		}
	}
	at, err := c.stream(ctx, NewDocuments(rows, names), tell)
	if err != nil {
		return err
	}
	c.differing(at)
	err = c.feed.flush(ctx)
	tell(at)
	return err
}

// stream hands over documents until there is none left or one cannot be read. What came
// before that is handed over in any case.
func (c *converter) stream(ctx context.Context, docs *Documents, tell func(core.Instant)) (at core.Instant, err error) {
	for n := 0; ; n++ {
		doc, err := docs.Next()
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return at, cmp.Or(c.feed.flush(ctx), err)
		}
		at = max(at, occurred(doc))
		if err := c.feed.until(ctx, at); err != nil {
			return at, err
		}
		if err := c.convert(doc); err != nil {
			return at, err
		}
		if n%64 == 0 {
			tell(at)
		}
	}
}

// occurred is when a document happened; 0 when that cannot be read.
func occurred(doc Document) core.Instant {
	switch d := doc.(type) {
	case *Order:
		return d.Occurred
	case *Cancellation:
		return d.Occurred
	case *Note:
		return d.Occurred
	case *Adjustment:
		return d.Occurred
	case *Oddity:
		return d.Row.At
	}
	return 0
}

// ErrOtherShop says that a shop was not made for the stream.
var ErrOtherShop = core.E(core.CodeState, opImport, "", "the shop is not made for this stream")

// attach looks whether the shop is one that can take the stream, and puts the dock to work.
func (c *converter) attach(ctx context.Context, seed uint64, dock bool) error {
	f := c.feed
	shop, err := f.ask.shop(ctx)
	if core.CodeOf(err) == core.CodeForbidden { // it does not know who brings the stream
		return ErrOtherShop
	}
	if err != nil {
		return err
	}
	var ch catalog.Channel
	if err := f.ask.doc(ctx, catalog.NounChannel, c.channel, &ch); err != nil {
		if core.CodeOf(err) != core.CodeNotFound {
			return err
		}
		return ErrOtherShop
	}
	if c.places, err = placesOf(ctx, &f.ask); err != nil {
		return err
	}
	if err := takeClock(ctx, f, shop); err != nil || !dock {
		return err
	}
	f.dock, err = openDock(ctx, f, seed, shop.At)
	return err
}

// takeClock makes the stream drive the shop's clock, where it does not already.
func takeClock(ctx context.Context, f *feed, shop api.ShopView) error {
	if shop.Clock == shop.Actor {
		return nil
	}
	receipts, err := f.client.Submit(ctx, core.Command{Body: &world.SetClock{Stream: shop.Actor}})
	if err != nil {
		return err
	}
	if r := receipts[0]; !r.OK() {
		return core.E(r.Err.Code, opImport, "", fmt.Sprintf(`the shop's clock is %s, which this stream may not take; an admin hands it over with {"kind":"shop.clock","body":{"stream":%q}}`, clockName(shop.Clock), shop.Actor))
	}
	return nil
}

func clockName(clock string) string {
	if clock == "wall" {
		return "wall time"
	}
	return "that of " + clock
}

// surveyed reads a file once for the names of its goods, if it can be read twice. A
// file that cannot be read to its end has no names; the import will say why.
func surveyed(r io.Reader) *Names {
	s, ok := r.(io.Seeker)
	if !ok {
		return nil
	}
	start, err := s.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil
	}
	names := namesIn(r)
	if _, err := s.Seek(start, io.SeekStart); err != nil {
		return nil // a pipe never comes here: its first Seek has failed
	}
	return names
}

func namesIn(r io.Reader) *Names {
	rows, err := NewReader(r)
	if err != nil {
		return nil
	}
	defer rows.Close()
	survey, err := TakeSurvey(rows)
	if err != nil {
		return nil
	}
	return survey.Names()
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
