package load

import (
	"context"
	"encoding/json"

	"andon/core"
	"andon/core/api"
)

// Reader is the shop as work sees it: it reads its own console's writes.
type Reader struct {
	client api.Client
	own    uint64
}

// Query asks for a window or a document.
func (r *Reader) Query(ctx context.Context, q api.Query) (api.Page, error) {
	q.MinSeq = max(q.MinSeq, r.own)
	return r.client.Query(ctx, q)
}

// Doc asks for one document and reads it into T.
func Doc[T any](ctx context.Context, r *Reader, ref core.Ref) (*T, api.Page, error) {
	return view[T](ctx, r, api.Query{Kind: ref.Noun, View: api.Doc, ID: ref.ID})
}

// Why asks how an order was sourced.
func Why(ctx context.Context, r *Reader, ref core.Ref) (*api.WhyView, error) {
	v, _, err := view[api.WhyView](ctx, r, api.Query{Kind: ref.Noun, View: api.Why, ID: ref.ID})
	return v, err
}

func view[T any](ctx context.Context, r *Reader, q api.Query) (*T, api.Page, error) {
	page, err := r.Query(ctx, q)
	if err != nil {
		return nil, page, err
	}
	v := new(T)
	if err := json.Unmarshal(page.Doc, v); err != nil {
		return nil, page, core.Wrap(core.CodeVersion, "read", q.ID, "the shop's answer cannot be read by this console; use the same version of both", err)
	}
	return v, page, nil
}
