package world

import (
	"slices"
	"strings"

	"andon/core"
	"andon/core/order"
)

// Recheck is a look at orders that rules hold, to see which of their holds end by now.
type Recheck struct {
	Customer string       `json:"customer,omitempty" cbor:"1,keyasint,omitempty"` // whose; "": everybody's
	After    uint64       `json:"after,omitempty" cbor:"2,keyasint,omitempty"`    // number of the order behind which it begins
	At       core.Instant `json:"at" cbor:"3,keyasint"`                           // when
}

// RecheckQueued says that such a look is due. A customer is queued once: what is asked
// for twice is done from where the first of both begins, when the first of both is due.
type RecheckQueued struct {
	Recheck
}

// Kind names the event.
func (*RecheckQueued) Kind() core.Kind { return "recheck.queued" }

// RecheckTaken says that the next slice of a look is taken; what that leaves is queued anew.
type RecheckTaken struct {
	Customer string `json:"customer,omitempty" cbor:"1,keyasint,omitempty"`
}

// Kind names the event.
func (*RecheckTaken) Kind() core.Kind { return "recheck.taken" }

// maxRechecks is how many customers are queued by name; of more, everybody's orders are
// looked at.
const maxRechecks = 64

// NextRecheck is what of the queue is due first, of those that are the first queued.
func (m *Meta) NextRecheck() (next Recheck, ok bool) {
	for _, r := range m.Rechecks {
		if !ok || r.At < next.At {
			next, ok = r, true
		}
	}
	return next, ok
}

// RuleHeld visits the open orders behind a number that rules of a policy hold, of a
// customer or ("") of all, as they were when the record began; oldest first.
func (w *World) RuleHeld(customer string, after uint64, yield func(id string) bool) {
	prefix := customer + "\x00"
	w.ix.ruled.Ascend(be(prefix, after+1), func(key, id string) bool { return strings.HasPrefix(key, prefix) && yield(id) })
}

// indexRuleHeld keeps an order that a rule holds by its customer, and once by none. It
// stays listed while a record changes it, so that who looks at all of them finds it.
func (w *World) indexRuleHeld(o *order.Order) {
	if len(o.Holds) == 0 {
		return
	}
	held := o.Closed == 0 && slices.ContainsFunc(o.Holds, func(h order.Hold) bool { return h.Done == "" && h.Rule != "" })
	set(&w.ix.ruled, held, be("\x00", o.N), o.ID)
	if o.Customer != "" {
		set(&w.ix.ruled, held, be(o.Customer+"\x00", o.N), o.ID)
	}
}

// indexRechecks keeps the timer of what is queued.
func (w *World) indexRechecks(m *Meta, add bool) {
	if next, ok := m.NextRecheck(); ok {
		t := Due{At: next.At, What: DueRecheck, Subject: core.Ref{Noun: NounMeta, ID: m.DocID()}}
		set(&w.ix.due, add, t.key(), t)
	}
}

func (w *World) applyRecheck(event core.Payload) error {
	m := edit(w, &w.Meta, "shop")
	w.indexRechecks(m, false)
	switch e := event.(type) {
	case *RecheckQueued:
		m.Rechecks = requeued(m.Rechecks, e.Recheck)
	case *RecheckTaken:
		n := len(m.Rechecks)
		m.Rechecks = slices.DeleteFunc(m.Rechecks, func(r Recheck) bool { return r.Customer == e.Customer })
		if len(m.Rechecks) == n {
			return w.corrupt(e, e.Customer)
		}
		if len(m.Rechecks) == 0 {
			m.Rechecks = nil
		}
	}
	w.indexRechecks(m, true)
	return nil
}

func requeued(list []Recheck, e Recheck) []Recheck {
	i := slices.IndexFunc(list, func(r Recheck) bool { return r.Customer == e.Customer })
	if i >= 0 {
		list[i].After, list[i].At = min(list[i].After, e.After), min(list[i].At, e.At)
		return list
	}
	if len(list) >= maxRechecks {
		return []Recheck{{At: min(list[0].At, e.At)}}
	}
	return append(list, e)
}
