package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"andon/core"
)

const lockName = "lock"

// Holder says who has a shop open.
type Holder struct {
	PID     int          `json:"pid"` // set by the lock
	Command string       `json:"command"`
	Since   core.Instant `json:"since"`
}

// errHeld is what the system's lock returns when another process has it.
var errHeld = errors.New("held")

// lockFile is an exclusive lock that the system gives back when the process ends,
// however it ends. The file's content only tells others who holds it.
type lockFile struct{ f *os.File }

func takeLock(dir string, who Holder) (*lockFile, error) {
	path := filepath.Join(dir, lockName)
	f, err := openLocked(path)
	if errors.Is(err, errHeld) {
		return nil, core.E(core.CodeLocked, "store.open", dir, "another process has this shop open"+holderOf(path)+"; stop it, or attach to it")
	}
	if err != nil {
		return nil, storageError("lock", dir, err)
	}
	who.PID = os.Getpid()
	l := &lockFile{f}
	if err := l.say(who); err != nil {
		l.release()
		return nil, storageError("lock", dir, err)
	}
	return l, nil
}

func (l *lockFile) say(who Holder) error {
	b, err := json.Marshal(who)
	if err != nil {
		return err
	}
	if err := l.f.Truncate(0); err != nil {
		return err
	}
	_, err = l.f.WriteAt(b, 0)
	return err
}

// release gives the lock back; closing alone would not, while a child that this
// process is just starting still shares the file. The file stays: removing it
// could remove the lock of a process that came in between.
func (l *lockFile) release() error {
	return errors.Join(l.f.Truncate(0), unlock(l.f), l.f.Close())
}

// holderOf describes the holder, as far as the lock file says.
func holderOf(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 4096))
	var who Holder
	if err != nil || json.Unmarshal(b, &who) != nil || who.PID == 0 {
		return ""
	}
	since := ""
	if who.Since != 0 {
		since = ", since " + who.Since.String()
	}
	return fmt.Sprintf(": process %d (%.60q%s)", who.PID, who.Command, since)
}
