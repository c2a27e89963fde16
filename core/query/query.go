package query

import (
	"context"
	"encoding/json"
	"fmt"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/world"
)

// Cold reads what is not in memory: closed records in the read model and records of
// the journal. What it answers may be newer than the world that is asked about.
type Cold interface {
	// Doc finds a closed document.
	Doc(ctx context.Context, ref core.Ref) (doc any, found bool, err error)
	// Closed lists closed orders or exceptions, highest number first, with numbers
	// below that of `before` ("": from the newest). Some may be in memory too.
	Closed(ctx context.Context, noun core.Noun, before string, limit int) ([]any, error)
	// Find lists ids of orders, newest first, by field: customer, tracking, external (the
	// value is world.ExternalKey), or who (a core.Token in hexadecimal). Some
	// may be in memory too.
	Find(ctx context.Context, field, value string, limit int) ([]string, error)
	// History lists records that touched a document, newest first, with sequences below
	// `before` (0: from the newest).
	History(ctx context.Context, ref core.Ref, before uint64, limit int) ([]*core.Record, error)
	// Record reads one journal record.
	Record(ctx context.Context, seq uint64) (*core.Record, error)
}

// Opener opens what is sealed.
type Opener interface {
	// Open unseals a person; it fails when the person's key was erased.
	Open(p *core.Party) (*core.Personal, error)
	// Token is the keyed hash that stands for an e-mail address or a name.
	Token(text string) core.Token
}

// Reader answers queries. The zero Reader answers from memory alone. It holds no
// state of its own and is safe for concurrent use if what it is given is.
type Reader struct {
	Cold   Cold   // nil: nothing is cold
	Opener Opener // nil: nobody's personal data can be read

	Shop   string                                    // id of the shop, for its Doc
	Clock  func() core.Instant                       // the shop's clock; nil: the time of the last record
	Health func() (sentence string, viewsLag uint64) // for the shop's Doc; nil: well

	// Try says how the shop would refuse a command now, without doing it: how actions
	// learn that they are not possible. nil: only what can be seen at once is said.
	Try func(ctx context.Context, w *world.World, cmd core.Command) error
}

// Who asks: an authenticated actor.
type Who struct {
	Actor string
	Roles []catalog.Role
}

// May reports whether one of the roles covers the needed one.
func (w Who) May(need catalog.Role) bool {
	p := catalog.Person{ID: w.Actor, Roles: w.Roles}
	return p.May(need)
}

// request is one question while it is answered.
type request struct {
	*Reader
	ctx   context.Context
	w     *world.World
	who   Who
	now   core.Instant
	q     api.Query
	where where // what every match satisfies, for walks

	filtered bool  // not every record matches
	failed   error // why the walk stopped

	looked int                     // records looked at
	full   bool                    // the page is full: the rest is only counted, and nothing cold is read for that
	more   bool                    // the walk stopped before its end
	orders map[string]*order.Order // looked up for a history of stock
	raised map[string]bool         // exceptions about the document whose history is asked for
	seen   struct {                // the order that was asked for last; see outlook
		o *order.Order
		flow.Outlook
	}
	cut bool // an index of the read model held more than it was asked for
}

// Query answers q from w, which must not change meanwhile.
func (rd *Reader) Query(ctx context.Context, w *world.World, who Who, q api.Query) (api.Page, error) {
	r := &request{Reader: rd, ctx: ctx, w: w, who: who, now: w.At, q: q}
	if rd.Clock != nil {
		r.now = max(w.At, rd.Clock())
	}
	if !who.May(catalog.Viewer) {
		return api.Page{}, core.E(core.CodeForbidden, "query", who.Actor, "has no role in this shop; an admin gives one with person.put")
	}
	page, err := r.answer()
	if err != nil {
		return api.Page{}, err
	}
	page.Seq, page.At = w.Seq, r.now
	return page, nil
}

func (r *request) answer() (api.Page, error) {
	if r.q.Limit < 0 {
		return api.Page{}, core.E(core.CodeInvalid, "query", "", "a limit must not be negative")
	}
	switch r.q.View {
	case api.List:
		t := tableOf(r.q.Kind)
		if t == nil {
			return api.Page{}, r.unknownKind()
		}
		return t.list(r)
	case api.Doc:
		return r.doc()
	case api.History:
		return r.history()
	case api.Why:
		return r.why()
	}
	return api.Page{}, core.E(core.CodeInvalid, "query", string(r.q.View), "there is no such view; there are doc, history and why, and none for a list")
}

func (r *request) unknownKind() error {
	var names []string
	for _, k := range Kinds() {
		names = append(names, string(k.Noun))
	}
	return core.E(core.CodeNotFound, "query", "", core.Unknown("kind", string(r.q.Kind), append(names, string(api.NounShop))))
}

// limit is how many rows the page may have.
func (r *request) limit() int {
	if r.q.Limit == 0 {
		return 100
	}
	return min(r.q.Limit, api.MaxRows)
}

// find returns a document, from memory or from the read model; nil if there is none.
func (r *request) find(ref core.Ref) (any, error) {
	if d := r.w.Get(ref); d != nil {
		return d, nil
	}
	if r.Cold == nil || ref.Noun != order.NounOrder && ref.Noun != exception.NounException {
		return nil, nil
	}
	d, found, err := r.Cold.Doc(r.ctx, ref)
	if err != nil || !found {
		return nil, err
	}
	return d, nil
}

func (r *request) notFound() error {
	return core.E(core.CodeNotFound, "query", r.q.ID, fmt.Sprintf("there is no such %s", r.q.Kind))
}

// document makes a page of one document.
func document(v any) (api.Page, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return api.Page{}, core.Wrap(core.CodeInternal, "query", "", "a document cannot be written as JSON", err)
	}
	return api.Page{Doc: b, Total: 1}, nil
}

// equal returns the value of a condition "field = value", if there is one.
func (r *request) equal(field string) (string, bool) {
	for i := range r.where {
		if c := &r.where[i]; c.field == field && c.op == opEq {
			return c.values[0].text, true
		}
	}
	return "", false
}
