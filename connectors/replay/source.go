package replay

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"

	"github.com/klauspost/compress/zstd"

	"andon/core"
)

// maxWindow is how far back a zstd stream may refer: what `zstd --ultra -22` needs,
// and the most that one stream can make the decoder keep.
const maxWindow = 128 << 20

// source is the plain text of a file, however it was packed.
type source struct {
	io.Reader
	packed string // "gzip" or "zstd"; "" when the file is plain
	close  func()
}

// unpack finds out by its first bytes how r is packed. It starts no goroutine.
func unpack(r io.Reader) (*source, error) {
	br := bufio.NewReaderSize(r, maxRecord)
	head, err := br.Peek(6)
	if err != nil && err != io.EOF {
		return nil, core.Wrap(core.CodeStorage, opRead, "", "the file cannot be read", err)
	}
	starts := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case len(head) == 0:
		return nil, core.E(core.CodeInvalid, opRead, "", "the file is empty: the first line must name the columns")
	case starts("\x1f\x8b"):
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, damaged("gzip", 1, 0, err)
		}
		return &source{Reader: z, packed: "gzip", close: func() {}}, nil
	case starts("\x28\xb5\x2f\xfd"):
		z, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, damaged("zstd", 1, 0, err)
		}
		return &source{Reader: z, packed: "zstd", close: z.Close}, nil
	case starts("PK\x03\x04"):
		return nil, notCSV("a zip archive")
	case starts("\xfd7zXZ\x00"):
		return nil, notCSV("packed with xz")
	case starts("BZh"):
		return nil, notCSV("packed with bzip2")
	case starts("\xff\xfe"), starts("\xfe\xff"):
		return nil, notCSV("UTF-16 text")
	}
	return &source{Reader: br, close: func() {}}, nil
}

func notCSV(what string) error {
	return core.E(core.CodeInvalid, opRead, "", "the file is "+what+": only UTF-8 CSV is read, plain or packed with gzip or zstd")
}
