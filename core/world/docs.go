package world

import (
	"github.com/tidwall/btree"

	"andon/core"
)

// Docs is a Table whose documents are found by id and listed in the order of ids.
// Identity is what the id maps to; the map is copy-on-write like the table.
type Docs[T any, P document[T]] struct {
	noun  core.Noun
	table Table[T, P]
	ids   btree.Map[string, Handle]
	hints map[string]Handle // nil but in the world of an owner, see World.Remember
	last  hint              // the newest of them: one command asks for a document many times
}

type hint struct {
	id string
	h  Handle
}

// Fork returns an equal set that can be changed without the other seeing it.
func (d *Docs[T, P]) Fork() Docs[T, P] {
	return Docs[T, P]{noun: d.noun, table: d.table.Fork(), ids: *d.ids.Copy()}
}

// Get returns the document, which must not be changed, or nil.
func (d *Docs[T, P]) Get(id string) *T {
	h, ok := d.find(id)
	if !ok {
		return nil
	}
	return d.table.Get(h)
}

// find looks an id up. A hint is believed only when the document there has the id, so
// that hints can never be wrong, only useless.
func (d *Docs[T, P]) find(id string) (Handle, bool) {
	if d.hints == nil {
		return d.ids.Get(id)
	}
	if id == d.last.id && d.is(d.last.h, id) {
		return d.last.h, true
	}
	h, ok := d.hints[id]
	if !ok || !d.is(h, id) {
		if h, ok = d.ids.Get(id); !ok {
			return 0, false
		}
		d.hints[id] = h
	}
	d.last = hint{id, h}
	return h, true
}

// is reports whether the document at h has the id.
func (d *Docs[T, P]) is(h Handle, id string) bool {
	doc := d.table.Get(h)
	return doc != nil && P(doc).DocID() == id
}

// Len is the number of documents.
func (d *Docs[T, P]) Len() int { return d.ids.Len() }

// From visits documents in the order of ids, beginning at id, until yield returns false.
func (d *Docs[T, P]) From(id string, yield func(id string, doc *T) bool) {
	d.ids.Ascend(id, func(id string, h Handle) bool { return yield(id, d.table.Get(h)) })
}

// Each visits all documents in the order of ids, until yield returns false.
func (d *Docs[T, P]) Each(yield func(id string, doc *T) bool) {
	d.ids.Scan(func(id string, h Handle) bool { return yield(id, d.table.Get(h)) })
}

// put adds or replaces a document without marking it as touched.
func (d *Docs[T, P]) put(id string, doc *T) {
	h, ok := d.find(id)
	d.putAt(h, ok, id, doc)
}

// putAt puts a document at the handle that find gave, or adds it.
func (d *Docs[T, P]) putAt(h Handle, there bool, id string, doc *T) {
	if there {
		d.table.Put(h, doc)
		return
	}
	h = d.table.Add(doc)
	d.ids.Set(id, h)
	if d.hints != nil {
		d.hints[id] = h
		d.last = hint{id, h}
	}
}

// drop forgets a document.
func (d *Docs[T, P]) drop(id string) {
	if h, ok := d.ids.Get(id); ok {
		d.table.Drop(h)
		d.ids.Delete(id)
		delete(d.hints, id)
	}
}

// edit returns the document for changing and marks it as touched by the record that
// w applies; nil if there is none.
func edit[T any, P document[T]](w *World, d *Docs[T, P], id string) *T {
	h, ok := d.find(id)
	if !ok {
		return nil
	}
	doc := d.table.Edit(h)
	if doc != nil && P(doc).Touch(w.Seq) {
		w.touched = append(w.touched, core.Ref{Noun: d.noun, ID: id})
	}
	return doc
}

// insert puts a document as changed by the record that w applies.
func insert[T any, P document[T]](w *World, d *Docs[T, P], id string, doc *T) *T {
	h, there := d.find(id)
	if !there || P(d.table.Get(h)).Changed() != w.Seq {
		w.touched = append(w.touched, core.Ref{Noun: d.noun, ID: id})
	}
	P(doc).Touch(w.Seq)
	d.putAt(h, there, id, doc)
	return doc
}
