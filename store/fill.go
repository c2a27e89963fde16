package store

import (
	"fmt"
	"reflect"
	"unsafe"
)

// fillItem reads one item into the zero value at v, which has the plan's type. What
// Encode would not have written, r.err says; the value is then of no use.
func (p *plan) fillItem(r *reader, v unsafe.Pointer) {
	switch p.op {
	case opInt:
		p.storeInt(r, v, r.int())
	case opUint:
		p.storeUint(r, v, r.uint())
	case opBool:
		*(*bool)(v) = r.bool()
	case opString:
		*(*string)(v) = r.shared.text(r.text())
	case opStruct:
		p.fillStruct(r, v)
	case opPointer:
		if !r.takeNull() {
			to := reflect.New(p.elem.typ)
			p.elem.fillItem(r, to.UnsafePointer())
			reflect.NewAt(p.typ, v).Elem().Set(to)
		}
	default:
		p.fillList(r, v)
	}
}

func (p *plan) fillList(r *reader, v unsafe.Pointer) {
	switch p.op {
	case opBytes:
		if !r.takeNull() {
			*(*[]byte)(v) = append([]byte{}, r.bytes()...)
		}
	case opByteArray:
		if copy(unsafe.Slice((*byte)(v), p.n), r.exactly(p.n)) != p.n {
			r.fail()
		}
	case opArray:
		r.array(uint64(p.n))
		for i := 0; i < p.n && r.err == nil; i++ {
			p.elem.fillItem(r, unsafe.Add(v, uintptr(i)*p.elem.size))
		}
	case opSlice:
		if !r.takeNull() {
			p.fillSlice(r, v)
		}
	}
}

// firstElements is how much room a slice gets before its elements are seen, so that a
// damaged length cannot ask for memory that the bytes do not pay for.
const firstElements = 1024

func (p *plan) fillSlice(r *reader, v unsafe.Pointer) {
	n := int(min(r.head(majorArray), maxElements+1))
	if n > maxElements || n > len(r.b) { // an element takes a byte at least
		r.fail()
		return
	}
	s := reflect.NewAt(p.typ, v).Elem()
	room := min(n, firstElements)
	s.Set(reflect.MakeSlice(p.typ, room, room))
	at := s.UnsafePointer()
	for i := 0; i < n && r.err == nil; i++ {
		if i == room {
			s.Grow(min(room, n-room))
			room = min(2*room, n)
			s.SetLen(room)
			at = s.UnsafePointer()
		}
		p.elem.fillItem(r, unsafe.Add(at, uintptr(i)*p.elem.size))
	}
}

func (p *plan) fillStruct(r *reader, v unsafe.Pointer) {
	next := 0
	for n := r.head(majorMap); n > 0 && r.err == nil; n-- {
		key := r.uint()
		for next < len(p.fields) && p.fields[next].key < key && p.fields[next].omit {
			next++
		}
		if next == len(p.fields) || p.fields[next].key != key {
			r.unknown(p.typ, key)
			return
		}
		f := &p.fields[next]
		next++
		if at := unsafe.Add(v, f.offset); f.evidence && r.shared != nil {
			r.skip(0)
			reflect.NewAt(f.typ, at).Elem().Set(reflect.New(f.elem.typ)) // there is some, that is all
		} else if f.fillItem(r, at); f.omit && f.empty(at) {
			r.fail() // it would have been left out
		}
	}
	for ; next < len(p.fields); next++ {
		if !p.fields[next].omit {
			r.fail() // it is never left out
		}
	}
}

// unknown fails on a field that this program does not know, which would be lost
// silently, or on one that stands where it never would.
func (r *reader) unknown(t reflect.Type, key uint64) {
	if r.err == nil {
		r.fail()
		r.err = fmt.Errorf("field %d does not belong there in %s", key, t.Name())
	}
}

func (p *plan) storeInt(r *reader, v unsafe.Pointer, n int64) {
	switch p.size {
	case 1:
		*(*int8)(v) = int8(n)
	case 2:
		*(*int16)(v) = int16(n)
	case 4:
		*(*int32)(v) = int32(n)
	default:
		*(*int64)(v) = n
	}
	if loadInt(v, p.size) != n {
		r.fail()
	}
}

func (p *plan) storeUint(r *reader, v unsafe.Pointer, n uint64) {
	switch p.size {
	case 1:
		*(*uint8)(v) = uint8(n)
	case 2:
		*(*uint16)(v) = uint16(n)
	case 4:
		*(*uint32)(v) = uint32(n)
	default:
		*(*uint64)(v) = n
	}
	if loadUint(v, p.size) != n {
		r.fail()
	}
}
