package rehearse

import (
	"reflect"
	"testing"

	"andon/core/world"
)

// TestNamesAreTranslated proves that every command from outside that names an order or a
// reservation names the run's own, and is left out where the run has none.
func TestNamesAreTranslated(t *testing.T) {
	t.Parallel()
	n := newNames()
	n.meet("SO-2", "SO-1")
	n.meet("SO-3", "")
	classes := Classes()
	for _, row := range world.Commands() {
		body := row.New()
		f := reflect.ValueOf(body).Elem().FieldByName("Order")
		if classes[row.Kind] != Exogenous || !f.IsValid() || f.Kind() != reflect.String {
			continue
		}
		f.SetString("SO-2")
		here, ok := n.translate(body)
		if !ok || reflect.ValueOf(here).Elem().FieldByName("Order").String() != "SO-1" || f.String() != "SO-2" {
			t.Errorf("%s: %+v, %v; the record says %+v", row.Kind, here, ok, body)
		}
		f.SetString("SO-3")
		if here, ok = n.translate(body); ok {
			t.Errorf("%s names an order that the run has not: %+v", row.Kind, here)
		}
	}
}
