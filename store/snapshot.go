package store

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"

	"andon/core"
)

const (
	snapDir    = "snap"
	snapMagic  = "andonsn1" // the last byte is the version
	snapBuffer = 256 << 10
	snapHeader = len(snapMagic) + 8 + 8
	snapFooter = 1 + 8 + sha256.Size
)

// Snapshots are copies of the hot world at certain records, in the folder snap/. They
// only save time: without them the world is replayed from the journal.
type Snapshots struct{ dir string }

// NewSnapshots gives access to the snapshots of a shop folder.
func NewSnapshots(dir string) *Snapshots { return &Snapshots{filepath.Join(dir, snapDir)} }

// Write makes a snapshot of the world as it was after record seq, at that record's
// time. write emits the frames, each with a noun that is not 0. The snapshot is there
// when Write returns without an error, and not at all otherwise.
func (s *Snapshots) Write(seq uint64, at core.Instant, write func(emit func(noun byte, body []byte) error) error) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return storageError("snapshot", snapDir, err)
	}
	name := snapName(seq, at)
	path := filepath.Join(s.dir, name)
	f, err := os.OpenFile(path+newSuffix, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return storageError("snapshot", name, err)
	}
	w := newSnapWriter(f)
	w.header(seq, at)
	err = write(w.emit)
	if err == nil {
		err = finish(f, w)
	}
	if cerr := f.Close(); err == nil && cerr != nil {
		err = storageError("snapshot", name, cerr)
	}
	if err != nil {
		os.Remove(path + newSuffix) // what stays behind if even this fails is dropped by Thin
		return err
	}
	return moveIn(path+newSuffix, path)
}

func finish(f *os.File, w *snapWriter) error {
	err := w.footer()
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return storageError("snapshot", snapDir, err)
	}
	return nil
}

// snapWriter writes frames and sums up everything on the way.
type snapWriter struct {
	w      *bufio.Writer
	sum    hash.Hash
	frames uint64
}

func newSnapWriter(w io.Writer) *snapWriter {
	sum := sha256.New()
	return &snapWriter{w: bufio.NewWriterSize(io.MultiWriter(w, sum), snapBuffer), sum: sum}
}

// header, like every write to a bufio.Writer, leaves its error to the next flush.
func (w *snapWriter) header(seq uint64, at core.Instant) {
	b := binary.BigEndian.AppendUint64([]byte(snapMagic), seq)
	w.w.Write(binary.BigEndian.AppendUint64(b, uint64(at)))
}

func (w *snapWriter) emit(noun byte, body []byte) error {
	if noun == 0 || len(body) > MaxRecordBytes {
		return core.E(core.CodeInternal, "snapshot.write", "", fmt.Sprintf("a frame of noun %d with %d bytes cannot be written", noun, len(body)))
	}
	w.frames++
	var head [5]byte
	head[0] = noun
	binary.BigEndian.PutUint32(head[1:], uint32(len(body)))
	w.w.Write(head[:])
	if _, err := w.w.Write(body); err != nil {
		return storageError("snapshot", snapDir, err)
	}
	return nil
}

func (w *snapWriter) footer() error {
	w.w.Write(binary.BigEndian.AppendUint64([]byte{0}, w.frames))
	if err := w.w.Flush(); err != nil {
		return err
	}
	w.w.Write(w.sum.Sum(nil))
	return w.w.Flush()
}

// Load finds the newest whole snapshot with a sequence of at most before and hands
// its frames to frame, in the order in which they were emitted; a body is only valid
// until frame returns. A snapshot is checked as a whole before its first frame is
// handed out. Damaged ones are passed over, with a note about each.
//
// seq is 0 when there is no such snapshot. An error of frame ends the reading.
func (s *Snapshots) Load(before uint64, frame func(noun byte, body []byte) error) (seq uint64, at core.Instant, notes []string, err error) {
	list, err := s.List()
	if err != nil {
		return 0, 0, nil, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Seq > before {
			continue
		}
		f, err := s.open(list[i])
		if core.CodeOf(err) == core.CodeCorrupt {
			notes = append(notes, err.Error())
			continue
		}
		if err == nil {
			err = readFrames(f, frame)
			f.Close()
		}
		return list[i].Seq, list[i].At, notes, err
	}
	return 0, 0, notes, nil
}

// snapFile is an open snapshot that has been checked.
type snapFile struct {
	io.Reader // up to the checksum
	io.Closer
	name string
}

func (s *Snapshots) open(info SnapshotInfo) (*snapFile, error) {
	name := snapName(info.Seq, info.At)
	f, err := os.Open(filepath.Join(s.dir, name))
	if err != nil {
		return nil, storageError("snapshot", name, err)
	}
	size, err := checkSnapshot(f, info)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, core.Wrap(core.CodeCorrupt, "snapshot.read", name, "the snapshot is damaged and passed over", err)
	}
	return &snapFile{Reader: io.LimitReader(f, size-sha256.Size), Closer: f, name: name}, nil
}

// checkSnapshot sums up the whole file.
func checkSnapshot(f *os.File, want SnapshotInfo) (size int64, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	size = info.Size()
	if size < int64(snapHeader+snapFooter) {
		return 0, errors.New("it is cut short")
	}
	header := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64([]byte(snapMagic), want.Seq), uint64(want.At))
	sum := sha256.New()
	got := make([]byte, snapBuffer)
	r := io.LimitReader(f, size-sha256.Size)
	for first := true; ; first = false {
		n, err := io.ReadFull(r, got)
		if first && string(got[:min(n, snapHeader)]) != string(header) {
			return 0, errors.New("its header is not that of its name")
		}
		sum.Write(got[:n])
		if n < len(got) && (err == io.EOF || err == io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return 0, err
		}
	}
	if _, err := io.ReadFull(f, got[:sha256.Size]); err != nil {
		return 0, err
	}
	if string(got[:sha256.Size]) != string(sum.Sum(nil)) {
		return 0, errors.New("its checksum does not match")
	}
	return size, nil
}

// readFrames reads header, frames and footer up to the checksum. As the whole has
// been checked, a frame that makes no sense is a defect of the writer.
func readFrames(f *snapFile, frame func(noun byte, body []byte) error) error {
	in := bufio.NewReaderSize(f, snapBuffer)
	bad := func(err error) error {
		return core.Wrap(core.CodeCorrupt, "snapshot.read", f.name, "the snapshot contradicts itself; delete it", err)
	}
	if _, err := in.Discard(snapHeader); err != nil {
		return bad(err)
	}
	var body []byte
	var head [5]byte
	var n uint64
	for ; ; n++ {
		if head[0], _ = in.ReadByte(); head[0] == 0 {
			break
		}
		if _, err := io.ReadFull(in, head[1:]); err != nil {
			return bad(err)
		}
		size := int(binary.BigEndian.Uint32(head[1:]))
		if size > MaxRecordBytes {
			return bad(fmt.Errorf("frame %d claims to have %d bytes", n, size))
		}
		if cap(body) < size {
			body = make([]byte, size, max(size, 4096))
		}
		if _, err := io.ReadFull(in, body[:size]); err != nil {
			return bad(err)
		}
		if err := frame(head[0], body[:size]); err != nil {
			return err
		}
	}
	var frames [8]byte
	if _, err := io.ReadFull(in, frames[:]); err != nil || binary.BigEndian.Uint64(frames[:]) != n {
		return bad(fmt.Errorf("its end does not follow frame %d", n))
	}
	return nil
}
