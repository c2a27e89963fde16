package tui

import (
	"testing"

	"andon/tui/tuitest"
	"andon/tui/widget/widgettest"
)

// stacks are the scopes that can be active together.
func stacks() [][]string {
	return [][]string{{"board", "list", ""}, {"list", ""}, {"board", ""}, {"story", "board", ""}, {""}}
}

// No key is hidden by another where both can be pressed, every screen's scopes are known
// stacks, every hint names an action with a key, and the reference of all keys is kept.
func TestActionTable(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		for _, scopes := range stacks() {
			for _, hidden := range c.app.table.Shadowed(scopes...) {
				t.Errorf("in %v %s", scopes, hidden)
			}
		}
		for _, keys := range []string{"1", "2", "3", "4", "1 enter", "1 j o", "3 enter"} {
			c.Press(keys)
			known := false
			for _, s := range stacks() {
				known = known || equal(s, c.app.scopes())
			}
			if !known {
				t.Errorf("after %s the scopes are %v", keys, c.app.scopes())
			}
			for _, id := range c.app.route.screen().State().Hints {
				if act, ok := c.app.table.ByID(id); !ok || len(act.Keys) == 0 {
					t.Errorf("after %s the hint %s names no key", keys, id)
				}
			}
		}
		widgettest.Golden(t, *update, "keys", c.app.table.Docs())
	})
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
