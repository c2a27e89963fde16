package lang_test

import (
	"fmt"
	"strings"
	"testing"

	"andon/core"
	"andon/core/policy/lang"
)

// sale is what the tests' conditions speak of; item is the line that .fields read.
type sale struct {
	*order
	item int
}

type order struct {
	channel, status, note string
	total                 core.Price
	count                 int64
	gift                  bool
	placed, due           core.Instant
	ship, cancel          core.Date
	tags                  []string
	lines                 []line
	now                   core.Instant
}

type line struct {
	sku  string
	qty  int64
	each core.Price
	tags []string
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func texts(list []string, yield func(lang.Value) bool) {
	for _, s := range list {
		if !yield(lang.Value{S: s}) {
			return
		}
	}
}

func scope() *lang.Scope[sale] {
	number := func(name string, k lang.Kind, get func(sale) int64) lang.Field[sale] {
		return lang.Field[sale]{Name: name, Doc: name, Kind: k, Get: func(s sale) lang.Value { return lang.Value{N: get(s)} }}
	}
	text := func(name string, get func(sale) string, words ...string) lang.Field[sale] {
		return lang.Field[sale]{Name: name, Doc: name, Kind: lang.Text, Words: words, Get: func(s sale) lang.Value { return lang.Value{S: get(s)} }}
	}
	return &lang.Scope[sale]{
		Fields: []lang.Field[sale]{
			text("channel", func(s sale) string { return s.channel }),
			text("order.status", func(s sale) string { return s.status }, "open", "held", "closed"),
			text("order.note", func(s sale) string { return s.note }),
			number("order.total", lang.Amount, func(s sale) int64 { return int64(s.total) }),
			number("order.count", lang.Int, func(s sale) int64 { return s.count }),
			number("order.gift", lang.Bool, func(s sale) int64 { return bit(s.gift) }),
			number("order.placed", lang.Time, func(s sale) int64 { return int64(s.placed) }),
			number("order.due", lang.Time, func(s sale) int64 { return int64(s.due) }),
			number("ship", lang.Date, func(s sale) int64 { return int64(s.ship) }),
			number("cancel", lang.Date, func(s sale) int64 { return int64(s.cancel) }),
			{Name: "order.tags", Doc: "tags", Kind: lang.Text, Each: func(s sale, yield func(lang.Value) bool) { texts(s.tags, yield) }},
		},
		Lists: []lang.List[sale]{{
			Name: "order.lines", Doc: "its lines",
			Len: func(s sale) int { return len(s.lines) },
			At:  func(s sale, i int) sale { return sale{s.order, i} },
			Fields: []lang.Field[sale]{
				text("sku", func(s sale) string { return s.lines[s.item].sku }),
				number("qty", lang.Int, func(s sale) int64 { return s.lines[s.item].qty }),
				number("price", lang.Amount, func(s sale) int64 { return int64(s.lines[s.item].each) }),
				{Name: "tags", Doc: "tags", Kind: lang.Text, Each: func(s sale, yield func(lang.Value) bool) { texts(s.lines[s.item].tags, yield) }},
			},
		}},
		Now: func(s sale) core.Instant { return s.now },
	}
}

func instant(text string) (i core.Instant) {
	if err := i.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return i
}

func sample() sale {
	return sale{order: &order{
		channel: "web", status: "held", note: "Ring the Bell", total: 120_500_000, count: 7, gift: true,
		placed: instant("2026-11-20T09:00:00Z"), now: instant("2026-11-23T10:30:00Z"), ship: 20_780,
		tags: []string{"vip", "fragile"},
		lines: []line{
			{"MUG", 6, 4_250_000, []string{"blue"}},
			{"TEA-1", 2, 45_000_000, nil},
			{"TEA-2", 1, 5_000_000, []string{"red", "blue"}},
		},
	}}
}

// show writes a value as the tables expect it.
func show(k lang.Kind, v lang.Value) string {
	switch k {
	case lang.Bool:
		return fmt.Sprint(v.N != 0)
	case lang.Amount:
		return core.Price(v.N).String()
	case lang.Text:
		return v.S
	case lang.Date:
		return core.Date(v.N).String()
	case lang.Time:
		return core.Instant(v.N).String()
	}
	return fmt.Sprint(v.N)
}

// TestValues proves what each part of the language means.
func TestValues(t *testing.T) {
	t.Parallel()
	cases := []struct {
		kind lang.Kind
		src  string
		want string // a value, or the error of its evaluation
	}{
		{lang.Int, `1 + 2 * 3`, "7"},
		{lang.Int, `7 / 2`, "3"},
		{lang.Int, `-7 / 2`, "-3"},
		{lang.Int, `-7 % 3`, "-1"},
		{lang.Int, `(1 + 2) * -3`, "-9"},
		{lang.Int, `1_000`, "1000"},
		{lang.Int, `order.count - 10`, "-3"},
		{lang.Int, `10 / (order.count - 7)`, "at 4: division by zero"},
		{lang.Int, `10 % (order.count - 7)`, "at 4: division by zero"},
		{lang.Int, `order.count * 9223372036854775807`, "at 13: the result is too large"},
		{lang.Int, `9223372036854775807 + order.count`, "at 21: the result is too large"},
		{lang.Int, `abs(order.count - 10) + max(1, order.count, 3) + min(4, 2)`, "12"},
		{lang.Amount, `order.total + amount("0.50")`, "121.00"},
		{lang.Amount, `order.total - amount("0.000001")`, "120.499999"},
		{lang.Amount, `2 * order.total`, "241.00"},
		{lang.Amount, `order.total * 2 / 3`, "80.333333"},
		{lang.Amount, `-abs(-order.total)`, "-120.50"},
		{lang.Int, `order.total / amount("50")`, "2"},
		{lang.Int, `order.total / (order.total - order.total)`, "at 13: division by zero"},
		{lang.Int, `date("2026-12-01") - date("2026-11-29")`, "2"},
		{lang.Int, `days(date("2026-11-29"), date("2026-12-01"))`, "2"},
		{lang.Date, `ship + 10`, "2026-12-03"},
		{lang.Date, `ship - 24`, "2026-10-30"},
		{lang.Date, `ship + 9223372036854775807`, "at 6: the result is too large"},
		{lang.Date, `cancel + 1`, "at 8: a date or time is not set; ask first whether it is != none"},
		{lang.Date, `max(ship, date("2027-01-01"))`, "2027-01-01"},
		{lang.Int, `hours(order.placed, now)`, "73"},
		{lang.Int, `hours(now, order.placed)`, "-73"},
		{lang.Int, `hours(order.due, now)`, "at 1: a date or time is not set; ask first whether it is != none"},
		{lang.Time, `ago("2h")`, "2026-11-23T08:30:00Z"},
		{lang.Time, `ahead("1w")`, "2026-11-30T10:30:00Z"},
		{lang.Time, `min(now, time("2026-11-23T10:30:00+01:00"))`, "2026-11-23T09:30:00Z"},

		{lang.Bool, `order.total > amount("100.00") and channel == "web"`, "true"},
		{lang.Bool, `order.total > amount("200") or not (channel == 'shop')`, "true"},
		{lang.Bool, `order.gift && !(order.count == 6) || false`, "true"},
		{lang.Bool, `channel in ["shop", "web"]`, "true"},
		{lang.Bool, `channel not in ["shop", "web"]`, "false"},
		{lang.Bool, `order.count in [1, -7, 7]`, "true"},
		{lang.Bool, `order.total in [amount("120.50")]`, "true"},
		{lang.Bool, `"vip" in order.tags and has(order.tags, "fragile") and not ("x" in order.tags)`, "true"},
		{lang.Bool, `order.status == "held" and order.status != "open" and "held" == order.status`, "true"},
		{lang.Bool, `order.status > "open" and order.status < "closed"`, "true"},
		{lang.Bool, `channel < "z" and channel >= "web"`, "true"},
		{lang.Bool, `order.note contains "Bell" and order.note startsWith "Ring" and order.note endsWith "ell"`, "true"},
		{lang.Bool, `order.note contains "bell"`, "false"},
		{lang.Bool, `lower(order.note) contains "bell"`, "true"},
		{lang.Bool, `1 < order.count < 10`, "true"},
		{lang.Bool, `order.placed < ago("2d") and order.placed > ago("4d")`, "true"},
		{lang.Bool, `order.due < now or order.due > now or order.due == order.placed`, "false"},
		{lang.Bool, `order.due == none and order.placed != none and cancel == none`, "true"},
		{lang.Bool, `order.due != none and hours(order.due, now) > 3`, "false"},
		{lang.Bool, `false and 1 / (order.count - 7) == 1`, "false"},
		{lang.Bool, `true or 1 / (order.count - 7) == 1`, "true"},
		{lang.Bool, `1 / (order.count - 7) == 1 or true`, "at 3: division by zero"},
		{lang.Text, `order.gift ? channel : "none"`, "web"},
		{lang.Int, `order.count > 100 ? 1 : order.count > 5 ? 2 : 3`, "2"},
		{lang.Int, `len(channel) + len(order.lines) + len(order.tags) + len("ñandú")`, "13"},
		{lang.Text, `lower("ÀB")`, "àb"},

		{lang.Bool, `any(order.lines, .qty > 5)`, "true"},
		{lang.Bool, `any(order.lines, #.qty > 6)`, "false"},
		{lang.Bool, `all(order.lines, .qty >= 1 and order.count == 7)`, "true"},
		{lang.Bool, `all(order.lines, .qty > 1)`, "false"},
		{lang.Bool, `none(order.lines, .sku == "CUP")`, "true"},
		{lang.Bool, `none(order.lines, .sku == "MUG")`, "false"},
		{lang.Int, `count(order.lines, .sku startsWith "TEA")`, "2"},
		{lang.Int, `sum(order.lines, .qty)`, "9"},
		{lang.Amount, `sum(order.lines, .qty * .price)`, "120.50"},
		{lang.Int, `sum(order.lines, .qty * 2000000000000000000)`, "at 23: the result is too large"},
		{lang.Int, `sum(order.lines, 4000000000000000000)`, "at 1: the result is too large"},
		{lang.Bool, `any(order.lines, "red" in .tags and .qty == 1)`, "true"},
		{lang.Int, `sum(order.lines, len(.tags))`, "3"},
		{lang.Int, `count(order.lines, any(order.lines, .qty == 6) and .qty == 2)`, "1"},
		{lang.Bool, `any(order.tags, # startsWith "fra") and all(order.tags, len(#) > 2) and none(order.tags, # == "x")`, "true"},
		{lang.Int, `count(order.tags, # contains "i") + sum(order.tags, len(#))`, "12"},
		{lang.Bool, `any(order.lines, any(.tags, # == "red" and .qty == 1 and has(order.tags, "vip") and # endsWith "d"))`, "true"},
		{lang.Int, `count(order.tags, any(order.lines, any(.tags, # startsWith "r")) and # == "vip")`, "1"},
		{lang.Bool, `any(order.tags, any(order.lines, len(.sku) == len(#)))`, "true"},
		{lang.Bool, `any(order.tags, 1 / (len(#) - 3) == 0)`, "at 19: division by zero"},
		{lang.Bool, `any(order.lines, 6 / (.qty - 2) > 100)`, "at 20: division by zero"},
	}
	for _, c := range cases {
		p, err := lang.Compile(scope(), c.src, c.kind)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
			continue
		}
		v, err := p.Eval(sample())
		got := show(c.kind, v)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}

// TestMistakes proves that what makes no sense is refused with its place, and mostly
// with what to write instead.
func TestMistakes(t *testing.T) {
	t.Parallel()
	cases := []struct{ src, want string }{
		{``, "at 1: the condition is empty"},
		{`order.total > "5"`, `at 13: an amount (order.total) cannot be compared with a text; write amount("5.00")`},
		{`order.total > "a lot"`, `at 13: an amount (order.total) cannot be compared with a text; write amount("50.00")`},
		{`order.total > 50`, `at 13: an amount (order.total) cannot be compared with a number; write amount("50.00")`},
		{`order.total > 50.5`, `at 15: there are no decimal numbers; write money as amount("50.5") and everything else in whole numbers`},
		{`order.total > amount("x")`, `at 22: "x" is not a decimal number with at most 6 decimals`},
		{`order.total > amount(order.total)`, `at 22: amount takes a text in quotes: amount("12.50")`},
		{`order.status == "hedl"`, `at 17: there is no order.status "hedl"; did you mean held? known are: closed, held, open`},
		{`order.status in ["held", "opne"]`, `at 26: there is no order.status "opne"`},
		{`order.totl > amount("1")`, `at 1: there is no name order.totl; nearest are order.total, `},
		{`total > amount("1")`, `at 1: there is no name total; nearest are order.total, `},
		{`channel == web`, `a text stands in quotes: "web"`},
		{`channel = "web"`, "at 9: compare with == instead of ="},
		{`order.count`, "at 1: order.count is a number, where true or false is wanted"},
		{`channel`, "at 1: channel is a text, where true or false is wanted"},
		{`not order.count > 5`, "at 1: not takes a condition, and here it takes only what follows at once, a number (order.count); write not (...)"},
		{`order.gift == "yes"`, "at 12: true or false (order.gift) cannot be compared with a text; write it alone, or not in front of it"},
		{`order.gift and channel`, "at 16: the right side of and must be true or false, not a text (channel)"},
		{`order.lines`, "at 1: order.lines is a list; ask with any, all, none, count, sum or len"},
		{`order.tags == "x"`, `at 1: order.tags is a list of texts; write has(order.tags, "x"), "x" in order.tags, any(order.tags, # contains "x") or len(order.tags)`},
		{`any(order.tags, #.x == "y")`, `at 17: only a name such as order.total can stand here`},
		{`any(order.tags, .x == "y")`, `at 17: only a name such as order.total can stand here`},
		{`any(order.tags, #)`, `at 17: any takes a condition on items, not a text (#)`},
		{`any(order.lines, # == "x")`, `at 18: write .field for what an item has, such as .sku`},
		{`any(channel, true)`, "at 5: any takes a list; there are order.lines"},
		{`any(order.lines, .quty > 5)`, "at 18: an item of order.lines has no .quty; nearest are .qty, "},
		{`any(order.lines, .qty)`, "at 18: any takes a condition on items, not a number (.qty)"},
		{`any(order.lines, #)`, "at 18: write .field for what an item has, such as .sku"},
		{`any(order.lines)`, "expected at least 2 arguments"},
		{`sum(order.lines, .sku) > 1`, "at 18: sum adds numbers or amounts, not a text (.sku)"},
		{`count(order.lines) > 1`, "at 1: count takes 2, count(list, condition); here it has 1"},
		{`.qty > 5`, "at 1: . was not expected here"},
		{`order.placed - now > 1`, "at 14: write hours(from, to) for what lies between two times"},
		{`order.placed < "2026-12-01"`, `at 14: a time (order.placed) cannot be compared with a text; write time("2026-12-01T09:00:00Z")`},
		{`ship > "2026-12-01"`, `at 6: a date (ship) cannot be compared with a text; write date("2026-12-01")`},
		{`ship > date("2026-13-01")`, `at 13: date "2026-13-01" is not YYYY-MM-DD between 1900 and 2200`},
		{`ship > date("1970-01-01")`, `at 13: "1970-01-01" stands for what is not set; write none`},
		{`ship < none`, "at 6: none is neither before nor after; use == none or != none"},
		{`channel == none`, "at 9: a text (channel) cannot be compared with none"},
		{`order.placed < ago("2x")`, `at 20: "2x" is not a span such as 2h; units are s m h d w`},
		{`channel == nil`, `at 12: there is no nil; compare a date or time with none, a text with ""`},
		{`channel matches "w.*"`, "at 9: there are no patterns; use contains, startsWith, endsWith or in"},
		{`channel + "x" == "webx"`, "at 9: texts are not put together; compare each part"},
		{`order.total + 1 == order.total`, `at 13: there is no an amount (order.total) + a number; write amount("1.00")`},
		{`order.count == 99999999999999999999`, "at 16: 99999999999999999999 is too large a number"},
		{`order.count == 0x10`, "at 16: 0x10 is not a whole number such as 1500"},
		{`order.count == 1e3`, "at 16: 1e3 is not a whole number such as 1500"},
		{`order.count / 0 == 1`, "at 13: division by zero"},
		{`9223372036854775807 + 1 == 1`, "at 21: the result is too large"},
		{`order.count in [order.count]`, "at 17: a list holds only literals, not order.count"},
		{`order.count in ["7"]`, "at 17: a number (order.count) cannot be compared with a text; write a number without quotes"},
		{`order.count in []`, "at 16: the list is empty"},
		{`[1] == [1]`, "at 1: a list of values can only stand behind in"},
		{`{"a": 1} == 1`, "at 1: there are no braces; write a condition about items as any(list, .field > 1)"},
		{`order.count in 1..3`, "at 17: there are no ranges; compare with >= and <="},
		{`order.lines[0].qty > 1`, "at 1: only a name such as order.total can stand here; there are no [ ] behind names"},
		{`order?.count > 1`, "at 6: ?. is not needed: every field has a value"},
		{`let x = 1; x == 1`, "at 1: let is not part of the language"},
		{`if order.gift { true } else { false }`, "at 1: write condition ? a : b instead of if"},
		{`order.gift ?: true`, "at 1: write a or b instead of a ?: b"},
		{`order.gift ? 1 : channel`, "at 18: both sides of : must be of one kind; the first is a number, the second a text (channel)"},
		{`order.lines | any(.qty > 1)`, "at 13: there are no pipes; write or for a choice"},
		{`order.count ** 2 == 1`, "at 13: there are no powers"},
		{`upper(channel) == "WEB"`, "at 1: there is no function upper; there are abs ago ahead all amount any "},
		{`filter(order.lines, .qty > 1)`, "at 1: there is no function filter; there are "},
		{`order.total() > 1`, "at 7: only a function can be called: "},
		{`now() > order.placed`, "at 1: write now without brackets"},
		{`order.count == `, "at 16: the condition ends too early"},
		{`(order.count == 1`, "at 18: the condition ends too early"},
		{`order.count == 1)`, "at 17: ) was not expected here"},
		{`order.gift order.gift`, "at 12: order was not expected here"},
		{`channel == "web`, "at 16: literal not terminated"},
		{`channel == b"web"`, `at 12: there are no bytes; write a text as "text"`},
		{"channel == \"\xff\"", "the condition is not valid UTF-8"},
		{`channel ~ "web"`, "at 9: write contains instead of ~"},
		{`channel == @web`, "at 12: unrecognized character: U+0040 '@'"},
		{`order.gift & true`, "at 12: write and instead of &"},
		{`ñ == 1`, "at 1: there is no name ñ"},
		{`"ñ" == 1`, "at 5: a text cannot be compared with a number"},
		{strings.Repeat("(", 21) + "true" + strings.Repeat(")", 21), "at 21: brackets are nested more than 20 deep"},
		{"true" + strings.Repeat(" or true", 150), "the condition has more than 200 parts"},
		{strings.Repeat(" ", 4001), "a condition has at most 4000 bytes, not 4001"},
	}
	for _, c := range cases {
		_, err := lang.Compile(scope(), c.src, lang.Bool)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60s: %v, want %s", c.src, err, c.want)
		}
	}
}
