package core

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Amount is money in minor units (pence, cents) of a currency that the document
// holding it names. Amounts are never floats.
type Amount int64

// Price is a unit price in millionths of the currency's major unit: six decimals,
// as design section 4 asks, so that a price per thousand keeps its meaning.
type Price int64

// PriceScale is how many Price units make one major unit.
const PriceScale = 1_000_000

// Currency is an ISO 4217 code such as "GBP".
type Currency string

// Valid reports whether the code has the ISO 4217 form of three capital letters.
func (c Currency) Valid() bool {
	return len(c) == 3 && strings.IndexFunc(string(c), func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// Digits is the number of decimals of the currency's minor unit (ISO 4217).
func (c Currency) Digits() int {
	switch c {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// Extend returns price × qty in minor units, rounded half away from zero. That is
// the one place where a unit price becomes an amount.
// It fails with [CodeLimit] when the result does not fit.
func (c Currency) Extend(p Price, qty Quantity) (Amount, error) {
	neg := (p < 0) != (qty < 0)
	hi, lo := bits.Mul64(abs64(int64(p)), abs64(int64(qty)))
	div := uint64(PriceScale / pow10(c.Digits()))
	lo, carry := bits.Add64(lo, div/2, 0)
	hi += carry
	if hi >= div {
		return 0, E(CodeLimit, "money.extend", string(c), "an amount is too large")
	}
	q, _ := bits.Div64(hi, lo, div)
	if q > math.MaxInt64 {
		return 0, E(CodeLimit, "money.extend", string(c), "an amount is too large")
	}
	if neg {
		return -Amount(q), nil
	}
	return Amount(q), nil
}

func abs64(n int64) uint64 {
	if n < 0 {
		return uint64(-(n + 1)) + 1
	}
	return uint64(n)
}

// Format writes an amount with the currency's decimals, for example "12.50".
func (c Currency) Format(a Amount) string {
	return formatDecimal(int64(a), c.Digits(), c.Digits())
}

// String writes a price with at least two and at most six decimals.
func (p Price) String() string { return formatDecimal(int64(p), 6, 2) }

func formatDecimal(n int64, digits, keep int) string {
	sign := ""
	if n < 0 {
		sign = "-"
	}
	s := strconv.FormatUint(abs64(n), 10)
	if digits == 0 {
		return sign + s
	}
	if len(s) <= digits {
		s = strings.Repeat("0", digits-len(s)+1) + s
	}
	whole, frac := s[:len(s)-digits], s[len(s)-digits:]
	for len(frac) > keep && frac[len(frac)-1] == '0' {
		frac = frac[:len(frac)-1]
	}
	return sign + whole + "." + frac
}

// ParsePrice reads a decimal with at most six decimals, without a float.
func ParsePrice(s string) (Price, error) {
	n, err := parseDecimal(s, 6)
	return Price(n), err
}

// ParseAmount reads a decimal amount with at most the currency's decimals.
func (c Currency) ParseAmount(s string) (Amount, error) {
	n, err := parseDecimal(s, c.Digits())
	return Amount(n), err
}

func parseDecimal(s string, digits int) (int64, error) {
	bad := func() (int64, error) {
		return 0, fmt.Errorf("%.40q is not a decimal number with at most %d decimals", s, digits)
	}
	body, neg := strings.CutPrefix(s, "-")
	whole, frac, dot := strings.Cut(body, ".")
	if whole == "" || (dot && frac == "") {
		return bad()
	}
	frac = strings.TrimRight(frac, "0")
	if len(frac) > digits || strings.IndexFunc(whole+frac, func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
		return bad()
	}
	n, err := strconv.ParseInt(whole+frac+strings.Repeat("0", digits-len(frac)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%.40q is too large a number", s)
	}
	if neg {
		n = -n
	}
	return n, nil
}

// MarshalText writes a price as a decimal string, so that no reader makes a float of it.
func (p Price) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a decimal string.
func (p *Price) UnmarshalText(b []byte) error {
	v, err := ParsePrice(string(b))
	*p = v
	return err
}

// Quantity counts units in a SKU's base unit; the SKU fixes how many decimals one
// unit has (0 for eaches), so a quantity is always an integer.
type Quantity int64

// Spread divides total over the weights so that the parts sum exactly to total:
// each part is rounded down, then the largest remainders (ties: earlier part) get
// one minor unit more. Weights must not be negative; all-zero weights count as equal.
func Spread(total Amount, weights []int64) []Amount {
	if len(weights) == 0 {
		return nil
	}
	var sum, over uint64
	for _, w := range weights {
		if sum, over = bits.Add64(sum, uint64(max(w, 0)), 0); over != 0 {
			return Spread(total, halved(weights))
		}
	}
	if sum == 0 {
		equal := make([]int64, len(weights))
		for i := range equal {
			equal[i] = 1
		}
		return Spread(total, equal)
	}
	return spread(total, weights, sum)
}

// halved keeps the proportions of weights that are too large to be added up.
func halved(weights []int64) []int64 {
	half := make([]int64, len(weights))
	for i, w := range weights {
		half[i] = w / 2
	}
	return half
}

func spread(total Amount, weights []int64, sum uint64) []Amount {
	parts := make([]Amount, len(weights))
	rests := make([]uint64, len(weights))
	left := abs64(int64(total))
	whole := left
	for i, w := range weights {
		hi, lo := bits.Mul64(whole, uint64(max(w, 0)))
		q, r := bits.Div64(hi, lo, sum)
		parts[i], rests[i] = Amount(q), r
		left -= q
	}
	for ; left > 0; left-- {
		best := 0
		for i, r := range rests {
			if r > rests[best] {
				best = i
			}
		}
		parts[best]++
		rests[best] = 0
	}
	if total < 0 {
		for i := range parts {
			parts[i] = -parts[i]
		}
	}
	return parts
}
