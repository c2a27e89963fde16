package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"andon/core/world"
)

// TestSchema proves that the schema names every command that can be given and every
// field of its body, and that nothing in it points at nothing.
func TestSchema(t *testing.T) {
	t.Parallel()
	built, err := schemaOf()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(built)
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		OneOf []map[string]string
		Defs  map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	for _, part := range strings.Split(string(text), `"$ref":"#/$defs/`)[1:] {
		if name, _, _ := strings.Cut(part, `"`); s.Defs[name] == nil {
			t.Errorf("%s is pointed at and not there", name)
		}
	}
	given := 0
	for _, row := range world.Commands() {
		def, there := s.Defs["command."+string(row.Kind)]
		if there == row.Own {
			t.Errorf("%s: in the schema %v", row.Kind, there)
			continue
		}
		if row.Own {
			continue
		}
		given++
		body, err := json.Marshal(row.New())
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(body, &fields); err != nil {
			t.Fatal(err)
		}
		var cmd struct {
			Properties struct {
				Body map[string]string `json:"body"`
			}
		}
		if err := json.Unmarshal(def, &cmd); err != nil {
			t.Fatal(err)
		}
		var of struct{ Properties map[string]any }
		if err := json.Unmarshal(s.Defs[strings.TrimPrefix(cmd.Properties.Body["$ref"], "#/$defs/")], &of); err != nil {
			t.Fatalf("%s: %v", row.Kind, err)
		}
		for name := range fields {
			if of.Properties[name] == nil {
				t.Errorf("%s: the body's field %s is missing", row.Kind, name)
			}
		}
	}
	if len(s.OneOf) != given {
		t.Errorf("%d commands to choose from, %d can be given", len(s.OneOf), given)
	}
}

// TestSchemaEnums proves that numbered types show their names, all of them and no others.
func TestSchemaEnums(t *testing.T) {
	t.Parallel()
	built, err := schemaOf()
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, def := range built["$defs"].(object) {
		text := fmt.Sprint(def)
		found = found || strings.Contains(text, "backordered") && strings.Contains(text, "delivered")
		if strings.Contains(text, "unknown ") {
			t.Errorf("a name that stands for no value: %s", text)
		}
	}
	if !found {
		t.Error("the buckets of an order are nowhere")
	}
}

// TestKindNames proves that people may write a kind as they say it.
func TestKindNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"order": "order", "orders": "order", "Orders": "order", "entities": "entity", "people": "person",
		"stock": "balance", "sku": "sku", "skus": "sku", "gadgets": "gadgets", "shop": "shop"} {
		if got := string(kindOf(text)); got != want {
			t.Errorf("%s is %s, not %s", text, got, want)
		}
	}
	if all, _ := completeKind(nil, nil, ""); !slices.Contains(all, "exception") {
		t.Errorf("%v", all)
	}
}
