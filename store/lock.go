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
	l := &lockFile{f}
	l.say(who)
	return l, nil
}

// say tells others who holds the lock. It is a courtesy: a full disk must not keep a
// shop from being opened.
func (l *lockFile) say(who Holder) {
	who.PID = os.Getpid()
	if b, err := json.Marshal(who); err == nil && l.f.Truncate(0) == nil {
		l.f.WriteAt(b, 0)
	}
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
