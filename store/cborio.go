package store

import (
	"errors"
	"math"
)

// The envelope of a record is written and read by hand, payloads and documents by the
// plans of their types: shortest heads, definite lengths (RFC 8949, section 4.2.1).

// Major types of RFC 8949, section 3.1, and the simple values that we use.
const (
	majorUint  = 0 << 5
	majorNeg   = 1 << 5
	majorBytes = 2 << 5
	majorText  = 3 << 5
	majorArray = 4 << 5
	majorMap   = 5 << 5
	headFalse  = 7<<5 | 20
	headTrue   = 7<<5 | 21
	headNull   = 7<<5 | 22
)

var errNotOurs = errors.New("the bytes are not what this program writes")

type writer struct{ b []byte }

func (w *writer) head(major byte, n uint64) *writer {
	w.b = appendHead(w.b, major, n)
	return w
}

func (w *writer) mapHead(n uint64) *writer   { return w.head(majorMap, n) }
func (w *writer) arrayHead(n uint64) *writer { return w.head(majorArray, n) }
func (w *writer) field(n uint64) *writer     { return w.head(majorUint, n) }
func (w *writer) uint(n uint64) *writer      { return w.head(majorUint, n) }

func (w *writer) int(n int64) *writer {
	w.b = appendInt(w.b, n)
	return w
}

func (w *writer) text(s string) *writer {
	w.head(majorText, uint64(len(s)))
	w.b = append(w.b, s...)
	return w
}

func (w *writer) bytes(b []byte) *writer {
	w.head(majorBytes, uint64(len(b)))
	w.b = append(w.b, b...)
	return w
}

func (w *writer) null() *writer {
	w.b = append(w.b, headNull)
	return w
}

// reader takes items off b. The first surprise sets err; from then on every result is zero.
type reader struct {
	b      []byte
	err    error
	shared *texts // while replaying; else nil
}

// texts keeps short texts that records repeat: ids of channels, SKUs and locations,
// currencies, causes. It forgets by itself and may be wrong about nothing.
type texts [1 << 12]string

// maxShared is the length of the longest text that is shared.
const maxShared = 16

// text returns b as a string, one that was made before where there is one.
func (t *texts) text(b []byte) string {
	if t == nil || len(b) == 0 || len(b) > maxShared {
		return string(b)
	}
	h := uint32(2166136261)
	for _, c := range b {
		h = (h ^ uint32(c)) * 16777619
	}
	at := &t[(h^h>>12)%uint32(len(t))]
	if *at != string(b) {
		*at = string(b)
	}
	return *at
}

func (r *reader) fail() uint64 {
	r.err, r.b = errNotOurs, nil
	return 0
}

// head takes a head of the given major type and returns its argument.
func (r *reader) head(major byte) uint64 {
	if len(r.b) == 0 || r.b[0]&0xE0 != major {
		return r.fail()
	}
	info := r.b[0] & 0x1F
	if info < 24 {
		r.b = r.b[1:]
		return uint64(info)
	}
	size := 1 << (info - 24)
	if info > 27 || len(r.b) < 1+size {
		return r.fail()
	}
	var n, least uint64
	for _, x := range r.b[1 : 1+size] {
		n = n<<8 | uint64(x)
	}
	if least = 24; size > 1 {
		least = 1 << (4 * size)
	}
	if n < least { // a shorter head would have held it
		return r.fail()
	}
	r.b = r.b[1+size:]
	return n
}

func (r *reader) uint() uint64 { return r.head(majorUint) }

func (r *reader) array(n uint64) {
	if r.head(majorArray) != n {
		r.fail()
	}
}

func (r *reader) int() int64 {
	neg := len(r.b) > 0 && r.b[0]&0xE0 == majorNeg
	major := byte(majorUint)
	if neg {
		major = majorNeg
	}
	n := r.head(major)
	if n > math.MaxInt64 {
		return int64(r.fail())
	}
	if neg {
		return ^int64(n)
	}
	return int64(n)
}

func (r *reader) text() []byte  { return r.string(majorText) }
func (r *reader) bytes() []byte { return r.string(majorBytes) }

func (r *reader) string(major byte) []byte {
	n := r.head(major)
	if n > uint64(len(r.b)) {
		r.fail()
		return nil
	}
	s := r.b[:n]
	r.b = r.b[n:]
	return s
}

// exactly takes a byte string of n bytes.
func (r *reader) exactly(n int) []byte {
	b := r.bytes()
	if len(b) != n {
		r.fail()
		return nil
	}
	return b
}

func (r *reader) bool() bool {
	if len(r.b) == 0 || r.b[0] != headTrue && r.b[0] != headFalse {
		return r.fail() != 0
	}
	yes := r.b[0] == headTrue
	r.b = r.b[1:]
	return yes
}

// skip takes one item of any type and returns its bytes.
func (r *reader) skip(depth int) []byte {
	from := r.b
	if len(from) == 0 || depth > maxNesting {
		r.fail()
		return nil
	}
	switch major := from[0] & 0xE0; major {
	case majorBytes, majorText:
		r.string(major)
	case majorArray, majorMap:
		n := r.head(major)
		if n > uint64(len(r.b)) {
			r.fail()
		}
		for n <<= (major - majorArray) >> 5; n > 0 && r.err == nil; n-- { // a pair in a map is two items
			r.skip(depth + 1)
		}
	case majorUint, majorNeg:
		r.head(major)
	default:
		if !r.takeNull() {
			r.bool()
		}
	}
	if r.err != nil {
		return nil
	}
	return from[:len(from)-len(r.b)]
}

func (r *reader) takeNull() bool {
	if len(r.b) == 0 || r.b[0] != headNull {
		return false
	}
	r.b = r.b[1:]
	return true
}
