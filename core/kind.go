package core

import "fmt"

// KindRow fixes a kind on disk: its number never changes and is never given to
// another kind; Version is the newest version of the payload's encoding.
type KindRow struct {
	Number  uint16
	Version uint8
	Kind    Kind
	New     func() Payload // a fresh, empty payload to decode into
}

// Kinds is a closed table of kinds, readable by kind and by number.
type Kinds struct {
	byKind   map[Kind]KindRow
	byNumber map[uint16]KindRow
	rows     []KindRow
}

// NewKinds builds the table; a number or kind that stands twice is a defect of the
// program and named in the error.
func NewKinds(rows []KindRow) (*Kinds, error) {
	k := &Kinds{byKind: map[Kind]KindRow{}, byNumber: map[uint16]KindRow{}, rows: rows}
	for _, r := range rows {
		if _, twice := k.byKind[r.Kind]; twice {
			return nil, fmt.Errorf("kind %s stands twice in the table", r.Kind)
		}
		if _, twice := k.byNumber[r.Number]; twice {
			return nil, fmt.Errorf("kind number %d stands twice in the table", r.Number)
		}
		k.byKind[r.Kind], k.byNumber[r.Number] = r, r
	}
	return k, nil
}

// Rows returns the table in the order in which it was written. The caller must not change it.
func (k *Kinds) Rows() []KindRow { return k.rows }

// Named finds the row of a kind.
func (k *Kinds) Named(kind Kind) (KindRow, bool) {
	r, ok := k.byKind[kind]
	return r, ok
}

// Numbered finds the row of a number.
func (k *Kinds) Numbered(n uint16) (KindRow, bool) {
	r, ok := k.byNumber[n]
	return r, ok
}
