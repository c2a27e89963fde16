package play

import (
	"fmt"

	"andon/core/stock"
	"andon/core/supply"
)

func stockSentences() []Sentence {
	why := []string{"reason TEXT"}
	return []Sentence{
		{Say: "stock QTY SKU at LOCATION [in STATE]", By: "lead", Opts: append(why, "bin BIN"), act: adjust(1), Help: "units are found"},
		{Say: "missing QTY SKU at LOCATION [in STATE]", By: "lead", Opts: append(why, "bin BIN"), act: adjust(-1), Help: "units are gone"},
		{Say: "move QTY SKU at LOCATION from STATE to STATE2", By: "operator", Opts: why, act: move, Help: "units change their state"},
		{Say: "move QTY SKU at LOCATION from bin BIN to bin BIN2", By: "operator", Opts: why, act: move, Help: "available units go to another bin"},
		{Say: "move QTY SKU from LOCATION to LOCATION2", By: "operator", Opts: why, act: move, Help: "available units go to another location, at once"},
		{Say: "count SKU at LOCATION is QTY", By: "operator", act: func(r *run, s *sentence) error {
			return r.give(s, &stock.Count{SKU: s.text("SKU"), Location: s.text("LOCATION"), Counted: s.qty("QTY")})
		}, Help: "so many units lay there, promised ones among them"},
		{Say: "approve count of SKU at LOCATION", By: "lead", Opts: why, act: func(r *run, s *sentence) error {
			return r.give(s, &stock.ApproveCount{SKU: s.text("SKU"), Location: s.text("LOCATION"), Reason: s.reason("lost")})
		}, Help: "what the count found missing is written off"},
		{Say: "reserve QTY SKU at LOCATION for HOLDER", By: "operator", Opts: append(why, "until TIME"), act: reserve, Help: "available units are kept for someone, such as channel/web"},
		{Say: "unreserve [QTY] SKU at LOCATION of HOLDER", By: "operator", Opts: why, act: unreserve, Help: "kept units are given back; all of them where none are named"},
		{Say: "hand over [QTY] SKU at LOCATION from HOLDER to HOLDER2", By: "lead", Opts: why, act: handOver, Help: "kept units are kept for another; all of them where none are named"},
		{Say: "sale QTY SKU at LOCATION", By: "conn", act: func(r *run, s *sentence) error {
			return r.give(s, &stock.Sale{SKU: s.text("SKU"), Location: s.text("LOCATION"), Qty: s.qty("QTY")})
		}, Help: "units left over the counter; -1 came back"},
		{Say: "buy ID", By: "lead", Items: []string{"QTY SKU [on DATE]"}, needs: true, Opts: []string{"to LOCATION", "on DATE", "from SUPPLIER"}, act: buy, Help: "a purchase order; on says when it is expected"},
		{Say: "transfer ID from LOCATION to LOCATION2", By: "lead", Items: []string{"QTY SKU [on DATE]"}, needs: true, Opts: []string{"on DATE"}, act: buy, Help: "a transfer between locations is ordered"},
		{Say: "dispatch ID", By: "operator", Items: got(), Opts: []string{"tracking TRACKING"}, act: func(r *run, s *sentence) error {
			lines, err := r.got(s)
			if err != nil {
				return err
			}
			c := &supply.Dispatch{ID: s.text("ID"), Lines: lines}
			if x := s.opt("tracking"); x != nil {
				c.Tracking = x.text("TRACKING")
			}
			return r.give(s, c)
		}, Help: "the transfer left its origin; or a supplier sent what was bought for an order, as SO-1/F2"},
		{Say: "receive ID", By: "operator", Items: got(), act: func(r *run, s *sentence) error {
			lines, err := r.got(s)
			if err != nil {
				return err
			}
			return r.give(s, &supply.Receive{ID: s.text("ID"), Lines: lines})
		}, Help: "a purchase or transfer arrived; all that was expected where nothing is named"},
		{Say: "delay ID to DATE", By: "lead", Opts: why, act: func(r *run, s *sentence) error {
			return r.give(s, &supply.Reschedule{ID: s.text("ID"), Expected: r.date(s.text("DATE")), Reason: s.reason("late")})
		}, Help: "the purchase or transfer comes on another day"},
		{Say: "give up ID", By: "lead", Opts: why, act: func(r *run, s *sentence) error {
			return r.give(s, &supply.Close{ID: s.text("ID"), Reason: s.reason("given up")})
		}, Help: "what has not come of it will not come"},
	}
}

func got() []string { return append(some(), "damaged QTY of line N", "damaged QTY SKU") }

func adjust(sign int64) func(*run, *sentence) error {
	return func(r *run, s *sentence) error {
		a := &stock.Adjust{SKU: s.text("SKU"), Location: s.text("LOCATION"), Qty: s.qty("QTY"), Reason: s.reason("found")}
		if sign < 0 {
			a.Qty, a.Reason = -a.Qty, s.reason("gone")
		}
		if s.has("STATE") {
			a.State = stateOf(s.text("STATE"))
		}
		if x := s.opt("bin"); x != nil {
			a.Bin = x.text("BIN")
		}
		return r.give(s, a)
	}
}

// stateOf reads a state that the reader has checked.
func stateOf(text string) (st stock.State) {
	_ = st.UnmarshalText([]byte(text))
	return st
}

func move(r *run, s *sentence) error {
	m := &stock.Shift{SKU: s.text("SKU"), Location: s.text("LOCATION"), ToLocation: s.text("LOCATION2"), Qty: s.qty("QTY"),
		From: stock.Available, To: stock.Available, Reason: s.reason("moved")}
	m.Bin, m.ToBin = s.text("BIN"), s.text("BIN2")
	if s.has("STATE") {
		m.From, m.To = stateOf(s.text("STATE")), stateOf(s.text("STATE2"))
	}
	return r.give(s, m)
}

func reserve(r *run, s *sentence) error {
	c := &stock.Reserve{SKU: s.text("SKU"), Location: s.text("LOCATION"), Qty: s.qty("QTY"), Holder: s.text("HOLDER"), Reason: s.reason("kept")}
	if x := s.opt("until"); x != nil {
		c.Expires = r.instant(x.text("TIME"))
	}
	return r.give(s, c)
}

// kept finds the reservation that a sentence names.
func (r *run) kept(s *sentence) (found *stock.Reservation, err error) {
	r.trial.World().Reservations.Each(func(_ string, x *stock.Reservation) bool {
		if !x.Closed && x.SKU == s.text("SKU") && x.Location == s.text("LOCATION") && x.Holder == s.text("HOLDER") {
			found = x
		}
		return found == nil
	})
	if found == nil {
		err = fmt.Errorf("nothing of %s at %s is kept for %s", s.text("SKU"), s.text("LOCATION"), s.text("HOLDER"))
	}
	return found, err
}

func unreserve(r *run, s *sentence) error {
	x, err := r.kept(s)
	if err != nil {
		return err
	}
	return r.give(s, &stock.Release{Reservation: x.ID, Qty: s.qty("QTY"), Reason: s.reason("not needed")})
}

func handOver(r *run, s *sentence) error {
	x, err := r.kept(s)
	if err != nil {
		return err
	}
	return r.give(s, &stock.TransferReservation{Reservation: x.ID, Holder: s.text("HOLDER2"), Qty: s.qty("QTY"), Reason: s.reason("needed there")})
}

// buy orders from a supplier, or from another location.
func buy(r *run, s *sentence) error {
	d := supply.Document{ID: s.text("ID"), From: s.text("LOCATION"), Location: s.text("LOCATION2")}
	if d.From == "" {
		d.Supplier = "supplier"
	}
	day := ""
	for i := range s.opts {
		switch o := &s.opts[i]; o.key {
		case "to":
			d.Location = o.text("LOCATION")
		case "on":
			day = o.text("DATE")
		case "from":
			d.Supplier = o.text("SUPPLIER")
		}
	}
	for i := range s.items {
		x := &s.items[i]
		l := supply.Line{SKU: x.text("SKU"), Qty: x.qty("QTY")}
		if own := x.text("DATE"); own != "" {
			l.Expected = r.date(own)
		} else if day != "" {
			l.Expected = r.date(day)
		}
		d.Lines = append(d.Lines, l)
	}
	return r.give(s, &supply.Order{Document: d})
}

// got reads what came or left of a document, all of it where nothing is named.
func (r *run) got(s *sentence) (out []supply.Got, err error) {
	d := r.trial.World().Document(s.text("ID"))
	if d == nil {
		return nil, fmt.Errorf("there is no purchase or transfer %s", s.text("ID"))
	}
	leaves := s.key == "dispatch"
	for i := range d.Lines {
		if l := &d.Lines[i]; len(s.items) == 0 {
			q := l.Left()
			if leaves && !d.Bought() {
				q = l.Qty - l.Shipped
			}
			out = append(out, supply.Got{Line: i + 1, Qty: q})
		}
	}
	for i := range s.items {
		x := &s.items[i]
		g := supply.Got{Line: int(x.n("N")), Qty: x.qty("QTY")}
		if sku := x.text("SKU"); sku != "" {
			for n := range d.Lines {
				if d.Lines[n].SKU == sku && g.Line == 0 {
					g.Line = n + 1
				}
			}
			if g.Line == 0 && d.Bought() {
				g.Code = sku
			} else if g.Line == 0 {
				return nil, fmt.Errorf("%s has no line of %s", d.ID, sku)
			}
		}
		if x.key == "damaged" {
			g.Qty, g.Damaged = 0, g.Qty
		}
		out = append(out, g)
	}
	return out, nil
}
