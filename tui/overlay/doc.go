// Package overlay holds what can stand in front of a screen: a menu that is searched by
// typing, a question before something is done, a form of a few fields, and a text to be
// read. They are widgets with the focus and a callback; what happens then is the
// owner's. Each satisfies screen.Overlay.
package overlay
