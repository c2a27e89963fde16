package main

import (
	"andon/core/engine"
	"andon/store"
)

// snapshots gives the engine the store's snapshots in the form that it asks for.
type snapshots struct{ *store.Snapshots }

var _ engine.Snapshots = snapshots{}

// Latest visits the newest usable snapshot; begin is called before each attempt, so
// that a damaged one leaves nothing behind.
func (s snapshots) Latest(before uint64, begin func(seq uint64), frame func(noun byte, body []byte) error) (uint64, error) {
	begin(0)
	seq, _, _, err := s.Load(before, frame)
	return seq, err
}
