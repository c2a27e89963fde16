package order_test

import (
	"encoding/json"
	"testing"

	"andon/core/order"
)

// TestSteps proves that the steps of a hold are written by name, and read by name or as
// the sum of their numbers.
func TestSteps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, out string }{
		{`["release","ship"]`, `["release","ship"]`}, {`6`, `["release","ship"]`}, {`["ship","source"]`, `["source","ship"]`},
		{`15`, `["source","release","ship","invoice"]`}, {`0`, `[]`}, {`[]`, `[]`}, {`255`, `255`},
		{`["pack"]`, ""}, {`"ship"`, ""}, {`256`, ""}, {`-1`, ""}, {`[2]`, ""},
	} {
		var p order.PlaceHold
		err := json.Unmarshal([]byte(`{"blocks":`+c.in+`}`), &p)
		if (err != nil) != (c.out == "") {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if out, err := json.Marshal(p.Blocks); c.out != "" && (err != nil || string(out) != c.out) {
			t.Errorf("%s is written as %s, %v", c.in, out, err)
		}
	}
}
