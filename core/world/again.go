package world

import (
	"slices"
	"strings"

	"andon/core"
	"andon/core/order"
)

// AgainQueued says that orders which leave in several packages are to be looked at again,
// because more could be had of SKUs than when they were sourced, or, where it names none,
// because places, costs or rules have changed.
type AgainQueued struct {
	SKUs []string `json:"skus,omitempty" cbor:"1,keyasint,omitempty"`
}

// Kind names the event.
func (*AgainQueued) Kind() core.Kind { return "reevaluation.queued" }

// AgainStepped says how far the first of what is queued was looked through: behind orders
// up to a number, or (0) to its end.
type AgainStepped struct {
	SKU   string `json:"sku,omitempty" cbor:"1,keyasint,omitempty"`
	After uint64 `json:"after,omitempty" cbor:"2,keyasint,omitempty"`
}

// Kind names the event.
func (*AgainStepped) Kind() core.Kind { return "reevaluation.stepped" }

// Again is something that makes it worth looking at split orders again.
type Again struct {
	SKU   string       `json:"sku,omitempty" cbor:"1,keyasint,omitempty"`   // "": all of them, for any saving
	After uint64       `json:"after,omitempty" cbor:"2,keyasint,omitempty"` // number of the order behind which looking goes on
	Asked core.Instant `json:"asked" cbor:"3,keyasint"`
}

// maxAgain is how many SKUs are queued by name; of more, all split orders are looked at.
const maxAgain = 64

// AnySplit reports whether any order leaves in several packages that could be merged, or
// later than it could because a day was full.
func (w *World) AnySplit() bool { return w.ix.split.Len() > 0 }

// IsSplit reports whether such an order has units of a SKU; "" stands for any SKU.
func (w *World) IsSplit(sku string) bool {
	found := false
	w.SplitFrom(sku, 0, func(string) bool { found = true; return false })
	return found
}

// SplitFrom visits the orders behind a number that leave in several packages which could
// be merged, or later than they could, and have units of a SKU, or ("") of any; oldest first.
func (w *World) SplitFrom(sku string, after uint64, yield func(id string) bool) {
	prefix := sku + "\x00"
	w.ix.split.Ascend(be(prefix, after+1), func(key, id string) bool { return strings.HasPrefix(key, prefix) && yield(id) })
}

// indexSplit keeps an order that is split or late by the SKUs of its lines, and once by none.
func (w *World) indexSplit(o *order.Order, add bool) {
	if !o.IsSplit() && !o.IsLater() {
		return
	}
	set(&w.ix.split, add, be("\x00", o.N), o.ID)
	for i := range o.Lines {
		if l := &o.Lines[i]; l.Sum(order.Bucket.Unpicked) > 0 {
			set(&w.ix.split, add, be(l.SKU+"\x00", o.N), o.ID)
		}
	}
}

// indexAgain keeps the timer of what is queued.
func (w *World) indexAgain(m *Meta, add bool) {
	if len(m.Again) > 0 {
		t := Due{At: m.Again[0].Asked, What: DueAgain, Subject: core.Ref{Noun: NounMeta, ID: m.DocID()}}
		set(&w.ix.due, add, t.key(), t)
	}
}

func (w *World) applyAgain(event core.Payload) error {
	m := edit(w, &w.Meta, "shop")
	w.indexAgain(m, false)
	switch e := event.(type) {
	case *AgainQueued:
		m.Again = queued(m.Again, e.SKUs, w.At)
	case *AgainStepped:
		if len(m.Again) == 0 || m.Again[0].SKU != e.SKU {
			return w.corrupt(e, e.SKU)
		}
		if m.Again[0].After = e.After; e.After == 0 {
			m.Again = slices.Delete(m.Again, 0, 1)
		}
		if len(m.Again) == 0 {
			m.Again = nil
		}
	}
	w.indexAgain(m, true)
	return nil
}

// queued adds SKUs to a queue. One that is being looked through begins again behind it.
func queued(list []Again, skus []string, at core.Instant) []Again {
	if len(skus) == 0 {
		skus = []string{""}
	}
	for _, sku := range skus {
		if !slices.ContainsFunc(list, func(a Again) bool { return a.SKU == sku && a.After == 0 }) {
			list = append(list, Again{SKU: sku, Asked: at})
		}
	}
	if len(list) > maxAgain {
		return []Again{{Asked: list[0].Asked}}
	}
	return list
}
