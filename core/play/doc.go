// Package play reads and runs scenario scripts: text files that people who do not
// program can read and write. A script tells one story: a small world, commands, the
// passing of time, and what must be seen after them. Scripts are this program's
// acceptance tests and its users' drills.
//
//	text.go ──► logical lines, tokens          a line is a sentence:
//	pattern.go, slots.go ──► what a line says    HEAD, OPTION, OPTION: ITEM, ITEM
//	script.go ──► steps, or all mistakes         with mistakes named by file and line
//	run.go ──► engine.Trial ──► what is seen     or the first difference and what is around it
//
// The language is a table ([Sentences]). A row names the form of a sentence and of what
// may follow it, and has a function that does it or looks; nothing else knows the
// sentence. To add one, add a row to the file of its subject (say_*.go give commands,
// see_*.go look) and a line to docs/scenarios.md.
//
// What must hold: a script plays in memory on a world of its own, with a clock that only
// it moves; every command is decided twice and every invariant checked after it
// (engine.Trial.Prove), and at its end the records give the same world again.
package play
