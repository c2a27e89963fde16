package store

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"andon/core"
)

// folderFormat is the version of the folder as a whole; it changes only when an
// older program must not touch a shop at all.
const folderFormat = 1

const maxShopFile = 64 << 10

// Meta is what shop.json says about a shop.
type Meta struct {
	Format  int          `json:"format"`         // set by Create
	Shop    string       `json:"shop"`           // id that all files of the shop carry; see NewShopID
	Name    string       `json:"name,omitempty"` // for people
	Created core.Instant `json:"created"`
}

// NewShopID draws an id for a new shop.
func NewShopID(rand io.Reader) (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return "", core.Wrap(core.CodeInternal, "store.create", "", "the system gives no random numbers", err)
	}
	return hex.EncodeToString(b[:]), nil
}

// Folder is an open shop folder: as long as it is open, no other process has it.
type Folder struct {
	dir  string
	meta Meta
	lock *lockFile
}

// Create makes a shop in a folder that does not exist, is empty, or holds only a
// list of erased keys. The folder is a shop when Create returns without an error;
// shop.json is written last.
func Create(dir string, meta Meta, opt Options) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return storageError("create", dir, err)
	}
	if err := refuseNetwork(dir); err != nil {
		return err
	}
	lock, err := takeLock(dir, Holder{Command: "create"})
	if err != nil {
		return err
	}
	defer lock.release()
	if err := mustBeFree(dir); err != nil {
		return err
	}
	opt.Shop = meta.Shop
	if err := createFiles(dir, opt); err != nil {
		discard(dir, keysFile, journalFile)
		return err
	}
	return writeMeta(dir, meta)
}

func createFiles(dir string, opt Options) error {
	k, err := OpenKeys(dir, opt)
	if err != nil {
		return err
	}
	if err := k.Close(); err != nil {
		return storageError("create", keysFile, err)
	}
	j, err := OpenJournal(dir, opt)
	if err != nil {
		return err
	}
	if err := j.Close(); err != nil {
		return storageError("create", journalFile, err)
	}
	return nil
}

// discard removes what a failed attempt has left; what cannot be removed is not a
// shop without shop.json.
func discard(dir string, names ...string) {
	for _, name := range names {
		os.RemoveAll(filepath.Join(dir, name))
	}
}

func writeMeta(dir string, meta Meta) error {
	meta.Format = folderFormat
	b, err := json.MarshalIndent(meta, "", "  ")
	if err != nil {
		return core.Wrap(core.CodeInternal, "store.create", shopFile, "the shop cannot be described", err)
	}
	return replaceFile(filepath.Join(dir, shopFile), append(b, '\n'))
}

// mustBeFree refuses a folder that holds anything that a new shop could harm.
func mustBeFree(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return storageError("create", dir, err)
	}
	for _, e := range entries {
		switch {
		case e.Name() == shopFile:
			return core.E(core.CodeExists, "store.create", dir, "there is a shop in this folder already; choose another folder")
		case e.Name() != ErasedFile && e.Name() != lockName:
			return core.E(core.CodeExists, "store.create", dir, fmt.Sprintf("the folder is not empty, it holds %.60q; choose another folder", e.Name()))
		}
	}
	return nil
}

// OpenFolder takes a shop folder for this process. It fails with [core.CodeNotFound]
// when there is no shop, [core.CodeVersion] when a newer program made it, and
// [core.CodeLocked], naming the holder, when another process has it.
func OpenFolder(dir string, who Holder) (*Folder, error) {
	meta, err := ReadMeta(dir)
	if err != nil {
		return nil, err
	}
	if err := refuseNetwork(dir); err != nil {
		return nil, err
	}
	lock, err := takeLock(dir, who)
	if err != nil {
		return nil, err
	}
	discard(dir, restoreDir) // of a restore that had finished
	return &Folder{dir: dir, meta: meta, lock: lock}, nil
}

// ReadMeta reads what a folder says about its shop, without opening it.
func ReadMeta(dir string) (meta Meta, err error) {
	f, err := os.Open(filepath.Join(dir, shopFile))
	if errors.Is(err, os.ErrNotExist) {
		return meta, core.E(core.CodeNotFound, "store.open", dir, "there is no shop in this folder; make one with andon init, or name another with --data")
	}
	if err != nil {
		return meta, storageError("open", shopFile, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxShopFile))
	if err != nil {
		return meta, storageError("open", shopFile, err)
	}
	if err := json.Unmarshal(b, &meta); err != nil {
		return meta, core.Wrap(core.CodeCorrupt, "store.open", shopFile, "the file is damaged; take it from a backup of the folder", err)
	}
	if meta.Format > folderFormat {
		return meta, core.E(core.CodeVersion, "store.open", dir,
			fmt.Sprintf("the shop has format %d, this program knows up to %d; use the newer program that made it", meta.Format, folderFormat))
	}
	if meta.Format < 1 || strings.TrimSpace(meta.Shop) == "" {
		return meta, core.E(core.CodeCorrupt, "store.open", shopFile, "the file says no format or no shop id; take it from a backup of the folder")
	}
	return meta, nil
}

// Meta returns what shop.json says.
func (f *Folder) Meta() Meta { return f.meta }

// Dir returns the folder's path.
func (f *Folder) Dir() string { return f.dir }

// Close gives the folder back. Files that were opened in it must be closed before.
func (f *Folder) Close() error { return f.lock.release() }
