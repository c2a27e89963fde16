package core

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// nearBy is how many letters may differ in a name that was meant, and at most half of them.
const nearBy = 2

// Unknown says that a name is not among those known, and which may have been meant.
func Unknown(what, name string, known []string) string {
	known = slices.Sorted(slices.Values(known))
	meant := ""
	if near := Nearest(name, known, 1); len(near) > 0 && Distance(name, near[0]) <= min(nearBy, len(name)/2) {
		meant = "did you mean " + near[0] + "? "
	}
	return fmt.Sprintf("there is no %s %.40q; %sknown are: %s", what, name, meant, strings.Join(known, ", "))
}

// Nearest returns at most n of the known names, the most similar first.
func Nearest(name string, known []string, n int) []string {
	near := slices.Clone(known)
	slices.SortStableFunc(near, func(a, b string) int {
		return cmp.Or(cmp.Compare(Distance(name, a), Distance(name, b)), cmp.Compare(a, b))
	})
	return near[:min(n, len(near))]
}

// Distance is the edit distance of a name, whatever its capitals, from a known one;
// only the first 40 bytes count.
func Distance(a, b string) int {
	a, b = strings.ToLower(a[:min(len(a), 40)]), b[:min(len(b), 40)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
