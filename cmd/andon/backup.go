package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"andon/store"
	"andon/tui/term"
)

func backupCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "Write the shop into one file", Args: wants("FILE"),
		Long: `backup writes the journal and the keys of a shop into one file, which must not exist
yet. Whoever has the file can read the personal data in it: keep it as safe as the shop.`,
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := a.dir()
			if err != nil {
				return err
			}
			f, err := openFiles(dir, "andon backup")
			if err != nil {
				return err
			}
			a.say(f.notes)
			n, err := a.backup(c.Context(), f, args[0])
			if err = firstOf(err, f.Close()); err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "ok: %d records in %s\n", n, args[0])
			return err
		},
	}
}

func (a *app) backup(ctx context.Context, f *files, path string) (n uint64, err error) {
	bar := a.bar("backing up")
	defer bar.clear()
	err = outputFile(path, func(out *os.File) error {
		n, err = store.Backup(ctx, out, f.folder.Meta(), f.journal, f.keys, bar.set)
		return err
	})
	return n, err
}

func restoreCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE|-", Short: "Make a shop from a backup, in a new folder", Args: wants("FILE"),
		Long: `restore makes the shop of a backup in the folder that --data or ` + dataVariable + ` names. It
never writes over a shop. To keep erased people erased, put the old folder's
` + store.ErasedFile + ` into the new folder first. Run andon verify afterwards.`,
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := a.dir()
			if err != nil {
				return err
			}
			return a.withInput(args, func(in io.Reader) error { return a.restore(c.Context(), in, dir) })
		},
	}
}

func (a *app) restore(ctx context.Context, in io.Reader, dir string) error {
	tidy := leaveAsFound(dir)
	bar := a.bar("restoring")
	var records uint64
	meta, err := store.Restore(ctx, in, dir, store.Options{}, func(done, all uint64) {
		records = all
		bar.set(done, all)
	})
	bar.clear()
	if err != nil {
		tidy()
		return err
	}
	_, err = fmt.Fprintf(a.out, "ok: shop %s, %d records in %s\n", term.Clean(meta.Name, term.Options{}), records, dir)
	return err
}

// leaveAsFound looks at a folder before a shop is made in it. What it returns takes the
// lock, and the folder if it was made for nothing, away again.
func leaveAsFound(dir string) func() {
	lock := filepath.Join(dir, "lock") // as store names it
	if _, err := os.Lstat(lock); err == nil {
		return func() {} // someone else's
	}
	_, missing := os.Lstat(dir)
	return func() {
		_ = os.Remove(lock)
		if missing != nil {
			_ = os.Remove(dir) // refused when anything is in it
		}
	}
}
