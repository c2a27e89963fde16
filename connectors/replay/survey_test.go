package replay

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"andon/core"
)

func survey(t testing.TB, in string) *Survey {
	t.Helper()
	rd, err := NewReader(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	defer rd.Close()
	s, err := TakeSurvey(rd)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func renderGoods(g Goods) string {
	s := fmt.Sprintf("%s %q %s %s-%s(%s) %d", g.SKU, g.Name, strings.Join(g.Codes, "/"), g.Low, g.High, g.Usual, g.Lines)
	for _, w := range g.Weeks {
		s += fmt.Sprintf(" %s:%d-%d", w.Monday, w.Ordered, w.Undone)
	}
	return s
}

// Proves how codes become SKUs: variants in case are one unless their goods differ, a variant never
// described joins the first, and a made name avoids codes that exist.
func TestSurveyNamesGoods(t *testing.T) {
	t.Parallel()
	s := survey(t, columns+"\n"+
		row("1", "1a", "PINK MUG", 1, 0, "1", "9")+ // less used than 1A, other goods
		row("1", "1A", "BLUE MUG", 1, 0, "1", "9")+row("2", "1A", "BLUE MUG", 1, 0, "1", "9")+
		row("1", "1A-2", "PLATE", 1, 0, "1", "9")+
		row("1", "2B", "RED MUG", 1, 0, "1", "9")+row("1", "2b", "RED MUG NEW", 1, 0, "1", "9")+row("2", "2b", "RED MUG", 1, 0, "1", "9")+
		row("3", "3c", "damaged", -1, 0, "0", "")+row("4", "3C", "GREEN MUG", 1, 0, "1", "9")+
		row("5", "4xY", "BOWL", 1, 0, "1", "9")+row("6", "4Xy", "DISH", 1, 0, "1", "9")+row("7", "4xy", "VASE", 1, 0, "1", "9")+
		row("8", "POST", "POSTAGE", 1, 0, "1", "9")+row("9", "gift_0001_20", "Voucher", 1, 0, "1", "9"))
	var got []string
	for _, g := range s.Goods {
		got = append(got, g.SKU+"="+g.Name+"="+strings.Join(g.Codes, "/"))
	}
	want := []string{"1A=BLUE MUG=1A", "1A-2=PLATE=1A-2", "1A-3=PINK MUG=1a", "2B=RED MUG=2b/2B", "3C=GREEN MUG=3C/3c", "4XY=BOWL=4xY", "4XY-2=DISH=4Xy", "4XY-3=VASE=4xy"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for code, sku := range map[string]string{"1a": "1A-3", "1A": "1A", "3c": "3C", "new1x": "NEW1X"} {
		if got := s.Names().SKU(code); got != sku {
			t.Errorf("%s is %s, want %s", code, got, sku)
		}
	}
}

// Proves what a survey adds up: demand by week of the shop's zone, prices of order lines alone,
// adjustments not at all.
func TestSurveyAddsUp(t *testing.T) {
	t.Parallel()
	at := func(invoice string, qty int, when, price, customer string) string {
		return fmt.Sprintf("%s,22041,FRAME,%d,%s,%s,%s,France\n", invoice, qty, when, price, customer)
	}
	s := survey(t, columns+"\n"+
		at("1", 5, "2011-07-03 23:59:00", "2.5", "9")+ // Sunday in London, still Sunday in UTC
		at("2", 7, "2011-07-04 00:10:00", "2.1", "9")+ // Monday in London, Sunday in UTC
		at("3", 2, "2011-07-05 10:00:00", "2.1", "9")+
		at("C4", -3, "2011-07-06 10:00:00", "9.9", "9")+
		at("5", 1, "2011-06-20 10:00:00", "0", "9")+ // out of order, and a gift
		at("6", -4, "2011-07-06 10:00:00", "0", "")+
		"7,22041\n")
	if len(s.Goods) != 1 || renderGoods(s.Goods[0]) != `22041 "FRAME" 22041 2.10-2.50(2.10) 4 2011-06-20:1-0 2011-06-27:5-0 2011-07-04:9-3` {
		t.Errorf("got %s", renderGoods(s.Goods[0]))
	}
	if s.Rows != 7 || s.First.String() != "2011-06-20T09:00:00Z" || s.Last.String() != "2011-07-06T09:00:00Z" {
		t.Errorf("%d rows from %s to %s", s.Rows, s.First, s.Last)
	}
}

// Proves that a catalogue without end is refused instead of filling the memory.
func TestSurveyBoundsCodes(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString(columns + "\n")
	for i := range maxCodes + 1 {
		fmt.Fprintf(&b, "1,S%d,X,1,2011-07-03 23:59:00,1,9,France\n", i)
	}
	rd, err := NewReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	defer rd.Close()
	if _, err := TakeSurvey(rd); core.CodeOf(err) != core.CodeLimit || !strings.HasPrefix(err.Error(), "line 200002: ") {
		t.Errorf("got %v", err)
	}
}
