package world

import (
	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/wave"
)

// CommandRow says what a command is: who may give it, and whether it is a fact.
type CommandRow struct {
	core.KindRow
	Role catalog.Role // the least role that may give it
	Fact bool         // has already happened: never refused for what the book says
	Own  bool         // only the engine itself gives it
}

// Commands is the closed table of commands. Numbers are fixed on disk and never
// given to another kind; new ones are added at the end of their block.
func Commands() []CommandRow {
	row := func(n uint16, role catalog.Role, fact bool, body func() core.Payload) CommandRow {
		return CommandRow{KindRow: core.KindRow{Number: n, Version: 1, Kind: body().Kind(), New: body}, Role: role, Fact: fact}
	}
	rows := []CommandRow{
		row(1, catalog.Admin, false, func() core.Payload { return new(PutShop) }),
		row(2, catalog.Admin, false, func() core.Payload { return new(SetClock) }),
		row(3, catalog.Owner, false, func() core.Payload { return new(Tick) }),
		row(10, catalog.Admin, false, func() core.Payload { return new(catalog.PutSKU) }),
		row(11, catalog.Admin, false, func() core.Payload { return new(catalog.PutLocation) }),
		row(12, catalog.Lead, false, func() core.Payload { return new(catalog.CloseLocation) }),
		row(13, catalog.Admin, false, func() core.Payload { return new(catalog.PutChannel) }),
		row(14, catalog.Admin, false, func() core.Payload { return new(catalog.PutPriceList) }),
		row(15, catalog.Admin, false, func() core.Payload { return new(catalog.PutCarrier) }),
		row(16, catalog.Operator, false, func() core.Payload { return new(catalog.PutCustomer) }),
		row(17, catalog.Admin, false, func() core.Payload { return new(catalog.PutEntity) }),
		row(18, catalog.Admin, false, func() core.Payload { return new(catalog.PutPerson) }),
		row(19, catalog.Admin, false, func() core.Payload { return new(catalog.Erase) }),
		row(30, catalog.Lead, true, func() core.Payload { return new(stock.Adjust) }),
		row(31, catalog.Operator, false, func() core.Payload { return new(stock.Shift) }),
		row(32, catalog.Operator, true, func() core.Payload { return new(stock.Count) }),
		row(33, catalog.Lead, false, func() core.Payload { return new(stock.ApproveCount) }),
		row(34, catalog.Operator, false, func() core.Payload { return new(stock.Reserve) }),
		row(35, catalog.Operator, false, func() core.Payload { return new(stock.Release) }),
		row(36, catalog.Operator, true, func() core.Payload { return new(stock.Sale) }),
		row(37, catalog.Lead, false, func() core.Payload { return new(stock.TransferReservation) }),
		row(50, catalog.Lead, false, func() core.Payload { return new(supply.Order) }),
		row(51, catalog.Operator, true, func() core.Payload { return new(supply.Receive) }),
		row(52, catalog.Operator, true, func() core.Payload { return new(supply.Dispatch) }),
		row(53, catalog.Lead, false, func() core.Payload { return new(supply.Reschedule) }),
		row(54, catalog.Lead, false, func() core.Payload { return new(supply.Close) }),
		row(70, catalog.Operator, false, func() core.Payload { return new(order.Submit) }),
		row(71, catalog.Operator, false, func() core.Payload { return new(order.Amend) }),
		row(72, catalog.Operator, false, func() core.Payload { return new(order.Cancel) }),
		row(73, catalog.Operator, false, func() core.Payload { return new(order.PlaceHold) }),
		row(74, catalog.Lead, false, func() core.Payload { return new(order.ResolveHold) }),
		row(75, catalog.Operator, false, func() core.Payload { return new(order.Source) }),
		row(76, catalog.Operator, false, func() core.Payload { return new(order.Accept) }),
		row(77, catalog.Operator, false, func() core.Payload { return new(order.Reject) }),
		row(78, catalog.Operator, true, func() core.Payload { return new(order.Pick) }),
		row(79, catalog.Operator, true, func() core.Payload { return new(order.Pack) }),
		row(80, catalog.Operator, true, func() core.Payload { return new(order.Ship) }),
		row(81, catalog.Operator, true, func() core.Payload { return new(order.Deliver) }),
		row(82, catalog.Operator, true, func() core.Payload { return new(order.Return) }),
		row(83, catalog.Operator, true, func() core.Payload { return new(order.Undo) }),
		row(84, catalog.Operator, true, func() core.Payload { return new(order.Inform) }),
		row(160, catalog.Operator, true, func() core.Payload { return new(order.Answer) }),
		row(161, catalog.Operator, false, func() core.Payload { return new(order.AskAgain) }),
		row(162, catalog.Operator, false, func() core.Payload { return new(order.Withdraw) }),
		row(170, catalog.Operator, false, func() core.Payload { return new(order.RequestReturn) }),
		row(171, catalog.Lead, false, func() core.Payload { return new(order.DecideReturn) }),
		row(172, catalog.Operator, false, func() core.Payload { return new(order.Inspect) }),
		row(173, catalog.Operator, false, func() core.Payload { return new(order.CloseReturn) }),
		row(174, catalog.Lead, false, func() core.Payload { return new(order.Deduct) }),
		row(175, catalog.Lead, false, func() core.Payload { return new(order.GiveRefund) }),
		row(176, catalog.Lead, false, func() core.Payload { return new(order.SettleLost) }),
		row(100, catalog.Operator, false, func() core.Payload { return new(exception.Change) }),
		row(101, catalog.Operator, false, func() core.Payload { return new(exception.Resolve) }),
		row(102, catalog.Operator, true, func() core.Payload { return new(exception.Report) }),
		row(120, catalog.Lead, false, func() core.Payload { return new(job.Start) }),
		row(121, catalog.Lead, false, func() core.Payload { return new(job.Stop) }),
		row(122, catalog.Lead, false, func() core.Payload { return new(job.Undo) }),
		row(140, catalog.Lead, false, func() core.Payload { return new(policy.DraftPolicy) }),
		row(141, catalog.Lead, false, func() core.Payload { return new(policy.Propose) }),
		row(142, catalog.Lead, false, func() core.Payload { return new(policy.Approve) }),
		row(143, catalog.Lead, false, func() core.Payload { return new(policy.GiveBack) }),
		row(144, catalog.Admin, false, func() core.Payload { return new(policy.Activate) }),
		row(150, catalog.Lead, false, func() core.Payload { return new(wave.Release) }),
		row(151, catalog.Operator, false, func() core.Payload { return new(order.CancelConsignment) }),
		row(155, catalog.Operator, false, func() core.Payload { return new(order.Scan) }),
		row(156, catalog.Operator, false, func() core.Payload { return new(order.CancelShipment) }),
		row(157, catalog.Operator, true, func() core.Payload { return new(order.ShipConsignment) }),
		row(158, catalog.Operator, true, func() core.Payload { return new(order.DeliverConsignment) }),
		row(159, catalog.Operator, true, func() core.Payload { return new(order.Collect) }),
		row(180, catalog.Lead, false, func() core.Payload { return new(outage.Start) }),
		row(181, catalog.Lead, false, func() core.Payload { return new(outage.End) }),
	}
	rows[2].Own = true
	return rows
}

func eventRows() []core.KindRow {
	row := func(n uint16, body func() core.Payload) core.KindRow {
		return core.KindRow{Number: n, Version: 1, Kind: body().Kind(), New: body}
	}
	return []core.KindRow{
		row(219, func() core.Payload { return new(catalog.Erased) }),
		row(220, func() core.Payload { return new(DayOver) }),
		row(230, func() core.Payload { return new(stock.Moved) }),
		row(231, func() core.Payload { return new(stock.CountTaken) }),
		row(232, func() core.Payload { return new(stock.VarianceExplained) }),
		row(233, func() core.Payload { return new(stock.ReservationMade) }),
		row(234, func() core.Payload { return new(stock.ReservationReleased) }),
		row(235, func() core.Payload { return new(stock.Granted) }),
		row(236, func() core.Payload { return new(stock.Drawn) }),
		row(237, func() core.Payload { return new(stock.ReservationMoved) }),
		row(250, func() core.Payload { return new(supply.Ordered) }),
		row(251, func() core.Payload { return new(supply.Received) }),
		row(252, func() core.Payload { return new(supply.Dispatched) }),
		row(253, func() core.Payload { return new(supply.Rescheduled) }),
		row(254, func() core.Payload { return new(supply.ClosedShort) }),
		row(255, func() core.Payload { return new(supply.Overdue) }),
		row(270, func() core.Payload { return new(order.Placed) }),
		row(271, func() core.Payload { return new(order.Sourced) }),
		row(272, func() core.Payload { return new(order.Moved) }),
		row(273, func() core.Payload { return new(order.ShipmentMade) }),
		row(274, func() core.Payload { return new(order.ShipmentEnded) }),
		row(275, func() core.Payload { return new(order.Returned) }),
		row(276, func() core.Payload { return new(order.Held) }),
		row(277, func() core.Payload { return new(order.HoldEnded) }),
		row(278, func() core.Payload { return new(order.Amended) }),
		row(279, func() core.Payload { return new(order.Ignored) }),
		row(280, func() core.Payload { return new(order.Overdue) }),
		row(281, func() core.Payload { return new(order.Passed) }),
		row(282, func() core.Payload { return new(order.Forgotten) }),
		row(283, func() core.Payload { return new(order.Informed) }),
		row(284, func() core.Payload { return new(order.Substituted) }),
		row(288, func() core.Payload { return new(order.AtRisk) }),
		row(289, func() core.Payload { return new(WorkDue) }),
		row(365, func() core.Payload { return new(supply.Supplied) }),
		row(360, func() core.Payload { return new(order.Asked) }),
		row(361, func() core.Payload { return new(order.Answered) }),
		row(362, func() core.Payload { return new(order.AskOutrun) }),
		row(363, func() core.Payload { return new(order.AskLate) }),
		row(364, func() core.Payload { return new(order.AskedAgain) }),
		row(300, func() core.Payload { return new(exception.Raised) }),
		row(301, func() core.Payload { return new(exception.Changed) }),
		row(302, func() core.Payload { return new(exception.Ended) }),
		row(320, func() core.Payload { return new(job.Started) }),
		row(321, func() core.Payload { return new(job.Stepped) }),
		row(322, func() core.Payload { return new(job.Stopped) }),
		row(340, func() core.Payload { return new(policy.Drafted) }),
		row(341, func() core.Payload { return new(policy.Stepped) }),
		row(370, func() core.Payload { return new(order.ReturnAsked) }),
		row(371, func() core.Payload { return new(order.ReturnDecided) }),
		row(372, func() core.Payload { return new(order.ReturnInspected) }),
		row(373, func() core.Payload { return new(order.ReturnEnded) }),
		row(374, func() core.Payload { return new(order.ReturnDeducted) }),
		row(375, func() core.Payload { return new(order.RefundDue) }),
		row(376, func() core.Payload { return new(order.LostSettled) }),
		row(377, func() core.Payload { return new(order.LostFound) }),
		row(378, func() core.Payload { return new(order.ReplacedBy) }),
		row(380, func() core.Payload { return new(order.Notice) }),
		row(350, func() core.Payload { return new(wave.Opened) }),
		row(355, func() core.Payload { return new(order.Boxed) }),
		row(356, func() core.Payload { return new(order.ShipmentCancelled) }),
		row(357, func() core.Payload { return new(order.Ready) }),
		row(358, func() core.Payload { return new(order.Consigned) }),
		row(359, func() core.Payload { return new(order.ConsignmentEnded) }),
		row(390, func() core.Payload { return new(AgainQueued) }),
		row(391, func() core.Payload { return new(AgainStepped) }),
		row(342, func() core.Payload { return new(RecheckQueued) }),
		row(343, func() core.Payload { return new(RecheckTaken) }),
		row(381, func() core.Payload { return new(outage.Started) }),
		row(382, func() core.Payload { return new(outage.Ended) }),
	}
}

// Kinds is the whole table, commands and events. A command that puts a document is
// its own event.
func Kinds() (*core.Kinds, error) {
	var rows []core.KindRow
	for _, c := range Commands() {
		rows = append(rows, c.KindRow)
	}
	return core.NewKinds(append(rows, eventRows()...))
}
