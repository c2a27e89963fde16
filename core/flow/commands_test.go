package flow_test

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/flow"
	"andon/core/job"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/wave"
	"andon/core/world"
)

// command reads a line of a script. Facts come from a connector, and so do orders that
// are not `by=lead`; ago= says how long before it is recorded it happened.
func (s *script) command(f []string) core.Command {
	s.t.Helper()
	if s.w.People.Len() == 0 {
		people(s.w)
	}
	a := s.words(f[1:])
	c := core.Command{Actor: "lead"}
	if ago := a.named["ago"]; ago != "" {
		c.Occurred = s.now.Add(-s.span(ago))
	}
	if by := a.named["by"]; by != "" {
		if by == "op" && s.w.People.Get(by) == nil {
			s.w.Load(&catalog.Person{ID: by, Roles: []catalog.Role{catalog.Operator}}, catalog.NounPerson)
		}
		c.Actor = by
	}
	for _, part := range []func(string, *words, *core.Command) core.Payload{s.master, s.goods, s.selling, s.dock, s.care} {
		if c.Body = part(f[0], &a, &c); c.Body != nil {
			return c
		}
	}
	s.fail("%s is not a word of scripts", f[0])
	return c
}

func (s *script) master(verb string, a *words, _ *core.Command) core.Payload {
	switch verb {
	case "sku":
		k := catalog.SKU{ID: a.next(), Packs: []catalog.Pack{{Unit: "case", Units: 6}}}
		if a.named["instead"] != "" {
			k.Substitutes = strings.Split(a.named["instead"], "+")
		}
		switch {
		case a.has("none"):
			k.Tracking = catalog.TrackNone
		case a.has("blocked"):
			k.Lifecycle = catalog.Blocked
		case a.named["season"] != "":
			k.Season = a.named["season"]
		case a.has("review"):
			k.Review = true
		case a.named["pre"] != "":
			k.PreorderCap = core.Quantity(a.int("cap"))
			k.Lifecycle, k.Available = catalog.Preorder, s.day(a.named["pre"])
		}
		return &catalog.PutSKU{SKU: k}
	case "kit":
		k := catalog.SKU{ID: a.next()}
		for _, w := range a.plain {
			id, q := a.times(w)
			k.Kit = append(k.Kit, catalog.Component{SKU: id, Qty: q})
		}
		return &catalog.PutSKU{SKU: k}
	case "loc":
		if s.w.Carriers.Len() == 0 {
			s.w.Load(&catalog.Carrier{ID: "car", Services: []catalog.Service{
				{ID: "std", Rates: []catalog.Rate{{Package: 100, Days: 1}}}, {ID: "fast", Rates: []catalog.Rate{{Package: 900}}}}}, catalog.NounCarrier)
			s.do(core.Command{Actor: "lead", Body: &world.PutShop{Settings: world.Settings{ExtraPackage: 50, Backorder: 10_000}}})
		}
		l := catalog.Location{ID: a.next(), Priority: a.int("prio"), Capacity: a.int("cap"), Package: core.Amount(a.int("cost")), Workdays: 127,
			Type: catalog.LocationKind(a.named["type"]), AnswerHours: a.int("answers"), Zone: a.named["in"], TimeZone: a.named["zone"], CutOff: a.int("cut"), Floor: core.Quantity(a.int("floor")), Floors: a.floors(), Processing: a.int("proc"), Holidays: a.days("off")}
		if a.named["work"] != "" {
			l.Workdays = catalog.Workdays(a.int("work"))
		}
		return &catalog.PutLocation{Location: l}
	case "carry": // the days that the standard service takes from each zone
		std := catalog.Service{ID: "std"}
		working := a.has("working")
		for _, w := range a.plain {
			from, days := a.times(w)
			std.Rates = append(std.Rates, catalog.Rate{From: from, Package: 100, Days: int(days), Working: working})
		}
		c := catalog.Carrier{ID: "car", Services: []catalog.Service{std}, Workdays: catalog.Workdays(a.int("work")), Holidays: a.days("off")}
		return &catalog.PutCarrier{Carrier: c}
	case "prices": // of a package beyond the first, and of a unit that waits; and the hours of risk
		return &world.PutShop{Settings: world.Settings{ExtraPackage: core.Amount(a.int("split")), Backorder: core.Amount(a.int("wait")), RiskHours: a.int("risk"), KeepSplits: a.has("keep"), LeastSaving: core.Amount(a.int("save")), SpreadCharges: a.has("spread")}}
	case "pricelist": // whole pounds a unit
		l := catalog.PriceList{ID: a.next(), Currency: "GBP"}
		for _, w := range a.plain {
			id, q := a.times(w)
			l.Entries = append(l.Entries, catalog.PriceEntry{SKU: id, Price: pounds(int(q))})
		}
		return &catalog.PutPriceList{PriceList: l}
	case "customer":
		c := &catalog.PutCustomer{Customer: catalog.Customer{ID: a.next(), Class: a.named["class"], CreditLimit: core.Amount(a.int("limit")), TermsDays: a.int("terms")}}
		a.seal(&c.Customer.Party)
		return c
	case "close":
		return &catalog.CloseLocation{Location: a.next(), Closed: true, Reason: "flood"}
	case "open":
		return &catalog.CloseLocation{Location: a.next()}
	case "chan":
		return &catalog.PutChannel{Channel: catalog.Channel{ID: a.next(), Currency: "GBP", NoAddress: !a.has("address"), Complete: a.has("complete"),
			Incoming: a.has("incoming"), PriceList: a.named["list"], ByChannel: a.has("own"), Priority: a.int("prio"), MaxSplits: a.int("splits"), ShipHours: a.int("hours"),
			Fences: a.fences(), ReturnDays: a.int("returns"), ReturnWait: a.int("awaited"), ExchangeFirst: a.has("first")}}
	}
	return nil
}

func pounds(n int) core.Price { return core.Price(n) * 1_000_000 }

func (s *script) goods(verb string, a *words, c *core.Command) core.Payload {
	switch verb {
	case "stock", "adjust":
		sku, at := a.key()
		n := s.number(a.next())
		return &stock.Adjust{SKU: sku, Location: at, Qty: core.Quantity(n), State: a.state(), Reason: "test", Bin: a.named["bin"]}
	case "move":
		sku, at := a.key()
		n := s.number(a.next())
		return &stock.Shift{SKU: sku, Location: at, Qty: core.Quantity(n), From: a.state(), To: a.state(), ToLocation: a.named["to"], Bin: a.named["bin"], Reason: "test"}
	case "count":
		sku, at := a.key()
		return &stock.Count{SKU: sku, Location: at, Counted: core.Quantity(s.number(a.next()))}
	case "approve":
		sku, at := a.key()
		return &stock.ApproveCount{SKU: sku, Location: at, Reason: "lost"}
	case "sale":
		c.Actor = "conn"
		sku, at := a.key()
		return &stock.Sale{SKU: sku, Location: at, Qty: core.Quantity(s.number(a.next()))}
	case "reserve":
		sku, at := a.key()
		r := &stock.Reserve{SKU: sku, Location: at, Qty: core.Quantity(s.number(a.next())), Holder: cmp.Or(a.named["of"], "channel/web")}
		if a.named["for"] != "" {
			r.Expires = s.now.Add(s.span(a.named["for"]))
		}
		return r
	case "pass": // reserved units to another holder
		return &stock.TransferReservation{Reservation: a.next(), Holder: a.next(), Qty: core.Quantity(a.int("qty"))}
	case "unreserve":
		return &stock.Release{Reservation: a.next(), Qty: core.Quantity(a.int("qty"))}
	case "po", "transfer":
		d := supply.Document{ID: a.next(), Supplier: "sup"}
		if verb == "transfer" {
			d.Supplier, d.From = "", a.next()
		}
		d.Location = a.next()
		for _, w := range a.plain {
			w, due, own := strings.Cut(w, ":")
			id, q := a.times(w)
			l := supply.Line{SKU: id, Qty: q}
			if !own {
				due = a.named["due"]
			}
			if due != "" {
				l.Expected = s.day(due)
			}
			d.Lines = append(d.Lines, l)
		}
		return &supply.Order{Document: d}
	case "receive":
		return &supply.Receive{ID: a.next(), Lines: a.got()}
	case "dispatch":
		return &supply.Dispatch{ID: a.next(), Lines: a.got()}
	case "delay":
		return &supply.Reschedule{ID: a.next(), Expected: s.day(a.named["due"]), Reason: "late"}
	case "shut":
		return &supply.Close{ID: a.next(), Reason: "given up"}
	}
	return nil
}

func (s *script) selling(verb string, a *words, c *core.Command) core.Payload {
	switch verb {
	case "order":
		if a.named["by"] == "" {
			c.Actor = "conn"
		}
		o := &order.Submit{External: a.named["ext"], Rev: int64(a.int("rev")), Customer: a.named["cust"], Priority: a.int("prio"), Complete: a.has("complete"), Risk: a.int("risk"), Consent: a.has("consent")}
		if a.named["tag"] != "" {
			o.Tags = []string{a.named["tag"]}
		}
		o.Payment.Authorised, o.Payment.Captured = core.Amount(a.int("paid")), core.Amount(a.int("captured"))
		o.ShipTo = core.Party{Country: "GB", Complete: true, Where: core.Token(a.int("to"))}
		if a.has("noaddress") {
			o.ShipTo = core.Party{Country: "GB"}
		}
		a.seal(&o.ShipTo)
		o.Channel, o.Service = a.next(), a.named["service"]
		o.Lines = a.goods()
		if a.named["total"] != "" {
			total := core.Amount(a.int("total"))
			o.Total = &total
		}
		if a.named["post"] != "" {
			o.Charges = []order.Charge{{Type: "postage", Amount: core.Amount(a.int("post"))}}
		}
		for i := range o.Lines {
			o.Lines[i].Price, o.Lines[i].Discount = pounds(a.int("price")), core.Amount(a.int("off"))
			if at := a.named["collect"]; at == "all" || at == strconv.Itoa(i+1) {
				o.Lines[i].Method = flow.Collect
			}
			if a.named["after"] != "" {
				o.Lines[i].NotBefore = s.day(a.named["after"])
			}
			if a.named["cancel"] != "" {
				o.Lines[i].CancelAfter = s.now.Add(s.span(a.named["cancel"]))
			}
			if a.named["shipby"] != "" {
				o.Lines[i].ShipBy = s.now.Add(s.span(a.named["shipby"]))
			}
		}
		c.Digest = [16]byte{byte(len(strings.Join(a.plain, " "))), byte(o.Rev), byte(a.int("to")), byte(len(o.Lines))}
		return o
	case "amend":
		e := &order.Amend{Order: a.next(), Reason: "asked"}
		for _, w := range a.plain {
			if add, ok := strings.CutPrefix(w, "+"); ok {
				id, q := a.times(add)
				e.Add = append(e.Add, order.NewLine{SKU: id, Qty: q})
			} else if no, sku, ok := strings.Cut(w, ":"); ok {
				e.Lines = append(e.Lines, order.LineEdit{Line: s.number(no), SKU: sku})
			} else {
				id, q := a.times(w)
				e.Lines = append(e.Lines, order.LineEdit{Line: s.number(id), Qty: &q})
			}
		}
		if a.named["to"] != "" {
			e.ShipTo = &core.Party{Country: "GB", Complete: true, Where: core.Token(a.int("to"))}
			a.seal(e.ShipTo)
		}
		return e
	case "inform":
		c.Actor = "conn"
		i := &order.Inform{Order: a.next()}
		if a.named["risk"] != "" {
			risk := a.int("risk")
			i.Risk = &risk
		}
		if a.named["captured"] != "" {
			i.Payment = &order.Payment{Captured: core.Amount(a.int("captured")), Refunded: core.Amount(a.int("refunded"))}
		}
		return i
	case "cancel":
		return &order.Cancel{Order: a.next(), Reason: "asked", Lines: a.lines()}
	case "undo":
		c.Actor = "conn"
		u := &order.Undo{Channel: a.next(), External: "U", Customer: a.named["cust"], Location: a.named["at"]}
		for _, g := range a.goods() {
			u.Lines = append(u.Lines, order.UndoLine{SKU: g.SKU, Qty: g.Qty})
		}
		return u
	}
	return nil
}

// seal puts a person under a key, as the engine does.
func (a *words) seal(p *core.Party) {
	if key := a.int("key"); key != 0 {
		p.Key, p.Box, p.Email = uint64(key), []byte{1}, core.Token(key)
	}
}

func (s *script) dock(verb string, a *words, c *core.Command) core.Payload {
	switch verb {
	case "accept":
		id, fo := a.fo()
		return &order.Accept{Order: id, FO: fo}
	case "reject":
		id, fo := a.fo()
		why := a.named["why"]
		if why == "" {
			why = "no staff"
		}
		return &order.Reject{Order: id, FO: fo, Reason: why, Lines: a.lines()}
	case "wave":
		c := &wave.Release{Choice: wave.Choice{Location: a.next(), Service: a.named["service"], Limit: a.int("limit"), Units: core.Quantity(a.int("units"))}}
		if a.has("now") {
			c.Until = core.DateIn(s.now, time.UTC)
		}
		return c
	case "pick":
		id, fo := a.fo()
		p := &order.Pick{Order: id, FO: fo, Bin: a.named["bin"]}
		var short []string
		for i, w := range a.plain {
			if w == "short" {
				short = a.plain[i+1:]
				a.plain = a.plain[:i]
				break
			}
		}
		p.Lines = a.lines()
		a.plain = short
		p.Short = a.lines()
		return p
	case "pack":
		id, fo := a.fo()
		return &order.Pack{Order: id, FO: fo, Lines: a.lines()}
	case "ship":
		id, fo := a.fo()
		return &order.Ship{Order: id, FO: fo, Lines: a.lines()}
	case "scan":
		id, fo := a.fo()
		sc := &order.Scan{Order: id, FO: fo, Packages: a.boxes()}
		for _, w := range a.plain {
			code, q := a.times(w)
			sc.Scanned = append(sc.Scanned, order.Scanned{Code: code, Qty: q})
		}
		return sc
	case "collect":
		id, fo := a.fo()
		return &order.Collect{Order: id, FO: fo, Lines: a.lines()}
	case "recall":
		return &order.CancelShipment{Order: a.next(), Shipment: s.number(a.next()), Reason: "not picked up"}
	case "answer": // SO-1 1 [no] [1*2]: what an outsider says
		c.Actor = "conn"
		n := &order.Answer{Refused: a.has("no"), Order: a.next(), Reason: "said"}
		n.Ask = s.number(a.next())
		n.Lines = a.lines()
		return n
	case "askagain":
		return &order.AskAgain{Order: a.next(), Ask: s.number(a.next())}
	case "withdraw":
		return &order.Withdraw{Order: a.next(), Ask: s.number(a.next()), Reason: "no answer"}
	case "deliver":
		d := &order.Deliver{Lost: a.has("lost"), Order: a.next()}
		d.Shipment = s.number(a.next())
		return d
	case "request": // request SO-1 [exchange] [goods=A] at=L1 1*2
		r := &order.RequestReturn{Order: a.next(), Location: a.named["at"], Reason: "too_small"}
		if a.has("exchange") {
			r.Wish = order.WishExchange
		}
		if a.named["goods"] != "" {
			id, q := a.times(a.named["goods"])
			r.Goods = []order.NewLine{{SKU: id, Qty: q, Price: pounds(a.int("price"))}}
		}
		r.Lines = a.lines()
		return r
	case "decide": // decide SO-1 1 [refuse]
		r := &order.DecideReturn{Refuse: a.has("refuse"), Order: a.next(), Reason: "asked"}
		r.Return = s.number(a.next())
		return r
	case "inspect": // inspect SO-1 1 restock:1*2 scrap:1*1@L1
		r := &order.Inspect{Order: a.next(), Reason: a.named["why"]}
		r.Return = s.number(a.next())
		for _, w := range a.plain {
			to, what, _ := strings.Cut(w, ":")
			what, at, _ := strings.Cut(what, "@")
			n := order.Inspected{Location: at}
			if err := n.To.UnmarshalText([]byte(to)); err != nil {
				s.fail("%v", err)
			}
			if what == "" {
				r.To = n.To
				continue
			}
			id, q := a.times(what)
			n.Line, n.Qty = s.number(id), q
			r.Lines = append(r.Lines, n)
		}
		return r
	case "giveup":
		r := &order.CloseReturn{Order: a.next(), Reason: "asked"}
		r.Return = s.number(a.next())
		return r
	case "fee":
		r := &order.Deduct{Order: a.next(), Reason: "used", Amount: core.Amount(a.int("amount"))}
		r.Return = s.number(a.next())
		return r
	case "goodwill":
		return &order.GiveRefund{Order: a.next(), Reason: "sorry", Amount: core.Amount(a.int("amount"))}
	case "settle":
		r := &order.SettleLost{Again: a.has("again"), Order: a.next(), Reason: "lost"}
		r.Lines = a.lines()
		return r
	case "return":
		r := &order.Return{Damaged: a.has("damaged"), Inspect: a.has("inspect"), Order: a.next(), Location: a.next(), Reason: "wrong size"}
		for _, w := range strings.Split(a.named["other"], "+") {
			if id, q := a.times(w); id != "" {
				r.Other = append(r.Other, order.Goods{SKU: id, Qty: q})
			}
		}
		r.Return = a.int("of")
		r.Lines = a.lines()
		return r
	}
	return nil
}

func (s *script) care(verb string, a *words, _ *core.Command) core.Payload {
	switch verb {
	case "hold":
		blocks := map[string]order.Step{"source": order.StepSource, "release": order.StepRelease, "ship": order.StepShip, "": 0}
		return &order.PlaceHold{Order: a.next(), Type: a.named["type"], Line: a.int("line"), Blocks: blocks[a.named["blocks"]], Reason: "asked"}
	case "free":
		id := a.next()
		return &order.ResolveHold{Order: id, Hold: s.number(a.next()), Reason: "fine"}
	case "deny":
		id := a.next()
		return &order.ResolveHold{Order: id, Hold: s.number(a.next()), Reject: true, Reason: "fraud"}
	case "source":
		return &order.Source{Order: a.next()}
	case "erase":
		c := &catalog.Erase{Customer: a.named["cust"], Reason: "asked"}
		if c.Customer == "" {
			c.Order = a.next()
		}
		return c
	case "resolve":
		return &exception.Resolve{Exception: a.next(), Reason: "told"}
	case "stop":
		return &job.Stop{Job: a.next(), Reason: "asked"}
	case "stream":
		return &world.SetClock{Stream: a.next()}
	}
	return nil
}

// boxes reads in=0,1,1: a package each, and the place of the one that it is in.
func (a *words) boxes() (out []order.Package) {
	if a.named["in"] == "" {
		return nil
	}
	for _, in := range strings.Split(a.named["in"], ",") {
		out = append(out, order.Package{In: a.s.number(in)})
	}
	return out
}
