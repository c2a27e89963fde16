package load

import (
	"context"
	"slices"

	"andon/core"
	"andon/core/api"
)

// Window is a piece of a list, from row Off on.
type Window struct {
	Off     int
	Rows    []api.Row
	Columns []api.Column
	Total   int
	Exact   bool // else there are at least Total rows
	Seq     uint64
	At      core.Instant
}

// Chain maps offsets of a list to the tokens by which the shop pages. A list is read
// from the nearest place that is known before the rows that are wanted; on the way
// there further places become known. Offsets count from the page at which the list was
// entered: rows that come and go above do not shift a page that is being read.
//
// A Chain is a value: Read returns the longer one.
type Chain struct {
	Query  api.Query // After and Limit are the chain's own
	places []place   // by offset; row 0 needs none
}

type place struct {
	off   int
	token string
}

// maxPlaces bounds what is remembered.
const maxPlaces = 512

// Read returns at least limit rows from off on, where there are as many, and perhaps
// some before. When the list ends earlier, the window holds its last rows.
func (c Chain) Read(ctx context.Context, r *Reader, off, limit int) (Window, Chain, error) {
	limit = min(limit, api.MaxRows/2)
	at := c.before(off)
	c.places = slices.Clip(c.kept(at))
	for off-at.off > limit {
		w, next, err := c.page(ctx, r, at, min(off-at.off, api.MaxRows))
		if err != nil || next.token == "" {
			return w, c, err
		}
		at = next
		c.places = append(c.places, at)
	}
	w, next, err := c.fill(ctx, r, at, off-at.off+limit)
	if err == nil && next.token != "" {
		c.places = append(c.places, next)
	}
	return w, c, err
}

// maxScans is how many pages are asked for to fill one window: with a rare filter a
// page may hold few rows or none, though there are more further on.
const maxScans = 8

func (c Chain) fill(ctx context.Context, r *Reader, at place, want int) (Window, place, error) {
	w, next, err := c.page(ctx, r, at, want)
	for range maxScans - 1 {
		if err != nil || next.token == "" || len(w.Rows) >= want {
			break
		}
		var more Window
		more, next, err = c.page(ctx, r, next, want-len(w.Rows))
		more.Off, more.Rows = w.Off, append(w.Rows, more.Rows...)
		w = more
	}
	return w, next, err
}

// before is the last place known that is not behind off.
func (c Chain) before(off int) place {
	at := place{}
	for _, p := range c.places {
		if p.off <= off {
			at = p
		}
	}
	return at
}

// kept are the places up to at: those behind it will be learned afresh.
func (c Chain) kept(at place) []place {
	if len(c.places) > maxPlaces {
		return nil
	}
	n := slices.IndexFunc(c.places, func(p place) bool { return p.off > at.off })
	if n < 0 {
		return c.places
	}
	return c.places[:n]
}

func (c Chain) page(ctx context.Context, r *Reader, at place, limit int) (Window, place, error) {
	q := c.Query
	q.After, q.Limit = at.token, limit
	p, err := r.Query(ctx, q)
	if err != nil {
		return Window{}, place{}, err
	}
	w := Window{Off: at.off, Rows: p.Rows, Columns: p.Columns, Total: p.Total, Exact: !p.AtLeast, Seq: p.Seq, At: p.At}
	end := at.off + len(p.Rows)
	if p.Next == "" {
		w.Total, w.Exact = end, true
	} else {
		w.Total = max(w.Total, end+1)
	}
	return w, place{end, p.Next}, nil
}
