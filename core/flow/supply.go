package flow

import (
	"fmt"
	"strconv"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

func (d *Decider) orderSupply(tx *world.Tx, c *supply.Order) error {
	doc := c.Document.Clone()
	switch {
	case catalog.CheckID("", doc.ID) != nil:
		return refuse(core.CodeInvalid, tx, "", "the id of a purchase or transfer order has 1 to 120 bytes and no control characters")
	case forOrders(doc.ID):
		return refuse(core.CodeInvalid, tx, doc.ID, "is the number of a purchase order that the shop makes for an order; choose another")
	case tx.W.Document(doc.ID) != nil:
		return refuse(core.CodeExists, tx, doc.ID, "is here already")
	case tx.W.Locations.Get(doc.Location) == nil:
		return refuse(core.CodeNotFound, tx, doc.Location, "there is no such location")
	case doc.Transfer() && (tx.W.Locations.Get(doc.From) == nil || doc.From == doc.Location):
		return refuse(core.CodeInvalid, tx, doc.ID, "a transfer goes from one known location to another")
	case !doc.Transfer() && doc.Supplier == "":
		return refuse(core.CodeInvalid, tx, doc.ID, "a purchase order names its supplier, a transfer the location it comes from")
	case len(doc.Lines) == 0 || len(doc.Lines) > core.MaxLines:
		return refuse(core.CodeInvalid, tx, doc.ID, "needs between 1 and %d lines", core.MaxLines)
	}
	for i := range doc.Lines {
		l := &doc.Lines[i]
		k, err := needBalance(tx, l.SKU, doc.Location)
		if err != nil {
			return err
		}
		if l.Qty < 1 || l.Qty > core.MaxQuantity || l.Cost < 0 || l.Cost > core.MaxPrice {
			return refuse(core.CodeInvalid, tx, doc.ID, "line %d needs a quantity and a cost that is not negative", i+1)
		}
		*l = supply.Line{SKU: k.SKU, Qty: l.Qty, Expected: l.Expected, Cost: l.Cost}
	}
	doc.Closed, doc.Slipped, doc.LateSeen, doc.Order, doc.FO = 0, 0, false, "", 0
	tx.Emit(&supply.Ordered{Document: *doc})
	return nil
}

// gotLines drops what a receipt says about lines that do not exist.
func (d *Decider) gotLines(tx *world.Tx, doc *supply.Document, lines []supply.Got, ref core.Ref) []supply.Got {
	var out []supply.Got
	for _, g := range lines {
		if g.Line < 1 || g.Line > len(doc.Lines) || g.Qty < 0 || g.Damaged < 0 || g.Qty+g.Damaged < 1 || g.Qty > core.MaxQuantity || g.Damaged > core.MaxQuantity {
			d.contradict(tx, ref, fmt.Sprint(g.Line), "line %d with %d units and %d damaged makes no sense for %s", g.Line, g.Qty, g.Damaged, doc.ID)
			continue
		}
		g.Code = "" // a line is known by its number
		out = append(out, g)
	}
	return out
}

// receive books what arrived, in full; what differs from the document is put on the board.
func (d *Decider) receive(tx *world.Tx, c *supply.Receive) error {
	doc := tx.W.Document(c.ID)
	if doc == nil {
		d.contradict(tx, core.Ref{Noun: supply.NounPurchase, ID: c.ID}, "", "goods arrived for %s, which is not known", c.ID)
		return nil
	}
	ref := core.Ref{Noun: doc.Noun(), ID: doc.ID}
	if doc.Bought() {
		d.contradict(tx, ref, "", "goods arrived for %s, which %s sends to the customer of %s; count them where they are", doc.ID, doc.Supplier, doc.Order)
		return nil
	}
	lines := d.gotLines(tx, doc, c.Lines, ref)
	if len(lines) == 0 {
		return nil
	}
	lines = d.explainedReceipt(tx, doc, lines)
	tx.Emit(&supply.Received{ID: doc.ID, Lines: lines})
	doc = tx.W.Document(c.ID)
	for _, g := range lines {
		differs(tx, ref, doc, &g)
		if g.Qty > 0 {
			d.grant(tx, stock.Key{SKU: doc.Lines[g.Line-1].SKU, Location: doc.Location}, g.Qty, !doc.Transfer())
		}
	}
	if doc.Closed != 0 {
		clear(tx, ref, exception.PurchaseLate, "")
	}
	d.watchBalances(tx)
	return nil
}

// differs puts on the board what is wrong with all that has arrived of a line: too many,
// and, under an item of its own, damaged ones.
func differs(tx *world.Tx, ref core.Ref, doc *supply.Document, g *supply.Got) {
	l := &doc.Lines[g.Line-1]
	item := strconv.Itoa(g.Line)
	if over := l.Received + l.Damaged + l.Closed - l.Qty; over > 0 {
		detail := fmt.Sprintf("%d more of %s arrived than %d ordered", over, l.SKU, l.Qty)
		if l.Closed > 0 {
			detail = fmt.Sprintf("%d more of %s arrived than were to come: %d ordered, %d given up", over, l.SKU, l.Qty, l.Closed)
		}
		raise(tx, ref, exception.ReceiptDiffers, item, detail)
	}
	if g.Damaged > 0 {
		raise(tx, ref, exception.ReceiptDiffers, item+"/damaged", fmt.Sprintf("%d of %s arrived damaged", l.Damaged, l.SKU))
	}
}

// explainedReceipt lets goods that arrived before the last count, and that the count
// has already found, explain that count.
func (d *Decider) explainedReceipt(tx *world.Tx, doc *supply.Document, lines []supply.Got) []supply.Got {
	for _, g := range lines {
		k := stock.Key{SKU: doc.Lines[g.Line-1].SKU, Location: doc.Location}
		b := tx.W.Balance(k)
		if b == nil || tx.Occurred() >= b.Counted || b.Open >= 0 || g.Qty == 0 {
			continue
		}
		// The count put these units into available already: take them out again, so that
		// the receipt, which is booked in full, does not count them twice.
		n := min(g.Qty, -b.Open)
		tx.Emit(&stock.Moved{Reason: "explains_count", Moves: []stock.Move{{SKU: k.SKU, Location: k.Location, From: stock.Available, To: stock.Variance, Qty: n, Cause: stock.Missing}}})
		tx.Emit(&stock.VarianceExplained{SKU: k.SKU, Location: k.Location, Variance: b.Open + n})
	}
	return lines
}

func (d *Decider) dispatch(tx *world.Tx, c *supply.Dispatch) error {
	if forOrders(c.ID) {
		return d.supplierSent(tx, c)
	}
	doc := tx.W.Transfers.Get(c.ID)
	if doc == nil {
		d.contradict(tx, core.Ref{Noun: supply.NounTransfer, ID: c.ID}, "", "goods left for transfer %s, which is not known", c.ID)
		return nil
	}
	lines := c.Lines
	if len(lines) == 0 {
		for i := range doc.Lines {
			if q := doc.Lines[i].Qty - doc.Lines[i].Shipped; q > 0 {
				lines = append(lines, supply.Got{Line: i + 1, Qty: q})
			}
		}
	}
	ref := core.Ref{Noun: supply.NounTransfer, ID: doc.ID}
	good := d.gotLines(tx, doc, lines, ref)
	for i := range good {
		good[i].Damaged = 0
		d.drawFor(tx, stock.Key{SKU: doc.Lines[good[i].Line-1].SKU, Location: doc.From}, good[i].Qty)
	}
	if len(good) > 0 {
		tx.Emit(&supply.Dispatched{ID: doc.ID, Lines: good})
		d.finishBroken(tx)
		d.watchBalances(tx)
	} else if len(tx.Events) == 0 {
		d.contradict(tx, ref, "", "a dispatch was reported, but everything of %s has left", doc.ID)
	}
	return nil
}

func openSupply(tx *world.Tx, id, reason string) (*supply.Document, error) {
	doc := tx.W.Document(id)
	switch {
	case doc == nil:
		return nil, refuse(core.CodeNotFound, tx, id, "there is no such purchase or transfer order")
	case doc.Closed != 0:
		return nil, refuse(core.CodeState, tx, id, "nothing is still to come")
	case doc.Bought():
		return nil, notOurs(tx, doc)
	case reason == "" || len(reason) > core.MaxTextBytes:
		return nil, refuse(core.CodeInvalid, tx, id, "say why")
	}
	return doc, nil
}

func (d *Decider) reschedule(tx *world.Tx, c *supply.Reschedule) error {
	doc, err := openSupply(tx, c.ID, c.Reason)
	if err != nil {
		return err
	}
	if c.Expected < core.DateIn(tx.Now, utc) {
		return refuse(core.CodeInvalid, tx, doc.ID, "%s has passed", c.Expected)
	}
	tx.Emit(&supply.Rescheduled{ID: doc.ID, Expected: c.Expected, Reason: c.Reason})
	d.afterSupply(tx, doc.ID)
	return nil
}

func (d *Decider) closeSupply(tx *world.Tx, c *supply.Close) error {
	doc, err := openSupply(tx, c.ID, c.Reason)
	if err != nil {
		return err
	}
	tx.Emit(&supply.ClosedShort{ID: doc.ID, Reason: c.Reason})
	d.afterSupply(tx, doc.ID)
	return nil
}

// afterSupply closes what said that the document is late.
func (d *Decider) afterSupply(tx *world.Tx, id string) {
	doc := tx.W.Document(id)
	clear(tx, core.Ref{Noun: doc.Noun(), ID: id}, exception.PurchaseLate, "")
}
