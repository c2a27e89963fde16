// Package input turns what the terminal library reports into what a person or a
// scanner meant.
//
// A terminal reports every printable character of one read as one message. On a bad
// link several keys arrive together ("jjj"), and a barcode scanner types like a very
// fast person, with enter at the end. So a message is not a key. The rule:
//
//   - a burst of navigation keys only is split, however long;
//   - two or three other characters are split, unless enter follows at once;
//   - four or more mixed characters, or any burst that ends in enter, are a scan or a
//     paste, never hot keys;
//   - nothing inside any burst may confirm or destroy: its keys carry Burst, and
//     dialogs and actions that change something refuse such keys. A text field takes
//     all of it as text, and an enter behind text that came with it ends the field: what
//     is done then has a preview of its own, or was written out, as a number of documents.
//
// # The machine
//
// Enter always arrives as a message of its own, so a [Reader] holds a burst until it
// is known how it ends:
//
//	        one character            second character within Gap, not all navigation
//	idle ────────────────► typed ───────────────────────────────► held
//	  ▲   (key at once)      │                                      │ enter, tab   → Scan
//	  │                      │ all navigation: keys at once         │ time is up, 2 or 3 → Keys
//	  └──────────────────────┴──────────────────────────────────────┘ time is up, 4+     → Paste
//
// A burst of two or three is held for Gap, a longer one for Hold: nothing else will
// happen to it, so it may wait for its enter on a slow link. [Reader.Step] says for how
// long it wants to wait; the owner then calls [Reader.Flush]. Characters that follow
// within the same time join the burst, so a scanner that types one character at a time
// is understood too; only its first character can act as a key.
//
// Two more cases of a bad link: "/abc" in one message is the key "/" and the text
// "abc", which belongs to the prompt that the key opens; and ESC glued to the next key
// (reported as alt+key) is taken apart again, because no action needs alt.
//
// Nothing here reads a clock: the owner says when a message arrived.
package input
