package main

import (
	"bufio"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/regret"
)

// regretting is what andon regret is asked for.
type regretting struct {
	app      *app
	from, to string
	orders   int
	form     string
}

func regretCommand(a *app) *cobra.Command {
	r := &regretting{app: a}
	c := &cobra.Command{
		Use: "regret DATE", Short: "Compare a day's sourcing with the best that was possible",
		Long: `regret takes the orders that were sourced on a day and compares what was decided for them
with what could have been decided by who had known the day: all its orders, and all that
came to the shelves in it. What is possible is the best of several plans for all orders
together; alone is each order with all the stock of the day, which no plan can beat. The
shop is not changed. With --from and --to it is a line a day. See docs/regret.md.`,
		RunE: func(c *cobra.Command, args []string) error { return r.run(c.Context(), args) },
	}
	c.Flags().StringVar(&r.from, "from", "", "in place of DATE, the first `day` of several")
	c.Flags().StringVar(&r.to, "to", "", "and the last `day`")
	c.Flags().IntVar(&r.orders, "orders", 10, "how many orders are told, those first that could have gone better by most")
	outputFlag(c, &r.form, "text", "json")
	return c
}

func (r *regretting) run(ctx context.Context, args []string) error {
	if err := oneOf("output", r.form, "text", "json"); err != nil {
		return err
	}
	q, err := r.question(args)
	if err != nil {
		return err
	}
	dir, err := r.app.dir()
	if err != nil {
		return err
	}
	f, err := openFiles(dir, "andon regret")
	if err != nil {
		return err
	}
	bar := r.app.bar("looking back")
	q.Progress = bar.set
	report, err := regret.Run(ctx, f.config(wallClock), q)
	bar.clear()
	if err = firstOf(err, f.Close()); err != nil {
		return err
	}
	if r.form == "json" {
		return r.app.printJSON(report)
	}
	w := bufio.NewWriter(r.app.out)
	for _, line := range report.Text() {
		fmt.Fprintln(w, clean(line))
	}
	return w.Flush()
}

func (r *regretting) question(args []string) (q regret.Question, err error) {
	from, to := r.from, r.to
	switch {
	case len(args) == 1 && from == "" && to == "":
		from, to = args[0], args[0]
	case len(args) > 0 || from == "" || to == "":
		return q, usage("which day? Name one, as andon regret 2026-11-23, or the first and the last with --from and --to")
	}
	if r.orders < 0 || r.orders > 1000 {
		return q, usage("--orders lies between 0 and 1000")
	}
	q.Orders = r.orders
	if q.From, err = dayOf(from); err == nil {
		q.To, err = dayOf(to)
	}
	return q, err
}

// dayOf reads a day.
func dayOf(text string) (day core.Date, err error) {
	if day.UnmarshalText([]byte(text)) != nil {
		return 0, usage("a day is written as 2026-11-23, not %.40q", text)
	}
	return day, nil
}
