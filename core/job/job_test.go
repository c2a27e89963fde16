package job

import (
	"slices"
	"testing"
)

// Done names what an undo has to take back: what was looked at and did not refuse.
func TestDoneLeavesOutRefusedAndUnseen(t *testing.T) {
	t.Parallel()
	j := &Job{Targets: []string{"SO-1", "SO-2", "SO-3", "SO-4"}, Next: 3, Refused: []Refusal{{Target: "SO-2"}}}
	if got, want := j.Done(), []string{"SO-1", "SO-3"}; !slices.Equal(got, want) {
		t.Fatalf("done %v, want %v", got, want)
	}
}

// An operation that has an inverse is the inverse of it: undoing twice leads back.
func TestInverseIsSymmetric(t *testing.T) {
	t.Parallel()
	for _, op := range Ops() {
		if back, ok := op.Inverse(); ok {
			if again, _ := back.Inverse(); again != op {
				t.Errorf("%s: undone by %s, which is undone by %s", op, back, again)
			}
		}
	}
}
