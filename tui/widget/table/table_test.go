package table

import (
	"fmt"
	"strings"
	"testing"

	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/widgettest"
)

// shop is a list that the tests change while a table shows it.
type shop struct{ ids []string }

func orders(n int) *shop {
	s := &shop{}
	for i := range n {
		s.ids = append(s.ids, fmt.Sprintf("SO-%04d", i+1))
	}
	return s
}

func columns() []Column {
	return []Column{
		{Key: "id", Title: term.Lit("ORDER"), Kind: ID, Priority: 100},
		{Key: "state", Title: term.Lit("STATE"), Kind: Severity, Priority: 90},
		{Key: "customer", Title: term.Lit("CUSTOMER"), Kind: Words, Min: 8, Max: 24, Priority: 50},
		{Key: "why", Title: term.Lit("WHY"), Kind: Words, Min: 10, Max: 40, Priority: 60},
		{Key: "lines", Title: term.Lit("LINES"), Kind: Number, Priority: 20},
		{Key: "total", Title: term.Lit("TOTAL"), Kind: Number, Priority: 40},
		{Key: "channel", Title: term.Lit("CHANNEL"), Kind: Words, Min: 6, Max: 12, Priority: 10},
		{Key: "age", Title: term.Lit("AGE"), Kind: Time, Priority: 70},
	}
}

var states = []struct {
	word  string
	token theme.Token
	why   string
}{
	{"HELD", theme.Warn, "credit limit exceeded by 120.00"},
	{"LATE", theme.Bad, "carrier has not collected"},
	{"ok", theme.OK, ""},
}

func row(id string, version uint64) Row {
	n := 0
	for _, r := range id {
		n += int(r)
	}
	s := states[n%len(states)]
	text := func(s string) term.Text { return term.Clean(s, term.Options{Width: 60}) }
	return Row{ID: id, Version: version, Severity: s.token, Cells: []term.Text{
		text(id), text(s.word), text(fmt.Sprintf("Customer %d", 10000+n)), text(s.why),
		term.Num(int64(n % 9)), text(fmt.Sprintf("%d.%02d", n*7%900, n%100)), text([]string{"web", "marketplace"}[n%2]),
		term.Span(1e9 * 60 * 7 * 3),
	}}
}

// load gives the table what it needs, as the owner does.
func (s *shop) load(t *Table, version uint64) {
	offset, limit := t.Need()
	var rows []Row
	for i := offset; i < min(offset+limit, len(s.ids)); i++ {
		rows = append(rows, row(s.ids[i], version))
	}
	t.SetWindow(offset, rows, len(s.ids), true)
}

func (s *shop) remove(id string) {
	for i, have := range s.ids {
		if have == id {
			s.ids = append(s.ids[:i:i], s.ids[i+1:]...)
			return
		}
	}
}

func (s *shop) insert(at int, id string) {
	s.ids = append(s.ids[:at:at], append([]string{id}, s.ids[at:]...)...)
}

// shown is the ids on the page; the cursor's in brackets.
func shown(t *Table) string {
	var out []string
	t.visible(func(i int, r *Row) bool {
		id := strings.TrimPrefix(r.ID, "SO-")
		if i == t.pos {
			id = "[" + id + "]"
		}
		out = append(out, id)
		return true
	})
	return strings.Join(out, " ")
}

func notice(t *Table) string {
	fresh, gone, moved, _ := t.Notice()
	return fmt.Sprint(fresh, " new ", gone, " gone ", moved)
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// A page stands still while rows come, go and change places; taking shows them, with
// the cursor on its row.
func TestHoldsBack(t *testing.T) {
	t.Parallel()
	s, tb := orders(9), New(columns())
	tb.SetSize(80, 6)
	s.load(tb, 1)
	tb.Move(2)
	expect(t, "at first", shown(tb), "0001 0002 [0003] 0004 0005")

	s.insert(0, "SO-9001")
	s.insert(0, "SO-9002")
	s.load(tb, 2)
	expect(t, "after two arrived", shown(tb), "0001 0002 [0003] 0004 0005")
	expect(t, "notice", notice(tb), "2 new 0 gone true")
	if r, _ := tb.Current(); r.Version != 2 {
		t.Errorf("the row that stands shows version %d, want the new one", r.Version)
	}
	s.remove("SO-0002")
	s.load(tb, 3)
	expect(t, "after one left", notice(tb), "2 new 1 gone true")
	if !tb.Gone("SO-0002") || tb.Gone("SO-0001") {
		t.Error("the row that left is not shown as gone")
	}
	tb.Take()
	expect(t, "taken", shown(tb), "9002 9001 0001 [0003] 0004")
	expect(t, "notice", notice(tb), "0 new 0 gone false")
}

// Rows that new ones push behind the window are not gone: nothing is known of them, and
// older rows that a larger window brings are not new.
func TestPushedBehind(t *testing.T) {
	t.Parallel()
	s, tb := orders(90), New(columns())
	tb.SetSize(80, 6)
	s.load(tb, 1)
	for range 9 {
		s.insert(0, fmt.Sprintf("SO-9%03d", len(s.ids)))
	}
	s.load(tb, 2)
	expect(t, "notice", notice(tb), "9 new 0 gone true")
	if tb.Behind() != 4 {
		t.Errorf("%d rows are behind the window, want 4", tb.Behind())
	}
	var larger []Row
	for _, id := range s.ids[:40] {
		larger = append(larger, row(id, 3))
	}
	tb.SetWindow(0, larger, len(s.ids), true)
	expect(t, "notice", notice(tb), "9 new 0 gone true")
	if tb.Behind() != 0 {
		t.Errorf("%d rows are behind the window that holds all", tb.Behind())
	}
}

// What changes beyond the page, and what fills its free lines, moves nothing and is
// shown at once.
func TestNothingToHold(t *testing.T) {
	t.Parallel()
	s, tb := orders(4), New(columns())
	tb.SetSize(80, 6)
	s.load(tb, 1)
	s.insert(4, "SO-0005")
	s.insert(5, "SO-0006")
	s.load(tb, 2)
	expect(t, "appended", shown(tb), "[0001] 0002 0003 0004 0005")
	s.remove("SO-0006")
	s.load(tb, 3)
	if _, _, _, held := tb.Notice(); held {
		t.Error("a change beyond the page was held back")
	}
}

// The row under the cursor leaves: the cursor goes to the one after, else before, and
// the list may become empty.
func TestNearest(t *testing.T) {
	t.Parallel()
	s, tb := orders(5), New(columns())
	tb.SetSize(80, 6)
	s.load(tb, 1)
	tb.Move(3)
	s.remove("SO-0004")
	s.load(tb, 2)
	expect(t, "still shown", shown(tb), "0001 0002 0003 [0004] 0005")
	tb.Take()
	expect(t, "the one after", shown(tb), "0001 0002 0003 [0005]")
	s.remove("SO-0005")
	s.load(tb, 3)
	tb.Take()
	expect(t, "the one before", shown(tb), "0001 0002 [0003]")
	s.ids = nil
	s.load(tb, 4)
	tb.Take()
	if _, ok := tb.Current(); ok || shown(tb) != "" || tb.Targets() != nil {
		t.Errorf("an empty list shows %q", shown(tb))
	}
}

// The cursor moves within a page and turns it at the edge; the next page is loaded
// already.
func TestPaging(t *testing.T) {
	t.Parallel()
	s, tb := orders(13), New(columns())
	tb.SetSize(80, 6)
	s.load(tb, 1)
	tb.Move(4)
	expect(t, "last of the page", shown(tb), "0001 0002 0003 0004 [0005]")
	tb.Move(1)
	expect(t, "turned", shown(tb), "[0006] 0007 0008 0009 0010")
	tb.Move(-1)
	expect(t, "turned back", shown(tb), "0001 0002 0003 0004 [0005]")
	tb.Last()
	expect(t, "the end is not loaded", shown(tb), "")
	if tb.Complete() {
		t.Error("a page that is not loaded counts as complete")
	}
	s.load(tb, 1)
	expect(t, "loaded", shown(tb), "0011 0012 [0013]")
	tb.Move(5)
	expect(t, "the end stays", shown(tb), "0011 0012 [0013]")
	tb.Turn(-1)
	expect(t, "a page up", shown(tb), "0006 0007 [0008] 0009 0010")
	if page, pages := tb.Page(); page != 2 || pages != 3 {
		t.Errorf("page %d of %d, want 2 of 3", page, pages)
	}
	tb.First()
	s.load(tb, 1)
	expect(t, "home", shown(tb), "[0001] 0002 0003 0004 0005")
	if !tb.Goto("SO-0009") || tb.Goto("SO-0013") {
		t.Error("Goto finds what is loaded and nothing else")
	}
	expect(t, "gone to", shown(tb), "0006 0007 0008 [0009] 0010")
}

// A window that says nothing about the page, a late answer, changes nothing.
func TestLateAnswer(t *testing.T) {
	t.Parallel()
	s, tb := orders(100), New(columns())
	tb.SetSize(80, 6)
	s.load(tb, 1)
	tb.SetWindow(50, []Row{row("SO-0051", 1)}, 100, true)
	expect(t, "shown", shown(tb), "[0001] 0002 0003 0004 0005")
	if _, _, _, held := tb.Notice(); held {
		t.Error("a late answer is held back")
	}
}

// The position survives leaving the screen, also when the row has moved.
func TestRestore(t *testing.T) {
	t.Parallel()
	s, tb := orders(20), New(columns())
	tb.SetSize(80, 6)
	s.insert(0, "SO-9001")
	tb.Restore("SO-0007", 6)
	s.load(tb, 1)
	expect(t, "restored", shown(tb), "0005 0006 [0007] 0008 0009")
}

// Marks are ids with the version that was seen; a mark out of sight keeps its version.
func TestMarks(t *testing.T) {
	t.Parallel()
	s, tb := orders(20), New(columns())
	tb.SetSize(80, 6)
	s.load(tb, 1)
	expect(t, "nothing marked", fmt.Sprint(tb.Targets()), "[{SO-0001 1}]")
	tb.Toggle()
	tb.Toggle()
	tb.Move(3)
	s.load(tb, 2)
	expect(t, "out of sight", fmt.Sprint(tb.Targets()), "[{SO-0001 1} {SO-0002 1}]")
	tb.First()
	s.load(tb, 3)
	expect(t, "seen again", fmt.Sprint(tb.Targets()), "[{SO-0001 3} {SO-0002 3}]")
	tb.Toggle()
	expect(t, "toggled off", fmt.Sprint(tb.Marks()), "[{SO-0002 3}]")
	tb.ClearMarks()
	tb.MarkWhere(func(r Row) bool { return strings.HasSuffix(r.ID, "3") })
	tb.Invert()
	if n := len(tb.Marks()); n != 9 {
		t.Errorf("%d rows are marked, want 9 of the 10 that are loaded", n)
	}
}

// A range marks every row between its ends, over the edge of a page too.
func TestRange(t *testing.T) {
	t.Parallel()
	s, tb := orders(20), New(columns())
	tb.SetSize(80, 6)
	s.load(tb, 1)
	tb.Move(3)
	tb.Range()
	tb.Move(-1)
	tb.Move(4)
	s.load(tb, 1)
	if !tb.Ranging() || len(tb.Targets()) != 4 || tb.Ranging() {
		t.Errorf("the range marked %v, want SO-0004 to SO-0007", tb.Marks())
	}
	expect(t, "marks", fmt.Sprint(tb.Marks()), "[{SO-0004 1} {SO-0005 1} {SO-0006 1} {SO-0007 1}]")
}

// Cells that changed are shown for one refresh; ages, which always change, never.
func TestChangedCells(t *testing.T) {
	t.Parallel()
	tb := New(columns())
	tb.SetSize(80, 3)
	a := row("SO-0001", 1)
	tb.SetWindow(0, []Row{a, row("SO-0002", 1)}, 2, true)
	b := row("SO-0001", 2)
	b.Cells[3], b.Cells[7] = term.Lit("paid in full"), term.Lit("99h")
	tb.SetWindow(0, []Row{b, row("SO-0002", 1)}, 2, true)
	if got := fmt.Sprint(tb.changed); got != "[8 0]" {
		t.Errorf("changed cells %s, want only column 3 of the first row", got)
	}
	tb.SetWindow(0, []Row{b, row("SO-0002", 1)}, 2, true)
	if got := fmt.Sprint(tb.changed); got != "[0 0]" {
		t.Errorf("changed cells %s after another refresh", got)
	}
}

// Columns leave by priority, identifiers never and never shortened; what is hidden can
// be turned to.
func TestColumns(t *testing.T) {
	t.Parallel()
	keys := func(cols []Column) (out []string) {
		for _, c := range cols {
			out = append(out, c.Key)
		}
		return out
	}
	s, tb := orders(30), New(columns())
	for _, c := range []struct {
		width  int
		hidden string
	}{
		{120, "[]"}, {80, "[]"}, {60, "[channel]"}, {40, "[customer lines total channel]"},
		{26, "[customer why lines total channel]"}, {12, "[state customer why lines total channel age]"}, {1, "[state customer why lines total channel age]"},
	} {
		tb.SetSize(c.width, 24)
		s.load(tb, 1)
		expect(t, fmt.Sprint("hidden at ", c.width), fmt.Sprint(keys(tb.Hidden())), c.hidden)
	}
	tb.SetSize(40, 24)
	tb.NextColumns()
	if v := tb.View(widgettest.Theme(t, term.NoStyle, true)); !strings.Contains(v, "CUSTOMER") || !strings.Contains(v, "SO-0001") || strings.Contains(v, "WHY") {
		t.Errorf("the second page of columns is\n%s", v)
	}
	for range 5 {
		tb.NextColumns()
		if len(tb.skip) == 0 {
			return
		}
	}
	t.Error("the first columns do not come back")
}

// A wall display follows: nothing is held and no row is under a cursor.
func TestFollow(t *testing.T) {
	t.Parallel()
	s, tb := orders(3), New(columns())
	tb.SetSize(80, 6)
	tb.SetFollow(true)
	s.load(tb, 1)
	s.insert(0, "SO-9001")
	s.load(tb, 2)
	if v := tb.View(widgettest.Theme(t, term.NoStyle, true)); !strings.Contains(v, "9001") || strings.Contains(v, ">") {
		t.Errorf("the wall shows\n%s", v)
	}
}
