package policies

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/policy"
	"andon/tui/screen"
)

// TestLines proves that a policy is shown with its state, its rules and their reasons,
// and that a stranger's document is not taken for one.
func TestLines(t *testing.T) {
	t.Parallel()
	at := core.InstantOf(time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC))
	p := policy.Policy{ID: "POL-2", N: 2, State: policy.Active, Start: at, Base: "POL-1", Document: policy.Document{Title: "Season",
		Holds:    []policy.Rule{{Name: "big", When: `order.goods > amount("500")`, Note: "too much\x1b[2J to lose", Effects: policy.Effects{Hold: "fraud"}}},
		Sourcing: []policy.Rule{{Name: "always", Effects: policy.Effects{MaxSplits: new(int)}}}}}
	doc, err := json.Marshal(&p)
	if err != nil {
		t.Fatal(err)
	}
	env := &screen.Env{Zone: time.UTC}
	var b strings.Builder
	for _, l := range Lines(env, doc, at) {
		b.WriteString(l.Key.String() + " " + l.Text.String() + "\n")
	}
	for _, want := range []string{"POL-2: Season", "state active since", "drafted on POL-1", "holds: ", "when order.goods > amount(\"500\")", "hold fraud", "when always", "max_splits 0"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "\x1b") {
		t.Error("an escape sequence reached the screen")
	}
	if got := Lines(env, []byte(`{}`), at); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}
