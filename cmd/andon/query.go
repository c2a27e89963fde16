package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/query"
	"andon/tui/term"
)

// pageRows is how many rows a list has when no limit is named.
const pageRows = 100

// kindOf reads a kind, singular or plural. One that is not known goes on as it is: the
// shop says which there are.
func kindOf(text string) core.Noun {
	noun := api.NounNamed(text)
	if noun != api.NounShop && !slices.ContainsFunc(query.Kinds(), func(k query.Kind) bool { return k.Noun == noun }) {
		return core.Noun(text)
	}
	return noun
}

// completeKind offers the kinds to a shell.
func completeKind(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, k := range query.Kinds() {
		out = append(out, string(k.Noun))
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

// kindList names the kinds in a sentence.
func kindList() string {
	var names []string
	for _, k := range query.Kinds() {
		names = append(names, string(k.Noun))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// fieldHelp lists the fields of the kinds that a command line names.
func (a *app) fieldHelp(args []string) {
	for _, k := range query.Kinds() {
		if !slices.ContainsFunc(args, func(arg string) bool { return kindOf(arg) == k.Noun }) {
			continue
		}
		fmt.Fprintf(a.out, "\nFields of %s:\n", k.Noun)
		for _, f := range k.Fields {
			what := string(f.Type)
			if words := k.Words[f.Name]; words != nil {
				what = "one of " + strings.Join(words, ", ")
			}
			fmt.Fprintf(a.out, "  %-16s %s\n", f.Name, what)
		}
	}
}

func listCommand(a *app) *cobra.Command {
	var q api.Query
	var limit int
	var all bool
	var form string
	c := &cobra.Command{
		Use: "list KIND", Short: "List documents of a kind", Args: wants("KIND"), ValidArgsFunction: completeKind,
		Long: `list shows the documents of a kind, in the kind's own order or sorted by a column.

Of exceptions those that are open are shown, unless --where names a field that tells
open from closed (open, closed, closed_by, resolution, id) or --all is given. Of every
other kind all documents are shown: list orders has finished orders too.

--where takes field op literal and …, for example
  andon list orders --where 'waiting > 0 and placed < now-2d' --sort -total
  andon list orders --where 'status in (backordered, "partly backordered")'
  andon list skus --where 'text ~ mug'
  andon list exceptions --where 'closed > now-1d'
The headings are fields; andon list KIND --help names them all and what they can be.
Ops: = != < <= > >= ~ in.

--where also takes the language of policies: == != < <= > >=, and or not, brackets,
in ["a", "b"], + - * / %, contains, startsWith, endsWith, lower, len, min, max, c ? a : b.
Texts stand in quotes, money is amount("12.50"), a time is now, ago("2h"), ahead("3d")
or time("2026-12-01T09:00:00Z"), a date is date("2026-12-01"), and none is one that is
not set. Of a field with several values: "MUG" in sku, any(sku, # startsWith "MUG").
  andon list orders --where 'status == "held" or total > amount("100") and channel == "web"'
  andon list skus --where 'waiting > available and not (lifecycle == "ended")'
Kinds: ` + kindList() + `.`,
		RunE: func(c *cobra.Command, args []string) error {
			q.Kind = kindOf(args[0])
			q.Open = !all
			return a.showList(c.Context(), "list", q, limit, form)
		},
	}
	plain := c.HelpFunc()
	c.SetHelpFunc(func(c *cobra.Command, args []string) {
		plain(c, args)
		a.fieldHelp(args)
	})
	c.Flags().StringVar(&q.Where, "where", "", "only what this `filter` matches")
	c.Flags().StringVar(&q.Sort, "sort", "", "a `field` to sort by; -field turns it round")
	c.Flags().BoolVar(&all, "all", false, "closed exceptions too")
	c.Flags().IntVar(&limit, "limit", pageRows, "most rows shown; 0 shows all")
	outputFlag(c, &form, sheetForms...)
	return c
}

func historyCommand(a *app) *cobra.Command {
	var limit int
	var form string
	c := &cobra.Command{
		Use: "history KIND ID", Short: "Show all that happened to a document, newest first", Args: wants("KIND", "ID"), ValidArgsFunction: completeKind,
		RunE: func(c *cobra.Command, args []string) error {
			return a.showList(c.Context(), "history", api.Query{Kind: kindOf(args[0]), ID: args[1], View: api.History}, limit, form)
		},
	}
	c.Flags().IntVar(&limit, "limit", pageRows, "most rows shown; 0 shows all")
	outputFlag(c, &form, sheetForms...)
	return c
}

// outputFlag adds -o; the first form is the default.
func outputFlag(c *cobra.Command, form *string, forms ...string) {
	c.Flags().StringVarP(form, "output", "o", forms[0], "the `form`: "+strings.Join(forms, ", "))
	// The name is right: a flag that was just added can always be completed.
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(forms, cobra.ShellCompDirectiveNoFileComp))
}

// showList writes the rows of a query to the output, in a form.
func (a *app) showList(ctx context.Context, command string, q api.Query, limit int, form string) error {
	if limit < 0 {
		return usage("--limit is 0 or more, not %d", limit)
	}
	out, err := a.sheet(form)
	if err != nil {
		return err
	}
	var end listEnd
	err = a.withShop(ctx, command, func(s *shop) error {
		end, err = writeRows(ctx, s.client, q, limit, out)
		return err
	})
	if err != nil {
		return badFlag(err)
	}
	_, screen := terminalOf(a.errs)
	a.say(end.notes(q, screen))
	return nil
}

// badFlag makes a mistake in --where or --sort one of usage.
func badFlag(err error) error {
	var e *core.Error
	if errors.As(err, &e) && e.Code == core.CodeInvalid && (e.Op == "where" || e.Op == "sort") {
		return usage("%s", e.Error())
	}
	return err
}

// listEnd says how a list came to its end.
type listEnd struct {
	shown, total  int
	atLeast, more bool
	sortedInParts bool
}

// notes are what a reader of the list should know; on a screen, that it is empty too.
func (e listEnd) notes(q api.Query, screen bool) []string {
	var out []string
	if screen && e.shown == 0 && !e.more {
		out = append(out, "none")
	}
	if e.sortedInParts {
		out = append(out, fmt.Sprintf("sorted in parts of %d records; narrow the list with --where", api.MaxScan))
	}
	if e.more {
		of := fmt.Sprint(e.total)
		if e.atLeast {
			of = "at least " + of
		}
		out = append(out, fmt.Sprintf("%d of %s shown; --limit 0 shows all", e.shown, of))
	}
	return out
}

// writeRows asks for page after page until there are limit rows (0: all).
func writeRows(ctx context.Context, client api.Client, q api.Query, limit int, out sheet) (listEnd, error) {
	var end listEnd
	for first := true; ; first = false {
		q.Limit = api.MaxRows
		if limit > 0 {
			q.Limit = min(limit-end.shown, api.MaxRows)
		}
		page, err := client.Query(ctx, q)
		if err != nil {
			return end, err
		}
		if first {
			if err := out.head(&page); err != nil {
				return end, err
			}
		}
		if err := out.rows(page.Rows); err != nil {
			return end, err
		}
		end.shown += len(page.Rows)
		end.total, end.atLeast = page.Total, page.AtLeast
		end.sortedInParts = end.sortedInParts || q.Sort != "" && page.AtLeast
		full := limit > 0 && end.shown >= limit
		if page.Next == "" || full {
			end.more = page.Next != ""
			return end, out.end(end)
		}
		q.After = page.Next
	}
}

func getCommand(a *app) *cobra.Command {
	var form string
	c := &cobra.Command{
		Use: "get KIND ID", Short: "Show one document with all its parts", Args: wantsDoc, ValidArgsFunction: completeKind,
		Long: "get shows one document; get shop shows what there is of the shop itself, and get atp SKU what is\navailable to promise of a SKU, day by day: discrete, cumulative, and cumulative with look-ahead; for each\nchannel what a new order of it would be promised.",
		RunE: func(c *cobra.Command, args []string) error {
			q := api.Query{Kind: kindOf(args[0]), View: api.Doc}
			if len(args) > 1 {
				q.ID = args[1]
			}
			return a.showDoc(c.Context(), "get", q, form, writeTree)
		},
	}
	outputFlag(c, &form, "text", "json")
	return c
}

// wantsDoc wants KIND ID; of the shop there is only one.
func wantsDoc(c *cobra.Command, args []string) error {
	if len(args) == 1 && kindOf(args[0]) == api.NounShop {
		return nil
	}
	return wants("KIND", "ID")(c, args)
}

func whyCommand(a *app) *cobra.Command {
	var form string
	c := &cobra.Command{
		Use: "why KIND ID", Short: "Explain why a document is as it is", Args: wants("KIND", "ID"), ValidArgsFunction: completeKind,
		Long: `why explains an order's sourcing: who could have shipped what, at what cost, why each
loser lost, and what would have changed the outcome; and how what was promised has
changed, by which record and why: that alone with why promise SO-17. Of a policy it says
how often each of its rules had a say lately. Of an exception it
says what caused it and what can be done.`,
		RunE: func(c *cobra.Command, args []string) error {
			q := api.Query{Kind: kindOf(args[0]), ID: args[1], View: api.Why}
			if q.Kind == exception.NounException { // its document says why it is there
				q.View = api.Doc
				return a.showDoc(c.Context(), "why", q, form, writeCause)
			}
			return a.showDoc(c.Context(), "why", q, form, writeWhy)
		},
	}
	outputFlag(c, &form, "text", "json")
	return c
}

// showDoc writes one document, as JSON or as text for people.
func (a *app) showDoc(ctx context.Context, command string, q api.Query, form string, text func(*bufio.Writer, json.RawMessage, *money) error) error {
	if err := oneOf("output", form, "text", "json"); err != nil {
		return err
	}
	return a.withShop(ctx, command, func(s *shop) error {
		page, err := s.client.Query(ctx, q)
		if err != nil {
			return err
		}
		w := bufio.NewWriter(a.out)
		if form == "json" {
			err = writeJSON(w, page.Doc)
		} else {
			var m *money
			if m, err = moneyOf(ctx, s.client, page.Doc); err == nil {
				err = text(w, page.Doc, m)
			}
		}
		return firstOf(err, w.Flush())
	})
}

// writeWhy writes an explanation: of each decision its sentences.
func writeWhy(w *bufio.Writer, doc json.RawMessage, m *money) error {
	var why api.WhyView
	if err := json.Unmarshal(doc, &why); err != nil || len(why.Decisions) == 0 {
		return writeTree(w, doc, m)
	}
	for i, d := range why.Decisions {
		if i > 0 {
			w.WriteByte('\n')
		}
		fmt.Fprintf(w, "%s  record %d, %s\n", d.At, d.Seq, term.Clean(d.Cause, term.Options{}))
		for _, s := range d.Text {
			for _, t := range term.CleanLines(s, 1000, term.Options{}) {
				fmt.Fprintf(w, "  %s\n", t)
			}
		}
	}
	return nil
}

// writeCause writes what an exception is about, why it is there, and what can be done.
func writeCause(w *bufio.Writer, doc json.RawMessage, m *money) error {
	var x api.ExceptionView
	if err := json.Unmarshal(doc, &x); err != nil {
		return writeTree(w, doc, m)
	}
	clean := func(s string) term.Text { return term.Clean(s, term.Options{}) }
	fmt.Fprintf(w, "%s\n", clean(x.Title))
	for _, s := range x.Why {
		fmt.Fprintf(w, "  %s\n", clean(s))
	}
	for _, act := range x.Actions {
		line := "can be done: " + act.Title
		if act.Refused != "" {
			line = "cannot be done: " + act.Title + ": " + act.Refused
		}
		fmt.Fprintf(w, "%s\n", clean(line))
	}
	return nil
}
