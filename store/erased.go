package store

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"andon/core"
)

// ErasedFile is the list of erased keys in a shop folder. It is never part of a
// backup, so that an old backup cannot bring an erased person back: keep it and
// give it to [Restore].
const ErasedFile = "erased.list"

const erasedTitle = "andon erased keys 1"

// erasedList is erased.list: a title with the shop's id, then a line "number crc" for each
// erased key, the CRC-32C in hex over the number as text. Lines are only ever added.
type erasedList struct {
	path string
	shop string
	set  map[uint64]struct{}
}

func openErased(dir, shop string) (*erasedList, error) {
	l := &erasedList{path: filepath.Join(dir, ErasedFile), shop: shop, set: map[uint64]struct{}{}}
	b, err := os.ReadFile(l.path)
	if errors.Is(err, os.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, storageError("open", ErasedFile, err)
	}
	if err := l.parse(b); err != nil {
		return nil, err
	}
	return l, nil
}

// parse reads a list. What stands behind the last line feed was cut off by a crash
// and was never acknowledged.
func (l *erasedList) parse(b []byte) error {
	b = b[:bytes.LastIndexByte(b, '\n')+1]
	lines := bufio.NewScanner(bytes.NewReader(b))
	for n := 1; lines.Scan(); n++ {
		if n == 1 {
			if err := l.title(lines.Text()); err != nil {
				return err
			}
			continue
		}
		number, crc, _ := strings.Cut(lines.Text(), " ")
		key, err := strconv.ParseUint(number, 10, 64)
		if err != nil || key == 0 || crc != lineCheck(number) {
			return core.E(core.CodeCorrupt, "keys.erased", fmt.Sprintf("%s line %d", ErasedFile, n), "the line is damaged; take the list from another copy of the shop's folder")
		}
		l.set[key] = struct{}{}
	}
	if err := lines.Err(); err != nil {
		return core.Wrap(core.CodeCorrupt, "keys.erased", ErasedFile, "the list is damaged", err)
	}
	return nil
}

func (l *erasedList) title(line string) error {
	shop, ok := strings.CutPrefix(line, erasedTitle)
	shop = strings.TrimSpace(shop)
	switch {
	case !ok:
		return core.E(core.CodeVersion, "keys.erased", ErasedFile, fmt.Sprintf("%.40q is not the title of a list that this program knows", line))
	case l.shop != "" && shop != l.shop:
		return core.E(core.CodeCorrupt, "keys.erased", ErasedFile, fmt.Sprintf("the list belongs to shop %.40q, not to %.40q", shop, l.shop))
	}
	return nil
}

func lineCheck(number string) string {
	return fmt.Sprintf("%08x", crc32.Checksum([]byte(number), crc32.MakeTable(crc32.Castagnoli)))
}

func (l *erasedList) has(key uint64) bool {
	_, ok := l.set[key]
	return ok
}

// numbers returns the erased keys in order.
func (l *erasedList) numbers() []uint64 {
	keys := make([]uint64, 0, len(l.set))
	for k := range l.set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// blank takes the erased keys out of a block.
func (l *erasedList) blank(block, size uint64, keys []byte) (changed bool) {
	for n := range size {
		slot := keys[n*keyBytes:][:keyBytes]
		if l.has(block*size+n+1) && [keyBytes]byte(slot) != [keyBytes]byte{} {
			changed = true
			clear(slot)
		}
	}
	return changed
}

// write makes the list with further keys durable. It is small and erasing is rare, so
// it is written whole: the end of a list that a crash cut off never needs mending.
func (l *erasedList) write(keys []uint64) error {
	b := []byte(erasedTitle + " " + l.shop + "\n")
	for _, k := range append(l.numbers(), keys...) {
		number := strconv.FormatUint(k, 10)
		b = fmt.Appendf(b, "%s %s\n", number, lineCheck(number))
	}
	return replaceFile(l.path, b)
}
