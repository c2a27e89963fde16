package rehearse

import (
	"fmt"

	"andon/core"
)

// Report is what a rehearsal found.
type Report struct {
	Summary []string `json:"summary"` // in plain sentences, the gravest first

	From core.Instant `json:"from"`
	To   core.Instant `json:"to"` // not included
	Seq  uint64       `json:"seq"`

	Active string `json:"active"` // the policy that was active at the beginning, or none
	Draft  string `json:"draft"`

	Recorded   Figures           `json:"recorded"` // what really happened
	ActiveRun  Figures           `json:"active_run"`
	DraftRun   Figures           `json:"draft_run"`
	Difference map[string]string `json:"difference"` // draft less active, both as the model runs them
	Model      Model             `json:"model"`

	Differ Differ `json:"differ"`

	Currency core.Currency `json:"currency"`
	Priced   string        `json:"priced"` // what cost is made of
	Notes    []string      `json:"notes"`
}

// Figures are what became of the orders that were placed in the span. Each is defined
// here and nowhere else; andon demo counts by them too.
//
// Fill rates are first-time: a unit is filled when it was shipped and never waited for
// stock; units that are asked for again are not counted again. Nothing is left out of
// the wholes: what was cancelled, is held or is still open was asked for and not filled.
//
//	unit fill  = units filled / units ordered
//	line fill  = lines of which every unit was filled / lines ordered
//	order fill = orders of which every line was / orders placed
//	split rate = orders that left in more than one shipment / orders of which something left
//	kept       = units that left by the first day promised for them / units with such a day that has come
//	touchless  = finished orders about which no person decided anything / finished orders
type Figures struct {
	Orders         int         `json:"orders"`
	Refused        int         `json:"refused"` // that a person submitted and a rule did not let in
	Accepted       int         `json:"accepted"`
	Held           int         `json:"held"`
	HeldBy         []By        `json:"held_by"`
	Answers        int         `json:"answers"` // holds that people had to answer
	Cancelled      int         `json:"cancelled"`
	UnitsCancelled int64       `json:"units_cancelled"`
	Shipped        int         `json:"shipped"` // orders of which something has left
	Shipments      int         `json:"shipments"`
	PerOrder       string      `json:"shipments_per_order"`
	Split          Ratio       `json:"split_rate"` // shipped orders that left in more than one shipment
	Packages       int         `json:"packages"`   // that sourcing decisions opened
	Cost           core.Amount `json:"cost"`
	Unit           Ratio       `json:"unit_fill"`
	Line           Ratio       `json:"line_fill"`
	Order          Ratio       `json:"order_fill"`
	Promises       Ratio       `json:"promises_kept"` // units that left by the first day that was promised
	Touchless      Ratio       `json:"touchless"`
	Open           int         `json:"open"` // at the end
}

// By is how many orders a rule held, or the shop itself.
type By struct {
	Rule   string `json:"rule"`
	Orders int    `json:"orders"`
}

// Ratio is a part of a whole.
type Ratio struct {
	N  int64
	Of int64
}

// hundredths is the ratio in hundredths of a percent, rounded half up.
func (r Ratio) hundredths() int64 { return rounded(r.N*10_000, r.Of) }

// rounded divides what is not negative, half up; 0 where there is nothing to divide by.
func rounded(n, by int64) int64 {
	if by == 0 {
		return 0
	}
	return (2*n + by) / (2 * by)
}

// String is the ratio as a percentage of its whole.
func (r Ratio) String() string {
	if r.Of == 0 {
		return "-"
	}
	return fmt.Sprintf("%s %% of %d", fixed(r.hundredths()), r.Of)
}

// MarshalJSON writes the part, the whole and the percentage, which is a text so that
// nobody reads it as a float.
func (r Ratio) MarshalJSON() ([]byte, error) {
	percent := "null"
	if r.Of != 0 {
		percent = `"` + fixed(r.hundredths()) + `"`
	}
	return fmt.Appendf(nil, `{"n":%d,"of":%d,"percent":%s}`, r.N, r.Of, percent), nil
}

// fixed writes hundredths as a decimal.
func fixed(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

// perOrder is shipments for each order that was shipped, in hundredths.
func (f *Figures) perOrder() int64 { return rounded(int64(f.Shipments)*100, int64(f.Shipped)) }

// Row is one figure of all three: what happened, and the two runs.
type Row struct {
	Name                    string
	Recorded, Active, Draft string
	Difference              string
	Unsure                  bool // the runs differ by less than the model is from what was recorded
}

// measure is one figure.
type measure struct {
	key, name string
	of        func(*Figures) int64
	show      func(*Figures) string // nil: as a whole number
	unit      func(int64) string    // of a difference; nil: as a whole number
}

func (r *Report) measures() []measure {
	whole := func(key, name string, of func(*Figures) int64) measure { return measure{key: key, name: name, of: of} }
	ratio := func(key, name string, of func(*Figures) Ratio) measure {
		return measure{key, name, func(f *Figures) int64 { return of(f).hundredths() }, func(f *Figures) string { return of(f).String() },
			func(n int64) string { return fixed(n) + " points" }}
	}
	money := func(n int64) string { return r.Currency.Format(core.Amount(n)) }
	return []measure{
		whole("orders", "orders", func(f *Figures) int64 { return int64(f.Orders) }),
		whole("refused", "refused at the door", func(f *Figures) int64 { return int64(f.Refused) }),
		whole("accepted", "accepted by a location", func(f *Figures) int64 { return int64(f.Accepted) }),
		whole("held", "held", func(f *Figures) int64 { return int64(f.Held) }),
		whole("answers", "holds answered by people", func(f *Figures) int64 { return int64(f.Answers) }),
		whole("cancelled", "cancelled", func(f *Figures) int64 { return int64(f.Cancelled) }),
		whole("units_cancelled", "units cancelled", func(f *Figures) int64 { return f.UnitsCancelled }),
		whole("shipped", "shipped, at least in part", func(f *Figures) int64 { return int64(f.Shipped) }),
		whole("shipments", "shipments", func(f *Figures) int64 { return int64(f.Shipments) }),
		{"shipments_per_order", "shipments per shipped order", (*Figures).perOrder, func(f *Figures) string { return fixed(f.perOrder()) }, fixed},
		ratio("split_rate", "split rate", func(f *Figures) Ratio { return f.Split }),
		whole("packages", "packages decided", func(f *Figures) int64 { return int64(f.Packages) }),
		{"cost", "cost", func(f *Figures) int64 { return int64(f.Cost) }, func(f *Figures) string { return money(int64(f.Cost)) }, money},
		ratio("unit_fill", "unit fill rate", func(f *Figures) Ratio { return f.Unit }),
		ratio("line_fill", "line fill rate", func(f *Figures) Ratio { return f.Line }),
		ratio("order_fill", "order fill rate", func(f *Figures) Ratio { return f.Order }),
		ratio("touchless", "touchless, of finished", func(f *Figures) Ratio { return f.Touchless }),
		ratio("promises_kept", "promises kept", func(f *Figures) Ratio { return f.Promises }),
		whole("open", "open at the end", func(f *Figures) int64 { return int64(f.Open) }),
	}
}

// Rows are the figures side by side.
func (r *Report) Rows() (out []Row) {
	for _, m := range r.measures() {
		show := m.show
		if show == nil {
			show = func(f *Figures) string { return fmt.Sprint(m.of(f)) }
		}
		out = append(out, Row{m.name, show(&r.Recorded), show(&r.ActiveRun), show(&r.DraftRun), m.difference(&r.DraftRun, &r.ActiveRun),
			unsure(m.of(&r.Recorded), m.of(&r.ActiveRun), m.of(&r.DraftRun))})
	}
	return out
}

// unsure reports whether two runs differ, and by less than the model misses the record by.
func unsure(recorded, active, draft int64) bool {
	abs := func(n int64) int64 { return max(n, -n) }
	return draft != active && abs(draft-active) < abs(active-recorded)
}

// difference is a figure less another, with its sign.
func (m *measure) difference(f, g *Figures) string {
	n := m.of(f) - m.of(g)
	s := fmt.Sprint(n)
	if m.unit != nil {
		s = m.unit(n)
	}
	if n > 0 {
		s = "+" + s
	}
	return s
}

// Model says what the model was made of, and how far its run of the active policy is
// from what was recorded.
type Model struct {
	Waits    []Wait            `json:"waits"`
	Answers  []Answers         `json:"answers"`
	Distance map[string]string `json:"distance"` // the run of the active policy less what was recorded
}

// Wait is how long a step takes at a location, in the middle.
type Wait struct {
	Location string `json:"location"`
	Step     string `json:"step"`
	Records  int    `json:"records"`
	Typical  string `json:"typical"`
	Source   string `json:"source"` // recorded, all locations, default
}

// Answers is what people did with the holds of a type.
type Answers struct {
	Hold     string `json:"hold"`
	Placed   int    `json:"placed"`
	Released int    `json:"released"`
	Rejected int    `json:"rejected"`
	Typical  string `json:"typical"` // until they were released
	Source   string `json:"source"`
}

// Differ are the orders of which the two runs made something else.
type Differ struct {
	Orders  int     `json:"orders"`
	ByRule  int     `json:"by_rule"`  // because the policies say something else about the same stock
	ByStock int     `json:"by_stock"` // because they found other stock, as others had been decided otherwise
	Shown   []Other `json:"shown"`
}

// Other is an order of which the two runs made something else.
type Other struct {
	Order      string       `json:"order"`
	External   string       `json:"external,omitempty"`
	Placed     core.Instant `json:"placed"`
	Because    string       `json:"because"`
	Difference core.Amount  `json:"cost_difference"`
	Active     Fate         `json:"active"`
	Draft      Fate         `json:"draft"`
}

// Fate is what a run made of an order.
type Fate struct {
	Status    string      `json:"status"`
	Locations []string    `json:"locations"`
	Packages  int         `json:"packages"`
	Cost      core.Amount `json:"cost"`
	Ship      core.Date   `json:"ship,omitempty"` // promised first, the latest of its parts
	Holds     []string    `json:"holds"`
	Text      []string    `json:"text"`
}
