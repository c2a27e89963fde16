package list

import (
	"context"

	"andon/tui/action"
	"andon/tui/change"
	"andon/tui/load"
	"andon/tui/overlay"
	"andon/tui/screen"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
	"andon/tui/widget/table"

	tea "github.com/charmbracelet/bubbletea"
)

// Actions are what can be done on every list.
func Actions() []screen.Action {
	do := func(id string, title term.Text, run func(l *List), keys ...string) screen.Action {
		return screen.Action{ID: id, Title: title, Group: term.Lit("List"), Scope: "list", Keys: keys,
			Run: screen.On(func(l *List, _ string) tea.Cmd { l.used = true; run(l); return nil })}
	}
	all := []screen.Action{
		do("mark.toggle", term.Lit("mark the row, or take its mark away"), func(l *List) { l.table.Toggle() }, "space"),
		do("mark.range", term.Lit("mark a range: begin and end it"), func(l *List) { l.table.Range() }, "v"),
		do("mark.invert", term.Lit("turn the marks around"), func(l *List) { l.table.Invert() }, "m i"),
		do("mark.clear", term.Lit("take all marks away"), func(l *List) { l.table.ClearMarks() }, "m 0"),
		do("mark.like", term.Lit("mark rows like this one"), (*List).markLike, "m l"),
		do("columns.next", term.Lit("show the columns that do not fit"), func(l *List) { l.table.NextColumns() }, "w"),
	}
	return append(all, reads()...)
}

// reads are the actions that ask the shop.
func reads() []screen.Action {
	do := func(id string, title term.Text, run func(*List) tea.Cmd, keys ...string) screen.Action {
		return screen.Action{ID: id, Title: title, Group: term.Lit("List"), Scope: "list", Keys: keys, Effect: action.Look,
			Run: screen.On(func(l *List, _ string) tea.Cmd { return run(l) })}
	}
	return []screen.Action{
		do("list.open", term.Lit("open the row"), (*List).Enter, "enter"),
		do("list.take", term.Lit("take the new rows"), (*List).Take, "."),
		do("mark.all", term.Lit("mark all rows that the filter lets through"), (*List).markAll, "m a"),
		do("list.sort", term.Lit("sort by a column"), (*List).sortMenu, "s"),
		do("list.reverse", term.Lit("turn the order round"), (*List).reverse, "S"),
	}
}

// markLike marks loaded rows of the same kind of trouble, status or whatever the first
// word column holds.
func (l *List) markLike() {
	r, ok := l.table.Current()
	if !ok {
		return
	}
	for i, c := range l.table.Columns() {
		if c.Key == l.spec.Like && i < len(r.Cells) {
			l.table.MarkWhere(func(o table.Row) bool { return i < len(o.Cells) && o.Cells[i] == r.Cells[i] })
		}
	}
}

// markAll marks every row of the list, as far as one action can take them.
func (l *List) markAll() tea.Cmd {
	chain := load.Chain{Query: l.chain.Query}
	return load.Ask(l.env.Jobs, &l.marking, load.QueryTime, func(ctx context.Context, r *load.Reader) (load.Window, error) {
		w, _, err := chain.Read(ctx, r, 0, change.MaxSubjects)
		return w, err
	}, func(w load.Window, err error) tea.Cmd {
		if err != nil {
			l.env.Fail(err)
			return nil
		}
		for _, r := range w.Rows {
			l.table.Mark(table.Target{ID: r.ID, Version: r.Version})
		}
		if len(w.Rows) < w.Total {
			l.env.Host.Say(theme.Warn, term.Concat(term.Lit("marked the first "), term.Num(int64(len(w.Rows))), term.Lit(": one action takes no more")))
		}
		return nil
	})
}

// sortMenu asks for the column.
func (l *List) sortMenu() tea.Cmd {
	items := []widget.Item{{ID: "", Title: term.Lit("the list's own order")}}
	for _, c := range l.page {
		items = append(items, widget.Item{ID: c.Name, Title: l.env.Text(c.Title)})
	}
	l.env.Host.Cover(overlay.NewMenu(term.Lit("Sort by"), term.Lit("column: "), items, l.env.ASCII, func(c overlay.Choice) tea.Cmd {
		if !c.OK {
			return nil
		}
		return l.Sort(c.Item.ID)
	}))
	return nil
}

func (l *List) reverse() tea.Cmd {
	if l.sort == "" || l.sort[0] == '-' {
		if l.sort == "" {
			return nil
		}
		sorted := l.sort[1:]
		l.sort = ""
		return l.Sort(sorted)
	}
	return l.Sort(l.sort)
}
