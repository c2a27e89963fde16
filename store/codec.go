package store

import (
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	"andon/core"
)

// Limits of one record, as stored.
const (
	// MaxRecordBytes is the largest body of a journal record; the largest command
	// (core.MaxBodyBytes as JSON) with its events stays far below.
	MaxRecordBytes = 64 << 20

	codecVersion = 1
	docVersion   = 1
	maxNesting   = 64
	maxElements  = 1 << 21
	maxEvents    = 1 << 16 // of one record; a guard, far above any real one
)

// Upcaster turns the CBOR of version n of a payload into that of version n+1. It is
// pure: journals are never migrated, so it runs whenever an old record is read.
type Upcaster func(raw []byte) ([]byte, error)

// PayloadVersion names one version of one kind's payload.
type PayloadVersion struct {
	Number  uint16
	Version uint8
}

// Codec turns records into bytes and back. It is safe for concurrent use.
type Codec struct {
	kinds     *core.Kinds
	upcasters map[PayloadVersion]Upcaster
	plans     sync.Map // reflect.Type → *plan
}

// NewCodec makes a codec for a table of kinds. The upcaster under {number, n} leads
// from version n to n+1; one must stand for every version below a kind's newest.
func NewCodec(kinds *core.Kinds, upcasters map[PayloadVersion]Upcaster) (*Codec, error) {
	for _, row := range kinds.Rows() {
		for v := uint8(1); v < row.Version; v++ {
			if upcasters[PayloadVersion{row.Number, v}] == nil {
				return nil, core.E(core.CodeInternal, "codec.new", string(row.Kind), fmt.Sprintf("no upcaster leads on from version %d", v))
			}
		}
	}
	c := &Codec{kinds: kinds, upcasters: upcasters}
	for _, row := range kinds.Rows() {
		if _, err := c.plan(reflect.TypeOf(row.New())); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// plan returns the plan of a type, which is made at its first use.
func (c *Codec) plan(t reflect.Type) (*plan, error) {
	if p, ok := c.plans.Load(t); ok {
		return p.(*plan), nil
	}
	p, err := planner{}.plan(t)
	if err != nil {
		return nil, core.Wrap(core.CodeInternal, "codec.plan", t.String(), "values of this type cannot be written down", err)
	}
	c.plans.Store(t, p)
	return p, nil
}

// Encode appends the body of a record to dst. Seq is not part of it: it is the key
// under which the journal keeps the body. Nor is Command.Expect, which only the
// decision needed. Equal records give equal bytes.
func (c *Codec) Encode(dst []byte, r *core.Record) ([]byte, error) {
	start := len(dst)
	w := writer{append(dst, codecVersion)}
	cmd := &r.Command
	w.mapHead(2 + count(cmd.Actor != "", cmd.Key != "", cmd.Occurred != 0, cmd.Digest != [16]byte{}, cmd.Cursor != nil, len(r.Events) > 0))
	w.field(fieldAt).int(int64(r.At))
	if cmd.Actor != "" {
		w.field(fieldActor).text(cmd.Actor)
	}
	if cmd.Key != "" {
		w.field(fieldKey).text(cmd.Key)
	}
	if cmd.Occurred != 0 {
		w.field(fieldOccurred).int(int64(cmd.Occurred))
	}
	if cmd.Digest != [16]byte{} {
		w.field(fieldDigest).bytes(cmd.Digest[:])
	}
	if cmd.Cursor != nil {
		w.field(fieldCursor).arrayHead(2).text(cmd.Cursor.Connector).text(cmd.Cursor.Position)
	}
	w.field(fieldCommand)
	if err := c.payload(&w, cmd.Body); err != nil {
		return dst[:start], err
	}
	if len(r.Events) > 0 {
		if err := c.events(w.field(fieldEvents), cmd.Body, r.Events); err != nil {
			return dst[:start], err
		}
	}
	if len(w.b)-start > MaxRecordBytes {
		return dst[:start], core.E(core.CodeLimit, "codec.encode", string(cmd.Body.Kind()),
			fmt.Sprintf("the record would take %d bytes, more than the %d that fit", len(w.b)-start, MaxRecordBytes))
	}
	return w.b, nil
}

func (c *Codec) events(w *writer, body core.Payload, events []core.Payload) error {
	if len(events) > maxEvents {
		return core.E(core.CodeLimit, "codec.encode", string(body.Kind()), fmt.Sprintf("%d events are too many for one record", len(events)))
	}
	w.arrayHead(uint64(len(events)))
	for _, e := range events {
		if samePayload(e, body) {
			row, _ := c.kinds.Named(body.Kind())
			w.arrayHead(3).uint(uint64(row.Number)).uint(uint64(row.Version)).null()
			continue
		}
		if err := c.payload(w, e); err != nil {
			return err
		}
	}
	return nil
}

// payload writes [number, version, payload].
func (c *Codec) payload(w *writer, p core.Payload) error {
	if p == nil {
		return core.E(core.CodeInternal, "codec.encode", "", "a command or event has no payload")
	}
	row, ok := c.kinds.Named(p.Kind())
	if !ok {
		return core.E(core.CodeInternal, "codec.encode", string(p.Kind()), "the kind is missing in the table of kinds")
	}
	w.arrayHead(3).uint(uint64(row.Number)).uint(uint64(row.Version))
	start := len(w.b)
	b, err := c.marshal(w.b, p)
	if err != nil {
		return core.Wrap(core.CodeInternal, "codec.encode", string(p.Kind()), "the payload cannot be written", err)
	}
	if b[start] == headNull {
		return core.E(core.CodeInternal, "codec.encode", string(p.Kind()), "a command or event has no payload")
	}
	w.b = b
	return nil
}

// marshal appends the CBOR of what v points to.
func (c *Codec) marshal(dst []byte, v any) ([]byte, error) {
	at, p, err := c.pointee(v)
	if err != nil {
		return dst, err
	}
	if at == nil {
		return append(dst, headNull), nil
	}
	return p.elem.appendItem(dst, at), nil
}

// pointee is the address of what v points to and the plan of v.
func (c *Codec) pointee(v any) (unsafe.Pointer, *plan, error) {
	t := reflect.TypeOf(v)
	if t == nil || t.Kind() != reflect.Pointer {
		return nil, nil, core.E(core.CodeInternal, "codec", fmt.Sprintf("%T", v), "only pointers are written down and read")
	}
	p, err := c.plan(t)
	return reflect.ValueOf(v).UnsafePointer(), p, err
}

// unmarshal reads one item into the zero value that v points to.
func (c *Codec) unmarshal(r *reader, v any) error {
	at, p, err := c.pointee(v)
	if err != nil {
		return err
	}
	p.elem.fillItem(r, at)
	return r.err
}

// EncodeDoc appends a version byte and the deterministic CBOR of v: the form of
// view records and of snapshot frames.
func (c *Codec) EncodeDoc(dst []byte, v any) ([]byte, error) {
	b, err := c.marshal(append(dst, docVersion), v)
	if err != nil {
		return dst, core.Wrap(core.CodeInternal, "codec.encode", fmt.Sprintf("%T", v), "the document cannot be written", err)
	}
	return b, nil
}

// DecodeDoc reads what EncodeDoc wrote into the value that v points to; nothing in
// v refers to b afterwards.
func (c *Codec) DecodeDoc(b []byte, v any) error {
	if len(b) == 0 {
		return core.E(core.CodeCorrupt, "codec.decode", fmt.Sprintf("%T", v), "the stored document is empty")
	}
	if b[0] != docVersion {
		return newerVersion("document", fmt.Sprintf("%T", v), int(b[0]), docVersion)
	}
	r := reader{b: b[1:]}
	err := c.unmarshal(&r, v)
	if err == nil && len(r.b) > 0 {
		err = errNotOurs
	}
	if err != nil {
		return core.Wrap(core.CodeCorrupt, "codec.decode", fmt.Sprintf("%T", v), "the stored document cannot be read", err)
	}
	return nil
}

// samePayload reports whether an event's payload is the command's own body. Only
// pointers are compared, as values might not be comparable.
func samePayload(a, b core.Payload) bool {
	return a != nil && reflect.TypeOf(a) == reflect.TypeOf(b) && reflect.TypeOf(a).Kind() == reflect.Pointer && a == b
}

func count(present ...bool) (n uint64) {
	for _, p := range present {
		if p {
			n++
		}
	}
	return n
}

func newerVersion(what, subject string, got, known int) error {
	return core.E(core.CodeVersion, "codec.decode", subject,
		fmt.Sprintf("version %d of the %s is not one of those up to %d that this program knows; use a newer program", got, what, known))
}
