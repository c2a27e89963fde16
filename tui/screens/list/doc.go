// Package list is the screen of any kind that the shop can list. What is particular to
// a kind is its [Spec]: columns, what is always filtered, what enter opens. A new list
// is a new Spec; without columns of its own it shows the ones that the shop sends.
//
// The list asks for the window that the table wants, by offsets that load.Chain turns
// into tokens. Changes are asked for again in the background, at most every [Pause];
// what a person asks for (another page, another filter) replaces what is on its way.
package list
