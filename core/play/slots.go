package play

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/query"
	"andon/core/stock"
)

// slot is a kind of slot: what stands there, how many words that are, and whether they
// can be read. Whether a name exists is known only when the script runs.
type slot struct {
	name string
	what string                 // for people: what is allowed
	take func(c clause) int     // tokens; nil: one
	ok   func(text string) bool // nil: anything
}

func (s *slot) takes(c clause) int {
	switch {
	case len(c) == 0:
		return 0
	case s.take == nil:
		return 1
	}
	return s.take(c)
}

// slotNamed finds the kind of a slot; a digit behind its name is not part of it. A name
// without a row is an id.
func slotNamed(name string) *slot {
	name = strings.TrimRight(name, "0123456789")
	all := slots()
	for i := range all {
		if all[i].name == name {
			return &all[i]
		}
	}
	return &slot{what: "a name (" + name + ")"}
}

// slots are the kinds that are more than a name.
var slots = sync.OnceValue(func() []slot {
	return []slot{
		{name: "N", what: "a whole number", ok: isCount},
		{name: "QTY", what: "a whole number of units", ok: isNumber},
		{name: "DATE", what: "a date such as 2026-11-23, today or tomorrow", ok: isDate},
		{name: "DAY", what: "a date such as 2026-11-23, today, tomorrow or none", ok: func(s string) bool { return s == "none" || isDate(s) }},
		{name: "TIME", what: "a time such as 2026-11-23 09:00, or 09:00 for today", take: takeTime, ok: isTime},
		{name: "CLOCK", what: "a time of day such as 16:00", ok: isClock},
		{name: "SPAN", what: "a span such as 2 days, 90 minutes or 1 hour 30 minutes", take: takeSpan, ok: func(s string) bool { _, ok := span(s); return ok }},
		{name: "AMOUNT", what: "an amount such as 12.50", ok: isDecimal},
		{name: "PRICE", what: "a price such as 4.99", ok: isDecimal},
		{name: "WEIGHT", what: "a weight such as 300g or 1.5kg", ok: func(s string) bool { _, ok := grams(s); return ok }},
		{name: "SHARE", what: "a share such as 60% or 12.5%", ok: func(s string) bool { _, ok := thousandths(s); return ok }},
		{name: "YESNO", what: "yes or no", ok: isOneOf("yes", "no")},
		{name: "STATE", what: "a state of stock: " + strings.Join(states(), ", "), ok: isOneOf(states()...)},
		{name: "FIELD", what: "what is seen of stock: " + strings.Join(stockFields(), ", "), ok: isOneOf(stockFields()...)},
		{name: "BUCKET", what: "where units are: " + strings.Join(buckets(), ", "), ok: isOneOf(buckets()...)},
		{name: "BUCKETS", what: "where units are, such as allocated 2 backordered 1 (of " + strings.Join(buckets(), ", ") + ")", take: takeAll, ok: isBuckets},
		{name: "OUTCOME", what: "how an ask stands: " + strings.Join(outcomes(), ", "), ok: isOneOf(outcomes()...)},
		{name: "STATUS", what: "a status: " + strings.Join(statuses(), ", "), take: takeAll, ok: isOneOf(statuses()...)},
		{name: "CODE", what: "a code: " + strings.Join(codes(), ", "), ok: isOneOf(codes()...)},
		{name: "TYPE", what: "a type of exception: " + strings.Join(exception.Type("").Words(), ", "), ok: isOneOf(exception.Type("").Words()...)},
		{name: "NOTICE", what: "what the customer was told last: nothing, " + strings.Join(order.NoticeKind("").Words(), ", "), ok: isOneOf(append(order.NoticeKind("").Words(), "nothing")...)},
		{name: "STEP", what: "what a hold blocks: source, release, ship or invoice", ok: isOneOf("source", "release", "ship", "invoice")},
		{name: "SECTION", what: "a section of the policy: " + strings.Join(sections(), ", "), ok: isOneOf(sections()...)},
		{name: "EACH", what: "line or location", ok: isOneOf("line", "location")},
		{name: "OP", what: "what a job does: " + strings.Join(ops(), ", "), ok: isOneOf(ops()...)},
		{name: "ROLE", what: "a role: " + strings.Join(catalog.Role("").Words(), ", "), ok: isOneOf(catalog.Role("").Words()...)},
		{name: "LIFE", what: "a lifecycle: " + strings.Join(catalog.Lifecycle("").Words(), ", "), ok: isOneOf(catalog.Lifecycle("").Words()...)},
		{name: "CURRENCY", what: "a currency such as GBP", ok: func(s string) bool { return core.Currency(s).Valid() }},
		{name: "COUNTRY", what: "a country of two letters such as GB", ok: core.KnownCountry},
		{name: "ZONE", what: "a time zone such as Europe/London", ok: func(s string) bool { _, err := time.LoadLocation(s); return err == nil }},
		{name: "TEXT", what: `a text in quotes, such as "no staff"`, take: takeQuoted},
		{name: "PLACES", what: "locations, such as LEEDS and YORK", take: takeAll},
		{name: "PARTS", what: "locations with units, such as LEEDS 2 YORK 1", take: takeAll, ok: isParts},
		{name: "HELD", what: "goods with units, such as MUG 2 LID 1", take: takeAll, ok: isParts},
		{name: "EXPR", what: "a filter, such as status = held and waiting > 0", take: takeAll},
		{name: "JSON", what: `a body in JSON, such as {"order": "@W-1"}`, ok: func(s string) bool { return strings.HasPrefix(s, "{") }},
		{name: "DISPOSITION", what: "what becomes of goods that came back: " + strings.Join(order.Dispositions(), ", "), ok: isOneOf(order.Dispositions()...)},
		{name: "KIND", what: "a command, such as order.hold; andon schema lists them", ok: func(s string) bool { return strings.Contains(s, ".") }},
		{name: "VALUE", what: "what must stand there", take: takeAll},
		{name: "LIST", what: "a list: " + strings.Join(lists(), ", ")},
	}
})

func isOneOf(words ...string) func(string) bool {
	return func(s string) bool { return slices.Contains(words, s) }
}

func states() (out []string) {
	for s := stock.Available; s <= stock.Returning; s++ {
		out = append(out, s.String())
	}
	return out
}

func stockFields() []string { return append(states(), "on_hand", "committed", "variance") }

func buckets() (out []string) {
	for b := order.Open; b <= order.Cancelled; b++ {
		out = append(out, b.String())
	}
	return append(out, "returned")
}

func statuses() []string {
	return []string{"open", "held", "preordered", "backordered", "partly backordered", "allocated", "released", "picked", "packed", "shipped", "delivered", "lost", "cancelled"}
}

func ops() (out []string) {
	for _, op := range job.Ops() {
		out = append(out, string(op))
	}
	return out
}

func codes() []string {
	var out []string
	for _, c := range []core.Code{core.CodeInvalid, core.CodeNotFound, core.CodeExists, core.CodeConflict, core.CodeState, core.CodeStock, core.CodeHeld, core.CodeForbidden, core.CodeKeyReused, core.CodeLimit} {
		out = append(out, string(c))
	}
	return out
}

func lists() (out []string) {
	for _, k := range query.Kinds() {
		out = append(out, string(k.Noun)+"s")
	}
	return out
}

func takeAll(c clause) int { return len(c) }

func takeQuoted(c clause) int {
	if c[0].quoted {
		return 1
	}
	return 0
}

// number reads a whole number; commas may group its digits.
func number(s string) (int64, bool) {
	n, err := strconv.ParseInt(strings.ReplaceAll(s, ",", ""), 10, 64)
	return n, err == nil
}

func isNumber(s string) bool { _, ok := number(s); return ok }
func isCount(s string) bool  { n, ok := number(s); return ok && n >= 0 }

func isDecimal(s string) bool { _, err := core.ParsePrice(s); return err == nil }

func isDate(s string) bool {
	if s == "today" || s == "tomorrow" {
		return true
	}
	var d core.Date
	return s != "" && d.UnmarshalText([]byte(s)) == nil
}

func isClock(s string) bool { _, ok := minutes(s); return ok }

// minutes reads 16:00 as a minute of the day.
func minutes(s string) (int, bool) {
	if s == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil
}

// takeTime takes a date and a time of day, or one of both.
func takeTime(c clause) int {
	if len(c) > 1 && isDate(c[0].text) && len(c[1].text) > 2 && strings.Contains(c[1].text, ":") {
		return 2
	}
	return 1
}

func isTime(s string) bool { _, ok := timeIn(s, 0, time.UTC); return ok }

// timeIn reads a time in a zone; without a date it is on the day of now.
func timeIn(s string, now core.Instant, zone *time.Location) (core.Instant, bool) {
	var i core.Instant
	if strings.Contains(s, "T") && i.UnmarshalText([]byte(s)) == nil {
		return i, true
	}
	day, clock, both := strings.Cut(s, " ")
	if !both {
		day, clock = "today", s
	}
	t, err := time.Parse("15:04:05", clock)
	if err != nil {
		t, err = time.Parse("15:04", clock)
	}
	d, ok := dateIn(day, now, zone)
	if err != nil || !ok {
		return 0, false
	}
	y, m, at := d.Time().Date()
	return core.InstantOf(time.Date(y, m, at, t.Hour(), t.Minute(), t.Second(), 0, zone)), true
}

// dateIn reads a date; today is that of now in the zone.
func dateIn(s string, now core.Instant, zone *time.Location) (core.Date, bool) {
	switch s {
	case "none":
		return 0, true
	case "today":
		return core.DateIn(now, zone), true
	case "tomorrow":
		return core.DateIn(now, zone) + 1, true
	}
	var d core.Date
	return d, s != "" && d.UnmarshalText([]byte(s)) == nil
}

// units of time. A day is 24 hours, whatever the clocks do.
var spans = map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour, "week": 7 * 24 * time.Hour}

// takeSpan takes pairs of a number and a unit of time.
func takeSpan(c clause) int {
	n := 0
	for n+1 < len(c) && isNumber(c[n].text) && spans[strings.TrimSuffix(c[n+1].text, "s")] != 0 {
		n += 2
	}
	return n
}

func span(s string) (d time.Duration, ok bool) {
	words := strings.Fields(s)
	for i := 0; i+1 < len(words); i += 2 {
		n, good := number(words[i])
		unit := spans[strings.TrimSuffix(words[i+1], "s")]
		if !good || unit == 0 || n < 0 || n > 1_000_000 {
			return 0, false
		}
		d, ok = d+time.Duration(n)*unit, true
	}
	return d, ok && len(words)%2 == 0
}

// grams reads 300g or 1.5kg.
func grams(s string) (int64, bool) {
	scale := int64(1)
	body, kilos := strings.CutSuffix(s, "kg")
	if kilos {
		scale = 1000
	} else if body, kilos = strings.CutSuffix(s, "g"); !kilos {
		return 0, false
	}
	p, err := core.ParsePrice(body)
	n := int64(p) * scale
	return n / core.PriceScale, err == nil && p >= 0 && n%core.PriceScale == 0
}

// thousandths reads a share in per cent.
func thousandths(s string) (int, bool) {
	body, ok := strings.CutSuffix(s, "%")
	p, err := core.ParsePrice(body)
	n := int64(p) * 10
	return int(n / core.PriceScale), ok && err == nil && p >= 0 && n%core.PriceScale == 0
}

// isBuckets reports whether a text is bucket, number, bucket, number …
func isBuckets(s string) bool { return isPairs(s, isOneOf(buckets()...)) }

func isParts(s string) bool { return isPairs(s, func(string) bool { return true }) }

func isPairs(s string, name func(string) bool) bool {
	words := strings.Fields(s)
	for i := 0; i+1 < len(words); i += 2 {
		if !name(words[i]) || !isCount(words[i+1]) {
			return false
		}
	}
	return len(words) > 0 && len(words)%2 == 0
}
