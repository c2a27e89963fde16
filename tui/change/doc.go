// Package change is the way from a wish to a receipt: what the shop suggests for the
// documents that a person picked, what will be sent, whether they mean it, and what
// became of it.
//
//	Source.Subjects ──► look: Doc of each ──► offers ──► first action, or a menu
//	                                                          │
//	     result, conflict ◄── submit ◄── confirm ◄── plan ◄───┘
//
// What must hold:
//
//   - every command expects the version that the person saw; when the document is
//     another by now nothing is sent, and what happened since is shown;
//   - every command carries an idempotency key, so that asking again after an unknown
//     outcome does nothing twice;
//   - what can simply be undone, on one document, is done at once; everything else is
//     previewed first, and many or drastic changes want their number typed;
//   - of several commands each has its own outcome; documents that were refused stay
//     marked.
//
// It knows no kind of document: it works with api.Action and with commands.
package change
