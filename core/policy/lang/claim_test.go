package lang_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"andon/core/policy/lang"
)

// point is what the conditions of TestClaims speak of.
type point struct {
	n, m int64
	word string
	yes  bool
}

func points() *lang.Scope[point] {
	return &lang.Scope[point]{Fields: []lang.Field[point]{
		{Name: "n", Kind: lang.Int, Get: func(p point) lang.Value { return lang.Value{N: p.n} }},
		{Name: "m", Kind: lang.Int, Get: func(p point) lang.Value { return lang.Value{N: p.m} }},
		{Name: "word", Kind: lang.Text, Get: func(p point) lang.Value { return lang.Value{S: p.word} }},
		{Name: "yes", Kind: lang.Bool, Get: func(p point) lang.Value { return lang.Value{N: bit(p.yes)} }},
	}}
}

// TestClaims proves, over random conditions and all values that they may meet, that what
// is said never to be true never is, that what is said to be constant is, and that one
// condition is said to imply another only where it does; and that all of them are said
// of many.
func TestClaims(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	pick := func(list ...string) string { return list[rnd.IntN(len(list))] }
	part := func() string {
		switch rnd.IntN(7) {
		case 0:
			return fmt.Sprintf("%s %s %d", pick("n", "m"), pick("<", "<=", "==", "!=", ">", ">="), rnd.IntN(4))
		case 1:
			return fmt.Sprintf("%d %s n", rnd.IntN(4), pick("<", "<=", "==", "!=", ">", ">="))
		case 2:
			return fmt.Sprintf("word %s %q", pick("==", "!="), pick("a", "b", ""))
		case 3:
			return "word " + pick("in", "not in") + ` ["a", "b"]`
		case 4:
			return pick("yes", "not yes", "true", "false", "yes == true", "n in [1, 2]")
		case 5:
			return fmt.Sprintf("(n > %d or yes)", rnd.IntN(3))
		}
		return fmt.Sprintf("6 / n > %d", rnd.IntN(3))
	}
	condition := func() *lang.Program[point] {
		parts := make([]string, 1+rnd.IntN(3))
		for i := range parts {
			parts[i] = part()
		}
		p, err := lang.Compile(points(), strings.Join(parts, " and "), lang.Bool)
		if err != nil {
			t.Fatal(parts, err)
		}
		return p
	}
	var nevers, constants, implied int
	for range 20_000 {
		p, q := condition(), condition()
		never, implies := p.Never() != "", p.Implies(q)
		value, constant := p.Constant()
		nevers, constants, implied = nevers+int(bit(never)), constants+int(bit(constant)), implied+int(bit(implies))
		for i := range 6 * 6 * 3 * 2 {
			at := point{n: int64(i % 6), m: int64(i / 6 % 6), word: [...]string{"a", "b", ""}[i/36%3], yes: i >= 108}
			is, errP := p.True(at)
			is2, errQ := q.True(at)
			switch {
			case is && never, errP == nil && constant && is != value:
				t.Fatalf("%s of %+v: %t; never %t, constant %t", p.Source(), at, is, never, constant)
			case is && errP == nil && implies && (!is2 || errQ != nil):
				t.Fatalf("%s does not imply %s: %+v", p.Source(), q.Source(), at)
			}
		}
	}
	if nevers < 1000 || constants < 500 || implied < 500 {
		t.Errorf("of 20,000 conditions %d are never true, %d constant, %d imply the other", nevers, constants, implied)
	}
}
