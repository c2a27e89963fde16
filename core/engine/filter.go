package engine

// filter tells whether a key was perhaps seen before: a set of 64-bit hashes, 16 bytes
// a key at most. No is certain; a perhaps is looked up. Its content never decides
// anything, so it may differ between two equal shops.
type filter struct {
	slots []uint64
	n     int
}

// filterHash is FNV-1a over a bucket's name and a key, never 0.
func filterHash(bucket, key string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(bucket); i++ {
		h = (h ^ uint64(bucket[i])) * 1099511628211
	}
	for i := 0; i < len(key); i++ {
		h = (h ^ uint64(key[i])) * 1099511628211
	}
	h ^= h >> 29
	return h | 1
}

func (f *filter) has(h uint64) bool {
	if len(f.slots) == 0 {
		return false
	}
	for i := h % uint64(len(f.slots)); ; i = (i + 1) % uint64(len(f.slots)) {
		switch f.slots[i] {
		case h:
			return true
		case 0:
			return false
		}
	}
}

func (f *filter) add(h uint64) {
	if f.n*2 >= len(f.slots) {
		f.grow()
	}
	for i := h % uint64(len(f.slots)); ; i = (i + 1) % uint64(len(f.slots)) {
		switch f.slots[i] {
		case h:
			return
		case 0:
			f.slots[i] = h
			f.n++
			return
		}
	}
}

func (f *filter) grow() {
	old := f.slots
	f.slots, f.n = make([]uint64, max(1024, 2*len(old))), 0
	for _, h := range old {
		if h != 0 {
			f.add(h)
		}
	}
}

// keys answers whether an idempotency key or external number was seen before, and
// where its first record is as long as the views do not know.
type keys struct {
	ready  bool // the filter knows all keys of the views
	filter filter
	recent map[string]uint64
	order  []keyAt // of recent, oldest first
}

type keyAt struct {
	key string
	seq uint64
}

func newKeys() keys { return keys{recent: map[string]uint64{}} }

// perhaps reports whether a key may have been seen; false is certain.
func (k *keys) perhaps(h uint64) bool { return !k.ready || k.filter.has(h) }

func (k *keys) seen(h uint64) { k.filter.add(h) }

// note remembers the first record of a key.
func (k *keys) note(key string, seq uint64) {
	if key == "" {
		return
	}
	k.recent[key] = seq
	k.order = append(k.order, keyAt{key, seq})
	k.seen(filterHash(bucketKey, key))
}

// forget drops the keys that the views know by now.
func (k *keys) forget(covered uint64) {
	n := 0
	for n < len(k.order) && k.order[n].seq <= covered {
		delete(k.recent, k.order[n].key)
		n++
	}
	if k.order = k.order[n:]; len(k.order) == 0 {
		k.order = nil
	}
}

// adopt takes over a filter that was read from the views; keys that came meanwhile are kept.
func (k *keys) adopt(f *filter) {
	for _, h := range k.filter.slots {
		if h != 0 {
			f.add(h)
		}
	}
	k.filter, k.ready = *f, true
}
