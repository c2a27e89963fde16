package rehearse

import "testing"

// TestUnsure proves that a difference is marked where the model misses the record by more.
func TestUnsure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		recorded, active, draft int64
		want                    bool
	}{
		{100, 100, 101, false}, // the model hits the record
		{100, 300, 301, true},
		{100, 300, 299, true},
		{100, 300, 300, false}, // nothing differs
		{100, 90, 110, false},
		{100, 101, 102, false},
	} {
		if got := unsure(c.recorded, c.active, c.draft); got != c.want {
			t.Errorf("recorded %d, active %d, draft %d: %t", c.recorded, c.active, c.draft, got)
		}
	}
}
