package change

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/tui/screen"
	"andon/tui/term"
)

// Step is one command for one document, and what a person should know of it.
type Step struct {
	Subject Subject
	Title   term.Text    // "release hold 1 (address)"
	Refused string       // why it cannot be done; "": it can
	Command core.Command // without a key; the plan gives it one
	stale   bool         // refused because the document has changed
}

const changedWhy = "it has changed since you looked at it"

// stepOf makes a step of an action that the shop suggests.
func stepOf(env *screen.Env, o *offer, a *api.Action) Step {
	s := Step{Subject: o.Subject, Title: env.Text(a.Title), Refused: a.Refused}
	if o.changed() {
		s.Refused, s.stale = changedWhy, true
		return s
	}
	c, err := api.ParseCommand(a.Command)
	switch e := c.Expect; {
	case err != nil && s.Refused == "":
		s.Refused = err.Error()
	case e != nil && o.Now == 0 && o.Version != 0 && e.Version != o.Version:
		// A part of a document, such as a fulfillment order, has its document's version.
		s.Refused, s.stale = changedWhy, true
		return s
	}
	s.Command = c
	return s
}

// refusal is a step for a subject that has no such action.
func refusal(env *screen.Env, o *offer, title term.Text, why string) Step {
	if o.err != nil {
		why = o.err.Error()
	}
	return Step{Subject: o.Subject, Title: title, Refused: why}
}

// group is the same action on several documents: "release hold 1" on one and "release
// hold 2" on another are alike.
type group struct {
	id    string
	title term.Text
	steps []Step
	can   int
	offer *offer      // of the first step
	act   *api.Action // of the first step
}

// groupID is an action's id without the number of what it is about in its document.
func groupID(id string) string {
	cut := strings.LastIndexByte(id, '-')
	if cut < 0 {
		return id
	}
	tail := strings.TrimPrefix(id[cut+1:], "f")
	if tail != "" && strings.Trim(tail, "0123456789") == "" {
		return id[:cut]
	}
	return id
}

// groups gathers what can be done about all offers, the most common first. A document
// that has several alike is asked for the first one. Apart, each action of each offer
// is its own group.
func groups(env *screen.Env, offers []offer, apart bool) []*group {
	var out []*group
	at := map[string]*group{}
	for i := range offers {
		taken := map[string]bool{}
		for j := range offers[i].Actions {
			a := &offers[i].Actions[j]
			id := groupID(a.ID)
			if apart {
				id = strconv.Itoa(i) + "/" + a.ID
			}
			if taken[id] {
				continue
			}
			taken[id] = true
			g := at[id]
			if g == nil {
				g = &group{id: id, title: env.Text(a.Title), offer: &offers[i], act: a}
				at[id] = g
				out = append(out, g)
			}
			s := stepOf(env, &offers[i], a)
			g.steps = append(g.steps, s)
			if s.Refused == "" {
				g.can++
			}
		}
	}
	if !apart {
		slices.SortStableFunc(out, func(a, b *group) int { return cmp.Compare(len(b.steps), len(a.steps)) })
	}
	return out
}

// reversible reports whether a command can simply be undone, so that one of it needs no
// question.
func reversible(k core.Kind) bool {
	switch k {
	case "exception.change", "order.source", "order.hold":
		return true
	}
	return false
}

// drastic reports whether a command ends something for good.
func drastic(k core.Kind) bool {
	switch k {
	case "order.cancel", "stock.approve_count", "supply.close":
		return true
	}
	return false
}
