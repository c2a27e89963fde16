package play

import (
	"bytes"
	"fmt"
	"reflect"

	"andon/core"
	"andon/core/world"
)

// prove makes the world again from its records: every document must be the same, and
// every invariant hold. In a drill only the latter: what it began with has no records here.
func (r *run) prove() error {
	if r.trial == nil {
		return nil
	}
	if r.ground != nil {
		return r.holds()
	}
	now, again := r.trial.World(), world.New()
	for _, rec := range r.records {
		if err := again.ApplyRecord(rec); err != nil {
			return differs("records that apply", fmt.Sprintf("record %d: %v", rec.Seq, err))
		}
	}
	if err := again.Check(); err != nil {
		return differs("books that hold", err.Error())
	}
	want := map[core.Ref]any{}
	now.Each(func(ref core.Ref, doc any) bool { want[ref] = doc; return true })
	var wrong error
	again.Each(func(ref core.Ref, doc any) bool {
		if !r.same(want[ref], doc) {
			wrong = differs("the same world again from its records", fmt.Sprintf("another %s", ref))
		}
		delete(want, ref)
		return wrong == nil
	})
	for ref := range want {
		if wrong == nil {
			wrong = differs("the same world again from its records", fmt.Sprintf("no %s", ref))
		}
	}
	return wrong
}

// same reports whether two documents are written down alike.
func (r *run) same(a, b any) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	x, err := r.codec.EncodeDoc(nil, a)
	y, errY := r.codec.EncodeDoc(nil, b)
	return err == nil && errY == nil && bytes.Equal(x, y)
}
