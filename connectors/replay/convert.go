package replay

import (
	"fmt"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/stock"
)

// Subjects of exceptions about what is no document of the shop.
const (
	nounInvoice core.Noun = "invoice"
	nounImport  core.Noun = "import"
)

// converter turns documents into commands and books their receipts.
//
// Keys name invoices, never lines, so that an invoice is known again in another cut of
// the file; only a line that stands alone, because it is nothing else, is known by its number.
//
// A file may have been cut off between two lines of an invoice, where nothing tells. So an
// order's version, and part of its key, is how many lines it has: when it comes with
// more, the shop follows the difference. Of a cancellation, the lines that were
// here are found by their key, and the others follow in a command of their own.
type converter struct {
	feed      *feed
	channel   string
	report    Report
	places    places
	customers map[string]bool // made known in this run
	last      string          // invoice of the last adjustment,
	ordinal   int             // and how many that invoice had before
	differ    int             // documents that were here with other content
	tally     Tally
	placed    func(o *Order, id string, known bool) // told of every order; nil: nobody asks
}

func newConverter(client api.Client, channel string) *converter {
	return &converter{feed: newFeed(client), channel: channel, report: Report{Accounted: map[string]int{}}, customers: map[string]bool{}}
}

// convert adds the commands of a document to the feed.
func (c *converter) convert(doc Document) error {
	switch d := doc.(type) {
	case *Order:
		c.order(d)
	case *Cancellation:
		c.cancellation(d)
	case *Note:
		c.note(d.Head, d.Charges)
	case *Adjustment:
		return c.adjustment(d)
	case *Oddity:
		c.oddity(d)
	}
	return nil
}

func key(invoice string, part ...string) string {
	return strings.Join(append([]string{"uci", invoice}, part...), ":")
}

// order makes the customer known and places the order.
func (c *converter) order(o *Order) {
	c.customer(o.Head)
	submit := c.submit(o)
	c.feed.add(core.Command{Key: key(o.Invoice, "of", strconv.FormatInt(submit.Rev, 10)), Occurred: o.Occurred, Body: submit}, func(r core.Receipt) error {
		c.count(o, submit, r)
		return c.heard(o.Head, o, r, "")
	})
}

// count counts an order, and tells the dock where it goes.
func (c *converter) count(o *Order, s *order.Submit, r core.Receipt) {
	id := c.tally.placed(s, r.Events)
	if id == "" {
		return
	}
	if c.feed.dock != nil && !r.Known {
		c.feed.dock.sendsTo(id, s.ShipTo.Zone)
	}
	if c.placed != nil {
		c.placed(o, id, r.Known)
	}
}

func (c *converter) submit(o *Order) *order.Submit {
	s := &order.Submit{Channel: c.channel, External: o.Invoice, Currency: Currency, Customer: o.Customer, ShipTo: *o.Party(),
		Rev: int64(len(o.Lines) + len(o.Charges)), Lines: make([]order.NewLine, len(o.Lines))}
	numbers := make([]int64, len(o.Lines))
	var total core.Amount
	fits := true
	for i := range o.Lines {
		l := &o.Lines[i]
		numbers[i] = int64(l.No)
		s.Lines[i] = order.NewLine{SKU: l.SKU, Qty: l.Quantity, Price: l.Price, Text: l.Description, Source: numbers[i : i+1 : i+1]}
		amount, err := Currency.Extend(l.Price, l.Quantity)
		fits = fits && err == nil
		total += amount
	}
	for _, x := range o.Charges {
		amount, err := x.Amount()
		fits = fits && err == nil
		total += amount
		s.Charges = append(s.Charges, order.Charge{Type: x.Kind, Amount: amount, Text: x.Description, Source: []int64{int64(x.No)}})
	}
	if fits {
		s.Total = &total // the file states none; what its lines add up to is checked all the same
	}
	return s
}

// customer makes a customer known before the first order that names them.
func (c *converter) customer(h Head) {
	if h.Customer == "" || c.customers[h.Customer] {
		return
	}
	if len(c.customers) >= remembered {
		clear(c.customers) // making somebody known again changes nothing
	}
	c.customers[h.Customer] = true
	c.feed.add(core.Command{Key: "uci:customer:" + h.Customer, Occurred: h.Occurred,
		Body: &catalog.PutCustomer{Customer: catalog.Customer{ID: h.Customer, Class: "trade", Party: *h.Party()}}}, nil)
}

// cancellation undoes goods; credits that come with it are a note of their own.
func (c *converter) cancellation(d *Cancellation) {
	c.feed.touched = true
	c.undo(d, len(d.Lines))
	if len(d.Charges) > 0 {
		c.note(d.Head, d.Charges)
	}
}

// mostTries bounds how many lengths a cancellation is tried with that is here with other lines.
const mostTries = 256

// undo sends the first lines of a cancellation. When its invoice is here with other
// lines, one less is tried; when those are what is here, the rest follows.
func (c *converter) undo(d *Cancellation, first int) {
	goods := &Cancellation{Head: d.Head, Lines: d.Lines[:first]}
	c.undoLines(goods, d.Invoice, "undo", func(r core.Receipt) error {
		switch {
		case r.Err != nil && r.Err.Code == core.CodeKeyReused && first > 1 && len(d.Lines)-first < mostTries:
			c.undo(d, first-1)
			return nil
		case !r.OK():
			return c.heard(d.Head, &Cancellation{Head: d.Head, Lines: d.Lines}, r, "undo")
		case first < len(d.Lines):
			rest := &Cancellation{Head: d.Head, Lines: d.Lines[first:]}
			part := "undo:" + strconv.Itoa(first+1)
			c.undoLines(rest, d.Invoice+"/"+strconv.Itoa(first+1), part, func(r core.Receipt) error { return c.undone(rest, r, part) })
		}
		return c.undone(goods, r, "undo")
	})
}

func (c *converter) undoLines(d *Cancellation, external, part string, hear func(core.Receipt) error) {
	u := &order.Undo{Channel: c.channel, External: external, Customer: d.Customer}
	for i := range d.Lines {
		l := &d.Lines[i]
		u.Lines = append(u.Lines, order.UndoLine{SKU: l.SKU, Qty: l.Quantity, Price: l.Price, Source: []int64{int64(l.No)}})
	}
	c.feed.add(core.Command{Key: key(d.Invoice, part), Occurred: d.Occurred, Body: u}, hear)
}

// undone books the lines of a cancellation after its receipt.
func (c *converter) undone(d *Cancellation, r core.Receipt, part string) error {
	if !r.OK() {
		return c.heard(d.Head, d, r, part)
	}
	for i := range d.Lines {
		c.report.account(undone(&d.Lines[i], r.Events), r.Known)
	}
	return nil
}

// note records money without goods. The shop has no ledger to post it to: it goes on the
// board as a fact about its invoice, where it can be found by number, and is closed at once, because there is
// nothing to pick, to ship or to decide.
func (c *converter) note(h Head, charges []Charge) {
	n := &Note{Head: h, Charges: charges}
	body := &exception.Report{Type: exception.Manual, Subject: core.Ref{Noun: nounInvoice, ID: h.Invoice}, Detail: describe(h, charges)}
	for _, x := range charges {
		body.Source = append(body.Source, int64(x.No))
	}
	c.feed.add(core.Command{Key: key(h.Invoice, "note", strconv.Itoa(len(charges))), Occurred: h.Occurred, Body: body}, func(r core.Receipt) error {
		if id := raisedIn(r.Events); r.OK() && id != "" {
			c.feed.add(core.Command{Key: key(h.Invoice, "noted", strconv.Itoa(len(charges))), Occurred: h.Occurred,
				Body: &exception.Resolve{Exception: id, Reason: "noted: charges without goods, nothing to ship"}}, nil)
		}
		return c.heard(h, n, r, "note")
	})
}

// describe says in one sentence what a note charges.
func describe(h Head, charges []Charge) string {
	var b strings.Builder
	b.WriteString("charges without goods for " + h.who() + ":")
	for i, x := range charges {
		if b.Len() > core.MaxTextBytes-200 {
			fmt.Fprintf(&b, " and %d more", len(charges)-i)
			break
		}
		amount, err := x.Amount()
		if err != nil {
			fmt.Fprintf(&b, " %s %d x %s", x.Kind, x.Quantity, x.Price)
			continue
		}
		fmt.Fprintf(&b, " %s %s", x.Kind, Currency.Format(amount))
	}
	return b.String() + " " + string(Currency)
}

func (h Head) who() string {
	if h.Customer == "" {
		return "nobody by name"
	}
	return "customer " + h.Customer
}

// adjustment corrects the stock where the SKU is at home.
func (c *converter) adjustment(d *Adjustment) error {
	location, err := c.places.of(d.SKU, d.Invoice)
	if err != nil {
		return err
	}
	if d.Invoice != c.last {
		c.last, c.ordinal = d.Invoice, 0
	}
	c.ordinal++
	part := []string{"adjust"}
	if c.ordinal > 1 {
		part = append(part, strconv.Itoa(c.ordinal))
	}
	c.feed.touched = c.feed.touched || d.Quantity < 0
	body := &stock.Adjust{SKU: d.SKU, Location: location, Qty: d.Quantity, Reason: d.Reason, Source: []int64{int64(d.No)}}
	c.feed.add(core.Command{Key: key(d.Invoice, part...), Occurred: d.Occurred, Body: body}, func(r core.Receipt) error {
		return c.heard(d.Head, d, r, strings.Join(part, ":"))
	})
	return nil
}

// oddity puts a line on the board that is accounted for by saying why it is nothing else.
func (c *converter) oddity(d *Oddity) {
	no := strconv.Itoa(d.Row.No)
	k := "uci:line:" + no
	detail := d.Why
	if d.Row.Fault == nil {
		k = key(d.Row.Invoice, "line", no)
		detail += fmt.Sprintf(": invoice %s, %d of %s at %s, %.200q", d.Row.Invoice, d.Row.Quantity, d.Row.Code, d.Row.Price, d.Row.Description)
	}
	body := &exception.Report{Type: exception.Unreadable, Subject: core.Ref{Noun: nounImport, ID: Format}, Item: "line " + no, Detail: detail, Source: []int64{int64(d.Row.No)}}
	c.feed.add(core.Command{Key: k, Occurred: d.Row.At, Body: body}, func(r core.Receipt) error {
		c.book(d, r.Known)
		return nil
	})
}

// heard books the lines of a document after its receipt.
func (c *converter) heard(h Head, doc Document, r core.Receipt, part string) error {
	switch {
	case r.OK() && ignored(r.Events):
		c.differ++
		c.bookAs(doc, OtherContent, false)
	case r.OK():
		c.bookNew(doc, r)
	case r.Err.Code == core.CodeKeyReused:
		c.differ++
		c.bookAs(doc, OtherContent, false)
	default:
		c.refused(h, doc, r.Err, part)
	}
	return nil
}

// ignored reports whether an order was not taken because its number is here already.
func ignored(events []core.Payload) bool {
	for _, e := range events {
		if _, ok := e.(*order.Ignored); ok {
			return true
		}
	}
	return false
}

func (c *converter) book(doc Document, known bool) {
	for _, a := range doc.Accounts() {
		c.report.account(a.String(), known)
	}
}

// bookNew books the lines of a document that the shop took. Of an order that was here
// with fewer lines, those were known.
func (c *converter) bookNew(doc Document, r core.Receipt) {
	var amended *order.Amended
	for _, e := range r.Events {
		if a, ok := e.(*order.Amended); ok {
			amended = a
		}
	}
	o, ok := doc.(*Order)
	if amended == nil || !ok || r.Known {
		c.book(doc, r.Known)
		return
	}
	added := map[int]bool{}
	for i := range amended.Lines {
		if l := &amended.Lines[i]; l.Line == 0 {
			added[o.Lines[l.From].No] = true
		}
	}
	for no, a := range doc.Accounts() {
		c.report.account(a.String(), a.Class == ClassOrder && !added[no] || a.Class == ClassCharge && amended.Terms == nil)
	}
}

func (c *converter) bookAs(doc Document, name string, known bool) {
	for range doc.Accounts() {
		c.report.account(name, known)
	}
}

// refused puts a document on the board that the shop does not take.
func (c *converter) refused(h Head, doc Document, why *core.Error, part string) {
	body := &exception.Report{Type: exception.Unreadable, Subject: core.Ref{Noun: nounInvoice, ID: h.Invoice}, Item: part,
		Detail: fmt.Sprintf("%.1000s", "the shop does not take it: "+why.Error())}
	for no := range doc.Accounts() {
		body.Source = append(body.Source, int64(no))
	}
	c.feed.add(core.Command{Key: key(h.Invoice, "refused", part), Occurred: h.Occurred, Body: body}, func(r core.Receipt) error {
		c.bookAs(doc, Refused, r.Known)
		return nil
	})
}

// differing puts on the board that documents came again with other content. It is
// one exception however many there are: an edited or differently cut file.
func (c *converter) differing(at core.Instant) {
	if c.differ == 0 {
		return
	}
	c.feed.add(core.Command{Occurred: at, Body: &exception.Report{Type: exception.Unreadable, Subject: core.Ref{Noun: nounImport, ID: Format}, Item: "other content",
		Detail: came(c.differ) + " again with other content or other line numbers than before; what was here first stands"}}, nil)
}

func came(invoices int) string {
	if invoices == 1 {
		return "1 invoice came"
	}
	return fmt.Sprintf("%d invoices came", invoices)
}
