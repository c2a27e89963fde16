package apitest

import (
	"context"
	"slices"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
)

func (s *shop) watch(c api.Client, nouns ...core.Noun) api.Watcher {
	s.Helper()
	w, err := c.Watch(s.ctx, nouns...)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(w.Close)
	return w
}

// await reads notices until they reach a sequence and returns the nouns that they told.
func (s *shop) await(w api.Watcher, seq uint64) []core.Noun {
	s.Helper()
	var nouns []core.Noun
	for n := range w.C() {
		if n.Resync {
			return nil // everything may have changed
		}
		nouns = append(nouns, n.Nouns...)
		if n.Seq >= seq {
			slices.Sort(nouns)
			return slices.Compact(nouns)
		}
	}
	s.Fatalf("the watch ended before record %d was told", seq)
	return nil
}

func location(id string) *catalog.PutLocation {
	return &catalog.PutLocation{Location: catalog.Location{ID: id}}
}

// watched proves that a watcher is told of the nouns that it named, of all when it
// named none, and that what it is told can be read.
func watched(s *shop) {
	places, all := s.watch(s.owner, catalog.NounLocation), s.watch(s.connect(Owner))
	s.must(s.owner, sku("A"))
	r := s.must(s.owner, location("L1"))
	if got := s.await(places, r.Seq); got != nil && !slices.Equal(got, []core.Noun{catalog.NounLocation}) {
		s.Errorf("who watches locations is told of %v", got)
	}
	if got := s.await(all, r.Seq); got != nil && (!slices.Contains(got, catalog.NounSKU) || !slices.Contains(got, catalog.NounLocation)) {
		s.Errorf("who watches all is told of %v", got)
	}
	if p := s.query(s.owner, api.Query{Kind: catalog.NounLocation}); p.Seq < r.Seq || len(p.Rows) != 1 {
		s.Errorf("what was told cannot be read: %+v", p)
	}
	s.refused(s.owner, core.Command{Body: sku("")}, core.CodeInvalid)
	if r = s.must(s.owner, location("L2")); !slices.Contains(append(s.await(places, r.Seq), catalog.NounLocation), catalog.NounLocation) {
		s.Error("told of nothing")
	}
}

// slowWatcher proves that a watcher who does not read is waited for by nobody, and is
// told of everything, in few notices, when it reads again.
func slowWatcher(s *shop) {
	slow := s.watch(s.owner)
	var last uint64
	for range 50 {
		s.must(s.owner, sku("A"))
		last = s.must(s.owner, location("L1")).Seq
	}
	if got := s.await(slow, last); got != nil && (!slices.Contains(got, catalog.NounSKU) || !slices.Contains(got, catalog.NounLocation)) {
		s.Errorf("told of %v", got)
	}
}

// watchEnds proves that a watch ends when it is closed, twice even, and when its
// context ends, and that the others go on.
func watchEnds(s *shop) {
	stays := s.watch(s.owner)
	closed := s.watch(s.owner)
	closed.Close()
	closed.Close()
	ctx, cancel := context.WithCancel(s.ctx)
	given, err := s.owner.Watch(ctx)
	if err != nil {
		s.Fatal(err)
	}
	cancel()
	r := s.must(s.owner, sku("A"))
	for _, w := range []api.Watcher{closed, given} {
		for n := range w.C() {
			if n.Seq > r.Seq {
				s.Errorf("told of record %d after the end", n.Seq)
			}
		}
	}
	s.await(stays, r.Seq)
	given.Close()
}
