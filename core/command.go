package core

// Kind names what a command or an event is, for example "order.submit". Every kind
// has one row in core/world's table, which also fixes its number on disk.
type Kind string

// Payload is the body of a command or an event. A payload is immutable once it
// has been handed to the engine.
type Payload interface{ Kind() Kind }

// Noun is a kind of document: the nouns of design section 4.
type Noun string

// Ref names a document.
type Ref struct {
	Noun Noun   `json:"noun" cbor:"1,keyasint"`
	ID   string `json:"id" cbor:"2,keyasint"`
}

// String is noun/id.
func (r Ref) String() string { return string(r.Noun) + "/" + r.ID }

// Expect is the version of the smallest record that a person acted on. A command
// whose record has changed since is refused with [CodeConflict].
type Expect struct {
	Ref     Ref    `json:"ref"`
	Version uint64 `json:"version"`
}

// Cursor is how far a connector has read; it moves with the command that carries
// the facts which it read.
type Cursor struct {
	Connector string `json:"connector" cbor:"1,keyasint"`
	Position  string `json:"position" cbor:"2,keyasint"`
}

// Command is a request or a fact, as its kind says.
type Command struct {
	Key      string  // idempotency key; "" means that repeating it is harmless or wanted
	Occurred Instant // the source's claim of when it happened; 0: when recorded
	Actor    string  // a person's or connector's id, from authentication, never from the wire
	Expect   *Expect
	Cursor   *Cursor
	Digest   [16]byte // keyed hash of kind and body as sent, set by the engine: tells a repeat from a reuse
	Body     Payload
}

// Record is one accepted command and what it caused. Event n of the record has the
// id "seq.n", n counting from 1.
type Record struct {
	Seq     uint64
	At      Instant // recorded time
	Command Command
	Events  []Payload
}

// Receipt answers a command, once it is durable.
type Receipt struct {
	Key    string
	Seq    uint64 // of the journal record; for a known key, of the first one
	Known  bool   // the key was seen before: nothing new happened
	Events []Payload
	Err    *Error // nil: accepted
}

// OK reports whether the command was accepted, now or before.
func (r Receipt) OK() bool { return r.Err == nil }
