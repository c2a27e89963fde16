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
// (fill.go); only where a capacity or shared stock runs out does that become a flow
// problem (flow.go). So the search is over sets of locations. Up to 6 useful locations
// every set is priced (enumerate.go); beyond that branch and bound (search.go) is
// steered by a Lagrangian bound (bound.go), with an incumbent from add, drop and swap
// (local.go). The search ends after a number of nodes, never after a time.
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
