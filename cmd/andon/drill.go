package main

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/play"
	"andon/fixtures"
)

// drilling is what andon drill is asked for.
type drilling struct {
	app  *app
	list bool
	form string
}

func drillCommand(a *app) *cobra.Command {
	d := &drilling{app: a}
	c := &cobra.Command{
		Use: "drill FILE|NAME", Short: "Play a scenario script on a fork of the shop, and change nothing",
		Long: `drill plays a scenario script (docs/scenarios.md) on a fork of the shop as it is now: its
stock, its open orders, its policy. It tells what would have come of it, and what of the
script was not seen; then the exit code is 1. Nothing is written to the shop.

A script for any shop names its goods by {sku} and {other}, which are those that the shop
has most of, {location} and {away}, where they are, and {channel}. Drills that come with
the program:
` + drillNames(),
		Args: func(c *cobra.Command, args []string) error {
			if d.list {
				return nil
			}
			return wants("FILE|NAME")(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("output", d.form, "text", "json"); err != nil {
				return err
			}
			if d.list {
				_, err := fmt.Fprint(a.out, drillNames())
				return err
			}
			return d.run(c.Context(), args[0])
		},
	}
	c.Flags().BoolVar(&d.list, "list", false, "list the drills that come with the program")
	outputFlag(c, &d.form, "text", "json")
	return c
}

// drillNames lists the drills of the program.
func drillNames() string {
	var b strings.Builder
	for _, s := range fixtures.Drills() {
		title, _, _ := strings.Cut(strings.TrimPrefix(s.Text, "# "), "\n")
		fmt.Fprintf(&b, "  %-26s %s\n", s.Name, title)
	}
	return b.String()
}

func (d *drilling) run(ctx context.Context, name string) error {
	text, err := drillText(name)
	if err != nil {
		return err
	}
	return d.app.withShop(ctx, "drill", func(s *shop) error {
		report, err := s.drill(ctx, name, text)
		if err != nil {
			return err
		}
		if d.form == "json" {
			err = d.app.printJSON(report)
		} else {
			w := bufio.NewWriter(d.app.out)
			for _, line := range report.Text() {
				fmt.Fprintln(w, clean(line))
			}
			err = w.Flush()
		}
		if err == nil && !report.OK {
			err = errFailed
		}
		return err
	})
}

// drillText is the text of a drill of the program, or of a file.
func drillText(name string) (string, error) {
	all := fixtures.Drills()
	if i := slices.IndexFunc(all, func(s fixtures.Scenario) bool { return s.Name == name }); i >= 0 {
		return all[i].Text, nil
	}
	b, err := readScript(name)
	if err != nil {
		return "", core.E(core.CodeNotFound, "drill", name, "there is no such file, and no drill of this name; andon drill --list shows those that there are")
	}
	return string(b), nil
}

// drill plays a script on a fork of the shop.
func (s *shop) drill(ctx context.Context, name, text string) (play.Drilled, error) {
	local, err := play.Local(text, s.engine.World())
	if err != nil {
		return play.Drilled{}, err
	}
	script, mistakes := play.Parse(name, local)
	if len(mistakes) > 0 {
		more := ""
		if n := len(mistakes) - 1; n > 0 {
			more = fmt.Sprintf(" (and %s more)", plural(n, "mistake"))
		}
		return play.Drilled{}, usage("%s%s; docs/scenarios.md and andon play --help list what a script can say", mistakes[0], more)
	}
	report := script.Drill(ctx, s.codec, s.engine.Trial)
	if err := ctx.Err(); err != nil {
		return report, core.Wrap(core.CodeCancelled, "drill", name, "was given up", err)
	}
	return report, nil
}
