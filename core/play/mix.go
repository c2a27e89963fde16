package play

import (
	"slices"
	"strings"
)

// Limits of a block in any order.
const (
	maxMixed  = 50
	maxWorlds = 24 // orders that are tried; all there are, where there are no more
)

// worlds is in how many worlds a script is played.
func (s *Script) worlds() int {
	m := findMix(s.steps)
	if m == nil {
		return 1
	}
	n := len(m.inner)
	if m.mix.twice {
		return maxWorlds
	}
	all := 1
	for i := 2; i <= n && all < maxWorlds; i++ {
		all *= i
	}
	return min(all, maxWorlds)
}

func findMix(steps []step) *step {
	for i := range steps {
		if steps[i].mix != nil {
			return &steps[i]
		}
		if m := findMix(steps[i].inner); m != nil {
			return m
		}
	}
	return nil
}

// inOrder are the steps of a block in the order of this world. The first world has them
// as they are written.
func (r *run) inOrder(st *step) []step {
	steps := slices.Clone(st.inner)
	if st.mix.twice {
		steps = append(steps, st.inner...)
	}
	if len(steps) <= 4 {
		return permuted(steps, r.variant)
	}
	seed := uint64(r.variant) // 0 leaves them
	for i := len(steps) - 1; i > 0 && r.variant > 0; i-- {
		seed = seed*6364136223846793005 + 1442695040888963407
		j := int((seed >> 33) % uint64(i+1))
		steps[i], steps[j] = steps[j], steps[i]
	}
	return steps
}

// permuted is the n-th order of some steps, counted as numbers are.
func permuted(steps []step, n int) (out []step) {
	all := 1
	for i := 2; i < len(steps); i++ {
		all *= i
	}
	for len(steps) > 0 {
		i := (n / all) % len(steps)
		out = append(out, steps[i])
		steps = slices.Delete(steps, i, i+1)
		all /= max(len(steps), 1)
	}
	return out
}

// mixed names the order of this world, by its lines.
func (r *run) mixed() string {
	var lines []string
	for _, st := range r.inOrder(findMix(r.script.steps)) {
		lines = append(lines, st.text)
	}
	return strings.Join(lines, " | ")
}

// compare compares the states that were marked with those of the first world.
func (r *run) compare(first []string) error {
	for i := range r.marks {
		a, b := strings.Split(first[i], "\n"), strings.Split(r.marks[i], "\n")
		for j := range max(len(a), len(b)) {
			if x, y := lineAt(a, j), lineAt(b, j); x != y {
				return differs("the same in every order: "+x, y, b...)
			}
		}
	}
	return nil
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "nothing"
}
