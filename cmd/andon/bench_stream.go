package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"andon/connectors/replay"
	"andon/core"
	"andon/core/api"
	"andon/core/engine"
	"andon/core/order"
	"andon/core/world"
	"andon/store"
)

// streamResult is what re-evaluation does to a recorded stream of orders. An extra shipment
// is one beyond the first of its order.
type streamResult struct {
	Hold    int         `json:"hold_hours"` // fulfillment orders are accepted so many hours before they are collected; 0: within the hour
	Without streamCount `json:"without"`
	With    streamCount `json:"with"`
	Removed string      `json:"extra_removed_percent"` // of the extra shipments without, with one decimal
}

type streamCount struct {
	Orders    int            `json:"orders"` // that were shipped
	Shipments int            `json:"shipments"`
	Extra     int            `json:"extra"`
	ByCause   map[string]int `json:"extra_by_cause"` // of the decision that opened what they shipped
	Merged    int            `json:"merged"`         // re-evaluations that changed an order
	Seconds   float64        `json:"seconds"`
}

// benchStream imports a stream into the shop that is made for it, in memory, once in a shop
// that keeps what it decided first and once in one that looks again.
func benchStream(ctx context.Context, file string, hold int) (res streamResult, err error) {
	res.Hold = hold
	if res.Without, err = streamOnce(ctx, file, hold, true); err != nil {
		return res, err
	}
	if res.With, err = streamOnce(ctx, file, hold, false); err != nil {
		return res, err
	}
	if res.Without.Extra > 0 {
		permille := (res.Without.Extra - res.With.Extra) * 1000 / res.Without.Extra
		res.Removed = fmt.Sprintf("%d.%d", permille/10, max(permille, -permille)%10)
	}
	return res, nil
}

func streamOnce(ctx context.Context, file string, hold int, keep bool) (n streamCount, err error) {
	kinds, err := world.Kinds()
	if err != nil {
		return n, err
	}
	codec, err := store.NewCodec(kinds, nil)
	if err != nil {
		return n, err
	}
	trial := engine.NewTrial(engine.Config{Codec: codec, Shop: "bench"}, world.New(), replay.YearOpens())
	commands, err := replay.Template()
	if err != nil {
		return n, err
	}
	for _, c := range append(founding(benchActor, "bench"), commands...) {
		if put, ok := c.Body.(*world.PutShop); ok {
			put.Settings.KeepSplits = keep
		}
		if r := trial.Do(ctx, benchActor, c); r.Err != nil {
			return n, r.Err
		}
	}
	trial.Forget()
	count := newStreamCounter(&n)
	trial.Each = count.see
	f, err := os.Open(filepath.Clean(file))
	if err != nil {
		return n, err
	}
	defer f.Close()
	began := time.Now()
	client := &streamClient{Client: trial.Client(replay.Actor), trial: trial, hold: time.Duration(hold) * time.Hour}
	if _, err = replay.Import(ctx, client, io.Reader(f), replay.ImportOptions{}); err == nil {
		err = trial.Trouble()
	}
	n.Seconds = time.Since(began).Seconds()
	count.sum()
	return n, err
}

// streamClient moves the trial's clock as the stream does, and keeps from the dock what is
// not to be accepted yet.
type streamClient struct {
	api.Client
	trial *engine.Trial
	hold  time.Duration // 0: nothing is kept from it
}

// Submit lets the time of each command come.
func (c *streamClient) Submit(ctx context.Context, commands ...core.Command) ([]core.Receipt, error) {
	var out []core.Receipt
	for i := range commands {
		if at := commands[i].Occurred; at > c.trial.Now() {
			if err := c.trial.Pass(ctx, at); err != nil {
				return nil, err
			}
		}
		receipts, err := c.Client.Submit(ctx, commands[i])
		if err != nil {
			return nil, err
		}
		out = append(out, receipts...)
	}
	return out, nil
}

// collected is when carriers come, in minutes of the day.
const collected = 17*60 + 30

// Query answers as the shop does, but for work that is held back.
func (c *streamClient) Query(ctx context.Context, q api.Query) (api.Page, error) {
	page, err := c.Client.Query(ctx, q)
	if c.hold == 0 || err != nil || q.Kind != "fulfillment" || len(page.Columns) == 0 {
		return page, err
	}
	column := func(name string) int {
		return slices.IndexFunc(page.Columns, func(c api.Column) bool { return c.Name == name })
	}
	allocated, ship := column("allocated"), column("ship")
	page.Rows = slices.DeleteFunc(page.Rows, func(r api.Row) bool {
		day := core.Date(r.Cells[ship].N)
		return r.Cells[allocated].N > 0 && c.trial.Now() < day.At(collected, time.UTC).Add(-c.hold)
	})
	return page, nil
}

// streamCounter counts shipments from records.
type streamCounter struct {
	n       *streamCount
	shipped map[string]int
	opened  map[string]string // fulfillment order → cause
}

func newStreamCounter(n *streamCount) *streamCounter {
	n.ByCause = map[string]int{}
	return &streamCounter{n, map[string]int{}, map[string]string{}}
}

func (c *streamCounter) see(r *core.Record) {
	for _, e := range r.Events {
		switch e := e.(type) {
		case *order.Sourced:
			for i := range e.Open {
				c.opened[fmt.Sprintf("%s/F%d", e.Order, e.Open[i].No)] = e.Cause
			}
			if e.Inputs != nil && e.Inputs.Before != 0 {
				c.n.Merged++
			}
		case *order.ShipmentMade:
			if c.shipped[e.Order]++; c.shipped[e.Order] > 1 {
				c.n.ByCause[c.opened[fmt.Sprintf("%s/F%d", e.Order, e.Shipment.FO)]]++
			}
		}
	}
}

func (c *streamCounter) sum() {
	c.n.Orders = len(c.shipped)
	for id := range maps.Keys(c.shipped) {
		c.n.Shipments += c.shipped[id]
	}
	c.n.Extra = c.n.Shipments - c.n.Orders
}
