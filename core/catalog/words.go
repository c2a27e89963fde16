package catalog

import (
	"fmt"
	"slices"
	"strings"

	"andon/core"
)

// A worded type has a closed set of words. Another word is refused where a document is
// put: it would change what happens to the goods without anybody being told.
type worded interface {
	~string
	Words() []string
}

func checkWord[T worded](op, id, field string, word T) error {
	known := word.Words()
	if slices.Contains(known, string(word)) {
		return nil
	}
	return core.E(core.CodeInvalid, op, id, fmt.Sprintf("%s %.40q is not one of %s", field, string(word), strings.Join(known, ", ")))
}

// checkCountry refuses a code that is none; an empty one says that it is not known.
func checkCountry(op, id, code string) error {
	if code == "" || core.KnownCountry(code) {
		return nil
	}
	return core.E(core.CodeInvalid, op, id, fmt.Sprintf("country %.40q is not one of ISO 3166; write two capital letters such as GB, DE or US", code))
}

// checkNumber refuses a GS1 number of another length, or with a check digit that does
// not fit the others: a digit was misread, or it is the number of something else. An
// empty one says that there is none.
func checkNumber(op, id, name, n string, lengths ...int) error {
	if n == "" {
		return nil
	}
	if !slices.Contains(lengths, len(n)) || strings.Trim(n, "0123456789") != "" {
		return core.E(core.CodeInvalid, op, id, fmt.Sprintf("%s %.40q needs %s digits and nothing else", name, n, orOf(lengths)))
	}
	if want := checkDigit(n[:len(n)-1]); n[len(n)-1] != want {
		return core.E(core.CodeInvalid, op, id, fmt.Sprintf("%s %s is misread: its check digit would be %c", name, n, want))
	}
	return nil
}

// checkDigit is what GS1 puts behind digits: weighed 3, 1, 3 … from the right, all of
// them add up to a multiple of ten.
func checkDigit(digits string) byte {
	sum := 0
	for i := range digits {
		weight := 3 - 2*((len(digits)-1-i)%2)
		sum += weight * int(digits[i]-'0')
	}
	return byte('0' + (10-sum%10)%10)
}

// orOf writes "8, 12 or 13".
func orOf(numbers []int) string {
	s := fmt.Sprint(numbers[0])
	for i, n := range numbers[1:] {
		sep := ", "
		if i == len(numbers)-2 {
			sep = " or "
		}
		s += sep + fmt.Sprint(n)
	}
	return s
}
