package replay

import (
	"iter"
	"slices"

	"andon/core"
)

// Document is one business fact of a stream: [*Order], [*Cancellation], [*Note],
// [*Adjustment] or [*Oddity].
type Document interface {
	// Accounts yields each line of the document once: its number in the file and
	// where it is booked. Over all documents of a file every record is yielded once.
	Accounts() iter.Seq2[int, Account]
}

// Head is what the lines of an invoice share.
type Head struct {
	Invoice  string
	Occurred core.Instant // of the first line; the till took up to a minute over a long invoice
	Customer string       // "": a guest
	Country  string       // as written
}

// Line is goods on an invoice. Equal lines of one invoice are separate lines: the
// till scanned the article again.
type Line struct {
	No          int
	SKU         string // see [Names]
	Code        string // as written
	Description string
	Quantity    core.Quantity // above zero, also on a cancellation
	Price       core.Price
}

// Charge is money without goods. Its quantity and price keep their signs.
type Charge struct {
	No          int
	Kind        string
	Code        string
	Description string
	Quantity    core.Quantity
	Price       core.Price
}

// Amount is what the charge adds to the invoice, below zero for a credit. It fails
// with [core.CodeLimit] when it does not fit.
func (c Charge) Amount() (core.Amount, error) { return Currency.Extend(c.Price, c.Quantity) }

// Order is an invoice with goods.
type Order struct {
	Head
	Lines   []Line
	Charges []Charge
}

// Cancellation takes goods back. The file does not say from which order: match by
// customer and SKU, newest first. Quantities are what to undo, above zero.
type Cancellation struct {
	Head
	Lines   []Line
	Charges []Charge // credits, below zero
}

// Note is an invoice or credit note of charges alone.
type Note struct {
	Head
	Charges []Charge
}

// Adjustment corrects the stock of one SKU: units came (above zero) or left.
type Adjustment struct {
	Head
	No       int
	SKU      string
	Code     string
	Quantity core.Quantity
	Reason   string
	Text     string // what was typed, the evidence for Reason
}

// Oddity is a line that is accounted for by saying why it is nothing else.
type Oddity struct {
	Row  Row
	Name string // of the exception
	Why  string // one sentence
}

func (o *Order) Accounts() iter.Seq2[int, Account] {
	return accounts(ClassOrder, o.Lines, o.Charges)
}

func (c *Cancellation) Accounts() iter.Seq2[int, Account] {
	return accounts(ClassCancellation, c.Lines, c.Charges)
}

func (n *Note) Accounts() iter.Seq2[int, Account] { return accounts("", nil, n.Charges) }

func (a *Adjustment) Accounts() iter.Seq2[int, Account] {
	return func(yield func(int, Account) bool) { yield(a.No, Account{ClassAdjustment, a.Reason}) }
}

func (o *Oddity) Accounts() iter.Seq2[int, Account] {
	return func(yield func(int, Account) bool) { yield(o.Row.No, Account{ClassException, o.Name}) }
}

func accounts(class Class, lines []Line, charges []Charge) iter.Seq2[int, Account] {
	return func(yield func(int, Account) bool) {
		for _, l := range lines {
			if !yield(l.No, Account{Class: class}) {
				return
			}
		}
		for _, c := range charges {
			if !yield(c.No, Account{ClassCharge, c.Kind}) {
				return
			}
		}
	}
}

// draft is an invoice whose lines are still arriving.
type draft struct {
	rows        []Row
	first, last int  // places in the stream of its first and last record
	closed      bool // takes no more lines
	late        bool // its invoice was closed before
}

// documents turns a complete invoice into documents: what it sells, what it takes
// back, then adjustments and oddities in the order of the file.
func (d *draft) documents(names *Names) []Document {
	var head Head
	var sold, undone []Line
	var charges []Charge
	var rest []Document
	for i, r := range d.rows {
		left := len(d.rows) - i
		if len(sold)+len(undone)+len(charges) == 0 {
			head = Head{r.Invoice, r.At, r.Customer, r.Country}
		}
		switch a := d.account(r, head, len(sold)+len(undone)+len(charges)); a.Class {
		case ClassOrder:
			sold = append(slices.Grow(sold, left), line(r, names, r.Quantity))
		case ClassCancellation:
			undone = append(slices.Grow(undone, left), line(r, names, max(r.Quantity, -r.Quantity)))
		case ClassCharge:
			charges = append(charges, Charge{r.No, a.Detail, r.Code, r.Description, r.Quantity, r.Price})
		case ClassAdjustment:
			own := Head{r.Invoice, r.At, r.Customer, r.Country}
			rest = append(rest, &Adjustment{own, r.No, names.SKU(r.Code), r.Code, r.Quantity, a.Detail, r.Description})
		case ClassException:
			rest = append(rest, oddity(r, a.Detail))
		}
	}
	return append(invoice(head, sold, undone, charges), rest...)
}

// account is [Classify] with what only the whole invoice shows.
func (d *draft) account(r Row, head Head, taken int) Account {
	a := Classify(r)
	switch {
	case a.Class == ClassException:
		return a
	case d.late:
		return Account{ClassException, LateLine}
	case a.Class == ClassAdjustment:
		return a
	case r.Customer != head.Customer || r.Country != head.Country:
		return Account{ClassException, CustomerDiffers}
	case taken >= core.MaxLines:
		return Account{ClassException, TooManyLines}
	}
	return a
}

// invoice puts charges where the goods are; an invoice that sells and takes back is
// two documents with one number.
func invoice(head Head, sold, undone []Line, charges []Charge) (docs []Document) {
	if len(sold) > 0 {
		docs = append(docs, &Order{head, sold, charges})
		charges = nil
	}
	if len(undone) > 0 {
		docs = append(docs, &Cancellation{head, undone, charges})
		charges = nil
	}
	if len(charges) > 0 {
		docs = append(docs, &Note{head, charges})
	}
	return docs
}

func line(r Row, names *Names, units core.Quantity) Line {
	return Line{r.No, names.SKU(r.Code), r.Code, r.Description, units, r.Price}
}

func oddity(r Row, name string) *Oddity {
	o := &Oddity{Row: r, Name: name, Why: whyException(name)}
	if r.Fault != nil {
		o.Why = r.Fault.Message
	}
	return o
}
