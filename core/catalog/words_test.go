package catalog

import (
	"strings"
	"testing"

	"andon/core"
)

// TestWords proves that a word which is none, a country that is none, and a number that
// was misread are refused by a sentence that says what is known.
func TestWords(t *testing.T) {
	t.Parallel()
	nothing := func(string) *SKU { return nil }
	sku := func(s SKU) error {
		s.ID = "A"
		return (&PutSKU{SKU: s}).Check(nothing)
	}
	location := func(l Location) error {
		l.ID = "L"
		return (&PutLocation{Location: l}).Check()
	}
	for name, c := range map[string]struct {
		err  error
		want string // in the refusal; "" is taken
	}{
		"plain":                  {sku(SKU{}), ""},
		"every word":             {sku(SKU{Tracking: TrackQuantity, Lifecycle: Active, GTIN: "4006381333931"}), ""},
		"untracked":              {sku(SKU{Tracking: "untracked"}), `tracking "untracked" is not one of quantity, none, lot, serial`},
		"lifecycle":              {sku(SKU{Lifecycle: "qwerty"}), `lifecycle "qwerty" is not one of active, draft, preorder, discontinued, blocked`},
		"gtin 8":                 {sku(SKU{GTIN: "96385074"}), ""},
		"gtin 12":                {sku(SKU{GTIN: "036000291452"}), ""},
		"gtin 14":                {sku(SKU{Packs: []Pack{{Unit: "case", Units: 6, GTIN: "10614141000415"}}}), ""},
		"gtin misread":           {sku(SKU{GTIN: "4006381333932"}), "GTIN 4006381333932 is misread: its check digit would be 1"},
		"gtin too short":         {sku(SKU{GTIN: "400638133393"[:11]}), "needs 8, 12, 13 or 14 digits"},
		"gtin of letters":        {sku(SKU{GTIN: "40063813339x1"}), "digits and nothing else"},
		"pack's gtin misread":    {sku(SKU{Packs: []Pack{{Unit: "case", Units: 6, GTIN: "10614141000416"}}}), "check digit would be 5"},
		"gtin of two":            {sku(SKU{GTIN: "96385074", Packs: []Pack{{Unit: "case", Units: 6, GTIN: "96385074"}}}), "stands twice"},
		"two cases":              {sku(SKU{Packs: []Pack{{Unit: "case", Units: 6}, {Unit: "case", Units: 12}}}), "stands twice"},
		"a pack like the unit":   {sku(SKU{Packs: []Pack{{Unit: "each", Units: 6}}}), "stands twice"},
		"an alias of nothing":    {sku(SKU{Aliases: []string{""}}), "an alias has"},
		"location":               {location(Location{Type: ThreePL, Country: "GB", GLN: "4012345000009", Workdays: 127}), ""},
		"kind of location":       {location(Location{Type: "shed"}), `type "shed" is not one of warehouse, store, dropship, 3pl`},
		"country of a location":  {location(Location{Country: "UK"}), `country "UK" is not one of ISO 3166; write two capital letters such as GB`},
		"gln misread":            {location(Location{GLN: "4012345000008"}), "GLN 4012345000008 is misread: its check digit would be 9"},
		"gln too long":           {location(Location{GLN: "96385074"}), `GLN "96385074" needs 13 digits`},
		"an eighth day":          {location(Location{Workdays: 128}), "62 is Monday to Friday"},
		"country of a customer":  {(&PutCustomer{Customer: Customer{ID: "C", Party: core.Party{Country: "gb"}}}).Check(), `country "gb"`},
		"country of an entity":   {(&PutEntity{Entity: Entity{ID: "E", Currency: "GBP", Country: "England"}}).Check(), `country "England"`},
		"entity":                 {(&PutEntity{Entity: Entity{ID: "E", Currency: "GBP", Country: "IE"}}).Check(), ""},
		"a role that is none":    {(&PutPerson{Person: Person{ID: "p", Roles: []Role{"king"}}}).Check(), "role \"king\" is not one of viewer, operator"},
		"a role that is nothing": {(&PutPerson{Person: Person{ID: "p", Roles: []Role{""}}}).Check(), "is not one of viewer"},
	} {
		switch {
		case c.want == "" && c.err != nil:
			t.Errorf("%s: %v", name, c.err)
		case c.want != "" && (core.CodeOf(c.err) != core.CodeInvalid || !strings.Contains(c.err.Error(), c.want)):
			t.Errorf("%s: %v, want %s", name, c.err, c.want)
		}
	}
}
