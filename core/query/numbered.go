package query

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// numbered is a noun whose documents are numbered without gaps and listed newest
// first: orders and exceptions. Those in memory and those that only the read model
// holds are merged by number, so that a document which leaves memory between two
// pages keeps its place.
type numbered[T any] struct {
	noun   core.Noun
	prefix string // of the id, before the number
	number func(d *T) uint64
	get    func(id string) *T
	from   func(id string, yield func(id string, d *T) bool)
}

func ordersOf(w *world.World) numbered[order.Order] {
	return numbered[order.Order]{order.NounOrder, "SO-", func(o *order.Order) uint64 { return o.N }, w.Orders.Get, w.Orders.From}
}

func exceptionsOf(w *world.World) numbered[exception.Exception] {
	return numbered[exception.Exception]{exception.NounException, "EX-", func(x *exception.Exception) uint64 { return x.N }, w.Exceptions.Get, w.Exceptions.From}
}

func (n *numbered[T]) id(number uint64) string { return n.prefix + strconv.FormatUint(number, 10) }

// source hands out documents, highest number first, nil at the end.
type source[T any] func() (*T, error)

// merge yields what two sources hold, highest number first.
func merge[T any](n *numbered[T], hot, cold source[T], yield func(d *T) bool) error {
	h, err := hot()
	if err != nil {
		return err
	}
	c, err := cold()
	for err == nil && (h != nil || c != nil) {
		if c == nil || h != nil && n.number(h) > n.number(c) {
			if !yield(h) {
				return nil
			}
			h, err = hot()
			continue
		}
		if !yield(c) {
			return nil
		}
		c, err = cold()
	}
	return err
}

// none is the source of nothing.
func none[T any]() (*T, error) { return nil, nil }

// those is the source of documents at hand whose numbers are at most top, already in order.
func (n *numbered[T]) those(list []*T, top uint64) source[T] {
	return func() (*T, error) {
		for len(list) > 0 {
			d := list[0]
			list = list[1:]
			if n.number(d) <= top {
				return d, nil
			}
		}
		return nil, nil
	}
}

// hot is the source of all documents in memory with numbers of at most top. Ids sort
// as text, so each stretch of numbers with equally many digits is read upwards, in
// chunks that grow where few of the documents are in memory, and handed out downwards.
func (n *numbered[T]) hot(top uint64) source[T] {
	var buffer []*T
	chunk := uint64(64)
	return func() (*T, error) {
		for len(buffer) == 0 && top > 0 {
			low := lowest(top, chunk)
			buffer = n.chunk(buffer, low, top)
			top = low - 1
			if uint64(len(buffer)) < chunk/8 {
				chunk = min(chunk*4, 1<<16)
			} else {
				chunk = 256
			}
		}
		if len(buffer) == 0 {
			return nil, nil
		}
		d := buffer[len(buffer)-1]
		buffer = buffer[:len(buffer)-1]
		return d, nil
	}
}

// lowest is the first number of a chunk that ends with top and does not change its
// count of digits.
func lowest(top, chunk uint64) uint64 {
	first := uint64(1)
	for top/first >= 10 {
		first *= 10
	}
	if top-first < chunk {
		return first
	}
	return top - chunk + 1
}

// chunk appends the documents numbered low to high, which have equally many digits.
func (n *numbered[T]) chunk(to []*T, low, high uint64) []*T {
	digits := len(n.id(low))
	for low <= high {
		again := false
		n.from(n.id(low), func(id string, d *T) bool {
			switch number := n.number(d); {
			case len(id) > digits: // SO-100 stands between SO-10 and SO-11: go on there
				for ; len(id) > digits; id = id[:len(id)-1] {
					number /= 10
				}
				low, again = number+1, true
				return false
			case len(id) < digits:
				return true
			case number > high:
				return false
			}
			to = append(to, d)
			return true
		})
		if !again {
			break
		}
	}
	return to
}

// coldBatch is how many closed documents are read at first; the batches grow while a
// filter finds few.
const coldBatch = 128

// cold is the source of closed documents that are not in memory, with numbers of at
// most top. Once the page is full it ends, and says that there may be more.
func (n *numbered[T]) cold(r *request, top uint64) source[T] {
	if r.Cold == nil {
		return none[T]
	}
	var batch []any
	size, below, end := coldBatch, top+1, false
	return func() (*T, error) {
		for {
			for len(batch) > 0 {
				d, ok := batch[0].(*T)
				batch = batch[1:]
				if !ok || n.number(d) >= below {
					continue
				}
				below = n.number(d)
				if n.get(n.id(below)) == nil {
					return d, nil
				}
			}
			if end {
				return nil, nil
			}
			if r.full {
				r.more = true
				return nil, nil
			}
			var err error
			if batch, err = r.Cold.Closed(r.ctx, n.noun, n.id(below), size); err != nil {
				return nil, err
			}
			end = len(batch) < size
			size = min(size*2, 1024)
		}
	}
}

// named is the source of documents that the read model found by an index and that
// are not in memory, with numbers of at most top.
func (n *numbered[T]) named(r *request, ids []string, top uint64) source[T] {
	return func() (*T, error) {
		for len(ids) > 0 {
			id := ids[0]
			ids = ids[1:]
			if n.get(id) != nil {
				continue
			}
			doc, found, err := r.Cold.Doc(r.ctx, core.Ref{Noun: n.noun, ID: id})
			if err != nil {
				return nil, err
			}
			if d, ok := doc.(*T); found && ok && n.number(d) <= top {
				return d, nil
			}
		}
		return nil, nil
	}
}

// found asks an index of the read model for orders.
func (r *request) found(field, value string) ([]string, error) {
	ids, err := r.Cold.Find(r.ctx, field, value, api.MaxScan)
	r.cut = r.cut || len(ids) == api.MaxScan
	return ids, err
}

// newest sorts ids by falling number, each once.
func (n *numbered[T]) newest(ids []string) []string {
	number := func(id string) uint64 {
		digits, _ := strings.CutPrefix(id, n.prefix)
		v, err := strconv.ParseUint(digits, 10, 64)
		if err != nil {
			return 0 // not an id of ours: the read model will not know it
		}
		return v
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(number(b), number(a)), cmp.Compare(a, b)) })
	return slices.Compact(ids)
}

// newestFirst is the key of a number in lists that begin with the newest.
func newestFirst(n uint64) string { return string(binary.BigEndian.AppendUint64(nil, ^n)) }

// numberOf reads the key back; an empty key stands before the newest.
func numberOf(key string, newest uint64) uint64 {
	if len(key) < 8 {
		return newest
	}
	return min(^binary.BigEndian.Uint64([]byte(key[:8])), newest)
}
