// Package quiet keeps the terminal library from asking the terminal for its colours.
//
// The library does so when it is initialised, so that every command of a program that
// has a screen in it would write escape sequences and wait for answers, a version number
// too. Nothing here uses what it would learn. Packages are initialised by import path as
// soon as what they import is, so this one comes before the library.
package quiet

import "github.com/charmbracelet/lipgloss"

func init() { lipgloss.SetHasDarkBackground(true) }
