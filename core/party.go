package core

import "strings"

// Personal is what may identify a person. It is never journaled, indexed or logged
// as it is: the engine seals it with a key of that person before anything decides.
type Personal struct {
	Name     string   `json:"name,omitempty" cbor:"1,keyasint,omitempty"`
	Company  string   `json:"company,omitempty" cbor:"2,keyasint,omitempty"`
	Email    string   `json:"email,omitempty" cbor:"3,keyasint,omitempty"`
	Phone    string   `json:"phone,omitempty" cbor:"4,keyasint,omitempty"`
	Address  []string `json:"address,omitempty" cbor:"5,keyasint,omitempty"`
	City     string   `json:"city,omitempty" cbor:"6,keyasint,omitempty"`
	PostCode string   `json:"post_code,omitempty" cbor:"7,keyasint,omitempty"`
}

// String never shows the person, so that no log can.
func (Personal) String() string { return "(personal)" }

// GoString hides the person from %#v as String does from %v.
func (Personal) GoString() string { return "(personal)" }

// Party is a person or firm on an order. Decisions see Country, Zone, Prefix and
// Complete; everything else is in Box, readable only with the person's key.
type Party struct {
	Ref      string    `json:"ref,omitempty" cbor:"1,keyasint,omitempty"` // the channel's id of the customer, "" for a guest
	Country  string    `json:"country,omitempty" cbor:"2,keyasint,omitempty"`
	Zone     string    `json:"zone,omitempty" cbor:"3,keyasint,omitempty"`
	Prefix   string    `json:"prefix,omitempty" cbor:"4,keyasint,omitempty"`   // first part of the post code
	Complete bool      `json:"complete,omitempty" cbor:"5,keyasint,omitempty"` // name, street and place are all there, in a country of ISO 3166
	Key      uint64    `json:"key,omitempty" cbor:"6,keyasint,omitempty"`      // number of the key that seals Box; 0: nothing sealed
	Box      []byte    `json:"-" cbor:"7,keyasint,omitempty"`                  // sealed Personal
	Email    Token     `json:"-" cbor:"8,keyasint,omitempty"`                  // keyed hash of the e-mail address
	Where    Token     `json:"-" cbor:"9,keyasint,omitempty"`                  // keyed hash of the address
	Name     Token     `json:"-" cbor:"10,keyasint,omitempty"`                 // keyed hash of the name
	Personal *Personal `json:"personal,omitempty" cbor:"-"`                    // only on its way in or out
}

// After returns the party as it replaces an older one. The number of the key stays
// even when nothing new is sealed, because what it sealed before is still written down
// and must be found when the person is erased.
func (p Party) After(old *Party) Party {
	if p.Key == 0 {
		p.Key = old.Key
	}
	return p
}

// Forget drops all that leads to the person. Key stays: it says who was here.
func (p *Party) Forget() {
	p.Box, p.Email, p.Name, p.Where, p.Complete = nil, 0, 0, 0, false
}

// Token is a keyed hash: equal for equal text in one shop, meaningless elsewhere.
type Token uint64

// HasParty is implemented by command bodies that carry a person; the engine seals
// what Party returns before it decides.
type HasParty interface{ TheParty() *Party }

// prefix is the first n characters of a text.
func prefix(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// Describe fills what decisions may see from the personal part.
func (p *Party) Describe() {
	if p.Personal == nil {
		return
	}
	q := p.Personal
	p.Complete = strings.TrimSpace(q.Name+q.Company) != "" && len(q.Address) > 0 &&
		strings.TrimSpace(q.Address[0]) != "" && strings.TrimSpace(q.City+q.PostCode) != "" && KnownCountry(p.Country)
	if p.Prefix == "" {
		p.Prefix, _, _ = strings.Cut(strings.TrimSpace(q.PostCode), " ")
		p.Prefix = prefix(p.Prefix, 4)
	}
}
