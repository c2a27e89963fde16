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
