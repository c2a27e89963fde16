package replay

import "strings"

// Class is what a line is, by its account.
type Class string

// The classes; every line of a file is of exactly one.
const (
	ClassOrder        Class = "order_line"        // goods that a customer ordered
	ClassCancellation Class = "cancellation_line" // goods taken back: a cancellation or a return, to be matched
	ClassCharge       Class = "charge"            // money without goods; the detail is its kind
	ClassAdjustment   Class = "stock_adjustment"  // stock corrected; the detail is its reason
	ClassException    Class = "exception"         // none of these; the detail is its name
)

// Account is where a line is booked: its class and, for charges, adjustments and
// exceptions, which one.
type Account struct {
	Class  Class
	Detail string
}

// String is "class" or "class:detail", as in the report of an import.
func (a Account) String() string {
	if a.Detail == "" {
		return string(a.Class)
	}
	return string(a.Class) + ":" + a.Detail
}

// MarshalText makes an Account the key of a JSON object.
func (a Account) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// Names of exceptions: lines that are accounted for by saying why they are nothing else.
const (
	Malformed            = "malformed"             // the record could not be read
	ZeroQuantity         = "zero_quantity"         // a line of no units
	NegativePrice        = "negative_price"        // goods below zero; only bad debt may be
	PositiveCancellation = "positive_cancellation" // a cancellation of units that it adds
	NotGoods             = "not_goods"             // a stock adjustment of a charge's code
	UnclearText          = "unclear_text"          // units appear, and the text gives neither goods nor reason
	UnknownAccounting    = "unknown_accounting"    // an accounting invoice (A…) that is not about money
	CustomerDiffers      = "customer_differs"      // another customer or country than the invoice's first line
	LateLine             = "late_line"             // the invoice was closed before
	TooManyLines         = "too_many_lines"        // the invoice has reached the limit of one order
)

// whyException is the sentence that goes with an exception's name.
func whyException(name string) string {
	switch name {
	case ZeroQuantity:
		return "the line has a quantity of 0: nothing can be booked"
	case NegativePrice:
		return "goods are sold below zero: only bad debt may be negative"
	case PositiveCancellation:
		return "a cancellation adds units instead of taking them back"
	case NotGoods:
		return "stock is adjusted for a code that is a charge, not goods"
	case UnclearText:
		return "units appear at no price for no customer, and the text names neither goods nor a reason"
	case UnknownAccounting:
		return "an accounting invoice (A…) has a line that is not a charge"
	case CustomerDiffers:
		return "the line has another customer or country than the first line of its invoice"
	case LateLine:
		return "the line comes after its invoice was complete"
	case TooManyLines:
		return "the invoice has more lines than one order may have"
	}
	return "the line cannot be read"
}

// Kinds of charges.
const (
	ChargePostage    = "postage"    // POST, DOT, C2, 23444: parcels and carriage
	ChargePacking    = "packing"    // 23574
	ChargeDiscount   = "discount"   // D: only on credit notes
	ChargeFee        = "fee"        // BANK CHARGES, AMAZONFEE
	ChargeCommission = "commission" // CRUK: a charity's share
	ChargeVoucher    = "voucher"    // gift_…, 22016: money owed, not revenue
	ChargeSample     = "sample"     // S
	ChargeService    = "service"    // 23702: a picture, delivered as a file
	ChargeManual     = "manual"     // M: typed at the till, goods unknown
	ChargeBadDebt    = "bad_debt"   // B: an adjustment of the accounts
)

// chargeKind returns the kind of charge that a code stands for, "" for goods. Any
// code that is not listed is goods.
func chargeKind(code string) string {
	if len(code) >= len("gift_") && strings.EqualFold(code[:len("gift_")], "gift_") {
		return ChargeVoucher
	}
	switch strings.ToUpper(code) {
	case "POST", "DOT", "C2", "23444":
		return ChargePostage
	case "23574":
		return ChargePacking
	case "D":
		return ChargeDiscount
	case "BANK CHARGES", "AMAZONFEE":
		return ChargeFee
	case "CRUK":
		return ChargeCommission
	case "22016":
		return ChargeVoucher
	case "S":
		return ChargeSample
	case "23702":
		return ChargeService
	case "M":
		return ChargeManual
	case "B":
		return ChargeBadDebt
	}
	return ""
}

// Classify books one row by itself; what depends on the rest of its invoice (a late
// line, another customer) is found by [Documents].
func Classify(r Row) Account {
	if r.Fault != nil {
		return Account{ClassException, Malformed}
	}
	if r.Quantity == 0 {
		return Account{ClassException, ZeroQuantity}
	}
	kind, undo := chargeKind(r.Code), IsCancellation(r.Invoice)
	switch {
	case undo && r.Quantity > 0:
		return Account{ClassException, PositiveCancellation}
	case !undo && r.Customer == "" && r.Price == 0:
		return adjustment(r, kind)
	case kind != "":
		return Account{ClassCharge, kind}
	case isAccounting(r.Invoice):
		return Account{ClassException, UnknownAccounting}
	case r.Price < 0:
		return Account{ClassException, NegativePrice}
	case undo || r.Quantity < 0:
		return Account{Class: ClassCancellation}
	}
	return Account{Class: ClassOrder}
}

// adjustment books a line without customer and price: units that left or came for a
// reason, unless it names goods, which somebody then got for nothing.
func adjustment(r Row, kind string) Account {
	reason, goods := readText(r.Description)
	switch {
	case goods && r.Quantity > 0 && kind != "":
		return Account{ClassCharge, kind}
	case goods && r.Quantity > 0:
		return Account{Class: ClassOrder}
	case kind != "":
		return Account{ClassException, NotGoods}
	case reason == ReasonOther && r.Quantity > 0:
		return Account{ClassException, UnclearText}
	}
	return Account{ClassAdjustment, reason}
}

// IsCancellation reports whether an invoice number is that of a cancellation.
func IsCancellation(invoice string) bool { return hasPrefixFold(invoice, 'C') }

func isAccounting(invoice string) bool { return hasPrefixFold(invoice, 'A') }

// hasPrefixFold asks for the letter followed by a digit, as this format numbers.
func hasPrefixFold(invoice string, upper byte) bool {
	return len(invoice) > 1 && invoice[0]&^0x20 == upper && invoice[1] >= '0' && invoice[1] <= '9'
}
