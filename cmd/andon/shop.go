package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/engine"
	"andon/core/world"
	"andon/store"
)

// viewsSchema is the version of what the engine keeps in views.db. Raise it with any
// change of buckets, keys or documents there: older views are then made again.
const viewsSchema = 2

// files are the open files of a shop's folder, which no other process has meanwhile.
type files struct {
	folder    *store.Folder
	journal   *store.Journal
	keys      *store.Keys
	views     *store.Views
	snapshots *store.Snapshots
	codec     *store.Codec
	notes     []string // what opening had to overlook, one sentence each
}

// openFiles takes the folder and opens what is in it. command is what others are told
// of who has the shop.
func openFiles(dir, command string) (f *files, err error) {
	f = &files{snapshots: store.NewSnapshots(dir)}
	defer func() {
		if err != nil {
			err = firstOf(err, f.Close())
			f = nil
		}
	}()
	if f.codec, err = newCodec(); err != nil {
		return f, err
	}
	if f.folder, err = store.OpenFolder(dir, store.Holder{Command: command, Since: wallClock()}); err != nil {
		return f, err
	}
	opt := store.Options{Shop: f.folder.Meta().Shop, Schema: viewsSchema}
	if f.journal, err = store.OpenJournal(dir, opt); err != nil {
		return f, err
	}
	if f.keys, err = store.OpenKeys(dir, opt); err != nil {
		return f, err
	}
	_, none := os.Lstat(filepath.Join(dir, "views.db")) // removed, or not made yet: nobody need be told
	if f.views, err = store.OpenViews(dir, opt); err != nil {
		return f, err
	}
	if why := f.journal.Note(); why != "" {
		f.note("journal.db: " + why + "; run andon verify")
	}
	if why := f.views.Fresh(); why != "" && none == nil {
		f.note("the read model is made again from the journal, and closed documents are missing from lists until that is done: " + why)
	}
	return f, nil
}

func (f *files) records() uint64 {
	last, _ := f.journal.Last()
	return last
}

// note keeps a sentence, once.
func (f *files) note(sentence string) {
	if !slices.Contains(f.notes, sentence) {
		f.notes = append(f.notes, sentence)
	}
}

// config is what an engine on these files needs, with a clock for the shop.
func (f *files) config(clock func() core.Instant) engine.Config {
	return engine.Config{
		Journal: f.journal, Codec: f.codec, Views: f.views, Vault: f.keys, Snapshots: snapshots{f.snapshots, f.note},
		Clock: clock, Shop: f.folder.Meta().Shop,
	}
}

// Close gives everything back, the folder last.
func (f *files) Close() error {
	var errs []error
	if f.views != nil {
		errs = append(errs, f.views.Close())
	}
	if f.keys != nil {
		errs = append(errs, f.keys.Close())
	}
	if f.journal != nil {
		errs = append(errs, f.journal.Close())
	}
	if f.folder != nil {
		errs = append(errs, f.folder.Close())
	}
	return errors.Join(errs...)
}

func wallClock() core.Instant { return core.InstantOf(time.Now()) }

// shop is a shop that this process owns, with its engine running.
type shop struct {
	*files
	engine *engine.Engine
	client api.Client // of the person who started this process
	actor  string
}

// openShop opens the shop that the command line names.
func (a *app) openShop(ctx context.Context, command string) (*shop, error) {
	dir, err := a.dir()
	if err != nil {
		return nil, err
	}
	return a.openShopIn(ctx, dir, command, wallClock)
}

func (a *app) openShopIn(ctx context.Context, dir, command string, clock func() core.Instant) (*shop, error) {
	who, err := actor()
	if err != nil {
		return nil, err
	}
	f, err := openFiles(dir, "andon "+command)
	if err != nil {
		return nil, err
	}
	bar := a.bar("opening the shop")
	e, err := engine.Open(ctx, f.config(clock), bar.set)
	bar.clear()
	a.say(f.notes)
	if err != nil {
		return nil, firstOf(err, f.Close())
	}
	return &shop{files: f, engine: e, client: e.Client(who), actor: who}, nil
}

// Close ends the engine in an orderly way and gives the folder back.
func (s *shop) Close() error { return firstOf(s.engine.Close(), s.files.Close()) }

// withShop runs fn on the open shop; closing it is part of the work.
func (a *app) withShop(ctx context.Context, command string, fn func(*shop) error) error {
	s, err := a.openShop(ctx, command)
	if err != nil {
		return err
	}
	return firstOf(fn(s), s.Close())
}

// firstOf is the error that came first: what follows it is seldom news.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// outputFile makes a file that appears under its name only when it is whole and on
// disk, readable by its owner alone. It never replaces one.
func outputFile(path string, write func(f *os.File) error) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return core.E(core.CodeExists, "create", path, "the file exists already; choose another name")
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+strings.TrimPrefix(filepath.Base(path), ".")+".*")
	if err != nil {
		return core.Wrap(core.CodeStorage, "create", path, "the file cannot be made", err)
	}
	defer os.Remove(f.Name()) // gone already when all went well
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	err = f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return core.Wrap(core.CodeStorage, "create", path, "the file could not be written", err)
	}
	return nil
}

// newCodec makes the codec of this program's commands, events and documents.
func newCodec() (*store.Codec, error) {
	kinds, err := world.Kinds()
	if err != nil {
		return nil, core.Wrap(core.CodeInternal, "open", "", "the table of kinds contradicts itself", err)
	}
	return store.NewCodec(kinds, nil)
}
