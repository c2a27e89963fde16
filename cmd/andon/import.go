package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"andon/connectors/replay"
	"andon/core"
	"andon/core/order"
)

func importCommand(a *app) *cobra.Command {
	var format, form string
	c := &cobra.Command{
		Use: "import KIND --from FORMAT FILE|-", Short: "Bring recorded data into the shop", Args: wants("KIND", "FILE"),
		Long: `import brings every line of a file into the shop and says where each is booked. What
is already there stays as it is, so importing again goes on where an interruption
stopped. Kinds and formats:

  orders   ` + replay.Format + `   CSV, plain or packed with gzip or zstd, for a shop made
           with andon init --template ` + onlineRetail + `

` + clockHelp,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return []string{"orders"}, cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(c *cobra.Command, args []string) error {
			if kindOf(args[0]) != order.NounOrder {
				return usage("orders can be imported, not %.40q", args[0])
			}
			if format == "" {
				return usage("say what the file is with --from; orders come as %s", replay.Format)
			}
			if err := oneOf("from", format, replay.Format); err != nil {
				return err
			}
			if err := oneOf("output", form, "text", "json"); err != nil {
				return err
			}
			return a.withInput(args[1:], func(in io.Reader) error { return a.importOrders(c.Context(), in, form) })
		},
	}
	c.Flags().StringVar(&format, "from", "", "the `format` of the file: "+replay.Format)
	_ = c.RegisterFlagCompletionFunc("from", cobra.FixedCompletions([]string{replay.Format}, cobra.ShellCompDirectiveNoFileComp))
	outputFlag(c, &form, "text", "json")
	return c
}

// importOrders replays an order stream into the shop, in the name of the stream's
// connector, which drives the shop's clock.
func (a *app) importOrders(ctx context.Context, in io.Reader, form string) error {
	return a.withShop(ctx, "import", func(s *shop) error {
		bar := a.bar("importing")
		size := sizeOf(in)
		report, err := replay.Import(ctx, s.engine.Client(replay.Actor), in, replay.ImportOptions{
			Progress: func(p replay.Progress) {
				if size > 0 {
					bar.set(uint64(p.Bytes), size)
				} else {
					bar.set(uint64(p.Lines), 0)
				}
			},
		})
		bar.clear()
		if errors.Is(err, replay.ErrOtherShop) {
			err = core.E(core.CodeState, "import", s.folder.Dir(), "the shop is not made for this stream; make one with andon init --template "+onlineRetail+" in another folder, and import there")
		}
		if err != nil && report.Lines == 0 {
			return err
		}
		if form == "text" {
			a.sayClock(s)
		}
		return firstOf(a.printReport(report, form), err)
	})
}

// sizeOf is how many bytes a file has; 0 where nobody knows.
func sizeOf(in io.Reader) uint64 {
	f, ok := in.(*os.File)
	if !ok {
		return 0
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return uint64(info.Size())
}

func (a *app) printReport(r replay.Report, form string) error {
	if form == "json" {
		return a.printJSON(r)
	}
	w := bufio.NewWriter(a.out)
	fmt.Fprintf(w, "%9d lines, %d of them already known, in %.1f s\n", r.Lines, r.AlreadyKnown, r.Seconds)
	for _, name := range slices.Sorted(maps.Keys(r.Accounted)) {
		fmt.Fprintf(w, "%9d %s\n", r.Accounted[name], name)
	}
	return w.Flush()
}
