// Package orders holds the lists of orders and of the dock's open work. Both open an
// order's story.
package orders

import (
	"strings"

	"andon/core"
	"andon/core/exception"
	"andon/core/order"
	"andon/tui/screen"
	"andon/tui/screens/list"
	"andon/tui/screens/story"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget/table"
)

// NounTask is the kind of the dock's list: the open fulfillment orders.
const NounTask core.Noun = "fulfillment"

// New is the list of orders, newest first.
func New(env *screen.Env) *list.List {
	return list.New(env, list.Spec{
		Noun: order.NounOrder, Title: term.Lit("Orders"), Nouns: []core.Noun{exception.NounException},
		Empty: term.Lit("no orders yet"), Like: "status",
		Hints:    []string{"list.open", "filter", "act", "mark.toggle", "list.sort"},
		Column:   columns(env),
		Severity: status,
		Peek:     story.Peek,
	})
}

// status is the look of an order's status.
func status(r list.Row) theme.Token {
	switch r.Value("status").S {
	case "held":
		return theme.Bad
	case "backordered", "partly backordered", "open":
		return theme.Warn
	case "shipped", "delivered":
		return theme.OK
	}
	return theme.Plain
}

func columns(env *screen.Env) []list.Column {
	col := func(key string, title term.Text, kind table.Kind, priority, least, most int, cell func(list.Row) term.Text) list.Column {
		return list.Column{Column: table.Column{Key: key, Title: title, Kind: kind, Priority: priority, Min: least, Max: most}, Cell: cell}
	}
	text := func(name string) func(list.Row) term.Text {
		return func(r list.Row) term.Text { return r.Text(name) }
	}
	number := func(name string) func(list.Row) term.Text {
		return func(r list.Row) term.Text { return r.Num(name, true) }
	}
	return []list.Column{
		col("id", term.Lit("Order"), table.ID, 20, 8, 0, text("id")),
		col("status", term.Lit("Status"), table.Severity, 19, 12, 0, text("status")),
		col("exceptions", term.Lit("!"), table.Number, 18, 2, 0, number("exceptions")),
		col("lines", term.Lit("Lines"), table.Number, 12, 0, 0, number("lines")),
		col("units", term.Lit("Units"), table.Number, 11, 0, 0, number("units")),
		col("waiting", term.Lit("Waiting"), table.Number, 17, 0, 0, number("waiting")),
		col("total", term.Lit("Total"), table.Number, 13, 0, 0, func(r list.Row) term.Text {
			return term.Concat(r.Text("total"), term.Lit(" "), r.Text("currency"))
		}),
		col("placed", term.Lit("Placed"), table.Time, 14, 0, 0, func(r list.Row) term.Text { return env.When(r.Time("placed"), r.Now) }),
		col("promise", term.Lit("Promised"), table.Time, 15, 0, 0, func(r list.Row) term.Text {
			return env.Date(core.Date(r.Value("promise").N), r.Now)
		}),
		col("customer", term.Lit("Customer"), table.Words, 10, 8, 20, text("customer")),
		col("country", term.Lit("To"), table.Words, 9, 2, 4, text("country")),
		col("external", term.Lit("Number"), table.Words, 8, 8, 20, text("external")),
		col("channel", term.Lit("Channel"), table.Words, 7, 8, 16, text("channel")),
	}
}

// NewDock is the list of open fulfillment orders, location by location, oldest first.
func NewDock(env *screen.Env) *list.List {
	return list.New(env, list.Spec{
		Noun: NounTask, Title: term.Lit("Dock"), Nouns: []core.Noun{order.NounOrder},
		Empty: term.Lit("no open work at any location"), Like: "location",
		Hints: []string{"list.open", "fix", "act", "mark.toggle", "filter"},
		Open: func(r list.Row) core.Ref {
			id, _, _ := strings.Cut(r.ID, "/")
			return core.Ref{Noun: order.NounOrder, ID: id}
		},
	})
}
