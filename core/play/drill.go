package play

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// Drilled is what a script did to a fork of a shop.
type Drilled struct {
	Result
	Begun   core.Instant   `json:"begun"`   // by the shop's clock
	Ended   core.Instant   `json:"ended"`   // by that of the drill
	Records int            `json:"records"` // that the fork's journal would have got
	Events  map[string]int `json:"events"`  // of those records, by kind
	Changes []Change       `json:"changes"` // figures that differ between the shop and the fork
}

// Change is a figure of the shop before and after a drill.
type Change struct {
	What   string `json:"what"`
	Before int64  `json:"before"`
	After  int64  `json:"after"`
}

// Drill plays a script on a fork of a shop, in every world that it asks for; fork gives a
// new one. The report's figures are those of the last. Time begins at the shop's; people
// that scripts know (owner, lead, conn, …) and the shop does not are there in the fork.
func (s *Script) Drill(ctx context.Context, codec engine.Codec, fork func() *engine.Trial) Drilled {
	d := Drilled{Result: Result{File: s.File, Title: s.Title}}
	var first []string
	for v := range s.worlds() {
		r := &run{ctx: ctx, script: s, codec: codec, variant: v, zone: time.UTC, ground: fork(), res: &d.Result}
		r.at = &s.steps[0]
		err := r.begun()
		if err == nil {
			err = r.steps(s.steps, false)
		}
		if v == 0 {
			first = r.marks
		}
		d.tally(r)
		if err == nil {
			err = firstError(r.prove, func() error { return r.compare(first) })
		}
		d.Worlds++
		if err != nil {
			d.Failure = r.failure(err)
			return d
		}
	}
	d.OK = true
	return d
}

func firstError(checks ...func() error) error {
	for _, check := range checks {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// begunOn begins on a fork of a shop: who is in every script is in it too.
func (r *run) begunOn(t *engine.Trial) error {
	r.trial, r.start, r.before = t, t.Now(), t.World().Fork()
	owner := ""
	r.before.People.Each(func(id string, p *catalog.Person) bool {
		if !p.Retired && p.May(catalog.Owner) {
			owner = id
		}
		return owner == ""
	})
	t.Each = func(rec *core.Record) { r.records = append(r.records, rec) }
	for _, p := range everybody() {
		if r.before.People.Get(p.ID) != nil {
			continue
		}
		if got := t.Do(r.ctx, owner, core.Command{Body: &catalog.PutPerson{Person: p}}); got.Err != nil {
			return got.Err
		}
	}
	return nil
}

// holds checks every invariant of the fork: once, for after each command would take long
// in a large shop.
func (r *run) holds() error {
	if err := r.trial.World().Check(); err != nil {
		return differs("books that hold", err.Error())
	}
	return nil
}

// tally says what came of a run.
func (d *Drilled) tally(r *run) {
	d.Begun, d.Ended, d.Records, d.Events = r.start, r.trial.Now(), len(r.records), map[string]int{}
	for _, rec := range r.records {
		for _, e := range rec.Events {
			d.Events[string(e.Kind())]++
		}
	}
	was, is := figures(r.before), figures(r.trial.World())
	names := maps.Clone(was)
	maps.Copy(names, is)
	d.Changes = []Change{}
	for _, what := range slices.Sorted(maps.Keys(names)) {
		if was[what] != is[what] {
			d.Changes = append(d.Changes, Change{what, was[what], is[what]})
		}
	}
}

// figures counts what a person in charge asks about: orders in work by status, units by
// bucket, open exceptions by type, stock on hand and below zero.
func figures(w *world.World) map[string]int64 {
	n := map[string]int64{}
	w.Orders.Each(func(_ string, o *order.Order) bool {
		n["orders "+o.Status()]++
		for i := range o.Lines {
			for _, p := range o.Lines[i].Portions {
				n["units "+p.Bucket.String()] += int64(p.Qty)
			}
		}
		return true
	})
	w.Exceptions.Each(func(_ string, x *exception.Exception) bool {
		if x.Closed == 0 {
			n["exceptions "+string(x.Type)]++
		}
		return true
	})
	w.EachOf(stock.NounBalance, func(_ string, doc any) bool {
		b := doc.(*stock.Balance)
		n["stock on hand"] += int64(b.OnHand)
		if b.OnHand < 0 {
			n["balances below zero"]++
		}
		return true
	})
	return n
}

// Text tells a drill to people, a line each.
func (d *Drilled) Text() []string {
	verdict := "all was seen as the script says"
	if d.Failure != nil {
		verdict = "it failed: " + d.Failure.String()
	}
	out := []string{cmp.Or(d.Title, d.File) + ": " + verdict}
	if d.Failure != nil {
		out = append(out, "    "+d.Failure.Sentence)
		for _, l := range d.Failure.Around {
			out = append(out, "      "+l)
		}
	}
	out = append(out, fmt.Sprintf("%d commands, %d records, %d looks; the fork's clock went from %s to %s. The shop itself is as it was.",
		d.Commands, d.Records, d.Seen, d.Begun.Time().UTC().Format("2006-01-02 15:04"), d.Ended.Time().UTC().Format("2006-01-02 15:04")))
	if len(d.Changes) > 0 {
		out = append(out, "", fmt.Sprintf("%-32s %12s %12s %12s", "", "shop", "drill", "difference"))
	}
	for _, c := range d.Changes {
		out = append(out, fmt.Sprintf("%-32s %12d %12d %+12d", c.What, c.Before, c.After, c.After-c.Before))
	}
	var parts []string
	for _, k := range slices.SortedFunc(maps.Keys(d.Events), func(a, b string) int {
		return cmp.Or(d.Events[b]-d.Events[a], strings.Compare(a, b))
	}) {
		parts = append(parts, fmt.Sprintf("%d %s", d.Events[k], k))
	}
	if len(parts) > 0 {
		out = append(out, "", "events: "+strings.Join(parts, ", "))
	}
	return out
}

// Local puts a shop's own names into a script that is written for any shop: {sku} is what
// it has most of, {other} the next, {location} where most of {sku} is, {away} where next
// most is ({location} where there is no other), {channel} the channel of its orders.
func Local(text string, w *world.World) (string, error) {
	if !strings.ContainsAny(text, "{") {
		return text, nil
	}
	top := mostStocked(w, 2)
	channel, usual := usualOrders(w)
	if len(top) == 0 || channel == "" {
		return "", core.E(core.CodeState, "drill", "", "the shop has no stock or no channel to drill with; name what is meant in the script")
	}
	places := top[0].places
	pick := func(i int) string { return places[min(i, len(places)-1)] }
	return strings.NewReplacer("{sku}", top[0].sku, "{other}", top[len(top)-1].sku, "{location}", pick(0), "{away}", pick(1),
		"{channel}", channel, "{as usual}", usual, "{busiest}", busiest(w, pick(0))).Replace(text), nil
}

// stocked is a SKU with what is available of it, and where, most first.
type stocked struct {
	sku    string
	total  core.Quantity
	places []string
	most   core.Quantity
}

// mostStocked finds the SKUs of which most is available, by id where they are equal.
func mostStocked(w *world.World, n int) (top []stocked) {
	w.SKUs.Each(func(id string, s *catalog.SKU) bool {
		if !s.Tracked() {
			return true
		}
		one := stocked{sku: id}
		w.BalancesOf(id, func(b *stock.Balance) bool {
			q := b.Q[stock.Available]
			switch {
			case q <= 0:
			case q > one.most:
				one.most, one.places = q, append([]string{b.Location}, one.places...)
			default:
				one.places = append(one.places, b.Location)
			}
			one.total += max(q, 0)
			return true
		})
		if len(one.places) > 0 {
			top = append(top, one)
			slices.SortStableFunc(top, func(a, b stocked) int { return cmp.Or(cmp.Compare(b.total, a.total), strings.Compare(a.sku, b.sku)) })
			top = top[:min(len(top), n)]
		}
		return true
	})
	return top
}

// usualOrders is the channel of most orders in work, the first one where there are none,
// and how the newest order in work is sent, in the words of a script.
func usualOrders(w *world.World) (channel, sent string) {
	n := map[string]int{}
	var newest *order.Order
	w.Orders.Each(func(_ string, o *order.Order) bool {
		n[o.Channel]++
		if newest == nil || o.N > newest.N {
			newest = o
		}
		return true
	})
	w.Channels.Each(func(id string, _ *catalog.Channel) bool {
		if channel == "" || n[id] > n[channel] || n[id] == n[channel] && id < channel {
			channel = id
		}
		return true
	})
	if newest == nil {
		return channel, "to GB"
	}
	sent = "to " + cmp.Or(newest.ShipTo.Country, "GB")
	if newest.ShipTo.Zone != "" {
		sent += ", area " + newest.ShipTo.Zone
	}
	if newest.Service != "" {
		sent += ", service " + newest.Service
	}
	return channel, sent
}

// busiest is the location with most fulfillment orders open, or else the one named.
func busiest(w *world.World, other string) string {
	n := map[string]int{other: 0}
	w.Orders.Each(func(_ string, o *order.Order) bool {
		for i := range o.Fulfillments {
			if f := &o.Fulfillments[i]; o.HereInFO(f.No) {
				n[f.Location]++
			}
		}
		return true
	})
	best := other
	for _, id := range slices.Sorted(maps.Keys(n)) {
		if n[id] > n[best] {
			best = id
		}
	}
	return best
}
