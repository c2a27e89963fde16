package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"andon/core"
	"andon/core/flow"
	"andon/core/job"
	"andon/core/order"
	"andon/core/world"
)

// TestUnreleasable proves that what is known beforehand against the release of a hold is
// what its refusal says, and that what nothing is known against is released.
func TestUnreleasable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"erased":   {"stock A@L1 1\norder web A*1 key=7 cust=K\nerase cust=K", "nobody is left to send it to"},
		"sku":      {"order web X*1", "line 1 cannot go on as it is"},
		"quantity": {"order web A*0", "line 1 cannot go on as it is"},
		"address":  {"chan mail address\norder mail A*1 noaddress", ""},
		"manual":   {"order web A*1\nhold SO-1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := run(t, c.text)
			o := s.order("SO-1")
			why := flow.Unreleasable(o, &o.Holds[0])
			if c.want == "" && why != "" || !strings.HasPrefix(why, c.want) {
				t.Error(why)
			}
			s.give("lead", &order.ResolveHold{Order: "SO-1", Hold: 1, Reason: "fine"})
			if why != "" {
				s.refused(core.CodeState, why)
			}
			s.settled()
		})
	}
}

// TestJobTakesWholeOrders proves that an operation on fulfillment orders takes an order
// for all of its own that it can be done to, and says why for one that has none.
func TestJobTakesWholeOrders(t *testing.T) {
	t.Parallel()
	s := run(t, `
		stock A@L1 2
		stock B@L2 3
		order web A*2 B*1
		order web B*1
		order web C*1
		= SO-1 fos=2 from=L1L2
		= SO-2 fos=1 from=L2
	`)
	run := func(op job.Op, targets ...string) {
		s.give("lead", &job.Start{Op: op, Targets: targets, Reason: "moved"})
		s.settled()
		s.do(core.Command{Actor: "system", Body: &world.Tick{Jobs: true}})
	}
	run(job.Accept, "SO-1", "SO-2/F1", "SO-3", "SO-9")
	s.play(`
		= SO-1/1 released=2
		= SO-1/2 released=1
		= SO-2/1 released=1
		stock B@L1 9
		pick SO-1/1
	`)
	run(job.Reroute, "SO-1", "SO-2", "SO-3")
	s.play(`
		= SO-1/1 picked=2
		= SO-1/2 allocated=1
		= SO-1 from=L1L1
		= SO-2 from=L1
	`)
	for id, want := range map[string]string{
		"JB-1": "[SO-1/F1 SO-1/F2 SO-2/F1 SO-3 SO-9] [{SO-3 wrong_state SO-3: has no fulfillment order left to accept} {SO-9 not_found SO-9: there is no such order; check the number}]",
		"JB-2": "[SO-1/F2 SO-2/F1 SO-3] [{SO-3 wrong_state SO-3: has no fulfillment order left to reroute}]",
	} {
		j := s.w.Jobs.Get(id)
		if got := fmt.Sprint(j.Targets, j.Refused); got != want {
			t.Errorf("%s: %s", id, got)
		}
	}
}
