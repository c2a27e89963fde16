package api

import (
	"slices"
	"strings"

	"andon/core"
	"andon/core/exception"
)

// NounNamed reads a kind as people write it: singular or plural, or by a word of their
// own. What it does not know goes on as it is: the shop says which kinds there are.
func NounNamed(text string) core.Noun {
	word := strings.ToLower(text)
	switch word {
	case "people":
		return "person"
	case "stock":
		return "balance"
	case "journal":
		return NounRecord
	}
	if stem, ok := strings.CutSuffix(word, "ies"); ok {
		return core.Noun(stem + "y")
	}
	return core.Noun(strings.TrimSuffix(word, "s"))
}

// onlyOpen is the condition of a board that shows what is open, and the fields that lift it.
const onlyOpen = "open = true"

func tellsOpen() []string { return []string{"open", "closed", "closed_by", "resolution", "id"} }

// Where is the condition of a list of a kind: of exceptions, only open ones are meant
// unless the condition names a field that tells them from closed ones.
func Where(kind core.Noun, where string) string {
	if kind != exception.NounException || namesField(where, tellsOpen()) {
		return where
	}
	if where == "" {
		return onlyOpen
	}
	return onlyOpen + " and " + where
}

// namesField reports whether a condition names one of the fields.
func namesField(where string, fields []string) bool {
	words := strings.FieldsFunc(where, func(r rune) bool { return strings.ContainsRune(" =<>~!", r) })
	for i, w := range words {
		if (i == 0 || strings.EqualFold(words[i-1], "and")) && slices.Contains(fields, strings.ToLower(w)) {
			return true
		}
	}
	return false
}
