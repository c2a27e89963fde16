package query_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/query"
	"andon/core/stock"
)

// mixed is a shop with orders in many states, in memory and not, and exceptions.
func mixed(tb testing.TB) *shop {
	s := newShop(tb)
	s.stock("MUG", "LEEDS", 100)
	s.stock("PLATE", "BERLIN", 7)
	s.place(&order.Submit{External: "E1", Customer: "C1", Lines: []order.NewLine{line("MUG", 2)}, ShipTo: core.Party{Country: "GB", Email: vault{}.Token("a@example.com")}})
	s.place(&order.Submit{External: "E2", Customer: "C2", Lines: []order.NewLine{line("MUG", 5), line("PLATE", 1)}})
	s.place(&order.Submit{External: "E3", Customer: "C1", Lines: []order.NewLine{line("PLATE", 9)}},
		order.Hold{No: 1, Type: "price", Line: 1, Blocks: order.StepRelease, Reason: "too cheap"})
	s.place(&order.Submit{External: "E1", Channel: "market", Customer: "C3", Lines: []order.NewLine{line("MUG-RED", 1)}})
	s.place(&order.Submit{External: "E5", Customer: "C1", Lines: []order.NewLine{line("MUG", 30)}})
	s.source(1, "LEEDS")
	s.source(2, "LEEDS")
	s.wait(4)
	s.source(5, "LEEDS")
	s.move(5, order.Allocated, order.Released, "accepted", 1, 1)
	s.close(2)
	s.close(1)
	s.forget(orderRef(1))
	s.raise(exception.Short, orderRef(4), "1", "line 1: 1 of 1 MUG-RED wait")
	s.raise(exception.PriceMismatch, orderRef(3), "1", "too cheap")
	s.raise(exception.Negative, core.Ref{Noun: stock.NounBalance, ID: "PLATE@BERLIN"}, "", "PLATE has -1")
	s.raise(exception.Late, orderRef(5), "", "late")
	s.end("EX-2")
	until := s.now.Add(time.Hour)
	s.do(core.Command{Body: &exception.Change{Exception: "EX-4"}}, &exception.Changed{Exception: "EX-4", Snooze: &until})
	return s
}

// Each filter selects exactly the records that it describes, in the kind's own order,
// whether they are in memory or not.
func TestFilters(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	for _, c := range []struct {
		kind  core.Noun
		where string
		want  string
	}{
		{"order", "", "SO-5 SO-4 SO-3 SO-2 SO-1"},
		{"order", "id = SO-1", "SO-1"},
		{"order", "id in (SO-1, SO-4)", "SO-4 SO-1"},
		{"order", "external = E1", "SO-4 SO-1"},
		{"order", "external = E1 and channel != market", "SO-1"},
		{"order", "customer = C1", "SO-5 SO-3 SO-1"},
		{"order", "customer = C1 and open = true", "SO-5 SO-3"},
		{"order", "open != true", "SO-2 SO-1"},
		{"order", "open != TRUE", "SO-2 SO-1"},
		{"order", "closed = none", "SO-5 SO-4 SO-3"},
		{"order", "closed != none", "SO-2 SO-1"},
		{"order", "closed > now-1d", "SO-2 SO-1"},
		{"order", "closed < now-1d", ""},
		{"order", "placed = 2026-11-23", "SO-5 SO-4 SO-3 SO-2 SO-1"},
		{"order", "placed != 2026-11-23", ""},
		{"order", "placed >= 2026-11-24", ""},
		{"order", "recorded <= 2026-11-23T09:13:00Z", "SO-1"},
		{"order", "status = cancelled", "SO-2 SO-1"},
		{"order", "status < allocated", "SO-4 SO-3"},
		{"order", "status in (released, held)", "SO-5 SO-3"},
		{"order", "held = true", "SO-3"},
		{"order", "hold = price", "SO-3"},
		{"order", "sku = MUG", "SO-5 SO-2 SO-1"},
		{"order", "sku ~ mug", "SO-5 SO-4 SO-2 SO-1"},
		{"order", "sku != MUG", "SO-4 SO-3"},
		{"order", "location = LEEDS", "SO-5 SO-2 SO-1"},
		{"order", "lines > 1", "SO-2"},
		{"order", "units >= 9 and waiting = 0", "SO-5"},
		{"order", "total > 22.49 and total < 22.51", "SO-3"},
		{"order", "ref = E1", "SO-4 SO-1"},
		{"order", "ref = C1", "SO-5 SO-3 SO-1"},
		{"order", "ref = SO-1", "SO-1"},
		{"order", "text ~ plate", "SO-3 SO-2"},
		{"order", "text ~ e5", "SO-5"},
		{"order", "email = a@example.com", "SO-1"},
		{"order", "email != a@example.com", "SO-5 SO-4 SO-3 SO-2"},
		{"order", "exceptions > 0", "SO-5 SO-4"},
		{"order", "number = E1", "SO-4 SO-1"},
		{"order", `country = "GB"`, "SO-1"},
		{"line", "order = SO-2", "SO-2/1 SO-2/2"},
		{"line", "sku = PLATE", "SO-3/1 SO-2/2"},
		{"line", "in_backordered > 0", "SO-4/1"},
		{"fulfillment", "", "SO-5/F1"},
		{"fulfillment", "location = BERLIN", ""},
		{"fulfillment", "released = 30", "SO-5/F1"},
		{"exception", "", "EX-3 EX-4 EX-1 EX-2"},
		{"exception", "open = true", "EX-3 EX-4 EX-1"},
		{"exception", "open = false", "EX-2"},
		{"exception", "severity >= error", "EX-3 EX-4"},
		{"exception", "subject = SO-4", "EX-1"},
		{"exception", "subject = order/SO-4", "EX-1"},
		{"exception", "queue in (stock, dock) and noun = order", "EX-4"},
		{"exception", "type = short", "EX-1"},
		{"exception", "id = EX-2", "EX-2"},
		{"exception", "due < now+3h", "EX-3 EX-4"},
		{"exception", "text ~ MUG", "EX-1"},
		{"exception", "asleep = true", "EX-4"},
		{"exception", "asleep = false and open = true", "EX-3 EX-1"},
		{"exception", "overdue = true", ""},
		{"exception", `owner = ""`, "EX-3 EX-4 EX-1 EX-2"},
		{"sku", "text ~ red", "MUG-RED"},
		{"sku", "alias = PLATE-OLD", "PLATE"},
		{"sku", "available > 50", "MUG"},
		{"sku", "waiting > 0", "MUG-RED PLATE"},
		{"sku", "id = MUG", "MUG"},
		{"balance", "", "MUG@LEEDS PLATE@BERLIN"},
		{"balance", "sku = PLATE", "PLATE@BERLIN"},
		{"balance", "committed > 0", "MUG@LEEDS"},
		{"balance", "id = MUG@LEEDS", "MUG@LEEDS"},
		{"location", "zone = eu", "BERLIN"},
		{"channel", "cap > 0", "market"},
		{"channel", "text ~ MARK", "market"},
		{"location", "text ~ berl", "BERLIN"},
		{"line", "text ~ plate", "SO-3/1 SO-2/2"},
		{"fulfillment", "text ~ leeds", "SO-5/F1"},
		{"pricelist", "entries = 1", "retail"},
		{"entity", "", "ltd"},
		{"record", "command = order.source and event = order.sourced", "21 20 19 18"},
		{"record", "seq = 1", "1"},
	} {
		if got := strings.Join(ids(s.all(api.Query{Kind: c.kind, Where: c.where}, nil)), " "); got != c.want {
			t.Errorf("%s where %q\n got %s\nwant %s", c.kind, c.where, got, c.want)
		}
	}
}

// A filter that only open records satisfy, or that an index answers, reads no cold
// record that it does not show.
func TestColdIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for n := range uint64(40) {
		s.place(&order.Submit{External: fmt.Sprint("E", n), Customer: fmt.Sprint("C", n), Lines: []order.NewLine{line("MUG", 1)}})
		s.close(n + 1)
		s.forget(orderRef(n + 1))
	}
	for where, most := range map[string]int{"open = true": 0, "closed = none": 0, "status = held": 0, "id = SO-7": 1, "customer = C7": 1, "external = E7": 1, "ref = E7": 2, "": 40,
		`open and units > waiting`: 0, `status == "held" and (lines == 1 or lines == 2)`: 0, `customer == "C7" and not held`: 1, `"E7" in ref and true`: 2} {
		s.reads = 0
		s.all(api.Query{Kind: "order", Where: where}, nil)
		if s.reads > most {
			t.Errorf("%q read %d cold documents, at most %d expected", where, s.reads, most)
		}
	}
}

// Sorting follows numbers and closed sets by their order, not by their spelling, and
// puts times that are not set last.
func TestSort(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	for _, c := range []struct {
		kind core.Noun
		sort string
		want string
	}{
		{"order", "id", "SO-1 SO-2 SO-3 SO-4 SO-5"},
		{"order", "-id", "SO-5 SO-4 SO-3 SO-2 SO-1"},
		{"order", "units", "SO-4 SO-1 SO-2 SO-3 SO-5"},
		{"order", "-total", "SO-5 SO-3 SO-2 SO-1 SO-4"},
		{"order", "status", "SO-3 SO-4 SO-5 SO-2 SO-1"},
		{"order", "closed", "SO-2 SO-1 SO-5 SO-4 SO-3"},
		{"order", "-closed", "SO-1 SO-2 SO-5 SO-4 SO-3"},
		{"order", "external", "SO-4 SO-1 SO-2 SO-3 SO-5"},
		{"exception", "-severity", "EX-3 EX-4 EX-1 EX-2"},
		{"exception", "id", "EX-1 EX-2 EX-3 EX-4"},
		{"balance", "-available", "MUG@LEEDS PLATE@BERLIN"},
	} {
		for _, limit := range []int{0, 1, 2} {
			if got := strings.Join(ids(s.all(api.Query{Kind: c.kind, Sort: c.sort, Limit: limit}, nil)), " "); got != c.want {
				t.Errorf("%s by %s, %d a page\n got %s\nwant %s", c.kind, c.sort, limit, got, c.want)
			}
		}
	}
}

// Every kind can be searched for plain text, and every heading that people read can be
// filtered and sorted by, by its name or its title.
func TestEveryKind(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	for _, k := range query.Kinds() {
		s.ask(lead, api.Query{Kind: k.Noun, Where: "text ~ a"})
		for _, c := range k.Columns {
			literal := map[api.Type]string{api.Time: "none", api.Date: "none", api.Boolean: "true"}[c.Type]
			if literal == "" {
				literal = "1"
			}
			if words := k.Words[c.Name]; words != nil {
				literal = query.Quote(words[0])
			}
			for _, name := range []string{c.Name, strings.ToUpper(strings.ReplaceAll(c.Title, " ", "_"))} {
				_, err := s.reader().Query(context.Background(), s.w, lead, api.Query{Kind: k.Noun, Where: name + " = " + literal})
				if err != nil && !strings.Contains(err.Error(), "nothing was found: ") { // the shop has no channel 1
					t.Errorf("%s by %s: %v", k.Noun, name, err)
				}
			}
			s.ask(lead, api.Query{Kind: k.Noun, Sort: c.Name})
		}
	}
}

// What cannot be answered is refused with a sentence that says what to do.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	other := s.ask(lead, api.Query{Kind: "order", Limit: 1}).Next
	for _, c := range []struct {
		who  query.Who
		q    api.Query
		code core.Code
		says string
	}{
		{lead, api.Query{Kind: "ordr"}, core.CodeNotFound, "did you mean order? known are: ask, balance, carrier,"},
		{lead, api.Query{Kind: "order", View: "map"}, core.CodeInvalid, "there is no such view"},
		{lead, api.Query{Kind: "order", Limit: -1}, core.CodeInvalid, "must not be negative"},
		{lead, api.Query{Kind: "order", Where: "statsu = held"}, core.CodeInvalid, `at 1: there is no field "statsu"; did you mean status? known are: channel,`},
		{lead, api.Query{Kind: "order", Where: "status = shiped"}, core.CodeInvalid, `at 10: there is no status "shiped"; did you mean shipped? known are: allocated,`},
		{lead, api.Query{Kind: "order", Where: "lines = many"}, core.CodeInvalid, "a whole number"},
		{lead, api.Query{Kind: "order", Where: "lines ~ 1"}, core.CodeInvalid, "~ looks into text"},
		{lead, api.Query{Kind: "order", Where: "held > false"}, core.CodeInvalid, "use = or !="},
		{lead, api.Query{Kind: "order", Where: "held = maybe"}, core.CodeInvalid, "true or false"},
		{lead, api.Query{Kind: "order", Where: "total = 1.2.3"}, core.CodeInvalid, "12.50"},
		{lead, api.Query{Kind: "order", Where: "placed > yesterday"}, core.CodeInvalid, "now-2h"},
		{lead, api.Query{Kind: "order", Where: "closed < none"}, core.CodeInvalid, "neither early nor late"},
		{lead, api.Query{Kind: "order", Where: "sku > MUG"}, core.CodeInvalid, "several values"},
		{lead, api.Query{Kind: "order", Where: "email ~ example"}, core.CodeInvalid, "compared whole"},
		{viewer, api.Query{Kind: "order", Where: "email = a@example.com"}, core.CodeForbidden, "role operator"},
		{query.Who{Actor: "nobody"}, api.Query{Kind: "order"}, core.CodeForbidden, "has no role"},
		{lead, api.Query{Kind: "order", Sort: "colour"}, core.CodeInvalid, "no field to sort by"},
		{lead, api.Query{Kind: "order", Sort: "email"}, core.CodeInvalid, "no field to sort by"},
		{lead, api.Query{Kind: "order", After: "AAAA"}, core.CodeInvalid, "not one of this list"},
		{lead, api.Query{Kind: "exception", After: other}, core.CodeInvalid, "not one of this list"},
		{lead, api.Query{Kind: "order", Where: "lines = 1", After: other}, core.CodeInvalid, "not one of this list"},
		{lead, api.Query{Kind: "order", View: api.Doc, ID: "SO-99"}, core.CodeNotFound, "there is no such order"},
		{lead, api.Query{Kind: "line", View: api.Doc, ID: "SO-1/9"}, core.CodeNotFound, "there is no such line"},
		{lead, api.Query{Kind: "fulfillment", View: api.Doc, ID: "SO-1/Fx"}, core.CodeNotFound, "there is no such fulfillment"},
		{lead, api.Query{Kind: "order", Where: `rule = "holds.nosuch"`}, core.CodeNotFound, "no version of the policy ever had a rule \"holds.nosuch\""},
		{lead, api.Query{Kind: "order", Where: `has(rule, "holds.nosuch")`}, core.CodeNotFound, "no version of the policy ever had a rule"},
		{lead, api.Query{Kind: "exception", Where: `rule = service.vip`}, core.CodeNotFound, "no version of the policy ever had a rule"},
		{lead, api.Query{Kind: "order", Where: `policy = POL-7`}, core.CodeNotFound, "there is no version of the policy \"POL-7\""},
		{lead, api.Query{Kind: "order", Where: `hold = fruad`}, core.CodeNotFound, "no hold is of the type \"fruad\"; did you mean fraud?"},
		{lead, api.Query{Kind: "order", Where: `channel in (webb, nowhere)`}, core.CodeNotFound, "there is no channel \"webb\"; did you mean web?"},
		{lead, api.Query{Kind: "exception", Where: `queue = dok`, Sort: "due"}, core.CodeNotFound, "there is no queue \"dok\"; did you mean dock?"},
		{lead, api.Query{Kind: "order", View: api.History, ID: "SO-99"}, core.CodeNotFound, "there is no such order"},
		{lead, api.Query{Kind: "ordr", View: api.History, ID: "SO-1"}, core.CodeNotFound, "there is no kind \"ordr\"; did you mean order?"},
		{lead, api.Query{Kind: "sku", View: api.Why, ID: "MUG"}, core.CodeInvalid, "only orders, lines and promises"},
		{lead, api.Query{Kind: "order", View: api.Why, ID: "SO-99"}, core.CodeNotFound, "there is no such order"},
	} {
		_, err := s.reader().Query(context.Background(), s.w, c.who, c.q)
		if core.CodeOf(err) != c.code || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("%+v: %v (%s), want %s and %q", c.q, err, core.CodeOf(err), c.code, c.says)
		}
	}
}

// crowd draws a shop of some forty orders and exceptions of which many are closed and
// some have left memory.
func crowd(t *rapid.T, tb testing.TB) *shop {
	s := newShop(tb)
	s.stock("MUG", "LEEDS", 50)
	for n := range uint64(rapid.IntRange(1, 40).Draw(t, "orders")) {
		s.place(&order.Submit{External: fmt.Sprint("E", n%7), Customer: fmt.Sprint("C", n%3), Lines: []order.NewLine{line("MUG", core.Quantity(n%5+1))}})
	}
	for n := range uint64(rapid.IntRange(0, 15).Draw(t, "exceptions")) {
		types := []exception.Type{exception.Short, exception.Late, exception.Negative, exception.Manual}
		s.raise(types[n%4], orderRef(n+1), fmt.Sprint(n), "")
	}
	for n := uint64(1); n <= s.w.Shop().Orders; n++ {
		for range 3 {
			s.disturb(n, rapid.IntRange(0, 5).Draw(t, "fate"))
		}
	}
	return s
}

// disturb lets something happen to an order or exception; it reports what changed.
func (s *shop) disturb(n uint64, fate int) (changed []string) {
	o, x := s.get(n), s.w.Exceptions.Get(fmt.Sprint("EX-", n))
	switch {
	case fate == 1 && o != nil && o.Closed == 0:
		s.close(n)
		changed = append(changed, order.IDOf(n))
	case fate == 2 && o != nil && o.Closed != 0:
		s.forget(orderRef(n))
	case fate == 3 && x != nil && x.Closed == 0:
		s.end(x.ID)
		changed = append(changed, x.ID)
	case fate == 4 && x != nil && x.Closed != 0:
		s.forget(core.Ref{Noun: exception.NounException, ID: x.ID})
	case fate == 5 && o == nil && s.cold[orderRef(n)] != nil: // brought back for a command; the read model has it too
		s.w.Load(s.cold[orderRef(n)].(*order.Order).Clone(), order.NounOrder)
	}
	return changed
}

var someQueries = []api.Query{
	{Kind: "order"}, {Kind: "order", Where: "open = true"}, {Kind: "order", Where: "customer = C1"}, {Kind: "order", Where: "units > 2", Sort: "-units"},
	{Kind: "order", Sort: "customer"}, {Kind: "order", Where: "text ~ e3"}, {Kind: "exception"}, {Kind: "exception", Sort: "type"},
	{Kind: "exception", Where: "severity >= error"}, {Kind: "line", Where: "sku = MUG"}, {Kind: "line", Sort: "-qty"}, {Kind: "record"},
	{Kind: "sku"}, {Kind: "balance"}, {Kind: "exception", Open: true}, {Kind: "exception", Open: true, Where: `detail contains "1" or notes == 0`, Sort: "type"},
	{Kind: "order", Where: `units > 2 or not open`, Sort: "-units"}, {Kind: "order", Where: `"E3" in ref or customer == "C1" and closed == none`}, {Kind: "order", Where: `customer == "C1" and (open or units > 2)`},
}

// Pages of any size, put together, are the whole list: nothing twice, nothing lost,
// and Total says how much it is.
func TestPagesAreTheList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := crowd(rt, t)
		q := rapid.SampledFrom(someQueries).Draw(rt, "query")
		whole := ids(s.all(q, nil))
		q.Limit = rapid.IntRange(1, 9).Draw(rt, "limit")
		if got := ids(s.all(q, nil)); !slices.Equal(got, whole) {
			rt.Fatalf("%+v\n by pages %v\nat once %v", q, got, whole)
		}
		sorted := slices.Clone(whole)
		slices.Sort(sorted)
		if len(slices.Compact(sorted)) != len(whole) {
			rt.Fatalf("%+v shows a record twice: %v", q, whole)
		}
		if p := s.ask(lead, q); !p.AtLeast && p.Total != len(whole) || p.AtLeast && p.Total > len(whole) {
			rt.Fatalf("%+v says %d (at least: %v), there are %d", q, p.Total, p.AtLeast, len(whole))
		}
	})
}

// While records change, close, leave memory and are added between two pages, every
// record that did not change is shown exactly once.
func TestPagesAreStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := crowd(rt, t)
		q := rapid.SampledFrom(someQueries).Draw(rt, "query")
		if q.Kind == "record" {
			return // every change adds records before the first page
		}
		before := ids(s.all(q, nil))
		changed := map[string]bool{}
		q.Limit = rapid.IntRange(1, 5).Draw(rt, "limit")
		got := ids(s.all(q, func() {
			n := rapid.Uint64Range(1, 40).Draw(rt, "number")
			for _, id := range s.disturb(n, rapid.IntRange(0, 5).Draw(rt, "fate")) {
				changed[id], changed[id+"/1"] = true, true
			}
			if rapid.Bool().Draw(rt, "new") && s.w.Shop().Orders < 60 {
				s.place(&order.Submit{Customer: "C1", External: "E3", Lines: []order.NewLine{line("MUG", 4)}})
				changed[order.IDOf(s.w.Shop().Orders)] = true
			}
		}))
		for _, id := range before {
			n := 0
			for _, other := range got {
				if other == id {
					n++
				}
			}
			if n != 1 && !changed[id] {
				rt.Fatalf("%+v shows %s %d times: %v", q, id, n, got)
			}
		}
	})
}

// Numbers are merged and put in order over all counts of digits, however few of them
// are in memory.
func TestNumbersInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := newShop(t)
		n := rapid.IntRange(1, 1300).Draw(rt, "orders")
		stay := rapid.IntRange(1, 50).Draw(rt, "one in")
		for range n {
			s.place(&order.Submit{Customer: "C", Lines: []order.NewLine{line("MUG", 1)}})
		}
		for i := uint64(1); i <= uint64(n); i++ {
			if i%uint64(stay) != 0 {
				s.close(i)
				s.forget(orderRef(i))
			}
		}
		var open, all []string
		for i := uint64(n); i > 0; i-- {
			all = append(all, order.IDOf(i))
			if i%uint64(stay) == 0 {
				open = append(open, order.IDOf(i))
			}
		}
		if got := ids(s.all(api.Query{Kind: "order", Where: "open = true", Limit: 7}, nil)); !slices.Equal(got, append([]string{}, open...)) {
			rt.Fatalf("open orders: %v\nwant %v", got, open)
		}
		if got := ids(s.all(api.Query{Kind: "order", Limit: 200}, nil)); !slices.Equal(got, all) {
			rt.Fatalf("all orders: %v\nwant %v", got, all)
		}
	})
}

// Beyond MaxScan records a page says that it has not looked at all, goes on where it
// stopped, and in the end shows every match once; a sort is by blocks.
func TestScanIsBounded(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	const n = 2*api.MaxScan + 500
	for i := range n {
		s.place(&order.Submit{Customer: fmt.Sprint("C", i%1000), Lines: []order.NewLine{line("MUG", core.Quantity(i%9+1))}})
	}
	q := api.Query{Kind: "order", Where: "customer ~ c999"}
	first := s.ask(lead, q)
	if !first.AtLeast || first.Next == "" || len(first.Rows) != 10 {
		t.Errorf("the first page has %d rows, at least %v, next %q; 10 and more were expected", len(first.Rows), first.AtLeast, first.Next)
	}
	if got := len(s.all(q, nil)); got != 20 {
		t.Errorf("%d orders match in all, want 20", got)
	}
	if p := s.ask(lead, api.Query{Kind: "order"}); p.Total != n || p.AtLeast {
		t.Errorf("without a filter there are %d (at least %v), want exactly %d", p.Total, p.AtLeast, n)
	}
	sorted := s.ask(lead, api.Query{Kind: "order", Sort: "-units"})
	if !sorted.AtLeast || sorted.Total != api.MaxScan || cell(sorted, 0, "units").N != 9 {
		t.Errorf("sorted: total %d, at least %v, first has %d units", sorted.Total, sorted.AtLeast, cell(sorted, 0, "units").N)
	}
	got := ids(s.all(api.Query{Kind: "order", Sort: "-units", Limit: 1000}, nil))
	slices.Sort(got)
	if len(slices.Compact(got)) != n {
		t.Errorf("sorted blocks show %d orders, want %d", len(slices.Compact(got)), n)
	}
}

// A query that is given up ends.
func TestCancelledQuery(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for range 600 {
		s.place(&order.Submit{Lines: []order.NewLine{line("MUG", 1)}})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := s.reader().Query(ctx, s.w, lead, api.Query{Kind: "order", Where: "units = 7"})
	if core.CodeOf(err) != core.CodeCancelled {
		t.Errorf("a cancelled query answered %v", err)
	}
}

// Hostile text comes out exactly as it went in: it is cleaned where it is shown.
func TestHostileText(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	evil := "\x1b]0;x\x07\u202e=1+1 and status = held ' \" \\ \u0000"
	s.place(&order.Submit{External: evil, Customer: "C", Lines: []order.NewLine{{SKU: evil, Qty: 1, Text: evil}}})
	p := s.ask(lead, api.Query{Kind: "order", Where: "external = " + query.Quote(evil) + " and sku = " + query.Quote(evil)})
	if len(p.Rows) != 1 || cell(p, 0, "external").S != evil {
		t.Errorf("hostile text was changed or not found: %+v", p.Rows)
	}
}

// Columns say how to read the cells, and each row has one cell for each.
func TestCellsFitColumns(t *testing.T) {
	t.Parallel()
	s := mixed(t)
	for _, k := range query.Kinds() {
		p := s.ask(lead, api.Query{Kind: k.Noun})
		if !slices.Equal(p.Columns, k.Columns) {
			t.Errorf("%s: the columns of a page are not those of the kind", k.Noun)
		}
		for _, r := range p.Rows {
			if len(r.Cells) != len(p.Columns) || r.ID == "" || r.Version == 0 {
				t.Errorf("%s: row %+v does not fit its columns", k.Noun, r)
			}
			for i, c := range p.Columns {
				switch v := r.Cells[i]; c.Type {
				case api.Int, api.Time, api.Date, api.Boolean:
					if v.S != "" {
						t.Errorf("%s.%s is a number and has text %q", k.Noun, c.Name, v.S)
					}
				default:
					if v.N != 0 {
						t.Errorf("%s.%s is text and has number %d", k.Noun, c.Name, v.N)
					}
				}
			}
		}
	}
}
