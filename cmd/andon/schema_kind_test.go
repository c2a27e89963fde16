package main

import (
	"strings"
	"testing"
)

// TestSchemaOfOne proves that the schema of one kind stands alone: all that it refers to is
// in it, and a name that does not exist is answered with those near.
func TestSchemaOfOne(t *testing.T) {
	t.Parallel()
	s, err := schemaOf()
	if err != nil {
		t.Fatal(err)
	}
	for name := range s["$defs"].(object) {
		one, err := s.only(name)
		if err != nil {
			t.Fatal(err)
		}
		if defs := one["$defs"].(object); defs[name] == nil || len(defs) > len(s["$defs"].(object))/2 {
			t.Errorf("%s: %d definitions", name, len(defs))
		}
	}
	one, err := s.only("supply.order")
	if err != nil || one["$ref"] != "#/$defs/command.supply.order" {
		t.Errorf("%v, %v", one["$ref"], err)
	}
	if _, err := s.only("order.sumbit"); err == nil || !strings.Contains(err.Error(), "near are: order.submit") {
		t.Errorf("%v", err)
	}
}
