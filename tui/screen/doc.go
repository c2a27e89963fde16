// Package screen is the contract between the console and its screens: what a [Screen]
// is, what it may use ([Env]), what can stand in front of it ([Overlay]), and how
// values of the shop are written ([Env.Text], [Env.When], …).
//
// A screen keeps what it shows. It asks the shop through [Env.Jobs], is told of changes
// with [Changed] and [Beat], and draws with View, which changes nothing. What can be
// done on it stands in the action table, under its scopes; actions call the screen's
// methods or one of the optional interfaces below ([Mover], [Filterer], …).
//
// What must hold: nothing is drawn that is not term.Text; the age of what is shown is
// told honestly ([Truth]); nothing blocks in Init, Update or View.
package screen
