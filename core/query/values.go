package query

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"andon/core"
	"andon/core/api"
)

// Values of the types.

func text(s string) api.Value         { return api.Value{S: s} }
func count(n core.Quantity) api.Value { return api.Value{N: int64(n)} }
func at(i core.Instant) api.Value     { return api.Value{N: int64(i)} }
func date(d core.Date) api.Value      { return api.Value{N: int64(d)} }
func yes(b bool) api.Value            { return api.Value{N: btoi(b)} }

// money shows an amount with its currency's decimals and compares it in millionths
// of the major unit; beyond what fits it compares as the largest.
func money(c core.Currency, a core.Amount) api.Value {
	scale := int64(core.PriceScale)
	for range c.Digits() {
		scale /= 10
	}
	n := int64(a)
	switch {
	case n > math.MaxInt64/scale:
		n = math.MaxInt64
	case n < math.MinInt64/scale:
		n = math.MinInt64
	default:
		n *= scale
	}
	return api.Value{S: c.Format(a), N: n}
}

func price(p core.Price) api.Value { return api.Value{S: p.String(), N: int64(p)} }

func btoi(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

const day = 24 * time.Hour

func (f *field[T]) timeSpan(r *request, text string) (s span, message string) {
	if strings.EqualFold(text, "none") {
		return span{}, ""
	}
	from, whole, ok := parseTime(r.now, text)
	switch {
	case !ok:
		return s, fmt.Sprintf("%s is compared with a time such as 2026-11-23, 2026-11-23T09:00:00Z, now-2h or none, not %.40q", f.name, text)
	case f.typ == api.Date:
		d := int64(core.DateIn(from, time.UTC))
		return span{d, d}, ""
	case whole:
		return span{int64(from), int64(from.Add(day)) - 1}, ""
	}
	return span{int64(from), int64(from)}, ""
}

// parseTime reads an instant; whole says that the text names a day.
func parseTime(now core.Instant, text string) (at core.Instant, whole, ok bool) {
	if rest, found := strings.CutPrefix(strings.ToLower(text), "now"); found {
		d, ok := parseShift(rest)
		return now.Add(d), false, ok
	}
	var date core.Date
	if err := date.UnmarshalText([]byte(text)); err == nil && date != 0 {
		return date.Start(), true, true
	}
	err := at.UnmarshalText([]byte(text))
	return at, false, err == nil && at != 0
}

// parseShift reads "", "-2h" or "+3d".
func parseShift(text string) (time.Duration, bool) {
	if text == "" {
		return 0, true
	}
	unit := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': day, 'w': 7 * day}[text[len(text)-1]]
	n, err := strconv.ParseInt(text[:len(text)-1], 10, 32)
	if err != nil || unit == 0 || text[0] != '-' && text[0] != '+' || n > 5_000*7 || n < -5_000*7 {
		return 0, false
	}
	return time.Duration(n) * unit, true
}
