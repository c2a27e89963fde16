package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"andon/core/engine"
)

func verifyCommand(a *app) *cobra.Command {
	var form string
	c := &cobra.Command{
		Use: "verify", Short: "Prove that the books are right", Args: wants(),
		Long: `verify walks the journal's chain of hashes, applies every record to an empty world,
checks every invariant on the way and compares every stored document with what the
journal says. It names the first record that is wrong.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := oneOf("output", form, "text", "json"); err != nil {
				return err
			}
			dir, err := a.dir()
			if err != nil {
				return err
			}
			report, err := a.verify(c.Context(), dir)
			if err != nil {
				return err
			}
			return a.printVerified(report, form)
		},
	}
	outputFlag(c, &form, "text", "json")
	return c
}

// verify proves the shop in a folder.
func (a *app) verify(ctx context.Context, dir string) (engine.VerifyReport, error) {
	f, err := openFiles(dir, "andon verify")
	if err != nil {
		return engine.VerifyReport{}, err
	}
	report, err := a.verifyFiles(ctx, f)
	a.say(f.notes)
	return report, firstOf(err, f.Close())
}

func (a *app) verifyFiles(ctx context.Context, f *files) (engine.VerifyReport, error) {
	last := f.records()
	chain := a.bar("walking the chain")
	err := f.journal.VerifyChain(ctx, 1, 0, func(seq uint64) { chain.set(seq, last) })
	chain.clear()
	if err != nil {
		return engine.VerifyReport{}, err
	}
	if err := a.catchUp(ctx, f); err != nil {
		a.say([]string{"the read model could not be brought up to date, so it is not compared: " + err.Error()})
	}
	replay := a.bar("replaying the journal")
	defer replay.clear()
	return engine.Verify(ctx, f.config(wallClock), replay.set)
}

// catchUp lets an engine bring the read model to the journal's end, so that all of it
// can be compared; a process that was killed leaves it behind.
func (a *app) catchUp(ctx context.Context, f *files) error {
	if f.views.Seq() == f.records() {
		return nil
	}
	bar := a.bar("making the read model again")
	e, err := engine.Open(ctx, f.config(wallClock), bar.set)
	bar.clear()
	if err != nil {
		return err
	}
	return e.Close()
}

func (a *app) printVerified(r engine.VerifyReport, form string) error {
	if form == "json" {
		return a.printJSON(struct {
			Verify string `json:"verify"`
			engine.VerifyReport
		}{"ok", r})
	}
	_, err := fmt.Fprintf(a.out, "ok: %d records, hash chain whole, every invariant holds (checked %d times), %d stored documents as the journal says\n", r.Records, r.Checks, r.Documents)
	return err
}
