package query_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/query"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// personal is the part of a document that says what became of its person.
type personal struct {
	Person string `json:"person"`
	ShipTo struct {
		Personal *core.Personal `json:"personal"`
	} `json:"ship_to"`
	Party struct {
		Personal *core.Personal `json:"personal"`
	} `json:"party"`
}

// A person is shown to those who may see people, hidden from viewers, and gone after
// erasure; the world itself never holds the open text.
func TestPersonalData(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	party := core.Party{Country: "GB", Key: 5, Box: []byte("A Name"), Email: 9}
	s.place(&order.Submit{ShipTo: party, Lines: []order.NewLine{line("MUG", 1)}})
	s.place(&order.Submit{Lines: []order.NewLine{line("MUG", 1)}})
	s.put(&catalog.PutCustomer{Customer: catalog.Customer{ID: "C1", Party: party}})
	read := func(r *query.Reader, who query.Who, kind core.Noun, id string) (personal, string) {
		p, err := r.Query(context.Background(), s.w, who, api.Query{Kind: kind, View: api.Doc, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		var d personal
		if err := json.Unmarshal(p.Doc, &d); err != nil {
			t.Fatal(err)
		}
		return d, string(p.Doc)
	}
	gone := &query.Reader{Cold: s, Opener: vault{erased: map[uint64]bool{5: true}}}
	for _, c := range []struct {
		r        *query.Reader
		who      query.Who
		kind     core.Noun
		id, want string
	}{
		{s.reader(), operator, "order", "SO-1", "shown"},
		{s.reader(), viewer, "order", "SO-1", "hidden"},
		{gone, operator, "order", "SO-1", "erased"},
		{&query.Reader{}, operator, "order", "SO-1", "hidden"},
		{s.reader(), operator, "order", "SO-2", ""},
		{s.reader(), operator, "customer", "C1", "shown"},
		{s.reader(), viewer, "customer", "C1", "hidden"},
		{gone, lead, "customer", "C1", "erased"},
	} {
		d, text := read(c.r, c.who, c.kind, c.id)
		seen := d.ShipTo.Personal != nil || d.Party.Personal != nil
		if d.Person != c.want || seen != (c.want == "shown") || strings.Contains(text, "A Name") != seen {
			t.Errorf("%s %s for %s: %q (seen %v), want %q", c.kind, c.id, c.who.Actor, d.Person, seen, c.want)
		}
	}
	if s.get(1).ShipTo.Personal != nil || s.w.Customers.Get("C1").Party.Personal != nil {
		t.Error("opening a person left it in the world")
	}
	for _, q := range []api.Query{{Kind: "order"}, {Kind: "customer"}, {Kind: "record"}, {Kind: "record", View: api.Doc, ID: "10"}, {Kind: "order", View: api.History, ID: "SO-1"}} {
		b, err := json.Marshal(s.ask(lead, q))
		if err != nil || strings.Contains(string(b), "A Name") {
			t.Errorf("%+v shows a person: %s, %v", q, b, err)
		}
	}
}

// The story of one order: computed figures, statuses of its fulfillment orders, open
// exceptions and what can be done.
func TestOrderView(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	var v api.OrderView
	s.doc(operator, "order", "SO-5", &v)
	if v.Status != "released" || v.Goods != 7500 || v.Computed != 7500 || !slices.Equal(v.FOStatus, []string{"in_progress"}) ||
		len(v.Exceptions) != 1 || v.Exceptions[0].Type != exception.Late {
		t.Errorf("%+v", v)
	}
	if got := actionIDs(v.Actions); got != "pick-f1 hold cancel" {
		t.Errorf("the actions are %s", got)
	}
	var cold api.OrderView
	s.doc(operator, "order", "SO-1", &cold)
	if cold.Status != "cancelled" || len(cold.Actions) != 0 {
		t.Errorf("a closed order: %s, %s", cold.Status, actionIDs(cold.Actions))
	}
}

func actionIDs(list []api.Action) string {
	var out []string
	for _, a := range list {
		id := a.ID
		if a.Refused != "" {
			id += "(-)"
		}
		out = append(out, id)
	}
	return strings.Join(out, " ")
}

// Each type of exception explains itself with its figures and offers what clears it,
// the likeliest first; what is not possible says why.
func TestExceptionViews(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.stock("MUG", "LEEDS", 10)
	total := core.Amount(9_999)
	hold := func(kind string, l int, blocks order.Step, reason string) order.Hold {
		return order.Hold{No: 1, Type: kind, Line: l, Blocks: blocks, Reason: reason, At: start}
	}
	s.place(&order.Submit{Lines: []order.NewLine{line("MUG-BLU", 4)}}, hold("sku", 1, order.StepSource, "no such SKU"))                                         // 1
	s.place(&order.Submit{ShipTo: core.Party{Country: "GB", Zone: "uk", Prefix: "SW1"}, Lines: []order.NewLine{line("MUG", 1)}}, hold("address", 0, 6, "half")) // 2
	s.place(&order.Submit{Lines: []order.NewLine{line("MUG", 4)}}, hold("price", 1, order.StepRelease, "cheap"))                                                // 3
	s.place(&order.Submit{Total: &total, Lines: []order.NewLine{line("MUG", 4)}}, hold("total", 0, order.StepRelease, "odd"))                                   // 4
	s.place(&order.Submit{Customer: "C", External: "A", Lines: []order.NewLine{line("MUG", 1)}})                                                                // 5
	s.place(&order.Submit{Customer: "C", External: "B", Lines: []order.NewLine{line("MUG", 1)}}, hold("duplicate", 0, order.StepRelease, "again"))              // 6
	s.place(&order.Submit{Lines: []order.NewLine{line("PLATE", 3)}})                                                                                            // 7
	s.wait(7)
	s.place(&order.Submit{Lines: []order.NewLine{line("PLATE", 4)}}) // 8
	s.wait(8)
	s.place(&order.Submit{Lines: []order.NewLine{{SKU: "MUG", Qty: 2, ShipBy: start}}}) // 9
	s.source(9, "LEEDS")
	s.place(&order.Submit{Lines: []order.NewLine{{SKU: "MUG", Qty: 1, ShipBy: start}}}, hold("manual", 0, order.StepRelease, "odd")) // 10
	s.source(10, "LEEDS")
	s.place(&order.Submit{Lines: []order.NewLine{{SKU: "PLATE", Qty: 1, ShipBy: start}}}) // 11
	s.wait(11)
	s.purchase("PO-1", "PLATE", "LEEDS", 5, core.DateIn(start, time.UTC)+3)
	s.do(core.Command{Body: &stock.Count{SKU: "MUG", Location: "LEEDS"}},
		&stock.Moved{Moves: []stock.Move{{SKU: "MUG", Location: "LEEDS", From: stock.Available, To: stock.QualityControl, Qty: 3, Cause: stock.Inside}}},
		&stock.CountTaken{SKU: "MUG", Location: "LEEDS", At: s.now, Counted: 7, Book: 10, Variance: 3})
	s.do(core.Command{Body: &catalog.CloseLocation{}}, &catalog.CloseLocation{Location: "LEEDS", Closed: true, Reason: "flood"})
	mug := core.Ref{Noun: stock.NounBalance, ID: "MUG@LEEDS"}
	po := core.Ref{Noun: supply.NounPurchase, ID: "PO-1"}
	for _, c := range []struct {
		kind    exception.Type
		subject core.Ref
		item    string
		detail  string
		who     query.Who
		actions string // before those that every exception has
		says    []string
	}{
		{exception.UnknownSKU, orderRef(1), "1", "no such SKU", operator, "amend-sku-ask(-) cancel-line-1", []string{"no such SKU", "hold 1 blocks source", "the channel wrote MUG-BLU"}},
		{exception.MissingAddress, orderRef(2), "", "half", lead, "amend-address-ask(-) release-hold-1 cancel", []string{"country GB, zone uk and post code SW1"}},
		{exception.PriceMismatch, orderRef(3), "1", "cheap", lead, "release-hold-1 reject-hold-1 cancel", []string{"line 1: 4 × MUG at 2.50, the list retail says 2.95: -1.80 GBP in all"}},
		{exception.PriceMismatch, orderRef(3), "1", "cheap", operator, "claim release-hold-1(-) reject-hold-1(-) cancel", nil},
		{exception.TotalMismatch, orderRef(4), "", "odd", lead, "release-hold-1 cancel", []string{"goods 10.00, tax 0.00, charges 0.00: 10.00 GBP; stated 99.99, a difference of 89.99"}},
		{exception.Duplicate, orderRef(6), "", "again", lead, "reject-hold-1 release-hold-1", []string{"SO-5 (A) was placed"}},
		{exception.Short, orderRef(8), "1", "waits", operator, "claim source(-) cancel-line-1", []string{"number 2 of 3 in the queue", "ahead are 3 units: SO-7/1 (3)", "on its way: 5 to LEEDS on 2026-11-26 (purchase PO-1)", "does not reach the line"}},
		{exception.Short, orderRef(7), "1", "waits", operator, "claim source(-) cancel-line-1", []string{"number 1 of 3", "which sends it nothing"}},
		{exception.Late, orderRef(9), "", "late", operator, "accept-f1 cancel", []string{"should have left by 2026-11-23T09:00:00Z", "F1 at LEEDS is open: 2 allocated"}},
		{exception.Late, orderRef(10), "", "late", lead, "release-hold-1 accept-f1(-) cancel", []string{"hold 1"}},
		{exception.Late, orderRef(11), "", "late", lead, "claim source(-) cancel-line-1 cancel", []string{"line 1 waits for 1"}},
		{exception.Overshipped, orderRef(9), "1", "too many", operator, "accept cancel", []string{"SO-9 is allocated: 0 units wait, 2 are at locations, 0 have left"}},
		{exception.CountVariance, mug, "", "3 fewer", lead, "approve-count count-ask(-)", []string{"on hand = ", "3 units missing, worth 4.50 GBP at standard cost"}},
		{exception.CountVariance, mug, "", "3 fewer", operator, "count-ask(-) approve-count(-)", nil},
		{exception.Negative, mug, "", "below", operator, "count-ask(-)", []string{"last counted"}},
		{exception.PurchaseLate, po, "", "late", lead, "reschedule close-short", []string{"5 PLATE ordered, 0 received, 0 damaged, 5 still to come on 2026-11-26; 8 units of it wait in orders"}},
		{exception.ReceiptDiffers, po, "1", "over", operator, "accept reschedule(-) close-short(-)", nil},
		{exception.Closed, core.Ref{Noun: catalog.NounLocation, ID: "LEEDS"}, "", "closed", lead, "reroute open-location", []string{"SO-9/F1 is open", "2 fulfillment orders in all, 2 of them not picked"}},
		{exception.Unmatched, core.Ref{Noun: "undo", ID: "web/X"}, "1", "nothing to undo", operator, "resolve", []string{"nothing to undo"}},
		{exception.Contradiction, core.Ref{Noun: order.NounOrder, ID: "SO-999"}, "", "unknown order", operator, "resolve", nil},
	} {
		id := s.raise(c.kind, c.subject, c.item, c.detail)
		var v api.ExceptionView
		s.doc(c.who, "exception", id, &v)
		got := actionIDs(v.Actions)
		ends := " claim snooze resolve"
		switch {
		case c.actions == "resolve":
			ends = " claim snooze"
		case strings.HasPrefix(c.actions, "claim"): // it leads where nothing else can be done
			ends = " snooze resolve(-)"
		case !slices.Contains([]exception.Type{exception.Overshipped, exception.ReceiptDiffers}, c.kind):
			ends = " claim snooze resolve(-)"
		}
		if got != c.actions+ends {
			t.Errorf("%s on %s for %s: %s\nwant %s", c.kind, c.subject, c.who.Actor, got, c.actions+ends)
		}
		why := strings.Join(v.Why, "\n")
		for _, part := range c.says {
			if !strings.Contains(why, part) {
				t.Errorf("%s on %s does not say %q:\n%s", c.kind, c.subject, part, why)
			}
		}
		if v.Title != exception.RuleOf(c.kind).Title {
			t.Errorf("%s is called %q", c.kind, v.Title)
		}
		s.checkActions(v.Actions)
		s.end(id)
		var closed api.ExceptionView
		s.doc(c.who, "exception", id, &closed)
		if len(closed.Actions) != 0 || !strings.Contains(strings.Join(closed.Why, "\n"), "by op: done") {
			t.Errorf("%s is closed, says %q and offers %s", c.kind, closed.Why, actionIDs(closed.Actions))
		}
	}
}

// checkActions proves that every action is a command that scripts could send, of a
// known kind, on the present version of a document, and that it has a title.
func (s *shop) checkActions(list []api.Action) {
	s.tb.Helper()
	kinds, err := world.Kinds()
	if err != nil {
		s.tb.Fatal(err)
	}
	for _, a := range list {
		cmd, err := api.ParseCommand(a.Command)
		if err != nil {
			s.tb.Errorf("%s: %v", a.ID, err)
			continue
		}
		row, ok := kinds.Named(cmd.Body.Kind())
		if !ok || a.Title == "" || cmd.Expect == nil {
			s.tb.Errorf("%s has kind %s, title %q, expects %v", a.ID, cmd.Body.Kind(), a.Title, cmd.Expect)
			continue
		}
		if err := json.Unmarshal(cmd.Body.(*api.Raw).JSON, row.New()); err != nil {
			s.tb.Errorf("%s: %v", a.ID, err)
		}
		d, ok := s.w.Get(cmd.Expect.Ref).(interface{ Changed() uint64 })
		if !ok || d.Changed() != cmd.Expect.Version {
			s.tb.Errorf("%s expects version %d of %s", a.ID, cmd.Expect.Version, cmd.Expect.Ref)
		}
	}
}

// What the shop itself would answer stands beside an action that it would refuse;
// one that needs the wrong role or a person's input, or that sourcing finds nothing for,
// is not even tried.
func TestActionsAreTried(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	r := s.reader()
	var tried []core.Kind
	r.Try = func(_ context.Context, _ *world.World, c core.Command) error {
		tried = append(tried, c.Body.Kind())
		if c.Body.Kind() == "order.cancel" {
			return errors.New("not today")
		}
		return nil
	}
	p, err := r.Query(context.Background(), s.w, operator, api.Query{Kind: "order", View: api.Doc, ID: "SO-3"})
	if err != nil {
		t.Fatal(err)
	}
	var v api.OrderView
	if err := json.Unmarshal(p.Doc, &v); err != nil {
		t.Fatal(err)
	}
	if got := actionIDs(v.Actions); got != "release-hold-1(-) source(-) hold cancel(-)" || v.Actions[3].Refused != "not today" {
		t.Errorf("%s: %+v", got, v.Actions)
	}
	if !slices.Equal(tried, []core.Kind{"order.hold", "order.cancel"}) {
		t.Errorf("tried %v", tried)
	}
}

// What each channel may promise: shared units and those ring-fenced for it, dated
// supply beyond what waits, less its buffer, at most its cap; nothing from a closed
// location.
func TestBalanceView(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.stock("MUG", "LEEDS", 10)
	s.stock("MUG", "BERLIN", 4)
	s.purchase("PO-1", "MUG", "LEEDS", 20, core.DateIn(start, time.UTC)+3)
	s.do(core.Command{Body: &stock.Reserve{}}, &stock.ReservationMade{Reservation: stock.Reservation{ID: "R1", SKU: "MUG", Location: "LEEDS", Holder: "channel/market", Qty: 3}})
	s.place(&order.Submit{Lines: []order.NewLine{line("MUG", 6)}})
	s.wait(1)
	want := func(web, market api.ChannelStock) {
		t.Helper()
		var v api.BalanceView
		s.doc(viewer, "balance", "MUG@LEEDS", &v)
		if v.Name != "a MUG" || v.States["available"] != 7 || v.States["reserved"] != 3 || v.States["incoming"] != 20 || v.OnHand != 10 {
			t.Errorf("%+v", v)
		}
		if !slices.Equal(v.Sells, []api.ChannelStock{market, web}) {
			t.Errorf("%+v", v.Sells)
		}
	}
	want(api.ChannelStock{Channel: "web", Free: 11, Available: 11, Incoming: 14, Buffer: 2, Published: 23},
		api.ChannelStock{Channel: "market", Free: 11, Fenced: 3, Available: 14, Cap: 5, Published: 5})
	s.do(core.Command{Body: &catalog.CloseLocation{}}, &catalog.CloseLocation{Location: "BERLIN", Closed: true})
	want(api.ChannelStock{Channel: "web", Free: 7, Available: 7, Incoming: 14, Buffer: 2, Published: 19},
		api.ChannelStock{Channel: "market", Free: 7, Fenced: 3, Available: 10, Cap: 5, Published: 5})
	leeds := *s.w.Locations.Get("LEEDS")
	leeds.Floor = 4
	s.do(core.Command{Body: &catalog.PutLocation{}}, &catalog.PutLocation{Location: leeds})
	want(api.ChannelStock{Channel: "web", Free: 7, Floor: 4, Available: 3, Incoming: 14, Buffer: 2, Published: 15},
		api.ChannelStock{Channel: "market", Free: 7, Fenced: 3, Floor: 4, Available: 6, Cap: 5, Published: 5})
	var sku api.SKUView
	if s.doc(viewer, "sku", "MUG", &sku); sku.ID != "MUG" || len(sku.Sells) != 2 || sku.Sells[1].Published != 15 {
		t.Errorf("%+v", sku)
	}
}

// The header of a screen.
func TestShopView(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	r := s.reader()
	r.Shop = "shop-1"
	r.Clock = func() core.Instant { return s.now.Add(time.Hour) }
	r.Health = func() (string, uint64) { return "the disk is full", 12 }
	p, err := r.Query(context.Background(), s.w, lead, api.Query{Kind: api.NounShop, View: api.Doc})
	if err != nil {
		t.Fatal(err)
	}
	var v api.ShopView
	if err := json.Unmarshal(p.Doc, &v); err != nil {
		t.Fatal(err)
	}
	if v.Name != "Test shop" || v.ID != "shop-1" || v.Clock != "wall" || v.Actor != "lead" || v.Health != "the disk is full" || v.ViewsLag != 12 ||
		v.Seq != s.w.Seq || v.At != s.now.Add(time.Hour) || v.LastRecord != s.now || p.At != v.At {
		t.Errorf("%+v", v)
	}
	if v.Exceptions != 3 || v.Open["supply"] != 1 || v.Open["stock"] != 1 || v.Open["dock"] != 1 || v.Orders["released"] != 1 || v.Orders["held"] != 1 || v.Waiting != 2 {
		t.Errorf("%+v", v)
	}
}

// Parts of orders have documents of their own.
func TestPartViews(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	var l struct {
		Order string
		Line  order.Line
		Name  string
		Why   []string
	}
	s.doc(viewer, "line", "SO-4/1", &l)
	if l.Order != "SO-4" || l.Line.SKU != "MUG-RED" || l.Name != "a MUG-RED" || len(l.Why) == 0 {
		t.Errorf("%+v", l)
	}
	var f struct {
		Status  string
		Lines   []struct{ Qty core.Quantity }
		Actions []api.Action
	}
	s.doc(operator, "fulfillment", "SO-5/F1", &f)
	if f.Status != "in_progress" || len(f.Lines) != 1 || f.Lines[0].Qty != 30 || actionIDs(f.Actions) != "pick-f1 reject-not_in_stock-f1 reject-mismatch-f1 reject-damaged-f1 reject-too_busy-f1 reject-closed-f1 reject-f1" {
		t.Errorf("%+v", f)
	}
	s.checkActions(f.Actions)
}

// The documents of all other kinds are found by the ids that their lists show.
func TestEveryRowHasADoc(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	s.purchase("PO-1", "MUG", "LEEDS", 5, 0)
	s.put(&catalog.PutPerson{Person: catalog.Person{ID: "op", Roles: []catalog.Role{catalog.Operator}}})
	s.do(core.Command{Body: &order.Source{Order: "SO-4"}, Cursor: &core.Cursor{Connector: "replay", Position: "9"}})
	n := 0
	for _, k := range query.Kinds() {
		for _, id := range ids(s.ask(lead, api.Query{Kind: k.Noun}).Rows) {
			if p := s.ask(lead, api.Query{Kind: k.Noun, View: api.Doc, ID: id}); len(p.Doc) < 10 {
				t.Errorf("%s %s: %s", k.Noun, id, p.Doc)
			}
			n++
		}
	}
	if n < 50 {
		t.Errorf("only %d documents were looked at", n)
	}
}

// A job is listed newest first, says how far it is, and can be stopped or taken back.
func TestJobs(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	for n := uint64(1); n <= 2; n++ {
		s.do(core.Command{Body: &job.Start{}}, &job.Started{ID: job.IDOf(n), N: n, Op: job.Hold, Targets: []string{"SO-4", "SO-5"}, Reason: "recall"})
	}
	s.do(core.Command{Body: &world.Tick{}}, &job.Stepped{Job: "JB-1", Next: 2, Refused: []job.Refusal{{Target: "SO-5", Code: core.CodeState, Why: "gone"}}})
	for where, want := range map[string]string{"": "JB-2 JB-1", "status = running": "JB-2", "refused > 0": "JB-1", "target = SO-4 and ended != none": "JB-1"} {
		if got := strings.Join(ids(s.all(api.Query{Kind: "job", Where: where, Limit: 1}, nil)), " "); got != want {
			t.Errorf("jobs where %q: %s, want %s", where, got, want)
		}
	}
	for id, want := range map[string]string{"JB-1": "done undo", "JB-2": "running stop undo(-)"} {
		var d struct {
			Status  string
			Actions []api.Action
		}
		s.doc(lead, "job", id, &d)
		if got := d.Status + " " + actionIDs(d.Actions); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
		s.checkActions(d.Actions)
	}
	s.do(core.Command{Body: &job.Undo{}}, &job.Started{ID: "JB-3", N: 3, Op: job.Release, Targets: []string{"SO-4"}, Reason: "taken_back", Undoes: "JB-1"})
	var undone api.JobView
	s.doc(lead, "job", "JB-1", &undone)
	if undone.UndoneBy != "JB-3" || actionIDs(undone.Actions) != "undo(-)" || undone.Actions[0].Refused != "JB-3 has undone it already" || undone.Actions[0].Title != "undo it: release 1 target" {
		t.Errorf("undone by %s: %+v", undone.UndoneBy, undone.Actions)
	}
	p := s.ask(lead, api.Query{Kind: "job", View: api.History, ID: "JB-1"})
	if len(p.Rows) != 2 || cell(p, 0, "text").S != "JB-1: 2 targets looked at, 1 refused in this slice" || cell(p, 1, "text").S != "JB-1 started: hold 2 targets: recall" {
		t.Errorf("%+v", p.Rows)
	}
}
