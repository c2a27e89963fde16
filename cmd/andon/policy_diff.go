package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/policy"
)

func policyDiffCommand(a *app) *cobra.Command {
	var form string
	c := &cobra.Command{
		Use: "diff A [B]", Short: "Compare two policies rule by rule", ValidArgsFunction: a.completePolicy,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 1 || len(args) == 2 {
				return nil
			}
			return wants("A [B]")(c, args)
		},
		Long: `diff says what becomes of A in B: rules that are added, removed and changed, field by
field. With one policy it says what that one would change about the active policy.
Each is POL-N, active, none, a file, or - for the standard input.`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("output", form, "text", "json"); err != nil {
				return err
			}
			if len(args) == 1 {
				args = []string{string(policy.Active), args[0]}
			}
			docs, err := a.policiesNamed(c.Context(), args, c.Flags().NArg() == 1)
			if err != nil {
				return err
			}
			changes := comparePolicies(&docs[0], &docs[1])
			if form == "json" {
				return a.printJSON(changes)
			}
			w := bufio.NewWriter(a.out)
			writeChanges(w, changes)
			return w.Flush()
		},
	}
	outputFlag(c, &form, "text", "json")
	return c
}

// version is the id of a policy; what is not one, or active or none, is a file.
var policyVersion = regexp.MustCompile(`^POL-[0-9]+$`)

// policiesNamed reads policies from files and from the shop, which is opened only where
// one is its. orNone lets active stand for none where no policy is active.
func (a *app) policiesNamed(ctx context.Context, names []string, orNone bool) ([]policy.Document, error) {
	docs := make([]policy.Document, len(names))
	var ofShop []int
	for i, name := range names {
		var err error
		switch {
		case name == policy.None:
		case name == string(policy.Active) || policyVersion.MatchString(name):
			ofShop = append(ofShop, i)
		default:
			docs[i], _, err = a.policyAt(name)
		}
		if err != nil {
			if core.CodeOf(err) == core.CodeNotFound && errors.Is(err, os.ErrNotExist) && !strings.ContainsAny(name, "./\\") {
				return nil, usage("%.40q is neither POL-N, active, none nor a file", name)
			}
			return nil, err
		}
	}
	if len(ofShop) == 0 {
		return docs, nil
	}
	return docs, a.withShop(ctx, "policy", func(s *shop) error {
		for _, i := range ofShop {
			p, err := s.policy(ctx, names[i])
			if err != nil && !(orNone && names[i] == string(policy.Active) && core.CodeOf(err) == core.CodeNotFound) {
				return err
			}
			if err == nil {
				docs[i] = p.Document
			}
		}
		return nil
	})
}

// ruleChange is what became of one rule.
type ruleChange struct {
	Section policy.Section `json:"section,omitempty"` // "": of the document as a whole
	Rule    string         `json:"rule,omitempty"`    // "": of the section as a whole
	Change  string         `json:"change"`            // added, removed, changed, order
	Fields  []fieldChange  `json:"fields,omitempty"`
}

type fieldChange struct {
	Name string `json:"name"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// comparePolicies says what turns one policy into another.
func comparePolicies(from, to *policy.Document) []ruleChange {
	out := []ruleChange{}
	if from.Title != to.Title {
		out = append(out, ruleChange{Change: "changed", Fields: []fieldChange{{"title", from.Title, to.Title}}})
	}
	if !slices.Equal(from.HoldTypes, to.HoldTypes) {
		out = append(out, ruleChange{Change: "changed", Fields: []fieldChange{{"hold_types", strings.Join(from.HoldTypes, ", "), strings.Join(to.HoldTypes, ", ")}}})
	}
	for _, s := range policy.Sections() {
		out = append(out, compareSection(s, from.In(s), to.In(s))...)
	}
	if gone, come := unlike(from.Examples, to.Examples), unlike(to.Examples, from.Examples); gone+come > 0 {
		out = append(out, ruleChange{Change: "changed", Fields: []fieldChange{{"examples", fmt.Sprintf("%d of them gone", gone), fmt.Sprintf("%d new", come)}}})
	}
	return out
}

// unlike counts the examples that others do not hold.
func unlike(these, others []policy.Example) (n int) {
	for i := range these {
		if !slices.ContainsFunc(others, func(o policy.Example) bool { return fmt.Sprint(o) == fmt.Sprint(these[i]) }) {
			n++
		}
	}
	return n
}

func compareSection(s policy.Section, from, to []policy.Rule) (out []ruleChange) {
	var before, after []string // of the rules that both have, by their order
	for i := range from {
		other := ruleNamed(to, from[i].Name)
		if other == nil {
			out = append(out, ruleChange{s, from[i].Name, "removed", compareRules(&from[i], &policy.Rule{})})
			continue
		}
		before = append(before, from[i].Name)
		if f := compareRules(&from[i], other); len(f) > 0 {
			out = append(out, ruleChange{s, from[i].Name, "changed", f})
		}
	}
	for i := range to {
		if ruleNamed(from, to[i].Name) == nil {
			out = append(out, ruleChange{s, to[i].Name, "added", compareRules(&policy.Rule{}, &to[i])})
		} else {
			after = append(after, to[i].Name)
		}
	}
	if !slices.Equal(before, after) {
		out = append(out, ruleChange{s, "", "order", []fieldChange{{"order", strings.Join(before, ", "), strings.Join(after, ", ")}}})
	}
	return out
}

func ruleNamed(rules []policy.Rule, name string) *policy.Rule {
	if i := slices.IndexFunc(rules, func(r policy.Rule) bool { return r.Name == name }); i >= 0 {
		return &rules[i]
	}
	return nil
}

func compareRules(from, to *policy.Rule) (out []fieldChange) {
	was, is := from.Parts(), to.Parts()
	value := func(parts []policy.Part, name string) string {
		for _, p := range parts {
			if p.Name == name {
				return p.Value
			}
		}
		return ""
	}
	for _, p := range was {
		if now := value(is, p.Name); now != p.Value {
			out = append(out, fieldChange{p.Name, p.Value, now})
		}
	}
	for _, p := range is {
		if value(was, p.Name) == "" {
			out = append(out, fieldChange{p.Name, "", p.Value})
		}
	}
	return out
}

func writeChanges(w *bufio.Writer, changes []ruleChange) {
	if len(changes) == 0 {
		fmt.Fprintln(w, "no difference")
	}
	section := policy.Section("")
	for _, c := range changes {
		if c.Section != section {
			section = c.Section
			fmt.Fprintln(w, cmp.Or(string(section), "the whole"))
		}
		mark := map[string]string{"added": "+ ", "removed": "- "}[c.Change]
		if c.Rule != "" {
			fmt.Fprintf(w, "  %s%s\n", cmp.Or(mark, "~ "), oneLine(c.Rule))
		}
		for _, f := range c.Fields {
			writeFieldChange(w, f)
		}
	}
}

func writeFieldChange(w *bufio.Writer, f fieldChange) {
	switch from, to := oneLine(f.From), oneLine(f.To); {
	case from == "":
		fmt.Fprintf(w, "      %-13s %s\n", f.Name, to)
	case to == "":
		fmt.Fprintf(w, "      %-13s %s (gone)\n", f.Name, from)
	default:
		fmt.Fprintf(w, "      %-13s %s\n      %-13s is now %s\n", f.Name, from, "", to)
	}
}
