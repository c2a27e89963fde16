// Package query answers questions about a fork of the world: windows of lists,
// documents, histories and explanations, as core/api asks for them. It reads; it
// never changes a world, keeps nothing between two questions, and does no I/O but
// through [Cold].
//
// # How a list is answered
//
//	where ──► conditions ──► a walk of the kind, narrowed by what is indexed
//	                              │  records in the kind's own order, hot and cold merged
//	                              ▼
//	                         match, count, stop ──► rows ──► Next
//
// Every kind of record is a table (tables.go lists them): its fields, and a walk that
// yields records in the kind's own order, which is that of their keys. Next holds the
// key of the last record, so a page begins behind it however much was added or removed
// meanwhile: a record that did not change between two pages is never lost and never
// repeated. One that changed may show again at its new place, under the same id and
// with a newer version.
//
// # Bounds
//
// A page looks at no more than api.MaxScan records. Where that does not suffice it
// returns what it found, says AtLeast, and goes on at Next. Sorting by a column sorts
// blocks of api.MaxScan records in the kind's own order: up to that many the order is
// total; beyond, AtLeast says that only the first block was sorted, and the next
// pages bring the next block.
//
// # Orders and exceptions
//
// Numbers of orders and exceptions are dense, so what is in memory and what only the
// read model holds are merged by number, and what is in memory wins. A filter that
// only open records can satisfy never reads a cold one.
//
// # Filters
//
// A filter is written in the short grammar, or in the language of core/policy/lang.
// Either way the walk is narrowed by the equalities that every match must satisfy.
//
// Files: filter.go (which grammar), where.go (the short one), match.go and values.go (its meaning), list.go (pages),
// numbered.go (hot and cold), one file for each family of kinds, describe.go (events
// in words), actions.go and causes.go (what can be done), why.go (sourcing).
package query
