package main

import (
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// safeJSON escapes what may do harm on a terminal and is not escaped by encoding/json:
// controls beyond ASCII, and characters that are not printed or that reorder text. The
// result says the same to every reader of JSON. Bytes that are no UTF-8 become U+FFFD.
func safeJSON(b []byte) []byte {
	clean := 0
	for clean < len(b) && b[clean] < 0x7f {
		clean++
	}
	if clean == len(b) {
		return b
	}
	out := append(make([]byte, 0, len(b)+16), b[:clean]...)
	for rest := b[clean:]; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			out = append(out, `\ufffd`...)
		case r < 0x7f || unicode.IsPrint(r):
			out = append(out, rest[:n]...)
		default:
			out = escapeRune(out, r)
		}
		rest = rest[n:]
	}
	return out
}

func escapeRune(out []byte, r rune) []byte {
	if r1, r2 := utf16.EncodeRune(r); r1 != unicode.ReplacementChar {
		return escapeUnit(escapeUnit(out, r1), r2)
	}
	return escapeUnit(out, r)
}

func escapeUnit(out []byte, r rune) []byte {
	const hex = "0123456789abcdef"
	return append(out, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
