package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash"
	"hash/crc32"
	"io"

	bolt "go.etcd.io/bbolt"

	"andon/core"
)

// A backup is one stream: the magic, then frames of
//
//	1 byte type, be32 length, payload, be32 CRC-32C of all three
//
// in the order header, records, secrets, key blocks, end. Views and snapshots are not
// part of it, as they can be made again; nor is erased.list, see [ErasedFile].
const (
	backupMagic = "andonbk1" // the last byte is the version

	frameHeader  = 'H' // JSON of backupHeader
	frameRecord  = 'R' // a journal value; the first is record 1
	frameSecrets = 'S' // the shop's secrets
	frameKeys    = 'K' // be64 block, keys
	frameEnd     = 'E' // SHA-256 of everything before this frame
)

// backupHeader says what a backup will hold.
type backupHeader struct {
	Meta    Meta   `json:"shop"`
	Records uint64 `json:"records"`
	Head    []byte `json:"head"`  // hash of the last record
	Block   int    `json:"block"` // keys in a block
}

// Backup writes a backup of records 1 to the last one, then of the keys, while the
// shop goes on. Reads are short, so it holds nobody up. The keys are read after the
// records, so that every record's keys are there. progress (may be nil) is called now
// and then with the record reached and the last one. It returns that last one.
//
// Whoever has the file can read the personal data in it: keep it as safe as the shop.
func Backup(ctx context.Context, w io.Writer, meta Meta, j *Journal, k *Keys, progress func(done, all uint64)) (records uint64, err error) {
	last, head := j.Last()
	b := newBackupWriter(w)
	b.bytes([]byte(backupMagic))
	header, err := json.Marshal(backupHeader{Meta: meta, Records: last, Head: head[:], Block: int(k.block)})
	if err != nil {
		return 0, core.Wrap(core.CodeInternal, "store.backup", "", "the shop cannot be described", err)
	}
	b.frame(frameHeader, header)
	for next := uint64(1); next <= last && b.err == nil; {
		err := j.each(ctx, next, int(min(last-next+1, 4096)), func(seq uint64, value []byte) error {
			if _, _, err := b.chain.open(seq, value); err != nil {
				return err
			}
			b.frame(frameRecord, value)
			next = seq + 1
			return b.err
		})
		if err != nil && b.err == nil {
			return 0, err
		}
		if progress != nil {
			progress(next-1, last)
		}
	}
	if err := b.keys(ctx, k); err != nil {
		return 0, err
	}
	b.frame(frameEnd, b.sum.Sum(nil))
	if b.err == nil {
		b.err = b.out.Flush()
	}
	if b.err != nil {
		return 0, core.Wrap(core.CodeStorage, "store.backup", "", "the backup could not be written and is of no use", b.err)
	}
	return last, nil
}

// backupWriter writes frames; the first error stays in err and ends the writing.
type backupWriter struct {
	out   *bufio.Writer
	sum   hash.Hash // of everything written so far
	chain *chain
	err   error
}

func newBackupWriter(w io.Writer) *backupWriter {
	return &backupWriter{out: bufio.NewWriterSize(w, 256<<10), sum: sha256.New(), chain: newChain()}
}

func (b *backupWriter) bytes(p []byte) {
	if b.err != nil {
		return
	}
	b.sum.Write(p)
	_, b.err = b.out.Write(p)
}

func (b *backupWriter) frame(kind byte, payload []byte) {
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(payload)))
	b.bytes(head)
	b.bytes(payload)
	b.bytes(binary.BigEndian.AppendUint32(nil, frameCRC(b.chain.crcs, head, payload)))
}

func frameCRC(table *crc32.Table, head, payload []byte) uint32 {
	return crc32.Update(crc32.Checksum(head, table), table, payload)
}

func (b *backupWriter) keys(ctx context.Context, k *Keys) error {
	secret, err := k.secretBytes()
	if err != nil {
		return err
	}
	b.frame(frameSecrets, secret)
	for next := uint64(0); b.err == nil; {
		if err := ctx.Err(); err != nil {
			return core.Wrap(core.CodeCancelled, "store.backup", "", "the backup was given up", err)
		}
		block, keys, err := k.blockAt(next)
		if err != nil || keys == nil {
			return err
		}
		b.frame(frameKeys, append(binary.BigEndian.AppendUint64(nil, block), keys...))
		next = block + 1
	}
	return nil
}

func (k *Keys) secretBytes() (secret []byte, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dead != nil {
		return nil, k.dead
	}
	err = k.file.view("backup", func(tx *bolt.Tx) error {
		secret = append(secret, tx.Bucket([]byte(bucketMeta)).Get([]byte(metaSecrets))...)
		return nil
	})
	if err == nil && len(secret) != secretBytes {
		err = errors.New("the shop's secrets are missing")
	}
	return secret, err
}

// blockAt is blockFrom for everyone else.
func (k *Keys) blockAt(next uint64) (block uint64, keys []byte, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dead != nil {
		return 0, nil, k.dead
	}
	block, keys, err = k.blockFrom(next)
	if err == nil && keys != nil {
		k.erased.blank(block, k.block, keys)
	}
	return block, keys, err
}
