package engine

import (
	"fmt"
	"reflect"
	"unicode/utf8"

	"andon/core"
)

// checkSizes refuses a body with a text or list longer than any command needs, or with
// bytes that are no text: everything behind it may rely on that, keys of the read model
// above all. Narrower limits are those of each command.
func checkSizes(cmd *core.Command) error {
	over := sized(reflect.ValueOf(cmd.Body))
	if over == "" {
		over = textOver(cmd.Key, core.MaxKeyBytes)
	}
	if c := cmd.Cursor; over == "" && c != nil {
		over = textOver(c.Connector, core.MaxIDBytes) + textOver(c.Position, core.MaxTextBytes)
	}
	if x := cmd.Expect; over == "" && x != nil {
		over = textOver(string(x.Ref.Noun), core.MaxIDBytes) + textOver(x.Ref.ID, 2*core.MaxIDBytes) // a balance is named by two ids
	}
	if over == "" && !cmd.Occurred.Possible() {
		over = impossible
	}
	if over == "" {
		return nil
	}
	return core.E(core.CodeLimit, string(cmd.Body.Kind()), "", over)
}

func textOver(s string, most int) string {
	switch {
	case len(s) > most:
		return fmt.Sprintf("a text has at most %d bytes here", most)
	case !utf8.ValidString(s):
		return "a text is not valid UTF-8"
	}
	return ""
}

const impossible = "a time or date lies outside the years 1900 to 2200"

var instantType, dateType = reflect.TypeFor[core.Instant](), reflect.TypeFor[core.Date]()

// sized walks a value and says what is too large in it, "" when nothing is.
func sized(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		return textOver(v.String(), core.MaxTextBytes)
	case reflect.Pointer:
		if !v.IsNil() {
			return sized(v.Elem())
		}
	case reflect.Slice:
		return sizedList(v)
	case reflect.Int64:
		if v.Type() == instantType && !core.Instant(v.Int()).Possible() {
			return impossible
		}
	case reflect.Int32:
		if v.Type() == dateType && !core.Date(v.Int()).Possible() {
			return impossible
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if over := sized(v.Field(i)); over != "" {
				return over
			}
		}
	}
	return ""
}

func sizedList(v reflect.Value) string {
	if v.Len() > core.MaxList {
		return fmt.Sprintf("a list has at most %d entries", core.MaxList)
	}
	switch v.Type().Elem().Kind() {
	case reflect.String, reflect.Pointer, reflect.Slice, reflect.Struct:
		for i := range v.Len() {
			if over := sized(v.Index(i)); over != "" {
				return over
			}
		}
	}
	return ""
}
