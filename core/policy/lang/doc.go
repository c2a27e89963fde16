// Package lang is the language of conditions: of policies, and of filters on lists.
// It knows nothing of orders: a [Scope] names the fields and lists that a condition
// may speak of, [Compile] checks a condition against it, and the [Program] evaluates
// it. It reads no clock of its own, and does no I/O.
//
//	order.total > amount("500.00") and any(order.lines, .qty > 20 and .sku startsWith "GIFT-")
//
// # The language
//
//	values      12  "text"  'text'  true  false  amount("12.50")  date("2026-12-01")
//	            time("2026-12-01T09:00:00Z")  none (a date or time that is not set)
//	arithmetic  + - * / %  on whole numbers; / cuts off what is behind the point: 7/2 is 3
//	money       amount ± amount, amount * number, amount / number, amount / amount (a number)
//	dates       date - date (days), date ± number; days(from, to), hours(from, to)
//	comparison  == != < <= > >=  of two values of one kind;  in ["a", "b"];  not in
//	texts       contains, startsWith, endsWith; lower(text), len(text); capitals differ
//	logic       and or not (or && || !), c ? a : b
//	lists       any all none count sum (list, condition or value), with .field for what
//	            an item has: sum(order.lines, .qty); len(list)
//	text lists  "x" in list, has(list, "x"), len(list), any(list, # startsWith "x")
//	numbers     min, max (also of money, dates and times), abs
//	remarks     // to the end of the line, /* between */
//	clock       now, ago("2h"), ahead("3d"), with units s m h d w, where the scope has one
//
// A date or time that is not set is neither before nor after anything: it satisfies
// only == none and != some time. To calculate with it is an error.
// Of a text with a closed set of words, < and > follow the order of that set.
// hours and days count from the first to the second, and cut off what is begun.
//
// # What holds
//
// Everything is checked when it is compiled: names, kinds, words, literals. A mistake
// names its place, in characters from 1. What remains for the evaluation is what
// depends on values: a result that does not fit, a division by zero, a time that is
// not set, too many items; each is an error with its place and never a wrong value.
// Source, nodes, nesting and the items that one evaluation visits are bounded, so
// that a condition that nobody trusts may be compiled and run. An evaluation
// allocates nothing, and programs may be used by several goroutines at once.
//
// Text and tree are those of expr-lang/expr. Its checker, compiler and machine are not
// used: they reflect, allocate, make 3.5 of 7/2 and overflow silently.
package lang

// Version is that of the evaluator. It is raised when a condition may mean something
// else than before, and is stored with policies.
const Version = 1

// Bounds of one condition.
const (
	MaxSource  = 4_000   // bytes
	MaxNodes   = 200     // values, names and operators
	MaxNesting = 20      // brackets in brackets
	MaxVisits  = 100_000 // items of lists, in one evaluation
)
