package play

import (
	"slices"
	"strings"
	"sync"
)

// Sentence is a row of the language: how it is said, what may follow it behind commas and
// behind a colon, and what it does.
type Sentence struct {
	Say   string   // its form, see form
	Opts  []string // forms of options, each behind a comma
	Items []string // forms of what stands behind the colon, between commas
	Help  string   // what it means, for people
	By    string   // who gives its commands unless the script says "as NAME"; "": it gives none

	needs bool                            // an item
	act   func(r *run, s *sentence) error // nil: the reader itself knows it
}

// sentence is what a line says.
type sentence struct {
	said
	row   *row
	by    string
	opts  []said
	items []said
}

// opt returns what an option says, by its first words; nil: it was left out.
func (s *sentence) opt(key string) *said {
	for i := range s.opts {
		if s.opts[i].key == key {
			return &s.opts[i]
		}
	}
	return nil
}

// row is a Sentence, ready to be matched.
type row struct {
	Sentence
	say         form
	opts, items []form
}

// common are options of every sentence that gives a command.
func common() []string { return []string{"key ID", "occurred TIME"} }

// Sentences lists the language, by subject.
func Sentences() []Sentence {
	return slices.Concat(storySentences(), shopSentences(), orderSentences(), dockSentences(), returnSentences(), packSentences(), askSentences(), stockSentences(), boardSentences(), outageSentences(), policySentences(),
		seeOrderSentences(), seeStockSentences(), seeOtherSentences())
}

// rows are the sentences by their first word.
var rows = sync.OnceValue(func() map[string][]*row {
	out := map[string][]*row{}
	for _, s := range Sentences() {
		r := &row{Sentence: s, say: newForm(s.Say)}
		opts := s.Opts
		if s.By != "" && s.By != theSame {
			opts = slices.Concat(opts, common())
		}
		for _, o := range opts {
			r.opts = append(r.opts, newForm(o))
		}
		for _, i := range s.Items {
			r.items = append(r.items, newForm(i))
		}
		first, _, _ := strings.Cut(s.Say, " ")
		out[first] = append(out[first], r)
	}
	return out
})
