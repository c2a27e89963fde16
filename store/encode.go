package store

import (
	"encoding/binary"
	"unsafe"
)

// appendItem appends the value at v, which has the plan's type. It only reads memory
// of that type, at offsets that the compiler gave.
func (p *plan) appendItem(b []byte, v unsafe.Pointer) []byte {
	switch p.op {
	case opInt:
		return appendInt(b, loadInt(v, p.size))
	case opUint:
		return appendHead(b, majorUint, loadUint(v, p.size))
	case opBool:
		if *(*bool)(v) {
			return append(b, headTrue)
		}
		return append(b, headFalse)
	case opString:
		s := *(*string)(v)
		return append(appendHead(b, majorText, uint64(len(s))), s...)
	case opStruct:
		return p.appendStruct(b, v)
	case opPointer:
		if v = *(*unsafe.Pointer)(v); v == nil {
			return append(b, headNull)
		}
		return p.elem.appendItem(b, v)
	}
	return p.appendList(b, v)
}

func (p *plan) appendList(b []byte, v unsafe.Pointer) []byte {
	n := p.n
	if p.op == opSlice || p.op == opBytes {
		// All slices have one layout; only the address and the length are read.
		s := *(*[]byte)(v)
		if s == nil {
			return append(b, headNull)
		}
		v, n = unsafe.Pointer(unsafe.SliceData(s)), len(s)
	}
	if p.op == opBytes || p.op == opByteArray {
		return append(appendHead(b, majorBytes, uint64(n)), unsafe.Slice((*byte)(v), n)...)
	}
	b = appendHead(b, majorArray, uint64(n))
	for i := range n {
		b = p.elem.appendItem(b, unsafe.Add(v, uintptr(i)*p.elem.size))
	}
	return b
}

func (p *plan) appendStruct(b []byte, v unsafe.Pointer) []byte {
	var present uint64
	n := uint64(0)
	for i := range p.fields {
		if f := &p.fields[i]; !f.omit || !f.empty(unsafe.Add(v, f.offset)) {
			present |= 1 << i
			n++
		}
	}
	b = appendHead(b, majorMap, n)
	for i := range p.fields {
		if present&(1<<i) != 0 {
			f := &p.fields[i]
			b = appendHead(b, majorUint, f.key)
			b = f.appendItem(b, unsafe.Add(v, f.offset))
		}
	}
	return b
}

// empty reports whether a field that may be left out is zero or has no elements.
func (p *plan) empty(v unsafe.Pointer) bool {
	switch p.op {
	case opInt, opUint:
		return loadUint(v, p.size) == 0
	case opBool:
		return !*(*bool)(v)
	case opString:
		return len(*(*string)(v)) == 0
	case opSlice, opBytes:
		return len(*(*[]byte)(v)) == 0
	}
	return *(*unsafe.Pointer)(v) == nil // a pointer: checkFields lets no other be left out
}

func loadInt(v unsafe.Pointer, size uintptr) int64 {
	switch size {
	case 1:
		return int64(*(*int8)(v))
	case 2:
		return int64(*(*int16)(v))
	case 4:
		return int64(*(*int32)(v))
	}
	return *(*int64)(v)
}

func loadUint(v unsafe.Pointer, size uintptr) uint64 {
	switch size {
	case 1:
		return uint64(*(*uint8)(v))
	case 2:
		return uint64(*(*uint16)(v))
	case 4:
		return uint64(*(*uint32)(v))
	}
	return *(*uint64)(v)
}

func appendInt(b []byte, n int64) []byte {
	if n < 0 {
		return appendHead(b, majorNeg, uint64(^n))
	}
	return appendHead(b, majorUint, uint64(n))
}

// appendHead appends the shortest head of a major type with its argument.
func appendHead(b []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n <= 0xff:
		return append(b, major|24, byte(n))
	case n <= 0xffff:
		return append(b, major|25, byte(n>>8), byte(n))
	case n <= 0xffffffff:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), n)
}
