package main

import (
	"bufio"
	"encoding/json"

	"github.com/spf13/cobra"

	"andon/core/api"
)

func exportCommand(a *app) *cobra.Command {
	var where, form string
	c := &cobra.Command{
		Use: "export KIND", Short: "Write all documents of a kind", Args: wants("KIND"), ValidArgsFunction: completeKind,
		Long: `export writes all documents of a kind: as jsonl each whole, one a line, as csv the
columns of a list. export record writes the journal itself, newest first.`,
		RunE: func(c *cobra.Command, args []string) error {
			q := api.Query{Kind: kindOf(args[0]), Where: where}
			if err := oneOf("output", form, "jsonl", "csv"); err != nil {
				return err
			}
			if form == "csv" {
				return a.showList(c.Context(), "export", q, 0, form)
			}
			return a.withShop(c.Context(), "export", func(s *shop) error {
				out := &docSheet{w: bufio.NewWriterSize(a.out, 64<<10), get: func(id string) (json.RawMessage, error) {
					page, err := s.client.Query(c.Context(), api.Query{Kind: q.Kind, ID: id, View: api.Doc})
					return page.Doc, err
				}}
				_, err := writeRows(c.Context(), s.client, q, 0, out)
				return err
			})
		},
	}
	c.Flags().StringVar(&where, "where", "", "only what this `filter` matches")
	outputFlag(c, &form, "jsonl", "csv")
	return c
}

// docSheet writes for each row its whole document, one JSON object a line.
type docSheet struct {
	w   *bufio.Writer
	get func(id string) (json.RawMessage, error)
}

func (d *docSheet) head(*api.Page) error { return nil }

func (d *docSheet) rows(rows []api.Row) error {
	for i := range rows {
		doc, err := d.get(rows[i].ID)
		if err != nil {
			return err
		}
		d.w.Write(safeJSON(doc))
		if err := d.w.WriteByte('\n'); err != nil {
			return err
		}
	}
	return nil
}

func (d *docSheet) end(listEnd) error { return d.w.Flush() }
