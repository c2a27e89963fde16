// Package rehearse tells what a policy would have done: it runs a stretch of a shop's
// journal again, once under the policy that was active and once under another, and
// compares the two.
//
//	journal ──► past (past.go): who said what when, how long people took ──► model (model.go)
//	   │
//	   ├──► world at the beginning ──┬─► run under the active policy ──┐
//	   │                             ├─► run under the draft ──────────┼─► tallies ──► report
//	   └──► recorded ────────────────┴─► what really happened ─────────┘
//
// What came from outside (an order, a customer's cancellation, a delivery) is given to
// both runs again, at its recorded time and in the name of who gave it: kinds.go says
// which commands these are. What people did in answer (accept, pick, ship, release a
// hold) would have been different, so it is left out and modelled: course.go does what
// they do, after the times that were recorded for them. What the engine does by itself it
// does in a run as in life, because a run is an [engine.Trial].
//
// What must hold here:
//
//   - The two runs differ in nothing but the policy. Every draw of the model hangs on the
//     recorded number of the order and of its fulfillment order, so equal policies give equal runs.
//   - The same journal and question give the same report, byte for byte: no clock, no
//     randomness, no order of maps.
//   - Nothing is written anywhere.
//   - The active policy goes through the model too, and the report says how far that is
//     from what was recorded: who approves by it can see what it is worth.
//   - Memory holds what is open and what a later command names, not all that was.
//
// A new kind of command gets its class in [Classes], kinds.go. Exogenous is what would have
// been said under any policy: customers, channels, suppliers, carriers and till say it, or
// it is master data. Consequent is what people do because of where the shop sent an order;
// what takes time then is also measured in past.go and done in course.go, and what is left
// out there does not happen in a run. Where a command names an order or a reservation, the
// field is called Order, Reservation or Holder, and is translated by that name; other
// documents that the shop itself numbers are added to born.
package rehearse
