package main

import (
	"bytes"
	"math/rand"
	"reflect"
	"testing"
	"testing/quick"

	"github.com/fxamacker/cbor/v2"

	"andon/core"
	"andon/core/order"
	"andon/core/world"
	"andon/store"
)

// Everything that is stored, of every kind, is written byte for byte as a general CBOR
// library writes it, and both read it back as it was: the journal can be read without
// this program.
func TestStoredAsCBOR(t *testing.T) {
	t.Parallel()
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	codec, err := store.NewCodec(kinds, nil)
	if err != nil {
		t.Fatal(err)
	}
	peer, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		t.Fatal(err)
	}
	lenient, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid}.DecMode()
	if err != nil {
		t.Fatal(err)
	}
	for _, typ := range storedTypes() {
		t.Run(typ.String(), func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewSource(1))
			for range 20 {
				v, ok := quick.Value(typ, rnd)
				if !ok {
					t.Fatal("no value can be made up")
				}
				compareCBOR(t, codec, peer, lenient, v)
			}
			compareCBOR(t, codec, peer, lenient, reflect.New(typ).Elem())
		})
	}
}

func compareCBOR(t *testing.T, codec *store.Codec, peer cbor.EncMode, lenient cbor.DecMode, v reflect.Value) {
	t.Helper()
	from := reflect.New(v.Type())
	from.Elem().Set(v)
	ours, err := codec.EncodeDoc(nil, from.Interface())
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := peer.Marshal(from.Interface())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ours[1:], theirs) {
		t.Fatalf("%+v\nours   %x\ntheirs %x", from, ours[1:], theirs)
	}
	read, again := reflect.New(v.Type()), reflect.New(v.Type())
	if err := codec.DecodeDoc(ours, read.Interface()); err != nil {
		t.Fatalf("%x: %v", ours, err)
	}
	if err := lenient.Unmarshal(theirs, again.Interface()); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(read.Interface(), again.Interface()) {
		t.Fatalf("read differently\nours   %+v\ntheirs %+v", read, again)
	}
	for _, cut := range []int{len(ours) - 1, len(ours) / 2, 1} {
		if codec.DecodeDoc(ours[:cut], reflect.New(v.Type()).Interface()) == nil {
			t.Fatalf("the first %d of %d bytes were taken for the whole", cut, len(ours))
		}
	}
}

// storedTypes lists the bodies of all commands and events, all documents and what is sealed.
func storedTypes() []reflect.Type {
	types := []reflect.Type{reflect.TypeFor[core.Personal]()}
	kinds, _ := world.Kinds()
	for _, row := range kinds.Rows() {
		types = append(types, reflect.TypeOf(row.New()).Elem())
	}
	for _, row := range world.Nouns() {
		types = append(types, reflect.TypeOf(row.New()).Elem())
	}
	return types
}

// A record that is read for replaying is the record, but for what only explains it.
func TestReplayer(t *testing.T) {
	t.Parallel()
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	codec, err := store.NewCodec(kinds, nil)
	if err != nil {
		t.Fatal(err)
	}
	replay := codec.Replayer()
	rnd := rand.New(rand.NewSource(2))
	for _, row := range kinds.Rows() {
		for range 20 {
			v, _ := quick.Value(reflect.TypeOf(row.New()), rnd)
			if v.IsNil() {
				continue
			}
			body, err := codec.Encode(nil, &core.Record{At: 1, Command: core.Command{Actor: "a", Body: v.Interface().(core.Payload)}})
			if err != nil {
				t.Fatal(row.Kind, err)
			}
			whole, err := codec.Decode(body)
			if err != nil {
				t.Fatal(row.Kind, err)
			}
			lean, err := replay(body)
			if err != nil {
				t.Fatal(row.Kind, err)
			}
			if s, ok := whole.Command.Body.(*order.Sourced); ok && s.Inputs != nil {
				s.Inputs = new(order.Inputs)
			}
			clear(body)
			if !reflect.DeepEqual(whole, lean) {
				t.Fatalf("%s\nwhole %+v\nlean  %+v", row.Kind, whole, lean)
			}
		}
	}
}
