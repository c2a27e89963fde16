package tui

import (
	"context"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/wave"
	"andon/tui/load"
	"andon/tui/screen"
	"andon/tui/screens/board"
	"andon/tui/screens/jobs"
	"andon/tui/screens/list"
	"andon/tui/screens/orders"
	"andon/tui/screens/policies"
	"andon/tui/screens/record"
	stocks "andon/tui/screens/stock"
	"andon/tui/screens/story"
	"andon/tui/term"
	"andon/tui/theme"

	tea "github.com/charmbracelet/bubbletea"
)

// rootSpec is a screen that a number key shows.
type rootSpec struct {
	title term.Text
	word  string // in the command bar
	make  func(*screen.Env) *list.List
}

// roots are the screens of 1, 2, …; the first one is home.
func roots() []rootSpec {
	return []rootSpec{
		{term.Lit("Exceptions"), "exceptions", board.New},
		{term.Lit("Orders"), "orders", orders.New},
		{term.Lit("Stock"), "stock", stocks.New},
		{term.Lit("Dock"), "dock", orders.NewDock},
	}
}

// stockRoot is the place of the stock among the roots.
const stockRoot = 2

// root is the screen of a number; it is made once and keeps its place.
func (a *app) root(i int) *list.List {
	if a.roots[i] == nil {
		a.roots[i] = roots()[i].make(a.env)
	}
	return a.roots[i]
}

// toRoot shows a root, filtered when a filter is given.
func (a *app) toRoot(i int, filter string) tea.Cmd {
	l := a.root(i)
	cmd := a.goTo(place{l})
	if filter != "" && filter != l.Filter() {
		cmd = tea.Batch(cmd, l.SetFilter(filter))
	}
	return cmd
}

// countOf is the number behind the name of a root; ok is false where none is known.
func (a *app) countOf(i int) (n int, ok bool) {
	if i == 0 && a.fresh.seq > 0 {
		return a.fresh.shop.Exceptions, true
	}
	return 0, false
}

// screenOf is the screen that shows a document.
func (a *app) screenOf(ref core.Ref) screen.Screen {
	switch ref.Noun {
	case order.NounOrder:
		return story.New(a.env, ref.ID)
	case exception.NounException:
		return board.NewCase(a.env, ref.ID)
	case job.NounJob:
		return jobs.NewJob(a.env, ref.ID)
	case policy.NounPolicy:
		return policies.NewPolicy(a.env, ref.ID)
	case stock.NounBalance:
		return stocks.NewBalance(a.env, ref.ID)
	}
	return record.New(a.env, ref, record.Spec{})
}

// listOf shows any kind that the shop can list.
func (a *app) listOf(args string) tea.Cmd {
	noun, filter, _ := strings.Cut(args, " ")
	if noun == "" {
		a.Say(theme.Warn, term.Lit("which kind? for example :list purchase, or :list sku text ~ mug"))
		return nil
	}
	kind := api.NounNamed(noun)
	return load.Ask(a.jobs, &a.seek, load.QueryTime, func(ctx context.Context, r *load.Reader) (api.Page, error) {
		return r.Query(ctx, api.Query{Kind: kind, Limit: 1})
	}, func(_ api.Page, err error) tea.Cmd {
		if err != nil {
			a.env.Fail(err)
			return nil
		}
		return a.listAny(kind, noun, filter)
	})
}

// listAny shows a kind that can be listed.
func (a *app) listAny(kind core.Noun, title, filter string) tea.Cmd {
	l := list.New(a.env, list.Spec{Noun: kind, Title: a.env.Text(title), Hints: []string{"list.open", "filter", "list.sort", "columns.next"}})
	cmd := a.goTo(place{a.route.here()[0], l})
	if filter != "" {
		cmd = tea.Batch(cmd, l.SetFilter(filter))
	}
	return cmd
}

// looksLikeID reports whether a line of the command bar names a document, such as
// SO-17, EX-4 or MUG@LEEDS, and is no command.
func looksLikeID(line string) bool {
	prefix, rest, dash := strings.Cut(strings.TrimSpace(line), "-")
	return !strings.Contains(line, " ") && (strings.Contains(line, "@") ||
		dash && (len(prefix) == 2 || strings.EqualFold(prefix, "POL")) && rest != "" && rest[0] >= '0' && rest[0] <= '9')
}

// lookUp goes to the document that an id, a number or a scanned code names.
func (a *app) lookUp(code string) tea.Cmd {
	code = strings.TrimSpace(code)
	if code == "" {
		a.Say(theme.Warn, term.Lit("go to what? for example :goto SO-17"))
		return nil
	}
	a.Say(theme.Muted, term.Concat(term.Lit("looking for "), a.env.Text(code)))
	return load.Ask(a.jobs, &a.seek, load.QueryTime, func(ctx context.Context, r *load.Reader) (core.Ref, error) {
		return find(ctx, r, code)
	}, func(ref core.Ref, err error) tea.Cmd {
		if err != nil {
			a.env.Fail(err)
			return nil
		}
		a.Say(theme.OK, term.Concat(a.env.Text(ref.String())))
		if ref.Noun == catalog.NounSKU {
			return a.toRoot(stockRoot, "sku = "+quote(ref.ID))
		}
		return a.Open(ref)
	})
}

// find tries what a code can be: an order, an exception, a balance by id; then an
// order by any number that people quote; then a SKU, a GTIN or an alias.
func find(ctx context.Context, r *load.Reader, code string) (core.Ref, error) {
	upper := strings.ToUpper(code)
	try := []api.Query{}
	where := func(noun core.Noun, condition string) {
		try = append(try, api.Query{Kind: noun, Where: condition, Limit: 1})
	}
	switch {
	case strings.HasPrefix(upper, "SO-"):
		id, _, _ := strings.Cut(upper, "/")
		where(order.NounOrder, "id = "+quote(id))
	case strings.HasPrefix(upper, "EX-"):
		where(exception.NounException, "id = "+quote(upper))
	case strings.HasPrefix(upper, "JB-"):
		where(job.NounJob, "id = "+quote(upper))
	case strings.HasPrefix(upper, "WV-"):
		where(wave.NounWave, "id = "+quote(upper))
	case strings.HasPrefix(upper, "POL-"):
		where(policy.NounPolicy, "id = "+quote(upper))
	case strings.Contains(code, "@"):
		where(stock.NounBalance, "id = "+quote(code))
	}
	where(order.NounOrder, "ref = "+quote(code))
	for _, field := range []string{"id", "gtin", "alias"} {
		where(catalog.NounSKU, field+" = "+quote(code))
	}
	for _, q := range try {
		page, err := r.Query(ctx, q)
		if err != nil {
			return core.Ref{}, err
		}
		if len(page.Rows) > 0 {
			return core.Ref{Noun: q.Kind, ID: page.Rows[0].ID}, nil
		}
	}
	return core.Ref{}, core.E(core.CodeNotFound, "goto", code, "nothing here has this id, number or code")
}

// quote writes text as a literal of a condition.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
