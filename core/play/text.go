package play

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is a logical line of a script: one that ends with a comma goes on on the next.
type line struct {
	no   int // of its first line, from 1
	text string
}

// logicalLines splits a script, drops comments and empty lines, and returns the comment
// that it begins with.
func logicalLines(text string) (about []string, lines []line) {
	open := false // the line before goes on
	for i, raw := range strings.Split(text, "\n") {
		s := strings.TrimSpace(uncommented(raw))
		if s == "" {
			if c, ok := strings.CutPrefix(strings.TrimSpace(raw), "#"); ok && len(lines) == 0 {
				about = append(about, strings.TrimSpace(c))
			}
			continue
		}
		if open {
			last := &lines[len(lines)-1]
			last.text += " " + s
		} else {
			lines = append(lines, line{i + 1, s})
		}
		last := lines[len(lines)-1].text
		open = strings.HasSuffix(last, ",") || strings.Count(last, "{") > strings.Count(last, "}")
	}
	return about, lines
}

// uncommented cuts a line at a # that stands alone or behind a space, outside quotes.
func uncommented(s string) string {
	quoted := false
	for i, r := range s {
		switch {
		case r == '"' && (i == 0 || s[i-1] != '\\'):
			quoted = !quoted
		case r == '#' && !quoted && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t'):
			return s[:i]
		}
	}
	return s
}

// token is a word of a line, or a quoted text, or JSON in braces, or a separator.
type token struct {
	text   string // without the quotes
	quoted bool
	from   int // in the line
	to     int
}

// clause is what stands between separators.
type clause []token

// raw is a clause, or a part of it, as it was written.
func (c clause) raw(line string) string {
	if len(c) == 0 {
		return ""
	}
	return line[c[0].from:c[len(c)-1].to]
}

// parsed is a line split into its clauses: commas separate, and the first colon that ends
// a word divides what is said from its items.
type parsed struct {
	text  string
	head  clause
	opts  []clause
	items []clause
	colon bool
}

func split(text string) parsed {
	p := parsed{text: text}
	var now clause
	depth := 0
	end := func() {
		switch {
		case p.colon:
			p.items = append(p.items, now)
		case p.head == nil:
			p.head = now
		default:
			p.opts = append(p.opts, now)
		}
		now = nil
	}
	for i := 0; i < len(text); {
		t, next := nextToken(text, i)
		i = next
		if t.text == "" && !t.quoted {
			continue
		}
		word, stop := t, byte(0)
		if !t.quoted && t.text[0] != '{' {
			depth += strings.Count(t.text, "(") - strings.Count(t.text, ")")
			if c := t.text[len(t.text)-1]; depth <= 0 && (c == ',' || c == ':' && !p.colon) {
				stop = c
				word.text, word.to = t.text[:len(t.text)-1], t.to-1
			}
		}
		if word.text != "" || word.quoted {
			now = append(now, word)
		}
		if stop != 0 {
			end()
			p.colon = p.colon || stop == ':'
		}
	}
	if len(now) > 0 || p.head == nil {
		end()
	}
	return p
}

// nextToken reads the token at or behind i. A separator behind quotes or braces is a
// token of its own.
func nextToken(s string, i int) (token, int) {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	if i == len(s) {
		return token{}, i
	}
	switch s[i] {
	case '"':
		end := quoteEnd(s, i)
		return token{strings.ReplaceAll(strings.Trim(s[i+1:end], `"`), `\"`, `"`), true, i, end}, end
	case '{':
		end := braceEnd(s, i)
		return token{s[i:end], false, i, end}, end
	}
	end := i
	for end < len(s) {
		r, n := utf8.DecodeRuneInString(s[end:])
		if unicode.IsSpace(r) || r == '"' && end > i {
			break
		}
		end += n
	}
	return token{s[i:end], false, i, end}, end
}

// quoteEnd is the place behind the quote that ends the text beginning at i.
func quoteEnd(s string, i int) int {
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case '\\':
			j++
		case '"':
			return j + 1
		}
	}
	return len(s)
}

// braceEnd is the place behind the brace that ends the JSON beginning at i.
func braceEnd(s string, i int) int {
	depth := 0
	for j := i; j < len(s); j++ {
		switch s[j] {
		case '"':
			j = quoteEnd(s, j) - 1
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return j + 1
			}
		}
	}
	return len(s)
}
