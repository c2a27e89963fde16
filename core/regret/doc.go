// Package regret compares what was decided on a day with the best that could have been
// decided by who had known the day: all its orders, and all that was on the shelf in it.
//
//	journal ──► read (read.go): decisions of the day, each with the world that it found
//	                │
//	                ├──► what was decided, as the day ended (decided.go)
//	                ├──► alone: each order with all the stock of the day (lower bound)
//	                └──► possible: all orders one after another, in several sequences,
//	                     each unit given once (sequence.go)                ──► report
//
// Nothing is solved here: [flow.Decider.Outlook] states and solves every order as the
// engine does, with the prices, limits, policy and calendar of the instant at which it was
// decided. Only the shelf and the room of the day are others (hindsight.go).
//
// What must hold here:
//
//   - alone ≤ possible ≤ decided, in what the engine minimises. What was decided is one of
//     the plans that possible chooses from; and where rules changed in the course of the day
//     so that an order did better than its first rules allowed, alone is what was decided.
//   - No unit is given twice, and no location opens more in a day than it may.
//   - The same journal gives the same report, byte for byte.
//   - Nothing is written anywhere.
package regret
