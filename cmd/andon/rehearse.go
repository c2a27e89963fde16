package main

import (
	"bufio"
	"context"
	"fmt"
	"regexp"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/policy"
	"andon/core/rehearse"
)

// rehearsing is what andon rehearse is asked for.
type rehearsing struct {
	app              *app
	policy, from, to string
	orders           int
	form             string
}

func rehearseCommand(a *app) *cobra.Command {
	r := &rehearsing{app: a}
	c := &cobra.Command{
		Use: "rehearse --policy POL-N|FILE", Short: "Tell what a policy would have done", Args: wants(),
		Long: `rehearse runs a stretch of the shop's journal again, once under the policy that was
active when it began and once under another, and tells what would differ. Orders,
deliveries and what else came from outside come at their recorded times; what people did
in answer is modelled after the times that were recorded for it, the same for both. The
shop is not changed. POL-N is any policy of the shop, draft or not; none stands for
deciding without; a file holds a document, as for andon policy draft.`,
		RunE: func(c *cobra.Command, _ []string) error { return r.run(c.Context()) },
	}
	c.Flags().StringVar(&r.policy, "policy", "", "the `policy` to rehearse: POL-N, none, or a file")
	c.Flags().StringVar(&r.from, "from", "", "the `time` at which the span begins, as 2026-11-23 or 2026-11-23T09:00:00Z; the first record when empty")
	c.Flags().StringVar(&r.to, "to", "", "the `time` at which it ends, not included; the last record when empty")
	c.Flags().IntVar(&r.orders, "orders", 20, "how many of the orders that differ are explained, those first whose cost differs most")
	outputFlag(c, &r.form, "text", "json")
	return c
}

func (r *rehearsing) run(ctx context.Context) error {
	if err := oneOf("output", r.form, "text", "json"); err != nil {
		return err
	}
	q, err := r.question()
	if err != nil {
		return err
	}
	dir, err := r.app.dir()
	if err != nil {
		return err
	}
	f, err := openFiles(dir, "andon rehearse")
	if err != nil {
		return err
	}
	before := f.records()
	bar := r.app.bar("rehearsing")
	q.Progress = bar.set
	report, err := rehearse.Run(ctx, f.config(wallClock), q)
	bar.clear()
	if err == nil && f.records() != before {
		err = core.E(core.CodeInternal, "rehearse", dir, "the journal has grown meanwhile; please report it")
	}
	if err = firstOf(err, f.Close()); err != nil {
		return err
	}
	if r.form == "json" {
		return r.app.printJSON(report)
	}
	return r.app.printRehearsal(report)
}

var policyID = regexp.MustCompile(`^POL-[0-9]+$`)

func (r *rehearsing) question() (q rehearse.Question, err error) {
	if r.policy == "" {
		return q, usage("which policy? Name it with --policy POL-N, none, or a file")
	}
	if r.orders < 0 || r.orders > 1000 {
		return q, usage("--orders lies between 0 and 1000")
	}
	q.Orders = r.orders
	if q.From, err = timeFlag("from", r.from); err != nil {
		return q, err
	}
	if q.To, err = timeFlag("to", r.to); err != nil {
		return q, err
	}
	if r.policy == policy.None || policyID.MatchString(r.policy) {
		q.Policy = r.policy
		return q, nil
	}
	q.Name = r.policy
	doc, err := r.app.checkedPolicy(r.policy)
	q.Document = &doc
	return q, err
}

// timeFlag reads a time, or a day, which begins at midnight UTC.
func timeFlag(name, text string) (at core.Instant, err error) {
	if text == "" {
		return 0, nil
	}
	var day core.Date
	if day.UnmarshalText([]byte(text)) == nil {
		return day.Start(), nil
	}
	if err := at.UnmarshalText([]byte(text)); err != nil {
		return 0, usage("--%s takes a time such as 2026-11-23T09:00:00Z or a day such as 2026-11-23, not %.40q", name, text)
	}
	return at, nil
}

// printRehearsal prints a report for people.
func (a *app) printRehearsal(r *rehearse.Report) error {
	w := bufio.NewWriter(a.out)
	for _, line := range r.Text() {
		fmt.Fprintln(w, clean(line))
	}
	return w.Flush()
}
