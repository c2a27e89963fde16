// Package store keeps a shop on disk. Everything about files lives here: their
// formats (below, byte by byte), their durability, their damage. What the bytes
// mean lives in core; this package imports nothing of the engine.
//
// What must hold:
//
//   - What was acknowledged is on disk: [Journal.Append] returns after the fsync.
//     A failed fsync is never retried; the file then refuses everything.
//   - Damage is an error with a name in it, never a crash and never a guess.
//   - journal.db and keys.db are the truth. Everything else can be made again.
//   - Journals are never migrated: old payloads are lifted while they are read ([Upcaster]).
//   - Read transactions are short slices that copy out.
//
// # A shop folder (0700, files 0600)
//
//	shop.json     format and id; makes the folder a shop, written last      folder.go
//	lock          held by the process that owns the shop                    lock.go
//	journal.db    the truth: every accepted command, append-only            journal.go, read.go, frame.go
//	keys.db       keys of sealed personal data, and the shop's secrets      keys.go, erase.go
//	views.db      read model, written behind; may be deleted                views.go, slice.go, query.go
//	snap/         snapshots of the hot world; may be deleted                snapshot.go, thin.go
//	erased.list   numbers of erased keys; never in a backup                 erased.go
//
// A file named *.new is being built and is ignored; restore.tmp is a restore under way.
// Numbers are big-endian ("be64" has 8 bytes) unless said otherwise.
//
// # shop.json, format 1
//
// The JSON of [Meta]. A higher format is refused: a newer program made the shop.
//
// # The .db files
//
// They are bbolt files (pages of 16 KiB in the journal, 4 KiB elsewhere) with a bucket
// "meta" that holds "schema" (be32, the version of the file's buckets) and "shop" (text,
// the shop's id). bbolt's pages have no checksum, so pages.go looks at the skeleton of
// a file before bbolt may trust it, and bolt.go turns what bbolt still stumbles over into an error.
//
// # journal.db, schema 1
//
//	meta  epoch       be64, the highest epoch that has written
//	j     be64 seq    value of the record
//
// A value is
//
//	1 byte     format of the value: 1
//	n bytes    body of the record
//	32 bytes   hash of the record before; 0 for record 1
//	be32       CRC-32C of be64 seq and everything before in the value
//
// and hash(seq) = SHA-256(hash(seq-1) ‖ be64 seq ‖ body), hash(0) = 32 zero bytes.
//
// # Body of a record, version 1 (codec.go, decode.go)
//
// One byte 1, then deterministic CBOR (RFC 8949, section 4.2.1): a map with integer
// keys that rise; all but 1 and 7 are left out when empty.
//
//	1  int         recorded, milliseconds since 1970
//	2  text        actor
//	3  text        idempotency key
//	4  int         occurred, milliseconds since 1970
//	5  bytes(16)   digest of kind and body as sent
//	6  [text, text]                      cursor: connector, position
//	7  [number, version, payload]        command
//	8  [[number, version, payload], …]   events; payload null: the command's own body
//
// number is the kind's in core/world's table, version that of its payload's encoding.
// A payload is whatever its Go type's cbor tags say (plan.go, encode.go, fill.go). The sequence is not in the body.
//
// View records and the frames of snapshots are one byte 1, then deterministic CBOR.
//
// # keys.db, schema 1
//
//	meta  secret        32 bytes for tokens, 32 bytes for digests (HMAC-SHA-256)
//	meta  block         be32, keys in a block
//	k     be64 block    the block's keys of 32 bytes each, then the CRC-32C of be64 block and them
//
// Key n (from 1) is number (n-1) mod block of block (n-1)/block; 32 zero bytes are an
// erased key. A box is one byte 1, a nonce of 12 bytes, and AES-256-GCM of the text
// with be64 n as additional data.
//
// erased.list is text: the title "andon erased keys 1 SHOP", then lines "N CRC", CRC the
// CRC-32C of N's digits in hex.
//
// # views.db
//
// schema is 1<<24 plus the caller's own number; meta "seq" (be64) is the last record
// covered. The other buckets are the caller's.
//
// # snap/SEQ-AT.snap
//
//	"andonsn1", be64 seq, be64 at (milliseconds since 1970)
//	frames: 1 byte noun (not 0), be32 length, body
//	0x00, be64 number of frames
//	SHA-256 of everything before
//
// # A backup
//
//	"andonbk1"
//	frames: 1 byte type, be32 length, payload, be32 CRC-32C of type, length and payload
//
// with the types, in this order,
//
//	H  JSON: the shop's Meta, number of records, hash of the last, keys in a block
//	R  value of a record, as in journal.db, from record 1 on
//	S  the shop's secrets
//	K  be64 block, the block's keys
//	E  SHA-256 of everything before this frame
package store
