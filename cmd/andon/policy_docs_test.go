package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"andon/core/flow"
	"andon/core/policy"
)

// TestPolicyDocs proves that docs/policy.md names, section by section, what rules may set,
// no more and no less, and that its policy could decide.
func TestPolicyDocs(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	told := map[string][]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| ([a-z]+)(, `per: [a-z]+`)? \\|([^|]*)\\|([^|]*)\\|$").FindAllStringSubmatch(text, -1) {
		key := row[1] + strings.Trim(row[2], ",` ")
		for _, name := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(row[4], -1) {
			told[key] = append(told[key], name[1])
		}
	}
	seen := 0
	for _, s := range policy.Sections() {
		for _, info := range sectionsOf(s) {
			key := string(s)
			if info.Per != "" {
				key += "per: " + info.Per
			}
			if (s == policy.Validation || s == policy.Holds) && info.Per != "" || len(info.Sets) == 0 {
				continue // the same as without
			}
			seen++
			if got := told[key]; !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(info.Sets))) {
				t.Errorf("%s: the page says %v, rules may set %v", info.heading(), got, info.Sets)
			}
		}
	}
	if seen < 9 {
		t.Errorf("only %d sections were compared", seen)
	}
	_, example, _ := strings.Cut(text, "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	doc, err := parsePolicy([]byte(example))
	if err == nil {
		err = flow.CheckPolicy(&doc)
	}
	if doubts := flow.DoubtPolicy(&doc); err != nil || len(doubts) > 0 {
		t.Errorf("the page's policy: %v %v", err, doubts)
	}
}
