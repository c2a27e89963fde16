package store

import (
	"encoding/binary"
	"errors"
	"math"
)

// The envelope of a record is so small and regular that it is written and read by
// hand: shortest heads, definite lengths (RFC 8949, section 4.2.1). Payloads go
// through the cbor package.

// Major types of RFC 8949, section 3.1, and the one simple value that we use.
const (
	majorUint  = 0 << 5
	majorNeg   = 1 << 5
	majorBytes = 2 << 5
	majorText  = 3 << 5
	majorArray = 4 << 5
	majorMap   = 5 << 5
	headNull   = 7<<5 | 22
)

var errNotOurs = errors.New("the bytes are not what this program writes")

type writer struct{ b []byte }

func (w *writer) head(major byte, n uint64) *writer {
	switch {
	case n < 24:
		w.b = append(w.b, major|byte(n))
	case n <= math.MaxUint8:
		w.b = append(w.b, major|24, byte(n))
	case n <= math.MaxUint16:
		w.b = binary.BigEndian.AppendUint16(append(w.b, major|25), uint16(n))
	case n <= math.MaxUint32:
		w.b = binary.BigEndian.AppendUint32(append(w.b, major|26), uint32(n))
	default:
		w.b = binary.BigEndian.AppendUint64(append(w.b, major|27), n)
	}
	return w
}

func (w *writer) mapHead(n uint64) *writer   { return w.head(majorMap, n) }
func (w *writer) arrayHead(n uint64) *writer { return w.head(majorArray, n) }
func (w *writer) field(n uint64) *writer     { return w.head(majorUint, n) }
func (w *writer) uint(n uint64) *writer      { return w.head(majorUint, n) }

func (w *writer) int(n int64) *writer {
	if n < 0 {
		return w.head(majorNeg, uint64(^n))
	}
	return w.head(majorUint, uint64(n))
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
	b   []byte
	err error
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

func (r *reader) takeNull() bool {
	if len(r.b) == 0 || r.b[0] != headNull {
		return false
	}
	r.b = r.b[1:]
	return true
}
