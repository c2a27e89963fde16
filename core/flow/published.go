package flow

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/policy"
	"andon/core/world"
)

// ChannelTerms is how much of a SKU a channel is not told of, and the most that it is
// told (0: no limit): as the active policy says, else as the channel does. rule names
// what said so, "" for the channel itself. They limit what is published, never what is
// honoured.
func (d *Decider) ChannelTerms(w *world.World, ch *catalog.Channel, sku *catalog.SKU) (buffer, most core.Quantity, rule string) {
	buffer, most = ch.Buffer, ch.Cap
	r := d.rules(w)
	if r == nil {
		return buffer, most, ""
	}
	d.view = view{w: w, channel: ch, sku: sku}
	var buffered, capped bool
	r.first(policy.Channels, "", subject{view: &d.view}, func(say *policy.Rule) bool {
		if say.Buffer != nil && !buffered {
			buffered, buffer, rule = true, *say.Buffer, ruleName(policy.Channels, say.Name)
		}
		if say.Cap != nil && !capped {
			capped, most, rule = true, *say.Cap, ruleName(policy.Channels, say.Name)
		}
		return !buffered || !capped
	})
	return buffer, most, rule
}
