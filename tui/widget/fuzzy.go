package widget

import (
	"strings"
	"unicode"
)

// Fuzzy reports whether the characters of pattern occur in text in their order, without
// regard to case and spaces, and how well: characters that follow each other or begin a
// word count more, skipped ones less. A larger score is better.
func Fuzzy(pattern, text string) (score int, ok bool) {
	pattern, text = strings.ToLower(strings.TrimSpace(pattern)), strings.ToLower(text)
	if at := strings.Index(text, pattern); at >= 0 {
		return whole(pattern, text, at), true
	}
	want := []rune(strings.ReplaceAll(pattern, " ", ""))
	n, last, start := 0, -2, true
	for i, r := range []rune(text) {
		if r == want[n] {
			score += 4 + bonus(i, last, start)
			last = i
			if n++; n == len(want) {
				return score - i/8, true
			}
		}
		start = !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	return 0, false
}

// whole scores a pattern that stands in the text as it is: more than the same
// characters could score apart, most at the beginning of a word.
func whole(pattern, text string, at int) int {
	score := 11*len(pattern) - min(at, 80)/8
	if at == 0 || text[at-1] == ' ' || text[at-1] == '.' {
		score += 5
	}
	return score
}

func bonus(i, last int, start bool) int {
	switch {
	case i == last+1:
		return 6
	case start:
		return 5
	}
	return 0
}
