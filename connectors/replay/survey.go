package replay

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"andon/core"
)

// maxCodes bounds the memory of a survey: a catalogue of more codes is refused.
const maxCodes = 200_000

// Survey is what one pass over a stream tells about its goods: enough to set up a
// shop that could have taken these orders.
type Survey struct {
	Goods       []Goods // by SKU
	Rows        int     // records read
	First, Last core.Instant
	names       Names
}

// Goods is one SKU as the stream shows it.
type Goods struct {
	SKU   string
	Name  string   // the description that most of its lines have; the SKU when none has one
	Codes []string // as written, the most used first
	Low   core.Price
	High  core.Price
	Usual core.Price // on most order lines; of equals the lowest; 0 when never sold at a price
	Lines int        // order lines
	Weeks []Week     // with any, by date
}

// Week is the demand for one SKU in one week of the stream's zone.
type Week struct {
	Monday  core.Date
	Ordered core.Quantity
	Undone  core.Quantity // cancelled or returned in this week, whenever ordered
}

// Names returns the codes that the survey has seen.
func (s *Survey) Names() *Names { return &s.names }

// code is what a survey gathers about one code as written.
type code struct {
	text   string
	rows   int
	orders int
	names  map[string]int // descriptions of lines of goods, and how many lines have them
	prices map[core.Price]int
	weeks  []Week
}

// TakeSurvey reads rows to their end. Records that cannot be read are passed over:
// the import names them. It fails with [core.CodeLimit] when the file has more than
// 200,000 product codes, and with the errors of [Reader.Next].
func TakeSurvey(rows *Reader) (*Survey, error) {
	s := &Survey{names: Names{sku: map[string]string{}}}
	codes := map[string]*code{}
	var seen []*code // in the order of their first row, so that no map's order matters
	week := weekClock{zone: rows.clock.zone}
	for {
		r, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		s.Rows++
		a := Classify(r)
		if a.Class == ClassException || a.Class == ClassCharge {
			continue
		}
		c := codes[r.Code]
		if c == nil {
			if len(seen) == maxCodes {
				return nil, core.E(core.CodeLimit, "replay.survey", lineName(r.No), "the file has more than 200000 product codes")
			}
			c = &code{text: r.Code, names: map[string]int{}, prices: map[core.Price]int{}}
			codes[r.Code], seen = c, append(seen, c)
		}
		s.span(r.At)
		c.add(r, a, week.monday(r.At))
	}
	s.group(seen)
	return s, nil
}

func (s *Survey) span(at core.Instant) {
	if s.First == 0 || at < s.First {
		s.First = at
	}
	s.Last = max(s.Last, at)
}

func (c *code) add(r Row, a Account, monday core.Date) {
	c.rows++
	if a.Class == ClassAdjustment {
		return
	}
	if r.Description != "" {
		bump(c.names, r.Description, maxNames)
	}
	w := c.week(monday)
	if a.Class == ClassCancellation {
		w.Undone += max(r.Quantity, -r.Quantity)
		return
	}
	c.orders++
	w.Ordered += r.Quantity
	if r.Price > 0 {
		bump(c.prices, r.Price, maxPrices)
	}
}

// Bounds of what is kept of one code; further names and prices are not counted.
const (
	maxNames  = 64
	maxPrices = 1024
)

func bump[K comparable](counts map[K]int, k K, limit int) {
	if _, known := counts[k]; known || len(counts) < limit {
		counts[k]++
	}
}

// week returns the entry of a week; a stream comes nearly in order of time.
func (c *code) week(monday core.Date) *Week {
	i := len(c.weeks)
	for i > 0 && c.weeks[i-1].Monday > monday {
		i--
	}
	if i > 0 && c.weeks[i-1].Monday == monday {
		return &c.weeks[i-1]
	}
	c.weeks = slices.Insert(c.weeks, i, Week{Monday: monday})
	return &c.weeks[i]
}

// group makes SKUs of codes: first by their letters without case, then by goods.
func (s *Survey) group(seen []*code) {
	variants := map[string][]*code{}
	var folds []string
	for _, c := range seen {
		fold := strings.ToUpper(c.text)
		if variants[fold] == nil {
			folds = append(folds, fold)
		}
		variants[fold] = append(variants[fold], c)
	}
	for _, fold := range folds {
		n := 1
		for i, same := range sameGoods(variants[fold]) {
			sku := fold
			for i > 0 && variants[sku] != nil {
				n++
				sku = fold + "-" + strconv.Itoa(n)
			}
			s.Goods = append(s.Goods, goods(sku, same))
			for _, c := range same {
				s.names.sku[c.text] = sku
			}
		}
	}
	slices.SortFunc(s.Goods, func(a, b Goods) int { return cmp.Compare(a.SKU, b.SKU) })
}

// sameGoods parts the variants of a code by goods, the most used first. Variants that were
// once described alike are the same goods; one that never was described joins the first.
func sameGoods(variants []*code) (groups [][]*code) {
	described := func(c *code) int { return min(len(c.names), 1) }
	slices.SortStableFunc(variants, func(a, b *code) int {
		return cmp.Or(cmp.Compare(described(b), described(a)), cmp.Compare(b.rows, a.rows))
	})
next:
	for _, c := range variants {
		for i, g := range groups {
			if len(c.names) == 0 || slices.ContainsFunc(g, func(o *code) bool { return alike(o, c) }) {
				groups[i] = append(g, c)
				continue next
			}
		}
		groups = append(groups, []*code{c})
	}
	return groups
}

func alike(a, b *code) bool {
	for name := range b.names {
		if a.names[name] > 0 {
			return true
		}
	}
	return false
}

// goods sums up the codes of one SKU.
func goods(sku string, codes []*code) Goods {
	g := Goods{SKU: sku, Name: sku}
	sum := &code{names: map[string]int{}, prices: map[core.Price]int{}}
	for _, c := range codes {
		g.Codes = append(g.Codes, c.text)
		g.Lines += c.orders
		for name, n := range c.names {
			sum.names[name] += n
		}
		for price, n := range c.prices {
			sum.prices[price] += n
		}
		for _, w := range c.weeks {
			to := sum.week(w.Monday)
			to.Ordered, to.Undone = to.Ordered+w.Ordered, to.Undone+w.Undone
		}
	}
	if name, ok := most(sum.names); ok {
		g.Name = name
	}
	g.Weeks = sum.weeks
	g.Usual, _ = most(sum.prices)
	for p := range sum.prices {
		if g.Low == 0 || p < g.Low {
			g.Low = p
		}
		g.High = max(g.High, p)
	}
	return g
}

// most returns the key with the largest count, of equals the smallest.
func most[K cmp.Ordered](counts map[K]int) (best K, ok bool) {
	for k, n := range counts {
		if !ok || n > counts[best] || n == counts[best] && k < best {
			best, ok = k, true
		}
	}
	return best, ok
}

// weekClock finds the week of an instant; neighbours share theirs.
type weekClock struct {
	zone *time.Location
	last core.Instant
	date core.Date
}

func (w *weekClock) monday(at core.Instant) core.Date {
	if at != w.last || w.date == 0 {
		day := core.DateIn(at, w.zone)
		w.last, w.date = at, day-core.Date((day.Time().Weekday()+6)%7)
	}
	return w.date
}
