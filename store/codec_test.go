package store

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"

	"andon/core"
)

// The kinds of these tests: an order whose event is the order itself, and a note
// that once (in version 1) had one text and now has several.
type order struct {
	ID    string      `cbor:"1,keyasint"`
	Lines []orderLine `cbor:"2,keyasint,omitempty"`
	Note  []byte      `cbor:"3,keyasint,omitempty"`
	Party *core.Party `cbor:"4,keyasint,omitempty"`
}

type orderLine struct {
	SKU   string        `cbor:"1,keyasint"`
	Qty   core.Quantity `cbor:"2,keyasint"`
	Price core.Price    `cbor:"3,keyasint,omitempty"`
	Due   core.Date     `cbor:"4,keyasint,omitempty"`
}

type allocated struct {
	Line int           `cbor:"1,keyasint"`
	At   string        `cbor:"2,keyasint"`
	Qty  core.Quantity `cbor:"3,keyasint"`
}

type note struct {
	Texts []string `cbor:"2,keyasint"`
}

func (*order) Kind() core.Kind     { return "order.submit" }
func (*allocated) Kind() core.Kind { return "order.allocated" }
func (*note) Kind() core.Kind      { return "note" }

func testKinds() []core.KindRow {
	return []core.KindRow{
		{Number: 1, Version: 1, Kind: "order.submit", New: func() core.Payload { return new(order) }},
		{Number: 2, Version: 1, Kind: "order.allocated", New: func() core.Payload { return new(allocated) }},
		{Number: 300, Version: 2, Kind: "note", New: func() core.Payload { return new(note) }},
	}
}

// noteV1toV2 is an upcaster: {1: text} becomes {2: [text]}.
func noteV1toV2(raw []byte) ([]byte, error) {
	var old struct {
		Text string `cbor:"1,keyasint"`
	}
	if err := cbor.Unmarshal(raw, &old); err != nil {
		return nil, err
	}
	return cbor.Marshal(note{Texts: []string{old.Text}})
}

func testCodec(t testing.TB, rows []core.KindRow) *Codec {
	t.Helper()
	kinds, err := core.NewKinds(rows)
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCodec(kinds, map[PayloadVersion]Upcaster{{300, 1}: noteV1toV2})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func testRecord() *core.Record {
	body := &order{ID: "SO-10442", Lines: []orderLine{
		{SKU: "MUG-RED", Qty: 3, Price: 4_250_000, Due: 20_780},
		{SKU: "MUG-BLUE", Qty: 1, Price: 4_250_000},
		{SKU: "LAMP-7", Qty: 2, Price: 19_990_000},
	}, Party: &core.Party{Ref: "17850", Country: "GB", Prefix: "LS1", Complete: true, Key: 7, Box: bytes.Repeat([]byte{0xAB}, 200), Email: 1 << 60, Where: 99}}
	return &core.Record{At: 1_795_420_800_000, Command: core.Command{
		Key: "shop-eu:1042", Occurred: 1_795_420_799_000, Actor: "shop-eu", Digest: [16]byte{1, 2, 3, 15: 9},
		Cursor: &core.Cursor{Connector: "shop-eu", Position: "page/17"}, Body: body,
	}, Events: []core.Payload{body, &allocated{1, "LEEDS", 3}, &allocated{2, "LEEDS", 1}, &allocated{3, "YORK", 2}}}
}

// A record comes back as it was, the body as one document shared by command and event.
func TestCodecRoundTrip(t *testing.T) {
	t.Parallel()
	c := testCodec(t, testKinds())
	want := testRecord()
	b, err := c.Encode([]byte("before"), want)
	if err != nil || !bytes.HasPrefix(b, []byte("before")) {
		t.Fatalf("Encode: %q, %v", b[:6], err)
	}
	b = b[6:]
	got, err := c.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	clear(b) // the record must not refer to its bytes
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
	if got.Events[0] != got.Command.Body {
		t.Error("the event that is the command's body came back as a second document")
	}
}

// The bytes of version 1 never change: a journal written today is read for ever.
func TestCodecGoldenVersion1(t *testing.T) {
	t.Parallel()
	c := testCodec(t, testKinds())
	r := &core.Record{At: 410, Command: core.Command{
		Actor: "me", Key: "k", Occurred: -1000, Digest: [16]byte{0xD1}, Cursor: &core.Cursor{Connector: "c", Position: "p"},
		Body: &order{ID: "A", Lines: []orderLine{{SKU: "S", Qty: -2}}},
	}}
	r.Events = []core.Payload{r.Command.Body, &allocated{1, "L", 70000}}
	golden := strings.Join([]string{
		"01", "a8", // version, map of 8
		"01", "19019a", // recorded
		"02", "626d65", // actor
		"03", "616b", // key
		"04", "3903e7", // occurred, before 1970
		"05", "50d1000000000000000000000000000000", // digest
		"06", "82", "6163", "6170", // cursor
		"07", "83", "01", "01", "a2", "01", "6141", "02", "81", "a2", "01", "6153", "02", "21", // command
		"08", "82", "83", "01", "01", "f6", "83", "02", "01", "a3", "01", "01", "02", "614c", "03", "1a00011170", // events
	}, "")
	b, err := c.Encode(nil, r)
	if err != nil || hex.EncodeToString(b) != golden {
		t.Fatalf("Encode: %v\ngot  %x\nwant %s", err, b, golden)
	}
	if got, err := c.Decode(b); err != nil || !reflect.DeepEqual(got, r) {
		t.Fatalf("Decode: %+v, %v", got, err)
	}
}

// An old payload is lifted to the newest version; the journal's bytes stay as they were.
func TestCodecUpcast(t *testing.T) {
	t.Parallel()
	old := unhex(t, "01"+"a2"+"0100"+"07"+"83"+"19012c"+"01"+"a1"+"01"+"626869") // note, version 1: {1: "hi"}
	r, err := testCodec(t, testKinds()).Decode(old)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Command.Body.(*note); !reflect.DeepEqual(got.Texts, []string{"hi"}) {
		t.Errorf("got %+v", got)
	}
}

func TestNewCodecWantsEveryUpcaster(t *testing.T) {
	t.Parallel()
	kinds, err := core.NewKinds(testKinds())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewCodec(kinds, nil); err == nil || !strings.Contains(err.Error(), "note") {
		t.Errorf("a gap between versions went unnoticed: %v", err)
	}
}

// What cannot be read is refused with the right code and a name, never guessed at.
func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	const order1 = "83" + "01" + "01" + "a1" + "01" + "6141"
	for _, c := range []struct {
		name, hex, in string
		code          core.Code
	}{
		{"nothing", "", "0 bytes", core.CodeCorrupt},
		{"newer record", "02a0", "version 2", core.CodeVersion},
		{"newer field", "01a3" + "0100" + "07" + order1 + "09" + "00", "field 9", core.CodeVersion},
		{"unknown kind", "01a2" + "0100" + "07" + "83" + "1903e7" + "01" + "a0", "kind 999", core.CodeVersion},
		{"kind beyond 16 bits", "01a2" + "0100" + "07" + "83" + "1a00010001" + "01" + "a0", "kind 65537", core.CodeVersion},
		{"newer payload", "01a2" + "0100" + "07" + "83" + "01" + "02" + "a0", "order.submit", core.CodeVersion},
		{"version 0", "01a2" + "0100" + "07" + "83" + "01" + "00" + "a0", "order.submit", core.CodeVersion},
		{"unknown field", "01a2" + "0100" + "07" + "83" + "01" + "01" + "a1" + "09" + "00", "order.submit", core.CodeCorrupt},
		{"repeated field", "01a2" + "0100" + "07" + "83" + "01" + "01" + "a2" + "01" + "6141" + "01" + "6142", "order.submit", core.CodeCorrupt},
		{"indefinite text", "01a2" + "0100" + "07" + "83" + "01" + "01" + "a1" + "01" + "7f6141ff", "order.submit", core.CodeCorrupt},
		{"tag", "01a2" + "0100" + "07" + "83" + "01" + "01" + "a1" + "01" + "c06141", "order.submit", core.CodeCorrupt},
		{"huge array", "01a2" + "0100" + "07" + "83" + "01" + "01" + "a1" + "02" + "9affffffff", "order.submit", core.CodeCorrupt},
		{"text longer than the record", "01a3" + "0100" + "02" + "7affffffff", "", core.CodeCorrupt},
		{"events longer than the record", "01a3" + "0100" + "07" + order1 + "08" + "9affffffff", "", core.CodeCorrupt},
		{"no command", "01a1" + "0100", "", core.CodeCorrupt},
		{"body is null", "01a2" + "0100" + "07" + "83" + "01" + "01" + "f6", "", core.CodeCorrupt},
		{"null event of another kind", "01a3" + "0100" + "07" + order1 + "08" + "81" + "83" + "02" + "01" + "f6", "", core.CodeCorrupt},
		{"events before command", "01a2" + "0100" + "08" + "80", "", core.CodeCorrupt},
		{"fields out of order", "01a2" + "07" + order1 + "0100", "", core.CodeCorrupt},
		{"head longer than needed", "01a2" + "011800" + "07" + order1, "", core.CodeCorrupt},
		{"head of 9 bytes for 32 bits", "01a2" + "011b00000000ffffffff" + "07" + order1, "", core.CodeCorrupt},
		{"instant beyond 63 bits", "01a2" + "011bffffffffffffffff" + "07" + order1, "", core.CodeCorrupt},
		{"short digest", "01a3" + "0100" + "05" + "4100" + "07" + order1, "", core.CodeCorrupt},
		{"bytes behind the end", "01a2" + "0100" + "07" + order1 + "00", "", core.CodeCorrupt},
		{"not a map", "0180", "", core.CodeCorrupt},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, err := testCodec(t, testKinds()).Decode(unhex(t, c.hex))
			if core.CodeOf(err) != c.code || !strings.Contains(fmt.Sprint(err), c.in) {
				t.Errorf("%+v, %q, code %s; want %s naming %q", r, err, core.CodeOf(err), c.code, c.in)
			}
		})
	}
}

// Every strict prefix of a record is refused: nothing ends early unnoticed.
func TestDecodeTruncated(t *testing.T) {
	t.Parallel()
	c := testCodec(t, testKinds())
	b, err := c.Encode(nil, testRecord())
	if err != nil {
		t.Fatal(err)
	}
	for n := range b {
		if _, err := c.Decode(b[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes passed as a record", n, len(b))
		}
	}
}

// Text that is not UTF-8 must not make a record unreadable that has been journaled.
func TestCodecKeepsBadText(t *testing.T) {
	t.Parallel()
	c := testCodec(t, testKinds())
	want := &core.Record{Command: core.Command{Key: "\xff\xfe", Body: &order{ID: "a\xffb"}}}
	b, err := c.Encode(nil, want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Decode(b); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

type stranger struct{}

func (stranger) Kind() core.Kind { return "stranger" }

func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	c := testCodec(t, testKinds())
	for name, r := range map[string]*core.Record{
		"no body":      {},
		"nil body":     {Command: core.Command{Body: (*order)(nil)}},
		"unknown kind": {Command: core.Command{Body: stranger{}}},
		"nil event":    {Command: core.Command{Body: &order{}}, Events: []core.Payload{nil}},
		"too large":    {Command: core.Command{Body: &order{Note: make([]byte, MaxRecordBytes)}}},
	} {
		if b, err := c.Encode([]byte("x"), r); err == nil || string(b) != "x" {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
	}
}

// Any record that can be made comes back, and equal records give equal bytes.
func TestCodecProperty(t *testing.T) {
	t.Parallel()
	c := testCodec(t, testKinds())
	rapid.Check(t, func(t *rapid.T) {
		want := drawRecord(t)
		b, err := c.Encode(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Decode(b)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%v\ngot  %+v\nwant %+v", err, got, want)
		}
		if again, err := c.Encode(nil, got); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%v\nfirst %x\nthen  %x", err, b, again)
		}
	})
}

func drawRecord(t *rapid.T) *core.Record {
	r := &core.Record{At: core.Instant(rapid.Int64().Draw(t, "at"))}
	body := &order{ID: rapid.String().Draw(t, "id")}
	for range rapid.IntRange(0, 3).Draw(t, "lines") {
		body.Lines = append(body.Lines, orderLine{SKU: rapid.String().Draw(t, "sku"), Qty: core.Quantity(rapid.Int64().Draw(t, "qty"))})
	}
	r.Command = core.Command{
		Key: rapid.String().Draw(t, "key"), Occurred: core.Instant(rapid.Int64().Draw(t, "occurred")),
		Actor: rapid.String().Draw(t, "actor"), Body: body,
	}
	copy(r.Command.Digest[:], rapid.SliceOfN(rapid.Byte(), 0, 16).Draw(t, "digest"))
	if rapid.Bool().Draw(t, "has cursor") {
		r.Command.Cursor = &core.Cursor{Connector: rapid.String().Draw(t, "connector"), Position: rapid.String().Draw(t, "position")}
	}
	for range rapid.IntRange(0, 3).Draw(t, "events") {
		switch rapid.IntRange(0, 2).Draw(t, "event") {
		case 0:
			r.Events = append(r.Events, body)
		case 1:
			r.Events = append(r.Events, &allocated{Line: rapid.Int().Draw(t, "line")})
		case 2:
			r.Events = append(r.Events, &note{Texts: []string{rapid.String().Draw(t, "text")}})
		}
	}
	return r
}

// Decode never panics, and whatever it accepts is stable when written again.
func FuzzDecode(f *testing.F) {
	c := testCodec(f, testKinds())
	b, err := c.Encode(nil, testRecord())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(unhex(f, "01a2010007831901"+"2c01a101626869"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := c.Decode(b)
		if err != nil {
			if code := core.CodeOf(err); code != core.CodeCorrupt && code != core.CodeVersion {
				t.Fatalf("code %s: %v", code, err)
			}
			return
		}
		first, err := c.Encode(nil, r)
		if err != nil {
			t.Fatalf("accepted, but cannot be written: %v", err)
		}
		r, err = c.Decode(first)
		if err != nil {
			t.Fatalf("written, but cannot be read: %v", err)
		}
		if second, err := c.Encode(nil, r); err != nil || !bytes.Equal(first, second) {
			t.Fatalf("not stable: %v\n%x\n%x", err, first, second)
		}
	})
}

func TestDocs(t *testing.T) {
	t.Parallel()
	c := testCodec(t, testKinds())
	want := testRecord().Command.Body.(*order)
	b, err := c.EncodeDoc([]byte("k"), want)
	if err != nil {
		t.Fatal(err)
	}
	var got order
	if err := c.DecodeDoc(b[1:], &got); err != nil || !reflect.DeepEqual(&got, want) {
		t.Fatalf("%+v, %v", got, err)
	}
	for name, bad := range map[string][]byte{"empty": nil, "newer": {2, 0xa0}, "cut": b[1:9], "longer": append(b[1:len(b):len(b)], 0)} {
		if err := c.DecodeDoc(bad, &got); err == nil {
			t.Errorf("a document that is %s was accepted", name)
		}
	}
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func BenchmarkEncode(b *testing.B) {
	c, r := testCodec(b, testKinds()), testRecord()
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if dst, err = c.Encode(dst[:0], r); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(dst)), "B/record")
}

func BenchmarkDecode(b *testing.B) {
	c := testCodec(b, testKinds())
	body, err := c.Encode(nil, testRecord())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Decode(body); err != nil {
			b.Fatal(err)
		}
	}
}
