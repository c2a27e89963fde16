package core

import (
	"slices"
	"strings"
	"testing"
)

// TestCountries proves that the list is whole and sorted, and that nothing else passes.
func TestCountries(t *testing.T) {
	t.Parallel()
	all := strings.Fields(countries)
	if len(all) != 250 || !slices.IsSorted(all) { // 249 of ISO, and XK
		t.Errorf("%d codes, sorted: %v", len(all), slices.IsSorted(all))
	}
	for i, code := range all {
		if !KnownCountry(code) || i > 0 && all[i-1] == code {
			t.Errorf("%s is not found, or stands twice", code)
		}
	}
	for _, code := range []string{"", "G", "gb", "UK", "EU", "XX", "ZZ", "GBR", "D ", " D", "G\x00"} {
		if KnownCountry(code) {
			t.Errorf("%q passes for a country", code)
		}
	}
}

// TestDescribeCountry proves that an address in no country is not a complete one.
func TestDescribeCountry(t *testing.T) {
	t.Parallel()
	for country, want := range map[string]bool{"GB": true, "UK": false, "": false, "gb": false} {
		p := Party{Country: country, Personal: &Personal{Name: "Customer 1", Address: []string{"1 Street"}, City: "Leeds"}}
		if p.Describe(); p.Complete != want {
			t.Errorf("%q: complete %v", country, p.Complete)
		}
	}
}
