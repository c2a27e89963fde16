// Package world is all state together: tables of documents, their indexes, and
// Apply, the one way in which state changes.
//
// A World is persistent: [World.Fork] costs next to nothing, and a fork never sees
// what is done to the other. Documents are handed out as pointers that the reader
// must not change; Apply changes a copy of its own (tables.go).
//
// What must hold after every record is written down in [World.Check]. Two worlds
// that applied the same records are equal document by document ([World.Each]).
//
// kinds.go is the one table of command and event kinds, with their numbers on disk.
package world
