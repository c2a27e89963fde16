package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"andon/core"
)

// How long snapshots are kept: two days all that are an hour apart, then one a day.
const (
	keepHourly = 48 * time.Hour
	keepDaily  = 35 * 24 * time.Hour
)

// SnapshotInfo says of which record and time a snapshot is.
type SnapshotInfo struct {
	Seq uint64
	At  core.Instant
}

// snapName makes names sort as their sequences do.
func snapName(seq uint64, at core.Instant) string {
	return fmt.Sprintf("%020d-%d.snap", seq, int64(at))
}

// List returns the snapshots in the order of their sequence. It looks at names only.
func (s *Snapshots) List() ([]SnapshotInfo, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, storageError("snapshot", snapDir, err)
	}
	var list []SnapshotInfo
	for _, e := range entries {
		var info SnapshotInfo
		base, ok := strings.CutSuffix(e.Name(), ".snap")
		if !ok {
			continue
		}
		if _, err := fmt.Sscanf(base, "%d-%d", &info.Seq, &info.At); err == nil && snapName(info.Seq, info.At) == e.Name() {
			list = append(list, info)
		}
	}
	slices.SortFunc(list, func(a, b SnapshotInfo) int { return strings.Compare(snapName(a.Seq, a.At), snapName(b.Seq, b.At)) })
	return list, nil
}

// Thin drops snapshots that are no longer worth their space at the shop's time now:
// within two days the last of each hour stays, then the last of each day (UTC), none
// after 35 days. The newest always stays. Unfinished ones are dropped too, so it
// must not run beside Write.
func (s *Snapshots) Thin(now core.Instant) error {
	list, err := s.List()
	if err != nil {
		return err
	}
	var drop []string
	for i, info := range list {
		if i < len(list)-1 && spare(info, list[i+1], now) {
			drop = append(drop, snapName(info.Seq, info.At))
		}
	}
	unfinished, err := filepath.Glob(filepath.Join(s.dir, "*.snap"+newSuffix))
	if err != nil {
		return storageError("snapshot", snapDir, err)
	}
	for _, path := range unfinished {
		drop = append(drop, filepath.Base(path))
	}
	return s.drop(drop)
}

// spare reports whether info can go, as a later one stands for the same hour or day.
func spare(info, next SnapshotInfo, now core.Instant) bool {
	age := now.Sub(info.At)
	span := time.Hour
	if age > keepHourly {
		span = 24 * time.Hour
	}
	return age > keepDaily || int64(info.At)/span.Milliseconds() == int64(next.At)/span.Milliseconds()
}

// DropAfter removes snapshots of records behind seq. When a journal was brought back
// to an earlier state, they show a world that never came to be.
func (s *Snapshots) DropAfter(seq uint64) error {
	list, err := s.List()
	if err != nil {
		return err
	}
	var drop []string
	for _, info := range list {
		if info.Seq > seq {
			drop = append(drop, snapName(info.Seq, info.At))
		}
	}
	return s.drop(drop)
}

func (s *Snapshots) drop(names []string) error {
	for _, name := range names {
		if err := os.Remove(filepath.Join(s.dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return storageError("snapshot", name, err)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if err := syncDir(s.dir); err != nil {
		return storageError("snapshot", snapDir, err)
	}
	return nil
}
