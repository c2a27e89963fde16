package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"andon/core"
)

// wireCommand is a command as scripts write it.
type wireCommand struct {
	Kind     core.Kind       `json:"kind"`
	Key      string          `json:"key,omitempty"`
	Occurred core.Instant    `json:"occurred,omitempty"`
	Expect   *core.Expect    `json:"expect,omitempty"`
	Cursor   *core.Cursor    `json:"cursor,omitempty"`
	Body     json.RawMessage `json:"body"`
}

// ParseCommand reads one command in JSON. Its body stays raw until the engine knows
// the kind. The actor is never read from the wire.
func ParseCommand(b []byte) (core.Command, error) {
	if len(b) > core.MaxBodyBytes {
		return core.Command{}, core.E(core.CodeLimit, "parse", "", "a command has at most 8 MiB")
	}
	var w wireCommand
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&w); err != nil {
		return core.Command{}, core.E(core.CodeInvalid, "parse", "", "not a command in JSON: "+WrongJSON(err))
	}
	if _, err := dec.Token(); err != io.EOF {
		return core.Command{}, core.E(core.CodeInvalid, "parse", "", "more than one value where one command was expected")
	}
	if w.Kind == "" || len(w.Body) == 0 {
		return core.Command{}, core.E(core.CodeInvalid, "parse", w.Key, `a command needs "kind" and "body"`)
	}
	return core.Command{Key: w.Key, Occurred: w.Occurred, Expect: w.Expect, Cursor: w.Cursor,
		Body: &Raw{Name: w.Kind, JSON: w.Body}}, nil
}

// WrongJSON says what is wrong with JSON, without the names that the program's own
// language has for it.
func WrongJSON(err error) string {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	field, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case unknown:
		return "there is no field " + field
	case errors.As(err, &kind) && kind.Type == reflect.TypeFor[core.Amount]():
		return fmt.Sprintf("%s cannot be a %s: an amount is a whole number of the currency's smallest unit, 9900 for 99.00; only a price per unit is decimal text", orThat(kind.Field), kind.Value)
	case errors.As(err, &kind) && kind.Type == reflect.TypeFor[core.Price]():
		return fmt.Sprintf("%s cannot be a %s: a price per unit is decimal text, \"6.50\"", orThat(kind.Field), kind.Value)
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Sprintf("%s cannot be a %s", kind.Field, kind.Value)
	case errors.As(err, &kind):
		return kind.Value + " stands where an object was expected"
	case errors.As(err, &syntax):
		return fmt.Sprintf("%s, at byte %d", syntax, syntax.Offset)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "it ends too early"
	}
	return err.Error()
}

func orThat(field string) string {
	if field == "" {
		return "that"
	}
	return field
}

// Cause says what lies behind an error; of a body that does not fit, in its writer's words.
func Cause(e *core.Error) string {
	if e.Code == core.CodeInvalid {
		why := WrongJSON(e.Err)
		if strings.HasPrefix(why, "there is no field") {
			why += "; those there are: andon schema " + e.Op
		}
		return why
	}
	return e.Err.Error()
}

// FormatCommand writes a command as ParseCommand reads it.
func FormatCommand(c core.Command) ([]byte, error) {
	body, err := payloadJSON(c.Body)
	if err != nil {
		return nil, err
	}
	return json.Marshal(wireCommand{Kind: c.Body.Kind(), Key: c.Key, Occurred: c.Occurred, Expect: c.Expect, Cursor: c.Cursor, Body: body})
}

func payloadJSON(p core.Payload) (json.RawMessage, error) {
	if raw, ok := p.(*Raw); ok {
		return raw.JSON, nil
	}
	return json.Marshal(p)
}

// WireEvent is an event as readers see it.
type WireEvent struct {
	ID   string          `json:"id"` // sequence.n
	Kind core.Kind       `json:"kind"`
	Body json.RawMessage `json:"body"`
}

// WireReceipt is a receipt as scripts read it.
type WireReceipt struct {
	Key     string      `json:"key,omitempty"`
	OK      bool        `json:"ok"`
	Seq     uint64      `json:"seq,omitempty"`
	Known   bool        `json:"known,omitempty"`
	Events  []WireEvent `json:"events,omitempty"`
	Code    core.Code   `json:"code,omitempty"`
	Message string      `json:"message,omitempty"`
	Subject string      `json:"subject,omitempty"`
}

// FormatReceipt writes a receipt as one JSON object.
func FormatReceipt(r core.Receipt) ([]byte, error) {
	w := WireReceipt{Key: r.Key, OK: r.OK(), Seq: r.Seq, Known: r.Known}
	if r.Err != nil {
		w.Code, w.Message, w.Subject = r.Err.Code, r.Err.Message, r.Err.Subject
		if r.Err.Err != nil {
			w.Message += ": " + Cause(r.Err)
		}
	}
	events, err := FormatEvents(r.Seq, r.Events)
	if err != nil {
		return nil, err
	}
	w.Events = events
	return json.Marshal(w)
}

// FormatEvents gives the events of one record their ids.
func FormatEvents(seq uint64, events []core.Payload) ([]WireEvent, error) {
	out := make([]WireEvent, 0, len(events))
	for i, e := range events {
		body, err := payloadJSON(e)
		if err != nil {
			return nil, err
		}
		out = append(out, WireEvent{ID: fmt.Sprintf("%d.%d", seq, i+1), Kind: e.Kind(), Body: body})
	}
	return out, nil
}

// MarshalJSON writes text as a string and everything else as a number.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.S == "" {
		return strconv.AppendInt(nil, v.N, 10), nil
	}
	return json.Marshal(v.S)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (v *Value) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &v.S)
	}
	return json.Unmarshal(b, &v.N)
}
