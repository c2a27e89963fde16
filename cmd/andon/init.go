package main

import (
	"context"
	"crypto/rand"
	_ "embed"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/policy"
	"andon/core/world"
	"andon/fixtures"
	"andon/store"
	"andon/tui/term"
)

func initCommand(a *app) *cobra.Command {
	var template, name, rules string
	c := &cobra.Command{
		Use: "init", Short: "Make a new shop", Args: wants(),
		Long: `init makes a shop in the folder that --data or ` + dataVariable + ` names, and makes you its owner.
A template fills it: minimal is the least that takes an order (an entity, a location, a
carrier and a channel), ` + onlineRetail + ` is the shop of the recorded order stream, empty has
nothing but you. --policy lets rules decide from the first order: default are those to
begin with (andon policy show shows them), or a file; you are their author and approve
them alone.

` + startHelp(),
		RunE: func(c *cobra.Command, _ []string) error {
			dir, err := a.dir()
			if err != nil {
				return err
			}
			t, err := templateNamed(template)
			if err != nil {
				return err
			}
			if t.rules, err = a.startingPolicy(rules); err != nil {
				return err
			}
			w, err := a.makeShop(c.Context(), dir, "init", name, t)
			if err == nil {
				_, err = fmt.Fprintf(a.out, "ok: shop %s, %d records in %s\n", term.Clean(w.Shop().Name, term.Options{}), w.Seq, dir)
			}
			return err
		},
	}
	c.Flags().StringVar(&template, "template", "minimal", "the `template` that the shop begins with: "+orList(templateNames()))
	c.Flags().StringVar(&name, "name", "", "the shop's `name`; the folder's when empty")
	c.Flags().StringVar(&rules, "policy", policy.None, "the `policy` that decides: default, none or a file")
	_ = c.RegisterFlagCompletionFunc("template", cobra.FixedCompletions(templateNames(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// start is a small shop from nothing, as a script for a shell. The README shows it too.
//
//go:embed start.sh
var start string

func startHelp() string {
	return "A shop from nothing, for a shell:\n\n  " + strings.ReplaceAll(strings.TrimSpace(start), "\n", "\n  ")
}

func shopName(name, dir string) string {
	if name != "" {
		return name
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return filepath.Base(dir)
	}
	return filepath.Base(abs)
}

// makeShop creates a shop, makes the actor its owner and gives it the template's
// commands. It returns the world that they have made.
func (a *app) makeShop(ctx context.Context, dir, command, name string, t template) (*world.World, error) {
	commands, err := t.commands()
	if err != nil {
		return nil, err
	}
	id, err := store.NewShopID(rand.Reader)
	if err != nil {
		return nil, err
	}
	meta := store.Meta{Shop: id, Name: shopName(name, dir), Created: wallClock()}
	if err := store.Create(dir, meta, store.Options{}); err != nil {
		return nil, err
	}
	s, err := a.openShopIn(ctx, dir, command, t.clock())
	if err != nil {
		return nil, err
	}
	commands = slices.Concat(founding(s.actor, meta.Name), named(commands, name, meta.Name), enacting(t.rules))
	err = s.fill(ctx, a.bar("filling the shop"), commands)
	if err != nil {
		err = core.Wrap(core.CodeOf(err), command, dir, "the shop could not be filled; remove the folder and try again", err)
	}
	w := s.engine.World()
	return w, firstOf(err, s.Close())
}

// founding is what every shop begins with: its first person, who owns it, and a name.
// What follows it may name the shop again.
func founding(actor, name string) []core.Command {
	return []core.Command{
		{Body: &catalog.PutPerson{Person: catalog.Person{ID: actor, Roles: []catalog.Role{catalog.Owner}}}},
		{Body: &world.PutShop{Name: name}},
	}
}

// startingPolicy reads the policy that a new shop begins with; nil is none.
func (a *app) startingPolicy(name string) (*policy.Document, error) {
	switch name {
	case policy.None:
		return nil, nil
	case "default":
		doc, err := parsePolicy([]byte(fixtures.DefaultPolicy()))
		return &doc, err
	}
	doc, err := a.checkedPolicy(name)
	return &doc, err
}

// enacting makes a document the first policy of a shop with one person.
func enacting(doc *policy.Document) []core.Command {
	if doc == nil {
		return nil
	}
	id, why := policy.IDOf(1), "to begin with"
	return []core.Command{
		{Body: &policy.DraftPolicy{Document: *doc, Comment: why}},
		{Body: &policy.Propose{Policy: id, Comment: why}},
		{Body: &policy.Approve{Policy: id, Comment: why}},
		{Body: &policy.Activate{Policy: id, Comment: why}},
	}
}

// named gives a template's shop the name that was asked for, or one where it has none.
func named(template []core.Command, asked, name string) []core.Command {
	out := slices.Clone(template)
	for i := range out {
		if put, ok := out[i].Body.(*world.PutShop); ok && (asked != "" || put.Name == "") {
			out[i].Body = &world.PutShop{Name: name, Settings: put.Settings}
		}
	}
	return out
}

// fill gives commands that must all be taken, in parts.
func (s *shop) fill(ctx context.Context, bar *bar, commands []core.Command) error {
	defer bar.clear()
	for done := 0; done < len(commands); {
		n := min(len(commands)-done, core.MaxBatchCommands)
		if err := submitAll(ctx, s.client, commands[done:done+n]); err != nil {
			return err
		}
		done += n
		bar.set(uint64(done), uint64(len(commands)))
	}
	return nil
}

// submitAll fails on the first command that is refused.
func submitAll(ctx context.Context, client api.Client, commands []core.Command) error {
	receipts, err := client.Submit(ctx, commands...)
	if err != nil {
		return err
	}
	for i, r := range receipts {
		if r.Err != nil {
			return core.Wrap(r.Err.Code, "fill", string(commands[i].Body.Kind()), "the command was refused", r.Err)
		}
	}
	return nil
}
