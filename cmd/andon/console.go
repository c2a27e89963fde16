package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/tui"
)

func consoleCommand(a *app) *cobra.Command {
	var opt tui.Options
	var log string
	c := &cobra.Command{
		Use: "console", Short: "Open the screen: what is stuck, why, and how to fix it", Args: wants(),
		Long: `console opens the shop on the screen, in this process. Press ? there for help.

` + clockHelp,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withShop(c.Context(), "console", func(s *shop) error {
				return s.console(c.Context(), opt, log)
			})
		},
	}
	consoleFlags(c, &opt, &log)
	return c
}

// consoleFlags adds the flags of everything that opens the screen.
func consoleFlags(c *cobra.Command, opt *tui.Options, log *string) {
	f := c.Flags()
	f.StringVar(&opt.Color, "color", "auto", "`when` to use colours: auto, always, never")
	f.StringVar(&opt.Skin, "skin", "", "the `name` of the colours")
	f.BoolVar(&opt.Light, "light", false, "the terminal's background is light")
	f.BoolVar(&opt.ASCII, "ascii", false, "draw with ASCII alone")
	f.BoolVar(&opt.Plain, "plain", false, "line by line, without a screen")
	f.BoolVar(&opt.ReadOnly, "read-only", false, "look only: no command is ever given")
	f.StringVar(log, "log", "", "a `file` for what to report when the screen itself fails")
}

// console shows the shop on the screen until the person leaves it.
func (s *shop) console(ctx context.Context, opt tui.Options, log string) (err error) {
	opt.Actor, opt.Notes = s.actor, s.notes
	if log != "" {
		f, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			return core.Wrap(core.CodeStorage, "console", log, "the file cannot be written", err)
		}
		defer f.Close()
		opt.Log = f
	}
	opt.Drill = func(ctx context.Context, name string) ([]string, error) {
		text, err := drillText(name)
		if err != nil {
			return nil, err
		}
		report, err := s.drill(ctx, name, text)
		return report.Text(), err
	}
	return tui.Run(ctx, s.client, opt)
}
