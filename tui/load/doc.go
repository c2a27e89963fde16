// Package load runs what may take long outside the update loop: queries, submissions,
// waiting. The screen never waits for any of it.
//
//	Update ──► Ask(slot, work) ──► a goroutine of the program: work(ctx, client)
//	   ▲                                             │
//	   └──────────── Done.Apply ◄────────────────────┘  only if the slot still wants it
//
// What must hold:
//
//   - every piece of work has a context with a deadline, and a panic in it becomes an
//     error of that piece alone;
//   - an answer is applied in the update loop, and only when its slot has not asked for
//     something else meanwhile, so an old answer never replaces a newer one;
//   - a list is read by tokens behind offsets, see [Chain].
//
// Everything but the work itself belongs to the goroutine of the update loop.
package load
