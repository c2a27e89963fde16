package play

import (
	"strings"

	"andon/core"
	"andon/core/order"
)

// boxed is how a package is said.
const boxed = "box [sscc SSCC] [weighing WEIGHT] [in N] [with HELD]"

func packSentences() []Sentence {
	op := "operator"
	at := "ORDER [at LOCATION]"
	return []Sentence{
		{Say: "scan " + at, By: op, Items: []string{"ARTICLE [QTY times] [into N]"}, needs: true, Opts: []string{boxed}, act: dock(scan),
			Help: "what is scanned is packed; it is refused where it is not what was picked for the fulfillment order"},
		{Say: "take back ORDER [shipment N]", By: op, Opts: []string{"reason TEXT"}, act: takeBackShipment, Help: "a shipment that was reported has not left: its units are packed again; the newest one where none is named"},
		{Say: "consign", By: op, Opts: []string{"carrier CARRIER", "tracking TRACKING", "manifest ID2"}, Items: []string{"ORDER [at LOCATION]"}, needs: true, act: consign,
			Help: "what is packed of these orders left in one hand-over, under one number"},
		{Say: "take back consignment ID", By: op, Opts: []string{"reason TEXT"}, act: func(r *run, s *sentence) error {
			return r.give(s, &order.CancelConsignment{Consignment: s.text("ID"), Reason: s.reason("not picked up")})
		}, Help: "a consignment that was reported has not left: all of it is packed again"},
		{Say: "deliver consignment ID", By: "conn", act: arrive(false), Help: "all of the consignment arrived; its id is CN-1, CN-2 …"},
		{Say: "lose consignment ID", By: "conn", act: arrive(true), Help: "all of the consignment was lost on the way"},
		{Say: "collect " + at, By: op, Items: some(), act: dock(func(o *order.Order, fo int, s *sentence) (core.Payload, error) {
			lines, err := units(o, s.items)
			return &order.Collect{Order: o.ID, FO: fo, Lines: lines}, err
		}), Help: "the customer has fetched what was kept for him"},
	}
}

func pack(o *order.Order, fo int, s *sentence) (core.Payload, error) {
	lines, err := units(o, s.items)
	if err != nil {
		return nil, err
	}
	boxes, err := boxesOf(o, s)
	return &order.Pack{Order: o.ID, FO: fo, Lines: lines, Packages: boxes}, err
}

// boxesOf reads the packages that a sentence names.
func boxesOf(o *order.Order, s *sentence) (out []order.Package, err error) {
	for i := range s.opts {
		x := &s.opts[i]
		if x.key != "box" {
			continue
		}
		p := order.Package{SSCC: x.text("SSCC"), In: int(x.n("N"))}
		p.WeightG, _ = grams(x.text("WEIGHT"))
		words := strings.Fields(x.text("HELD"))
		for k := 0; k+1 < len(words); k += 2 {
			line, err := lineOf(o, words[k])
			if err != nil {
				return nil, err
			}
			n, _ := number(words[k+1])
			p.Contents = append(p.Contents, order.LineQty{Line: line, Qty: core.Quantity(n)})
		}
		out = append(out, p)
	}
	return out, nil
}

func scan(o *order.Order, fo int, s *sentence) (core.Payload, error) {
	c := &order.Scan{Order: o.ID, FO: fo}
	for i := range s.items {
		x := &s.items[i]
		c.Scanned = append(c.Scanned, order.Scanned{Code: x.text("ARTICLE"), Qty: x.qty("QTY"), Package: int(x.n("N"))})
	}
	var err error
	c.Packages, err = boxesOf(o, s)
	return c, err
}

func takeBackShipment(r *run, s *sentence) error {
	return r.onOrder(s, func(o *order.Order) (core.Payload, error) {
		n := len(o.Shipments)
		if s.has("N") {
			n = int(s.n("N"))
		}
		return &order.CancelShipment{Order: o.ID, Shipment: n, Reason: s.reason("not picked up")}, nil
	})
}

// heldIn says what a package holds.
func heldIn(o *order.Order, p *order.Package) string {
	var out []string
	for _, q := range p.Contents {
		out = append(out, o.Line(q.Line).SKU+" "+itoa(q.Qty))
	}
	return strings.Join(out, " ")
}

// box finds a package by its number: here, or in the shipment that it left with.
func box(o *order.Order, no int64) *order.Package {
	lists := [][]order.Package{nil}
	if o.More != nil {
		lists[0] = o.More.Packages
	}
	for i := range o.Shipments {
		lists = append(lists, o.Shipments[i].Packages)
	}
	for _, list := range lists {
		for i := range list {
			if int64(list[i].No) == no {
				return &list[i]
			}
		}
	}
	return nil
}

func ofBox(o *order.Order, c *said, see func(*order.Package) (string, bool)) (string, bool) {
	if p := box(o, c.n("N")); p != nil {
		return see(p)
	}
	return "no such box", false
}

// packClaims are what can be seen of packages, shipments and collections.
func packClaims() []claim {
	return []claim{
		{"N boxes", func(_ *run, o *order.Order, c *said) (string, bool) {
			n := 0
			if o.More != nil {
				n = len(o.More.Packages)
			}
			return isN(n, c, "boxes")
		}},
		{"box N holds HELD", func(_ *run, o *order.Order, c *said) (string, bool) {
			return ofBox(o, c, func(p *order.Package) (string, bool) { return is(sorted(heldIn(o, p)), sorted(c.text("HELD"))) })
		}},
		{"box N in N2", func(_ *run, o *order.Order, c *said) (string, bool) {
			return ofBox(o, c, func(p *order.Package) (string, bool) {
				return "in " + itoa(p.In), int64(p.In) == c.n("N2")
			})
		}},
		{"box N sscc SSCC", func(_ *run, o *order.Order, c *said) (string, bool) {
			return ofBox(o, c, func(p *order.Package) (string, bool) { return is(p.SSCC, c.text("SSCC")) })
		}},
		{"shipment N with N2 boxes", func(_ *run, o *order.Order, c *said) (string, bool) {
			return ofShipment(o, c, func(s *order.Shipment) (string, bool) {
				return itoa(len(s.Packages)) + " boxes", int64(len(s.Packages)) == c.n("N2")
			})
		}},
		{"shipment N void", func(_ *run, o *order.Order, c *said) (string, bool) {
			return ofShipment(o, c, func(s *order.Shipment) (string, bool) { return "it counts", s.Void != 0 })
		}},
		{"kept until DAY", func(r *run, o *order.Order, c *said) (string, bool) {
			var until core.Date
			for i := range o.Fulfillments {
				until = max(until, o.Fulfillments[i].Until)
			}
			return r.isDay(until, c)
		}},
	}
}

func ofShipment(o *order.Order, c *said, see func(*order.Shipment) (string, bool)) (string, bool) {
	if n := c.n("N"); n >= 1 && n <= int64(len(o.Shipments)) {
		return see(&o.Shipments[n-1])
	}
	return "no such shipment", false
}

func consign(r *run, s *sentence) error {
	c := &order.ShipConsignment{}
	for i := range s.opts {
		switch x := &s.opts[i]; x.key {
		case "carrier":
			c.Carrier = x.text("CARRIER")
		case "tracking":
			c.Tracking = x.text("TRACKING")
		case "manifest":
			c.Manifest = x.text("ID2")
		}
	}
	for i := range s.items {
		name, no := foNamed(s.items[i].text("ORDER"))
		o, err := r.order(name)
		if err != nil {
			return err
		}
		if no == 0 {
			if no, err = theFO(o, s.items[i].text("LOCATION")); err != nil {
				return err
			}
		}
		c.Parts = append(c.Parts, order.Leaving{Order: o.ID, FO: no})
	}
	return r.give(s, c)
}

func arrive(lost bool) func(*run, *sentence) error {
	return func(r *run, s *sentence) error {
		return r.give(s, &order.DeliverConsignment{Consignment: s.text("ID"), Lost: lost})
	}
}
