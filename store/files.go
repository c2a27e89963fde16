package store

import (
	"errors"
	"os"
	"path/filepath"

	"andon/core"
)

// newSuffix marks a file that is still being built. Nothing reads one; opening removes it.
const newSuffix = ".new"

// shopFile makes a folder a shop; it is written last.
const shopFile = "shop.json"

// moveIn makes a finished file visible under its name, durably.
func moveIn(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return storageError("create", filepath.Base(to), err)
	}
	if err := syncDir(filepath.Dir(to)); err != nil {
		return storageError("create", filepath.Base(to), err)
	}
	return nil
}

// replaceFile writes a small file so that a crash leaves the old or the new content.
func replaceFile(path string, data []byte) error {
	f, err := os.OpenFile(path+newSuffix, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return storageError("write", filepath.Base(path), err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return storageError("write", filepath.Base(path), err)
	}
	return moveIn(path+newSuffix, path)
}

func storageError(op, subject string, err error) error {
	return core.Wrap(core.CodeStorage, "store."+op, subject, "the disk did not do what was asked; check its space, permissions and health", err)
}

// mustExist refuses to make a missing file anew in a folder that is a shop already.
func mustExist(dir, name string) error {
	if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, shopFile)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return core.E(core.CodeCorrupt, "store.open", name, "the file is missing from the shop's folder; restore the shop from a backup")
}
