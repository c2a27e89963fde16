package flow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/order"
)

// told says how many units of a line that wait for stock are told which day: 40@+3 6@none.
func (s *script) told(id string, line int) string {
	s.t.Helper()
	days := map[string]core.Quantity{}
	for _, p := range s.order(id).Line(line).Portions {
		if p.Bucket == order.Backordered {
			day := "none"
			if p.Ship != 0 {
				day = fmt.Sprintf("+%d", p.Ship-core.DateIn(noon, time.UTC))
			}
			days[day] += p.Qty
		}
	}
	var out []string
	for day, q := range days {
		out = append(out, fmt.Sprintf("%d@%s", q, day))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestPartIsComing proves that units which dated supply covers are told their day, that
// the exception counts only the others, and that both follow what becomes of the supply.
func TestPartIsComing(t *testing.T) {
	t.Parallel()
	s := run(t, `
		chan inc incoming
		chan all incoming complete
		po P1 L1 A*40 due=+3
	`)
	steps := []struct{ text, told, short string }{
		{"order inc A*46", "40@+3 6@none", "line 1: 6 of 46 A wait: nothing could be sourced for them, and no dated supply covers them"},
		{"source SO-1\n! stock_insufficient", "40@+3 6@none", "line 1: 6 of 46 A wait: nothing could be sourced for them, and no dated supply covers them"},
		{"delay P1 due=+5", "40@+5 6@none", "line 1: 6 of 46 A wait: nothing could be sourced for them, and no dated supply covers them"},
		{"po P2 L2 A*4 due=+8", "2@none 44@+8", "line 1: 2 of 46 A wait: nothing could be sourced for them, and no dated supply covers them"},
		{"po P3 L2 A*2 due=+1", "46@+8", ""},
		{"shut P2", "42@+5 4@none", "line 1: 4 of 46 A wait: nothing could be sourced for them, and no dated supply covers them"},
		{"receive P3 1*2", "40@+5 4@none", "line 1: 4 of 46 A wait: nothing could be sourced for them, and no dated supply covers them"},
		{"cancel SO-1 1*4", "40@+5", ""},
		{"amend SO-1 1*50", "40@+5 8@none", "line 1: 8 of 54 A wait: nothing could be sourced for them, and no dated supply covers them"},
		{"receive P1 1*38", "2@+5 8@none", "line 1: 8 of 54 A wait: nothing could be sourced for them, and no dated supply covers them"},
		{"receive P1 1*12", "", ""},
	}
	for i, c := range steps {
		s.play(c.text)
		s.settled()
		if told, short := s.told("SO-1", 1), s.details()["short:SO-1/1"]; told != c.told || short != c.short {
			t.Errorf("%d, %s: %s, %q", i, c.text, told, short)
		}
	}
	s.play(`
		po P9 L1 B*4 C*4 due=+2
		order all B*5
		kit K C*2
		order inc K*3
	`)
	if whole, kit := s.told("SO-2", 1), s.told("SO-3", 2); whole != "5@none" || kit != "6@none" {
		t.Errorf("what goes together or not at all is told %s and %s", whole, kit)
	}
}
