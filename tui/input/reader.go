package input

import (
	"slices"
	"strings"
	"time"

	"andon/core"

	tea "github.com/charmbracelet/bubbletea"
)

// How long things belong together.
const (
	Gap  = 20 * time.Millisecond  // between two characters of one burst; no person is that fast
	Hold = 250 * time.Millisecond // a burst of four or more waits so long for its enter
	Calm = 100 * time.Millisecond // after a burst, keys still count as part of it
)

// MaxScan is the longest code or line that a burst may bring, in characters. It holds
// the longest id from outside.
const MaxScan = 2 * core.MaxIDBytes

// separator is FNC1 as scanners send it between the fields of a GS1 code.
const separator = '\x1d'

// Reader is the machine of the package comment. The zero Reader is ready.
type Reader struct {
	burst []rune    // of the current burst; its first sent runes have acted as keys
	sent  int       // at most len(burst)
	over  bool      // the burst is longer than MaxScan
	last  time.Time // when its last rune came
	calm  time.Time // before this a key is part of a burst
	torn  time.Time // when the first half of an escape sequence came
	line  bool      // a scan has just ended in CR; its LF is part of it
}

// Step takes one message that arrived at now while the focus was as mode says. It
// returns what happened, in order; mode may change between two of the events, so the
// owner routes each by the focus at that moment. A wait above zero asks the owner to
// call Flush after that time, unless another message comes first.
func (r *Reader) Step(now time.Time, m tea.KeyMsg, mode Mode) (events []Event, wait time.Duration) {
	if r.line && m.Type == tea.KeyCtrlJ {
		r.line = false
		return nil, 0
	}
	r.line = false
	shape := Classify(m)
	torn := now.Sub(r.torn) < Hold
	r.torn = time.Time{}
	switch {
	case torn && endsSequence(m, shape):
		events = []Event{{Kind: Ignored, Text: "half of an escape sequence", Burst: true}}
	case shape == Pasted:
		events = append(r.finish(now), Event{Kind: Paste, Text: string(m.Runes), Burst: true})
		r.mark(now, Calm)
	case shape == Torn:
		events = r.finish(now)
		r.torn = now
	case mode == TextField:
		events = append(r.late(now), r.field(now, m, shape))
	case shape == Alt:
		events = r.unglue(now, m)
	case shape == Single:
		events = r.single(now, m)
	default:
		events = r.characters(now, m.Runes)
	}
	r.mark(now, Gap)
	return events, r.wait(now)
}

// Flush ends a burst whose time is up.
func (r *Reader) Flush(now time.Time) (events []Event, wait time.Duration) {
	if wait := r.wait(now); wait > 0 {
		return nil, wait
	}
	return r.finish(now), 0
}

// held is what has not acted yet.
func (r *Reader) held() []rune { return r.burst[r.sent:] }

// patience is how long the current burst may still grow.
func (r *Reader) patience() time.Duration {
	if len(r.held()) > 0 && len(r.burst) >= 4 {
		return Hold
	}
	return Gap
}

func (r *Reader) wait(now time.Time) time.Duration {
	if len(r.held()) == 0 {
		return 0
	}
	return max(r.patience()-now.Sub(r.last), 0)
}

// characters adds runes to the burst, or starts one.
func (r *Reader) characters(now time.Time, runes []rune) (events []Event) {
	if len(r.burst) > 0 && now.Sub(r.last) > r.patience() {
		events = r.finish(now)
	}
	if at := r.opener(runes); at >= 0 {
		return append(events, r.open(now, runes, at)...)
	}
	burst := len(r.burst)+len(runes) > 1
	calm := !now.Before(r.calm)
	r.add(runes)
	r.last = now
	if burst {
		r.mark(now, Calm)
	}
	if !burst || navigates(r.burst) {
		events = append(events, r.keys(burst || !calm)...)
	}
	return events
}

// opener finds a key that opens a prompt, with nothing but navigation before it.
func (r *Reader) opener(runes []rune) int {
	at := slices.IndexFunc(runes, func(c rune) bool { return strings.ContainsRune(openers, c) })
	if at < 0 || !navigates(r.burst) || !navigates(runes[:at]) {
		return -1
	}
	return at
}

// open lets the keys up to the opener act; the rest is text for its prompt.
func (r *Reader) open(now time.Time, runes []rune, at int) []Event {
	burst := len(r.burst)+len(runes) > 1 || now.Before(r.calm)
	r.reset()
	r.add(runes[:at+1])
	events := r.keys(burst)
	r.reset()
	if rest := runes[at+1:]; len(rest) > 0 {
		events = append(events, Event{Kind: Text, Text: string(rest), Burst: true})
	}
	if burst {
		r.mark(now, Calm)
	}
	return events
}

// add keeps at most MaxScan runes: of navigation keys, which have acted, the newest.
func (r *Reader) add(runes []rune) {
	r.burst = append(r.burst, runes...)
	if extra := len(r.burst) - MaxScan; extra > 0 {
		drop := min(extra, r.sent)
		r.burst, r.sent = r.burst[drop:], r.sent-drop
	}
	if len(r.burst) > MaxScan && !navigates(r.burst) {
		r.burst, r.over = r.burst[:MaxScan], true
	}
}

// keys lets what is held act, one by one.
func (r *Reader) keys(burst bool) (events []Event) {
	for _, c := range r.held() {
		events = append(events, Event{Kind: Key, Name: keyOf(c), Burst: burst})
	}
	r.sent = len(r.burst)
	return events
}

// finish ends the burst without an enter.
func (r *Reader) finish(now time.Time) (events []Event) {
	switch {
	case len(r.held()) == 0:
	case r.over:
		events = tooLong()
	case len(r.burst) >= 4:
		events = []Event{{Kind: Paste, Text: string(r.burst), Burst: true}}
		r.mark(now, Calm)
	default:
		events = r.keys(true)
		r.mark(now, Calm)
	}
	r.reset()
	return events
}

func tooLong() []Event {
	return []Event{{Kind: Ignored, Text: "too many characters at once", Burst: true}}
}

func (r *Reader) reset() { r.burst, r.sent, r.over = nil, 0, false }

func (r *Reader) mark(now time.Time, d time.Duration) {
	if until := now.Add(d); until.After(r.calm) {
		r.calm = until
	}
}

// single takes a key that is no character; enter and tab end a scan.
func (r *Reader) single(now time.Time, m tea.KeyMsg) []Event {
	open := len(r.held()) > 0 && now.Sub(r.last) <= r.patience()
	switch m.Type {
	case tea.KeyCtrlCloseBracket:
		if open {
			r.add([]rune{separator})
			r.last = now
			return nil
		}
	case tea.KeyEnter, tea.KeyCtrlJ, tea.KeyTab:
		if open {
			r.line = m.Type == tea.KeyEnter
			return r.scan(now)
		}
	}
	events := r.finish(now)
	return append(events, Event{Kind: Key, Name: nameOf(m), Burst: now.Before(r.calm)})
}

func (r *Reader) scan(now time.Time) []Event {
	events := []Event{{Kind: Scan, Text: string(r.burst), Burst: true}}
	if r.over {
		events = tooLong()
	}
	r.reset()
	r.mark(now, Calm)
	return events
}

// unglue takes ESC and a key apart.
func (r *Reader) unglue(now time.Time, m tea.KeyMsg) []Event {
	events := append(r.finish(now), Event{Kind: Key, Name: "esc", Burst: now.Before(r.calm)})
	m.Alt = false
	r.mark(now, Calm)
	return append(events, Event{Kind: Key, Name: nameOf(m), Burst: true})
}

// field takes a message while a text field has the focus.
func (r *Reader) field(now time.Time, m tea.KeyMsg, shape Shape) Event {
	burst := now.Before(r.calm)
	if shape == Single || shape == Alt {
		return Event{Kind: Key, Name: nameOf(m), Burst: burst}
	}
	many := len(m.Runes) > 1
	if many {
		r.mark(now, Calm)
	}
	return Event{Kind: Text, Text: string(m.Runes), Burst: burst || many}
}

// late gives what was held to a text field that took the focus meanwhile.
func (r *Reader) late(now time.Time) (events []Event) {
	if held := r.held(); len(held) > 0 {
		r.mark(now, Calm)
		events = []Event{{Kind: Text, Text: string(held), Burst: true}}
	}
	r.reset()
	return events
}

// endsSequence reports the second half of a sequence that came in two reads, such as
// the "A" of an arrow key.
func endsSequence(m tea.KeyMsg, shape Shape) bool {
	if shape == Single || shape > Many {
		return false
	}
	end := len(m.Runes) - 1
	return m.Runes[end] >= '@' && m.Runes[end] <= '~' && strings.Trim(string(m.Runes[:end]), "0123456789;") == ""
}
