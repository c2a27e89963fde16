package play_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"andon/core"
	"andon/core/api"
	"andon/core/play"
	"andon/core/query"
)

// shopOf is a random small shop in words: supply to places with calendars of their own,
// fences, classes of channels, and orders that wait.
func shopOf(rnd *rand.Rand) string {
	var b strings.Builder
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	b.WriteString("# a shop\n")
	for _, l := range []string{"ABLE", "BAKER"} {
		fmt.Fprintf(&b, "location %s%s%s%s\n", l, pick("", ", works every day", ", closed on 2026-11-30"), pick("", ", cut-off 16:00", ", cut-off 08:00"),
			pick("", "", ", processing 1 days", ", zone Pacific/Auckland"))
	}
	share := 0
	for _, c := range []string{"web", "shop", "trade"} {
		fenced := ""
		if n := 10 + rnd.IntN(40); rnd.IntN(2) == 0 && share+n < 100 {
			share += n
			fenced = fmt.Sprintf(", granted %d%% of MUG", n)
			if rnd.IntN(3) == 0 {
				fenced += " at ABLE"
			}
		}
		fmt.Fprintf(&b, "sku MUG\nchannel %s, incoming yes, priority %d%s\n", c, rnd.IntN(3), fenced)
	}
	n := 0
	for range 4 + rnd.IntN(8) {
		n++
		place, qty := pick("ABLE", "BAKER"), 1+rnd.IntN(12)
		switch rnd.IntN(5) {
		case 0:
			fmt.Fprintf(&b, "stock %d MUG at %s\n", qty, place)
		case 1, 2:
			fmt.Fprintf(&b, "buy PO-%d, to %s, on 2026-%s: %d MUG\n", n, place, pick("11-27", "11-28", "11-30", "12-04", "12-09"), qty)
		case 3:
			fmt.Fprintf(&b, "order W-%d on %s, priority %d: %d MUG\n", n, pick("web", "shop", "trade"), rnd.IntN(2), qty)
		default:
			fmt.Fprintf(&b, "buy PO-%d, to %s, on 2026-12-01: %d MUG\nreceive PO-%d: %d MUG\n", n, place, qty, n, 1+rnd.IntN(qty))
		}
	}
	return b.String()
}

// left plays a text and hands over how its shop is asked.
func left(t *testing.T, text string) func(api.Query) (api.Page, error) {
	t.Helper()
	s, mistakes := play.Parse("random.story", text)
	if len(mistakes) > 0 {
		t.Fatalf("%v\n%s", mistakes, text)
	}
	ask, err := s.Leave(context.Background(), codec(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return ask
}

func docOf(t *testing.T, ask func(api.Query) (api.Page, error), kind core.Noun, id string, v any) {
	t.Helper()
	page, err := ask(api.Query{Kind: kind, View: api.Doc, ID: id})
	if err == nil {
		err = json.Unmarshal(page.Doc, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// toPromise is what get atp says of a channel.
type toPromise struct {
	Channel   string
	Available core.Quantity
	Days      []struct {
		Leaves     core.Date
		Cumulative core.Quantity
	}
}

// promised is what it says of an order: how many units it would get, and the day on which
// the last of those that are on their way would leave; 0 where it waits for none.
func (c *toPromise) promised(qty core.Quantity) (units core.Quantity, leaves core.Date) {
	for _, d := range c.Days {
		if units >= qty {
			break
		}
		if n := min(d.Cumulative, qty); n > units {
			units, leaves = n, d.Leaves
		}
	}
	return units, leaves
}

// TestToPromise proves over random shops that what andon get atp shows for a channel, by
// quantity and day, is what an order of the channel is promised that comes at that moment.
func TestToPromise(t *testing.T) {
	t.Parallel()
	waited := 0
	for seed := range uint64(100) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		shop := shopOf(rnd)
		var atp struct{ Channels []toPromise }
		docOf(t, left(t, shop), query.NounATP, "MUG", &atp)
		for i := range atp.Channels {
			c, qty := &atp.Channels[i], core.Quantity(1+rnd.IntN(25))
			units, leaves := c.promised(qty)
			text := shop + fmt.Sprintf("order NEW on %s: %d MUG\n", c.Channel, qty)
			got, ship, moved := asTold(t, left(t, text))
			if got != units && !(moved && got > units) || ship != leaves {
				t.Fatalf("seed %d: atp says %d of %d, the last on %s; the order is promised %d, the last on %s\n%s", seed, units, qty, leaves, got, ship, text)
			}
			if ship != 0 {
				waited++
			}
		}
	}
	if waited < 40 {
		t.Errorf("only %d orders were promised what is on its way", waited)
	}
}

// asTold is what the newest order was promised: units that it has or that are dated, and
// the last day of the dated ones that it was told first. What it was told may move it
// ahead of orders which were told a later day, see order.Before: then it has moved already.
func asTold(t *testing.T, ask func(api.Query) (api.Page, error)) (units core.Quantity, last core.Date, moved bool) {
	t.Helper()
	page, err := ask(api.Query{Kind: "order", Where: "external = NEW"})
	if err != nil || len(page.Rows) != 1 {
		t.Fatal(page.Rows, err)
	}
	var o struct {
		Lines []struct {
			First    core.Date `json:"first_ship"`
			Portions []struct {
				Bucket string
				Qty    core.Quantity
				Ship   core.Date
			}
		}
	}
	docOf(t, ask, "order", page.Rows[0].ID, &o)
	for _, p := range o.Lines[0].Portions {
		switch {
		case p.Bucket == "allocated":
			units += p.Qty
		case p.Ship != 0:
			units, last = units+p.Qty, max(last, p.Ship)
		}
	}
	if first := o.Lines[0].First; first != 0 {
		return units, first, true
	}
	return units, last, false
}
