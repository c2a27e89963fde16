// Package sim runs a whole shop on one seed: the engine's own code over a journal,
// a read model, keys and snapshots that fail and forget, a clock that cannot be
// trusted, and people and connectors who say anything, twice, late and in the wrong
// order. After every step it checks what must always hold:
//
//   - World.Check: units never vanish or appear, every index says what documents say;
//   - every record is decided again, on two forks of a world that was built from the
//     journal alone, by a fresh Decider and by one that has seen everything: both must
//     give the bytes that the journal holds. That world is never evicted, never batched
//     and never crashes, so what memory, batching or a crash did to a decision shows;
//   - an acknowledged command is in the journal exactly once, for ever, with the events
//     of its receipt; an unacknowledged batch is there as a whole or not at all;
//   - a refused command changed nothing; the clock never goes back; a request never
//     drives a state of a balance below zero; facts are never refused for what the book
//     says; no decision panics; no command sets off an endless chain of records;
//   - every person's data opens until it is erased and never after, and is never
//     readable in the journal;
//   - the board shows the causes that are there: none missing, none stale, none twice;
//   - no line waits for units that are there, nor for room on a day that has some, and
//     each is told the day on which supply covers it.
//
// From time to time, and after each restart, the published world is compared with
// the journal's document by document, evicted ones with what the read model stores.
//
// A run is a function of its seed: `go test ./core/sim -seed 17` repeats it. A failure
// prints the options that the seed stands for and the last commands as JSON lines.
//
// options.go derives the run's shape, disk.go and readmodel.go are the faulty storage,
// generate*.go what is said, run.go the steps, check.go and board.go the checks.
package sim
