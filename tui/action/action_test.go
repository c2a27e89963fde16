package action

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"andon/core"
	"andon/tui/input"
	"andon/tui/term"
	"andon/tui/widget/widgettest"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the goldens")

// ctx is what the actions of these tests see.
type ctx struct {
	ran      *[]string
	readOnly bool
}

func run(id string) func(ctx, string) tea.Cmd {
	return func(c ctx, args string) tea.Cmd {
		*c.ran = append(*c.ran, strings.TrimSpace(id+" "+args))
		return nil
	}
}

func writable(c ctx) (bool, string) { return !c.readOnly, "the shop is read-only" }

func table() []Action[ctx] {
	return []Action[ctx]{
		{ID: "move.down", Title: term.Lit("Next row"), Group: term.Lit("Move"), Keys: []string{"j", "down"}, Run: run("move.down")},
		{ID: "go.to", Title: term.Lit("Go to a record"), Group: term.Lit("Places"), Word: "goto", Args: term.Lit("ID"), Run: run("go.to")},
		{ID: "filter.pipe", Title: term.Lit("Filter by command"), Keys: []string{"|"}, Run: run("filter.pipe")},
		{ID: "mark.all", Title: term.Lit("Mark all that match"), Scope: "orders", Keys: []string{"m a"}, Run: run("mark.all")},
		{ID: "mark.none", Title: term.Lit("Clear marks"), Scope: "orders", Keys: []string{"m 0"}, Run: run("mark.none")},
		{ID: "order.release", Title: term.Lit("Release holds"), Group: term.Lit("Orders"), Scope: "orders", Keys: []string{"r"},
			Effect: Change, Enabled: writable, Run: run("order.release")},
		{ID: "stock.count", Title: term.Lit("Count"), Scope: "stock", Keys: []string{"r"}, Effect: Change, Run: run("stock.count")},
	}
}

func registry(t testing.TB, keys map[string][]string) *Registry[ctx] {
	t.Helper()
	r, err := New(table(), keys)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What each key leads to, with sequences, bursts and a shop that cannot be written.
func TestPress(t *testing.T) {
	t.Parallel()
	r := registry(t, nil)
	for _, c := range []struct {
		keys     string // "!" after a key: it came in a burst
		readOnly bool
		want     string
	}{
		{"j", false, "ready move.down"},
		{"j!", false, "ready move.down"},
		{"x", false, "unbound"},
		{"m", false, "pending m"},
		{"m a", false, "ready mark.all"},
		{"m x", false, "unbound"},
		{"m x j", false, "ready move.down"},
		{"m esc", false, "unbound"},
		{"r", false, "ready order.release"},
		{"r!", false, "refused order.release: that came too fast to be meant: press it again"},
		{"r", true, "refused order.release: the shop is read-only"},
	} {
		k := Keyboard[ctx]{Registry: r}
		var p Press[ctx]
		for name := range strings.SplitSeq(c.keys, " ") {
			name, burst := strings.CutSuffix(name, "!")
			p = k.Press(ctx{readOnly: c.readOnly}, input.Event{Name: name, Burst: burst}, "orders", "")
		}
		got := map[Verdict]string{Unbound: "unbound", Pending: "pending " + k.Pending(), Ready: "ready", Refused: "refused"}[p.Verdict]
		if p.Action != nil {
			got += " " + p.Action.ID
		}
		if p.Why != "" {
			got += ": " + p.Why
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.keys, got, c.want)
		}
	}
	k := Keyboard[ctx]{Registry: r}
	if p := k.Press(ctx{}, input.Event{Kind: input.Scan, Text: "r"}, "orders", ""); p.Verdict != Unbound {
		t.Error("a scan acts as a key")
	}
}

// Every mistake in the table or in a person's keys is named.
func TestNewNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	with := func(change func(a *Action[ctx])) []Action[ctx] {
		a := Action[ctx]{ID: "new", Title: term.Lit("New"), Run: run("new")}
		change(&a)
		return append(table(), a)
	}
	for _, c := range []struct {
		actions []Action[ctx]
		keys    map[string][]string
		want    string
	}{
		{with(func(a *Action[ctx]) { a.ID = "go.to" }), nil, `the id "go.to" stands twice`},
		{with(func(a *Action[ctx]) { a.Run = nil }), nil, "needs an id, a title and Run"},
		{with(func(a *Action[ctx]) { a.Scope, a.Keys = "orders", []string{"r"} }), nil, `order.release and new share the key "r"`},
		{with(func(a *Action[ctx]) { a.Scope, a.Keys = "orders", []string{"m"} }), nil, `the key "m" of new begins "m a" of mark.all`},
		{with(func(a *Action[ctx]) { a.Scope, a.Word = "orders", "goto" }), nil, `share the word "goto"`},
		{with(func(a *Action[ctx]) { a.Keys = []string{"ctrl+s", "ctrl+a"} }), nil, `the key "ctrl+s" is taken by flow control`},
		{with(func(a *Action[ctx]) { a.Keys = []string{"alt+x"} }), nil, `"alt+x" is no key`},
		{with(func(a *Action[ctx]) { a.Keys = []string{"f5"} }), nil, "a function key must not be the only way"},
		{with(func(a *Action[ctx]) { a.Keys = []string{"m  a"} }), nil, `"" is no key`},
		{table(), map[string][]string{"order.relaese": {"R"}}, `"order.relaese", which is no action`},
		{table(), map[string][]string{"order.release": {"banana"}}, `order.release: "banana" is no key`},
	} {
		_, err := New(c.actions, c.keys)
		if err == nil || core.CodeOf(err) != core.CodeUsage || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	if _, err := New(with(func(a *Action[ctx]) { a.Keys = []string{"f5", "ctrl+r", "space", "shift+tab"} }), nil); err != nil {
		t.Errorf("good keys are refused: %v", err)
	}
}

// A person's keys take the place of an action's own, everywhere that keys are shown.
func TestRemap(t *testing.T) {
	t.Parallel()
	r := registry(t, map[string][]string{"order.release": {"R", "x x"}, "move.down": {}})
	k := Keyboard[ctx]{Registry: r}
	press := func(name string) Verdict { return k.Press(ctx{}, input.Event{Name: name}, "orders", "").Verdict }
	if press("r") != Unbound || press("j") != Unbound || press("R") != Ready || press("x") != Pending || press("x") != Ready {
		t.Error("the new keys do not hold")
	}
	if !strings.Contains(r.Docs(), "`R` `x x` | `:order.release`") {
		t.Errorf("the reference does not show them:\n%s", r.Docs())
	}
}

// A key of an outer scope that an inner one takes is found.
func TestShadowed(t *testing.T) {
	t.Parallel()
	if got := registry(t, nil).Shadowed("orders", ""); len(got) > 0 {
		t.Errorf("shadowed: %q", got)
	}
	r := registry(t, map[string][]string{"move.down": {"m"}, "go.to": {"r x"}})
	got := strings.Join(r.Shadowed("orders", ""), "; ")
	if want := `"m" of move.down is taken by a longer sequence; "r x" of go.to is taken by order.release`; got != want {
		t.Errorf("shadowed: %s, want %s", got, want)
	}
}

// One table feeds help, palette, menus and the reference; what is disabled says why.
func TestLists(t *testing.T) {
	t.Parallel()
	r := registry(t, nil)
	show := func(what string, c ctx, pending string) string {
		var lines []string
		items := r.Help(c, "orders", "")
		switch what {
		case "palette":
			items = r.Palette(c, "orders", "")
		case "menu":
			items = r.Menu(c, "orders", "")
		case "continue":
			items = r.Continue(c, pending, "orders", "")
		}
		for _, i := range items {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%-14s %-18s %s %s", i.ID, i.Hint, i.Title, i.Why)))
		}
		return what + "\n" + strings.Join(lines, "\n") + "\n"
	}
	ro := ctx{readOnly: true}
	widgettest.Golden(t, *update, "lists", show("help", ro, "")+show("palette", ctx{}, "")+show("menu", ro, "")+show("continue", ctx{}, "m")+r.Docs())
}

// A line of the palette finds its action by word or id and keeps its arguments.
func TestParse(t *testing.T) {
	t.Parallel()
	r := registry(t, nil)
	for line, want := range map[string]string{" goto  SO-10442 ": "go.to SO-10442", "go.to x y": "go.to x y", "order.release": "order.release"} {
		var ran []string
		a, args, err := r.Parse(line, "orders", "")
		if err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		if a.Run(ctx{ran: &ran}, args); len(ran) != 1 || ran[0] != want {
			t.Errorf("%q ran %q, want %q", line, ran, want)
		}
	}
	if _, _, err := r.Parse("stock.count", "orders", ""); core.CodeOf(err) != core.CodeNotFound {
		t.Errorf("a command of another screen gives %v", err)
	}
	if a, ok := r.ByID("stock.count"); !ok || a.ID != "stock.count" {
		t.Error("an action is not found by its id")
	}
}

// No sequence of keys in a burst ever makes an action ready that changes something.
func TestBurstsChangeNothing(t *testing.T) {
	t.Parallel()
	r := registry(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		k := Keyboard[ctx]{Registry: r}
		for range rapid.IntRange(1, 20).Draw(t, "keys") {
			e := input.Event{Name: rapid.SampledFrom([]string{"j", "m", "a", "0", "r", "esc", "x", "enter", "|"}).Draw(t, "key"), Burst: true}
			if p := k.Press(ctx{}, e, "orders", "stock", ""); p.Verdict == Ready && p.Action.Effect == Change {
				t.Fatalf("%s ran in a burst", p.Action.ID)
			}
		}
	})
}
