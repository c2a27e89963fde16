package api

import (
	"strings"

	"andon/core"
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
