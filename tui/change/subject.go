package change

import (
	"context"

	"andon/core"
	"andon/core/api"
	"andon/tui/load"
)

// Subject is a document as a person saw it.
type Subject struct {
	Ref     core.Ref
	Version uint64 // 0: not known; the shop's own suggestion says what it expects
}

// Source is a screen on whose documents something can be done.
type Source interface {
	// Subjects are the documents that were marked, else the one in sight.
	Subjects() []Subject
	// Settled tells which of them are done.
	Settled(ids ...string)
}

// Family is a source whose one subject has relatives on which something can be done too,
// such as an order and its exceptions.
type Family interface {
	// Related are the subject and its relatives, the subject last.
	Related() []Subject
}

// MaxSubjects bounds how many documents one action takes: as many as one command may
// change.
const MaxSubjects = core.MaxDocuments

// offer is what the shop suggests for a subject now.
type offer struct {
	Subject `json:"-"`
	Now     uint64       `json:"version"`
	Actions []api.Action `json:"actions"`
	err     error        // the subject could not be read
}

// changed reports whether the document is not any more what the person saw.
func (o *offer) changed() bool { return o.Version != 0 && o.Now != 0 && o.Version != o.Now }

// look asks what can be done about each subject.
func look(ctx context.Context, r *load.Reader, subjects []Subject) ([]offer, error) {
	out := make([]offer, 0, len(subjects))
	for _, s := range subjects {
		o, _, err := load.Doc[offer](ctx, r, s.Ref)
		if ctx.Err() != nil {
			return nil, core.Wrap(core.CodeCancelled, "look", "", "the shop did not say in time what can be done; try again", ctx.Err())
		}
		if err != nil {
			o = &offer{err: err}
		}
		o.Subject = s
		out = append(out, *o)
	}
	return out, nil
}
