package apitest

import (
	"encoding/json"
	"fmt"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/order"
)

func (s *shop) docOf(p api.Page, v any) {
	s.Helper()
	if err := json.Unmarshal(p.Doc, v); err != nil {
		s.Fatal(err)
	}
}

// hostileText proves that text, however it tries to break out, comes back as it was
// sent: cleaning is for those who show it.
func hostileText(s *shop) {
	for i, text := range []string{
		"plain", "", " spaces ", "tab\tnew\nline", "nul\x00nul", "\x1b[31mred\x1b]0;title\x07", "\u202eback\u2066wards\u200b", "'; drop table orders; --", "=cmd|' /C calc'!A0",
		`"quotes" \ and \u0000 {"json":1}`, "<script>&amp;", "\u00e9 e\u0301 \U0001f600 \ufffd \u2028", strings.Repeat("长", core.MaxTextBytes/3),
	} {
		id := fmt.Sprintf("H%02d", i)
		r := s.must(s.owner, &catalog.PutSKU{SKU: catalog.SKU{ID: id, Name: text}})
		var d struct{ Name string }
		s.doc(api.Query{Kind: catalog.NounSKU, ID: id, MinSeq: r.Seq}, &d)
		if d.Name != text {
			s.Errorf("%q comes back as %q", text, d.Name)
		}
		p := s.query(s.owner, api.Query{Kind: catalog.NounSKU, Where: "id = " + id})
		if len(p.Rows) != 1 || p.Rows[0].Cells[1].S != text {
			s.Errorf("%q in a row: %+v", text, p.Rows)
		}
	}
}

// personalData proves that a person is shown to those who may see them, never in rows
// of the journal, and to nobody once erased.
func personalData(s *shop) {
	conn := s.retail()
	r := s.must(conn, mugs("E1", 1))
	for _, e := range r.Events {
		if b, err := json.Marshal(e); err != nil || strings.Contains(string(b), "17850") {
			s.Errorf("the receipt tells the person: %s %v", b, err)
		}
	}
	var o api.OrderView
	s.doc(api.Query{Kind: order.NounOrder, ID: "SO-1", MinSeq: r.Seq}, &o)
	if o.ShipTo.Personal == nil || o.ShipTo.Personal.Name != "Customer 17850" || o.ShipTo.Prefix != "LS1" {
		s.Errorf("the owner sees %+v", o.ShipTo)
	}
	if p := s.query(s.owner, api.Query{Kind: order.NounOrder, Where: `email = "e1@example.com"`}); len(p.Rows) != 1 {
		s.Errorf("the order is not found by its e-mail address: %+v", p)
	}
	s.must(s.owner, &catalog.Erase{Order: "SO-1", Reason: "asked to be forgotten"})
	var after api.OrderView
	s.doc(api.Query{Kind: order.NounOrder, ID: "SO-1"}, &after)
	if after.ShipTo.Personal != nil || after.Order == nil || after.Lines[0].Qty != 1 {
		s.Errorf("after the erasure: %+v", after.ShipTo)
	}
	s.refused(s.owner, core.Command{Body: &catalog.Erase{Order: "SO-9", Reason: "x"}}, core.CodeNotFound)
}
