package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"andon/core"
)

// restoreDir holds what a restore has built so far. While it is there and shop.json is
// not, the other files of the folder are leftovers of a restore that was cut off.
const restoreDir = "restore.tmp"

// restoreBytes is about how much one commit of a restore writes.
const restoreBytes = 8 << 20

// Restore makes a shop from a backup in a folder that does not exist, is empty, or
// holds only a list of erased keys ([ErasedFile]); keys on that list are not brought
// back. Every record is checked against the hash of the one before. The folder is a
// shop when Restore returns without an error, and none at all otherwise. The name of
// a record or the place in the file stands in the error. progress may be nil.
func Restore(ctx context.Context, r io.Reader, dir string, opt Options, progress func(done, all uint64)) (Meta, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Meta{}, storageError("restore", dir, err)
	}
	if err := refuseNetwork(dir); err != nil {
		return Meta{}, err
	}
	if _, err := os.Stat(filepath.Join(dir, shopFile)); err == nil {
		return Meta{}, core.E(core.CodeExists, "store.restore", dir, "there is a shop in this folder already; restore into another folder")
	}
	lock, err := takeLock(dir, Holder{Command: "restore"})
	if err != nil {
		return Meta{}, err
	}
	defer lock.release()
	if _, err := os.Stat(filepath.Join(dir, restoreDir)); err == nil {
		discard(dir, journalFile, keysFile, restoreDir)
	}
	if err := mustBeFree(dir); err != nil {
		return Meta{}, err
	}
	if err := os.Mkdir(filepath.Join(dir, restoreDir), 0o700); err != nil {
		return Meta{}, storageError("restore", dir, err)
	}
	meta, err := restore(ctx, r, dir, opt, progress)
	if err != nil {
		discard(dir, journalFile, keysFile, restoreDir)
	}
	return meta, err
}

func restore(ctx context.Context, r io.Reader, dir string, opt Options, progress func(done, all uint64)) (Meta, error) {
	b := newBackupReader(r)
	if err := b.open(); err != nil {
		return Meta{}, err
	}
	tmp := filepath.Join(dir, restoreDir)
	opt.Shop, opt.KeyBlock = b.header.Meta.Shop, b.header.Block
	if err := b.records(ctx, tmp, opt, progress); err != nil {
		return Meta{}, err
	}
	if err := b.keys(dir, tmp, opt); err != nil {
		return Meta{}, err
	}
	for _, name := range []string{journalFile, keysFile} {
		if err := moveIn(filepath.Join(tmp, name), filepath.Join(dir, name)); err != nil {
			return Meta{}, err
		}
	}
	if err := writeMeta(dir, b.header.Meta); err != nil {
		return Meta{}, err
	}
	discard(dir, restoreDir)
	return b.header.Meta, nil
}

// backupReader takes frames off a backup.
type backupReader struct {
	in      *bufio.Reader
	offset  int64 // of the next byte
	sum     hash.Hash
	chain   *chain
	header  backupHeader
	payload []byte
	next    byte // type of the frame that payload holds
}

func newBackupReader(r io.Reader) *backupReader {
	return &backupReader{in: bufio.NewReaderSize(r, 256<<10), sum: sha256.New(), chain: newChain()}
}

func (b *backupReader) open() error {
	magic := make([]byte, len(backupMagic))
	if _, err := io.ReadFull(b.in, magic); err != nil || string(magic[:7]) != backupMagic[:7] {
		return core.E(core.CodeInvalid, "store.restore", "", "this is not a backup of a shop; give the file that andon backup wrote")
	}
	if magic[7] != backupMagic[7] {
		return core.E(core.CodeVersion, "store.restore", "", fmt.Sprintf("the backup has format %q, this program knows %q; use the newer program that wrote it", magic[7], backupMagic[7]))
	}
	b.sum.Write(magic)
	b.offset = int64(len(magic))
	if err := b.frame(frameHeader); err != nil {
		return err
	}
	h := &b.header
	if err := json.Unmarshal(b.payload, h); err != nil || len(h.Head) != sha256.Size || h.Block < 1 || h.Block > 1<<20 || h.Meta.Shop == "" {
		return b.damaged("its header makes no sense", err)
	}
	if h.Meta.Format > folderFormat {
		return core.E(core.CodeVersion, "store.restore", "", fmt.Sprintf("the backed up shop has format %d, this program knows up to %d; use the newer program that made it", h.Meta.Format, folderFormat))
	}
	return b.read()
}

// frame wants the next frame to be of a kind.
func (b *backupReader) frame(kind byte) error {
	if err := b.read(); err != nil {
		return err
	}
	if b.next != kind {
		return b.damaged(fmt.Sprintf("a frame of type %q stands where one of type %q belongs", b.next, kind), nil)
	}
	return nil
}

// read takes the next frame.
func (b *backupReader) read() error {
	start := b.offset
	var head [5]byte
	if err := b.take(head[:]); err != nil {
		return err
	}
	size := binary.BigEndian.Uint32(head[1:])
	if size > MaxRecordBytes+frameExtra {
		b.offset = start
		return b.damaged(fmt.Sprintf("a frame claims to have %d bytes", size), nil)
	}
	if b.next = head[0]; b.next == frameEnd {
		return b.end(head, size)
	}
	b.sum.Write(head[:])
	if err := b.takePayload(int(size)); err != nil {
		return err
	}
	var crc [4]byte
	if err := b.take(crc[:]); err != nil {
		return err
	}
	b.sum.Write(b.payload)
	b.sum.Write(crc[:])
	if binary.BigEndian.Uint32(crc[:]) != frameCRC(b.chain.crcs, head[:], b.payload) {
		b.offset = start
		return b.damaged("its checksum does not match here", nil)
	}
	return nil
}

// takePayload reads in steps, so that a length which lies costs no memory.
func (b *backupReader) takePayload(size int) error {
	b.payload = b.payload[:0]
	for len(b.payload) < size {
		from, n := len(b.payload), min(size-len(b.payload), 1<<20)
		b.payload = append(b.payload, make([]byte, n)...)
		if err := b.take(b.payload[from:]); err != nil {
			return err
		}
	}
	return nil
}

func (b *backupReader) take(p []byte) error {
	n, err := io.ReadFull(b.in, p)
	b.offset += int64(n)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return b.damaged("it ends here, but more belongs to it", nil)
	}
	if err != nil {
		return core.Wrap(core.CodeStorage, "store.restore", b.place(), "the backup could not be read", err)
	}
	return nil
}

// end checks the sum over everything, and that nothing follows.
func (b *backupReader) end(head [5]byte, size uint32) error {
	if size != sha256.Size {
		return b.damaged("its end makes no sense", nil)
	}
	if err := b.takePayload(int(size)); err != nil {
		return err
	}
	var crc [4]byte
	if err := b.take(crc[:]); err != nil {
		return err
	}
	if string(b.payload) != string(b.sum.Sum(nil)) || binary.BigEndian.Uint32(crc[:]) != frameCRC(b.chain.crcs, head[:], b.payload) {
		return b.damaged("the checksum of the whole does not match", nil)
	}
	if _, err := b.in.ReadByte(); err != io.EOF {
		return b.damaged("something follows its end", err)
	}
	return nil
}

func (b *backupReader) place() string { return fmt.Sprintf("backup, byte %d", b.offset) }

func (b *backupReader) damaged(what string, err error) error {
	return core.Wrap(core.CodeCorrupt, "store.restore", b.place(), "the backup is damaged: "+what+"; nothing was restored, use another one", err)
}

// records builds the journal from the record frames.
func (b *backupReader) records(ctx context.Context, tmp string, opt Options, progress func(done, all uint64)) error {
	j, err := OpenJournal(tmp, opt)
	if err != nil {
		return err
	}
	defer j.Close()
	c := chained{backupReader: b}
	for b.next == frameRecord {
		if err := c.collect(); err != nil {
			return err
		}
		last, _ := j.Last()
		if err := j.Append(ctx, 0, last, c.bodies); err != nil {
			return err
		}
		if progress != nil {
			progress(c.seq, b.header.Records)
		}
	}
	if string(c.head[:]) != string(b.header.Head) {
		return b.damaged(fmt.Sprintf("it holds %d of %d records", c.seq, b.header.Records), nil)
	}
	return nil
}

// chained collects the bodies of records while it follows their chain.
type chained struct {
	*backupReader
	seq    uint64
	head   [32]byte
	bodies [][]byte
}

// collect takes as many record frames as one commit is to write.
func (c *chained) collect() error {
	c.bodies = nil
	for size := 0; c.next == frameRecord && size < restoreBytes; size += len(c.payload) {
		body, prev, err := c.chain.open(c.seq+1, c.payload)
		if err == nil && prev != c.head {
			err = errors.New("its link to the record before does not match")
		}
		if err != nil {
			return c.damaged(recordName(c.seq+1)+" is not what it was when it was written", err)
		}
		c.seq++
		c.head = c.chain.next(prev, c.seq, body)
		c.bodies = append(c.bodies, append([]byte(nil), body...))
		if err := c.read(); err != nil {
			return err
		}
	}
	return nil
}

// keys builds keys.db from the remaining frames. A key on the folder's list of erased
// keys is never written.
func (b *backupReader) keys(dir, tmp string, opt Options) error {
	erased, err := openErased(dir, opt.Shop)
	if err != nil {
		return err
	}
	if b.next != frameSecrets || len(b.payload) != secretBytes {
		return b.damaged("the shop's secrets are missing", nil)
	}
	spec := keysSpec(opt)
	f, err := buildBolt(filepath.Join(tmp, keysFile), spec, func(tx *bolt.Tx) error {
		return putSecrets(tx, b.payload, opt.KeyBlock)
	})
	if err != nil {
		return err
	}
	defer f.close()
	for {
		if err := b.read(); err != nil || b.next == frameEnd {
			return err
		}
		if b.next != frameKeys || len(b.payload) != 8+opt.KeyBlock*keyBytes {
			return b.damaged("a block of keys makes no sense", nil)
		}
		block, keys := binary.BigEndian.Uint64(b.payload), b.payload[8:]
		erased.blank(block, uint64(opt.KeyBlock), keys)
		if err := f.update("restore", func(tx *bolt.Tx) error { return putBlock(tx, block, keys) }); err != nil {
			return storageError("restore", keysFile, err)
		}
	}
}
