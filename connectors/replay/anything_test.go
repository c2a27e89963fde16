package replay

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"andon/core"
)

// Proves for whatever a file may say that every line is booked once, that importing
// again changes nothing and books the same, that the book adds up, and that no fact of the dock
// contradicts it: the stream may take away what the dock is working on at any moment.
func TestImportAnything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		lines := anyLines(r)
		s := smallShop(t)
		first := s.imports(t, lines, ImportOptions{Seed: rapid.Uint64().Draw(r, "seed")})
		if n := strings.Count(lines, "\n"); first.Lines != n || sumOf(first.Accounted) != n || first.AlreadyKnown != 0 {
			r.Fatalf("%d lines, booked %+v", n, first)
		}
		if err := s.World().Check(); err != nil {
			r.Fatal(err)
		}
		if raised := s.raised(); raised["contradiction+"]+raised["overshipped+"] > 0 {
			r.Fatalf("raised %v", raised)
		}
		seq := s.World().Seq
		second := s.imports(t, lines, ImportOptions{})
		if !maps.Equal(first.Accounted, second.Accounted) || second.AlreadyKnown != second.Lines || s.World().Seq != seq {
			r.Fatalf("the second time %+v, then %+v, records %d to %d", first, second, seq, s.World().Seq)
		}
	})
}

// anyLines draws a stream of some days, in order of time.
func anyLines(r *rapid.T) string {
	var b strings.Builder
	minute := 8 * 60
	for invoice := range rapid.IntRange(1, 30).Draw(r, "invoices") {
		minute += rapid.SampledFrom([]int{1, 7, 45, 200, 900}).Draw(r, "minutes")
		at := core.Date(0).Start().Time().AddDate(40, 11, minute/1440).Format("02")
		when := fmt.Sprintf("%s %02d:%02d", at, minute%1440/60, minute%60)
		customer := rapid.SampledFrom([]string{"1", "2", ""}).Draw(r, "customer")
		name := rapid.SampledFrom([]string{"%d", "%d", "%d", "C%d", "A%d"}).Draw(r, "kind")
		for range rapid.IntRange(1, 3).Draw(r, "lines") {
			b.WriteString(entryOf(fmt.Sprintf(name, invoice), rapid.SampledFrom([]string{"MUG", "mug", "CUP", "CUP", "JUG", "POST", "M"}).Draw(r, "code"),
				rapid.SampledFrom([]int{1, 2, 5, 12, -1, -2, -8, 0}).Draw(r, "units"), when,
				rapid.SampledFrom([]string{"1.25", "3", "0", "-1"}).Draw(r, "price"), customer, rapid.SampledFrom([]string{"France", "Unspecified"}).Draw(r, "country")))
		}
	}
	b.WriteString(entryOf("999", "CUP", 1, "30 12:00", "1", "7", "France"))
	return b.String()
}
