// Package stock holds the list of balances: what there is of a SKU at a location, by state.
package stock

import (
	"encoding/json"
	"fmt"

	"andon/core"
	"andon/core/api"
	"andon/core/stock"
	"andon/tui/screen"
	"andon/tui/screens/list"
	"andon/tui/screens/record"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/widget"
	"andon/tui/widget/table"
)

// New is the list of balances, by SKU and location.
func New(env *screen.Env) *list.List {
	return list.New(env, list.Spec{
		Noun: stock.NounBalance, Title: term.Lit("Stock"), Empty: term.Lit("no stock is booked anywhere"), Like: "location",
		Hints:  []string{"list.open", "filter", "list.sort", "columns.next", "copy"},
		Column: columns(), Severity: level, Peek: Lines,
	})
}

// level is the look of what is available.
func level(r list.Row) theme.Token {
	switch n := r.Value("available").N; {
	case n < 0:
		return theme.Bad
	case n == 0:
		return theme.Warn
	}
	return theme.Plain
}

func columns() []list.Column {
	text := func(name string, title term.Text, kind table.Kind, priority, least, most int) list.Column {
		return list.Column{Column: table.Column{Key: name, Title: title, Kind: kind, Priority: priority, Min: least, Max: most},
			Cell: func(r list.Row) term.Text { return r.Text(name) }}
	}
	number := func(name string, title term.Text, priority int) list.Column {
		return list.Column{Column: table.Column{Key: name, Title: title, Kind: table.Number, Priority: priority, Min: 5},
			Cell: func(r list.Row) term.Text { return r.Num(name, name != "available" && name != "on_hand") }}
	}
	return []list.Column{
		text("sku", term.Lit("SKU"), table.ID, 20, 8, 0),
		text("location", term.Lit("Location"), table.ID, 19, 8, 16),
		text("name", term.Lit("Name"), table.Words, 9, 10, 36),
		available(),
		number("committed", term.Lit("Commit"), 16),
		number("reserved", term.Lit("Resvd"), 12),
		number("safety_stock", term.Lit("Safety"), 11),
		number("quality_control", term.Lit("QC"), 10),
		number("damaged", term.Lit("Dmgd"), 10),
		number("on_hand", term.Lit("On hand"), 17),
		number("incoming", term.Lit("Incoming"), 15),
	}
}

// available is drawn in the look of its level.
func available() list.Column {
	const width = 7
	return list.Column{Column: table.Column{Key: "available", Title: term.Fit(term.Lit("Avail"), width, term.Right, term.Text{}), Kind: table.Severity, Priority: 18, Min: width},
		Cell: func(r list.Row) term.Text {
			n := r.Num("available", false)
			return term.Concat(term.Spaces(width-n.Width()), n)
		}}
}

// NewBalance shows one balance by state, and what channels may promise of its SKU.
func NewBalance(env *screen.Env, id string) *record.Record {
	return record.New(env, core.Ref{Noun: stock.NounBalance, ID: id}, record.Spec{Lines: Lines})
}

// Lines writes a balance's document.
func Lines(env *screen.Env, doc json.RawMessage, now core.Instant) []widget.Line {
	var v api.BalanceView
	if err := json.Unmarshal(doc, &v); err != nil || v.Balance == nil {
		return []widget.Line{{Token: theme.Bad, Text: term.Lit("this balance cannot be read by this console; use the same version of both")}}
	}
	b := v.Balance
	text := func(format string, args ...any) term.Text { return env.Long(fmt.Sprintf(format, args...)) }
	out := []widget.Line{
		{Token: theme.Header, Text: text("%s  %s", b.SKU, v.Name)},
		{Key: term.Lit("location"), Text: env.Text(b.Location)},
		{Key: term.Lit("on hand"), Text: term.Num(int64(b.OnHand))},
	}
	for s := stock.Available; s <= stock.Returning; s++ {
		if q := v.States[s.String()]; q != 0 || s == stock.Available {
			out = append(out, widget.Line{Indent: 2, Key: env.Text(s.String()), Text: term.Num(int64(q)), Token: sign(int64(q))})
		}
	}
	counted := term.Lit("never")
	if b.Counted != 0 {
		counted = env.Stamp(b.Counted)
	}
	out = append(out, widget.Line{Key: term.Lit("counted"), Text: counted})
	if b.Open != 0 {
		out = append(out, widget.Line{Key: term.Lit("variance"), Token: theme.Warn, Text: text("%d to explain", b.Open)})
	}
	for _, p := range b.Parts {
		out = append(out, widget.Line{Indent: 2, Text: text("%d %s in bin %s lot %s", p.Qty, p.State, p.Bin, p.Lot)})
	}
	if len(v.Sells) > 0 {
		out = append(out, widget.Line{}, widget.Heading(term.Lit("What channels may promise of the SKU, over all locations")))
	}
	for _, c := range v.Sells {
		out = append(out, widget.Line{Indent: 2, Key: env.Text(c.Channel), Text: env.Long(sells(c))})
	}
	return out
}

// sells says how what a channel may promise comes about.
func sells(c api.ChannelStock) string {
	s := fmt.Sprintf("%d now", c.Available)
	if c.Fenced != 0 || c.Floor != 0 {
		s += fmt.Sprintf(" (%d free + %d fenced - %d below floors)", c.Free, c.Fenced, c.Floor)
	}
	s += fmt.Sprintf(", %d on its way, %d published", c.Incoming, c.Published)
	if c.Buffer != 0 {
		s += fmt.Sprintf(", buffer %d", c.Buffer)
	}
	if c.Cap != 0 {
		s += fmt.Sprintf(", cap %d", c.Cap)
	}
	if c.Suspended {
		s += ", suspended"
	}
	return s
}

func sign(n int64) theme.Token {
	if n < 0 {
		return theme.Bad
	}
	return theme.Plain
}
