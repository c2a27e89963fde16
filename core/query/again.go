package query

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
)

// looksAgain says what a re-evaluation saved, and what made it look.
func (r *request) looksAgain(o *order.Order, rec *core.Record, e *order.Sourced) (out []string, err error) {
	in, was, is := e.Inputs, make([]core.Quantity, len(e.Inputs.Offers)), make([]core.Quantity, len(e.Inputs.Offers))
	for i := range in.Offers {
		for _, q := range in.Offers[i].Own {
			was[i] += q
		}
	}
	for _, t := range planOf(o, e).Takes {
		is[t.Offer] += t.Qty
	}
	f := o.Currency.Format
	out = append(out, fmt.Sprintf("it saves %s %s: %s for %s, where it was %s for %s", f(in.Before-in.Cost), o.Currency,
		fromWhere(in, is), f(in.Cost), fromWhere(in, was), f(in.Before)))
	said, err := r.madeLook(o, rec)
	if said != "" {
		out = append(out, "it was looked at again because of: "+said)
	}
	return out, err
}

// fromWhere lists the locations that units leave from.
func fromWhere(in *order.Inputs, q []core.Quantity) string {
	var parts []string
	for i, n := range q {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s from %s", units(n), in.Offers[i].Location))
		}
	}
	return plural(len(parts), "package") + " (" + strings.Join(parts, ", ") + ")"
}

// madeLook tells what made a record look at an order again.
func (r *request) madeLook(o *order.Order, rec *core.Record) (string, error) {
	for _, e := range rec.Events {
		switch e := e.(type) {
		case *world.AgainStepped:
			return r.trigger(o.ID, rec.Seq, e.SKU)
		case *order.Sourced:
			if e.Order == o.ID && e.Cause == "supply" && len(o.Lines) > 0 {
				return r.trigger(o.ID, rec.Seq, o.Line(e.Moves[0].Line).SKU)
			}
		}
	}
	return describe(&rec.Command, rec.Events[0]), nil
}
