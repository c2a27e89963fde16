// Package engine is the one goroutine that owns the world. It takes commands in
// batches, decides and applies each; a second goroutine, the committer, appends the batch
// to the journal with one sync while the next one is decided, and only then answers and
// publishes a fork of the world for readers.
//
//	callers ──► queue (bounded) ──► kernel: needs → decide → encode
//	                                   │ a whole batch
//	                                   └──► committer: Journal.Append, then publish a fork, tell watchers, answer
//	                                           └──► projector: views.db, snapshots
//
// The kernel (kernel.go; batch.go; work.go for what nobody asks for) is the same without
// goroutines; the simulation drives it step by step (stepper.go), and scripts and
// rehearsals drive it on worlds that nobody keeps (trial.go). A failed append answers nobody with
// a yes, nor anyone whose command was decided on top of it: the engine stops taking
// commands, says so on every screen, and the shop is opened again from disk.
package engine

import (
	"context"

	"andon/core"
)

// RawRecord is one record as stored.
type RawRecord = struct {
	Seq  uint64
	Body []byte
}

// Journal is the truth. Append returns only when the bodies are durable at
// after+1…; an error of code CodeUnfinished means that this is not known.
type Journal interface {
	Append(ctx context.Context, epoch, after uint64, bodies [][]byte) error
	Read(ctx context.Context, from uint64, max int) ([]RawRecord, error)
	Last() (seq uint64, head [32]byte)
}

// Codec turns records and documents into bytes and back.
type Codec interface {
	Encode(dst []byte, r *core.Record) ([]byte, error)
	Decode(body []byte) (*core.Record, error)
	Replayer() func(body []byte) (*core.Record, error) // decodes what is needed to apply records, for one goroutine
	EncodeDoc(dst []byte, v any) ([]byte, error)
	DecodeDoc(b []byte, v any) error
}

// Put sets or deletes one key of a bucket of the read model.
type Put = struct {
	Bucket   string
	Key, Val []byte
	Delete   bool
}

// KV is one key and its value.
type KV = struct{ Key, Val []byte }

// Views is the read model: everything in it can be made again from the journal.
type Views interface {
	Write(seq uint64, puts []Put) error
	Get(bucket string, key []byte) ([]byte, error)
	Scan(bucket string, from, to []byte, reverse bool, limit int) ([]KV, error)
	Seq() uint64
	Reset() error
}

// Vault seals personal data and makes keyed hashes. It is safe for concurrent use.
type Vault interface {
	Seal(key uint64, plain []byte) ([]byte, error)
	Open(key uint64, box []byte) ([]byte, error)
	Token(text string) core.Token
	Digest(kind core.Kind, body []byte) [16]byte
	Erase(keys []uint64) error
}

// Snapshots keeps worlds, so that opening need not replay the whole journal.
type Snapshots interface {
	Write(seq uint64, at core.Instant, write func(emit func(noun byte, body []byte) error) error) error
	// Latest visits the newest usable snapshot with seq ≤ before; it returns 0 when there is none.
	Latest(before uint64, begin func(seq uint64), frame func(noun byte, body []byte) error) (uint64, error)
}

// Config is what an engine needs. Journal, Codec and Clock are required.
type Config struct {
	Journal   Journal
	Codec     Codec
	Views     Views     // nil: closed documents stay in memory
	Vault     Vault     // nil: personal data is refused
	Snapshots Snapshots // nil: opening replays the whole journal
	Clock     func() core.Instant

	Shop string // the shop's id, shown to readers

	Queue         int    // commands that may wait; 0: 4,096
	MaxLag        uint64 // records that the views may be behind before commands wait; 0: 200,000
	Slice         int    // records that the projector takes at once; 0: 10,000
	SnapshotEvery uint64 // records between snapshots; 0: 100,000
	KeepClosed    bool   // keep closed documents in memory although views cover them
}

func (c *Config) validate() error {
	if c.Journal == nil || c.Codec == nil || c.Clock == nil {
		return core.E(core.CodeInternal, "engine.open", "", "an engine needs a journal, a codec and a clock")
	}
	if c.Queue == 0 {
		c.Queue = 4096
	}
	if c.MaxLag == 0 {
		c.MaxLag = 200_000
	}
	if c.Slice == 0 {
		c.Slice = 10_000
	}
	if c.SnapshotEvery == 0 {
		c.SnapshotEvery = 100_000
	}
	return nil
}

// System is the actor of the engine's own commands.
const System = "system"
