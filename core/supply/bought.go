package supply

import "andon/core"

// Supplied says what became of the lines of a purchase order that is bought for an order:
// what its supplier sent to the customer is received, what it will not send is closed.
// Lines replace those of the document.
type Supplied struct {
	ID    string `json:"id" cbor:"1,keyasint"`
	Lines []Line `json:"lines" cbor:"2,keyasint"`
}

// Kind names the event.
func (*Supplied) Kind() core.Kind { return "supply.supplied" }
