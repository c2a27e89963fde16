package order

// Inform takes over what was learned of the order.
func (o *Order) Inform(e *Informed) {
	if e.Risk != nil {
		o.Risk = *e.Risk
	}
	if e.Payment != nil {
		o.Payment = *e.Payment
	}
	if e.Tags != nil {
		o.Tags = e.Tags
	}
}

// Substitute puts other goods into a line. What the channel wrote stays with it.
func (o *Order) Substitute(e *Substituted) {
	l := o.Line(e.Line)
	if l == nil {
		return
	}
	if l.Code == "" {
		l.Code = l.SKU
	}
	o.Swaps = append(o.Swaps, *e)
	if l.SKU = e.SKU; l.Code == l.SKU {
		l.Code = ""
	}
}
