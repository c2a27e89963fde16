package sim

import (
	"andon/core"
	"andon/core/world"
)

// generators makes the bodies of every kind of command that callers may give.
func generators() map[core.Kind]func(*generator) core.Payload {
	return map[core.Kind]func(*generator) core.Payload{
		"shop.put": putShop, "shop.clock": setClock,
		"sku.put": putSKU, "location.put": putLocation, "location.close": closeLocation, "channel.put": putChannel,
		"pricelist.put": putPriceList, "carrier.put": putCarrier, "customer.put": putCustomer, "entity.put": putEntity,
		"person.put": putPerson, "person.erase": erase,
		"stock.adjust": adjust, "stock.move": shift, "stock.count": count, "stock.approve_count": approveCount,
		"stock.reserve": reserve, "stock.release": release, "stock.transfer_reservation": transferReservation, "stock.sale": sale,
		"supply.order": orderSupply, "supply.receive": receive, "supply.dispatch": dispatch, "supply.reschedule": reschedule, "supply.close": closeSupply,
		"order.submit": submit, "order.amend": amend, "order.cancel": cancel, "order.hold": placeHold, "order.release_hold": resolveHold,
		"order.source": source, "fulfillment.accept": accept, "fulfillment.reject": reject, "fulfillment.pick": pickUnits,
		"fulfillment.pack": pack, "fulfillment.ship": ship, "fulfillment.deliver": deliver, "return.receive": takeBack, "order.undo": undo,
		"fulfillment.scan": scan, "fulfillment.collect": collect, "shipment.cancel": cancelShipment,
		"order.answer": answer, "order.ask_again": askAgain, "order.withdraw": withdraw,
		"consignment.ship": consign, "consignment.deliver": deliverConsignment, "consignment.cancel": cancelConsignment,
		"exception.change": changeException, "exception.resolve": resolveException, "exception.report": report,
		"order.inform": inform, "policy.draft": draftPolicy, "policy.propose": proposePolicy, "policy.approve": approvePolicy,
		"policy.return": returnPolicy, "policy.activate": activatePolicy,
		"job.start": startJob, "wave.release": releaseWave, "job.stop": stopJob, "job.undo": undoJob, "outage.start": startOutage, "outage.end": endOutage,
		"return.request": requestReturn, "return.decide": decideReturn, "return.inspect": inspect, "return.close": closeReturn,
		"return.deduct": deduct, "refund.give": giveRefund, "order.settle_lost": settleLost,
	}
}

// weight is how often a kind is said, beside the ordinary 4.
func weight(kind core.Kind) int {
	switch kind {
	case "order.submit":
		return 40
	case "fulfillment.accept", "fulfillment.pick", "fulfillment.pack", "fulfillment.ship", "fulfillment.deliver":
		return 14
	case "fulfillment.scan":
		return 8
	case "order.answer":
		return 12
	case "stock.adjust", "supply.receive", "supply.order", "order.cancel", "stock.sale", "stock.count":
		return 9
	case "shop.put", "shop.clock", "entity.put", "person.put", "pricelist.put", "carrier.put", "channel.put", "location.put", "person.erase":
		return 1
	case "consignment.cancel", "outage.end", "policy.draft", "policy.propose", "policy.approve", "policy.activate":
		return 3
	case "policy.return", "outage.start":
		return 1
	}
	return 4
}

// deck is every kind as often as it is said.
func deck() []world.CommandRow {
	var out []world.CommandRow
	for _, row := range world.Commands() {
		for range weight(row.Kind) {
			if !row.Own {
				out = append(out, row)
			}
		}
	}
	return out
}
