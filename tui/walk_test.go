package tui

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/order"
	"andon/tui/tuitest"
	"andon/tui/widget/widgettest"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

// hostile are texts that break terminals and screens that do not clean them.
var hostile = [...]string{"\x1b]52;c;ZXZpbA==\a", "\x1b[2J\x1b[H", "paid\rHELD", "a\b\bb\x00\x7f", "\u009b31m", "\x9b31m", "invoice\u202Efdp.exe",
	"two\nlines\tand a tab", "\U0001F1E9\U0001F1EA \u26a0\ufe0f", "東京 特急", strings.Repeat("x", 3000), strings.Repeat("e\u0301", 200), "\xff\xfe", "trailing   ", ""}

// poison puts hostile text into every cell and document of a shop, the same for the same seed.
func poison(f *tuitest.Fake, seed int) {
	pick := func() string {
		seed++
		return hostile[seed%len(hostile)]
	}
	for _, noun := range slices.Sorted(maps.Keys(f.Kinds)) {
		for _, row := range f.Kinds[noun].Rows {
			for j := range row.Cells {
				if cell := &row.Cells[j]; cell.N == 0 && j > 0 {
					cell.S += pick()
				}
			}
		}
	}
	f.Shop.Name, f.Shop.Clock = f.Shop.Name+pick(), pick()
	byID := func(a, b core.Ref) int { return strings.Compare(a.String(), b.String()) }
	for _, ref := range slices.SortedFunc(maps.Keys(f.Docs), byID) {
		if v, ok := f.Docs[ref].(api.ExceptionView); ok {
			f.Docs[ref] = poisoned(v, pick)
		}
	}
	for _, ref := range slices.SortedFunc(maps.Keys(f.Past), byID) {
		for _, row := range f.Past[ref] {
			row.Cells[6].S += pick()
		}
	}
}

func poisoned(v api.ExceptionView, pick func() string) api.ExceptionView {
	x := *v.Exception
	x.Detail, x.Owner, x.Queue, x.Item = pick(), pick(), pick(), pick()
	x.Notes = []exception.Note{{By: pick(), Text: pick()}}
	v.Exception, v.Title, v.Why = &x, pick(), []string{pick(), pick()}
	v.Actions = slices.Clone(v.Actions)
	for i := range v.Actions {
		v.Actions[i].Title += pick()
	}
	return v
}

// steps are what a person, a terminal or the shop may do.
var steps = [...]string{"j", "k", "g", "G", "enter", "enter", "esc", "q", "tab", "space", "v", "m", "a", "f", "c", "n", "t", "r", "o", "w", "s", "S", "y", "x", "p", ".", "-",
	"[", "]", "1", "2", "3", "4", "?", ":", "/", "pgup", "pgdown", "home", "end", "ctrl+r", "backspace", "up", "down", "left", "right", "l", "0", "i"}

// catcher turns a failed check into a panic that carries its message.
type catcher struct{ testing.TB }

func (c catcher) Helper() {}

func (c catcher) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// No sequence of keys breaks the console at any size: it does not panic, every frame is
// exactly as large as the terminal, and nothing but colours escapes, with hostile text in
// every cell. rapid prints the seed of a failure and finds a short script for it.
func TestRandomWalk(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var failure any
		synctest.Test(t, func(t *testing.T) {
			defer func() { failure = recover() }()
			walk(t, rt)
		})
		if wrong, ok := failure.(string); ok {
			rt.Fatalf("%s", wrong)
		}
		if failure != nil {
			panic(failure)
		}
	})
}

func walk(t *testing.T, rt *rapid.T) {
	shop := tuitest.Shop()
	poison(shop, rapid.IntRange(0, 99).Draw(rt, "seed"))
	refuse := rapid.Bool().Draw(rt, "refuse")
	shop.Refuse = func(core.Command) *core.Error {
		if refuse {
			return core.E(core.CodeConflict, "x", hostile[0], "changed")
		}
		return nil
	}
	w, h := rapid.IntRange(1, 200).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h")
	c := start(t, shop, Options{Color: "always", Status: func() string { return hostile[0] }}, w, h)
	defer c.stop()
	for range rapid.IntRange(1, 40).Draw(rt, "steps") {
		switch rapid.IntRange(0, 12).Draw(rt, "what") {
		case 0:
			w, h = rapid.IntRange(1, 200).Draw(rt, "w"), rapid.IntRange(1, 60).Draw(rt, "h")
			c.Resize(w, h)
		case 1:
			c.Burst(rapid.SampledFrom([]string{"jjj", "SO-17", "dd", "fy", ":orders", "/x = y", hostile[0]}).Draw(rt, "burst"))
		case 2:
			c.Advance(time.Duration(rapid.IntRange(1, 30).Draw(rt, "ms")) * 100 * time.Millisecond)
		case 3:
			shop.Change([]core.Noun{order.NounOrder, exception.NounException}, func(f *tuitest.Fake) {
				k := f.Kinds[exception.NounException]
				if n := len(k.Rows); n > 0 {
					k.Rows = append(append([]api.Row(nil), k.Rows[n-1]), k.Rows[:n-1]...)
				}
			})
		case 4:
			down := rapid.Bool().Draw(rt, "down")
			shop.Set(func(f *tuitest.Fake) {
				f.Err = nil
				if down {
					f.Err = core.E(core.CodeBusy, "query", hostile[0], "the shop is closed")
				}
			})
		default:
			c.Send(tuitest.KeyMsg(rapid.SampledFrom(steps[:]).Draw(rt, "key")))
		}
		if c.Quit {
			return
		}
		widgettest.Check(catcher{t}, c.View(), w, h)
	}
}

var _ tea.Model = (*app)(nil)
