package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/order"
	"andon/core/query"
	"andon/paper"
)

// Forms of what is printed.
const (
	formText = "text"
	formPDF  = "pdf"
	formZPL  = "zpl"
)

// printing is where a sheet goes, and in which form.
type printing struct{ form, out string }

func (p *printing) flags(c *cobra.Command, forms ...string) {
	c.Flags().StringVar(&p.form, "format", formText, "the `form`: "+strings.Join(forms, ", "))
	c.Flags().StringVar(&p.out, "out", "", "a new `file` to write to; else the standard output")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(forms, cobra.ShellCompDirectiveNoFileComp))
}

func printCommand(a *app) *cobra.Command {
	var p printing
	what := []string{"picklist", "packing-slip", "label", "manifest"}
	c := &cobra.Command{
		Use: "print picklist|packing-slip|label|manifest ID", Short: "Print a pick list, a packing slip, a label or a manifest", Args: wants("SHEET", "ID"), ValidArgs: what,
		Long: `print writes what is needed on paper at the dock: as text for any printer of 80 columns,
as PDF, or as ZPL for label printers (4 by 6 inches, 203 dots an inch).

  andon print picklist WV-3 | LEEDS | SO-17 | SO-17/F1       what is released and not picked, by bin
  andon print packing-slip SO-17 | SO-17/F1 | SO-17/S1       what is in it, and to whom it goes
  andon print label SO-17/F1 | SO-17/S1 | SO-17/P2           a label for each package that is not in another:
                                                             address, tracking, SSCC as GS1-128
  andon print manifest CN-4                                  what a carrier takes in one hand-over, to be signed

The same state of the shop gives the same bytes. Addresses are shown to those whose role
may see them. andon print label SO-17/F1 --format zpl | nc PRINTER 9100`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := oneOf("format", p.form, formText, formPDF, formZPL); err != nil {
				return err
			}
			for _, w := range what {
				if w == args[0] {
					return a.print(c.Context(), args[0], args[1], p)
				}
			}
			return usage("a picklist, a packing-slip, a label or a manifest can be printed, not %.40q", args[0])
		},
	}
	p.flags(c, formText, formPDF, formZPL)
	return c
}

func (a *app) print(ctx context.Context, what, id string, p printing) error {
	return a.withShop(ctx, "print", func(s *shop) error {
		v, err := shopView(ctx, s.client)
		if err != nil {
			return err
		}
		pages, err := sheets(ctx, s.client, what, id, v.Name)
		if err != nil {
			return err
		}
		return a.write(pages, p, v.LastRecord)
	})
}

func sheets(ctx context.Context, client api.Client, what, id, shop string) ([]paper.Page, error) {
	switch what {
	case "picklist":
		var list api.PickList
		err := queryDoc(ctx, client, query.NounPickList, id, &list)
		return []paper.Page{paper.PickList(&list, shop)}, err
	case "manifest":
		p, err := manifest(ctx, client, id, shop)
		return []paper.Page{p}, err
	}
	return dispatchPages(ctx, client, what, id, shop)
}

// manifest reads a consignment and the shipments in it.
func manifest(ctx context.Context, client api.Client, id, shop string) (paper.Page, error) {
	var c order.Consignment
	if err := queryDoc(ctx, client, order.NounConsignment, id, &c); err != nil {
		return paper.Page{}, err
	}
	var in []paper.Dispatch
	for _, p := range c.Parts {
		part := p.Order + "/S" + strconv.Itoa(p.Shipment)
		of, err := dispatches(ctx, client, part)
		if err != nil {
			return paper.Page{}, err
		}
		in = append(in, of...)
	}
	return paper.Manifest(&c, in, shop), nil
}

func shopView(ctx context.Context, client api.Client) (v api.ShopView, err error) {
	return v, queryDoc(ctx, client, api.NounShop, "", &v)
}

// queryDoc reads a document.
func queryDoc(ctx context.Context, client api.Client, kind core.Noun, id string, into any) error {
	page, err := client.Query(ctx, api.Query{Kind: kind, ID: id, View: api.Doc})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(page.Doc, into); err != nil {
		return core.Wrap(core.CodeInternal, "print", id, "the document cannot be read", err)
	}
	return nil
}

// personOf is the order of a document, and what became of its person.
type personOf struct {
	api.OrderView
	Person string `json:"person"`
}

// dispatches reads what an id names, and to whom it goes.
func dispatches(ctx context.Context, client api.Client, id string) ([]paper.Dispatch, error) {
	number, _, _ := strings.Cut(id, "/")
	var o personOf
	if err := queryDoc(ctx, client, order.NounOrder, number, &o); err != nil {
		return nil, err
	}
	all, err := paper.Dispatches(&o.OrderView, id)
	for i := range all {
		all[i].Person = o.Person
	}
	return all, err
}

func dispatchPages(ctx context.Context, client api.Client, what, id, shop string) (pages []paper.Page, err error) {
	all, err := dispatches(ctx, client, id)
	if err != nil {
		return nil, err
	}
	names := skuNames(ctx, client)
	for i := range all {
		d := &all[i]
		d.Shop, d.Names = shop, names
		if what == "label" {
			pages = append(pages, d.Labels()...)
		} else {
			pages = append(pages, d.Slip())
		}
	}
	return pages, nil
}

// skuNames looks names of goods up, each once.
func skuNames(ctx context.Context, client api.Client) func(string) string {
	known := map[string]string{}
	return func(id string) string {
		name, ok := known[id]
		if !ok {
			var s catalog.SKU
			if queryDoc(ctx, client, catalog.NounSKU, id, &s) == nil { // the channel's own words are there where it is not known
				name = s.Name
			}
			known[id] = name
		}
		return name
	}
}

// write writes pages in a form, to a new file or the output.
func (a *app) write(pages []paper.Page, p printing, at core.Instant) error {
	to := func(w io.Writer) error {
		switch p.form {
		case formPDF:
			return paper.PDF(w, pages, at)
		case formZPL:
			return paper.ZPL(w, pages)
		}
		return paper.Text(w, pages, false)
	}
	if p.out != "" {
		return outputFile(p.out, func(f *os.File) error { return to(f) })
	}
	if _, screen := terminalOf(a.out); screen && p.form == formPDF {
		return usage("a PDF is nothing for a terminal; name a file with --out")
	}
	w := bufio.NewWriter(a.out)
	return firstOf(to(w), w.Flush())
}
