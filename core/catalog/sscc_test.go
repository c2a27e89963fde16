package catalog_test

import (
	"testing"

	"andon/core/catalog"
)

// TestSSCC proves that numbers of packages are those of GS1's own example, count on over
// the extension digit, and are found out when a digit is misread.
func TestSSCC(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		prefix string
		n      uint64
		want   string
	}{
		{"0614141", 1234567890, "106141412345678908"}, // GS1 General Specifications
		{"0614141", 1, "006141410000000012"},
		{"0614141", 1_000_000_001, "106141410000000019"},
		{"0614141", 10_000_000_001, "006141410000000012"},
		{"123456789012", 12345, "112345678901223455"},
		{"9999", 1, "099990000000000015"},
	} {
		got := catalog.SSCC(c.prefix, c.n)
		if got != c.want {
			t.Errorf("number %d of %s is %s, want %s", c.n, c.prefix, got, c.want)
		}
		if err := catalog.CheckSSCC("t", "", got); err != nil {
			t.Errorf("%s: %v", got, err)
		}
		for i := range got {
			bad := []byte(got)
			bad[i] = '0' + (bad[i]-'0'+1)%10
			if catalog.CheckSSCC("t", "", string(bad)) == nil {
				t.Errorf("%s is taken for a number", bad)
			}
		}
	}
	for _, bad := range []string{"1", "abcd", "1234567890123", " 1234", "12345\n"} {
		if catalog.CheckPrefix("t", "", bad) == nil {
			t.Errorf("%q is taken for a prefix", bad)
		}
	}
}
