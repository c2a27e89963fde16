package engine

import (
	"andon/core"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// entry is what the projector and the watchers need to know of a record.
type entry struct {
	seq      uint64
	at       core.Instant
	key      string
	touched  []core.Ref
	promises bool       // its balances only moved between available and committed
	preimage []preimage // closed documents that were brought back for this record, as the views had them
}

type preimage struct {
	ref  core.Ref
	body []byte
}

func newEntry(r *core.Record, touched []core.Ref, pre []preimage) entry {
	return entry{seq: r.Seq, at: r.At, key: r.Command.Key, touched: touched, promises: onlyPromises(r.Events), preimage: pre}
}

// onlyPromises reports whether events move units within committed, or between it and
// available, and nothing else. Such a record stands in the history of its order; in
// that of a balance stand the records that changed what is there, or what people did.
func onlyPromises(events []core.Payload) bool {
	for _, e := range events {
		switch m := e.(type) {
		case *order.Placed, *order.Sourced, *order.Held, *order.HoldEnded, *order.Ignored:
		case *order.Moved:
			if m.Cause != "accepted" && m.Cause != "picked" && m.Cause != "packed" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// inHistory reports whether a record belongs into the history of a document.
func (e *entry) inHistory(noun core.Noun) bool {
	switch noun {
	case world.NounMeta, world.NounLoad, world.NounCursor:
		return false
	case stock.NounBalance:
		return !e.promises
	}
	return true
}
