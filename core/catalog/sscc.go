package catalog

import (
	"fmt"
	"strings"

	"andon/core"
)

// A company prefix is what GS1 gives a firm; an SSCC is an extension digit, the prefix, a
// serial number of the firm's own, and a check digit: 18 digits (GS1 General
// Specifications, 3.1.1).
const (
	ssccDigits = 18
	minPrefix  = 4
	maxPrefix  = 12
)

// CheckPrefix refuses a company prefix that is none; an empty one says that there is none.
func CheckPrefix(op, id, prefix string) error {
	if prefix == "" || len(prefix) >= minPrefix && len(prefix) <= maxPrefix && strings.Trim(prefix, "0123456789") == "" {
		return nil
	}
	return core.E(core.CodeInvalid, op, id, fmt.Sprintf("company prefix %.40q needs %d to %d digits, as GS1 gives them", prefix, minPrefix, maxPrefix))
}

// SSCC is the n-th number that a firm gives to a package. The serial counts up first, then
// the extension digit, so that it repeats after ten times as many as the serial has room for.
func SSCC(prefix string, n uint64) string {
	width := ssccDigits - 2 - len(prefix)
	room := uint64(1)
	for range width {
		room *= 10
	}
	digits := fmt.Sprintf("%d%s%0*d", n/room%10, prefix, width, n%room)
	return digits + string(checkDigit(digits))
}

// CheckSSCC says what is wrong with the number of a package; an empty one says that there
// is none.
func CheckSSCC(op, id, n string) error { return checkNumber(op, id, "SSCC", n, ssccDigits) }
