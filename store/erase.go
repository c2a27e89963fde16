package store

import (
	"encoding/binary"
	"slices"

	bolt "go.etcd.io/bbolt"

	"andon/core"
)

// Erase forgets keys for ever. First the numbers are made durable in erased.list;
// then keys.db is written anew without the keys and the old file dropped, as a key
// deleted in place would live on in a free page. Erasing again changes nothing. When
// it fails half-way, the next OpenKeys finishes it.
//
// What has been sealed with the keys stays where it is and can no longer be read.
func (k *Keys) Erase(keys []uint64) error {
	k.write.Lock()
	defer k.write.Unlock()
	if slices.Contains(keys, 0) {
		return core.E(core.CodeInvalid, "keys.erase", keyName(0), "key numbers begin at 1")
	}
	if err := k.list(keys); err != nil {
		return err
	}
	k.mu.Lock()
	dead := k.dead
	k.mu.Unlock()
	if dead != nil {
		return dead
	}
	clean, err := k.clean(keys)
	if clean || err != nil {
		return err
	}
	if err := k.rewrite(); err != nil {
		return err
	}
	return k.swap()
}

// list adds keys to erased.list. From here on they cannot be used any more.
func (k *Keys) list(keys []uint64) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	fresh := slices.DeleteFunc(slices.Clone(keys), k.erased.has)
	slices.Sort(fresh)
	fresh = slices.Compact(fresh)
	if len(fresh) == 0 {
		return nil
	}
	if err := k.erased.write(fresh); err != nil {
		return err
	}
	for _, key := range fresh {
		k.erased.set[key] = struct{}{}
		delete(k.ciphers, key)
		if keys := k.blocks[(key-1)/k.block]; keys != nil {
			clear(keys[(key-1)%k.block*keyBytes:][:keyBytes])
		}
	}
	return nil
}

// clean reports whether none of the keys is left in the file.
func (k *Keys) clean(keys []uint64) (bool, error) {
	blocks := map[uint64]struct{}{}
	for _, key := range keys {
		blocks[(key-1)/k.block] = struct{}{}
	}
	clean := true
	err := k.file.view("keys", func(tx *bolt.Tx) error {
		for block := range blocks {
			b, err := k.copyBlock(tx, block)
			if err != nil {
				return err
			}
			if b != nil && k.erased.blank(block, k.block, b) {
				clean = false
			}
		}
		return nil
	})
	return clean, err
}

// rewrite builds the new file beside the old one.
func (k *Keys) rewrite() error {
	f, err := buildBolt(k.file.path+newSuffix, k.spec, func(to *bolt.Tx) error {
		return k.file.view("keys", func(from *bolt.Tx) error { return copyMeta(to, from) })
	})
	if err != nil {
		return err
	}
	for next, more := uint64(0), true; more && err == nil; {
		err = f.update("keys", func(tx *bolt.Tx) (err error) {
			next, more, err = k.copyBlocks(tx, next)
			return err
		})
	}
	if cerr := f.close(); err == nil {
		err = cerr
	}
	return err
}

// copyBlocks copies some blocks from next on, without the erased keys.
func (k *Keys) copyBlocks(tx *bolt.Tx, next uint64) (after uint64, more bool, err error) {
	for range hotBlocks {
		block, keys, err := k.blockFrom(next)
		if err != nil || keys == nil {
			return next, false, err
		}
		k.erased.blank(block, k.block, keys)
		if err := putBlock(tx, block, keys); err != nil {
			return next, false, err
		}
		next = block + 1
	}
	return next, true, nil
}

// blockFrom copies out the first block from next on; keys is nil when there is none.
// k.write or k.mu is held.
func (k *Keys) blockFrom(next uint64) (block uint64, keys []byte, err error) {
	err = k.file.view("keys", func(tx *bolt.Tx) error {
		key, v := tx.Bucket([]byte(bucketKeys)).Cursor().Seek(binary.BigEndian.AppendUint64(nil, next))
		if len(key) != 8 {
			return nil
		}
		block = binary.BigEndian.Uint64(key)
		var err error
		keys, err = checkBlock(block, v, k.block)
		return err
	})
	return block, keys, err
}

func copyMeta(to, from *bolt.Tx) error {
	meta := to.Bucket([]byte(bucketMeta))
	return from.Bucket([]byte(bucketMeta)).ForEach(func(key, v []byte) error {
		return meta.Put(append([]byte(nil), key...), append([]byte(nil), v...))
	})
}

// swap puts the new file in the place of the old one. Windows cannot rename over an
// open file, so the old one is closed first.
func (k *Keys) swap() error {
	k.mu.Lock()
	err := k.file.close()
	if err == nil {
		err = moveIn(k.file.path+newSuffix, k.file.path)
	}
	if err == nil {
		err = k.open(nil)
	}
	k.mu.Unlock()
	return k.poison(err)
}
