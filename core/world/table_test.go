package world

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// twin is a set of documents beside the map that it should equal.
type twin struct {
	docs  Docs[Load, *Load]
	model map[string]int
}

func (x *twin) check(t *rapid.T) {
	t.Helper()
	var ids []string
	x.docs.Each(func(id string, doc *Load) bool {
		if doc == nil || doc.N != x.model[id] {
			t.Fatalf("%s is %+v, want %d", id, doc, x.model[id])
		}
		ids = append(ids, id)
		return true
	})
	if want := slices.Sorted(maps.Keys(x.model)); !slices.Equal(ids, want) || x.docs.Len() != len(want) {
		t.Fatalf("%v, want %v", ids, want)
	}
}

// TestForks proves that whatever is put, changed, dropped or forked, in any order on any
// fork, each fork is what was done to it and nothing else, with hints and without.
func TestForks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := []*twin{{model: map[string]int{}}}
		if rapid.Bool().Draw(t, "hints") {
			all[0].docs.hints = map[string]Handle{}
		}
		w := New()
		for step := range rapid.IntRange(1, 60).Draw(t, "steps") {
			x := all[rapid.IntRange(0, len(all)-1).Draw(t, "which")]
			id := fmt.Sprint("d", rapid.IntRange(0, 40).Draw(t, "id"))
			w.Seq = uint64(step)
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0, 1:
				x.docs.put(id, &Load{Location: id, N: step})
				x.model[id] = step
			case 2, 3:
				if doc := edit(w, &x.docs, id); doc != nil {
					doc.N = -step
					x.model[id] = -step
				}
			case 4:
				x.docs.drop(id)
				delete(x.model, id)
			case 5:
				if len(all) < 6 {
					all = append(all, &twin{docs: x.docs.Fork(), model: maps.Clone(x.model)})
				}
			}
			for _, y := range all {
				y.check(t)
			}
		}
	})
}

// TestManyPages proves that a table that grew over its first pages is still found, in
// the original and in a fork that changed every document.
func TestManyPages(t *testing.T) {
	t.Parallel()
	var docs Docs[Load, *Load]
	const n = 3 * leafSize * dirSize
	for i := range n {
		docs.put(fmt.Sprintf("%06d", i), &Load{N: i})
	}
	w := New()
	w.Seq = 1
	fork := docs.Fork()
	for i := range n {
		edit(w, &fork, fmt.Sprintf("%06d", i)).N = -i
	}
	for i := range n {
		id := fmt.Sprintf("%06d", i)
		if a, b := docs.Get(id).N, fork.Get(id).N; a != i || b != -i {
			t.Fatalf("%s is %d and %d", id, a, b)
		}
	}
}
