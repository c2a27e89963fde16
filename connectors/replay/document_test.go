package replay

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"andon/core"
)

// book renders the documents of a file, one a line, lines of goods as "No:SKU quantity@price".
func book(t testing.TB, in string, names *Names) (out []string, end error) {
	t.Helper()
	rd, err := NewReader(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	defer rd.Close()
	docs := NewDocuments(rd, names)
	for {
		doc, err := docs.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, render(doc))
	}
}

func render(doc Document) string {
	switch d := doc.(type) {
	case *Order:
		return "order " + renderInvoice(d.Head, d.Lines, d.Charges)
	case *Cancellation:
		return "cancellation " + renderInvoice(d.Head, d.Lines, d.Charges)
	case *Note:
		return "note " + renderInvoice(d.Head, nil, d.Charges)
	case *Adjustment:
		return fmt.Sprintf("adjustment %s %s %d:%s %+d %s", d.Invoice, d.Occurred, d.No, d.SKU, d.Quantity, d.Reason)
	case *Oddity:
		return fmt.Sprintf("oddity %d %s", d.Row.No, d.Name)
	}
	return "?"
}

func renderInvoice(h Head, lines []Line, charges []Charge) string {
	s := fmt.Sprintf("%s %s %s/%s", h.Invoice, h.Occurred, h.Customer, h.Country)
	for _, l := range lines {
		s += fmt.Sprintf(" %d:%s %d@%s", l.No, l.SKU, l.Quantity, l.Price)
	}
	for _, c := range charges {
		amount, err := c.Amount()
		if err != nil {
			return err.Error()
		}
		s += fmt.Sprintf(" %d:%s %s", c.No, c.Kind, Currency.Format(amount))
	}
	return s
}

// row writes one line of a file at a minute of one morning.
func row(invoice, code, text string, qty int, minute int, price, customer string) string {
	return fmt.Sprintf("%s,%s,%q,%d,2010-12-01 08:%02d:00,%s,%s,United Kingdom\n", invoice, code, text, qty, minute, price, customer)
}

// Proves which account each quirk of the stream gets.
func TestAccounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, rows string
		want       []string
	}{
		{"an order with charges",
			row("1", "22041", "FRAME", 6, 0, "2.1", "17850") + row("1", "POST", "POSTAGE", 2, 0, "18", "17850") + row("1", "m", "Manual", 1, 0, "0.5", "17850"),
			[]string{"order 1 2010-12-01T08:00:00Z 17850/United Kingdom 2:22041 6@2.10 3:postage 36.00 4:manual 0.50"}},
		{"a guest's order", row("1", "22041", "FRAME", 6, 0, "2.1", ""), []string{"order 1 2010-12-01T08:00:00Z /United Kingdom 2:22041 6@2.10"}},
		{"equal lines are separate lines",
			row("1", "22041", "FRAME", 1, 0, "2.1", "9") + row("1", "22041", "FRAME", 1, 0, "2.1", "9") + row("1", "22041", "FRAME", 1, 0, "1.9", "9"),
			[]string{"order 1 2010-12-01T08:00:00Z 9/United Kingdom 2:22041 1@2.10 3:22041 1@2.10 4:22041 1@1.90"}},
		{"a cancellation with a credit of postage",
			row("C2", "22041", "FRAME", -6, 0, "2.1", "17850") + row("C2", "POST", "POSTAGE", -1, 0, "18", "17850"),
			[]string{"cancellation C2 2010-12-01T08:00:00Z 17850/United Kingdom 2:22041 6@2.10 3:postage -18.00"}},
		{"a discount without goods", row("C2", "D", "Discount", -1, 0, "27.5", "17850"), []string{"note C2 2010-12-01T08:00:00Z 17850/United Kingdom 2:discount -27.50"}},
		{"bad debt", row("A3", "B", "Adjust bad debt", 1, 0, "-11062.06", ""), []string{"note A3 2010-12-01T08:00:00Z /United Kingdom 2:bad_debt -11062.06"}},
		{"goods on an accounting invoice", row("A3", "22041", "FRAME", 1, 0, "2", "9"), []string{"oddity 2 unknown_accounting"}},
		{"a return without C", row("1", "22041", "FRAME", 3, 0, "2", "9") + row("1", "22042", "FRAME", -1, 0, "2", "9"),
			[]string{"order 1 2010-12-01T08:00:00Z 9/United Kingdom 2:22041 3@2.00", "cancellation 1 2010-12-01T08:00:00Z 9/United Kingdom 3:22042 1@2.00"}},
		{"stock leaves", row("1", "22041", "damages", -4, 0, "0", ""), []string{"adjustment 1 2010-12-01T08:00:00Z 2:22041 -4 damaged"}},
		{"stock leaves without a word", row("1", "22041", "", -4, 0, "0", ""), []string{"adjustment 1 2010-12-01T08:00:00Z 2:22041 -4 unstated"}},
		{"stock is found", row("1", "22041", "Found in w/hse", 4, 0, "0", ""), []string{"adjustment 1 2010-12-01T08:00:00Z 2:22041 +4 found"}},
		{"units appear without reason", row("1", "22041", "on cargo order", 4, 0, "0", ""), []string{"oddity 2 unclear_text"}},
		{"a gift to a guest", row("1", "22041", "FRAME SILVER", 4, 0, "0", ""), []string{"order 1 2010-12-01T08:00:00Z /United Kingdom 2:22041 4@0.00"}},
		{"a gift to a customer", row("1", "22041", "", 4, 0, "0", "9"), []string{"order 1 2010-12-01T08:00:00Z 9/United Kingdom 2:22041 4@0.00"}},
		{"free postage", row("1", "22041", "FRAME SILVER", 4, 0, "1", "") + row("1", "DOT", "DOTCOM POSTAGE", 1, 0, "0", ""),
			[]string{"order 1 2010-12-01T08:00:00Z /United Kingdom 2:22041 4@1.00 3:postage 0.00"}},
		{"stock of postage", row("1", "POST", "", 4, 0, "0", ""), []string{"oddity 2 not_goods"}},
		{"no units", row("1", "22041", "FRAME", 0, 0, "1", "9"), []string{"oddity 2 zero_quantity"}},
		{"a cancellation that adds", row("C1", "22041", "FRAME", 1, 0, "1", "9"), []string{"oddity 2 positive_cancellation"}},
		{"goods below zero", row("1", "22041", "FRAME", 1, 0, "-1", "9"), []string{"oddity 2 negative_price"}},
		{"a line that cannot be read stands between others",
			row("1", "22041", "FRAME", 1, 0, "1", "9") + "1,22042\n" + row("1", "22043", "FRAME", 1, 0, "1", "9"),
			[]string{"order 1 2010-12-01T08:00:00Z 9/United Kingdom 2:22041 1@1.00 4:22043 1@1.00", "oddity 3 malformed"}},
		{"another customer in one invoice",
			row("1", "22041", "FRAME", 1, 0, "1", "9") + row("1", "22042", "FRAME", 1, 0, "1", "8"),
			[]string{"order 1 2010-12-01T08:00:00Z 9/United Kingdom 2:22041 1@1.00", "oddity 3 customer_differs"}},
		{"two times in one invoice, another between",
			row("1", "22041", "FRAME", 1, 1, "1", "9") + row("C2", "22041", "FRAME", -1, 1, "1", "9") + row("1", "22042", "FRAME", 1, 2, "1", "9"),
			[]string{"order 1 2010-12-01T08:01:00Z 9/United Kingdom 2:22041 1@1.00 4:22042 1@1.00", "cancellation C2 2010-12-01T08:01:00Z 9/United Kingdom 3:22041 1@1.00"}},
		{"an earlier time after a later one",
			row("1", "22041", "FRAME", 1, 9, "1", "9") + row("2", "22041", "FRAME", 1, 3, "1", "9"),
			[]string{"order 1 2010-12-01T08:09:00Z 9/United Kingdom 2:22041 1@1.00", "order 2 2010-12-01T08:03:00Z 9/United Kingdom 3:22041 1@1.00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := book(t, columns+"\n"+c.rows, nil)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%v\ngot  %s\nwant %s", err, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
			}
		})
	}
}

// Proves what each remark means, and that names of goods are not taken for remarks.
func TestReadText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": ReasonUnstated, "??": ReasonUnstated, "20713": ReasonCode, "Dagamed": ReasonDamaged, "WET/MOULDY": ReasonDamaged,
		"?missing": ReasonLost, "MIA": ReasonLost, "had been put aside": ReasonFound, "FOUND": ReasonFound,
		"sold as set on dotcom": ReasonPack, "wrongly coded 20713": ReasonCode, "Given away": ReasonDisplay,
		"returned": ReasonReturned, "ebay": ReasonChannel, "FBA": ReasonChannel, "reverse 21/5/10 adjustment": ReasonCorrection,
		"check": ReasonCount, "test": ReasonTest, "on cargo order": ReasonOther,
		"SUNSET CHECK HAMMOCK": "goods", "POLYESTER FILLER PAD 40x40cm": "goods", "BINGO": "goods", "FRENCH BLUE METAL DOOR SIGN No": "goods",
	} {
		got, goods := readText(text)
		if goods {
			got = "goods"
		}
		if got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// filler is n orders of one line each, so that other invoices have time to close.
func filler(from, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(row(fmt.Sprint(from+i), "22041", "FRAME", 1, 0, "1", "9"))
	}
	return b.String()
}

// Proves when an invoice is complete: after 256 records without it, and that a line
// which comes later is named, not sold a second time.
func TestInvoiceCloses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		between int
		want    string
	}{
		{closeAfter - 1, "order 7 2010-12-01T08:00:00Z 9/United Kingdom 2:22041 1@1.00 258:22042 1@1.00"},
		{closeAfter, "oddity 259 late_line"},
	} {
		in := columns + "\n" + row("7", "22041", "FRAME", 1, 0, "1", "9") + filler(1000, c.between) + row("7", "22042", "FRAME", 1, 1, "1", "9")
		got, err := book(t, in, nil)
		if err != nil || !slices.Contains(got, c.want) {
			t.Errorf("%d between: no %q, %v", c.between, c.want, err)
		}
	}
}

// Proves that an order never has more lines than one may have, and that an invoice
// which never ends is ended, each of its lines being accounted for.
func TestEndlessInvoice(t *testing.T) {
	t.Parallel()
	one := row("7", "22041", "FRAME", 1, 0, "1", "9")
	in := columns + "\n" + strings.Repeat(one, maxSpan+10)
	got := map[Account]int{}
	forEach(t, in, func(_ int, a Account) { got[a]++ })
	want := map[Account]int{{Class: ClassOrder}: core.MaxLines, {ClassException, TooManyLines}: maxSpan - core.MaxLines, {ClassException, LateLine}: 10}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// forEach yields every accounted line of a file.
func forEach(t testing.TB, in string, visit func(no int, a Account)) {
	t.Helper()
	rd, err := NewReader(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	defer rd.Close()
	docs := NewDocuments(rd, nil)
	for {
		doc, err := docs.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for no, a := range doc.Accounts() {
			visit(no, a)
		}
	}
}

// Proves that only the last invoices are remembered, in a bounded ring.
func TestPastForgetsTheOldest(t *testing.T) {
	t.Parallel()
	p := past{known: map[string]struct{}{}}
	for i := range remembered + 3 {
		p.add(fmt.Sprint(i))
	}
	if p.has("2") || !p.has("3") || !p.has(fmt.Sprint(remembered+2)) || len(p.known) != remembered || len(p.ring) != remembered {
		t.Errorf("%d known, ring of %d", len(p.known), len(p.ring))
	}
}

// Proves that a file cut off in the middle gives the documents that are complete and withholds
// the others, so that importing the whole file later contradicts nothing.
func TestCutOffWithholdsOpenInvoices(t *testing.T) {
	t.Parallel()
	whole := columns + "\n" + filler(1000, 3000)
	all, err := book(t, whole, nil)
	if err != nil || len(all) != 3000 {
		t.Fatal(len(all), err)
	}
	packed := pack(t, "gzip", whole)
	got, err := book(t, packed[:len(packed)-9], nil)
	if core.CodeOf(err) != core.CodeCorrupt {
		t.Fatalf("got %v", err)
	}
	if len(got) == 0 || len(got) > 3000-closeAfter+1 || !slices.Equal(got, all[:len(got)]) {
		t.Errorf("%d documents before the end", len(got))
	}
}

// Proves that whatever the file holds, reading does not fail, accounts each record exactly
// once and does so alike twice.
func FuzzDocuments(f *testing.F) {
	for _, seed := range []string{good, good + "\n" + good, "C" + good, "1,22042\n" + good, row("1", "POST", "", 4, 0, "0", ""),
		row("A3", "B", "Adjust bad debt", 1, 0, "-11062.06", ""), "\"1\n\",2,3,4,5,6,7,8\n" + good, "1,2,3,1099511627776,2011-10-30 01:30:00,4503599627.37,7,8",
		row("1", "22041", "FRAME", -1, 0, "0", "") + row("1", "22041", "FRAME", 1, 0, "2", "9") + row("1", "D", "Discount", -1, 0, "2", "")} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		in = columns + "\n" + in + "\n" + good + "\n"
		var want []int
		for _, r := range readRows(t, strings.NewReader(in)) {
			want = append(want, r.No)
		}
		var got []int
		var first, second []string
		forEach(t, in, func(no int, a Account) { got = append(got, no); first = append(first, lineName(no)+a.String()) })
		forEach(t, in, func(no int, a Account) { second = append(second, lineName(no)+a.String()) })
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("records %v, accounted %v", want, got)
		}
		if !slices.Equal(first, second) {
			t.Error("two readings differ")
		}
	})
}
