package flow

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// call is what an exception calls out. At most one is open of each subject, kind and item.
type call struct {
	subject core.Ref
	kind    exception.Type
	item    string
	source  []int64 // lines of a file
}

func (c *call) open(tx *world.Tx) *exception.Exception {
	return tx.W.OpenException(c.subject, c.kind, c.item)
}

func (c *call) raise(tx *world.Tx, detail string, units core.Quantity) {
	r := exception.RuleOf(c.kind)
	n := tx.W.Shop().Exceptions + 1
	e := &exception.Raised{Exception: exception.Exception{
		ID: exceptionID(n), N: n, Type: c.kind, Severity: r.Severity, Queue: r.Queue, Subject: c.subject, Item: c.item,
		Detail: detail, Opened: tx.Now, Due: tx.Now.Add(r.Allowed), Source: c.source, Units: units,
	}}
	if tx.Grade != nil {
		tx.Grade(tx, &e.Exception)
	}
	tx.Emit(e)
}

// raise calls out what is so: it opens an exception, or brings the figures of the open
// one up to date.
func raise(tx *world.Tx, subject core.Ref, t exception.Type, item, detail string) {
	c := call{subject: subject, kind: t, item: item}
	x := c.open(tx)
	switch {
	case x == nil:
		c.raise(tx, detail, 0)
	case x.Detail != detail:
		tx.Emit(&exception.Changed{Exception: x.ID, Detail: detail})
	}
}

// maxSaid bounds what an exception repeats of its messages. It counts them all, and
// the journal has every one.
const maxSaid = 400

// say calls out what a message said. What another one says of the same is put behind
// it, because no later message makes an earlier one untrue.
func (c *call) say(tx *world.Tx, detail string) {
	x := c.open(tx)
	if x == nil {
		c.raise(tx, detail, 0)
		return
	}
	said := strings.TrimSuffix(x.Detail, messages(x.Messages))
	if !slices.Contains(strings.Split(said, "; "), detail) && len(said)+len(detail) <= maxSaid {
		said += "; " + detail
	}
	n := max(x.Messages, 1) + 1
	tx.Emit(&exception.Changed{Exception: x.ID, Detail: said + messages(n), Messages: n})
}

// count calls out units that a message named; tell says it of the units of all
// messages about the same together.
func (c *call) count(tx *world.Tx, units core.Quantity, tell func(core.Quantity) string) {
	x := c.open(tx)
	if x == nil {
		c.raise(tx, tell(units), units)
		return
	}
	n, units := max(x.Messages, 1)+1, x.Units+units
	tx.Emit(&exception.Changed{Exception: x.ID, Detail: tell(units) + messages(n), Messages: n, Units: units})
}

// messages says how many messages an exception stands for, where it is more than one.
func messages(n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(" (%d messages)", n)
}

func exceptionID(n uint64) string { return "EX-" + strconv.FormatUint(n, 10) }

// clear closes the open exception of a type, because its cause is gone.
func clear(tx *world.Tx, subject core.Ref, t exception.Type, item string) {
	if x := tx.W.OpenException(subject, t, item); x != nil {
		tx.Emit(&exception.Ended{Exception: x.ID, Resolution: world.Cleared})
	}
}

// contradict records that a fact does not fit the book.
func (d *Decider) contradict(tx *world.Tx, subject core.Ref, item, format string, args ...any) {
	c := call{subject: subject, kind: exception.Contradiction, item: item}
	c.say(tx, fmt.Sprintf(format, args...))
}

// surplus records that a fact names more units than the book has for it. The format
// has one place, for how many.
func (d *Decider) surplus(tx *world.Tx, c call, units core.Quantity, format string, args ...any) {
	c.count(tx, units, func(all core.Quantity) string { return fmt.Sprintf(format, append([]any{all}, args...)...) })
}

// cause is one reason for an exception on an order.
type cause struct {
	kind   exception.Type
	item   string
	detail string
}

// watchOrder raises and closes the exceptions of an order so that exactly its
// present causes stand on the board.
func (d *Decider) watchOrder(tx *world.Tx, id string) {
	letGo(tx, tx.W.Orders.Get(id))
	d.settleAsks(tx, id)
	d.refund(tx, id, order.Refund{Cause: order.CauseCancelled}, "", nil) // what else made money due has said so
	d.watchCauses(tx, id)
	for i := range tx.W.Orders.Get(id).Fulfillments {
		l := tx.W.Locations.Get(tx.W.Orders.Get(id).Fulfillments[i].Location)
		if l != nil {
			request(tx, id, i+1, l)
			d.watchLater(tx, l)
		}
	}
}

// watchLater is watchLocation, once for all targets of a slice of a job.
func (d *Decider) watchLater(tx *world.Tx, l *catalog.Location) {
	if !d.putOff {
		watchLocation(tx, l)
	} else if !slices.Contains(d.later, l.ID) {
		d.later = append(d.later, l.ID)
	}
}

// watchPutOff looks at what the targets of a slice of a job have left for its end. How much
// work is open where the job goes on is counted with its last slice.
func (d *Decider) watchPutOff(tx *world.Tx, more bool) {
	for _, id := range d.later {
		ref := core.Ref{Noun: catalog.NounLocation, ID: id}
		if !more || tx.W.OpenException(ref, exception.Closed, "") == nil || !tx.W.HasWork(id) {
			watchLocation(tx, tx.W.Locations.Get(id))
		}
	}
	d.putOff, d.later = false, d.later[:0]
	d.watchBalances(tx)
}

// watchCauses is watchOrder for what moved no unit: no location has more or less to do.
func (d *Decider) watchCauses(tx *world.Tx, id string) {
	o := tx.W.Orders.Get(id)
	causes := d.causes(tx, o)
	var over []*exception.Exception
	tx.W.OpenExceptionsOf(orderRef(id), func(x *exception.Exception) bool {
		if x.Type.ByEngine() && !stands(causes, x) {
			over = append(over, x)
		}
		return true
	})
	for _, x := range over {
		tx.Emit(&exception.Ended{Exception: x.ID, Resolution: world.Cleared})
	}
	for _, c := range causes {
		raise(tx, orderRef(id), c.kind, c.item, c.detail)
	}
	for i := range tx.W.Orders.Get(id).Lines {
		watchSupply(tx, tx.W.Orders.Get(id).Lines[i].SKU)
	}
}

// watchLocation keeps the exception of a closed location to the work that is open there.
func watchLocation(tx *world.Tx, l *catalog.Location) {
	if !l.Closed {
		return
	}
	id := l.ID
	ref := core.Ref{Noun: catalog.NounLocation, ID: id}
	if open := openWork(tx.W, id); open > 0 {
		raise(tx, ref, exception.Closed, "", fmt.Sprintf("%s is closed (%s) with %d fulfillment orders open", id, l.Why, open))
	} else {
		clear(tx, ref, exception.Closed, "")
	}
}

// openWork counts the fulfillment orders with units at a location. Orders that this
// command has touched are not in the index until it is done.
func openWork(w *world.World, location string) int {
	open := w.WorkCount(location)
	for _, r := range w.Touched() {
		o := w.Orders.Get(r.ID)
		if r.Noun != order.NounOrder || o == nil {
			continue
		}
		for i := range o.Fulfillments {
			if f := &o.Fulfillments[i]; f.Location == location && o.HereInFO(f.No) {
				open++
			}
		}
	}
	return open
}

func stands(causes []cause, x *exception.Exception) bool {
	for i := range causes {
		if causes[i].kind == x.Type && causes[i].item == x.Item {
			return true
		}
	}
	return false
}

func (d *Decider) causes(tx *world.Tx, o *order.Order) []cause {
	var out []cause
	out = returnCauses(o)
	if o.Closed != 0 {
		return out
	}
	for i := range o.Holds {
		h := &o.Holds[i]
		item := ""
		if h.Line != 0 {
			item = strconv.Itoa(h.Line)
		}
		c := cause{exceptionOf(h), item, h.Reason}
		if h.Done == "" && !slices.ContainsFunc(out, func(o cause) bool { return o.kind == c.kind && o.item == c.item }) {
			out = append(out, c)
		}
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		if _, beyond := preordered(l); beyond > 0 {
			out = append(out, cause{exception.PreorderFull, strconv.Itoa(l.No), fmt.Sprintf("line %d: %d of %d %s are beyond what may be preordered", l.No, beyond, l.Qty, l.SKU)})
		}
		if q := shortOf(o, l); q > 0 && !reviewed(tx.W, l.SKU) {
			out = append(out, cause{exception.Short, strconv.Itoa(l.No), fmt.Sprintf("line %d: %d of %d %s wait: %s", l.No, q, l.Qty, l.SKU, whyShort(tx.W, o))})
		}
	}
	if o.Late != 0 {
		if q := unsent(o); q > 0 {
			out = append(out, cause{exception.Late, "", fmt.Sprintf("%d units have not left in time", q)})
		}
	}
	out = askCauses(o, out)
	if detail := jeopardy(o); detail != "" {
		out = append(out, cause{exception.Jeopardy, "", detail})
	}
	return out
}

// shortOf counts the units of a line that wait for stock, may be sourced, and that no
// dated supply covers.
func shortOf(o *order.Order, l *order.Line) core.Quantity {
	q := undated(l)
	if q == 0 || waits(o, l) == 0 || o.Holding(0)&order.StepSource != 0 {
		return 0
	}
	return q
}

// whyShort says why units wait that no dated supply covers.
func whyShort(w *world.World, o *order.Order) string {
	if c, s, takes := w.Sends(o.Service); s != nil && !takes {
		by := ""
		if id := cmp.Or(s.Outage, c.Outage); id != "" {
			by = " (" + id + ": " + w.Outages.Get(id).Reason + ")"
		}
		return "service " + s.ID + " is suspended" + by
	}
	return "nothing could be sourced for them, and no dated supply covers them"
}

// undated counts the units of a line that wait for stock without a promise.
func undated(l *order.Line) core.Quantity {
	var q core.Quantity
	for i := range l.Portions {
		if p := &l.Portions[i]; p.Bucket == order.Backordered && p.Ship == 0 {
			q += p.Qty
		}
	}
	return q
}

// watchBalances raises an exception for each balance that the command drove below
// zero and closes those that are whole again; of a job, each slice.
func (d *Decider) watchBalances(tx *world.Tx) {
	if d.putOff {
		return // until the slice is done
	}
	for _, r := range tx.W.Touched() {
		if r.Noun != stock.NounBalance {
			continue
		}
		b := tx.W.Balance(stock.ParseKey(r.ID))
		if q := b.Q[stock.Available]; q < 0 {
			raise(tx, r, exception.Negative, "", fmt.Sprintf("%s has %d available at %s", b.SKU, q, b.Location))
		} else {
			clear(tx, r, exception.Negative, "")
		}
		if b.Open <= 0 {
			clear(tx, r, exception.PickShort, "")
		}
		if b.Open > 0 && tx.W.OpenException(r, exception.PickShort, "") == nil {
			raise(tx, r, exception.CountVariance, "", fmt.Sprintf("a count at %s found %d of %s fewer than the book; they wait in quality control", b.Location, b.Open, b.SKU))
		} else {
			clear(tx, r, exception.CountVariance, "")
		}
	}
}

func (d *Decider) changeException(tx *world.Tx, c *exception.Change) error {
	x, err := openException(tx, c.Exception)
	if err != nil {
		return err
	}
	if len(c.Note) > core.MaxTextBytes {
		return refuse(core.CodeLimit, tx, x.ID, "the note has at most %d bytes", core.MaxTextBytes)
	}
	if queues := exception.Queues(); c.Queue != "" && !slices.Contains(queues, c.Queue) {
		return refuse(core.CodeNotFound, tx, x.ID, "%.40q is not a queue; the queues are %s", c.Queue, strings.Join(queues, ", "))
	}
	if c.Owner == nil && c.Queue == "" && c.Snooze == 0 && c.Note == "" {
		return refuse(core.CodeInvalid, tx, x.ID, "nothing to change; give an owner, a queue, a time or a note")
	}
	if c.Owner != nil && *c.Owner != "" && tx.W.People.Get(*c.Owner) == nil {
		return refuse(core.CodeNotFound, tx, *c.Owner, "is not a person of this shop")
	}
	e := &exception.Changed{Exception: x.ID, Owner: c.Owner, Queue: c.Queue, Note: c.Note}
	if c.Snooze != 0 {
		if c.Snooze <= tx.Now {
			return refuse(core.CodeInvalid, tx, x.ID, "the time to snooze until has passed")
		}
		e.Snooze = &c.Snooze
	}
	tx.Emit(e)
	return nil
}

func openException(tx *world.Tx, id string) (*exception.Exception, error) {
	x := tx.W.Exceptions.Get(id)
	switch {
	case x == nil:
		return nil, refuse(core.CodeNotFound, tx, id, "there is no such exception")
	case x.Closed != 0:
		return nil, refuse(core.CodeState, tx, id, "is closed already: %s", x.Resolution)
	}
	return x, nil
}

func (d *Decider) resolveException(tx *world.Tx, c *exception.Resolve) error {
	x, err := openException(tx, c.Exception)
	switch {
	case err != nil:
		return err
	case c.Reason == "" || len(c.Reason) > core.MaxTextBytes || c.Reason == world.Cleared:
		return refuse(core.CodeInvalid, tx, x.ID, "say in a few words how it was resolved")
	case !x.Type.ByPerson():
		return refuse(core.CodeState, tx, x.ID, "closes by itself when its cause clears: %s", x.Detail)
	}
	tx.Emit(&exception.Ended{Exception: x.ID, Resolution: c.Reason})
	if x.Type == exception.Jeopardy {
		d.watchCauses(tx, x.Subject.ID) // a time to ship is not moved by telling the customer
	}
	return nil
}

func (d *Decider) report(tx *world.Tx, c *exception.Report) error {
	switch c.Type {
	case exception.Unreadable, exception.Unmatched, exception.Manual:
	default:
		return refuse(core.CodeInvalid, tx, string(c.Type), "only unreadable, unmatched and manual exceptions are reported")
	}
	if c.Detail == "" || len(c.Detail) > core.MaxTextBytes || len(c.Item) > core.MaxIDBytes || len(c.Subject.ID) > core.MaxIDBytes {
		return refuse(core.CodeInvalid, tx, c.Subject.String(), "a report needs a subject and a short text")
	}
	out := call{c.Subject, c.Type, c.Item, c.Source}
	out.say(tx, c.Detail)
	return nil
}
