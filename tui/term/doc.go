// Package term is the only door between text and the terminal.
//
// A [Text] is the only thing that widgets draw. It comes from [Clean], which takes
// any bytes an outsider may have sent, or from [Lit], which takes nothing but a
// constant of the program's source. So the compiler finds a forgotten cleaning.
//
// What holds for every Text:
//
//   - valid UTF-8 on one line, without C0, DEL, C1, bidi controls, invisible
//     characters or private glyphs: nothing in it can move the cursor, write the
//     clipboard or reorder what stands beside it;
//   - its width is the sum of the widths of its runes, so terminals that know
//     grapheme clusters and those that do not agree, and joining two Texts never
//     changes either;
//   - cleaning it again changes nothing.
//
// Beside it live what depends on the terminal alone: [Glyphs] (Unicode or ASCII),
// [Decide] (colour and mode from an environment that is passed in; the terminal is
// never queried) and [OSC52] (the clipboard). Nothing here does I/O.
package term
