package store

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A plan says how values of one Go type stand in CBOR. It is made once for each type,
// from its fields and their tags; encode.go and fill.go then walk values by it without
// looking at types again. That is what makes writing an order cost a microsecond, not
// ten. The bytes are those of RFC 8949, section 4.2.1 (core deterministic encoding):
// a general CBOR library reads and writes the same, and a test holds them together.
//
// Supported are the shapes that documents have: integers, booleans, strings, slices,
// arrays, pointers and structs whose fields carry a tag `cbor:"N,keyasint"`, with
// omitempty or not. Nothing else may be stored, floats and maps least of all.
type plan struct {
	op     op
	typ    reflect.Type
	size   uintptr // of a value
	elem   *plan   // of slices, arrays and pointers
	n      int     // elements of an array
	fields []field // of a struct, by rising key
}

type op uint8

const (
	opInt op = iota // any signed integer; the size tells which
	opUint
	opBool
	opString
	opBytes     // slice of bytes
	opByteArray // array of bytes
	opSlice
	opArray
	opPointer
	opStruct
)

type field struct {
	key      uint64
	offset   uintptr
	omit     bool // when it is empty
	evidence bool // of a decision, which replaying does not need; tag `replay:"skip"`, on pointers alone
	*plan
}

// maxFields is how many fields of a struct may be stored: a bit each while it is written.
const maxFields = 64

// planner makes plans; types that hold themselves are given the plan in the making.
type planner map[reflect.Type]*plan

func (ps planner) plan(t reflect.Type) (*plan, error) {
	if p := ps[t]; p != nil {
		return p, nil
	}
	p := &plan{typ: t, size: t.Size()}
	ps[t] = p
	err := ps.fill(p, t)
	if err != nil {
		delete(ps, t)
		return nil, err
	}
	return p, nil
}

func (ps planner) fill(p *plan, t reflect.Type) (err error) {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		p.op = opInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		p.op = opUint
	case reflect.Bool:
		p.op = opBool
	case reflect.String:
		p.op = opString
	case reflect.Slice:
		if p.op = opBytes; t.Elem().Kind() != reflect.Uint8 {
			p.op = opSlice
			p.elem, err = ps.plan(t.Elem())
		}
	case reflect.Array:
		p.n = t.Len()
		if p.op = opByteArray; t.Elem().Kind() != reflect.Uint8 {
			p.op = opArray
			p.elem, err = ps.plan(t.Elem())
		}
	case reflect.Pointer:
		p.op = opPointer
		p.elem, err = ps.plan(t.Elem())
	case reflect.Struct:
		p.op = opStruct
		if err = ps.structure(p, t, 0); err == nil {
			slices.SortFunc(p.fields, func(a, b field) int { return int(a.key) - int(b.key) })
			err = checkFields(p, t)
		}
	default:
		err = fmt.Errorf("%s cannot be stored: only integers, booleans, strings, slices, arrays, pointers and structs of these", t)
	}
	return err
}

// structure adds the fields of a struct, those of embedded ones among them.
func (ps planner) structure(p *plan, t reflect.Type, offset uintptr) error {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("cbor")
		switch {
		case tag == "-" || !f.IsExported():
			continue
		case tag == "" && f.Anonymous && f.Type.Kind() == reflect.Struct:
			if err := ps.structure(p, f.Type, offset+f.Offset); err != nil {
				return err
			}
			continue
		}
		number, rest, _ := strings.Cut(tag, ",")
		key, err := strconv.ParseUint(number, 10, 16)
		if err != nil || rest != "keyasint" && rest != "keyasint,omitempty" {
			return fmt.Errorf("%s.%s needs a tag such as `cbor:\"1,keyasint\"`", t, f.Name)
		}
		sub, err := ps.plan(f.Type)
		if err != nil {
			return err
		}
		p.fields = append(p.fields, field{key, offset + f.Offset, strings.HasSuffix(rest, ",omitempty"), f.Tag.Get("replay") == "skip", sub})
	}
	return nil
}

func checkFields(p *plan, t reflect.Type) error {
	if len(p.fields) > maxFields {
		return fmt.Errorf("%s has more than %d fields", t, maxFields)
	}
	for i := range p.fields {
		f := &p.fields[i]
		if i > 0 && f.key == p.fields[i-1].key {
			return fmt.Errorf("%s has two fields with the key %d", t, f.key)
		}
		if f.evidence && f.op != opPointer {
			return fmt.Errorf("field %d of %s is skipped when replayed, so it must be a pointer", f.key, t)
		}
		if f.omit && (f.op == opStruct || f.op == opArray || f.op == opByteArray) {
			return fmt.Errorf("field %d of %s is never empty, so it cannot be left out", f.key, t)
		}
	}
	return nil
}
