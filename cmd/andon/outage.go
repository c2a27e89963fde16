package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/catalog"
	"andon/core/flow"
	"andon/core/outage"
	"andon/core/world"
)

// failure is what andon outage is told of what fails.
type failure struct {
	app           *app
	to, by        int
	until, reason string
	form          string
}

func outageCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use: "outage", Short: "A location closes or slows down, a service is suspended, a supplier slips: preview, start, end",
		Long: `outage moves the work of what fails to where it can be done, as one, and takes that back when
it is over, as far as reality allows. preview does it on a fork of the shop, changes nothing,
and says what would come of it; start does it. What fails is named so:

  close LEEDS                     a location ships nothing
  slow LEEDS --to 200             it ships 200 fulfillment orders a day, or with --by 2 two working days later
  suspend ground                  a carrier's service takes nothing, or the whole carrier; post/ground names one of it
  slip ACME 7                     a supplier's open purchase orders come 7 days later

andon list outages shows them, andon get outage OT-1 what one did and what is stuck.`,
		RunE: noCommand,
	}
	c.AddCommand(outageStartCommand(a, "preview", "Say what an outage would do, on a fork of the shop; nothing is changed", (*shop).previewOutage),
		outageStartCommand(a, "start", "Start an outage, and say what it did", (*shop).startOutage), outageEndCommand(a))
	return c
}

func outageStartCommand(a *app, name, short string, do func(*shop, context.Context, *outage.Start) (outage.Tally, error)) *cobra.Command {
	f := &failure{app: a}
	c := &cobra.Command{
		Use: name + " close|slow|suspend|slip SUBJECT [DAYS]", Short: short,
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("output", f.form, "text", "json"); err != nil {
				return err
			}
			start, err := f.start(args)
			if err != nil {
				return err
			}
			return a.withShop(c.Context(), "outage", func(s *shop) error {
				suspended(s.engine.World(), &start.What)
				t, err := do(s, c.Context(), start)
				if err != nil {
					return err
				}
				return f.print(s.engine.World(), &t)
			})
		},
	}
	c.Flags().IntVar(&f.to, "to", 0, "slow: fulfillment orders a day")
	c.Flags().IntVar(&f.by, "by", 0, "slow: working days beside its own")
	c.Flags().StringVar(&f.until, "until", "", "the `day` from which it is expected to be over, as 2026-11-27")
	c.Flags().StringVar(&f.reason, "reason", "it has failed", "why, in a few `words`")
	outputFlag(c, &f.form, "text", "json")
	return c
}

// start is the command that the arguments ask for.
func (f *failure) start(args []string) (*outage.Start, error) {
	const how = "say what fails: close LOCATION, slow LOCATION --to N, suspend SERVICE, slip SUPPLIER DAYS"
	if len(args) < 2 || (args[0] == string(outage.Slip)) != (len(args) == 3) {
		return nil, usage(how)
	}
	c := &outage.Start{What: outage.What{Kind: outage.Kind(args[0])}, Reason: f.reason}
	switch c.What.Kind {
	case outage.Close:
		c.What.Location = args[1]
	case outage.Slow:
		c.What.Location, c.What.Capacity, c.What.Processing = args[1], f.to, f.by
	case outage.Suspend:
		c.What.Service = args[1]
	case outage.Slip:
		days, err := strconv.Atoi(args[2])
		if err != nil {
			return nil, usage("%.40q is not a number of days", args[2])
		}
		c.What.Supplier, c.What.Days = args[1], days
	default:
		return nil, usage(how)
	}
	if f.until != "" {
		if err := c.Until.UnmarshalText([]byte(f.until)); err != nil {
			return nil, usage("--until takes a day such as 2026-11-27, not %.40q", f.until)
		}
	}
	return c, nil
}

// suspended finds out what is suspended by one name: a carrier, one service of it, or a service.
func suspended(w *world.World, what *outage.What) {
	if carrier, service, both := strings.Cut(what.Service, "/"); both {
		what.Carrier, what.Service = carrier, service
	} else if w.Carriers.Get(what.Service) != nil {
		what.Carrier, what.Service = what.Service, ""
	}
}

func (s *shop) previewOutage(ctx context.Context, start *outage.Start) (outage.Tally, error) {
	return s.engine.Trial().Outage(ctx, s.actor, start)
}

// startOutage starts an outage, waits for its jobs, and tells what they did.
func (s *shop) startOutage(ctx context.Context, start *outage.Start) (outage.Tally, error) {
	before := s.engine.World()
	events, err := s.submitOne(ctx, start)
	if err != nil {
		return outage.Tally{}, err
	}
	began := events[0].(*outage.Started)
	after, err := s.awaitJobs(ctx, began.Jobs)
	if err != nil {
		return outage.Tally{}, err
	}
	return flow.OutageTally(before, after, began.ID)
}

// awaitJobs waits until jobs have ended and returns the shop as it is then.
func (s *shop) awaitJobs(ctx context.Context, jobs []string) (*world.World, error) {
	for {
		w, running := s.engine.World(), 0
		for _, id := range jobs {
			if j := w.Jobs.Get(id); j == nil || j.Ended == 0 {
				running++
			}
		}
		if running == 0 {
			return w, nil
		}
		select {
		case <-ctx.Done():
			return nil, core.E(core.CodeCancelled, "outage", "", "interrupted; its jobs go on when the shop is opened again")
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func outageEndCommand(a *app) *cobra.Command {
	var keep bool
	var reason string
	c := &cobra.Command{
		Use: "end OT-N", Short: "End an outage, and take back what it moved where that helps", Args: wants("OT-N"),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withShop(c.Context(), "outage", func(s *shop) error {
				events, err := s.submitOne(c.Context(), &outage.End{Outage: args[0], Reason: reason, Keep: keep})
				if err != nil {
					return err
				}
				return a.sayBack(c.Context(), s, events[0].(*outage.Ended))
			})
		},
	}
	c.Flags().BoolVar(&keep, "keep", false, "what was moved stays where it is")
	c.Flags().StringVar(&reason, "reason", "it is over", "why, in a few `words`")
	return c
}

// sayBack waits until what an outage moved is taken back, and says what stays.
func (a *app) sayBack(ctx context.Context, s *shop, e *outage.Ended) error {
	after, err := s.awaitJobs(ctx, e.Jobs)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(a.out)
	back := 0
	var stays []outage.Stuck
	for _, id := range e.Jobs {
		j := after.Jobs.Get(id)
		back += len(j.Done())
		for _, r := range j.Refused {
			stays = append(stays, outage.Stuck{Target: r.Target, Why: r.Why})
		}
	}
	fmt.Fprintf(w, "ok: %s has ended; %s taken back, %d not\n", e.Outage, plural(back, "order"), len(stays))
	writeStuck(w, stays)
	return w.Flush()
}

func (f *failure) print(w *world.World, t *outage.Tally) error {
	if f.form == "json" {
		return f.app.printJSON(t)
	}
	out := bufio.NewWriter(f.app.out)
	writeTally(out, t, costCurrency(w))
	return out.Flush()
}

// costCurrency is the currency of the shop's first entity, in which costs are kept.
func costCurrency(w *world.World) (c core.Currency) {
	w.Entities.Each(func(_ string, e *catalog.Entity) bool { c = e.Currency; return false })
	return c
}

func writeTally(w io.Writer, t *outage.Tally, c core.Currency) {
	fmt.Fprintln(w, clean(t.What.String()))
	row := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%-10s "+format+"\n", append([]any{name}, args...)...)
	}
	row("touched", "%s", plural(t.Touched, "order"))
	row("rerouted", "%s, %s", plural(t.Rerouted, "order"), plural(int(t.Moved), "unit"))
	row("waiting", "%s, %s", plural(t.Waiting, "order"), plural(int(t.Waits), "unit"))
	row("stuck", "%d", len(t.Stuck))
	row("cost", "%s, before %s, of what ships as much as before: %s", c.Format(t.After), c.Format(t.Before), plural(t.Shipped, "order"))
	if t.Margin != nil {
		row("margin", "%s, before %s, of what ships", c.Format(t.Margin.After), c.Format(t.Margin.Before))
	} else {
		row("margin", "not known: what goods cost is not known of all lines")
	}
	row("promises", "%s broken, of %s", plural(t.Broken, "line"), plural(t.Late, "order"))
	for _, p := range t.Promises {
		fmt.Fprintf(w, "  %s line %d: %s, before %s, now %s\n", clean(p.Order), p.Line, p.How, dayOrNone(p.Before), dayOrNone(p.After))
	}
	if more := t.Broken - len(t.Promises); more > 0 {
		fmt.Fprintf(w, "  and %d more\n", more)
	}
	if t.Overdue > 0 {
		row("overdue", "%s come later still or wait; the day they were promised had passed before", plural(t.Overdue, "line"))
	}
	writeStuck(w, t.Stuck)
}

func dayOrNone(d core.Date) string {
	if d == 0 {
		return "no day"
	}
	return d.String()
}

// writeStuck names what could not be moved; JSON names all of it.
func writeStuck(w io.Writer, stuck []outage.Stuck) {
	for i, s := range stuck {
		if i == 20 {
			fmt.Fprintf(w, "  and %d more; the job and -o json name them\n", len(stuck)-i)
			return
		}
		fmt.Fprintf(w, "  %s\n", clean(s.Why))
	}
}
