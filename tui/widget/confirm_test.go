package widget

import (
	"testing"
	"time"

	"andon/tui/input"
	"andon/tui/term"
)

// What a person does with a dialog that the key r opened, each key with its time after
// the one before, and what comes of it.
func TestConfirm(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	type press struct {
		after time.Duration
		e     input.Event
	}
	at := func(d time.Duration, e input.Event) press { return press{d, e} }
	held := []press{}
	for range 60 {
		held = append(held, at(33*ms, key("y")))
	}
	for _, c := range []struct {
		name    string
		trigger string
		count   int
		keys    []press
		want    Outcome
	}{
		{"yes", "r", 0, []press{at(300*ms, key("y"))}, Done},
		{"enter says what does it", "r", 0, []press{at(300*ms, key("enter"))}, Open},
		{"enter, then y", "r", 0, []press{at(300*ms, key("enter")), at(90*ms, key("y"))}, Done},
		{"no", "r", 0, []press{at(300*ms, key("n"))}, Cancelled},
		{"to the button", "r", 0, []press{at(300*ms, key("tab")), at(90*ms, key("enter"))}, Done},
		{"there and back", "r", 0, []press{at(300*ms, key("tab")), at(90*ms, key("left")), at(90*ms, key("enter"))}, Open},
		{"too early", "r", 0, []press{at(249*ms, key("y"))}, Open},
		{"escape is never too early", "r", 0, []press{at(1*ms, key("esc"))}, Cancelled},
		{"key held from before", "r", 0, held, Open},
		{"early, then after silence", "r", 0, []press{at(100*ms, key("y")), at(300*ms, key("y"))}, Done},
		{"in a burst", "r", 0, []press{at(300*ms, burst("y"))}, Open},
		{"right after a burst", "r", 0, []press{at(300*ms, burst("y")), at(50*ms, key("y"))}, Open},
		{"a scan", "r", 0, []press{at(300*ms, input.Event{Kind: input.Scan, Text: "y"})}, Open},
		{"escape in a burst", "r", 0, []press{at(300*ms, burst("esc"))}, Open},
		{"opened by y", "y", 0, []press{at(300*ms, key("y"))}, Open},
		{"opened by y, o confirms", "y", 0, []press{at(300*ms, key("o"))}, Done},
		{"opened by enter", "enter", 0, []press{at(300*ms, key("tab")), at(300*ms, key("enter"))}, Open},
		{"opened by enter, y confirms", "enter", 0, []press{at(300*ms, key("y"))}, Done},
		{"count", "r", 12, []press{at(300*ms, key("1")), at(90*ms, key("2")), at(90*ms, key("enter"))}, Done},
		{"wrong count", "r", 12, []press{at(300*ms, key("1")), at(90*ms, key("enter"))}, Open},
		{"count corrected", "r", 12, []press{at(300*ms, key("3")), at(90*ms, key("backspace")), at(90*ms, key("1")), at(90*ms, key("2")), at(90*ms, key("enter"))}, Done},
		{"count, y does nothing", "r", 12, []press{at(300*ms, key("y"))}, Open},
		{"count, enter at once", "r", 12, []press{at(300*ms, key("enter"))}, Open},
		{"count scanned", "r", 12, []press{at(300*ms, burst("1")), at(0, burst("2")), at(0, burst("enter"))}, Done},
		{"count in one burst", "r", 256, []press{at(300*ms, input.Event{Kind: input.Text, Text: "256", Burst: true}), at(5*ms, burst("enter"))}, Done},
		{"count pasted", "r", 256, []press{at(300*ms, input.Event{Kind: input.Paste, Text: "256", Burst: true}), at(500*ms, key("enter"))}, Done},
		{"another code scanned", "r", 12, []press{at(300*ms, input.Event{Kind: input.Text, Text: "4006381333931", Burst: true}), at(0, burst("enter"))}, Open},
		{"count, escape", "r", 12, []press{at(300*ms, key("1")), at(90*ms, key("esc"))}, Cancelled},
	} {
		d := NewConfirm(term.Lit("Release?"), term.Lit("release"), nil, c.trigger, c.count, noon)
		d.SetSize(60, 5)
		now, out := noon, Open
		for _, k := range c.keys {
			now = now.Add(k.after)
			if out = d.Key(k.e, now); out != Open {
				break
			}
		}
		if out != c.want {
			t.Errorf("%s: outcome %d, want %d", c.name, out, c.want)
		}
	}
}
