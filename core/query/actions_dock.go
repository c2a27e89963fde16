package query

import (
	"cmp"
	"fmt"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/wave"
)

// rejections offers a location's no, for each reason of the shop.
func (m *menu) rejections(o *order.Order, f *order.Fulfillment) {
	for _, r := range order.RejectionsWith(m.r.w.Shop().Settings.Rejections) {
		body := &order.Reject{Order: o.ID, FO: f.No, Reason: r.Code}
		if r.Code == order.RejectedOther {
			m.add(fmt.Sprintf("reject-f%d", f.No), fmt.Sprintf("reject F%d: source it elsewhere", f.No), "", onOrder(o), body)
			continue
		}
		m.add(fmt.Sprintf("reject-%s-f%d", r.Code, f.No), fmt.Sprintf("reject F%d, %s: %s", f.No, r.Code, cmp.Or(r.Text, "source it elsewhere")), "", onOrder(o), body)
	}
}

// balance offers what a person may do to stock by hand.
func (m *menu) balance(b *stock.Balance) {
	m.count(b)
	if b.Open > 0 {
		m.approveCount(b)
	}
	if b.Owner != "" {
		return // goods of others are moved by them
	}
	m.add("move-state-ask", fmt.Sprintf("move units of %s to another state", b.SKU), "", onBalance(b),
		&stock.Shift{SKU: b.SKU, Location: b.Location, Reason: "moved_by_hand", From: stock.Available, To: stock.QualityControl}, api.AskState()...)
	if len(b.Parts) > 0 {
		m.add("move-bin-ask", fmt.Sprintf("move units of %s to another bin", b.SKU), "", onBalance(b),
			&stock.Shift{SKU: b.SKU, Location: b.Location, Reason: "moved_by_hand", From: stock.Available, To: stock.Available}, api.AskBins()...)
	}
	if b.Loose(stock.Available) > 0 {
		m.add("put-bin-ask", fmt.Sprintf("put units of %s that are in no bin into one", b.SKU), "", onBalance(b),
			&stock.Shift{SKU: b.SKU, Location: b.Location, Reason: "moved_by_hand", From: stock.Available, To: stock.Available}, api.AskBin()...)
	}
	m.add("transfer-ask", fmt.Sprintf("send %s from %s to another location", b.SKU, b.Location), "", onBalance(b),
		&supply.Order{Document: supply.Document{From: b.Location, Lines: []supply.Line{{SKU: b.SKU}}}}, api.AskTransfer()...)
}

// locationDoc is the Doc of a location.
type locationDoc struct {
	*catalog.Location
	Awaiting int          `json:"awaiting,omitempty"` // fulfillment orders that wait for their release
	Actions  []api.Action `json:"actions,omitempty"`
}

func (r *request) locationView(l *catalog.Location) (any, error) {
	d := &locationDoc{Location: l}
	r.w.Work(l.ID, func(id string, fo int) bool {
		o := r.w.Orders.Get(id)
		if f := o.FO(fo); f.Accepted == 0 && f.Rejected == "" && o.InFO(fo, order.Allocated) > 0 {
			d.Awaiting++
		}
		return d.Awaiting < api.MaxScan
	})
	m := r.menu()
	on := core.Expect{Ref: core.Ref{Noun: catalog.NounLocation, ID: l.ID}, Version: l.Version}
	refused := ""
	if d.Awaiting == 0 {
		refused = "no fulfillment order waits for its release"
	}
	today := core.DateIn(r.now, l.Clock())
	m.add("release-wave-today", "release a wave: what is due today", refused, on, &wave.Release{Choice: wave.Choice{Location: l.ID, Until: today}})
	m.add("release-wave", fmt.Sprintf("release a wave: all that waits (%d)", d.Awaiting), refused, on, &wave.Release{Choice: wave.Choice{Location: l.ID}})
	m.add("release-wave-ask", "release a wave of a size", refused, on, &wave.Release{Choice: wave.Choice{Location: l.ID}}, api.AskWave()...)
	d.Actions = m.list
	return d, m.err
}
