// Package action is the one table of what a person can do. Key dispatch, the key help
// (?), the command palette (:), action menus and the printed key reference all read it,
// so they cannot disagree.
//
// An [Action] has a stable id, by which a person's configuration gives it other keys.
// Its context type C is the owner's: whatever Enabled and Run need to see.
//
// What must hold, and New checks it: ids and words are unique; no key means two things
// in one scope, nor is it the beginning of a longer sequence there; no key is one that
// terminals, tmux or flow control take for themselves; nothing is reached by alt or by a
// function key alone. At the time of a key: an action that changes something is never
// run by a key that came in a burst, and a disabled action says why.
package action
