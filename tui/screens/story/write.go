package story

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/policy"
	"andon/tui/screen"
	"andon/tui/screens/record"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
)

// writer turns an order into lines, as seen at the shop's now.
type writer struct {
	env *screen.Env
	now core.Instant
}

func (w writer) text(format string, args ...any) term.Text {
	return w.env.Long(fmt.Sprintf(format, args...))
}

// lines are the order's lines, each with where its units are.
func (w writer) lines(v *orderView) []widget.Line {
	var out []widget.Line
	for i := range v.Lines {
		out = append(out, w.line(v.Order, &v.Lines[i])...)
	}
	for _, c := range v.Charges {
		out = append(out, widget.Line{Token: theme.Muted, Text: w.text("%s %s %s", v.Currency.Format(c.Amount), c.Type, c.Text)})
	}
	if v.Total != 0 && v.Total != v.Computed {
		out = append(out, widget.Line{Token: theme.Warn, Text: w.text("the channel states %s, the parts add up to %s", v.Currency.Format(v.Total), v.Currency.Format(v.Computed))})
	}
	if v.Note != "" {
		out = append(out, widget.Line{Key: term.Lit("note"), Text: w.env.Long(v.Note)})
	}
	return out
}

func (w writer) line(o *order.Order, l *order.Line) []widget.Line {
	qty := fmt.Sprint(l.Qty)
	if l.Unit != "" {
		qty = fmt.Sprintf("%d %s = %d", l.UnitQty, l.Unit, l.Qty)
	}
	title := fmt.Sprintf("%s  %s  %s x %s", l.SKU, l.Text, qty, l.Price)
	switch {
	case l.Unknown:
		title += "  (not in the catalog)"
	case l.IsKit:
		title += "  (a kit: its parts follow)"
	case l.KitOf != 0:
		title += fmt.Sprintf("  (part of line %d)", l.KitOf)
	}
	head := widget.Line{Key: term.Num(int64(l.No)), Text: w.env.Long(title)}
	var out []widget.Line
	if len(l.Portions) == 1 { // most lines: all units in one place
		p := &l.Portions[0]
		head.Token, head.Text = bucketToken(p.Bucket), term.Concat(head.Text, term.Lit(", "), w.portion(o, l.No, p))
		out = append(out, head)
	} else {
		out = append(out, head)
		for i := range l.Portions {
			p := &l.Portions[i]
			out = append(out, widget.Line{Indent: 4, Token: bucketToken(p.Bucket), Text: term.Concat(term.Num(int64(p.Qty)), term.Lit(" "), w.portion(o, l.No, p))})
		}
	}
	if l.Returned > 0 {
		out = append(out, widget.Line{Indent: 4, Text: w.text("%d came back", l.Returned)})
	}
	for i := range o.Holds {
		if h := &o.Holds[i]; h.Done == "" && h.Line == l.No {
			out = append(out, w.hold(h))
		}
	}
	return out
}

// portion says where units of a line are, and until when.
func (w writer) portion(o *order.Order, line int, p *order.Portion) term.Text {
	s := p.Bucket.String()
	if f := o.FO(p.FO); f != nil {
		s += fmt.Sprintf(" at %s (F%d)", f.Location, p.FO)
	}
	if p.Ship != 0 && !p.Bucket.Final() && !p.Bucket.Gone() {
		s += ", ships " + w.env.Date(p.Ship, w.now).String()
	}
	if p.Deliver != 0 && !p.Bucket.Final() {
		s += ", arrives " + w.env.Date(p.Deliver, w.now).String()
	}
	if p.Lot != "" {
		s += ", lot " + p.Lot
	}
	if p.Bin != "" {
		s += ", bin " + p.Bin
	}
	if q := o.Pending(line, p.FO); q > 0 && p.Bucket.Here() {
		s += fmt.Sprintf(", of which %d are asked to be cancelled", q)
	}
	return w.env.Long(s)
}

func bucketToken(b order.Bucket) theme.Token {
	switch {
	case b.Waiting():
		return theme.Warn
	case b == order.Lost:
		return theme.Bad
	case b.Gone():
		return theme.OK
	case b == order.Cancelled:
		return theme.Muted
	}
	return theme.Plain
}

func (w writer) hold(h *order.Hold) widget.Line {
	by := ""
	if h.Rule != "" {
		by = ", by rule " + h.Rule + " of " + policy.IDOf(h.Policy)
	}
	return widget.Line{Indent: 4, Token: theme.Bad, Text: w.text("HELD: hold %d, %s, blocks %s since %s%s. %s", h.No, h.Type, blocked(h.Blocks), w.env.When(h.At, w.now), by, h.Reason)}
}

// blocked names the steps that a hold blocks.
func blocked(s order.Step) string {
	var out []string
	for _, b := range [...]struct {
		step order.Step
		name string
	}{{order.StepSource, "sourcing"}, {order.StepRelease, "release"}, {order.StepShip, "shipping"}, {order.StepInvoice, "invoicing"}} {
		if s&b.step != 0 {
			out = append(out, b.name)
		}
	}
	return strings.Join(out, ", ")
}

// trouble is what stops the order, why, and what can be done.
func (w writer) trouble(v *orderView, cases []api.ExceptionView) []widget.Line {
	var out []widget.Line
	for i := range v.Holds {
		if h := &v.Holds[i]; h.Done == "" && h.Line == 0 {
			out = append(out, w.hold(h))
		}
	}
	for i := range cases {
		c := &cases[i]
		out = append(out, widget.Line{Token: theme.Bad, Text: w.text("%s  %s: %s, %s", c.ID, c.Type, c.Title, w.env.Due(c.Due, w.now))})
		for _, s := range c.Why {
			out = append(out, widget.Line{Indent: 4, Text: w.env.Long(s)})
		}
		out = append(append(out, record.ActionLines(w.env, c.Actions)...), widget.Line{})
	}
	if left := len(v.Exceptions) - len(cases); left > 0 {
		out = append(out, widget.Line{Token: theme.Muted, Text: w.text("and %d more exceptions", left)})
	}
	if len(out) == 0 {
		out = append(out, widget.Line{Token: theme.OK, Text: term.Lit("nothing is wrong with this order")}, widget.Line{})
	}
	out = append(out, widget.Heading(term.Lit("The order itself")))
	actions := record.ActionLines(w.env, v.Actions)
	if len(cases) > 0 && len(v.Actions) > 0 { // f does what the first exception asks for
		actions[0].Key, actions[0].Token = term.Lit("-"), theme.Plain
	}
	return append(out, actions...)
}

// dispatch is what goes out: fulfillment orders with their units, and shipments.
func (w writer) dispatch(v *orderView) []widget.Line {
	var out []widget.Line
	for i := range v.Fulfillments {
		f := &v.Fulfillments[i]
		status := ""
		if i < len(v.FOStatus) {
			status = v.FOStatus[i]
		}
		head := fmt.Sprintf("F%d  %s  %s  %s", f.No, strings.ToUpper(status), f.Location, f.Service)
		out = append(out, widget.Line{Token: theme.Header, Text: w.env.Long(head)}, widget.Line{Indent: 4, Text: w.dates(f)})
		out = append(out, w.contents(v.Order, f)...)
		for j := range v.Shipments {
			if sh := &v.Shipments[j]; sh.FO == f.No {
				out = append(out, w.shipment(sh))
			}
		}
	}
	if len(out) == 0 {
		out = append(out, widget.Line{Token: theme.Muted, Text: term.Lit("no location has work for this order yet")})
	}
	return out
}

func (w writer) dates(f *order.Fulfillment) term.Text {
	var parts []string
	if f.Rejected != "" {
		parts = append(parts, "REJECTED: "+f.Rejected)
	}
	if f.Ship != 0 {
		parts = append(parts, "ships "+w.env.Date(f.Ship, w.now).String())
	}
	if f.Deliver != 0 {
		parts = append(parts, "arrives "+w.env.Date(f.Deliver, w.now).String())
	}
	if f.Accepted != 0 {
		parts = append(parts, "accepted "+w.env.When(f.Accepted, w.now).String())
	}
	return w.env.Long(strings.Join(parts, ", "))
}

func (w writer) contents(o *order.Order, f *order.Fulfillment) []widget.Line {
	var out []widget.Line
	for i := range o.Lines {
		for _, p := range o.Lines[i].Portions {
			if p.FO == f.No {
				out = append(out, widget.Line{Indent: 4, Token: bucketToken(p.Bucket), Text: w.text("line %d: %d %s %s", o.Lines[i].No, p.Qty, o.Lines[i].SKU, p.Bucket)})
			}
		}
	}
	return out
}

func (w writer) shipment(s *order.Shipment) widget.Line {
	text := fmt.Sprintf("shipment %d left %s with %s", s.No, w.env.When(s.At, w.now), joinFilled([]string{s.Carrier, s.Service, s.Tracking}))
	if s.Delivered != 0 {
		text += ", arrived " + w.env.When(s.Delivered, w.now).String()
	}
	return widget.Line{Indent: 4, Token: theme.OK, Text: w.env.Long(text)}
}

// timeline is what happened, the newest first.
func (w writer) timeline(page api.Page, err error) []widget.Line {
	out := record.HistoryLines(w.env, page, w.now, err)
	if page.Next != "" {
		out = append(out, widget.Line{Token: theme.Muted, Text: term.Lit("older events: andon history order")})
	}
	return out
}

// sourcing is why the units come from where they come.
func (w writer) sourcing(v *api.WhyView, err error) []widget.Line {
	switch {
	case err != nil:
		return []widget.Line{{Token: theme.Bad, Text: w.env.Long(err.Error())}}
	case v == nil:
		return []widget.Line{{Token: theme.Muted, Text: term.Lit("not read yet")}}
	case len(v.Decisions) == 0:
		return []widget.Line{{Token: theme.Muted, Text: term.Lit("nothing was sourced for this order yet")}}
	}
	var out []widget.Line
	for _, d := range v.Decisions {
		out = append(out, widget.Heading(w.text("%s  record %d  %s", w.env.When(d.At, w.now), d.Seq, d.Cause)))
		for _, t := range d.Text {
			out = append(out, widget.Line{Indent: 2, Text: w.env.Long(t)})
		}
		out = append(out, widget.Line{})
	}
	return out
}
