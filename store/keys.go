package store

import (
	"bufio"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	bolt "go.etcd.io/bbolt"

	"andon/core"
)

const (
	keysFile    = "keys.db"
	keysSchema  = 1
	keysPage    = 4096
	bucketKeys  = "k"      // be64 block → keys of the block, be32 CRC-32C of them
	metaBlock   = "block"  // be32: keys in a block
	metaSecrets = "secret" // 32 bytes for tokens, 32 bytes for digests

	keyBytes    = 32
	secretBytes = 64
	nonceBytes  = 12
	tagBytes    = 16
	boxVersion  = 1

	// MaxSealedBytes is the most that one box may hold.
	MaxSealedBytes = 64 << 10

	hotCiphers = 1024 // a cipher takes about 1 KiB
	hotBlocks  = 16   // a block takes 128 KiB
)

// Keys holds a key for every person whose data the journal carries, and the shop's
// secrets. A person is forgotten by erasing the key. Safe for concurrent use.
//
// Key numbers are given by the caller and begin at 1. The keys themselves are made
// ahead in blocks: only the first use of a block costs an fsync.
type Keys struct {
	dir  string
	spec boltSpec
	secrets

	write sync.Mutex // held while blocks are made or keys erased

	mu      sync.Mutex // guards what follows
	rand    *bufio.Reader
	file    *boltFile
	dead    error
	block   uint64 // keys in a block
	blocks  map[uint64][]byte
	ciphers map[uint64]cipher.AEAD
	erased  *erasedList
}

// OpenKeys opens the keys of a shop folder and makes new secrets when there are
// none. Keys that erased.list names and that are still there are erased now.
func OpenKeys(dir string, opt Options) (*Keys, error) {
	if err := mustExist(dir, keysFile); err != nil {
		return nil, err
	}
	k := &Keys{
		dir: dir, rand: bufio.NewReaderSize(opt.rand(), 4096), block: uint64(opt.keyBlock()),
		spec: keysSpec(opt),
	}
	var err error
	if k.erased, err = openErased(dir, opt.Shop); err != nil {
		return nil, err
	}
	if err := k.open(k.newShop); err != nil {
		return nil, err
	}
	if err := k.Erase(k.erased.numbers()); err != nil { // a crash may have come between the list and the keys
		k.Close()
		return nil, err
	}
	return k, nil
}

// newShop fills a new file.
func (k *Keys) newShop(tx *bolt.Tx) error {
	secret := make([]byte, secretBytes)
	if _, err := io.ReadFull(k.rand, secret); err != nil {
		return err
	}
	return putSecrets(tx, secret, int(k.block))
}

func putSecrets(tx *bolt.Tx, secret []byte, block int) error {
	meta := tx.Bucket([]byte(bucketMeta))
	if err := meta.Put([]byte(metaSecrets), secret); err != nil {
		return err
	}
	return meta.Put([]byte(metaBlock), binary.BigEndian.AppendUint32(nil, uint32(block)))
}

func keysSpec(opt Options) boltSpec {
	return boltSpec{name: keysFile, schema: keysSchema, shop: opt.Shop, buckets: []string{bucketKeys}, pageSize: keysPage, deep: true}
}

func (k *Keys) open(fill func(*bolt.Tx) error) error {
	f, err := openBolt(k.dir, k.spec, fill)
	if err != nil {
		return err
	}
	err = f.view("open", func(tx *bolt.Tx) error {
		meta := tx.Bucket([]byte(bucketMeta))
		secret, block := meta.Get([]byte(metaSecrets)), meta.Get([]byte(metaBlock))
		if len(secret) != secretBytes || len(block) != 4 || binary.BigEndian.Uint32(block) == 0 {
			return f.corrupt("open", "its secrets are missing")
		}
		if k.token == nil { // not when an erased file takes the place of the one before
			k.block, k.secrets = uint64(binary.BigEndian.Uint32(block)), newSecrets(secret)
		}
		return nil
	})
	if err != nil {
		f.close()
		return err
	}
	k.file, k.dead = f, nil
	k.blocks, k.ciphers = map[uint64][]byte{}, map[uint64]cipher.AEAD{}
	return nil
}

// Seal encrypts plain with the given key: 1 version byte, 12 nonce bytes, then
// AES-256-GCM with the key's number as additional data.
func (k *Keys) Seal(key uint64, plain []byte) ([]byte, error) {
	if len(plain) > MaxSealedBytes {
		return nil, core.E(core.CodeLimit, "keys.seal", keyName(key), fmt.Sprintf("%d bytes are more than the %d that can be sealed at once", len(plain), MaxSealedBytes))
	}
	c, err := k.cipher(key, true)
	if err != nil {
		return nil, err
	}
	box := make([]byte, 1+nonceBytes, 1+nonceBytes+len(plain)+tagBytes)
	box[0] = boxVersion
	if err := k.random(box[1:]); err != nil {
		return nil, err
	}
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], key)
	return c.Seal(box, box[1:], plain, number[:]), nil
}

// Open decrypts what Seal made. It fails with [core.CodeNotFound] when the key has
// been erased, with [core.CodeCorrupt] when box or key are not what they were.
func (k *Keys) Open(key uint64, box []byte) ([]byte, error) {
	if len(box) > 0 && box[0] != boxVersion {
		return nil, newerVersion("sealed data", keyName(key), int(box[0]), boxVersion)
	}
	c, err := k.cipher(key, false)
	if err != nil {
		return nil, err
	}
	if len(box) < 1+nonceBytes+tagBytes {
		return nil, core.E(core.CodeCorrupt, "keys.open", keyName(key), "the sealed data is cut short")
	}
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], key)
	plain, err := c.Open(nil, box[1:1+nonceBytes], box[1+nonceBytes:], number[:])
	if err != nil {
		return nil, core.E(core.CodeCorrupt, "keys.open", keyName(key), "the sealed data or its key has been altered")
	}
	return plain, nil
}

// Erased reports whether a key has been erased.
func (k *Keys) Erased(key uint64) bool {
	_, err := k.cipher(key, false)
	return core.CodeOf(err) == core.CodeNotFound
}

// cipher returns the cipher of a key; build makes its block when there is none yet.
func (k *Keys) cipher(key uint64, build bool) (cipher.AEAD, error) {
	k.mu.Lock()
	c := k.ciphers[key]
	k.mu.Unlock()
	if c != nil {
		return c, nil
	}
	if key == 0 {
		return nil, core.E(core.CodeInvalid, "keys", keyName(key), "key numbers begin at 1")
	}
	if build {
		if err := k.ensure(key); err != nil {
			return nil, err
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	raw, err := k.raw(key)
	if err != nil {
		return nil, err
	}
	b, err := aes.NewCipher(raw)
	if err != nil {
		return nil, core.Wrap(core.CodeInternal, "keys", keyName(key), "the key cannot be used", err)
	}
	if c, err = cipher.NewGCM(b); err != nil {
		return nil, core.Wrap(core.CodeInternal, "keys", keyName(key), "the key cannot be used", err)
	}
	keep(k.ciphers, hotCiphers, key, c)
	return c, nil
}

// raw returns the bytes of a key. k.mu is held.
func (k *Keys) raw(key uint64) ([]byte, error) {
	if k.erased.has(key) {
		return nil, erasedError(key)
	}
	keys, err := k.load((key - 1) / k.block)
	if err != nil {
		return nil, err
	}
	if keys == nil {
		return nil, core.E(core.CodeCorrupt, "keys", keyName(key), "the key was never made here: keys.db is older than the journal; restore both from one backup")
	}
	slot := (key - 1) % k.block * keyBytes
	raw := keys[slot : slot+keyBytes]
	if [keyBytes]byte(raw) == [keyBytes]byte{} {
		return nil, erasedError(key)
	}
	return raw, nil
}

// load returns the keys of a block, nil when it was not made yet. k.mu is held.
func (k *Keys) load(block uint64) ([]byte, error) {
	if k.dead != nil {
		return nil, k.dead
	}
	if keys := k.blocks[block]; keys != nil {
		return keys, nil
	}
	var keys []byte
	err := k.file.view("keys", func(tx *bolt.Tx) error {
		var err error
		keys, err = k.copyBlock(tx, block)
		return err
	})
	if err == nil && keys != nil {
		keep(k.blocks, hotBlocks, block, keys)
	}
	return keys, err
}

func (k *Keys) copyBlock(tx *bolt.Tx, block uint64) ([]byte, error) {
	v := tx.Bucket([]byte(bucketKeys)).Get(binary.BigEndian.AppendUint64(nil, block))
	if v == nil {
		return nil, nil
	}
	return checkBlock(block, v, k.block)
}

// checkBlock copies the keys out of a stored block.
func checkBlock(block uint64, v []byte, size uint64) ([]byte, error) {
	n := int(size) * keyBytes
	if len(v) != n+4 || binary.BigEndian.Uint32(v[n:]) != newChain().crc(block, v[:n]) {
		return nil, core.E(core.CodeCorrupt, "keys", fmt.Sprintf("keys %d to %d", block*size+1, (block+1)*size), "these keys are damaged; restore the shop from a backup")
	}
	return append([]byte(nil), v[:n]...), nil
}

func putBlock(tx *bolt.Tx, block uint64, keys []byte) error {
	v := binary.BigEndian.AppendUint32(append([]byte(nil), keys...), newChain().crc(block, keys))
	return tx.Bucket([]byte(bucketKeys)).Put(binary.BigEndian.AppendUint64(nil, block), v)
}

// ensure makes the block of a key durable before the key is used.
func (k *Keys) ensure(key uint64) error {
	block := (key - 1) / k.block
	there := func() (bool, error) {
		k.mu.Lock()
		defer k.mu.Unlock()
		keys, err := k.load(block)
		return keys != nil, err
	}
	if ok, err := there(); ok || err != nil {
		return err
	}
	k.write.Lock()
	defer k.write.Unlock()
	if ok, err := there(); ok || err != nil {
		return err
	}
	keys := make([]byte, k.block*keyBytes)
	if err := k.random(keys); err != nil {
		return err
	}
	k.mu.Lock()
	k.erased.blank(block, k.block, keys)
	k.mu.Unlock()
	err := k.file.update("keys", func(tx *bolt.Tx) error { return putBlock(tx, block, keys) })
	return k.poison(err)
}

// poison makes every further call fail after a write that did not succeed.
func (k *Keys) poison(err error) error {
	if err == nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dead = core.Wrap(core.CodeStorage, "keys", keysFile, "the keys could not be written; repair the disk, then restart andon", err)
	return k.dead
}

func (k *Keys) random(b []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, err := io.ReadFull(k.rand, b); err != nil {
		return core.Wrap(core.CodeInternal, "keys", "", "the system gives no random numbers", err)
	}
	return nil
}

// Close gives the file back.
func (k *Keys) Close() error {
	k.write.Lock()
	defer k.write.Unlock()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dead = core.E(core.CodeStorage, "keys", keysFile, "the keys have been closed")
	clear(k.blocks)
	clear(k.ciphers)
	return k.file.close()
}

// keep adds to a bounded cache; when it is full, any other entry goes.
func keep[T any](m map[uint64]T, limit int, key uint64, v T) {
	for old := range m {
		if len(m) < limit {
			break
		}
		delete(m, old)
	}
	m[key] = v
}

func keyName(key uint64) string { return fmt.Sprintf("key %d", key) }

func erasedError(key uint64) error {
	return core.E(core.CodeNotFound, "keys", keyName(key), "this person's data has been erased")
}
