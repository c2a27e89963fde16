// Package tuitest holds what tests of the console share: a shop that is scripted
// ([Fake]), a small one with everything on it that a screen can show ([Shop]), and a
// driver that plays the terminal's part ([Driver]).
//
// Tests run in a bubble of testing/synctest: time stands still until everything is
// idle, so nothing sleeps and nothing is guessed.
package tuitest
