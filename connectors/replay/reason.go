package replay

import (
	"strings"
	"unicode"
)

// Reasons of stock adjustments, read from what somebody typed into the description.
const (
	ReasonDamaged    = "damaged"    // broken, wet, rusty, thrown away
	ReasonLost       = "lost"       // missing, not received
	ReasonFound      = "found"      // found, had been put aside
	ReasonPack       = "pack"       // sold as a set but booked as pieces, or the other way round
	ReasonCode       = "wrong_code" // wrong label or barcode: the units are another SKU's
	ReasonDisplay    = "display"    // samples, showroom, given away
	ReasonReturned   = "returned"
	ReasonChannel    = "channel"    // moved for orders taken elsewhere
	ReasonCorrection = "correction" // reverses or mends a booking
	ReasonCount      = "count"      // checked or counted
	ReasonTest       = "test"
	ReasonUnstated   = "unstated" // empty, or only a question mark
	ReasonOther      = "other"    // text that none of the words above explain
)

// lexicon maps words to reasons; the first that the text contains decides, so the
// narrow ones come first.
func lexicon() [11][2]string {
	return [...][2]string{
		{ReasonDamaged, "damage|dagamed|broken|breakage|crack|crush|smash|wet|water|mould|rust|faulty|unsale|destroy|throw|printing smudge|incorrectly made"},
		{ReasonLost, "lost|missing|mia|can't find|not rcvd|mystery"},
		{ReasonFound, "found|put aside"},
		{ReasonPack, "sold as|sold in|sold set|dotcom set"},
		{ReasonCode, "code|mark|mrked|mix|label"},
		{ReasonDisplay, "display|sample|showroom|given away|mailout"},
		{ReasonReturned, "returned"},
		{ReasonChannel, "amazon|ebay|dotcom|fba|online"},
		{ReasonCorrection, "incorr|credit|reverse|adjust|oops|error|fix|difference"},
		{ReasonCount, "check|count"},
		{ReasonTest, "test"},
	}
}

// readText tells what the description of an unpriced line is: the name of goods or the reason
// of an adjustment. Names are written in capitals; of the remarks in capitals
// those of one word ("FOUND") are known by the lexicon.
func readText(text string) (reason string, goods bool) {
	letters, digits, upper, lower := scriptOf(text)
	switch {
	case letters == 0 && digits >= 5:
		return ReasonCode, false // somebody typed the code that it should have been
	case letters == 0:
		return ReasonUnstated, false
	}
	reason = reasonOf(strings.ToLower(text))
	remark := strings.IndexByte(strings.TrimSpace(text), ' ') < 0 && reason != ReasonOther
	return reason, upper > lower && !remark
}

func scriptOf(text string) (letters, digits, upper, lower int) {
	for _, c := range text {
		switch {
		case unicode.IsDigit(c):
			digits++
		case unicode.IsUpper(c):
			upper++
			letters++
		case unicode.IsLower(c):
			lower++
			letters++
		case unicode.IsLetter(c):
			letters++
		}
	}
	return letters, digits, upper, lower
}

func reasonOf(lower string) string {
	for _, entry := range lexicon() {
		for word := range strings.SplitSeq(entry[1], "|") {
			if strings.Contains(lower, word) {
				return entry[0]
			}
		}
	}
	return ReasonOther
}
