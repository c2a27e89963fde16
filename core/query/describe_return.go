package query

import (
	"fmt"
	"strings"

	"andon/core"
	"andon/core/order"
)

// describeAfter says what an event after shipping did: returns, refunds, lost parcels.
func describeAfter(event core.Payload) string {
	switch e := event.(type) {
	case *order.ReturnAsked:
		return because(describeAsked(&e.Return), e.Return.Reason)
	case *order.ReturnDecided:
		by := ""
		if e.Rule != "" {
			by = " by the channel's terms (" + e.Rule + ")"
		}
		if e.Refused != "" {
			return because(fmt.Sprintf("return R%d refused%s", e.Return, by), e.Refused)
		}
		return fmt.Sprintf("return R%d authorised%s, awaited until %s", e.Return, by, e.Until)
	case *order.ReturnInspected:
		var parts []string
		for i := range e.Lines {
			l := &e.Lines[i]
			parts = append(parts, fmt.Sprintf("%s of line %d at %s: %s", units(l.Qty), l.Line, l.Location, l.To))
		}
		return because(fmt.Sprintf("return R%d inspected: %s", e.Return, strings.Join(parts, "; ")), e.Reason)
	case *order.ReturnEnded:
		return because(fmt.Sprintf("return R%d is awaited no more", e.Return), e.Why)
	case *order.ReturnDeducted:
		return because(fmt.Sprintf("%s are deducted from what is due for return R%d", strings.TrimSpace(e.Currency.Format(e.Amount)+" "+string(e.Currency)), e.Return), e.Reason)
	case *order.RefundDue:
		return because(describeRefund(&e.Refund, e.Currency), e.Refund.Reason)
	case *order.LostSettled:
		how := "refunded"
		if e.Again {
			how = "sent again"
		}
		return because(fmt.Sprintf("%s that were lost are %s", units(order.Units(e.Lines)), how), e.Reason)
	case *order.LostFound:
		s := fmt.Sprintf("shipment %d was lost and arrived after all: %s", e.Shipment, describeUnits(e.Moves))
		if q := order.Units(e.Settled); q > 0 {
			s += fmt.Sprintf("; %d of them were settled as lost", q)
		}
		return s
	case *order.ReplacedBy:
		if e.By.Return != 0 {
			return fmt.Sprintf("%s replaces the goods of return R%d", e.By.Order, e.By.Return)
		}
		return e.By.Order + " replaces what was lost"
	}
	return describePolicy(event)
}

func describeAsked(r *order.RMA) string {
	if len(r.Lines) == 0 {
		return fmt.Sprintf("return R%d opened: goods came that nobody announced", r.No)
	}
	s := fmt.Sprintf("return R%d of %s to %s asked for", r.No, units(r.Left()), r.At)
	if r.Wish == order.WishExchange {
		s += ", in exchange for " + orElse(goodsNamed(r.Goods), "the same")
	}
	return s
}

func goodsNamed(goods []order.NewLine) string {
	var out []string
	for i := range goods {
		out = append(out, fmt.Sprintf("%d %s", goods[i].Qty, goods[i].SKU))
	}
	return strings.Join(out, ", ")
}

func describeRefund(r *order.Refund, c core.Currency) string {
	s := fmt.Sprintf("refund %d: %s %s is due", r.No, c.Format(r.Amount), c)
	if r.To != "" {
		s = fmt.Sprintf("refund %d: %s %s pays %s", r.No, c.Format(r.Amount), c, r.To)
	}
	var parts []string
	rest := r.Amount
	for _, l := range r.Lines {
		parts = append(parts, fmt.Sprintf("%d of line %d %s", l.Qty, l.Line, c.Format(l.Amount)))
		rest -= l.Amount
	}
	if len(parts) > 0 && rest != 0 {
		parts = append(parts, "beside the goods "+c.Format(rest))
	}
	if len(parts) > 0 {
		s += " (" + strings.Join(parts, ", ") + ")"
	}
	return s + ", " + r.Cause
}
