package main

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/world"
)

// money writes the amounts of a document for people. In JSON they are integers in the
// minor unit; on a screen they look like those of a list.
type money struct {
	currency core.Currency
	names    map[string]bool // fields that hold amounts
}

// text is a number as it is shown under a name.
func (m *money) text(name string, n json.Number) string {
	amount, err := n.Int64()
	if m == nil || err != nil || !m.names[name] {
		return n.String()
	}
	return m.currency.Format(core.Amount(amount))
}

// moneyOf is the money of a document: in its own currency, else in that of the shop's
// first entity, in which all costs are kept.
func moneyOf(ctx context.Context, client api.Client, doc json.RawMessage) (*money, error) {
	m := &money{currency: currencyIn(doc), names: map[string]bool{}}
	eachField(func(name string, t reflect.Type) {
		m.names[name] = m.names[name] || t == reflect.TypeFor[core.Amount]()
	})
	if m.currency != "" {
		return m, nil
	}
	page, err := client.Query(ctx, api.Query{Kind: catalog.NounEntity, Limit: 1})
	if err != nil {
		return nil, err
	}
	for i, c := range page.Columns {
		if c.Name == "currency" && len(page.Rows) > 0 {
			m.currency = core.Currency(cell(&page.Rows[0], i).S)
		}
	}
	return m, nil
}

// currencyIn is the first currency that a document names.
func currencyIn(doc json.RawMessage) core.Currency {
	dec := json.NewDecoder(bytes.NewReader(doc))
	for last := json.Token(nil); ; {
		tok, err := dec.Token()
		if err != nil {
			return ""
		}
		if text, ok := tok.(string); ok && last == json.Token("currency") && core.Currency(text).Valid() {
			return core.Currency(text)
		}
		last = tok
	}
}

// eachField visits the fields of everything that can be got, by their names in JSON; of
// a list or a map the type is that of what it holds.
func eachField(visit func(name string, t reflect.Type)) {
	seen := map[reflect.Type]bool{}
	walk := func(v any) { fieldsOf(reflect.TypeOf(v), seen, visit) }
	walk(api.OrderView{})
	for _, row := range world.Nouns() {
		walk(row.New())
	}
	if kinds, err := world.Kinds(); err == nil {
		for _, row := range kinds.Rows() {
			walk(row.New())
		}
	}
}

func fieldsOf(t reflect.Type, seen map[reflect.Type]bool, visit func(string, reflect.Type)) {
	t = inside(t)
	if t.Kind() != reflect.Struct || seen[t] {
		return
	}
	seen[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			visit(name, inside(f.Type))
		}
		fieldsOf(f.Type, seen, visit)
	}
}

// inside is what a pointer points at, or a list or map holds.
func inside(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	return t
}
