package replay

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// smallShop is a shop with 10 mugs and 50 cups in the north and 4 mugs in the south. Its
// clock is driven by the stream.
func smallShop(t testing.TB) *testShop {
	t.Helper()
	commands := smallTemplate()
	return newShop(t, commands[0].Occurred, commands...)
}

func smallTemplate() []core.Command {
	var out []core.Command
	put := func(body core.Payload) {
		out = append(out, core.Command{Occurred: dateOf(2010, 11, 30).At(20*60, time.UTC), Body: body})
	}
	put(&world.PutShop{Name: "small", Settings: settings()})
	put(&catalog.PutPerson{Person: catalog.Person{ID: Actor, Roles: []catalog.Role{catalog.Connector}}})
	for i, id := range []string{"NORTH", "SOUTH"} {
		put(&catalog.PutLocation{Location: catalog.Location{ID: id, Country: "GB", TimeZone: Zone, CutOff: 16 * 60, Priority: i, Package: 100}})
	}
	put(&catalog.PutCarrier{Carrier: catalog.Carrier{ID: "parcels", Services: []catalog.Service{{ID: "standard", Rates: []catalog.Rate{{Package: 300, Days: 1}}}}}})
	c := channel()
	c.Entity = ""
	put(&catalog.PutChannel{Channel: c})
	put(&catalog.PutSKU{SKU: catalog.SKU{ID: "MUG", Name: "RED MUG", Aliases: []string{"mug"}}})
	put(&catalog.PutSKU{SKU: catalog.SKU{ID: "CUP", Name: "CUP"}})
	put(&stock.Adjust{SKU: "MUG", Location: "NORTH", Qty: 10, Reason: "opening"})
	put(&stock.Adjust{SKU: "CUP", Location: "NORTH", Qty: 50, Reason: "opening"})
	put(&stock.Adjust{SKU: "MUG", Location: "SOUTH", Qty: 4, Reason: "opening"})
	put(&world.SetClock{Stream: Actor})
	return out
}

// entry is one line of a file of customer 9 in the United Kingdom; when is like "01 09:30", a day of December 2010.
func entry(invoice, code string, qty int, when, price string) string {
	return entryOf(invoice, code, qty, when, price, "9", "United Kingdom")
}

func entryOf(invoice, code string, qty int, when, price, customer, country string) string {
	return fmt.Sprintf("%s,%s,TEXT,%d,2010-12-%s:00,%s,%s,%s\n", invoice, code, qty, when, price, customer, country)
}

// imports brings lines to the shop.
func (s *testShop) imports(t testing.TB, lines string, opt ImportOptions) Report {
	t.Helper()
	report, err := Import(context.Background(), s.connector(), strings.NewReader(columns+"\n"+lines), opt)
	if err != nil {
		t.Fatal(err)
	}
	report.Seconds = 0
	return report
}

// raised counts the exceptions that the shop has ever had, by type, "+" for those that are open.
func (s *testShop) raised() map[string]int {
	out := map[string]int{}
	s.World().Exceptions.Each(func(_ string, x *exception.Exception) bool {
		name := string(x.Type)
		if x.Closed == 0 {
			name += "+"
		}
		out[name]++
		return true
	})
	return out
}

// Proves what becomes of each quirk of a stream, in a shop in which the dock works: where its lines
// are booked and what stands on the board; that the counts sum to the lines; that importing
// again books the same, says that all of it was known, and adds no record.
func TestImportQuirks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, lines string
		accounted   map[string]int
		raised      map[string]int
	}{
		{"an order with postage", entry("1", "MUG", 2, "01 09:30", "1.5") + entry("1", "POST", 1, "01 09:30", "3"),
			map[string]int{"order_line": 1, "charge:postage": 1}, nil},
		{"an article scanned twice", entry("1", "MUG", 1, "01 09:30", "1.5") + entry("1", "MUG", 1, "01 09:30", "1.5"),
			map[string]int{"order_line": 2}, nil},
		{"a code in small letters", entry("1", "mug", 1, "01 09:30", "1.5") + entry("C2", "Mug", -1, "01 09:31", "1.5"),
			map[string]int{"order_line": 1, "cancelled_open": 1}, nil},
		{"cancelled before it left", entry("1", "MUG", 2, "01 09:30", "1.5") + entry("C2", "MUG", -1, "01 09:40", "1.5"),
			map[string]int{"order_line": 1, "cancelled_open": 1}, nil},
		{"cancelled after it left", entry("1", "MUG", 2, "01 09:30", "1.5") + entry("C2", "MUG", -1, "09 09:40", "1.5"),
			map[string]int{"order_line": 1, "returned": 1}, nil},
		{"cancelled when a part has left", entry("1", "MUG", 20, "01 09:30", "1.5") + entry("C2", "MUG", -20, "09 09:40", "1.5"),
			map[string]int{"order_line": 1, "cancelled_and_returned": 1}, map[string]int{"short": 1, "jeopardy": 1, "late": 1}},
		{"more cancelled than ordered", entry("1", "MUG", 2, "01 09:30", "1.5") + entry("C2", "MUG", -3, "01 09:40", "1.5"),
			map[string]int{"order_line": 1, "partly_unmatched": 1}, map[string]int{"unmatched+": 1}},
		{"the newest order first", entry("1", "MUG", 1, "01 09:30", "1.5") + entry("2", "MUG", 2, "01 09:31", "1.5") + entry("C3", "MUG", -2, "01 09:40", "1.5"),
			map[string]int{"order_line": 2, "cancelled_open": 1}, nil},
		{"cancelled by a stranger", entry("1", "MUG", 2, "01 09:30", "1.5") + entryOf("C2", "MUG", -2, "01 09:40", "1.5", "8", "France"),
			map[string]int{"order_line": 1, "unmatched": 1}, map[string]int{"unmatched+": 1}},
		{"cancelled by nobody", entryOf("C2", "MUG", -2, "01 09:40", "1.5", "", "France"),
			map[string]int{"unmatched": 1}, map[string]int{"unmatched+": 1}},
		{"a credit with a cancellation", entry("1", "MUG", 2, "01 09:30", "1.5") + entry("C2", "MUG", -2, "01 09:40", "1.5") + entry("C2", "POST", -1, "01 09:40", "3"),
			map[string]int{"order_line": 1, "cancelled_open": 1, "charge:postage": 1}, map[string]int{"manual": 1}},
		{"charges alone", entry("1", "M", 1, "01 09:30", "7.5") + entry("C2", "D", -1, "01 09:40", "3"),
			map[string]int{"charge:manual": 1, "charge:discount": 1}, map[string]int{"manual": 2}},
		{"stock corrected", entryOf("1", "MUG", -3, "01 09:30", "0", "", "United Kingdom") + entryOf("2", "CUP", 4, "01 09:31", "0", "", "United Kingdom"),
			map[string]int{"stock_adjustment:other": 1, "order_line": 1}, nil},
		{"more written off than is there", entryOf("1", "MUG", -12, "01 09:30", "0", "", "United Kingdom"),
			map[string]int{"stock_adjustment:other": 1}, map[string]int{"negative_stock+": 1}},
		{"stock of what is not in the catalog", entryOf("1", "JUG", -3, "01 09:30", "0", "", "United Kingdom"),
			map[string]int{"exception:refused": 1}, map[string]int{"unreadable+": 1}},
		{"an order for what is not in the catalog", entry("1", "JUG", 1, "01 09:30", "5") + entry("1", "MUG", 1, "01 09:30", "5"),
			map[string]int{"order_line": 2}, map[string]int{"unknown_sku+": 1, "jeopardy": 1, "late+": 1}},
		{"an order to nowhere", entryOf("1", "MUG", 1, "01 09:30", "5", "9", "Unspecified"),
			map[string]int{"order_line": 1}, map[string]int{"missing_address+": 1, "jeopardy": 1, "late+": 1}},
		{"the same order again under another number", entry("1", "MUG", 1, "01 09:30", "5") + entry("2", "MUG", 1, "01 09:50", "5"),
			map[string]int{"order_line": 2}, map[string]int{"duplicate_order+": 1, "jeopardy": 1, "late+": 1}},
		{"lines that say nothing", "1,MUG\n" + entry("2", "MUG", 0, "01 09:30", "5") + entry("3", "MUG", 1, "01 09:30", "-5"),
			map[string]int{"exception:malformed": 1, "exception:zero_quantity": 1, "exception:negative_price": 1}, map[string]int{"unreadable+": 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := smallShop(t)
			lines := c.lines + entryOf("99", "CUP", 1, "16 12:00", "1", "7", "France") // so that time goes on
			c.accounted["order_line"]++
			first := s.imports(t, lines, ImportOptions{})
			if got := s.raised(); !maps.Equal(first.Accounted, c.accounted) || !maps.Equal(got, c.raised) {
				t.Errorf("booked %v, want %v; raised %v, want %v", first.Accounted, c.accounted, got, c.raised)
			}
			if sum := sumOf(first.Accounted); sum != first.Lines || sum != strings.Count(lines, "\n") || first.AlreadyKnown != 0 {
				t.Errorf("%d of %d lines booked, %d known", sum, first.Lines, first.AlreadyKnown)
			}
			s.sound(t)
			seq := s.World().Seq
			second := s.imports(t, lines, ImportOptions{})
			if !maps.Equal(second.Accounted, c.accounted) || second.AlreadyKnown != second.Lines || s.World().Seq != seq {
				t.Errorf("the second time: %v, %d of %d known, records %d to %d", second.Accounted, second.AlreadyKnown, second.Lines, seq, s.World().Seq)
			}
		})
	}
}

func sumOf(counts map[string]int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

// Proves that what a line of the file says is what the shop has: customer, address, lines with their numbers,
// charges and the total; and that the time is that of London.
func TestImportedOrder(t *testing.T) {
	t.Parallel()
	s := smallShop(t)
	s.imports(t, entry("1", "MUG", 2, "01 09:30", "1.505")+entry("1", "CUP", 3, "01 09:30", "0.1")+entry("1", "POST", 1, "01 09:30", "3"), ImportOptions{})
	var o *order.Order
	s.World().Orders.Each(func(_ string, found *order.Order) bool { o = found; return false })
	if o == nil || o.External != "1" || o.Customer != "9" || o.ShipTo.Zone != ZoneUK || !o.ShipTo.Complete || o.Placed.String() != "2010-12-01T09:30:00Z" {
		t.Fatalf("got %+v", o)
	}
	if o.Total != 301+30+300 || o.Computed() != o.Total || o.Charges[0].Type != ChargePostage || o.Charges[0].Source[0] != 4 {
		t.Errorf("total %d, computed %d, charges %v", o.Total, o.Computed(), o.Charges)
	}
	if l := o.Lines[1]; l.SKU != "CUP" || l.Qty != 3 || l.Text != "TEXT" || l.Source[0] != 3 {
		t.Errorf("line %+v", l)
	}
	if c := s.World().Customers.Get("9"); c == nil || c.Party.Country != "GB" || c.Party.Key == 0 || c.Party.Key != o.ShipTo.Key {
		t.Errorf("customer %+v", c)
	}
}

// Proves that the file's invoices are known in another cut of it: nothing is booked twice, and one
// exception says so, once.
func TestImportOtherCut(t *testing.T) {
	t.Parallel()
	s := smallShop(t)
	a, b := entry("1", "MUG", 2, "01 09:30", "1.5"), entry("2", "CUP", 2, "01 09:31", "1.5")
	s.imports(t, a+b, ImportOptions{NoDock: true})
	for range 2 {
		got := s.imports(t, b+entry("3", "CUP", 5, "01 09:32", "1.5"), ImportOptions{NoDock: true})
		if got.Accounted[OtherContent] != 1 || got.Accounted["order_line"] != 1 || s.World().Shop().Orders != 3 || s.raised()["unreadable+"] != 1 {
			t.Errorf("got %v, %d orders, %v", got.Accounted, s.World().Shop().Orders, s.raised())
		}
	}
}

// Proves that a file cut off in the middle is imported as far as it is sure, says where
// it ends, and that the whole file then goes on from there.
func TestImportCutFile(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	for i := range 2_000 {
		lines.WriteString(entry(fmt.Sprint(1000+i), "CUP", 1, fmt.Sprintf("01 %02d:%02d", 8+i/250, i%60), "1"))
	}
	whole := pack(t, "gzip", columns+"\n"+lines.String())
	s := smallShop(t)
	first, err := Import(context.Background(), s.connector(), strings.NewReader(whole[:len(whole)-9]), ImportOptions{NoDock: true})
	if core.CodeOf(err) != core.CodeCorrupt || !strings.Contains(err.Error(), "the gzip file is cut off") || first.Lines < 100 || first.Lines > 1_999 {
		t.Fatalf("%d lines, then %v", first.Lines, err)
	}
	second, err := Import(context.Background(), s.connector(), strings.NewReader(whole), ImportOptions{NoDock: true})
	if err != nil || second.Lines != 2_000 || second.AlreadyKnown != first.Lines || s.World().Shop().Orders != 2_000 {
		t.Errorf("then %d lines, %d of them known before, %d orders, %v", second.Lines, second.AlreadyKnown, s.World().Shop().Orders, err)
	}
}

// Proves that a plain file which ends within a line is taken for one that was cut off there:
// the invoice of that line is held back, and said so; the whole file then adds what is missing.
func TestImportCutPlainFile(t *testing.T) {
	t.Parallel()
	lines := entry("1", "MUG", 2, "01 09:30", "1.5") + entry("2", "CUP", 2, "01 09:31", "1.5") + entry("12", "CUP", 1, "01 09:32", "1.5") + entry("12", "MUG", 1, "01 09:32", "1.5")
	whole := columns + "\n" + lines
	rows := strings.SplitAfter(whole, "\n")
	last := len(whole) - len(rows[4])
	for _, c := range []struct {
		name  string
		cut   string
		lines int // accounted for
	}{
		{"without its last line end", whole[:len(whole)-1], 2},
		{"in the last field", whole[:len(whole)-8], 2},
		{"in the number of an invoice that is open", whole[:last+1], 1}, // 1 could be 1 or 12
		{"in the number of a new invoice", whole + "7", 4},
		{"in a quote", whole + "7,\"A", 4},
		{"in a quote, after a line end in it", whole + "12,\"A\n", 2},
	} {
		s := smallShop(t)
		first, err := Import(context.Background(), s.connector(), strings.NewReader(c.cut), ImportOptions{NoDock: true})
		if core.CodeOf(err) != core.CodeCorrupt || !strings.Contains(err.Error(), "is held back") || first.Lines != c.lines || sumOf(first.Accounted) != c.lines {
			t.Errorf("%s: %+v, %v", c.name, first, err)
		}
		second := s.imports(t, lines, ImportOptions{NoDock: true})
		if second.Lines != 4 || second.AlreadyKnown != first.Lines || s.World().Shop().Orders != 3 || second.Accounted["order_line"] != 4 {
			t.Errorf("%s: then %+v", c.name, second)
		}
	}
}

// Proves that a file which was cut off between two lines, where nothing tells, leads to the
// same as the whole file at once: what is missing of an order, a cancellation or a note follows.
func TestImportCutBetweenLines(t *testing.T) {
	t.Parallel()
	lines := entry("1", "MUG", 2, "01 09:30", "1.5") + entry("1", "CUP", 3, "01 09:30", "1.5") + entry("1", "MUG", 2, "01 09:30", "1.5") + entry("1", "POST", 1, "01 09:30", "3") +
		entry("C2", "MUG", -3, "01 09:40", "1.5") + entry("C2", "CUP", -1, "01 09:40", "1.5") + entry("C2", "CUP", -9, "01 09:40", "1.5") + entry("C2", "POST", -1, "01 09:40", "3") +
		entry("3", "M", 1, "01 09:41", "7.5") + entry("3", "POST", 1, "01 09:41", "2") +
		entryOf("4", "MUG", -3, "01 09:50", "0", "", "United Kingdom") + entryOf("4", "CUP", -3, "01 09:50", "0", "", "United Kingdom")
	rows := strings.SplitAfter(strings.TrimSuffix(lines, "\n"), "\n")
	rows[len(rows)-1] += "\n"
	want := smallShop(t)
	whole := want.imports(t, lines, ImportOptions{NoDock: true})
	for cut := 1; cut < len(rows); cut++ {
		s := smallShop(t)
		first := s.imports(t, strings.Join(rows[:cut], ""), ImportOptions{NoDock: true})
		if first.Lines != cut || sumOf(first.Accounted) != cut {
			t.Errorf("cut after %d: %+v", cut, first)
		}
		for again := range 2 {
			got := s.imports(t, lines, ImportOptions{NoDock: true})
			if !maps.Equal(got.Accounted, whole.Accounted) || got.Lines != len(rows) || again == 1 && got.AlreadyKnown != len(rows) {
				t.Errorf("cut after %d, time %d: %+v\nwant %+v", cut, again, got, whole)
			}
		}
		if got, want := goodsOf(s), goodsOf(want); got != want {
			t.Errorf("cut after %d: the shop has %s\nwant %s", cut, got, want)
		}
		s.sound(t)
	}
}

// goodsOf is what every order has of its lines, and what is on the shelves.
func goodsOf(s *testShop) string {
	var b strings.Builder
	s.World().Orders.Each(func(_ string, o *order.Order) bool {
		fmt.Fprintf(&b, "%s %s total %d charges %d:", o.ID, o.Status(), o.Total, len(o.Charges))
		for i := range o.Lines {
			l := &o.Lines[i]
			fmt.Fprintf(&b, " %d %s, %d cancelled", l.Qty, l.SKU, l.In(order.Cancelled))
		}
		return true
	})
	for _, sku := range []string{"MUG", "CUP"} {
		s.World().BalancesOf(sku, func(x *stock.Balance) bool {
			fmt.Fprintf(&b, "; %s %d of %d", x.Key().ID(), x.Q[stock.Available], x.OnHand)
			return true
		})
	}
	return b.String()
}

// Proves that codes which differ only in case stand for different goods when a file
// that can be read twice says so: the shop is not sent the wrong ones.
func TestImportDifferentGoods(t *testing.T) {
	t.Parallel()
	s := smallShop(t)
	red := "%d,%s,%s,1,2010-12-01 09:%02[1]d:00,1,%[1]d,France\n"
	file := columns + "\n" + fmt.Sprintf(red, 1, "MUG", "RED MUG") + fmt.Sprintf(red, 2, "MUG", "RED MUG") + fmt.Sprintf(red, 3, "mug", "BLUE MUG")
	if _, err := Import(context.Background(), s.connector(), strings.NewReader(file), ImportOptions{NoDock: true}); err != nil {
		t.Fatal(err)
	}
	if got := s.raised(); got["unknown_sku+"] != 1 {
		t.Errorf("raised %v", got)
	}
	once := smallShop(t) // a pipe cannot be read twice: letters of either case are the same
	if _, err := Import(context.Background(), once.connector(), io.MultiReader(strings.NewReader(file)), ImportOptions{NoDock: true}); err != nil || len(once.raised()) != 0 {
		t.Errorf("raised %v, %v", once.raised(), err)
	}
}

// Proves that a shop which cannot take the stream is told so before anything is done.
func TestImportWrongShop(t *testing.T) {
	t.Parallel()
	at := YearOpens()
	person := core.Command{Body: &catalog.PutPerson{Person: catalog.Person{ID: Actor, Roles: []catalog.Role{catalog.Connector}}}}
	wholesale := core.Command{Body: &catalog.PutChannel{Channel: catalog.Channel{ID: Channel, Currency: Currency}}}
	for _, c := range []struct {
		name, want string
		commands   []core.Command
	}{
		{"no connector", "the shop is not made for this stream", nil},
		{"no channel", "the shop is not made for this stream", []core.Command{person}},
		{"wall time", `the shop's clock is wall time, which this stream may not take; an admin hands it over with {"kind":"shop.clock","body":{"stream":"uci-online-retail"}}`, []core.Command{person, wholesale}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, at, c.commands...)
			seq := s.World().Seq
			_, err := Import(context.Background(), s.connector(), strings.NewReader(columns+"\n"+good+"\n"), ImportOptions{})
			if err == nil || err.Error() != c.want || s.World().Seq != seq {
				t.Errorf("got %v", err)
			}
		})
	}
}

// Proves that the power may go at any append: opened again, the same import finishes the
// work, every line is accounted for, and orders and board stand as if nothing had happened.
func TestImportAfterPowerCut(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	for day := 1; day <= 10; day++ {
		for i := range 6 {
			lines.WriteString(entryOf(fmt.Sprint(day*100+i), "CUP", 1, fmt.Sprintf("%02d %02d:15", day, 8+i), "1", fmt.Sprint(i), "France"))
		}
		lines.WriteString(entryOf(fmt.Sprintf("C%d", day*100+50), "CUP", -1, fmt.Sprintf("%02d 16:00", day), "1", "3", "France"))
		lines.WriteString(entryOf(fmt.Sprint(day*100+60), "MUG", -1, fmt.Sprintf("%02d 17:00", day), "0", "", "France"))
	}
	lines.WriteString(entryOf("9999", "CUP", 1, "30 12:00", "1", "7", "France"))
	file := columns + "\n" + lines.String()
	want := smallShop(t)
	report := want.imports(t, lines.String(), ImportOptions{})
	for left := 2; left < 90; left += 6 {
		s := smallShop(t)
		s.journal.left = left
		if _, err := Import(context.Background(), s.connector(), strings.NewReader(file), ImportOptions{}); err == nil {
			break // it was done before the power went
		}
		s.Close()
		s.journal.left = 0
		again := openShop(t, s.journal, YearOpens())
		got := again.imports(t, lines.String(), ImportOptions{})
		if got.Lines != report.Lines || sumOf(got.Accounted) != got.Lines || got.AlreadyKnown >= got.Lines || got.Accounted["order_line"] != 61 {
			t.Errorf("after %d appends: %+v", left, got)
		}
		if !maps.Equal(statuses(again), statuses(want)) || !maps.Equal(again.raised(), want.raised()) {
			t.Errorf("after %d appends: %v, %v; without a power cut %v, %v", left, statuses(again), again.raised(), statuses(want), want.raised())
		}
		again.sound(t)
	}
}

// statuses counts the orders by status.
func statuses(s *testShop) map[string]int {
	out := map[string]int{}
	s.World().Orders.Each(func(_ string, o *order.Order) bool { out[o.Status()]++; return true })
	return out
}

// Proves that an import which is stopped says so, leaves the shop sound, and goes on from
// there when it is asked to.
func TestImportStopped(t *testing.T) {
	t.Parallel()
	s := smallShop(t)
	var lines strings.Builder
	for i := range 1_000 {
		lines.WriteString(entry(fmt.Sprint(i), "CUP", 1, fmt.Sprintf("%02d %02d:%02d", 1+i/200, 9+i/60%8, i%60), "1"))
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	first, err := Import(ctx, s.connector(), strings.NewReader(columns+"\n"+lines.String()), ImportOptions{Progress: func(p Progress) {
		if p.Lines > 100 {
			stop()
		}
	}})
	if core.CodeOf(err) != core.CodeCancelled || first.Lines < 100 || first.Lines > 900 {
		t.Fatalf("%d lines, %v", first.Lines, err)
	}
	if got := s.imports(t, lines.String(), ImportOptions{}); got.Lines != 1_000 || got.AlreadyKnown != first.Lines {
		t.Errorf("%d lines, %d known, %d before", got.Lines, got.AlreadyKnown, first.Lines)
	}
	s.sound(t)
}

// Proves what the whole recorded year comes to: every one of its 541,909 lines is
// accounted for, twice; the second time nothing changes; the book adds up; and the
// template makes a realistic year: most orders ship whole from one place, some are split, some wait, and
// what can leave has left.
func TestImportYear(t *testing.T) {
	t.Parallel()
	s := yearShop(t)
	f := realFileOf(t)
	c := newConverter(s.connector(), Channel)
	if err := c.importFile(context.Background(), f, &ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	fixed := map[string]int{
		"order_line": 528_078, "unmatched": 1_221, "partly_unmatched": 51, "exception:not_goods": 12, "exception:unclear_text": 3,
		"charge:bad_debt": 3, "charge:commission": 16, "charge:discount": 77, "charge:fee": 71, "charge:manual": 572, "charge:packing": 16,
		"charge:postage": 2_184, "charge:sample": 63, "charge:service": 3, "charge:voucher": 32,
		"stock_adjustment:channel": 44, "stock_adjustment:correction": 42, "stock_adjustment:count": 167, "stock_adjustment:damaged": 187,
		"stock_adjustment:display": 10, "stock_adjustment:found": 44, "stock_adjustment:lost": 20, "stock_adjustment:pack": 36,
		"stock_adjustment:returned": 2, "stock_adjustment:test": 3, "stock_adjustment:unstated": 1_498, "stock_adjustment:wrong_code": 25,
	}
	booked := maps.Clone(c.report.Accounted)
	matched := booked[CancelledOpen] + booked[ReturnedShipped] + booked[CancelledAndReturned]
	maps.DeleteFunc(booked, func(name string, _ int) bool { return strings.HasPrefix(name, "cancelled_") || name == ReturnedShipped })
	same(t, "accounted", booked, fixed)
	if c.report.Lines != 541_909 || matched != 8_701-1_221-51 || c.report.AlreadyKnown != 0 {
		t.Errorf("%d lines, %d cancellations matched, %d known", c.report.Lines, matched, c.report.AlreadyKnown)
	}
	s.sound(t)
	realistic(t, s, &c.tally)

	seq := s.World().Seq
	f.Seek(0, io.SeekStart)
	again, err := Import(context.Background(), s.connector(), f, ImportOptions{})
	if err != nil || again.Lines != 541_909 || again.AlreadyKnown != 541_909 || !maps.Equal(again.Accounted, c.report.Accounted) || s.World().Seq != seq {
		t.Errorf("the second time: %d lines, %d known, records %d to %d, %v", again.Lines, again.AlreadyKnown, seq, s.World().Seq, err)
	}
}

// realistic checks the shares that the template was made for.
func realistic(t *testing.T, s *testShop, tally *Tally) {
	t.Helper()
	at := func(what string, n, of, low, high int) {
		if p := 1000 * n / max(of, 1); p < low || p > high {
			t.Errorf("%s: %d of %d, %d of a thousand, not %d to %d", what, n, of, p, low, high)
		}
	}
	at("filled at once", tally.AtOnceOrders, tally.Orders, 850, 950)
	at("split", tally.SplitOrders, tally.Orders, 100, 250)
	at("lines filled at once", tally.AtOnceLines, tally.Lines, 985, 998)
	n := statuses(s)
	at("delivered", n["delivered"], tally.Orders, 940, 995)
	at("still waiting", n["backordered"]+n["partly backordered"], tally.Orders, 5, 40)
	if r := s.raised(); r["contradiction+"] > 3 || r["short+"] > 400 {
		t.Errorf("on the board: %v", r)
	}
	t.Logf("%+v, %v, %v", *tally, n, s.raised())
}

func realFileOf(t testing.TB) *os.File {
	t.Helper()
	f, err := os.Open(realFile)
	if os.IsNotExist(err) {
		t.Skip("the recorded year is not here: shared/data stands beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
