// Package api is the contract of a console: all that a screen, the command line or
// another machine needs of a shop is [Client]. The engine implements it in process,
// tui/attach over a socket; the suite in apitest proves that they behave the same.
//
// A reader asks for windows ([Query] → [Page]), is told that something changed
// ([Notice]), and asks again for the window that it shows. Nothing that is not yet
// durable can be seen through it.
package api

import (
	"context"
	"encoding/json"

	"andon/core"
)

// Client is a connection of one authenticated actor to one shop.
type Client interface {
	// Query answers from a consistent state of the shop at Page.Seq.
	Query(ctx context.Context, q Query) (Page, error)
	// Submit hands over commands and returns a receipt for each, in order, when all
	// that were accepted are durable. Receipts tell refusals; the error is for when the
	// outcome of the whole is not known or nothing was taken.
	Submit(ctx context.Context, commands ...core.Command) ([]core.Receipt, error)
	// Watch tells that documents of the named nouns changed; none named means all.
	Watch(ctx context.Context, nouns ...core.Noun) (Watcher, error)
}

// View selects what of a kind is asked for.
type View string

// The views.
const (
	List    View = ""        // rows
	Doc     View = "doc"     // one document, as the types in views.go
	History View = "history" // the records that touched a document, newest first, as rows
	Why     View = "why"     // how an order was sourced, as WhyView
)

// Nouns that stand for no stored document.
const (
	NounShop   core.Noun = "shop"   // Doc: ShopView
	NounRecord core.Noun = "record" // journal records
)

// Query asks for a window of a list, or for one document.
type Query struct {
	Kind   core.Noun `json:"kind"`
	View   View      `json:"view,omitempty"`
	ID     string    `json:"id,omitempty"`
	Where  string    `json:"where,omitempty"`   // field op literal and …, or a condition as in policies; see core/query/filter.go
	Open   bool      `json:"open,omitempty"`    // of exceptions only those that are open, unless Where names a field that tells
	Sort   string    `json:"sort,omitempty"`    // a column; "-" before it turns it round; "" is the kind's own order
	After  string    `json:"after,omitempty"`   // Page.Next of the page before
	Limit  int       `json:"limit,omitempty"`   // rows; 0 means 100, at most MaxRows
	MinSeq uint64    `json:"min_seq,omitempty"` // a receipt's sequence: wait until it is visible
}

// MaxRows bounds a page; MaxScan bounds the records looked at to fill one.
const (
	MaxRows = 1_000
	MaxScan = 10_000
)

// Type says how a column's values are to be read.
type Type string

// The types of values.
const (
	Text    Type = "text"
	ID      Type = "id"
	Int     Type = "int"
	Amount  Type = "amount" // already formatted with its currency's decimals
	Time    Type = "time"   // milliseconds since 1970, 0: none
	Date    Type = "date"   // days since 1970, 0: none
	Word    Type = "word"   // one of a closed set, such as a status
	Boolean Type = "bool"
)

// Column describes the cells at one place of all rows.
type Column struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Type  Type   `json:"type"`
}

// Value is one cell: N for Int, Time, Date and Boolean, S for the others.
type Value struct {
	S string
	N int64
}

// Row is one record of a list.
type Row struct {
	ID      string  `json:"id"`
	Version uint64  `json:"version"`
	Cells   []Value `json:"cells"`
}

// Page answers a Query.
type Page struct {
	Seq     uint64          `json:"seq"` // the state that it shows
	At      core.Instant    `json:"at"`  // the shop's clock at Seq
	Columns []Column        `json:"columns,omitempty"`
	Rows    []Row           `json:"rows,omitempty"`
	Next    string          `json:"next,omitempty"`     // After of the next page; "" at the end
	Total   int             `json:"total"`              // matching rows, or
	AtLeast bool            `json:"at_least,omitempty"` // true: there are more than Total, not all were looked at
	Doc     json.RawMessage `json:"doc,omitempty"`
}

// Watcher delivers notices until it is closed.
type Watcher interface {
	// C delivers coalesced notices. It is closed when the watch ends.
	C() <-chan Notice
	Close()
}

// Notice says that something changed up to Seq; the watcher asks again for what it shows.
type Notice struct {
	Seq    uint64       `json:"seq"`
	At     core.Instant `json:"at"`
	Nouns  []core.Noun  `json:"nouns,omitempty"`
	Resync bool         `json:"resync,omitempty"` // the watcher was too slow: assume that all changed
	Health string       `json:"health,omitempty"` // "" well; else one sentence: the shop takes no commands because …
}

// Raw is a command body that is still JSON. The engine turns it into the body that
// its kind stands for, strictly: unknown fields are refused.
type Raw struct {
	Name core.Kind
	JSON json.RawMessage
}

// Kind is the kind that the JSON claims to be.
func (r *Raw) Kind() core.Kind { return r.Name }

// Previewer is implemented by clients that can decide commands on a fork of the shop:
// the receipts are those that Submit would give, and nothing is kept.
type Previewer interface {
	Preview(ctx context.Context, commands ...core.Command) ([]core.Receipt, error)
}
