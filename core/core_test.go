package core_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"andon/core"
)

// TestSpread proves that parts sum exactly to the whole, and that none is a minor unit
// or more away from its fair share.
func TestSpread(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total := core.Amount(rapid.Int64().Draw(t, "total"))
		weights := rapid.SliceOfN(rapid.OneOf(rapid.Int64Range(0, 50), rapid.Int64Range(0, math.MaxInt64), rapid.Just(int64(math.MaxInt64))), 1, 12).Draw(t, "weights")
		parts := core.Spread(total, weights)
		sum, of := new(big.Int), new(big.Int)
		for i := range parts {
			sum.Add(sum, big.NewInt(int64(parts[i])))
			of.Add(of, big.NewInt(weights[i]))
		}
		if sum.Cmp(big.NewInt(int64(total))) != 0 {
			t.Fatalf("%v sum to %v, not %d", parts, sum, total)
		}
		if of.Sign() == 0 || of.BitLen() > 63 {
			return // equal parts; or weights that are scaled, so that shares are near but not exact
		}
		for i := range parts {
			share := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(weights[i])), of)
			off := new(big.Rat).Sub(share, new(big.Rat).SetInt64(int64(parts[i])))
			if off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("part %d of %d by %v is %d, its share %v", i, total, weights, parts[i], share)
			}
		}
	})
	if got := fmt.Sprint(core.Spread(100, []int64{1, 1, 1}), core.Spread(-5, []int64{0, 0}), core.Spread(7, nil)); got != "[34 33 33] [-3 -2] []" {
		t.Error(got)
	}
}

// TestExtend proves the one rounding of prices against exact fractions.
func TestExtend(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cur := rapid.SampledFrom([]core.Currency{"GBP", "JPY", "KWD"}).Draw(t, "currency")
		price, qty := rapid.Int64().Draw(t, "price"), rapid.Int64().Draw(t, "qty")
		if rapid.Bool().Draw(t, "small") {
			price, qty = price%10_000_000, qty%1_000
		}
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(price), big.NewInt(qty)), big.NewInt(core.PriceScale))
		for range cur.Digits() {
			exact.Mul(exact, big.NewRat(10, 1))
		}
		half := big.NewRat(1, 2) // away from zero
		if exact.Sign() < 0 {
			half.Neg(half)
		}
		up := new(big.Rat).Add(exact, half)
		want := new(big.Int).Quo(up.Num(), up.Denom())
		got, err := cur.Extend(core.Price(price), core.Quantity(qty))
		fits := want.CmpAbs(big.NewInt(math.MaxInt64)) <= 0
		if fits != (err == nil) || fits && want.Cmp(big.NewInt(int64(got))) != 0 {
			t.Fatalf("%d × %d in %s: %d (%v), want %v", price, qty, cur, got, err, want)
		}
	})
}

// TestDecimals proves that amounts, prices, instants and dates survive being written.
func TestDecimals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(math.MinInt64+1, math.MaxInt64).Draw(t, "n")
		if p, err := core.ParsePrice(core.Price(n).String()); err != nil || p != core.Price(n) {
			t.Fatalf("price %d: %v %v", n, p, err)
		}
		for _, c := range []core.Currency{"GBP", "JPY", "KWD"} {
			if a, err := c.ParseAmount(c.Format(core.Amount(n))); err != nil || a != core.Amount(n) {
				t.Fatalf("%s %d: %v %v", c, n, a, err)
			}
		}
		from, to := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 12, 31, 0, 0, 0, 0, time.UTC)
		i := core.Instant(rapid.Int64Range(from.UnixMilli(), to.UnixMilli()).Draw(t, "instant"))
		var back core.Instant
		if err := back.UnmarshalText([]byte(i.String())); err != nil || back != i {
			t.Fatalf("instant %d: %d %v", i, back, err)
		}
		d := core.DateIn(i, time.UTC)
		var day core.Date
		if err := day.UnmarshalText([]byte(d.String())); err != nil || day != d || d.Start() > i || (d+1).Start() <= i {
			t.Fatalf("date %d of %s: %d %v", d, i, day, err)
		}
	})
	for _, s := range []string{"", "-", ".", "1.", ".5", "+1", "1e3", " 1", "1 ", "--1", "0x1", "١", "1.2345678", "99999999999999999999", strings.Repeat("9", 400)} {
		if p, err := core.ParsePrice(s); err == nil {
			t.Errorf("%q is read as %s", s, p)
		}
	}
}

// TestBusinessDates proves the dates of nights on which clocks change.
func TestBusinessDates(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	day := core.DateIn(core.InstantOf(time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC)), zone)
	if day.String() != "2026-03-28" {
		t.Errorf("the evening before summer time is %s", day)
	}
	if next := core.DateIn(core.InstantOf(time.Date(2026, 3, 29, 23, 30, 0, 0, time.UTC)), zone); next != day+2 {
		t.Errorf("half past midnight in summer time is %s", next)
	}
	if noon := (day + 1).At(12*60, zone); noon.String() != "2026-03-29T11:00:00Z" {
		t.Errorf("noon of the day is %s", noon)
	}
}

// TestParty proves that what decisions see of a person is text, short, and no more.
func TestParty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := &core.Personal{Name: rapid.String().Draw(t, "name"), City: "city", Address: []string{rapid.String().Draw(t, "street")}, PostCode: rapid.String().Draw(t, "code")}
		p := core.Party{Country: "GB", Personal: q}
		p.Describe()
		if !utf8.ValidString(p.Prefix) || utf8.RuneCountInString(p.Prefix) > 4 || !strings.HasPrefix(strings.TrimSpace(q.PostCode), p.Prefix) {
			t.Fatalf("the prefix of %q is %q", q.PostCode, p.Prefix)
		}
		if want := strings.TrimSpace(q.Name) != "" && strings.TrimSpace(q.Address[0]) != ""; p.Complete != want {
			t.Fatalf("%q at %q: complete %v", q.Name, q.Address, p.Complete)
		}
		if s := fmt.Sprintf("%v %+v %#v %s", *q, p.Personal, q, *q); strings.Contains(s, q.City) {
			t.Fatal("a person is printed: " + s)
		}
	})
	old := core.Party{Key: 7, Box: []byte("x")}
	if p := (core.Party{}).After(&old); p.Key != 7 || p.Box != nil {
		t.Errorf("the key's number is lost: %+v", p)
	}
	if p := (core.Party{Key: 9}).After(&old); p.Key != 9 {
		t.Errorf("the new key is lost: %+v", p)
	}
}

// TestCodes proves that a code is found through whatever wraps it.
func TestCodes(t *testing.T) {
	t.Parallel()
	inner := core.E(core.CodeStock, "op", "A@L1", "3 asked, 1 available")
	outer := fmt.Errorf("while selling: %w", inner)
	if core.CodeOf(outer) != core.CodeStock || core.CodeOf(nil) != "" || core.CodeOf(errors.New("x")) != core.CodeInternal {
		t.Error("a code is lost")
	}
	if got := core.Wrap(core.CodeStorage, "op", "journal", "cannot be written", errors.New("no space")).Error(); got != "journal: cannot be written: no space" {
		t.Error(got)
	}
}
