// Package sourcing chooses which location ships which units of an order, at least
// cost: exact where it can be, honest where it cannot, explained always.
//
// # The model
//
// A [Problem] holds demands (units of a SKU asked for) and offers (what one location
// could ship, eligibility already applied). The cost of a [Plan] is
//
//	Σ package cost of every location used + ExtraPackage × (packages − 1)
//	+ Σ unit cost of every unit taken    + Σ backorder cost of every unit unfilled
//
// Fewest shipments is not a goal of its own: it is what comes out when splits are dear.
// A unit whose unit cost is not below its backorder cost stays unfilled, unless it
// completes a whole line.
//
// Demands for the same SKU draw on the same stock: at each location they share the
// largest of their Avail figures, so that no unit is promised twice.
//
// # How it is solved
//
//	load ──► one package? ──► few locations: every set   ──► plan
//	                     └──► many: bound ──► search ────┘
//
// Once the set of open locations is fixed, each line fills from the cheapest unit up
// (fill.go); only where a capacity or unevenly shared stock runs out does that become a
// flow problem (flow.go). So the search is over sets of locations. Up to 6 useful ones
// every set is priced (enumerate.go). Beyond that branch and bound (search.go) is
// steered by a Lagrangian bound (dual.go, bound.go) and by what open locations already
// make needless (propagate.go), with an incumbent from opening, closing and swapping
// (local.go). The search ends after a number of nodes, never after a time: problems of
// up to 256 pairs of line and location get enough of them to be proven in practice,
// larger ones a share of work, and say by their bound how far they came.
//
// Around the solver: what a plan costs and whether it keeps the rules (price.go), why
// it is what it is (explain.go, verdict.go, change.go, text.go), instances to measure
// it with (generate.go) and to let others check it (export.go).
//
// # What must hold
//
//   - Equal problems give equal plans, in whatever order demands and offers stand.
//     Among plans of equal cost the one with fewest packages wins, then the one with
//     the better locations: lower Priority first, then the smaller location id.
//     (Fewest packages stands first because a split for nothing is never wanted.)
//   - Bound ≤ the true optimum ≤ Cost; Proven means that they are equal.
//   - No clock, no randomness, no floats, no map order. Sums that could overflow are
//     refused before anything is solved.
//
// What is stored with a decision is the problem and the plan; [Explain] computes the
// reasons from these alone. A change that lets [Solver.Solve] answer differently
// raises [Version].
package sourcing
