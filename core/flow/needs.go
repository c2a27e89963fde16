package flow

import (
	"math"
	"slices"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/supply"
	"andon/core/wave"
	"andon/core/world"
)

// Need names closed records that a command will read and that may not be in memory:
// one document, or the newest orders of a customer.
type Need struct {
	Ref core.Ref

	Customer string
	Most     int // orders of the customer
}

// MaxUndo bounds the orders that one Undo is matched against.
const MaxUndo = 200

// Needs names what the engine has to bring into memory before Decide may look at
// the command.
func Needs(cmd *core.Command) []Need {
	var out []Need
	ref := func(noun core.Noun, id string) { out = append(out, Need{Ref: core.Ref{Noun: noun, ID: id}}) }
	if e := cmd.Expect; e != nil {
		ref(e.Ref.Noun, e.Ref.ID)
	}
	if id := orderNamed(cmd.Body); id != "" {
		ref(order.NounOrder, id)
	}
	switch c := cmd.Body.(type) {
	case *supply.Dispatch:
		if id, _, found := strings.Cut(c.ID, "/"); found && forOrders(c.ID) {
			ref(order.NounOrder, id)
		}
	case *order.ShipConsignment:
		for i := range c.Parts {
			ref(order.NounOrder, c.Parts[i].Order)
		}
	case *order.Undo:
		if c.Customer != "" {
			out = append(out, Need{Customer: c.Customer, Most: MaxUndo})
		}
	case *exception.Change:
		ref(exception.NounException, c.Exception)
	case *exception.Resolve:
		ref(exception.NounException, c.Exception)
	case *catalog.Erase:
		if c.Customer != "" {
			out = append(out, Need{Customer: c.Customer, Most: math.MaxInt}) // nothing of a person may be left
		}
	}
	return out
}

// DueNeeds names what the timers that are due at now will read: the targets of jobs.
// All others are about what is open, and that is in memory.
func DueNeeds(w *world.World, now core.Instant) []Need {
	var out []Need
	w.DueBefore(now, func(t world.Due) bool {
		if j := w.Jobs.Get(t.Subject.ID); t.What == world.DueJob && j != nil {
			for _, target := range j.Targets[j.Next:min(j.Next+job.Slice, len(j.Targets))] {
				id, _ := job.SplitTarget(target)
				out = append(out, Need{Ref: orderRef(id)})
			}
		}
		return true
	})
	return out
}

// External returns the key of the order that a Submit may be a repeat of, "" when it
// names none. Almost always the answer is no, which a filter in memory tells.
func External(cmd *core.Command) (channel, external string) {
	switch c := cmd.Body.(type) {
	case *order.Submit:
		return c.Channel, c.External
	case *order.Inform:
		return c.Channel, c.External
	}
	return "", ""
}

// Linked names the orders that a command will read because of what the world says of its
// subject, as far as they can be told: it is asked again when they are there.
func Linked(w *world.World, cmd *core.Command) []string {
	switch c := cmd.Body.(type) {
	case *wave.Release:
		return wavedSince(w, c.Location)
	case *order.DeliverConsignment:
		return shippedIn(w, c.Consignment)
	case *order.CancelConsignment:
		return shippedIn(w, c.Consignment)
	}
	return replacing(w, orderNamed(cmd.Body))
}

// wavedSince names the orders of a location's latest waves, some of which are counted in
// its capacity of today.
func wavedSince(w *world.World, location string) (out []string) {
	l := w.Locations.Get(location)
	if l == nil {
		return nil
	}
	zone := l.Clock()
	wavesSince(w, l, core.DateIn(w.At, zone), zone, func(wv *wave.Wave) {
		for _, m := range wv.Members {
			id, _ := job.SplitTarget(m)
			out = append(out, id)
		}
	})
	return out
}

// shippedIn names the orders with shipments in a consignment.
func shippedIn(w *world.World, consignment string) (out []string) {
	if n := w.Consignments.Get(consignment); n != nil {
		for _, p := range n.Parts {
			out = append(out, p.Order)
		}
	}
	return out
}

// replacing names the orders that replace goods of one, or whose goods it replaces, and
// those that do so of them.
func replacing(w *world.World, id string) (out []string) {
	o := w.Orders.Get(id)
	for seen := 0; o != nil; seen++ {
		for _, id := range o.Links() {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
		if seen >= len(out) {
			break
		}
		o = w.Orders.Get(out[seen])
	}
	return out
}

func orderNamed(body core.Payload) string {
	switch c := body.(type) {
	case *order.Amend:
		return c.Order
	case *order.Cancel:
		return c.Order
	case *order.PlaceHold:
		return c.Order
	case *order.ResolveHold:
		return c.Order
	case *order.Source:
		return c.Order
	case *order.Accept:
		return c.Order
	case *order.Reject:
		return c.Order
	case *order.Pick:
		return c.Order
	case *order.Pack:
		return c.Order
	case *order.Ship:
		return c.Order
	case *order.Deliver:
		return c.Order
	case *order.Scan:
		return c.Order
	case *order.Collect:
		return c.Order
	case *order.CancelShipment:
		return c.Order
	case *order.Return:
		return c.Order
	case *order.Inform:
		return c.Order
	case *order.Answer:
		return c.Order
	case *order.AskAgain:
		return c.Order
	case *order.Withdraw:
		return c.Order
	case *order.RequestReturn:
		return c.Order
	case *order.DecideReturn:
		return c.Order
	case *order.Inspect:
		return c.Order
	case *order.CloseReturn:
		return c.Order
	case *order.Deduct:
		return c.Order
	case *order.GiveRefund:
		return c.Order
	case *order.SettleLost:
		return c.Order
	case *catalog.Erase:
		return c.Order
	}
	return ""
}
