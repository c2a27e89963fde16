// Package core holds the words that every other room uses: ids, instants, money,
// quantities, commands, events, records and coded errors. It imports nothing but
// the standard library and does no I/O.
//
// # The system on one page
//
//	command ──► flow.Decide(world, command) ──► events ──► world.Apply ──► journal ──► readers
//
// A command is a request ("allocate", "cancel") or a fact ("the till sold 2").
// A request may be refused, with a coded [Error] and nothing changed. A fact is
// never refused: it has already happened; when it contradicts the book it is
// recorded as it is and raises an exception that names the contradiction.
//
// One [Record] in the journal is one accepted command with the events that it
// caused. Balances, orders, indexes and screens are all rebuilt from records by
// applying the events; opening and verifying never decide again.
//
// Nothing below the engine reads a clock, draws a random number, ranges over a
// map into an output or does I/O: two equal worlds take equal decisions.
//
// # Three times
//
//   - occurred: what the source claims ([Command.Occurred]).
//   - recorded: the shop's clock ([Record.At]); never goes back, alone drives timers.
//   - business date: a [Date] in a location's time zone.
//
// # Where to go on reading
//
// core/stock (the stock book), core/order (units and buckets), core/flow
// (decisions), core/world (state and Apply), core/engine (the one goroutine).
package core
