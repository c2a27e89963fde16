package widget

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/widgettest"
)

var (
	update = flag.Bool("update", false, "write the goldens")
	noon   = time.Date(2026, 11, 23, 12, 4, 31, 0, time.UTC)
)

func key(name string) input.Event   { return input.Event{Name: name} }
func burst(name string) input.Event { return input.Event{Name: name, Burst: true} }
func clean(s string) term.Text      { return term.Clean(s, term.Options{}) }

func bare(t testing.TB) *theme.Theme { return widgettest.Theme(t, term.NoStyle, false) }

// type types a line key by key.
func typed(f func(input.Event) Outcome, line string) (out Outcome) {
	for _, r := range line {
		name := string(r)
		if r == ' ' {
			name = "space"
		}
		out = f(key(name))
	}
	return out
}

// What the header says about the truth of the screen, and what it leaves out first.
func TestHeader(t *testing.T) {
	t.Parallel()
	place := []term.Text{term.Lit("acme-eu"), term.Lit("Exceptions"), term.Lit("SO-10442")}
	live := Header{Place: place, Seq: 88214, Mode: term.Lit("ro"), Heard: noon}
	stale, paused, offline, fresh := live, live, live, live
	stale.Heard = noon.Add(-14 * time.Second)
	paused.Paused = noon.Add(-time.Minute)
	offline.Offline = noon.Add(-time.Hour)
	fresh.Heard = time.Time{}
	for _, c := range []struct {
		h     Header
		width int
		want  string
	}{
		{live, 80, "acme-eu ▸ Exceptions ▸ SO-10442                    LIVE 12:04:31  seq 88,214  ro"},
		{live, 60, "acme-eu ▸ Exceptions ▸ SO-10442            LIVE 12:04:31  ro"},
		{live, 40, "… ▸ SO-10442           LIVE 12:04:31  ro"},
		{live, 27, "SO-10442  LIVE 12:04:31  ro"},
		{live, 22, "SO-10442 LIVE 12:04:31"},
		{live, 18, "SO-… LIVE 12:04:31"},
		{live, 10, "LIVE 12:0…"},
		{stale, 60, "acme-eu ▸ Exceptions ▸ SO-10442    STALE 14s  seq 88,214  ro"},
		{paused, 60, "acme-eu ▸ Exceptions ▸ SO-10442          PAUSED 12:03:31  ro"},
		{offline, 40, "… ▸ SO-10442     OFFLINE since 11:04  ro"},
		{fresh, 40, "… ▸ Exceptions ▸ SO-10442 CONNECTING  ro"},
	} {
		got := c.h.View(bare(t), c.width, noon)
		widgettest.Check(t, got, c.width, 1)
		if got != c.want {
			t.Errorf("at %d:\n%s, want\n%s", c.width, got, c.want)
		}
	}
}

// Parts go by priority and whole; the last one is shortened.
func TestBar(t *testing.T) {
	t.Parallel()
	parts := []Part{{theme.Accent, term.Lit("view: late EU"), 3}, {theme.Plain, term.Lit("/sku:AB*"), 4}, {theme.Muted, term.Lit("sort age"), 1},
		{theme.Plain, term.Text{}, 9}, {theme.Plain, term.Lit("4 marked"), 4}}
	for width, want := range map[int]string{
		60: "view: late EU | /sku:AB* | sort age | 4 marked", 40: "view: late EU | /sku:AB* | 4 marked", 20: "/sku:AB* | 4 marked", 15: "/sku:AB*", 4: "/sk…", 0: ""} {
		got := Bar(bare(t), width, term.Lit(" | "), parts)
		if got != want {
			t.Errorf("at %d: %q, want %q", width, got, want)
		}
	}
}

// The newest message is shown while it lives; errors come back until they have been
// read, one after the other; the rest passes.
func TestToasts(t *testing.T) {
	t.Parallel()
	var ts Toasts
	view := func(after time.Duration) string { return ts.View(bare(t), 60, noon.Add(after), term.Lit("x reads")) }
	expect := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	expect("nothing", view(0), "")
	ts.Add(noon, theme.OK, term.Lit("3 orders released"))
	expect("a result", view(time.Second), "3 orders released")
	expect("later", view(ToastLife), "")
	ts.Add(noon, theme.Bad, term.Lit("SO-1: the shop is read-only"))
	ts.Add(noon, theme.Bad, term.Lit("SO-2: too late"))
	ts.Add(noon, theme.OK, term.Lit("saved"))
	expect("no old error hides the newest", view(time.Second), "saved (+2)")
	expect("an error comes back", view(time.Hour), "! SO-2: too late (+1) (x reads)")
	ts.MarkRead(noon.Add(time.Second))
	expect("the result is read first", view(time.Second), "! SO-2: too late (+1) (x reads)")
	ts.MarkRead(noon.Add(time.Hour))
	expect("the next error", view(time.Hour), "! SO-1: the shop is read-only (x reads)")
	ts.MarkRead(noon.Add(time.Hour))
	expect("all read", view(0), "")
	for i := range 3 * MaxToasts {
		ts.Add(noon, theme.Bad, clean(fmt.Sprint("error ", i)))
	}
	if _, more, ok := ts.Current(noon); !ok || more != 3*MaxToasts-1 || len(ts.Log()) != MaxToasts {
		t.Errorf("%d more errors of %d kept: some were lost in silence", more, len(ts.Log()))
	}
	for range MaxToasts + 1 {
		ts.MarkRead(noon.Add(time.Hour))
	}
	expect("all read", view(time.Hour), "")
}

// The keys of the line editor, its history, and that nothing unclean gets in.
func TestPrompt(t *testing.T) {
	t.Parallel()
	p := NewPrompt(term.Lit("/"), false)
	press := func(names ...string) {
		for _, n := range names {
			p.Key(key(n))
		}
	}
	expect := func(want string) {
		t.Helper()
		if got := p.View(bare(t), 20); got != want {
			t.Errorf("the line is %q, want %q", got, want)
		}
	}
	typed(p.Key, "late orders")
	expect("/late orders_")
	press("left", "left", "ctrl+w", "backspace")
	expect("/laters")
	press("home", "delete", "end", "x")
	expect("/atersx_")
	press("ctrl+left", "ctrl+k")
	expect("/_")
	typed(p.Key, "one")
	if p.Key(key("enter")) != Done || p.Value() != "one" {
		t.Error("enter does not submit")
	}
	p.Set("")
	typed(p.Key, "two")
	p.Key(key("enter"))
	p.Set("")
	typed(p.Key, "dra")
	press("up", "up", "up")
	expect("/one_")
	press("down", "down", "down")
	expect("/dra_")
	p.Set("")
	p.Key(input.Event{Kind: input.Paste, Text: "a\r\nb\x1b]52;c;eA==\ac", Burst: true})
	expect("/a bc_")
	press("ctrl+v", "ctrl+a", "ctrl+e") // nothing is read from a clipboard
	expect("/a bc_")
	p.Set("a line that is longer than the room it has")
	expect("/an the room it has_")
	press("home")
	expect("/a line that is lon…")
	if p.Key(key("esc")) != Cancelled {
		t.Error("escape does not cancel")
	}
	p.Set(strings.Repeat("x", 2*maxTyped))
	if n := len(p.Value()); n != maxTyped {
		t.Errorf("%d characters were accepted", n)
	}
}

// Matches in the order a person expects.
func TestFuzzy(t *testing.T) {
	t.Parallel()
	texts := []string{"Go to order", "Release hold", "Cancel order", "Export list", "Columns"}
	for pattern, want := range map[string]string{"": "Go to order", "co": "Columns", "cao": "Cancel order", "rh": "Release hold", "exp": "Export list", "ORDER": "Go to order"} {
		best, at := -1<<30, ""
		for _, text := range texts {
			if s, ok := Fuzzy(pattern, text); ok && s > best {
				best, at = s, text
			}
		}
		if at != want {
			t.Errorf("%q finds %q first, want %q", pattern, at, want)
		}
	}
	if _, ok := Fuzzy("xyz", "Export list"); ok {
		t.Error("characters that are not there were found")
	}
}

func actions() []Item {
	return []Item{
		{ID: "order.release", Title: term.Lit("Release holds"), Group: term.Lit("Orders"), Hint: term.Lit("a r")},
		{ID: "order.cancel", Title: term.Lit("Cancel orders"), Group: term.Lit("Orders"), Hint: term.Lit("a c"), Why: term.Lit("the shop is read-only")},
		{ID: "go.to", Word: "goto", Title: term.Lit("Go to a record"), Group: term.Lit("Places"), Hint: term.Lit(":goto ID")},
		{ID: "screen.stock", Word: "stock", Title: term.Lit("Stock"), Group: term.Lit("Places"), Hint: term.Lit("3")},
	}
}

// A menu is searched by typing; what cannot be chosen says why and is not chosen.
func TestMenu(t *testing.T) {
	t.Parallel()
	m := NewMenu(term.Lit(":"), actions(), false)
	m.SetSize(60, 8)
	typed(m.Key, "canc")
	if item, ok := m.Current(); !ok || item.ID != "order.cancel" || m.Key(key("enter")) != Open {
		t.Errorf("a disabled entry %v was chosen", item)
	}
	m.Set("goto SO-10442")
	if item, _ := m.Current(); item.ID != "go.to" || m.Key(key("enter")) != Done {
		t.Errorf("a word with arguments chooses %v", item)
	}
	m.Set("st")
	m.Key(key("tab"))
	if m.Value() != "stock " {
		t.Errorf("tab completes to %q", m.Value())
	}
	m.Set("")
	m.Key(key("down"))
	m.Key(key("down"))
	m.SetItems(actions()[1:])
	if item, _ := m.Current(); item.ID != "go.to" {
		t.Errorf("new entries moved the cursor to %v", item)
	}
	m.Set("zzz")
	if _, ok := m.Current(); ok || m.Key(key("enter")) != Done {
		t.Error("a line that matches nothing is the owner's to judge")
	}
}

// Bars, their ASCII fallback, gaps and values below zero.
func TestSpark(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values []int64
		width  int
		ascii  bool
		want   string
	}{
		{[]int64{0, 1, 2, 3, 4, 5, 6, 7}, 8, false, "▁▂▃▄▅▆▇█"},
		{[]int64{0, 1, 2, 3, 4, 5, 6, 7}, 3, false, "▆▇█"},
		{[]int64{0, NoValue, 7}, 9, false, "▁ █"},
		{[]int64{0, 0, 0}, 9, false, "▁▁▁"},
		{[]int64{-7, 0, 7}, 9, true, "_=#"},
		{nil, 9, false, ""},
		{[]int64{1 << 62, -1 << 62}, 0, false, ""},
	} {
		if got := Spark(term.GlyphSet(c.ascii), c.values, c.width); got.String() != c.want {
			t.Errorf("%v reads %q, want %q", c.values, got.String(), c.want)
		}
	}
}

func story() []Line {
	return []Line{
		Heading(term.Lit("SO-10442")),
		{Key: term.Lit("state"), Text: term.Lit("HELD"), Token: theme.Warn},
		{Key: term.Lit("customer"), Text: term.Lit("Customer 17850")},
		{Key: term.Lit("why"), Text: term.Lit("the order is above the credit limit by 120.00, and the address has no post code, so that no carrier can be chosen")},
		{},
		Heading(term.Lit("Timeline")),
		{Text: term.Lit("12:04:31 submitted by web"), Indent: 2},
		{Text: term.Lit("12:04:31 held: credit limit exceeded; a lead may release it, or the customer pays in advance"), Indent: 2},
	}
}

// Scrolling stays within the text; the line at the top stays there when the width changes.
func TestPane(t *testing.T) {
	t.Parallel()
	var p Pane
	p.SetLines(story())
	p.SetSize(30, 4)
	p.Turn(1)
	top := p.rows[p.top].line
	p.SetSize(60, 4)
	if p.rows[p.top].line != top {
		t.Errorf("line %d is at the top, want %d", p.rows[p.top].line, top)
	}
	p.Last()
	first, last, total := p.Position()
	if last != total || first != total-3 {
		t.Errorf("the end shows %d-%d of %d", first, last, total)
	}
	p.Move(-100)
	if first, _, _ := p.Position(); first != 1 {
		t.Errorf("the beginning shows line %d", first)
	}
}

// The widgets as people see them.
func TestGoldens(t *testing.T) {
	t.Parallel()
	for _, size := range widgettest.Sizes {
		name := func(what string) string { return fmt.Sprintf("%s-%dx%d", what, size.W, size.H) }
		var p Pane
		p.SetLines(story())
		p.SetSize(size.W, size.H)
		widgettest.Golden(t, *update, name("pane"), p.View(bare(t)))

		m := NewMenu(term.Lit(":"), actions(), false)
		m.SetSize(size.W, size.H)
		m.Key(key("down"))
		widgettest.Golden(t, *update, name("menu"), m.View(bare(t)))

		c := NewConfirm(term.Lit("Release 212 orders?"), term.Lit("release 212 orders"), story()[1:4], "r", 0, noon)
		c.SetSize(size.W, size.H)
		widgettest.Golden(t, *update, name("confirm"), c.View(bare(t)))
		c.SetSize(size.W, 4)
		if v := c.View(bare(t)); !strings.Contains(v, "(lines 1-2 of ") {
			t.Errorf("a preview that does not fit says nothing of it:\n%s", v)
		}

		n := NewConfirm(term.Lit("Release 212 orders?"), term.Lit("release 212 orders"), story()[1:4], "r", 212, noon)
		n.SetSize(size.W, size.H)
		n.Key(key("2"), noon.Add(time.Second))
		widgettest.Golden(t, *update, name("confirm-count"), n.View(bare(t)))
	}
	h := Header{Place: []term.Text{term.Lit("acme-eu"), term.Lit("Orders")}, Seq: 12, Heard: noon}
	widgettest.Golden(t, *update, "header-colour", fmt.Sprintf("%q", h.View(widgettest.Theme(t, term.ANSI16, false), 60, noon)))
}

func BenchmarkHeader(b *testing.B) {
	h := Header{Place: []term.Text{term.Lit("acme-eu"), term.Lit("Orders")}, Seq: 88214, Mode: term.Lit("ro"), Heard: noon}
	th := bare(b)
	b.ReportAllocs()
	for b.Loop() {
		h.View(th, 80, noon)
	}
}

func BenchmarkMenu80x24(b *testing.B) {
	var items []Item
	for range 25 {
		items = append(items, actions()...)
	}
	m := NewMenu(term.Lit(":"), items, false)
	m.SetSize(80, 24)
	th := bare(b)
	b.ReportAllocs()
	for b.Loop() {
		m.View(th)
	}
}

func BenchmarkMenuSearch(b *testing.B) {
	var items []Item
	for range 25 {
		items = append(items, actions()...)
	}
	m := NewMenu(term.Lit(":"), items, false)
	b.ReportAllocs()
	for b.Loop() {
		m.Set("ord")
	}
}

func long() (lines []Line) {
	for range 2500 {
		lines = append(lines, story()...)
	}
	return lines
}

func BenchmarkPane80x24of20000Lines(b *testing.B) {
	var p Pane
	p.SetLines(long())
	p.SetSize(80, 24)
	th := bare(b)
	b.ReportAllocs()
	for b.Loop() {
		p.View(th)
	}
}

func BenchmarkPaneWrap20000Lines(b *testing.B) {
	var p Pane
	p.SetSize(80, 24)
	lines := long()
	b.ReportAllocs()
	for b.Loop() {
		p.SetLines(lines)
	}
}
