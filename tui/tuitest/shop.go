package tuitest

import (
	"encoding/json"
	"fmt"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/stock"
)

// At is the shop's clock in Shop.
func At() core.Instant { return core.InstantOf(time.Date(2010, 12, 1, 12, 4, 31, 0, time.UTC)) }

func col(name, title string, t api.Type) api.Column {
	return api.Column{Name: name, Title: title, Type: t}
}

func exceptionColumns() []api.Column {
	return []api.Column{col("id", "Exception", api.ID), col("severity", "Severity", api.Word), col("type", "Type", api.Word),
		col("subject", "Subject", api.ID), col("item", "Item", api.ID), col("detail", "What", api.Text), col("queue", "Queue", api.Word),
		col("owner", "Owner", api.ID), col("opened", "Opened", api.Time), col("due", "Due", api.Time), col("snoozed", "Snoozed until", api.Time), col("closed", "Closed", api.Time)}
}

func orderColumns() []api.Column {
	return []api.Column{col("id", "Order", api.ID), col("status", "Status", api.Word), col("placed", "Placed", api.Time), col("channel", "Channel", api.ID),
		col("external", "Number", api.ID), col("customer", "Customer", api.ID), col("country", "Country", api.Word), col("lines", "Lines", api.Int),
		col("units", "Units", api.Int), col("waiting", "Waiting", api.Int), col("exceptions", "Exceptions", api.Int), col("total", "Total", api.Amount),
		col("currency", "Currency", api.Word), col("promise", "Promised", api.Date)}
}

func balanceColumns() []api.Column {
	return []api.Column{col("id", "Balance", api.ID), col("sku", "SKU", api.ID), col("name", "Name", api.Text), col("location", "Location", api.ID),
		col("available", "Available", api.Int), col("committed", "Committed", api.Int), col("reserved", "Reserved", api.Int), col("safety_stock", "Safety", api.Int),
		col("quality_control", "Quality", api.Int), col("damaged", "Damaged", api.Int), col("on_hand", "On hand", api.Int), col("incoming", "Incoming", api.Int)}
}

func taskColumns() []api.Column {
	return []api.Column{col("id", "Fulfillment", api.ID), col("location", "Location", api.ID), col("status", "Status", api.Word), col("allocated", "Allocated", api.Int),
		col("released", "Released", api.Int), col("picked", "Picked", api.Int), col("packed", "Packed", api.Int), col("service", "Service", api.ID),
		col("ship", "Ship on", api.Date), col("opened", "Opened", api.Time)}
}

func s(text string) api.Value { return api.Value{S: text} }
func n(v int64) api.Value     { return api.Value{N: v} }

// ExceptionRow is a row of the board.
func ExceptionRow(x *exception.Exception) api.Row {
	return api.Row{ID: x.ID, Version: x.Version, Cells: []api.Value{s(x.ID), s(x.Severity.String()), s(string(x.Type)), s(x.Subject.String()), s(x.Item), s(x.Detail),
		s(x.Queue), s(x.Owner), n(int64(x.Opened)), n(int64(x.Due)), n(int64(x.Snoozed)), n(int64(x.Closed))}}
}

// trouble makes exception number i on an order.
func trouble(i int, t exception.Type, order, item, detail string) *exception.Exception {
	rule := exception.RuleOf(t)
	opened := At().Add(-time.Duration(i*i*7) * time.Minute)
	return &exception.Exception{ID: fmt.Sprintf("EX-%d", i), N: uint64(i), Type: t, Severity: rule.Severity, Queue: rule.Queue,
		Subject: core.Ref{Noun: "order", ID: order}, Item: item, Detail: detail, Opened: opened, Due: opened.Add(rule.Allowed), Stamp: core.Stamp{Version: 100 + uint64(i)}}
}

// AddException puts an exception with its explanation and actions on the board.
func (f *Fake) AddException(x *exception.Exception, why []string, actions ...api.Action) {
	k := f.Kinds[exception.NounException]
	k.Rows = append(k.Rows, ExceptionRow(x))
	f.Docs[core.Ref{Noun: exception.NounException, ID: x.ID}] = api.ExceptionView{Exception: x, Title: exception.RuleOf(x.Type).Title, Why: why, Actions: actions}
	f.Shop.Exceptions = len(k.Rows)
}

// CloseException takes an exception off the board.
func (f *Fake) CloseException(id string) {
	k := f.Kinds[exception.NounException]
	for i, r := range k.Rows {
		if r.ID == id {
			k.Rows = append(append([]api.Row(nil), k.Rows[:i]...), k.Rows[i+1:]...)
			break
		}
	}
	f.Shop.Exceptions = len(k.Rows)
}

// Act is an action with its command on an order.
func Act(id, title, refused, orderID string, version uint64, body core.Payload) api.Action {
	wire, err := api.FormatCommand(core.Command{Expect: &core.Expect{Ref: core.Ref{Noun: order.NounOrder, ID: orderID}, Version: version}, Body: body})
	if err != nil {
		panic(err)
	}
	return api.Action{ID: id, Title: title, Refused: refused, Command: wire}
}

// asking makes an action one that asks first.
func asking(asks []api.Ask, a api.Action) api.Action {
	a.Asks = asks
	return a
}

// Shop is a shop with something of everything.
func Shop() *Fake {
	f := New()
	f.Shop = api.ShopView{Name: "online-retail", ID: "shop", Seq: 88_214, At: At(), Clock: "replay", Finished: 6_480, Touchless: 6_112, Actor: "lead", Roles: []string{"lead"},
		Orders: map[string]int{"held": 2}, LastRecord: At()}
	f.Kinds[exception.NounException] = &Kind{Columns: exceptionColumns()}
	f.Kinds[order.NounOrder] = &Kind{Columns: orderColumns()}
	f.Kinds[stock.NounBalance] = &Kind{Columns: balanceColumns()}
	f.Kinds["fulfillment"] = &Kind{Columns: taskColumns()}
	f.Kinds["sku"] = &Kind{Columns: []api.Column{col("id", "SKU", api.ID), col("name", "Name", api.Text)}}
	f.fillBoard()
	f.fillJobs()
	f.fillOrders()
	f.fillStock()
	return f
}

func (f *Fake) fillBoard() {
	f.AddException(trouble(1, exception.Closed, "SO-17", "", "LEEDS is closed: flood; 12 fulfillment orders are open there"), nil)
	f.AddException(trouble(2, exception.MissingAddress, "SO-17", "", "street and place are missing"),
		[]string{"street and place are missing", "known are country GB, zone UK and post code (none)", "6 units wait at their locations for it"},
		Act("release-hold-1", "release hold 1 (missing_address)", "", "SO-17", 812, &order.ResolveHold{Order: "SO-17", Hold: 1, Reason: "address_accepted"}),
		asking(api.AskAddress(), Act("amend-address-ask", "correct the address", "needs name in ship_to.personal.name", "SO-17", 812, &order.Amend{Order: "SO-17", ShipTo: &core.Party{Country: "GB"}, Reason: "address_corrected"})),
		Act("cancel", "cancel what has not left (6 units)", "", "SO-17", 812, &order.Cancel{Order: "SO-17", Reason: "no_address"}))
	f.AddException(trouble(3, exception.UnknownSKU, "SO-21", "2", "85123B is not in the catalog"),
		[]string{"the channel wrote 85123B (WHITE HANGING HEART)", "the catalog has 85123A (WHITE HANGING HEART T-LIGHT HOLDER)"},
		asking(api.AskSKU(), Act("amend-sku-ask", "correct the SKU", "needs the right SKU in lines.0.sku", "SO-21", 830, &order.Amend{Order: "SO-21", Lines: []order.LineEdit{{Line: 2}}, Reason: "sku_corrected"})),
		Act("cancel-line-2", "cancel 4 units of line 2", "", "SO-21", 830, &order.Cancel{Order: "SO-21", Lines: []order.LineQty{{Line: 2, Qty: 4}}, Reason: "unknown_sku"}))
	for i := 4; i <= 40; i++ {
		id := fmt.Sprintf("SO-%d", 20+i)
		f.AddException(trouble(i, exception.Short, id, fmt.Sprint(i%5+1), fmt.Sprintf("%d of %d 84029E wait and no dated supply covers them", i%7+1, i%7+3)),
			[]string{"line 1: 2 of 4 84029E wait", "available now: none anywhere", "on its way: nothing"},
			Act("source", "look for stock again", "", id, 900, &order.Source{Order: id}),
			Act("cancel-line-1", "cancel 2 units of line 1", "", id, 900, &order.Cancel{Order: id, Lines: []order.LineQty{{Line: 1, Qty: 2}}, Reason: "no_stock"}))
	}
	f.Past[core.Ref{Noun: exception.NounException, ID: "EX-2"}] = []api.Row{Event(102, 1, "engine", "order.submit", "exception.raised", "EX-2 raised: missing_address (street and place are missing)")}
}

// fillJobs adds a job that can be undone, and one that undid another but for one order.
func (f *Fake) fillJobs() {
	k := &Kind{Columns: []api.Column{col("id", "Job", api.ID), col("op", "Does", api.Word), col("status", "Status", api.Word), col("targets", "Targets", api.Int), col("refused", "Refused", api.Int)}}
	f.Kinds[job.NounJob] = k
	add := func(j *job.Job, undoneBy string, actions ...api.Action) {
		k.Rows = append(k.Rows, api.Row{ID: j.ID, Version: j.Version, Cells: []api.Value{s(j.ID), s(string(j.Op)), s("done"), n(int64(len(j.Targets))), n(int64(len(j.Refused)))}})
		f.Docs[core.Ref{Noun: job.NounJob, ID: j.ID}] = api.JobView{Job: j, Status: "done", UndoneBy: undoneBy, Actions: actions}
	}
	made := func(n uint64, op job.Op, targets ...string) *job.Job {
		return &job.Job{ID: job.IDOf(n), N: n, Op: op, Targets: targets, Next: len(targets), By: "lead", Reason: "recall", Started: At(), Ended: At(), Stamp: core.Stamp{Version: 700 + n}}
	}
	undo, err := api.FormatCommand(core.Command{Expect: &core.Expect{Ref: core.Ref{Noun: job.NounJob, ID: "JB-3"}, Version: 703}, Body: &job.Undo{Job: "JB-3", Reason: "taken_back"}})
	if err != nil {
		panic(err) // a defect of this file
	}
	add(made(3, job.Hold, "SO-4", "SO-5"), "", api.Action{ID: "undo", Title: "undo it: release 2 targets", Command: undo})
	back := made(2, job.Release, "SO-1", "SO-2", "SO-3")
	back.Undoes, back.Refused = "JB-1", []job.Refusal{{Target: "SO-2", Code: core.CodeState, Why: "SO-2: no manual hold is open"}}
	add(back, "")
}

// Event is a row of a history.
func Event(seq uint64, n int, actor, command, event, text string) api.Row {
	return api.Row{ID: fmt.Sprintf("%d.%d", seq, n), Version: seq, Cells: []api.Value{s(fmt.Sprintf("%d.%d", seq, n)),
		{N: int64(At().Add(-time.Duration(900-seq%900) * time.Second))}, {}, s(actor), s(command), s(event), s(text)}}
}

func (f *Fake) fillOrders() {
	k := f.Kinds[order.NounOrder]
	words := []string{"held", "partly backordered", "allocated", "released", "shipped", "delivered", "cancelled"}
	for i := 60; i > 0; i-- {
		id := fmt.Sprintf("SO-%d", i)
		k.Rows = append(k.Rows, api.Row{ID: id, Version: 800 + uint64(i), Cells: []api.Value{s(id), s(words[i%7]), n(int64(At().Add(-time.Duration(60-i) * 37 * time.Minute))),
			s("online"), s(fmt.Sprint(536365 + i)), s(fmt.Sprint(17850 - i)), s("GB"), n(int64(i%9 + 1)), n(int64(i*i%97 + 1)), n(int64(max(i%4-1, 0))), n(int64(max(i%5-2, 0))),
			s(fmt.Sprintf("%d.%02d", i*13, i)), s("GBP"), n(14_947 + int64(i%4))}})
	}
	f.Docs[core.Ref{Noun: order.NounOrder, ID: "SO-17"}] = OrderSO17()
	f.Past[core.Ref{Noun: order.NounOrder, ID: "SO-17"}] = []api.Row{
		Event(812, 2, "engine", "order.submit", "exception.raised", "EX-2 raised: missing_address (street and place are missing)"),
		Event(812, 1, "replay", "order.submit", "order.placed", "placed by online as 536382: 2 lines, 139.12 GBP"),
	}
	f.Whys[core.Ref{Noun: order.NounOrder, ID: "SO-17"}] = api.WhyView{Order: "SO-17", Decisions: []api.WhyDecision{{Seq: 812, At: At().Add(-time.Hour), Cause: "submit",
		Text: []string{"LEEDS ships all 6 units in one package for 4.20 GBP", "LONDON lost: 4.95 GBP, its zone is dearer", "with 2 more at LONDON nothing would have changed"}, Details: json.RawMessage("{}")}}}
	task := f.Kinds["fulfillment"]
	for i := 1; i <= 12; i++ {
		id := fmt.Sprintf("SO-%d/F1", i+16)
		task.Rows = append(task.Rows, api.Row{ID: id, Version: 812, Cells: []api.Value{s(id), s([]string{"LEEDS", "LONDON"}[i%2]), s("open"), n(int64(i)), n(0), n(0), n(0), s("standard"), n(14_945), n(int64(At()))}})
	}
}

// orderDoc is api.OrderView with what became of the person.
type orderDoc struct {
	api.OrderView
	Person string `json:"person,omitempty"`
}

// OrderSO17 is the document of the order that most tests look at.
func OrderSO17() any {
	o := &order.Order{ID: "SO-17", N: 17, Channel: "online", External: "536382", Currency: "GBP", Customer: "17833", Placed: At().Add(-3 * time.Hour), Recorded: At().Add(-3 * time.Hour),
		ShipTo: core.Party{Country: "GB", Zone: "UK", Personal: &core.Personal{Name: "Customer 17833"}}, Service: "standard", Total: 13912, Stamp: core.Stamp{Version: 812}}
	o.Lines = []order.Line{
		{No: 1, SKU: "85123A", Text: "WHITE HANGING HEART T-LIGHT HOLDER", Qty: 8, Price: 2_550_000, Portions: []order.Portion{
			{Bucket: order.Allocated, Qty: 6, FO: 1, Ship: 14_945, Deliver: 14_947}, {Bucket: order.Backordered, Qty: 2, Ship: 14_952}}},
		{No: 2, SKU: "71053", Text: "WHITE METAL LANTERN", Qty: 4, Price: 3_390_000, Portions: []order.Portion{{Bucket: order.Shipped, Qty: 4, FO: 2, Ship: 14_944}}},
	}
	o.Charges = []order.Charge{{Type: "postage", Amount: 1800}}
	o.Holds = []order.Hold{{No: 1, Type: "missing_address", Blocks: order.StepRelease | order.StepShip, Reason: "street and place are missing", At: At().Add(-3 * time.Hour)}}
	o.Fulfillments = []order.Fulfillment{{No: 1, Location: "LEEDS", Service: "standard", Ship: 14_945, Deliver: 14_947}, {No: 2, Location: "LONDON", Service: "standard", Ship: 14_944, Accepted: At()}}
	o.Shipments = []order.Shipment{{No: 1, FO: 2, Carrier: "royal", Service: "standard", Tracking: "AB123456789GB", At: At().Add(-time.Hour), Lines: []order.LineQty{{Line: 2, Qty: 4}}}}
	return orderDoc{api.OrderView{Order: o, Status: o.Status(), Goods: o.Goods(), Computed: o.Computed(), Promise: 14_947, FOStatus: []string{"on_hold", "closed"},
		Exceptions: []exception.Exception{*trouble(2, exception.MissingAddress, "SO-17", "", "street and place are missing")},
		Actions: []api.Action{Act("release-hold-1", "release hold 1 (missing_address)", "", "SO-17", 812, &order.ResolveHold{Order: "SO-17", Hold: 1, Reason: "released"}),
			Act("accept-f1", "accept F1 at LEEDS", "a hold blocks the release; release it first", "SO-17", 812, &order.Accept{Order: "SO-17", FO: 1})}}, "shown"}
}

func (f *Fake) fillStock() {
	k := f.Kinds[stock.NounBalance]
	names := []string{"WHITE HANGING HEART T-LIGHT HOLDER", "WHITE METAL LANTERN", "CREAM CUPID HEARTS COAT HANGER", "KNITTED UNION FLAG HOT WATER BOTTLE", "RED WOOLLY HOTTIE WHITE HEART"}
	for i, sku := range []string{"85123A", "71053", "84406B", "84029G", "84029E"} {
		for j, place := range []string{"BRISTOL", "LEEDS", "LONDON", "GLASGOW"} {
			q := int64(i*531 - j*97)
			id := stock.Key{SKU: sku, Location: place}.ID()
			k.Rows = append(k.Rows, api.Row{ID: id, Version: 700, Cells: []api.Value{s(id), s(sku), s(names[i]), s(place), n(q), n(int64(j * 12)), n(0), n(int64(i)), n(0), n(int64(j % 2)), n(q + int64(j*12+i+j%2)), n(int64(i * 24))}})
			f.addBalance(sku, names[i], place, q, int64(j*12))
		}
	}
}

func (f *Fake) addBalance(sku, name, place string, available, committed int64) {
	b := &stock.Balance{SKU: sku, Location: place, OnHand: core.Quantity(available + committed), Commit: core.Quantity(committed), Counted: At().Add(-50 * time.Hour), Stamp: core.Stamp{Version: 700}}
	f.Docs[core.Ref{Noun: stock.NounBalance, ID: b.Key().ID()}] = api.BalanceView{Balance: b, Name: name,
		States: map[string]core.Quantity{"available": core.Quantity(available), "allocated": core.Quantity(committed)},
		Sells:  []api.ChannelStock{{Channel: "online", Available: core.Quantity(max(available, 0)), Incoming: 24, Published: core.Quantity(max(available, 0))}}}
}

// OrderShipped is the same order after all of it has left.
func OrderShipped() any {
	d := OrderSO17().(orderDoc)
	d.Lines[0].Portions = []order.Portion{{Bucket: order.Shipped, Qty: 8, FO: 1}}
	d.Holds[0].Done = "resolved"
	d.Version, d.Status, d.Exceptions = 850, d.Order.Status(), nil
	return d
}
