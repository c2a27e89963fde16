package main

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"andon/core"
)

// fsyncP50 is the median of appending 4 KiB to a file and syncing it, microseconds.
func fsyncP50(dir string, n int) (float64, error) {
	f, err := os.CreateTemp(dir, "fsync-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	block := make([]byte, 4096)
	took := make([]time.Duration, n)
	for i := range took {
		start := time.Now()
		if _, err := f.Write(block); err != nil {
			return 0, err
		}
		if err := datasync(f); err != nil {
			return 0, err
		}
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	return micros(took, 50), nil
}

// ceiling is how many records a second bbolt alone appends: bodies of the given size
// at rising keys, so many a commit, pages filled, synced, for about the given time.
func ceiling(dir string, bytes, perCommit int, during time.Duration) (float64, error) {
	path := filepath.Join(dir, "ceiling.db")
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second, FreelistType: bolt.FreelistMapType, InitialMmapSize: 1 << 34})
	if err != nil {
		return 0, err
	}
	defer os.Remove(path)
	body := make([]byte, bytes+37) // the frame: a version byte, the hash before, a checksum
	n, start := uint64(0), time.Now()
	for time.Since(start) < during {
		err = db.Update(func(tx *bolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists([]byte("j"))
			if err != nil {
				return err
			}
			b.FillPercent = 1
			for range perCommit {
				n++
				if err := b.Put(binary.BigEndian.AppendUint64(nil, n), body); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			break
		}
	}
	elapsed := time.Since(start).Seconds()
	return float64(n) / elapsed, errors.Join(err, db.Close())
}

// rssAnonMB is the anonymous memory of this process, as the kernel counts it; 0 where
// it does not say.
func rssAnonMB() (float64, error) {
	b, err := os.ReadFile("/proc/self/status")
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1024, err
		}
	}
	return 0, err
}

// benchDir makes a folder for a benchmark and returns how to remove it.
func benchDir(parent string) (string, func(), error) {
	dir, err := os.MkdirTemp(parent, "andon-bench-*")
	if err != nil {
		return "", nil, core.Wrap(core.CodeStorage, "bench", parent, "no folder can be made there; name another with --dir", err)
	}
	return filepath.Join(dir, "shop"), func() { os.RemoveAll(dir) }, nil
}
