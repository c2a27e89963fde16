package flow_test

import (
	"strings"
	"testing"

	"andon/core"
	"andon/core/exception"
)

// details says what open exceptions tell, by type:subject/item.
func (s *script) details() map[string]string {
	all := map[string]string{}
	s.w.Exceptions.Each(func(_ string, x *exception.Exception) bool {
		if x.Closed == 0 {
			all[strings.TrimSuffix(string(x.Type)+":"+x.Subject.ID+"/"+x.Item, "/")] = x.Detail
		}
		return true
	})
	return all
}

// TestWhatHappenedStays proves that a message never makes the board forget, or tell
// otherwise, what an earlier one said: units add up, and different things stay apart.
func TestWhatHappenedStays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       map[string]string
	}{
		{"over and damaged", `
			po P1 L1 A*5
			receive P1 1*4 bad:1*2
			receive P1 1*3 bad:1*1
			receive P1 1*1
		`, map[string]string{
			"receipt_differs:P1/1":         "6 more of A arrived than 5 ordered",
			"receipt_differs:P1/1/damaged": "3 of A arrived damaged",
		}},
		{"after the rest was given up", `
			po P1 L1 A*10
			receive P1 1*4
			shut P1
			receive P1 1*6
		`, map[string]string{"receipt_differs:P1/1": "6 more of A arrived than were to come: 10 ordered, 6 given up"}},
		{"a line that is not there", `
			po P1 L1 A*5
			receive P1 7*2
			receive P1 7*3
			receive P1 7*2
		`, map[string]string{
			"contradiction:P1/7": "line 7 with 2 units and 0 damaged makes no sense for P1; line 7 with 3 units and 0 damaged makes no sense for P1 (3 messages)",
		}},
		{"picked, packed and shipped too many", `
			stock A@L1 3
			order web A*3
			pick SO-1/1 1*4
			pick SO-1/1 1*2
			pack SO-1/1 1*5
			ship SO-1/1 1*4
			ship SO-1/1 1*2
		`, map[string]string{
			"contradiction:SO-1/F1/1/picked": "3 more units of line 1 were picked than fulfillment order 1 holds (2 messages)",
			"contradiction:SO-1/F1/1/packed": "2 more units of line 1 were packed than fulfillment order 1 holds",
			"overshipped:SO-1/1":             "3 more units of A were shipped than the order had where they left (2 messages)",
			"negative_stock:A@L1":            "A has -3 available at L1",
		}},
		{"short picks of one shelf", `
			stock A@L1 9
			order web A*4
			order web A*5
			pick SO-1/1 short 1*2
			pick SO-2/1 short 1*3
		`, map[string]string{
			"jeopardy:SO-1":   "line 1: 2 units of A promised for 2026-11-24, now for no day",
			"jeopardy:SO-2":   "line 1: 3 units of A promised for 2026-11-24, now for no day",
			"pick_short:A@L1": "5 of A were not found at L1, 3 of them for SO-2; they wait in quality control for a count",
			"short:SO-1/1":    "line 1: 2 of 4 A wait: nothing could be sourced for them, and no dated supply covers them",
			"short:SO-2/1":    "line 1: 3 of 5 A wait: nothing could be sourced for them, and no dated supply covers them",
		}},
		{"returns of more than was shipped", `
			stock A@L1 9
			order web A*3
			ship SO-1/1
			return SO-1 L1 1*4
			return SO-1 L1 1*2
			return SO-1 L1 1*4
			return SO-9 L1 1*1
			return SO-9 L1 1*1
		`, map[string]string{
			"unmatched:SO-1/1": "7 more units of line 1 came back than were shipped (3 messages)",
			"unmatched:SO-9":   "goods came back for an order that is not known (2 messages)",
		}},
		{"versions that cannot be followed", `
			stock A@L1 9
			order web A*3 ext=E rev=1
			pick SO-1/1
			order web A*2 ext=E rev=2
			order web A*1 ext=E rev=3
			order web A*7 B*1 ext=E rev=3
		`, map[string]string{
			"channel_edit:SO-1": "version 2 cannot be followed: line 1: 1 units of A are picked or have left; " +
				"version 3 cannot be followed: line 1: 2 units of A are picked or have left; " +
				"web sent version 3 of E again with other content; the first one stands (3 messages)",
		}},
		{"of what is not known", `
			pick SO-9/1
			pack SO-9/1
			ship SO-9/1
			pick SO-9/1
			sale X@L1 2
			sale X@L1 3
		`, map[string]string{
			"contradiction:SO-9": "units were picked, but there is no such order; units were packed, but there is no such order; units were shipped, but there is no such order (4 messages)",
			"contradiction:L1/X": "5 of X were sold by a till at L1, which the catalog does not know (2 messages)",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := run(t, c.text).details()
			for k, want := range c.want {
				if got[k] != want {
					t.Errorf("%s: %q", k, got[k])
				}
			}
			if len(got) != len(c.want) {
				t.Errorf("%v", got)
			}
		})
	}
}

// TestBoardIsBounded proves that an exception does not grow with what is reported, and
// that a new one begins at nothing once the old one is settled.
func TestBoardIsBounded(t *testing.T) {
	t.Parallel()
	s := run(t, "")
	note := func(text string) {
		s.give("conn", &exception.Report{Type: exception.Manual, Subject: core.Ref{Noun: "order", ID: "SO-1"}, Detail: text})
	}
	for range 30 {
		for _, word := range []string{"x", "y", "z"} {
			note(strings.Repeat(word, 150))
		}
	}
	said := s.details()["manual:SO-1"]
	if len(said) > 450 || !strings.HasPrefix(said, "xxx") || !strings.Contains(said, "; yyy") || !strings.HasSuffix(said, " (90 messages)") {
		t.Errorf("%d bytes: %s", len(said), said)
	}
	s.give("lead", &exception.Resolve{Exception: "EX-1", Reason: "done"})
	note("again")
	if got := s.details()["manual:SO-1"]; got != "again" {
		t.Error(got)
	}
}

// TestExceptionQueue proves that an exception goes to a queue that somebody looks at.
func TestExceptionQueue(t *testing.T) {
	t.Parallel()
	s := run(t, "order web A*1")
	move := func(to string) { s.give("lead", &exception.Change{Exception: "EX-1", Queue: to}) }
	move("dokc")
	s.refused(core.CodeNotFound, `EX-1: "dokc" is not a queue; the queues are catalog, dock, finance, imports, orders, returns, stock, supply`)
	move("dock")
	s.settled()
	if x := s.w.Exceptions.Get("EX-1"); x.Queue != "dock" {
		t.Error(x.Queue)
	}
}
