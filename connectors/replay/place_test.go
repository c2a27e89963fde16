package replay

import (
	"fmt"
	"strings"
	"testing"
)

// countries are all that the year's file names, with what they become.
const countries = `United Kingdom GB uk;Channel Islands JE uk;EIRE IE ireland;
Austria AT eu;Belgium BE eu;Cyprus CY eu;Czech Republic CZ eu;Denmark DK eu;Finland FI eu;France FR eu;Germany DE eu;Greece GR eu;Italy IT eu;
Lithuania LT eu;Malta MT eu;Netherlands NL eu;Poland PL eu;Portugal PT eu;Spain ES eu;Sweden SE eu;European Community - eu;
Iceland IS europe;Norway NO europe;Switzerland CH europe;
Australia AU world;Bahrain BH world;Brazil BR world;Canada CA world;Hong Kong HK world;Israel IL world;Japan JP world;Lebanon LB world;RSA ZA world;
Saudi Arabia SA world;Singapore SG world;United Arab Emirates AE world;USA US world;Unspecified - world`

// Proves that each of the 38 countries has its code, its zone and, when it can be
// shipped to, a whole address; those that cannot are left incomplete.
func TestEveryCountry(t *testing.T) {
	t.Parallel()
	entries := strings.Split(strings.ReplaceAll(countries, "\n", ""), ";")
	if len(entries) != 38 {
		t.Fatalf("%d countries", len(entries))
	}
	for _, entry := range entries {
		words := strings.Split(entry, " ")
		n := len(words)
		name, iso, zone := strings.Join(words[:n-2], " "), strings.TrimPrefix(words[n-2], "-"), words[n-1]
		for customer := range 50 {
			p := Head{Country: name, Customer: fmt.Sprint(customer)}.Party()
			p.Describe()
			if p.Country != iso || p.Zone != zone || p.Complete != (iso != "") {
				t.Fatalf("%s: %s %s complete=%v", name, p.Country, p.Zone, p.Complete)
			}
			if strings.ContainsAny(p.Personal.PostCode+p.Personal.City, "#~@|;") {
				t.Fatalf("%s: post code %q, city %q", name, p.Personal.PostCode, p.Personal.City)
			}
		}
	}
}

// Proves that an address depends on customer and country alone: goldens, so that no
// change of the program moves people, and different customers live apart.
func TestAddressesAreAlwaysTheSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		head Head
		want string
	}{
		{Head{Invoice: "536365", Customer: "17850", Country: "United Kingdom"}, "17850, Customer 17850, c17850@example.com, 293 Order Street, Plymouth, PL8 8ZL, GB"},
		{Head{Invoice: "536366", Customer: "17850", Country: "United Kingdom"}, "17850, Customer 17850, c17850@example.com, 293 Order Street, Plymouth, PL8 8ZL, GB"},
		{Head{Invoice: "536544", Country: "United Kingdom"}, ", Guest 536544, g536544@example.com, 1867 Order Street, Norwich, NR3 4GH, GB"},
		{Head{Invoice: "1", Customer: "12431", Country: "Belgium"}, "12431, Customer 12431, c12431@example.com, 63 Order Street, Antwerpen, 2040, BE"},
		{Head{Invoice: "1", Customer: "12431", Country: "Australia"}, "12431, Customer 12431, c12431@example.com, 1538 Order Street, Brisbane, 4066, AU"},
		{Head{Invoice: "1", Customer: "12743", Country: "Unspecified"}, "12743, Customer 12743, c12743@example.com, , , , "},
	} {
		p := c.head.Party()
		q := p.Personal
		if got := fmt.Sprintf("%s, %s, %s, %s, %s, %s, %s", p.Ref, q.Name, q.Email, strings.Join(q.Address, "/"), q.City, q.PostCode, p.Country); got != c.want {
			t.Errorf("got %q", got)
		}
	}
	places := map[string]bool{}
	for i := range 4000 {
		q := Head{Country: "United Kingdom", Customer: fmt.Sprint(i)}.Party().Personal
		places[q.Address[0]+q.PostCode] = true
	}
	if len(places) < 3990 {
		t.Errorf("4,000 customers share %d places", len(places))
	}
}
