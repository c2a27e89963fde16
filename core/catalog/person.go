package catalog

import (
	"slices"

	"andon/core"
)

// Role is what a person may do. Roles are checked in the engine, per command.
type Role string

// The roles, each including the ones before it but Finance, which stands beside Operator.
const (
	Viewer    Role = "viewer"
	Operator  Role = "operator"  // orders, picks, exceptions
	Lead      Role = "lead"      // counts, adjustments, closures, holds
	Finance   Role = "finance"   // money
	Admin     Role = "admin"     // master data, people
	Owner     Role = "owner"     // everything; may approve alone in a shop of one
	Connector Role = "connector" // a program that brings facts
)

// Words lists the roles.
func (Role) Words() []string {
	return []string{string(Viewer), string(Operator), string(Lead), string(Finance), string(Admin), string(Owner), string(Connector)}
}

// Person is someone who acts: the operating system's user, or a connector.
type Person struct {
	ID      string `json:"id" cbor:"1,keyasint"`
	Roles   []Role `json:"roles" cbor:"2,keyasint"`
	Retired bool   `json:"retired,omitempty" cbor:"3,keyasint,omitempty"`
	core.Stamp
}

// DocID is the document's id.
func (p *Person) DocID() string { return p.ID }

// Clone copies what Apply may change.
func (p *Person) Clone() *Person { d := *p; return &d }

// May reports whether one of the person's roles covers the needed one.
func (p *Person) May(need Role) bool {
	if p.Retired {
		return false
	}
	return slices.ContainsFunc(p.Roles, func(r Role) bool { return covers(r, need) })
}

// Human reports whether the person is one, and not a program that brings facts.
func (p *Person) Human() bool {
	return !p.Retired && !slices.Contains(p.Roles, Connector)
}

func covers(have, need Role) bool {
	switch {
	case have == need || have == Owner || need == Viewer:
		return true
	case have == Connector:
		return need == Operator || need == Lead
	case have == Finance || need == Finance || need == Connector:
		return have == Admin
	}
	return rank(have) >= rank(need)
}

func rank(r Role) int {
	switch r {
	case Operator:
		return 1
	case Lead:
		return 2
	case Admin:
		return 3
	case Owner:
		return 4
	}
	return 0
}

// PutPerson creates or replaces a person.
type PutPerson struct {
	Person Person `json:"person" cbor:"1,keyasint"`
}

// Kind names the command.
func (*PutPerson) Kind() core.Kind { return "person.put" }

// Check refuses unknown roles.
func (c *PutPerson) Check() error {
	if err := CheckID("person.put", c.Person.ID); err != nil {
		return err
	}
	for _, r := range c.Person.Roles {
		if err := checkWord("person.put", c.Person.ID, "role", r); err != nil {
			return err
		}
	}
	return nil
}
