package store

import (
	"crypto/rand"
	"io"
)

// Options are the settings of the files of a shop. The zero value is a good one.
type Options struct {
	// Shop is the shop's id (see [Meta]). A file of another shop is refused; "" does not look.
	Shop string

	// Schema is the version of what the caller keeps in the views. Views of another
	// version are made anew.
	Schema uint32

	// MaxBytes is the most that one file may take on disk; 0 is no limit. See [Journal.Room].
	MaxBytes int64

	// MmapBytes is the address space reserved for a file: 0 takes 16 GiB where that
	// costs nothing (64-bit Unix). A file that outgrows it waits for its readers once.
	MmapBytes int

	// KeyBlock is how many keys are made ahead at a time; 0 is 4,096.
	KeyBlock int

	// Rand is where keys, secrets and nonces come from; nil is crypto/rand.
	Rand io.Reader
}

func (o Options) mmap() int {
	if o.MmapBytes != 0 {
		return o.MmapBytes
	}
	return defaultMmap()
}

func (o Options) keyBlock() int {
	if o.KeyBlock != 0 {
		return o.KeyBlock
	}
	return 4096
}

func (o Options) rand() io.Reader {
	if o.Rand != nil {
		return o.Rand
	}
	return rand.Reader
}
