package replay

import "strings"

// Names finds the SKU of a code as written. Codes that differ only in the case of
// their letters are one SKU, named in upper case, unless a [Survey] has seen
// that their goods differ. A nil *Names folds every code.
type Names struct{ sku map[string]string }

// SKU returns the SKU of a code.
func (n *Names) SKU(code string) string {
	if n != nil {
		if sku, ok := n.sku[code]; ok {
			return sku
		}
	}
	return strings.ToUpper(code)
}
