package rehearse

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/world"
)

// priced says what the cost in a report is made of.
const priced = "the packages of locations and carriers, carriage by weight and handling, of every package that a sourcing decision opened, at the prices of that day; what a policy sets to steer (the price of a split, of waiting, of scarcity, a rule's cost of a location) is left out of both"

// sentences says what matters most, in plain words.
func (r *Report) sentences() (out []string) {
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	d, a := &r.DraftRun, &r.ActiveRun
	switch all := d.Orders + d.Refused; {
	case d.Refused == all:
		say("%s would let no order in: all %d are refused", r.Draft, all)
	case d.Held == d.Orders && a.Held < a.Orders:
		say("%s would hold every order: all %d, by %s", r.Draft, d.Orders, d.holders())
	case d.Held*2 > d.Orders && d.Held > a.Held:
		say("%s would hold %d of %d orders, by %s; %s holds %d", r.Draft, d.Held, d.Orders, d.holders(), r.Active, a.Held)
	}
	if r.Differ.Orders == 0 {
		say("no order of %d differs: %s decides as %s does", d.Orders, r.Draft, r.Active)
	} else {
		say("%d of %d orders differ: %d because the policies say something else, %d because they found other stock", r.Differ.Orders, d.Orders+d.Refused, r.Differ.ByRule, r.Differ.ByStock)
		say("held %s, units cancelled %s, unit fill %s, order fill %s, promises kept %s", r.Difference["held"], r.Difference["units_cancelled"], r.Difference["unit_fill"], r.Difference["order_fill"], r.Difference["promises_kept"])
		less := ""
		if r.DraftRun.Packages < r.ActiveRun.Packages && r.DraftRun.Unit.hundredths() < r.ActiveRun.Unit.hundredths() {
			less = "; less was shipped, so that less cost is no saving by itself"
		}
		say("shipments %s, cost %s %s%s", r.Difference["shipments"], r.Difference["cost"], r.Currency, less)
	}
	say("the model's run of %s is off what was recorded by: accepted %s, shipments %s, unit fill %s, promises kept %s", r.Active,
		r.Model.Distance["accepted"], r.Model.Distance["shipments"], r.Model.Distance["unit_fill"], r.Model.Distance["promises_kept"])
	say("nothing was changed in the shop: it stands at record %d, as before", r.Seq)
	return out
}

// holders names who held most.
func (f *Figures) holders() string {
	var out []string
	for _, by := range f.HeldBy[:min(3, len(f.HeldBy))] {
		out = append(out, by.Rule)
	}
	return strings.Join(out, ", ")
}

// notes say what the figures do not.
func (r *rehearsal) notes() []string {
	out := []string{
		"counted are the orders that were placed in the span; those that were open before are worked on in both runs",
		"fill rates are first-time: what was shipped and never had to wait for stock, of all that was asked; what is open at the end counts as not shipped",
		"touchless are finished orders about which no person decided anything; of those still open nobody knows",
		"a promise is the first day that units were to leave on; units whose day is still to come do not count",
	}
	for _, d := range r.past.decreed {
		if d.at > r.past.from && d.at < r.past.to {
			out = append(out, fmt.Sprintf("in life %s became active at %s; both runs kept theirs, so what was recorded is not all of %s", d.policy, d.at, r.base))
		}
	}
	for _, side := range [...]struct {
		name string
		run  *run
	}{{"the active policy", r.active}, {"the draft", r.draft}} {
		for _, kind := range slices.Sorted(maps.Keys(side.run.denied)) {
			out = append(out, fmt.Sprintf("under %s %d recorded commands %s were refused, as things stood otherwise then", side.name, side.run.denied[kind], kind))
		}
	}
	return out
}

// said tells what the model was made of.
func (m *model) said(w *world.World) Model {
	out := Model{Waits: []Wait{}, Answers: []Answers{}, Distance: map[string]string{}}
	w.Locations.Each(func(id string, _ *catalog.Location) bool {
		for s := accept; s < steps; s++ {
			out.Waits = append(out.Waits, m.wait(id, s))
		}
		return true
	})
	for _, kind := range slices.Sorted(maps.Keys(m.fates)) {
		f := m.fates[kind]
		x := Answers{Hold: kind, Placed: f.placed, Released: len(f.released), Rejected: len(f.rejected), Typical: lasts(median(f.released)), Source: "recorded"}
		if f.placed < enough {
			x.Typical, x.Source = lasts(defaultHold.Milliseconds()), "default"
		}
		out.Answers = append(out.Answers, x)
	}
	return out
}

func (m *model) wait(location string, s step) Wait {
	own := m.waits[bench{location, s, anyHour}]
	out := Wait{Location: location, Step: stepNames[s], Records: len(own), Source: "recorded"}
	all := m.sample(location, s, anyHour)
	switch {
	case len(own) < enough && all != nil:
		out.Source = "all locations"
	case all == nil && s != ship && s != deliver && m.sample(location, ship, anyHour) != nil:
		out.Source, out.Typical = "not recorded", "no time"
		return out
	case all == nil:
		out.Source = "default"
	}
	switch {
	case s == ship && all == nil:
		out.Typical = dayAndTime(defaultShip)
	case s == ship:
		out.Typical = dayAndTime(median(all))
	case all == nil && s == deliver:
		out.Typical = lasts(defaultDeliver.Milliseconds())
	case all == nil:
		out.Typical = lasts(defaultWait[s].Milliseconds())
	default:
		out.Typical = lasts(median(all))
	}
	return out
}

// dayAndTime says minutes from the midnight of the planned day.
func dayAndTime(minute int64) string {
	days := minute / minutesOfDay
	if minute < days*minutesOfDay {
		days--
	}
	clock := minute - days*minutesOfDay
	at := fmt.Sprintf("%02d:%02d", clock/60, clock%60)
	switch {
	case days == 0:
		return "at " + at + " of the planned day"
	case days < 0:
		return fmt.Sprintf("at %s, %d days before the planned one", at, -days)
	}
	return fmt.Sprintf("at %s, %d days after the planned one", at, days)
}

// lasts says a time in its largest units.
func lasts(ms int64) string {
	d := core.Instant(ms).Sub(0).Round(time.Minute)
	if d >= 48*time.Hour {
		return fmt.Sprintf("%.1f days", d.Hours()/24)
	}
	return strings.TrimSuffix(d.String(), "0s")
}
