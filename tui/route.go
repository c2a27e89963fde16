package tui

import (
	"slices"

	"andon/tui/screen"

	tea "github.com/charmbracelet/bubbletea"
)

// maxPlaces bounds the way back, maxDepth the way down.
const (
	maxPlaces = 50
	maxDepth  = 20
)

// place is a screen and the way down to it from its root.
type place []screen.Screen

// route is where the person is and has been, like the pages of a browser.
type route struct {
	places []place
	at     int
	last   place // before the one in sight, for "-"
}

func newRoute(root screen.Screen) route { return route{places: []place{{root}}} }

// here is the place in sight.
func (r *route) here() place { return r.places[r.at] }

// screen is the screen in sight.
func (r *route) screen() screen.Screen { return r.here()[len(r.here())-1] }

// visit goes to a place; what lay ahead is forgotten.
func (r *route) visit(p place) {
	r.last = r.here()
	r.places = append(slices.Clip(r.places[:r.at+1]), p)
	if extra := len(r.places) - maxPlaces; extra > 0 {
		r.places = slices.Clone(r.places[extra:])
	}
	r.at = len(r.places) - 1
}

// down is the place one step below the one in sight.
func (r *route) down(s screen.Screen) place {
	p := slices.Clone(r.here())
	if len(p) >= maxDepth {
		p = slices.Delete(p, 1, 2)
	}
	return append(p, s)
}

// step goes back or forward, and reports whether there was somewhere to go.
func (r *route) step(n int) bool {
	to := r.at + n
	if to < 0 || to >= len(r.places) {
		return false
	}
	r.last = r.here()
	r.at = to
	return true
}

// goTo visits a place and brings its screen into sight.
func (a *app) goTo(p place) tea.Cmd {
	a.route.visit(p)
	return a.inSight()
}

// up leaves a level; at a root there is none.
func (a *app) up() (tea.Cmd, bool) {
	here := a.route.here()
	if len(here) == 1 {
		return nil, false
	}
	return a.goTo(slices.Clone(here[:len(here)-1])), true
}

// inSight gives the screen in sight its room and lets it ask for what it shows.
func (a *app) inSight() tea.Cmd {
	s := a.route.screen()
	return tea.Batch(s.Resize(a.w, a.bodyHeight()), s.Init(), s.Update(a.pulse()))
}
