package store

import (
	"fmt"
	"strconv"

	"andon/core"
)

// Keys of a record's map. They rise in every record; only fieldAt and fieldCommand
// are always there.
const (
	fieldAt = iota + 1
	fieldActor
	fieldKey
	fieldOccurred
	fieldDigest
	fieldCursor
	fieldCommand
	fieldEvents
)

// Decode reads the body of a record. Seq is left to the caller, and nothing in the
// record refers to body afterwards. It fails with [core.CodeVersion] for a kind or
// version that only a newer program knows, with [core.CodeCorrupt] for anything
// that Encode would not have written.
func (c *Codec) Decode(body []byte) (*core.Record, error) { return c.decode(body, nil) }

// Replayer returns a function that decodes records for applying them: it leaves out what
// only explains a decision (fields tagged `replay:"skip"` are there, but empty) and shares
// short texts between records. The function serves one goroutine.
func (c *Codec) Replayer() func(body []byte) (*core.Record, error) {
	shared := new(texts)
	return func(body []byte) (*core.Record, error) { return c.decode(body, shared) }
}

func (c *Codec) decode(body []byte, shared *texts) (*core.Record, error) {
	if len(body) == 0 || len(body) > MaxRecordBytes {
		return nil, core.E(core.CodeCorrupt, "codec.decode", "", fmt.Sprintf("a record of %d bytes cannot be", len(body)))
	}
	if body[0] != codecVersion {
		return nil, newerVersion("record", "", int(body[0]), codecVersion)
	}
	d := decoding{codec: c, in: reader{b: body[1:], shared: shared}, record: new(core.Record)}
	if err := d.envelope(); err != nil {
		if code := core.CodeOf(err); code == core.CodeVersion || code == core.CodeCorrupt {
			return nil, err
		}
		return nil, core.Wrap(core.CodeCorrupt, "codec.decode", "", "the record cannot be read", err)
	}
	return d.record, nil
}

// decoding is the work on one record.
type decoding struct {
	codec  *Codec
	in     reader
	record *core.Record
}

func (d *decoding) envelope() error {
	n := d.in.head(majorMap)
	last := uint64(0)
	for ; n > 0 && d.in.err == nil; n-- {
		field := d.in.uint()
		if field <= last {
			return errNotOurs
		}
		last = field
		if err := d.field(field); err != nil {
			return err
		}
	}
	if d.in.err != nil {
		return d.in.err
	}
	if d.record.Command.Body == nil || len(d.in.b) > 0 {
		return errNotOurs
	}
	return nil
}

func (d *decoding) field(n uint64) error {
	cmd := &d.record.Command
	switch n {
	case fieldAt:
		d.record.At = core.Instant(d.in.int())
	case fieldActor:
		cmd.Actor = d.in.shared.text(d.in.text())
	case fieldKey:
		cmd.Key = string(d.in.text())
	case fieldOccurred:
		cmd.Occurred = core.Instant(d.in.int())
	case fieldDigest:
		if b := d.in.bytes(); copy(cmd.Digest[:], b) != len(b) || len(b) != len(cmd.Digest) {
			return errNotOurs
		}
	case fieldCursor:
		d.in.array(2)
		cmd.Cursor = &core.Cursor{Connector: string(d.in.text()), Position: string(d.in.text())}
	case fieldCommand:
		var err error
		cmd.Body, err = d.payload()
		return err
	case fieldEvents:
		return d.events()
	default:
		return newerVersion("record", "field "+strconv.FormatUint(n, 10), codecVersion+1, codecVersion)
	}
	return nil
}

func (d *decoding) events() error {
	n := d.in.head(majorArray)
	if d.record.Command.Body == nil || n == 0 || n > maxEvents || n > uint64(len(d.in.b)) {
		return errNotOurs
	}
	d.record.Events = make([]core.Payload, n)
	for i := range d.record.Events {
		p, err := d.payload()
		if err != nil {
			return err
		}
		d.record.Events[i] = p
	}
	return nil
}

// payload reads [number, version, payload]; null stands for the command's body.
func (d *decoding) payload() (core.Payload, error) {
	d.in.array(3)
	number, version := d.in.uint(), d.in.uint()
	if d.in.err != nil {
		return nil, d.in.err
	}
	row, ok := d.codec.kind(number)
	if !ok {
		return nil, core.E(core.CodeVersion, "codec.decode", fmt.Sprintf("kind %d", number),
			"this program does not know the kind; use the newer program that wrote it")
	}
	if version == 0 || version > uint64(row.Version) {
		return nil, newerVersion("payload", string(row.Kind), int(min(version, 1<<16)), int(row.Version))
	}
	if d.in.takeNull() {
		body := d.record.Command.Body
		if body == nil || body.Kind() != row.Kind {
			return nil, errNotOurs
		}
		return body, nil
	}
	p := row.New()
	if err := d.unmarshal(row, uint8(version), p); err != nil {
		return nil, core.Wrap(core.CodeCorrupt, "codec.decode", string(row.Kind), "the payload cannot be read", err)
	}
	return p, nil
}

func (c *Codec) kind(number uint64) (core.KindRow, bool) {
	if number > 1<<16-1 {
		return core.KindRow{}, false
	}
	return c.kinds.Numbered(uint16(number))
}

// unmarshal reads one payload, lifting an old version step by step to the newest.
func (d *decoding) unmarshal(row core.KindRow, version uint8, p core.Payload) error {
	if version == row.Version {
		return d.codec.unmarshal(&d.in, p)
	}
	raw := d.in.skip(0)
	if d.in.err != nil {
		return d.in.err
	}
	for v := version; v < row.Version; v++ {
		var err error
		if raw, err = d.codec.upcasters[PayloadVersion{row.Number, v}](raw); err != nil {
			return err
		}
	}
	lifted := reader{b: raw, shared: d.in.shared}
	if err := d.codec.unmarshal(&lifted, p); err != nil || len(lifted.b) > 0 {
		return errNotOurs
	}
	return nil
}
