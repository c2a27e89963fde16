package play

import (
	"andon/core/outage"
)

func outageSentences() []Sentence {
	opts := func(more ...string) []string { return append(more, "until DATE", "reason TEXT") }
	return []Sentence{
		{Say: "outage closes LOCATION", By: "lead", Opts: opts(), act: startOutage(outage.Close), Help: "the location ships nothing, and one job takes its work elsewhere; it goes on when time passes"},
		{Say: "outage slows LOCATION", By: "lead", Opts: opts("to N a day", "by N working days"), act: startOutage(outage.Slow), Help: "the location ships less, or later"},
		{Say: "outage suspends SERVICE", By: "lead", Opts: opts(), act: startOutage(outage.Suspend), Help: "a carrier's service takes nothing"},
		{Say: "outage at SUPPLIER", By: "lead", Opts: opts("by N days"), act: startOutage(outage.Slip), Help: "the supplier's open purchase orders come later"},
		{Say: "end outage [N]", By: "lead", Opts: []string{"reason TEXT", "keep"}, act: endOutage, Help: "the newest outage, or OT-N, ends: what it moved goes back where that helps, unless it is kept"},
	}
}

func startOutage(kind outage.Kind) func(*run, *sentence) error {
	return func(r *run, s *sentence) error {
		c := &outage.Start{Reason: s.reason("it failed"), What: outage.What{Kind: kind, Location: s.text("LOCATION"), Service: s.text("SERVICE"), Supplier: s.text("SUPPLIER")}}
		for i := range s.opts {
			switch o := &s.opts[i]; o.key {
			case "until":
				c.Until = r.date(o.text("DATE"))
			case "to":
				c.What.Capacity = int(o.n("N"))
			case "by":
				c.What.Processing, c.What.Days = int(o.n("N")), int(o.n("N"))
			}
		}
		if kind == outage.Slow {
			c.What.Days = 0
		} else {
			c.What.Processing = 0
		}
		return r.give(s, c)
	}
}

func endOutage(r *run, s *sentence) error {
	n := uint64(s.n("N"))
	if n == 0 {
		n = r.trial.World().Shop().Outages
	}
	return r.give(s, &outage.End{Outage: outage.IDOf(n), Reason: s.reason("it is over"), Keep: s.opt("keep") != nil})
}
