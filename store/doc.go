// Package store keeps a shop on disk. Everything about files lives here: their
// formats (below, byte by byte), their durability, their damage. What the bytes
// mean lives in core; this package imports nothing of the engine.
//
// What must hold:
//
//   - What was acknowledged is on disk: [Journal.Append] returns after the fsync.
//     A failed fsync is never retried; the journal then refuses everything.
//   - Damage is an error with a name in it, never a crash and never a guess.
//   - journal.db and keys.db are the truth. Everything else can be made again.
//   - Journals are never migrated: old payloads are lifted while they are read ([Upcaster]).
//   - Read transactions are short slices that copy out.
//
// # A shop folder (0700, files 0600)
//
//	shop.json     format and id; makes the folder a shop, written last      folder.go
//	lock          held by the process that owns the shop                    folder.go
//	journal.db    the truth: every accepted command, append-only            journal.go, read.go, frame.go
//	keys.db       keys of sealed personal data, and the shop's secrets      keys.go, erase.go
//	views.db      read model, written behind; may be deleted                views.go
//	snap/         snapshots of the hot world; may be deleted                snapshot.go
//	erased.list   numbers of erased keys; never in a backup                 erased.go
//
// Numbers are big-endian ("be64" has 8 bytes) unless said otherwise. The .db files
// are bbolt files (pages of 16 KiB in the journal, 4 KiB elsewhere), each with a bucket "meta" that holds "schema" (be32,
// the version of its buckets) and "shop" (text). bbolt's pages have no checksum, so
// pages.go looks at the skeleton of a file before bbolt may trust it. A file named
// *.new is being built and is ignored.
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
// # Body of a record, version 1
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
// A payload is whatever its Go type's cbor tags say. The sequence is not in the body.
package store
