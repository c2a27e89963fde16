package play

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"andon/core"
)

// Script is a story that was read without a mistake.
type Script struct {
	File  string
	Title string   // the first line of the comment that it begins with
	About []string // the rest of that comment
	steps []step
}

// step is a line, or a block of lines.
type step struct {
	line int
	text string
	said *sentence // nil: a block

	inner []step
	mix   *mix // the block's lines come in any order

	refused *refusal // what must become of its commands
	known   bool     // its command must have been given before
}

// refusal says that commands must be refused.
type refusal struct {
	code  core.Code
	times int // 0: all of the step
	text  string
}

// mix is a block that is played in many orders.
type mix struct {
	twice bool // each line comes twice
}

// MaxScript is how many bytes a script has at most.
const MaxScript = 1 << 20

// Limits of a script.
const (
	maxRepeat   = 10_000
	maxSteps    = 50_000
	maxLine     = 4_000
	maxMistakes = 50
)

// Mistake is something in a script that cannot be understood.
type Mistake struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

func (m Mistake) String() string { return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Text) }

// Parse reads a script. Where it has mistakes, all of them are told, and there is no script.
func Parse(file, text string) (*Script, []Mistake) {
	if why := unreadable(text); why != "" {
		return nil, []Mistake{{file, 1, why}}
	}
	about, lines := logicalLines(text)
	for _, l := range lines {
		if len(l.text) > maxLine {
			return nil, []Mistake{{file, l.no, fmt.Sprintf("a sentence has at most %d bytes", maxLine)}}
		}
	}
	p := &parser{file: file, lines: lines}
	s := &Script{File: file, steps: p.block(0, false)}
	if len(about) > 0 {
		s.Title, s.About = about[0], about[1:]
	}
	switch n := countMixes(s.steps); {
	case len(p.mistakes) > 0:
	case len(s.steps) == 0:
		p.wrong(line{no: 1}, "the script is empty")
	case n > 1:
		p.wrong(line{no: 1}, "a script has one block \"in any order\" at most, not %d", n)
	}
	if len(p.mistakes) > 0 {
		return nil, p.mistakes
	}
	return s, nil
}

func countMixes(steps []step) (n int) {
	for i := range steps {
		if steps[i].mix != nil {
			n++
		}
		n += countMixes(steps[i].inner)
	}
	return n
}

type parser struct {
	file     string
	lines    []line
	next     int
	steps    int
	mistakes []Mistake
}

// unreadable says why a text cannot be a script, "" when it can.
func unreadable(text string) string {
	switch {
	case len(text) > MaxScript:
		return fmt.Sprintf("a script has at most %d bytes", MaxScript)
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "this is not a text in UTF-8"
	}
	return ""
}

func (p *parser) wrong(l line, format string, args ...any) {
	p.mistakes = append(p.mistakes, Mistake{p.file, l.no, fmt.Sprintf(format, args...)})
}

// block reads lines until the end of the block that began at a line, 0: of the script.
func (p *parser) block(from int, inside bool) (out []step) {
	for p.next < len(p.lines) && len(p.mistakes) < maxMistakes {
		l := p.lines[p.next]
		p.next++
		switch first, rest, _ := strings.Cut(l.text, " "); {
		case l.text == "end" && inside:
			return out
		case l.text == "end":
			p.wrong(l, "there is no block to end")
		case first == "repeat":
			out = p.repeat(out, l)
		case first == "in" && strings.HasPrefix(rest, "any order"):
			out = append(out, p.anyOrder(l))
		default:
			out = p.line(out, l)
		}
	}
	if inside {
		p.wrong(line{no: from}, "the block that begins here needs an end: a line that says end")
	}
	return out
}

// line reads a sentence; one about the command before it is put to that.
func (p *parser) line(out []step, l line) []step {
	s, err := parse(l.text)
	if err != nil {
		p.wrong(l, "%v", err)
		return out
	}
	if p.steps++; p.steps == maxSteps {
		p.wrong(l, "a script has at most %d lines, repeated ones among them", maxSteps)
	}
	if s.row.act != nil {
		return append(out, step{line: l.no, text: l.text, said: s})
	}
	if len(out) == 0 || !out[len(out)-1].commands() {
		p.wrong(l, "%q must stand behind a command", s.key)
		return out
	}
	last := &out[len(out)-1]
	if s.key == "known" {
		last.known = true
		return out
	}
	last.refused = &refusal{code: core.Code(s.items[0].text("CODE")), text: s.items[0].text("TEXT")}
	if n, ok := number(s.text("N")); ok {
		last.refused.times = int(n)
	}
	return out
}

// commands reports whether a step gives commands.
func (s *step) commands() bool {
	if s.said != nil {
		return s.said.row.By != ""
	}
	return slices.ContainsFunc(s.inner, func(i step) bool { return i.commands() })
}

// repeat reads "repeat N times: SENTENCE", or a block. {n} counts from 1.
func (p *parser) repeat(out []step, l line) []step {
	head, rest, _ := strings.Cut(l.text, ":")
	words := strings.Fields(head)
	if len(words) != 3 || words[2] != "times" || !isCount(words[1]) {
		p.wrong(l, `say "repeat N times: SENTENCE", or "repeat N times" and lines until one that says end`)
		words = []string{"", "1"}
	}
	n, _ := number(words[1])
	if n < 1 || n > maxRepeat {
		p.wrong(l, "a line is repeated 1 to %d times, not %s", maxRepeat, words[1])
		n = 1
	}
	block := step{line: l.no, text: l.text}
	if rest = strings.TrimSpace(rest); rest != "" {
		for i := range int(n) {
			p.counted(i, func(q *parser) { block.inner = q.line(block.inner, line{l.no, numbered(rest, i)}) })
		}
		return append(out, block)
	}
	from := p.next
	for i := range int(n) {
		p.counted(i, func(q *parser) {
			q.lines = slices.Clone(p.lines)
			for j := from; j < len(q.lines); j++ {
				q.lines[j].text = numbered(q.lines[j].text, i)
			}
			q.next = from
			block.inner = append(block.inner, q.block(l.no, true)...)
		})
	}
	return append(out, block)
}

// counted reads one round of what is repeated; only the first round tells mistakes.
func (p *parser) counted(i int, read func(*parser)) {
	if i > 0 && (len(p.mistakes) > 0 || p.steps >= maxSteps) {
		return
	}
	q := *p
	read(&q)
	p.next, p.steps, p.mistakes = q.next, q.steps, q.mistakes
}

func numbered(text string, i int) string {
	return strings.ReplaceAll(text, "{n}", strconv.Itoa(i+1))
}

func (p *parser) anyOrder(l line) step {
	s := step{line: l.no, text: l.text, mix: &mix{}}
	switch l.text {
	case "in any order":
	case "in any order, twice":
		s.mix.twice = true
	default:
		p.wrong(l, `say "in any order", or "in any order, twice", and lines until one that says end`)
	}
	s.inner = p.block(l.no, true)
	if len(s.inner) > maxMixed {
		p.wrong(l, "at most %d lines come in any order, not %d", maxMixed, len(s.inner))
	}
	return s
}

// parse reads a sentence.
func parse(text string) (*sentence, error) {
	by := ""
	if rest, ok := strings.CutPrefix(text, "as "); ok {
		if by, rest, ok = strings.Cut(rest, " "); !ok {
			return nil, fmt.Errorf(`say who and what: "as NAME SENTENCE"`)
		}
		text = rest
	}
	p := split(text)
	if len(p.head) == 0 {
		return nil, fmt.Errorf("a sentence begins with a word")
	}
	candidates := rows()[p.head[0].text]
	if candidates == nil {
		return nil, unknownWord(p.head[0].text)
	}
	var heads []form
	for _, r := range candidates {
		heads = append(heads, r.say)
	}
	head, i, err := fitAny(heads, p.text, p.head)
	if err != nil {
		return nil, err
	}
	s := &sentence{said: head, row: candidates[i]}
	if by != "" && (s.row.By == "" || s.row.By == theSame) {
		return nil, fmt.Errorf("%q gives no command of its own, so it is not said by anybody", s.key)
	}
	s.by = cmp.Or(by, s.row.By)
	if s.opts, err = clauses(s.row.opts, p.text, p.opts, "behind a comma"); err == nil {
		s.items, err = clauses(s.row.items, p.text, p.items, "behind the colon")
	}
	if err == nil && s.row.needs && len(s.items) == 0 {
		err = fmt.Errorf("behind a colon %s is expected", strings.Join(s.row.Items, " or "))
	}
	if err != nil {
		return nil, fmt.Errorf("%w; the sentence is: %s", err, s.row.Say)
	}
	return s, nil
}

func clauses(forms []form, text string, cs []clause, where string) (out []said, err error) {
	for _, c := range cs {
		if len(c) == 0 {
			return nil, fmt.Errorf("nothing stands %s", where)
		}
		s, _, err := fitAny(forms, text, c)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// unknownWord says which word was perhaps meant.
func unknownWord(word string) error {
	known := slices.Sorted(maps.Keys(rows()))
	known = append(known, "repeat", "in any order", "as", "end")
	for _, k := range known {
		if distance(word, k) <= min(2, len(word)/2-1) {
			return fmt.Errorf("no sentence begins with %q; did you mean %q?", word, k)
		}
	}
	return fmt.Errorf("no sentence begins with %q; there are %s", word, strings.Join(known, ", "))
}

// distance counts the letters in which two words differ.
func distance(a, b string) int {
	before := make([]int, len(b)+1)
	for j := range before {
		before[j] = j
	}
	for i := range len(a) {
		now := make([]int, len(b)+1)
		now[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			now[j+1] = min(now[j]+1, before[j+1]+1, before[j]+cost)
		}
		before = now
	}
	return before[len(b)]
}
