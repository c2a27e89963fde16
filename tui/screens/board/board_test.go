package board

import (
	"testing"
	"time"

	"andon/core"
)

// How long something is put off, as a person writes it.
func TestSpan(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]time.Duration{"30m": 30 * time.Minute, "4h": 4 * time.Hour, "2d": 48 * time.Hour, "1w": 168 * time.Hour, " 4h": 4 * time.Hour, "4": 0, "h": 0, "": 0, "-2h": 0, "0m": 0, "9999h": 0, "4x": 0} {
		got, err := span(in)
		if got != want || (err == nil) != (want != 0) {
			t.Errorf("%q is %v, %v", in, got, err)
		}
	}
}

// A subject's id may hold slashes, a reference without any is a noun.
func TestParseRef(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]core.Ref{"order/SO-1": {Noun: "order", ID: "SO-1"}, "balance/A/B@L": {Noun: "balance", ID: "A/B@L"}, "": {}} {
		if got := parseRef(in); got != want {
			t.Errorf("%q is %+v", in, got)
		}
	}
}
