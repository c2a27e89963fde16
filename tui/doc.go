// Package tui is the console: a person's view of a shop in a terminal, over core/api
// alone.
//
//	terminal ──► input.Reader ──► overlay with the focus, else action table ──► screen
//	                                                                              │ load.Ask
//	shop ──► Watch, beat ──► freshness ──► screen in sight asks for its window ◄───┘
//
// The console is an event loop that never waits: everything that may take long runs as
// work of package load and comes back as a message. Producers never send to the
// program; one waiting command pulls the watcher's notices, at most every [Pull].
//
// # Where to find things
//
//	run.go      Run and Options: terminal in, terminal out
//	app.go      the root model: messages, focus, overlays
//	route.go    places: roots, the way down, back and forward
//	open.go     which screen shows which document; looking an id up
//	fresh.go    watch, beat, LIVE, STALE, OFFLINE
//	frame.go    what stands around a screen
//	actions.go  what can be done everywhere, and the console's whole action table
//	plain.go    the same console line by line, for terminals that cannot do better
//
// Sub-packages: screen (the contract), screens/… (the places), change (from a wish to a
// receipt), overlay, load, and the foundations term, theme, input, action, widget.
//
// # A new screen
//
// Write a type that satisfies screen.Screen (for a list: a list.Spec), give its actions
// a scope, add both to actions.go and open.go. Everything else (keys, help, palette,
// freshness, confirmation) comes with that.
package tui
