package play

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/core/order"
	"andon/core/wave"
)

func dockSentences() []Sentence {
	op := "operator"
	at := "ORDER [at LOCATION]"
	return []Sentence{
		{Say: "accept " + at, By: op, Help: "the location says yes to its fulfillment order; its units are released. Where there are several, W-1/F2 names one", act: dock(func(o *order.Order, fo int, _ *sentence) (core.Payload, error) {
			return &order.Accept{Order: o.ID, FO: fo}, nil
		})},
		{Say: "reject " + at, By: op, Items: some(), Opts: []string{"reason TEXT", "because REASON"}, act: dock(reject),
			Help: "the location says no, to all that is not picked where nothing is named; its units are sourced elsewhere. A reason of the shop such as not_in_stock says what it means for the stock"},
		{Say: "release wave at LOCATION", By: "lead", Opts: []string{"service SERVICE", "until DATE", "priority N", "at most N", "units QTY"}, act: releaseWave,
			Help: "fulfillment orders that wait for their release are accepted together: those due first, of high priority, placed first; what does not fit into one command goes on as time passes"},
		{Say: "pick " + at, By: op, Items: append(some(), "short QTY of line N", "short QTY SKU"), Opts: []string{"bin BIN"}, act: dock(pick), Help: "units are taken from the shelf; short ones were not there. All of them where none are named"},
		{Say: "pack " + at, By: op, Items: some(), Opts: []string{boxed}, Help: "units are in boxes; one box without \"of\" holds all of them, one that is in another names its place in the sentence", act: dock(pack)},
		{Say: "ship " + at, By: op, Items: some(), Opts: []string{"tracking TRACKING", "carrier CARRIER"}, act: dock(ship), Help: "units have left"},
		{Say: "send " + at, By: op, act: send, Help: "accept, pick, pack and ship all of it: at one location, or at every one"},
		{Say: "deliver ORDER [shipment N]", By: "conn", act: deliver(false), Help: "the shipment arrived; the newest one where none is named"},
		{Say: "lose ORDER [shipment N]", By: "conn", act: deliver(true), Help: "the shipment was lost on the way"},
		{Say: "return ORDER to LOCATION", By: op, Items: some(), needs: true, Opts: []string{"damaged", "inspect", "of return N", "with QTY SKU", "reason TEXT"}, act: takeBack, Help: "units came back: to sell again, damaged, or to be inspected; of the return that is named, else of one that awaits them; other goods with them"},
	}
}

// dock gives a command about a fulfillment order: W-1/F2 by its number, else that at a
// location, or the only one.
func dock(body func(o *order.Order, fo int, s *sentence) (core.Payload, error)) func(*run, *sentence) error {
	return func(r *run, s *sentence) error {
		name, no := foNamed(s.text("ORDER"))
		o, err := r.order(name)
		if err != nil {
			return err
		}
		if no == 0 {
			if no, err = theFO(o, s.text("LOCATION")); err != nil {
				return err
			}
		}
		b, err := body(o, no, s)
		if err != nil {
			return err
		}
		return r.give(s, b)
	}
}

// foNamed splits W-1/F2.
func foNamed(name string) (string, int) {
	if i := strings.LastIndex(name, "/F"); i > 0 {
		if n, ok := number(name[i+2:]); ok {
			return name[:i], int(n)
		}
	}
	return name, 0
}

// theFO finds a fulfillment order: one that still has units at its location, where there
// is one, else the last one there was.
func theFO(o *order.Order, location string) (int, error) {
	var here []int
	var names []string
	last := 0
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		if location != "" && f.Location != location {
			continue
		}
		last = f.No
		if o.HereInFO(f.No) {
			here = append(here, f.No)
			names = append(names, fmt.Sprintf("%s/F%d at %s", called(o), f.No, f.Location))
		}
	}
	switch {
	case len(here) == 1:
		return here[0], nil
	case len(here) > 1:
		return 0, fmt.Errorf("%s has several fulfillment orders; say which: %s", called(o), strings.Join(names, ", "))
	case last != 0:
		return last, nil
	case location != "":
		return 0, fmt.Errorf("%s has no fulfillment order at %s", called(o), location)
	}
	return 0, fmt.Errorf("%s has no fulfillment order", called(o))
}

func releaseWave(r *run, s *sentence) error {
	c := &wave.Release{Choice: wave.Choice{Location: s.text("LOCATION")}}
	for i := range s.opts {
		switch o := &s.opts[i]; o.key {
		case "service":
			c.Service = o.text("SERVICE")
		case "until":
			c.Until = r.date(o.text("DATE"))
		case "priority":
			n := int(o.n("N"))
			c.Priority = &n
		case "at most":
			c.Limit = int(o.n("N"))
		case "units":
			c.Units = o.qty("QTY")
		}
	}
	return r.give(s, c)
}

func reject(o *order.Order, fo int, s *sentence) (core.Payload, error) {
	c := &order.Reject{Order: o.ID, FO: fo, Reason: s.reason("no staff")}
	if x := s.opt("because"); x != nil {
		c.Reason, c.Text = x.text("REASON"), s.reason("")
	}
	var err error
	c.Lines, err = units(o, s.items)
	return c, err
}

func pick(o *order.Order, fo int, s *sentence) (core.Payload, error) {
	var there, short []said
	for _, i := range s.items {
		if i.key == "short" {
			short = append(short, i)
		} else {
			there = append(there, i)
		}
	}
	lines, err := units(o, there)
	if err != nil {
		return nil, err
	}
	missing, err := units(o, short)
	c := &order.Pick{Order: o.ID, FO: fo, Lines: lines, Short: missing}
	if x := s.opt("bin"); x != nil {
		c.Bin = x.text("BIN")
	}
	return c, err
}

func ship(o *order.Order, fo int, s *sentence) (core.Payload, error) {
	c := &order.Ship{Order: o.ID, FO: fo}
	if x := s.opt("tracking"); x != nil {
		c.Tracking = x.text("TRACKING")
	}
	if x := s.opt("carrier"); x != nil {
		c.Carrier = x.text("CARRIER")
	}
	var err error
	c.Lines, err = units(o, s.items)
	return c, err
}

// send takes all of an order's fulfillment orders through the dock.
func send(r *run, s *sentence) error {
	o, err := r.order(s.text("ORDER"))
	if err != nil {
		return err
	}
	sent := false
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		if at := s.text("LOCATION"); !o.HereInFO(f.No) || at != "" && at != f.Location {
			continue
		}
		sent = true
		for _, b := range []core.Payload{&order.Accept{Order: o.ID, FO: f.No}, &order.Pick{Order: o.ID, FO: f.No}, &order.Pack{Order: o.ID, FO: f.No}, &order.Ship{Order: o.ID, FO: f.No}} {
			if _, accept := b.(*order.Accept); accept && f.Accepted != 0 {
				continue
			}
			if err := r.give(s, b); err != nil {
				return err
			}
		}
	}
	if !sent {
		return fmt.Errorf("%s has nothing to send", called(o))
	}
	return nil
}

func deliver(lost bool) func(*run, *sentence) error {
	return func(r *run, s *sentence) error {
		return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
			n := len(o.Shipments)
			if s.has("N") {
				n = int(s.n("N"))
			}
			return &order.Deliver{Order: o.ID, Shipment: n, Lost: lost}, nil
		})
	}
}

func takeBack(r *run, s *sentence) error {
	return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
		lines, err := units(o, s.items)
		c := &order.Return{Order: o.ID, Location: s.text("LOCATION"), Lines: lines, Damaged: s.opt("damaged") != nil,
			Inspect: s.opt("inspect") != nil, Reason: s.reason("sent back")}
		if x := s.opt("of return"); x != nil {
			c.Return = int(x.n("N"))
		}
		if x := s.opt("with"); x != nil {
			c.Other = []order.Goods{{SKU: x.text("SKU"), Qty: x.qty("QTY")}}
		}
		return c, err
	})
}
