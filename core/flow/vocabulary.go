package flow

import (
	"andon/core/policy"
	"andon/core/policy/lang"
)

// Vocabulary describes what the conditions of a section's rules may speak of, by what
// they are asked for ("", policy.PerLine or policy.PerLocation): names, then functions.
// It is false where such rules cannot be.
func Vocabulary(s policy.Section, per string) (names, functions []lang.Entry, ok bool) {
	scope := vocabulary(s, per)
	if scope == nil {
		return nil, nil, false
	}
	return scope.Describe(), scope.Functions(), true
}
