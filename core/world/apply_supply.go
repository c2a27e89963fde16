package world

import (
	"slices"
	"sync"
	"time"

	"andon/core"
	"andon/core/stock"
	"andon/core/supply"
)

// editDocument returns a purchase or transfer order for changing, out of the index.
func (w *World) editDocument(id string) *supply.Document {
	d := edit(w, &w.Purchases, id)
	if d == nil {
		d = edit(w, &w.Transfers, id)
	}
	if d != nil {
		w.indexSupply(d, false)
	}
	return d
}

// Document finds a purchase or transfer order; their ids do not overlap.
func (w *World) Document(id string) *supply.Document {
	if d := w.Purchases.Get(id); d != nil {
		return d
	}
	return w.Transfers.Get(id)
}

func (w *World) applySupply(event core.Payload) error {
	if e, ok := event.(*supply.Ordered); ok {
		w.applySupplyOrdered(e.Document.Clone())
		return nil
	}
	id := SupplyOf(event)
	d := w.editDocument(id)
	if d == nil {
		return w.corrupt(event, id)
	}
	switch e := event.(type) {
	case *supply.Received:
		if !linesFit(d, e.Lines) {
			return w.corrupt(event, id)
		}
		for _, g := range e.Lines {
			w.receive(d, &d.Lines[g.Line-1], g)
		}
	case *supply.Dispatched:
		if !linesFit(d, e.Lines) {
			return w.corrupt(event, id)
		}
		for _, g := range e.Lines {
			w.dispatch(d, &d.Lines[g.Line-1], g)
		}
	case *supply.Rescheduled:
		d.Reschedule(e)
	case *supply.ClosedShort:
		for i := range d.Lines {
			l := &d.Lines[i]
			w.coming(d, l, -l.Coming(d.Transfer()))
			l.Closed += l.Left()
		}
	case *supply.Supplied:
		d.Lines = slices.Clone(e.Lines)
	case *supply.Overdue:
		d.Pass(max(d.Awaited(), w.yesterday(d.Location)))
	}
	switch done := d.Done(); {
	case done && d.Closed == 0:
		d.Closed = w.At
	case !done && d.Closed != 0: // more has left than was ordered
		d.Closed, d.LateSeen = 0, false
	}
	w.indexSupply(d, true)
	return nil
}

// SupplyOf names the purchase or transfer order that an event of an existing one changes, "" for others.
func SupplyOf(event core.Payload) string {
	switch e := event.(type) {
	case *supply.Received:
		return e.ID
	case *supply.Dispatched:
		return e.ID
	case *supply.Rescheduled:
		return e.ID
	case *supply.ClosedShort:
		return e.ID
	case *supply.Overdue:
		return e.ID
	case *supply.Supplied:
		return e.ID
	}
	return ""
}

func (w *World) applySupplyOrdered(d *supply.Document) {
	d.Opened, d.Passed = w.At, w.yesterday(d.Location)
	if d.Transfer() {
		insert(w, &w.Transfers, d.ID, d)
	} else {
		insert(w, &w.Purchases, d.ID, d)
	}
	for i := range d.Lines {
		w.coming(d, &d.Lines[i], d.Lines[i].Coming(d.Transfer()))
	}
	w.indexSupply(d, true)
}

// zones keeps the time zones that were asked for by name: to read one takes longer than
// everything else that is done about a document.
var zones sync.Map

// clock is the time zone of a location.
func (w *World) clock(location string) *time.Location {
	l := w.Locations.Get(location)
	if l == nil || l.TimeZone == "" {
		return time.UTC
	}
	if z, ok := zones.Load(l.TimeZone); ok {
		return z.(*time.Location)
	}
	z := l.Clock()
	zones.Store(l.TimeZone, z)
	return z
}

// yesterday is the last day that is over at a location.
func (w *World) yesterday(location string) core.Date { return core.DateIn(w.At, w.clock(location)) - 1 }

// indexSupplies adds or removes what the documents that a location expects contribute,
// which depends on its time zone.
func (w *World) indexSupplies(location string, add bool) {
	one := func(_ string, d *supply.Document) bool {
		if d.Location == location && d.Closed == 0 {
			w.indexSupply(d, add)
		}
		return true
	}
	w.Purchases.Each(one)
	w.Transfers.Each(one)
}

// coming changes what a document's line promises, in the state that stands for it.
// Units of a transfer that will not come any more are missing on the road.
func (w *World) coming(d *supply.Document, l *supply.Line, q core.Quantity) {
	m := stock.Move{SKU: l.SKU, Location: d.Location, From: stock.Supplier, To: stock.Incoming, Qty: q, Cause: stock.Document}
	if d.Transfer() {
		m.From, m.To = stock.Variance, stock.InTransit
	}
	if q < 0 {
		m.From, m.To, m.Qty = m.To, m.From, -q
	}
	if q != 0 && !d.Bought() {
		w.move(m)
	}
}

// dispatch books what left of a transfer's line. Units that are on the road stand in
// transit; those that arrived before their departure was told, or that nobody waits
// for any more, only settle what their arrival took from nowhere.
func (w *World) dispatch(d *supply.Document, l *supply.Line, g supply.Got) {
	before := l.Coming(true)
	l.Shipped += g.Qty
	road := l.Coming(true) - before
	m := stock.Move{SKU: l.SKU, Location: d.From, From: stock.Available, To: stock.InTransit, Qty: road,
		Cause: stock.TransferOut, ToLocation: d.Location, Bin: g.Bin, Lot: g.Lot}
	if road > 0 {
		w.move(m)
	}
	if m.To, m.Qty = stock.Supplier, g.Qty-road; m.Qty > 0 {
		w.move(m)
	}
}

// receive books what arrived of a line: what was promised leaves incoming or in
// transit, what came beyond it is received all the same.
func (w *World) receive(d *supply.Document, l *supply.Line, g supply.Got) {
	transfer := d.Transfer()
	before := l.Coming(transfer)
	l.Received += g.Qty
	l.Damaged += g.Damaged
	explained := before - l.Coming(transfer)
	for _, part := range [...]struct {
		q  core.Quantity
		to stock.State
	}{{g.Qty, stock.Available}, {g.Damaged, stock.Damaged}} {
		planned := min(part.q, explained)
		explained -= planned
		m := stock.Move{SKU: l.SKU, Location: d.Location, From: stock.Incoming, To: part.to, Qty: planned, Cause: stock.Receipt, ToBin: g.Bin, Lot: g.Lot}
		if transfer {
			m.From, m.Cause, m.ToLocation = stock.InTransit, stock.TransferIn, d.Location
		}
		if planned > 0 {
			w.move(m)
		}
		if m.Qty = part.q - planned; m.Qty > 0 {
			m.From = stock.Supplier
			w.move(m)
		}
	}
}
