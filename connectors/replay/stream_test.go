package replay

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"andon/core"
)

const realFile = "../../../shared/data/uci-online-retail/online_retail.csv.zst"

func openReal(t testing.TB) *Reader {
	t.Helper()
	f, err := os.Open(realFile)
	if os.IsNotExist(err) {
		t.Skip("the recorded year is not here: shared/data stands beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	rd, err := NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rd.Close(); f.Close() })
	return rd
}

// tally sums up what a stream was booked as.
type tally struct {
	lines, units map[string]int
	value        map[string]core.Price // millionths of a pound
	docs         map[string]int
	seen         []bool // by line number
	twice        int
	longest      int
	units85123A  core.Quantity
	incomplete   int // orders that cannot be shipped
}

func tallyOf(t testing.TB, rd *Reader, names *Names) *tally {
	t.Helper()
	s := &tally{lines: map[string]int{}, units: map[string]int{}, value: map[string]core.Price{}, docs: map[string]int{}}
	docs := NewDocuments(rd, names)
	for {
		doc, err := docs.Next()
		if err == io.EOF {
			return s
		}
		if err != nil {
			t.Fatal(err)
		}
		s.docs[strings.TrimPrefix(fmt.Sprintf("%T", doc), "*replay.")]++
		s.add(doc)
		for no, a := range doc.Accounts() {
			s.lines[string(a.Class)]++
			if a.Detail != "" {
				s.lines[a.String()]++
			}
			for len(s.seen) <= no {
				s.seen = append(s.seen, false)
			}
			if s.seen[no] {
				s.twice++
			}
			s.seen[no] = true
		}
	}
}

func (s *tally) add(doc Document) {
	switch d := doc.(type) {
	case *Order:
		s.goods("order_line", d.Lines, 1)
		s.charges(d.Charges)
		s.longest = max(s.longest, len(d.Lines))
		p := d.Party()
		p.Describe()
		if !p.Complete {
			s.incomplete++
		}
	case *Cancellation:
		s.goods("cancellation_line", d.Lines, -1)
		s.charges(d.Charges)
	case *Note:
		s.charges(d.Charges)
	case *Adjustment:
		s.units["stock_adjustment"] += int(d.Quantity)
	}
}

func (s *tally) goods(class string, lines []Line, sign core.Quantity) {
	for _, l := range lines {
		s.units[class] += int(sign * l.Quantity)
		s.value[class] += l.Price * core.Price(sign*l.Quantity)
		if l.SKU == "85123A" && sign > 0 {
			s.units85123A += l.Quantity
		}
	}
}

func (s *tally) charges(charges []Charge) {
	for _, c := range charges {
		s.units[c.Kind] += int(c.Quantity)
		s.value[c.Kind] += c.Price * core.Price(c.Quantity)
	}
}

// Proves that every line of the recorded year has exactly one account, and pins each. The figures were computed
// a second time by other means, with the rule that a line without customer and price is an
// adjustment when it is alone in its invoice.
func TestYear(t *testing.T) {
	t.Parallel()
	s := tallyOf(t, openReal(t), nil)
	if len(s.seen) != 541_911 || s.twice != 0 || s.seen[0] || s.seen[1] || slices.Contains(s.seen[2:], false) {
		t.Fatalf("lines up to %d, %d of them twice", len(s.seen)-1, s.twice)
	}
	wantLines := map[string]int{
		"order_line": 528_078, "cancellation_line": 8_701, "charge": 3_037, "stock_adjustment": 2_078, "exception": 15,
		"charge:bad_debt": 3, "charge:commission": 16, "charge:discount": 77, "charge:fee": 71, "charge:manual": 572, "charge:packing": 16,
		"charge:postage": 2_184, "charge:sample": 63, "charge:service": 3, "charge:voucher": 32,
		"stock_adjustment:channel": 44, "stock_adjustment:correction": 42, "stock_adjustment:count": 167, "stock_adjustment:damaged": 187,
		"stock_adjustment:display": 10, "stock_adjustment:found": 44, "stock_adjustment:lost": 20, "stock_adjustment:pack": 36,
		"stock_adjustment:returned": 2, "stock_adjustment:test": 3, "stock_adjustment:unstated": 1_498, "stock_adjustment:wrong_code": 25,
		"exception:not_goods": 12, "exception:unclear_text": 3,
	}
	same(t, "lines", s.lines, wantLines)
	same(t, "documents", s.docs, map[string]int{"Order": 19_787, "Cancellation": 3_420, "Note": 600, "Adjustment": 2_078, "Oddity": 15})
	same(t, "units", s.units, map[string]int{"order_line": 5_593_893, "cancellation_line": -272_027, "stock_adjustment": -156_642,
		"bad_debt": 3, "commission": -16, "discount": -1_194, "fee": -43, "manual": 3_165, "packing": 12, "postage": 3_928, "sample": -59, "service": 4, "voucher": 34})
	same(t, "value", s.value, map[string]core.Price{"order_line": 10_270_017_733000, "cancellation_line": -478_694_180000,
		"bad_debt": -11_062_060000, "commission": -7_933_430000, "discount": -5_696_220000, "fee": -228_696_139000, "manual": -68_671_640000,
		"packing": 90_000000, "postage": 280_647_120000, "sample": -3_049_390000, "service": 27_000000, "voucher": 769_140000})
	if s.longest != 1_112 || s.units85123A != 37_956 || s.incomplete != 16 {
		t.Errorf("longest order %d lines, %d units of 85123A, %d orders to nowhere", s.longest, s.units85123A, s.incomplete)
	}
}

// Proves that the demo's slice is what fixtures/SOURCE.md says, and enough for 3,000 orders.
func TestDemoSlice(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../../fixtures/online-retail.csv.zst")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rd, err := NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer rd.Close()
	s := tallyOf(t, rd, nil)
	same(t, "documents", s.docs, map[string]int{"Order": 3_126, "Cancellation": 458, "Note": 74, "Adjustment": 293, "Oddity": 3})
	if got := len(s.seen) - 2; got != 95_944 || s.twice != 0 || slices.Contains(s.seen[2:], false) {
		t.Errorf("%d lines, %d of them twice", got, s.twice)
	}
}

func same[V comparable](t *testing.T, what string, got, want map[string]V) {
	t.Helper()
	if maps.Equal(got, want) {
		return
	}
	for _, k := range slices.Sorted(maps.Keys(got)) {
		if got[k] != want[k] {
			t.Errorf("%s: %s is %v, want %v", what, k, got[k], want[k])
		}
	}
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[k]; !ok {
			t.Errorf("%s: no %s", what, k)
		}
	}
}

// Proves the catalogue that the recorded year makes: its SKUs, their aliases, and the demand of one of them.
func TestYearsGoods(t *testing.T) {
	t.Parallel()
	s, err := TakeSurvey(openReal(t))
	if err != nil {
		t.Fatal(err)
	}
	var aliases, unsold, unnamed int
	var ordered, undone core.Quantity
	for _, g := range s.Goods {
		aliases += len(g.Codes) - 1
		if g.Lines == 0 {
			unsold++
		}
		if g.Name == g.SKU {
			unnamed++
		}
		for _, w := range g.Weeks {
			ordered, undone = ordered+w.Ordered, undone+w.Undone
		}
	}
	if len(s.Goods) != 3_939 || aliases != 111 || unsold != 143 || unnamed != 129 || ordered != 5_593_893 || undone != 272_027 || s.Rows != 541_909 {
		t.Errorf("%d SKUs, %d aliases, %d unsold, %d unnamed, %d ordered, %d undone, %d rows", len(s.Goods), aliases, unsold, unnamed, ordered, undone, s.Rows)
	}
	i := slices.IndexFunc(s.Goods, func(g Goods) bool { return g.SKU == "85123A" })
	g := s.Goods[i]
	if got := renderGoods(Goods{SKU: g.SKU, Name: g.Name, Codes: g.Codes, Low: g.Low, High: g.High, Usual: g.Usual, Lines: g.Lines}); got !=
		`85123A "WHITE HANGING HEART T-LIGHT HOLDER" 85123A/85123a 2.40-6.77(2.95) 2336` || len(g.Weeks) != 53 {
		t.Errorf("got %s over %d weeks", got, len(g.Weeks))
	}
}

func BenchmarkRows(b *testing.B) {
	b.ReportAllocs()
	lines := 0
	for b.Loop() {
		rd := openReal(b)
		for {
			if _, err := rd.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			lines++
		}
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
}

func BenchmarkDocuments(b *testing.B) {
	b.ReportAllocs()
	lines := 0
	for b.Loop() {
		rd := openReal(b)
		for docs := NewDocuments(rd, nil); ; {
			if _, err := docs.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
		lines += rd.Line() - 1
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
}

func BenchmarkSurvey(b *testing.B) {
	b.ReportAllocs()
	lines := 0
	for b.Loop() {
		s, err := TakeSurvey(openReal(b))
		if err != nil {
			b.Fatal(err)
		}
		lines += s.Rows
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
}
