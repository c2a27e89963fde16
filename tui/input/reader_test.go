package input

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func chars(s string) tea.KeyMsg {
	if s == " " {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)}
}

func paste(s string) tea.KeyMsg {
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s), Paste: true}
}

func alt(s string) tea.KeyMsg {
	m := chars(s)
	m.Alt = true
	return m
}

func key(t tea.KeyType) tea.KeyMsg { return tea.KeyMsg{Type: t} }

var enter, lf, tab, esc, down, gs = key(tea.KeyEnter), key(tea.KeyCtrlJ), key(tea.KeyTab), key(tea.KeyEsc), key(tea.KeyDown), key(tea.KeyCtrlCloseBracket)

// A step is a message and how long after the one before it arrived.
type step struct {
	after time.Duration
	m     tea.KeyMsg
}

func at(after time.Duration, m tea.KeyMsg) step { return step{after, m} }

func show(e Event) string {
	s := map[Kind]string{Key: e.Name, Text: "text " + e.Text, Scan: "scan " + e.Text, Paste: "paste " + e.Text, Ignored: "ignored"}[e.Kind]
	if e.Burst {
		s += "!"
	}
	return s
}

// play feeds the messages, flushes whenever the reader's wait is over, and writes the
// events as one line; "!" marks those that came in a burst.
func play(mode Mode, steps []step) string {
	var r Reader
	var out []string
	now, due := start, time.Time{}
	take := func(events []Event, wait time.Duration) {
		for _, e := range events {
			out = append(out, show(e))
		}
		due = time.Time{}
		if wait > 0 {
			due = now.Add(wait)
		}
	}
	for _, s := range append(steps, step{after: time.Hour}) {
		next := now.Add(s.after)
		for !due.IsZero() && due.Before(next) {
			now = due
			take(r.Flush(now))
		}
		if now = next; s.after < time.Hour {
			take(r.Step(now, s.m, mode))
		}
	}
	return strings.Join(out, ", ")
}

// The rule of the package comment, case by case.
func TestReader(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for _, c := range []struct {
		name  string
		steps []step
		want  string
	}{
		{"one key", []step{at(0, chars("x"))}, "x"},
		{"space bar", []step{at(0, chars(" "))}, "space"},
		{"arrow", []step{at(0, down)}, "down"},
		{"unhurried keys", []step{at(0, chars("d")), at(80*ms, chars("d")), at(80*ms, enter)}, "d, d, enter"},
		{"held navigation", []step{at(0, chars("jjj"))}, "j!, j!, j!"},
		{"long navigation", []step{at(0, chars("jjjjkkGg"))}, "j!, j!, j!, j!, k!, k!, G!, g!"},
		{"navigation, then enter", []step{at(0, chars("jj")), at(0, enter)}, "j!, j!, enter!"},
		{"fast single navigation", []step{at(0, chars("j")), at(2*ms, chars("j")), at(2*ms, down)}, "j, j!, down!"},
		{"arrows together", []step{at(0, down), at(0, down)}, "down, down!"},
		{"two letters", []step{at(0, chars("dd"))}, "d!, d!"},
		{"three letters, arrow", []step{at(0, chars("xyz")), at(0, down)}, "x!, y!, z!, down!"},
		{"two letters and enter", []step{at(0, chars("dd")), at(0, enter)}, "scan dd!"},
		{"a key and enter at once", []step{at(0, chars("d")), at(0, enter)}, "d, enter!"},
		{"enter held on a bad link", []step{at(0, enter), at(0, enter), at(33*ms, enter)}, "enter, enter!, enter"},
		{"barcode", []step{at(0, chars("4006381333931")), at(1*ms, enter)}, "scan 4006381333931!"},
		{"barcode, CR LF", []step{at(0, chars("4006381333931")), at(0, enter), at(0, lf), at(50*ms, chars("j"))}, "scan 4006381333931!, j!"},
		{"barcode, LF", []step{at(0, chars("4006381333931")), at(0, lf)}, "scan 4006381333931!"},
		{"barcode, tab", []step{at(0, chars("4006381333931")), at(0, tab)}, "scan 4006381333931!"},
		{"barcode in two reads", []step{at(0, chars("400638")), at(90*ms, chars("1333931")), at(100*ms, enter)}, "scan 4006381333931!"},
		{"barcode with spaces", []step{at(0, chars("WHITE")), at(0, chars(" ")), at(0, chars("MUG")), at(0, enter)}, "scan WHITE MUG!"},
		{"GS1 code", []step{at(0, chars("]C10195012345678903")), at(0, gs), at(0, chars("10LOT7")), at(0, enter)},
			"scan ]C10195012345678903\x1d10LOT7!"},
		{"one character at a time", []step{at(0, chars("4")), at(5*ms, chars("0")), at(5*ms, chars("0")), at(5*ms, chars("6")), at(5*ms, enter)},
			"4, scan 4006!"},
		{"code that starts like navigation", []step{at(0, chars("G")), at(2*ms, chars("17")), at(2*ms, enter)}, "G, scan G17!"},
		{"two barcodes", []step{at(0, chars("40063")), at(0, enter), at(0, chars("40064")), at(0, enter)}, "scan 40063!, scan 40064!"},
		{"many letters, no enter", []step{at(0, chars("quit"))}, "paste quit!"},
		{"enter long after", []step{at(0, chars("quit")), at(300*ms, enter)}, "paste quit!, enter!"},
		{"enter much later", []step{at(0, chars("quit")), at(900*ms, enter)}, "paste quit!, enter"},
		{"many letters, then a key", []step{at(0, chars("quit")), at(10*ms, esc)}, "paste quit!, esc!"},
		{"endless", []step{at(0, chars(strings.Repeat("x", 250))), at(0, enter)}, "ignored!"},
		{"endless navigation", []step{at(0, chars(strings.Repeat("j", 250))), at(0, enter)}, strings.Repeat("j!, ", 250) + "enter!"},
		{"filter", []step{at(0, chars("/")), at(80*ms, esc)}, "/, esc"},
		{"filter in one message", []step{at(0, chars("/late"))}, "/!, text late!"},
		{"moves, then command", []step{at(0, chars("jj:goto"))}, "j!, j!, :!, text goto!"},
		{"pasted", []step{at(0, paste("dd\r")), at(0, enter)}, "paste dd\r!, enter!"},
		{"ESC glued to a key", []step{at(0, alt("j"))}, "esc, j!"},
		{"ESC glued to enter", []step{at(0, tea.KeyMsg{Type: tea.KeyEnter, Alt: true})}, "esc, enter!"},
		{"arrow in two reads", []step{at(0, alt("[")), at(40*ms, chars("A"))}, "ignored!"},
		{"half an arrow, then a key", []step{at(0, alt("[")), at(400*ms, chars("A"))}, "A"},
		{"ctrl+c in a burst", []step{at(0, chars("xy")), at(0, key(tea.KeyCtrlC))}, "x!, y!, ctrl+c!"},
		{"late letter joins nothing", []step{at(0, chars("ab")), at(21*ms, chars("c"))}, "a!, b!, c!"},
	} {
		if got := play(Hotkeys, c.steps); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// With the focus in a text field characters are text, and enter after a burst says so.
func TestReaderTextField(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for _, c := range []struct {
		name  string
		steps []step
		want  string
	}{
		{"typing", []step{at(0, chars("d")), at(90*ms, chars("d")), at(90*ms, enter)}, "text d, text d, enter"},
		{"scan", []step{at(0, chars("40063")), at(0, enter)}, "text 40063!, enter!"},
		{"paste", []step{at(0, paste("a\nb"))}, "paste a\nb!"},
		{"alt is left alone", []step{at(0, alt("b"))}, "alt+b"},
		{"arrow in two reads", []step{at(0, alt("[")), at(2*ms, chars("D"))}, "ignored!"},
	} {
		if got := play(TextField, c.steps); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A burst that was held goes to the field that took the focus meanwhile.
func TestReaderFocusMoves(t *testing.T) {
	t.Parallel()
	var r Reader
	r.Step(start, chars("ab"), Hotkeys)
	events, _ := r.Step(start.Add(time.Millisecond), chars("c"), TextField)
	if got := fmt.Sprint(show(events[0]), ", ", show(events[1])); got != "text ab!, text c!" {
		t.Errorf("the field got %q", got)
	}
}

// What an event writes into a field.
func TestCharacters(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]Event{
		"x": {Name: "x"}, " ": {Name: "space"}, "ab": {Kind: Text, Text: "ab"}, "é": {Name: "é"}, "p": {Kind: Paste, Text: "p"},
	} {
		if got := e.Characters(); got != want {
			t.Errorf("%+v writes %q, want %q", e, got, want)
		}
	}
	for _, e := range []Event{{Name: "enter"}, {Name: "ctrl+r"}, {Kind: Ignored, Text: "why"}} {
		if got := e.Characters(); got != "" {
			t.Errorf("%+v writes %q", e, got)
		}
	}
}

func message() *rapid.Generator[tea.KeyMsg] {
	pieces := []tea.KeyMsg{enter, lf, tab, esc, down, gs, chars(" "), alt("x"), alt("["), paste("pasted"), key(tea.KeyCtrlC)}
	return rapid.Custom(func(t *rapid.T) tea.KeyMsg {
		if rapid.Bool().Draw(t, "characters") {
			return chars(rapid.StringMatching(`[jkG]{1,6}|[a-z0-9:/]{1,8}`).Draw(t, "runes"))
		}
		return rapid.SampledFrom(pieces).Draw(t, "key")
	})
}

// Whatever arrives: a key that may confirm (not Burst) is the first thing of a message
// and came at least Gap after the message before; four or more mixed characters in
// one message never become keys; and the machine comes to rest.
func TestNothingInABurstConfirms(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var r Reader
		now, last := start, start.Add(-time.Hour)
		for range rapid.IntRange(1, 20).Draw(t, "messages") {
			now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "ms")) * time.Millisecond)
			m := message().Draw(t, "message")
			mode := rapid.SampledFrom([]Mode{Hotkeys, Hotkeys, TextField}).Draw(t, "mode")
			events, _ := r.Step(now, m, mode)
			for i, e := range events {
				if e.Kind == Key && !e.Burst && (i > 0 || now.Sub(last) < Gap) {
					t.Fatalf("%v after %v gave %v: %q could confirm", m, now.Sub(last), events, e.Name)
				}
			}
			if Classify(m) == Many && !strings.ContainsAny(string(m.Runes), openers) {
				if events, _ := new(Reader).Step(now, m, Hotkeys); len(events) > 0 {
					t.Fatalf("%v became %v", m, events)
				}
			}
			last = now
		}
		if events, wait := r.Flush(now.Add(time.Hour)); wait != 0 || len(r.burst) != 0 {
			t.Fatalf("the reader is still busy: %v, %v", events, wait)
		}
	})
}
