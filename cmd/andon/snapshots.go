package main

import (
	"fmt"

	"andon/core"
	"andon/core/engine"
	"andon/store"
)

// snapshots gives the engine the store's snapshots in the form that it asks for.
type snapshots struct {
	*store.Snapshots
	note func(sentence string) // hears of each one that was passed over
}

var _ engine.Snapshots = snapshots{}

// Write keeps a snapshot and thins the older ones.
func (s snapshots) Write(seq uint64, at core.Instant, write func(emit func(noun byte, body []byte) error) error) error {
	if err := s.Snapshots.Write(seq, at, write); err != nil {
		return err
	}
	return s.Thin(at)
}

// Latest visits the newest usable snapshot; begin is called before each attempt, so
// that one that fails leaves nothing behind. A snapshot that is whole but does not make
// sense to this program is passed over for an older one, down to none: the journal
// holds everything.
func (s snapshots) Latest(before uint64, begin func(seq uint64), frame func(noun byte, body []byte) error) (uint64, error) {
	for {
		begin(before)
		seq, _, damaged, err := s.Load(before, frame)
		for _, why := range damaged {
			s.passed(why)
		}
		if err == nil || seq == 0 {
			return seq, err
		}
		s.passed(fmt.Sprintf("the one of record %d: %s", seq, err))
		before = seq - 1
	}
}

func (s snapshots) passed(why string) {
	s.note("a snapshot could not be used, so the shop was opened from older records: " + why)
}
