package main

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/query"
	"andon/core/world"
)

func schemaCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "schema [KIND]", Short: "Print the JSON Schema of commands, events, receipts and kinds, or of one", Args: cobra.MaximumNArgs(1),
		Long: `schema prints one JSON Schema (2020-12). A line for andon apply is valid when it fits
the whole of it; $defs holds command.KIND, event.KIND, receipt and kind.KIND, which
is a row of andon list -o jsonl. schema supply.order prints that command alone, with
what it refers to; so do event.supply.ordered, kind.order and receipt.`,
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := schemaOf()
			if err == nil && len(args) == 1 {
				s, err = s.only(args[0])
			}
			if err != nil {
				return err
			}
			b, err := json.MarshalIndent(s, "", "  ")
			if err == nil {
				_, err = a.out.Write(append(b, '\n'))
			}
			return err
		},
	}
}

// object is a piece of JSON Schema.
type object map[string]any

// schemaOf builds the schema from the table of kinds and the types behind it.
func schemaOf() (object, error) {
	kinds, err := world.Kinds()
	if err != nil {
		return nil, core.Wrap(core.CodeInternal, "schema", "", "the table of kinds contradicts itself", err)
	}
	s := schemaBuilder{defs: object{}}
	var commands []any
	inputs := map[core.Kind]bool{}
	for _, row := range world.Commands() {
		inputs[row.Kind] = true
		if !row.Own {
			commands = append(commands, s.command(row))
		}
	}
	for _, row := range kinds.Rows() {
		if !inputs[row.Kind] || isEvent(row) {
			s.event(row)
		}
	}
	for _, k := range query.Kinds() {
		s.defs["kind."+string(k.Noun)] = rowSchema(k)
	}
	s.defs["receipt"] = s.fields(reflect.TypeFor[api.WireReceipt]())
	return object{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "andon", "oneOf": commands, "$defs": s.defs}, nil
}

// only is the schema of one definition: a command by its kind, or what $defs has by that name.
func (s object) only(name string) (object, error) {
	all := s["$defs"].(object)
	found := ""
	for _, full := range [...]string{name, "command." + name, "event." + name, "kind." + name} {
		if _, ok := all[full]; ok {
			found = full
			break
		}
	}
	if found == "" {
		var known []string
		for full := range all {
			if _, kind, _ := strings.Cut(full, "."); kind == strings.ToLower(kind) {
				known = append(known, strings.TrimPrefix(full, "command."))
			}
		}
		slices.Sort(known)
		return nil, core.E(core.CodeNotFound, "schema", name, "there is no such kind; near are: "+strings.Join(core.Nearest(name, known, 5), ", "))
	}
	used := object{}
	collect(all, found, used)
	return object{"$schema": s["$schema"], "title": name, "$ref": ref(found)["$ref"], "$defs": used}, nil
}

// collect copies a definition and those it refers to.
func collect(all object, name string, used object) {
	if _, done := used[name]; done {
		return
	}
	used[name] = all[name]
	b, _ := json.Marshal(all[name]) // it was built of what JSON can hold
	for _, part := range strings.Split(string(b), `"#/$defs/`)[1:] {
		next, _, _ := strings.Cut(part, `"`)
		collect(all, next, used)
	}
}

// isEvent reports whether a command is its own event: those that put a document, in
// the blocks of shop and catalog.
func isEvent(row core.KindRow) bool {
	return row.Number < 30 && row.Kind != "shop.tick" && row.Kind != "person.erase"
}

type schemaBuilder struct{ defs object }

func (s *schemaBuilder) command(row world.CommandRow) object {
	name := "command." + string(row.Kind)
	what := "A request"
	if row.Fact {
		what = "A fact"
	}
	props := object{
		"kind":     object{"const": row.Kind},
		"key":      object{"type": "string", "maxLength": core.MaxKeyBytes},
		"occurred": s.of(reflect.TypeFor[core.Instant]()),
		"expect":   s.of(reflect.TypeFor[core.Expect]()),
		"cursor":   s.of(reflect.TypeFor[core.Cursor]()),
		"body":     s.of(reflect.TypeOf(row.New())),
	}
	s.defs[name] = object{"type": "object", "description": what + "; needs the role " + string(row.Role),
		"required": []string{"kind", "body"}, "additionalProperties": false, "properties": props}
	return ref(name)
}

func (s *schemaBuilder) event(row core.KindRow) {
	s.defs["event."+string(row.Kind)] = object{"type": "object", "required": []string{"id", "kind", "body"}, "properties": object{
		"id": object{"type": "string", "pattern": `^[0-9]+\.[0-9]+$`}, "kind": object{"const": row.Kind}, "body": s.of(reflect.TypeOf(row.New()))}}
}

func ref(name string) object { return object{"$ref": "#/$defs/" + name} }

// rowSchema describes a row of a list.
func rowSchema(k query.Kind) object {
	props := object{"version": object{"type": "integer", "minimum": 0}}
	for _, c := range k.Columns {
		props[c.Name] = columnSchema(c.Type)
		if words := k.Words[c.Name]; words != nil {
			props[c.Name] = object{"type": "string", "enum": words}
		}
	}
	return object{"type": "object", "properties": props}
}

func columnSchema(t api.Type) object {
	switch t {
	case api.Int:
		return object{"type": "integer"}
	case api.Boolean:
		return object{"type": "boolean"}
	case api.Time:
		return object{"type": []string{"string", "null"}, "format": "date-time"}
	case api.Date:
		return object{"type": []string{"string", "null"}, "format": "date"}
	}
	return object{"type": []string{"string", "null"}}
}

// of describes a type as encoding/json reads and writes it.
func (s *schemaBuilder) of(t reflect.Type) object {
	if text := textSchema(t); text != nil {
		return text
	}
	if t == reflect.TypeFor[order.Step]() {
		return object{"type": []string{"array", "integer"}, "items": object{"type": "string", "enum": order.AllSteps.Names()}, "minimum": 0, "maximum": uint8(order.AllSteps),
			"description": "the steps that a hold blocks, by name; a command may also give the sum of 1, 2, 4 and 8 for them, and none for release and ship"}
	}
	if t == reflect.TypeFor[core.Amount]() {
		return object{"type": "integer", "description": "an amount of money in the currency's smallest unit: 9900 is 99.00 EUR"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Struct:
		return s.named(t)
	case reflect.Slice, reflect.Array:
		switch {
		case t == reflect.TypeFor[json.RawMessage]():
			return object{}
		case t.Elem().Kind() == reflect.Uint8 && t.Kind() == reflect.Slice:
			return object{"type": "string", "contentEncoding": "base64"}
		}
		return object{"type": "array", "items": s.of(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.String:
		if v, closed := reflect.Zero(t).Interface().(interface{ Words() []string }); closed {
			return object{"type": "string", "enum": v.Words()}
		}
		return object{"type": "string"}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return object{"type": "integer", "minimum": 0}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return object{"type": "integer"}
	}
	return object{}
}

// named puts a struct among the definitions, once.
func (s *schemaBuilder) named(t reflect.Type) object {
	name := t.String()
	if _, done := s.defs[name]; !done {
		s.defs[name] = object{} // for types that hold themselves
		s.defs[name] = s.fields(t)
	}
	return ref(name)
}

func (s *schemaBuilder) fields(t reflect.Type) object {
	return object{"type": "object", "additionalProperties": false, "properties": s.structFields(t)}
}

// structFields describes the fields of a struct; those of embedded ones are its own.
func (s *schemaBuilder) structFields(t reflect.Type) object {
	props := object{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
		case f.Anonymous && name == "":
			for n, p := range s.structFields(f.Type) {
				props[n] = p
			}
		case name == "":
			props[f.Name] = s.of(f.Type)
		default:
			props[name] = s.of(f.Type)
		}
	}
	return props
}

// textSchema describes a type that writes itself as text; nil for any other.
func textSchema(t reflect.Type) object {
	if !t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return nil
	}
	switch t {
	case reflect.TypeFor[core.Instant]():
		return object{"type": "string", "format": "date-time"}
	case reflect.TypeFor[core.Date]():
		return object{"type": "string", "format": "date"}
	case reflect.TypeFor[core.Price]():
		return object{"type": "string", "pattern": `^-?[0-9]+(\.[0-9]{1,6})?$`, "description": "a price per unit, decimal text: \"6.50\""}
	}
	if t.Kind() != reflect.Uint8 {
		return object{"type": "string"}
	}
	return object{"type": "string", "enum": namesOf(t)}
}

// namesOf lists what a small numbered type calls its values: those that read back as
// the number that wrote them.
func namesOf(t reflect.Type) []string {
	var names []string
	for n := range 256 {
		v := reflect.New(t)
		v.Elem().SetUint(uint64(n))
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		back, ok := reflect.New(t), false
		if u, reads := back.Interface().(encoding.TextUnmarshaler); reads && err == nil {
			ok = u.UnmarshalText(text) == nil && back.Elem().Uint() == uint64(n)
		}
		if ok && !slices.Contains(names, string(text)) {
			names = append(names, string(text))
		}
	}
	return names
}
