package replay

import (
	"context"
	"encoding/json"

	"andon/core"
	"andon/core/api"
)

// Kinds of lists that stand for no document of a domain package.
const nounFulfillment core.Noun = "fulfillment"

// asker reads the shop. It always sees what its own commands have done.
type asker struct {
	client api.Client
	seen   uint64 // the newest record that a receipt of ours or a page named
}

// cells is a row of a list, by the names of its columns.
type cells struct {
	id      string
	columns map[string]int
	values  []api.Value
}

func (c cells) text(column string) string { return c.values[c.columns[column]].S }
func (c cells) number(column string) int64 {
	return c.values[c.columns[column]].N
}
func (c cells) units(column string) core.Quantity { return core.Quantity(c.number(column)) }

// list visits all rows of a kind that the filter lets through, page by page. Every page
// may show a newer state of the shop than the one before.
func (a *asker) list(ctx context.Context, kind core.Noun, where string, visit func(cells)) error {
	q := api.Query{Kind: kind, Where: where, Limit: api.MaxRows, MinSeq: a.seen}
	for {
		page, err := a.client.Query(ctx, q)
		if err != nil {
			return err
		}
		a.saw(page.Seq)
		columns := make(map[string]int, len(page.Columns))
		for i, c := range page.Columns {
			columns[c.Name] = i
		}
		for _, r := range page.Rows {
			visit(cells{r.ID, columns, r.Cells})
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}

// doc reads one document into v.
func (a *asker) doc(ctx context.Context, kind core.Noun, id string, v any) error {
	page, err := a.client.Query(ctx, api.Query{Kind: kind, View: api.Doc, ID: id, MinSeq: a.seen})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(page.Doc, v); err != nil {
		return core.Wrap(core.CodeInternal, "replay.query", string(kind)+"/"+id, "the shop's answer cannot be read", err)
	}
	return nil
}

func (a *asker) saw(seq uint64) { a.seen = max(a.seen, seq) }

// shop reads what the shop says of itself.
func (a *asker) shop(ctx context.Context) (api.ShopView, error) {
	var v api.ShopView
	return v, a.doc(ctx, api.NounShop, "", &v)
}
