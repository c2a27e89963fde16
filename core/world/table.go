package world

import "slices"

// Handle addresses a document in a Table. Handles are reused; never order by them.
type Handle uint32

const (
	leafBits = 5
	dirBits  = 6
	leafSize = 1 << leafBits
	dirSize  = 1 << dirBits
)

// generation tells which fork may change a page in place: the one whose token the
// page carries. It is compared by address, so it must not be of size zero.
type generation struct{ _ byte }

type leaf[T any] struct {
	gen  *generation
	mine uint32 // bit i: item i was copied by this generation and may be changed in place
	item [leafSize]*T
}

type dir[T any] struct {
	gen  *generation
	leaf [dirSize]*leaf[T]
}

// document is what a Table holds: something that can copy what Apply may change of it.
type document[T any] interface {
	*T
	Clone() *T
	Touch(seq uint64) bool
	Changed() uint64
	DocID() string
}

// Table is a persistent array of immutable documents: a radix tree of 64 × 32. Fork
// is O(1); the first change after it copies the pages on the way and the document,
// later changes of the same document are in place.
type Table[T any, P document[T]] struct {
	gen     *generation
	rootGen *generation
	root    []*dir[T]
	next    Handle
	free    []Handle
}

// Fork returns an equal table that can be changed without the other seeing it.
func (t *Table[T, P]) Fork() Table[T, P] {
	t.gen = new(generation)
	f := *t
	f.gen = new(generation)
	f.free = slices.Clip(f.free)
	t.free = slices.Clip(t.free)
	return f
}

// Get returns the document, which must not be changed, or nil.
func (t *Table[T, P]) Get(h Handle) *T {
	d := int(h >> (leafBits + dirBits))
	if d >= len(t.root) || t.root[d] == nil {
		return nil
	}
	l := t.root[d].leaf[h>>leafBits&(dirSize-1)]
	if l == nil {
		return nil
	}
	return l.item[h&(leafSize-1)]
}

// Add puts a new document and returns its handle.
func (t *Table[T, P]) Add(doc *T) Handle {
	var h Handle
	if n := len(t.free); n > 0 {
		h = t.free[n-1]
		t.free = t.free[: n-1 : n-1]
	} else {
		h = t.next
		t.next++
	}
	t.Put(h, doc)
	return h
}

// Put replaces the document at h; from now on this table may change it in place.
func (t *Table[T, P]) Put(h Handle, doc *T) {
	l := t.own(h)
	i := h & (leafSize - 1)
	l.item[i] = doc
	l.mine |= 1 << i
}

// Edit returns the document at h for changing: a copy, made at the first Edit after a fork.
func (t *Table[T, P]) Edit(h Handle) *T {
	l := t.own(h)
	i := h & (leafSize - 1)
	if l.item[i] != nil && l.mine&(1<<i) == 0 {
		l.item[i] = P(l.item[i]).Clone()
		l.mine |= 1 << i
	}
	return l.item[i]
}

// Drop forgets the document at h and frees the handle.
func (t *Table[T, P]) Drop(h Handle) {
	t.Put(h, nil)
	t.free = append(t.free, h)
}

// own returns the leaf of h, copied if another generation made it.
func (t *Table[T, P]) own(h Handle) *leaf[T] {
	if t.gen == nil {
		t.gen = new(generation)
	}
	if t.rootGen != t.gen {
		t.root = slices.Clone(t.root)
		t.rootGen = t.gen
	}
	d := int(h >> (leafBits + dirBits))
	for d >= len(t.root) {
		t.root = append(t.root, nil)
	}
	switch p := t.root[d]; {
	case p == nil:
		t.root[d] = &dir[T]{gen: t.gen}
	case p.gen != t.gen:
		c := *p
		c.gen = t.gen
		t.root[d] = &c
	}
	slot := &t.root[d].leaf[h>>leafBits&(dirSize-1)]
	switch l := *slot; {
	case l == nil:
		*slot = &leaf[T]{gen: t.gen}
	case l.gen != t.gen:
		c := *l
		c.gen, c.mine = t.gen, 0
		*slot = &c
	}
	return *slot
}
