package catalog

import (
	"fmt"
	"strings"
	"testing"
)

// TestRoles proves who may do what, role by role: above all that nobody but an owner
// has what an owner has.
func TestRoles(t *testing.T) {
	t.Parallel()
	all := []Role{Viewer, Operator, Lead, Finance, Admin, Owner, Connector}
	for have, want := range map[Role]string{
		Viewer:    "viewer",
		Operator:  "viewer operator",
		Lead:      "viewer operator lead",
		Finance:   "viewer finance",
		Admin:     "viewer operator lead finance admin connector",
		Owner:     "viewer operator lead finance admin owner connector",
		Connector: "viewer operator lead connector",
		"king":    "viewer",
	} {
		var may []string
		for _, need := range all {
			if p := (&Person{Roles: []Role{have}}); p.May(need) {
				may = append(may, string(need))
			}
			if p := (&Person{Roles: []Role{have}, Retired: true}); p.May(need) {
				t.Errorf("a retired %s may do what a %s may", have, need)
			}
		}
		if got := strings.Join(may, " "); got != want {
			t.Errorf("%s: %s, want %s", have, got, want)
		}
	}
	if both := (&Person{Roles: []Role{Operator, Finance}}); !both.May(Finance) || !both.May(Operator) || both.May(Lead) {
		t.Error(fmt.Sprint("two roles are not the sum of both: ", both.Roles))
	}
	if none := new(Person); none.May(Viewer) {
		t.Error("who has no role may look")
	}
}
