package world

import (
	"fmt"
	"testing"

	"andon/core/stock"
)

// A guess at a SKU that has no balance leaves nothing behind, as any caller may guess for ever.
func TestGuessesAreForgotten(t *testing.T) {
	t.Parallel()
	w := New()
	w.Remember()
	w.Begin(1, 1)
	w.editBalance(stock.Key{SKU: "A", Location: "L1"})
	for i := range 1000 {
		if w.Balance(stock.Key{SKU: fmt.Sprint(i), Location: "L1"}) != nil {
			t.Fatal("found what nobody made")
		}
	}
	if n := len(w.balances.shelves); n != 1 || w.Balance(stock.Key{SKU: "A", Location: "L1"}) == nil {
		t.Errorf("%d shelves are kept for one SKU", n)
	}
}
