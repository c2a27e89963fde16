package stock

import (
	"cmp"
	"slices"

	"andon/core"
)

// Place is where on the floor units lie, and of which lot they are.
//
// Bins are told of units on the shelf (available, and with them what is allocated or
// reserved, since a promise does not say which units it means) and of those in states
// that are moved by hand. A release says from which places its units are to be taken;
// these stand under Released until they are picked.
type Place struct {
	Bin string `json:"bin,omitempty" cbor:"1,keyasint,omitempty"`
	Lot string `json:"lot,omitempty" cbor:"2,keyasint,omitempty"`
}

// compare orders places as they are walked.
func (p Place) compare(q Place) int {
	return cmp.Or(cmp.Compare(p.Bin, q.Bin), cmp.Compare(p.Lot, q.Lot))
}

// At is how many units of a state are known to lie at a place; at none, those that lie
// at no place that is known.
func (b *Balance) At(s State, at Place) core.Quantity {
	if at == (Place{}) {
		return b.Loose(s)
	}
	for i := range b.Parts {
		if p := &b.Parts[i]; p.State == s && p.Bin == at.Bin && p.Lot == at.Lot {
			return p.Qty
		}
	}
	return 0
}

// Loose is how many units of a state lie at no place that is known.
func (b *Balance) Loose(s State) core.Quantity {
	q := b.Q[s]
	if s == Available {
		q += b.Q[Allocated] + b.Q[Reserved]
	}
	for i := range b.Parts {
		if b.Parts[i].State == s {
			q -= b.Parts[i].Qty
		}
	}
	return max(q, 0)
}

// Places lists where units of a state lie, in the order in which they are walked, until
// there are so many; what is at no known place is not listed.
func (b *Balance) Places(s State, most core.Quantity) []Part {
	var out []Part
	for _, p := range b.Parts {
		if p.State == s && p.Qty > 0 {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Part) int { return a.Place().compare(b.Place()) })
	for i := range out {
		if out[i].Qty = min(out[i].Qty, most); out[i].Qty == 0 {
			return out[:i]
		}
		most -= out[i].Qty
	}
	return out
}

// Place is where the units are.
func (p *Part) Place() Place { return Place{p.Bin, p.Lot} }

// Rebook moves units at a place from one state to another without moving the states
// themselves, which their orders do: None takes or leaves them at no place.
func (b *Balance) Rebook(at Place, from, to State, q core.Quantity) {
	if from != None {
		b.part(from, at, -q)
	}
	if to != None {
		b.part(to, at, q)
	}
}

func (b *Balance) part(s State, at Place, q core.Quantity) {
	i := slices.IndexFunc(b.Parts, func(p Part) bool { return p.State == s && p.Bin == at.Bin && p.Lot == at.Lot })
	if i < 0 {
		b.Parts = append(b.Parts, Part{at.Bin, at.Lot, s, q})
		return
	}
	if b.Parts[i].Qty += q; b.Parts[i].Qty == 0 {
		b.Parts = slices.Delete(b.Parts, i, i+1)
	}
}
