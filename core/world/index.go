package world

import (
	"encoding/binary"
	"strings"

	"github.com/tidwall/btree"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/supply"
)

// indexes are derived from documents and rebuilt when documents are loaded. Their
// keys are strings that sort in the order in which they are walked.
type indexes struct {
	alias    btree.Map[string, string]    // alias or GTIN → SKU
	external btree.Map[string, string]    // channel, external → order id; orders in memory
	customer btree.Map[string, string]    // customer, N → order id; orders in memory
	waiting  btree.Map[string, WaitEntry] // SKU, rank → a line that waits for stock
	dated    btree.Map[string, WaitEntry] // SKU, rank → a line that waits and is promised a day
	work     btree.Map[string, struct{}]  // location, N, FO: fulfillment orders with units here
	due      btree.Map[string, Due]       // instant, subject → timer
	open     btree.Map[string, string]    // subject, type, item → open exception
	instead  btree.Map[string, struct{}]  // SKU, SKU in whose place it may go
	supply   btree.Map[string, struct{}]  // SKU, location, date, noun, id, line: dated supply still to come
	kept     btree.Map[string, string]    // SKU, location, holder, id → open reservation
	floors   int                          // locations that have one
	split    btree.Map[string, string]    // SKU or "", N → order that leaves in several packages which could be merged, or later than it could
	ruled    btree.Map[string, string]    // customer or "", N → open order that a rule holds
}

func (x *indexes) fork() indexes {
	return indexes{*x.alias.Copy(), *x.external.Copy(), *x.customer.Copy(), *x.waiting.Copy(), *x.dated.Copy(), *x.work.Copy(),
		*x.due.Copy(), *x.open.Copy(), *x.instead.Copy(), *x.supply.Copy(), *x.kept.Copy(), x.floors, *x.split.Copy(), *x.ruled.Copy()}
}

// WaitEntry is a line that waits for stock.
type WaitEntry struct {
	Order string
	Line  int
}

// Due is a timer: at At something about Subject is to be looked at.
type Due struct {
	At      core.Instant
	What    string // late, risk, cancel, ask, collect, work, exception, reservation, supply, preorder, day, hold, return, policy, job, again, recheck
	Subject core.Ref

	rank string // among those of an instant
}

// What of timers that are due until their work is done, a slice at a time.
const (
	DueJob     = "job"
	DueAgain   = "again"
	DueRecheck = "recheck"
)

// Background reports whether a timer is work that goes on in slices between commands.
func (d Due) Background() bool {
	return d.What == DueJob || d.What == DueAgain || d.What == DueRecheck
}

// rising turns an instant, which may lie before 1970, into a number that sorts as it does.
func rising(i core.Instant) uint64 { return uint64(i) ^ 1<<63 }

func (d Due) key() string {
	return be("", rising(d.At)) + d.What + "\x00" + d.rank + d.Subject.String()
}

// waitKey orders the lines that wait for a SKU as [order.Before] does, then by line.
func waitKey(o *order.Order, sku string, line int) string {
	b := append([]byte(sku), 0)
	b = binary.BigEndian.AppendUint32(b, uint32(int64(o.Priority)+1<<31))
	b = binary.BigEndian.AppendUint32(b, uint32(o.FirstTold(sku))-1) // 0 is none, and last
	b = binary.BigEndian.AppendUint64(b, rising(o.Placed))
	b = binary.BigEndian.AppendUint64(b, o.N)
	return string(binary.BigEndian.AppendUint32(b, uint32(line)))
}

func workKey(location string, n uint64, fo int) string {
	return string(binary.BigEndian.AppendUint32([]byte(be(location+"\x00", n)), uint32(fo)))
}

func openKey(subject core.Ref, t exception.Type, item string) string {
	return subject.String() + "\x00" + string(t) + "\x00" + item
}

// ExternalKey names an order by its channel's number.
func ExternalKey(channel, external string) string { return channel + "\x00" + external }

// OrderByExternal finds an order in memory by its channel's number, or nil.
func (w *World) OrderByExternal(channel, external string) *order.Order {
	id, ok := w.ix.external.Get(ExternalKey(channel, external))
	if !ok {
		return nil
	}
	return w.Orders.Get(id)
}

// OrdersOf visits the orders in memory of a customer, newest first.
func (w *World) OrdersOf(customer string, yield func(*order.Order) bool) {
	prefix := customer + "\x00"
	w.ix.customer.Descend(prefix+"\xff\xff\xff\xff\xff\xff\xff\xff\xff", func(key, id string) bool {
		return strings.HasPrefix(key, prefix) && yield(w.Orders.Get(id))
	})
}

// Waiting visits the lines that wait for a SKU, in the order in which they are filled.
func (w *World) Waiting(sku string, yield func(WaitEntry) bool) {
	prefix := sku + "\x00"
	w.ix.waiting.Ascend(prefix, func(key string, e WaitEntry) bool { return strings.HasPrefix(key, prefix) && yield(e) })
}

// WaitingBehind visits those of them that stand behind a line of an order.
func (w *World) WaitingBehind(o *order.Order, sku string, line int, yield func(WaitEntry) bool) {
	behind(&w.ix.waiting, o, sku, line, yield)
}

// Dated visits the lines of a SKU that wait and are promised a day, in the same order.
func (w *World) Dated(sku string, yield func(WaitEntry) bool) {
	prefix := sku + "\x00"
	w.ix.dated.Ascend(prefix, func(key string, e WaitEntry) bool { return strings.HasPrefix(key, prefix) && yield(e) })
}

// DatedBehind visits those of them that stand behind a line of an order.
func (w *World) DatedBehind(o *order.Order, sku string, line int, yield func(WaitEntry) bool) {
	behind(&w.ix.dated, o, sku, line, yield)
}

func behind(m *btree.Map[string, WaitEntry], o *order.Order, sku string, line int, yield func(WaitEntry) bool) {
	prefix := sku + "\x00"
	m.Ascend(waitKey(o, sku, line+1), func(key string, e WaitEntry) bool { return strings.HasPrefix(key, prefix) && yield(e) })
}

// WaitingCount is the number of lines that wait for stock.
func (w *World) WaitingCount() int { return w.ix.waiting.Len() }

// AnyoneWaits reports whether any line waits, for stock or for a day.
func (w *World) AnyoneWaits() bool { return w.ix.waiting.Len()+w.ix.dated.Len() > 0 }

// IsWaited reports whether lines wait for a SKU.
func (w *World) IsWaited(sku string) bool {
	found := false
	w.Waiting(sku, func(WaitEntry) bool { found = true; return false })
	return found
}

// Work visits the fulfillment orders that have units at a location, oldest order first.
func (w *World) Work(location string, yield func(orderID string, fo int) bool) {
	w.work(location, location+"\x00", yield)
}

func (w *World) work(location, from string, yield func(orderID string, fo int) bool) {
	prefix := location + "\x00"
	w.ix.work.Ascend(from, func(key string, _ struct{}) bool {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		b := []byte(key[len(prefix):])
		return yield(order.IDOf(binary.BigEndian.Uint64(b)), int(binary.BigEndian.Uint32(b[8:])))
	})
}

// HasWork reports whether there are any, apart from those of orders that are being changed.
func (w *World) HasWork(location string) (any bool) {
	w.Work(location, func(string, int) bool { any = true; return false })
	return any
}

// WorkCount counts them.
func (w *World) WorkCount(location string) (n int) {
	prefix := location + "\x00"
	w.ix.work.Ascend(prefix, func(key string, _ struct{}) bool {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		n++
		return true
	})
	return n
}

// DueBefore visits timers that are due at now, earliest first.
func (w *World) DueBefore(now core.Instant, yield func(Due) bool) {
	w.ix.due.Scan(func(_ string, d Due) bool { return d.At <= now && yield(d) })
}

// NextDue is the instant of the earliest timer; 0: none.
func (w *World) NextDue() core.Instant {
	_, d, ok := w.ix.due.Min()
	if !ok {
		return 0
	}
	return d.At
}

// OpenException finds the open exception of a type on a subject and item, or nil.
func (w *World) OpenException(subject core.Ref, t exception.Type, item string) *exception.Exception {
	id, ok := w.ix.open.Get(openKey(subject, t, item))
	if !ok {
		return nil
	}
	return w.Exceptions.Get(id)
}

// OpenExceptionsOf visits the open exceptions of a subject.
func (w *World) OpenExceptionsOf(subject core.Ref, yield func(*exception.Exception) bool) {
	prefix := subject.String() + "\x00"
	w.ix.open.Ascend(prefix, func(key, id string) bool {
		return strings.HasPrefix(key, prefix) && yield(w.Exceptions.Get(id))
	})
}

// OpenExceptions is the number of open exceptions.
func (w *World) OpenExceptions() int { return w.ix.open.Len() }

// Coming is supply of a SKU that is still to arrive.
type Coming struct {
	Location string
	Date     core.Date // 0: nobody knows, or it has passed
	Noun     core.Noun
	ID       string
	Line     int
	Qty      core.Quantity
}

// Supply visits what is on its way of a SKU, by location, then date.
func (w *World) Supply(sku string, yield func(Coming) bool) {
	prefix := sku + "\x00"
	w.ix.supply.Ascend(prefix, func(key string, _ struct{}) bool {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		location, rest, _ := strings.Cut(key[len(prefix):len(key)-5], "\x00") // without the line behind the last 0
		_, rest, _ = strings.Cut(rest, "\x00")
		noun, id, _ := strings.Cut(rest, "\x00")
		d, line := w.document(core.Noun(noun), id), int(binary.BigEndian.Uint32([]byte(key[len(key)-4:])))
		l := &d.Lines[line]
		return yield(Coming{Location: location, Date: d.Due(l), Noun: core.Noun(noun), ID: id, Line: line + 1, Qty: l.Coming(d.Transfer())})
	})
}

func supplyKey(d *supply.Document, line int) string {
	l := &d.Lines[line]
	return l.SKU + "\x00" + d.Location + "\x00" + l.Expected.String() + "\x00" + string(d.Noun()) + "\x00" + d.ID + "\x00" +
		string(binary.BigEndian.AppendUint32(nil, uint32(line)))
}

func (w *World) document(noun core.Noun, id string) *supply.Document {
	if noun == supply.NounTransfer {
		return w.Transfers.Get(id)
	}
	return w.Purchases.Get(id)
}

// index adds or removes what a document contributes. Each is called with add false
// before the document changes and with add true after.

func set[V any](m *btree.Map[string, V], add bool, key string, v V) {
	if add {
		m.Set(key, v)
	} else {
		m.Delete(key)
	}
}

func (w *World) indexFloor(l *catalog.Location, n int) {
	if l != nil && l.HasFloor() {
		w.ix.floors += n
	}
}

// AnyFloor reports whether any location keeps units for collections.
func (w *World) AnyFloor() bool { return w.ix.floors > 0 }

func (w *World) indexSKU(s *catalog.SKU, add bool) {
	for _, other := range s.Substitutes {
		set(&w.ix.instead, add, other+"\x00"+s.ID, struct{}{})
	}
	for _, a := range s.Aliases {
		set(&w.ix.alias, add, a, s.ID)
	}
	if s.GTIN != "" {
		set(&w.ix.alias, add, s.GTIN, s.ID)
	}
}

// indexLoad keeps the timer of a full load: who waits for room is asked again when its
// day is over. A location that is put again may bring the day back.
func (w *World) indexLoad(l *Load, add bool) {
	if end := l.FullUntil(w.Locations.Get(l.Location)); end > l.Over {
		t := Due{At: end, What: "day", Subject: core.Ref{Noun: NounLoad, ID: l.DocID()}}
		set(&w.ix.due, add, t.key(), t)
	}
}

func (w *World) indexJob(j *job.Job, add bool) {
	if j.Ended == 0 {
		t := Due{At: j.Started, What: DueJob, Subject: core.Ref{Noun: job.NounJob, ID: j.ID}}
		set(&w.ix.due, add, t.key(), t)
	}
}

// indexPolicy keeps the timer of a policy that is to become active.
func (w *World) indexPolicy(p *policy.Policy, add bool) {
	if at := p.Scheduled(); at != 0 {
		t := Due{At: at, What: "policy", Subject: core.Ref{Noun: policy.NounPolicy, ID: p.ID}}
		set(&w.ix.due, add, t.key(), t)
	}
}

func (w *World) indexException(x *exception.Exception, add bool) {
	if x.Closed != 0 {
		return
	}
	set(&w.ix.open, add, openKey(x.Subject, x.Type, x.Item), x.ID)
	if !x.Escalated && x.Due != 0 {
		t := Due{At: max(x.Due, x.Snoozed), What: "exception", Subject: core.Ref{Noun: exception.NounException, ID: x.ID}}
		set(&w.ix.due, add, t.key(), t)
	}
}

func (w *World) indexSupply(d *supply.Document, add bool) {
	for i := range d.Lines {
		if !d.Bought() && d.Lines[i].Coming(d.Transfer()) > 0 {
			set(&w.ix.supply, add, supplyKey(d, i), struct{}{})
		}
	}
	if day := d.Awaited(); day != 0 {
		t := Due{At: (day + 1).At(0, w.clock(d.Location)), What: "supply", Subject: core.Ref{Noun: d.Noun(), ID: d.ID}}
		set(&w.ix.due, add, t.key(), t)
	}
}

// InPlaceOf visits the SKUs in whose place a SKU may go.
func (w *World) InPlaceOf(sku string, yield func(string)) {
	if w.ix.instead.Len() == 0 {
		return
	}
	prefix := sku + "\x00"
	w.ix.instead.Ascend(prefix, func(key string, _ struct{}) bool {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		yield(key[len(prefix):])
		return true
	})
}

// WaitingSKUs visits each SKU that lines wait for.
func (w *World) WaitingSKUs(yield func(sku string) bool) { skusIn(&w.ix.waiting, yield) }

// DatedSKUs visits each SKU of lines that wait and are promised a day.
func (w *World) DatedSKUs(yield func(sku string) bool) { skusIn(&w.ix.dated, yield) }

func skusIn(m *btree.Map[string, WaitEntry], yield func(sku string) bool) {
	last, going := "", true
	for from := ""; going; from = last + "\x01" {
		found := false
		m.Ascend(from, func(key string, _ WaitEntry) bool {
			last, _, _ = strings.Cut(key, "\x00")
			found = true
			return false
		})
		going = found && yield(last)
	}
}
