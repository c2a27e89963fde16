package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/api"
	"andon/core/order"
	"andon/core/query"
	"andon/paper"
	"andon/store"
)

func fallbackCommand(a *app) *cobra.Command {
	var p printing
	var location, results, from string
	c := &cobra.Command{
		Use: "fallback", Short: "Print open work for paper, and take its results back", Args: wants(),
		Long: `fallback prints what is open for the time in which nothing else works: of each location
and day the fulfillment orders with bins, units, addresses, boxes to tick and room for what
was done, and the lines that wait for stock.

A shop that another process holds cannot be opened. Print from a backup of it then, which
touches neither: andon fallback --from shop.andon. Nothing of it is left behind.

What was done comes back as facts: andon fallback --results FILE, CSV with a header, or a
JSON object a line:

  fulfillment,line,picked,short,shipped,tracking,sheet
  SO-17/F1,1,3,1,3,RM123456789GB,8812

Each fulfillment order is one fact for its pick and one for each tracking number; what has
left counts as picked. A line that makes no sense is named by its number, what else there
is of its fulfillment order waits with it, and the rest goes on. The same file twice changes
nothing; the same sheet with other numbers is refused.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if results != "" {
				return a.withInput([]string{results}, func(in io.Reader) error { return a.takeResults(c.Context(), in) })
			}
			if err := oneOf("format", p.form, formText, formPDF); err != nil {
				return err
			}
			if from != "" {
				return a.fallbackFrom(c.Context(), from, location, p)
			}
			return a.withShop(c.Context(), "fallback", func(s *shop) error { return a.fallback(c.Context(), s, location, p) })
		},
	}
	p.flags(c, formText, formPDF)
	c.Flags().StringVar(&location, "location", "", "only the work of this `location`")
	c.Flags().StringVar(&results, "results", "", "a `file` of what was done; - is the standard input")
	c.Flags().StringVar(&from, "from", "", "print from this backup `file`")
	return c
}

// fallbackFrom prints from a backup, restored into a folder that is gone afterwards.
func (a *app) fallbackFrom(ctx context.Context, path, location string, p printing) (err error) {
	dir, err := os.MkdirTemp("", "andon-fallback-")
	if err != nil {
		return core.Wrap(core.CodeStorage, "fallback", path, "there is no room for the backup", err)
	}
	defer os.RemoveAll(dir)
	dir = filepath.Join(dir, "shop")
	err = a.withInput([]string{path}, func(in io.Reader) error {
		_, err := store.Restore(ctx, in, dir, store.Options{}, func(uint64, uint64) {})
		return err
	})
	if err != nil {
		return err
	}
	s, err := a.openShopIn(ctx, dir, "fallback", wallClock)
	if err != nil {
		return err
	}
	return firstOf(a.fallback(ctx, s, location, p), s.Close())
}

func (a *app) fallback(ctx context.Context, s *shop, location string, p printing) error {
	v, err := shopView(ctx, s.client)
	if err != nil {
		return err
	}
	open := paper.Open{Shop: v.Name, Sheet: strconv.FormatUint(v.Seq, 10), AsOf: v.LastRecord, Held: func(d *paper.Dispatch) bool { return d.Order.Held() }}
	if err := openWork(ctx, s.client, location, &open); err != nil {
		return err
	}
	if location == "" {
		err = waitingLines(ctx, s.client, &open)
	}
	return firstOf(err, a.write(open.Pages(), p, v.LastRecord))
}

// openWork reads the fulfillment orders that have units at locations, or at one.
func openWork(ctx context.Context, client api.Client, location string, open *paper.Open) error {
	q := api.Query{Kind: query.NounFulfillment}
	if location != "" {
		var found struct{ ID string }
		if err := queryDoc(ctx, client, "location", location, &found); err != nil {
			return err
		}
		q.Where = "location = " + strconv.Quote(location)
	}
	names := skuNames(ctx, client)
	return eachRow(ctx, client, q, func(cells map[string]api.Value) error {
		id := cells["id"].S
		number, _, _ := strings.Cut(id, "/")
		var o personOf
		if err := queryDoc(ctx, client, order.NounOrder, number, &o); err != nil {
			return err
		}
		all, err := paper.Dispatches(&o.OrderView, id)
		if err != nil {
			return err
		}
		all[0].Shop, all[0].Person, all[0].Names = open.Shop, o.Person, names
		open.Work = append(open.Work, all[0])
		return nil
	})
}

// waitingLines reads the lines that wait for stock, oldest order first.
func waitingLines(ctx context.Context, client api.Client, open *paper.Open) error {
	q := api.Query{Kind: query.NounLine, Where: "waiting > 0 and open = true"}
	return eachRow(ctx, client, q, func(cells map[string]api.Value) error {
		id, no, _ := strings.Cut(cells["id"].S, "/")
		line, _ := strconv.Atoi(no)
		w := paper.Waits{Order: id, Line: line, SKU: cells["sku"].S, Name: cells["name"].S, Qty: core.Quantity(cells["waiting"].N)}
		var d struct{ Line order.Line }
		if err := queryDoc(ctx, client, query.NounLine, cells["id"].S, &d); err != nil {
			return err
		}
		for _, p := range d.Line.Portions {
			if p.Bucket.Waiting() {
				w.Ship = max(w.Ship, p.Ship)
			}
		}
		open.Waits = append([]paper.Waits{w}, open.Waits...)
		return nil
	})
}

// eachRow visits all rows of a list, with their cells by name.
func eachRow(ctx context.Context, client api.Client, q api.Query, visit func(map[string]api.Value) error) error {
	for {
		q.Limit = api.MaxRows
		page, err := client.Query(ctx, q)
		if err != nil {
			return err
		}
		for i := range page.Rows {
			cells := map[string]api.Value{}
			for k, c := range page.Columns {
				cells[c.Name] = cell(&page.Rows[i], k)
			}
			if err := visit(cells); err != nil {
				return err
			}
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
}
