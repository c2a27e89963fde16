package catalog

import (
	"cmp"
	"slices"

	"andon/core"
)

// Channel is where orders come from and to whom stock is published.
type Channel struct {
	ID        string        `json:"id" cbor:"1,keyasint"`
	Name      string        `json:"name,omitempty" cbor:"2,keyasint,omitempty"`
	Entity    string        `json:"entity,omitempty" cbor:"3,keyasint,omitempty"` // legal entity that sells
	Currency  core.Currency `json:"currency,omitempty" cbor:"4,keyasint,omitempty"`
	PriceList string        `json:"price_list,omitempty" cbor:"5,keyasint,omitempty"`  // checked when set
	Tolerance core.Amount   `json:"tolerance,omitempty" cbor:"6,keyasint,omitempty"`   // allowed difference of totals, minor units
	Service   string        `json:"service,omitempty" cbor:"7,keyasint,omitempty"`     // default carrier service
	Buffer    core.Quantity `json:"buffer,omitempty" cbor:"8,keyasint,omitempty"`      // held back from what is published, never from what is honoured
	Cap       core.Quantity `json:"cap,omitempty" cbor:"9,keyasint,omitempty"`         // most that is published; 0: no cap
	Incoming  bool          `json:"incoming,omitempty" cbor:"10,keyasint,omitempty"`   // incoming stock may be promised
	Priority  int           `json:"priority,omitempty" cbor:"11,keyasint,omitempty"`   // lower is filled first
	Complete  bool          `json:"complete,omitempty" cbor:"12,keyasint,omitempty"`   // ship complete by default
	ShipHours int           `json:"ship_hours,omitempty" cbor:"13,keyasint,omitempty"` // to ship after acceptance; drives lateness
	ByChannel bool          `json:"by_channel,omitempty" cbor:"14,keyasint,omitempty"` // the channel fulfils its orders itself
	NoAddress bool          `json:"no_address,omitempty" cbor:"15,keyasint,omitempty"` // collected: no address needed
	Owner     string        `json:"owner,omitempty" cbor:"16,keyasint,omitempty"`
	core.Stamp
	Suspended bool `json:"suspended,omitempty" cbor:"18,keyasint,omitempty"`
	MaxSplits int  `json:"max_splits,omitempty" cbor:"19,keyasint,omitempty"` // most fulfillment orders at once; 0: no limit

	ReturnDays    int  `json:"return_days,omitempty" cbor:"49,keyasint,omitempty"`    // since delivery, in which a return is authorised by itself, and after which it is refused; 0: a person decides
	ReturnWait    int  `json:"return_wait,omitempty" cbor:"50,keyasint,omitempty"`    // days that an announced return is awaited; 0: 30
	ExchangeFirst bool `json:"exchange_first,omitempty" cbor:"51,keyasint,omitempty"` // what is exchanged is sent when the return is authorised; else when goods arrive

	Fences []Fence `json:"fences,omitempty" cbor:"20,keyasint,omitempty"` // shares of what is delivered that are kept for its orders
}

// DocID is the document's id.
func (c *Channel) DocID() string { return c.ID }

// Clone copies what Apply may change.
func (c *Channel) Clone() *Channel { d := *c; return &d }

// PutChannel creates or replaces a channel.
type PutChannel struct {
	Channel Channel `json:"channel" cbor:"1,keyasint"`
}

// Kind names the command.
func (*PutChannel) Kind() core.Kind { return "channel.put" }

// Check refuses a channel that could not be used.
func (c *PutChannel) Check() error {
	ch := &c.Channel
	if err := CheckID("channel.put", ch.ID); err != nil {
		return err
	}
	if !ch.Currency.Valid() {
		return core.E(core.CodeInvalid, "channel.put", ch.ID, "currency "+string(ch.Currency)+" is not an ISO 4217 code such as GBP")
	}
	if ch.Buffer < 0 || ch.Cap < 0 || ch.Tolerance < 0 || ch.ShipHours < 0 || ch.ShipHours > core.MaxHours || ch.MaxSplits < 0 {
		return core.E(core.CodeInvalid, "channel.put", ch.ID, "buffer, cap, tolerance, hours and splits must not be negative, nor hours over ten years")
	}
	if ch.ReturnDays < 0 || ch.ReturnWait < 0 || ch.ReturnDays > 3650 || ch.ReturnWait > 3650 {
		return core.E(core.CodeInvalid, "channel.put", ch.ID, "the days of returns lie between 0 and ten years")
	}
	if !priority(ch.Priority) {
		return core.E(core.CodeInvalid, "channel.put", ch.ID, "a priority lies between -1,000,000 and 1,000,000")
	}
	return c.checkFences()
}

func priority(n int) bool { return n >= -core.MaxPriority && n <= core.MaxPriority }

// PriceEntry is one price from a quantity on, within dates.
type PriceEntry struct {
	SKU   string        `json:"sku" cbor:"1,keyasint"`
	From  core.Quantity `json:"from,omitempty" cbor:"2,keyasint,omitempty"` // least quantity, base units
	Price core.Price    `json:"price" cbor:"3,keyasint,omitempty"`          // of one base unit
	Start core.Date     `json:"start,omitempty" cbor:"4,keyasint,omitempty"`
	End   core.Date     `json:"end,omitempty" cbor:"5,keyasint,omitempty"` // last good day
}

// PriceList is what a channel or customer pays. Entries are sorted by SKU, then by
// quantity falling, so that the first fit is the best.
type PriceList struct {
	ID        string        `json:"id" cbor:"1,keyasint"`
	Currency  core.Currency `json:"currency" cbor:"2,keyasint"`
	Tolerance core.Price    `json:"tolerance,omitempty" cbor:"3,keyasint,omitempty"` // allowed difference of the price of a base unit
	Entries   []PriceEntry  `json:"entries,omitempty" cbor:"4,keyasint,omitempty"`
	core.Stamp
}

// DocID is the document's id.
func (p *PriceList) DocID() string { return p.ID }

// Clone copies what Apply may change.
func (p *PriceList) Clone() *PriceList {
	d := *p
	d.Entries = slices.Clone(p.Entries) // they are sorted where they are kept
	return &d
}

// Sort puts the entries into the order in which Price searches them.
func (p *PriceList) Sort() {
	slices.SortStableFunc(p.Entries, func(a, b PriceEntry) int {
		return cmp.Or(cmp.Compare(a.SKU, b.SKU), cmp.Compare(b.From, a.From))
	})
}

// Price finds the price of a SKU at a quantity on a day.
func (p *PriceList) Price(sku string, qty core.Quantity, day core.Date) (core.Price, bool) {
	i, _ := slices.BinarySearchFunc(p.Entries, sku, func(e PriceEntry, id string) int { return cmp.Compare(e.SKU, id) })
	for ; i < len(p.Entries) && p.Entries[i].SKU == sku; i++ {
		e := &p.Entries[i]
		if qty >= e.From && day >= e.Start && (e.End == 0 || day <= e.End) {
			return e.Price, true
		}
	}
	return 0, false
}

// PutPriceList creates or replaces a price list.
type PutPriceList struct {
	PriceList PriceList `json:"pricelist" cbor:"1,keyasint"`
}

// Kind names the command.
func (*PutPriceList) Kind() core.Kind { return "pricelist.put" }

// Check refuses a list that could not be used.
func (c *PutPriceList) Check() error {
	p := &c.PriceList
	if err := CheckID("pricelist.put", p.ID); err != nil {
		return err
	}
	if !p.Currency.Valid() {
		return core.E(core.CodeInvalid, "pricelist.put", p.ID, "currency is not an ISO 4217 code such as GBP")
	}
	if p.Tolerance < 0 || p.Tolerance > core.MaxPrice {
		return core.E(core.CodeInvalid, "pricelist.put", p.ID, "the tolerance must be between 0 and the limit")
	}
	for _, e := range p.Entries {
		if e.Price < 0 || e.Price > core.MaxPrice || e.SKU == "" || e.From < 0 {
			return core.E(core.CodeInvalid, "pricelist.put", p.ID, "the price of "+e.SKU+" must be between 0 and the limit")
		}
	}
	return nil
}

// Customer is who buys. Its person is sealed; class and terms are not personal.
type Customer struct {
	ID        string     `json:"id" cbor:"1,keyasint"`
	Class     string     `json:"class,omitempty" cbor:"2,keyasint,omitempty"` // for example trade, retail
	Priority  int        `json:"priority,omitempty" cbor:"3,keyasint,omitempty"`
	PriceList string     `json:"price_list,omitempty" cbor:"4,keyasint,omitempty"`
	Complete  bool       `json:"complete,omitempty" cbor:"5,keyasint,omitempty"` // ship complete
	Party     core.Party `json:"party" cbor:"6,keyasint"`
	Erased    bool       `json:"erased,omitempty" cbor:"7,keyasint,omitempty"`
	core.Stamp
	CreditLimit core.Amount `json:"credit_limit,omitempty" cbor:"8,keyasint,omitempty"` // what may be owed, minor units; what it means is up to the policy
	TermsDays   int         `json:"terms_days,omitempty" cbor:"9,keyasint,omitempty"`   // days to pay; 0: pays at once
	Blocked     bool        `json:"blocked,omitempty" cbor:"10,keyasint,omitempty"`     // nothing is to be sold
}

// DocID is the document's id.
func (c *Customer) DocID() string { return c.ID }

// Clone copies what Apply may change.
func (c *Customer) Clone() *Customer { d := *c; return &d }

// PutCustomer creates or replaces a customer.
type PutCustomer struct {
	Customer Customer `json:"customer" cbor:"1,keyasint"`
}

// Kind names the command.
func (*PutCustomer) Kind() core.Kind { return "customer.put" }

// TheParty gives the engine the person to seal.
func (c *PutCustomer) TheParty() *core.Party { return &c.Customer.Party }

// Check refuses a customer without an id, or in no country.
func (c *PutCustomer) Check() error {
	if !priority(c.Customer.Priority) {
		return core.E(core.CodeInvalid, "customer.put", c.Customer.ID, "a priority lies between -1,000,000 and 1,000,000")
	}
	if err := CheckID("customer.put", c.Customer.ID); err != nil {
		return err
	}
	return checkCountry("customer.put", c.Customer.ID, c.Customer.Party.Country)
}

// Erase destroys the keys of one person: a customer, or the guest of one order.
type Erase struct {
	Customer string `json:"customer,omitempty" cbor:"1,keyasint,omitempty"`
	Order    string `json:"order,omitempty" cbor:"2,keyasint,omitempty"`
	Reason   string `json:"reason" cbor:"3,keyasint"`
}

// Kind names the command.
func (*Erase) Kind() core.Kind { return "person.erase" }

// Erased says which keys were destroyed. The engine drops them once this is durable,
// and again whenever it opens a shop that still has one of them.
type Erased struct {
	Keys     []uint64 `json:"keys" cbor:"1,keyasint"`
	Customer string   `json:"customer,omitempty" cbor:"2,keyasint,omitempty"`
}

// Kind names the event.
func (*Erased) Kind() core.Kind { return "person.erased" }

// Entity is a legal entity in whose name is sold.
type Entity struct {
	ID       string        `json:"id" cbor:"1,keyasint"`
	Name     string        `json:"name,omitempty" cbor:"2,keyasint,omitempty"`
	Country  string        `json:"country,omitempty" cbor:"3,keyasint,omitempty"`
	Currency core.Currency `json:"currency" cbor:"4,keyasint"`
	TaxID    string        `json:"tax_id,omitempty" cbor:"5,keyasint,omitempty"`
	core.Stamp
	Prefix string `json:"company_prefix,omitempty" cbor:"10,keyasint,omitempty"` // given by GS1, of the numbers of its packages; the shop's when empty
}

// DocID is the document's id.
func (e *Entity) DocID() string { return e.ID }

// Clone copies what Apply may change.
func (e *Entity) Clone() *Entity { d := *e; return &d }

// PutEntity creates or replaces a legal entity.
type PutEntity struct {
	Entity Entity `json:"entity" cbor:"1,keyasint"`
}

// Kind names the command.
func (*PutEntity) Kind() core.Kind { return "entity.put" }

// Check refuses an entity without id or currency.
func (c *PutEntity) Check() error {
	if err := CheckID("entity.put", c.Entity.ID); err != nil {
		return err
	}
	if !c.Entity.Currency.Valid() {
		return core.E(core.CodeInvalid, "entity.put", c.Entity.ID, "currency is not an ISO 4217 code such as GBP")
	}
	if err := CheckPrefix("entity.put", c.Entity.ID, c.Entity.Prefix); err != nil {
		return err
	}
	return checkCountry("entity.put", c.Entity.ID, c.Entity.Country)
}
