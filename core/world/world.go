package world

import (
	"encoding/binary"
	"slices"
	"strings"
	"sync"

	"github.com/tidwall/btree"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/wave"
)

// NounMeta is the one document of counters and clocks; NounLoad counts the
// fulfillment orders of a location and day; NounCursor is a connector's position.
const (
	NounMeta   core.Noun = "meta"
	NounLoad   core.Noun = "load"
	NounCursor core.Noun = "cursor"
)

// Meta is what the shop counts and how its clock runs.
type Meta struct {
	Name         string       `json:"name,omitempty" cbor:"1,keyasint,omitempty"`
	Orders       uint64       `json:"orders,omitempty" cbor:"2,keyasint,omitempty"`       // number of the last order
	Exceptions   uint64       `json:"exceptions,omitempty" cbor:"3,keyasint,omitempty"`   //
	Reservations uint64       `json:"reservations,omitempty" cbor:"4,keyasint,omitempty"` //
	Keys         uint64       `json:"keys,omitempty" cbor:"5,keyasint,omitempty"`         // number of the last personal key
	Stream       string       `json:"stream,omitempty" cbor:"6,keyasint,omitempty"`       // who drives the shop's clock; "": wall time
	Settings     Settings     `json:"settings" cbor:"7,keyasint"`
	At           core.Instant `json:"at,omitempty" cbor:"8,keyasint,omitempty"`        // recorded time of the last record
	Jobs         uint64       `json:"jobs,omitempty" cbor:"9,keyasint,omitempty"`      // number of the last job
	Policies     uint64       `json:"policies,omitempty" cbor:"10,keyasint,omitempty"` // number of the last policy
	Policy       uint64       `json:"policy,omitempty" cbor:"11,keyasint,omitempty"`   // number of the active one; 0: none
	core.Stamp
	Finished  int64 `json:"finished,omitempty" cbor:"12,keyasint,omitempty"`  // orders of which nothing is left to do
	Touchless int64 `json:"touchless,omitempty" cbor:"13,keyasint,omitempty"` // of them that no person had to decide about

	Waves   uint64  `json:"waves,omitempty" cbor:"20,keyasint,omitempty"`   // number of the last wave
	Serial  uint64  `json:"serial,omitempty" cbor:"22,keyasint,omitempty"`  // of the last package that was given an SSCC
	Outages uint64  `json:"outages,omitempty" cbor:"27,keyasint,omitempty"` // number of the last outage
	Again   []Again `json:"again,omitempty" cbor:"29,keyasint,omitempty"`   // why split orders are to be looked at again

	Rechecks []Recheck `json:"rechecks,omitempty" cbor:"32,keyasint,omitempty"` // when orders that rules hold are to be looked at again
}

// Settings are prices and terms of the shop as a whole, in minor units of its currency.
type Settings struct {
	ExtraPackage core.Amount `json:"extra_package,omitempty" cbor:"1,keyasint,omitempty"` // price of each package beyond the first
	Backorder    core.Amount `json:"backorder,omitempty" cbor:"2,keyasint,omitempty"`     // price of leaving one unit unfilled now; 0: dearer than any shipment
	Patience     int         `json:"patience_days,omitempty" cbor:"4,keyasint,omitempty"` // days after which stock is kept for an order that ships complete; 0: 7, below 0: never
	Scarcity     core.Amount `json:"scarcity,omitempty" cbor:"3,keyasint,omitempty"`      // price of taking a location's last unit, falling with what it has
	KeepSplits   bool        `json:"keep_splits,omitempty" cbor:"34,keyasint,omitempty"`  // what is allocated is not looked at again before its location accepts it
	LeastSaving  core.Amount `json:"least_saving,omitempty" cbor:"35,keyasint,omitempty"` // for which units are moved elsewhere then; 0: the price of an extra package
	RiskHours    int         `json:"risk_hours,omitempty" cbor:"15,keyasint,omitempty"`   // working hours before its time at which what is not picked is called out; 0: 4

	Prefix      string `json:"company_prefix,omitempty" cbor:"23,keyasint,omitempty"` // given by GS1, of the numbers of packages; none are made when empty
	CollectDays int    `json:"collect_days,omitempty" cbor:"24,keyasint,omitempty"`   // days that goods are kept for who collects them; 0: 7
	AnswerHours int    `json:"answer_hours,omitempty" cbor:"25,keyasint,omitempty"`   // within which who was asked should answer; 0: 24

	SpreadCharges bool              `json:"spread_charges,omitempty" cbor:"28,keyasint,omitempty"` // postage and fees are refunded with each unit, by the cost of goods; else with the last one
	Rejections    []order.Rejection `json:"rejections,omitempty" cbor:"20,keyasint,omitempty"`     // reasons of rejection beside those of every shop, or with another effect
}

// Clone copies what Apply may change.
func (m *Meta) Clone() *Meta {
	c := *m
	c.Again, c.Rechecks = slices.Clone(m.Again), slices.Clone(m.Rechecks)
	return &c
}

// DocID is the id of the one Meta.
func (m *Meta) DocID() string { return "shop" }

// Load counts the fulfillment orders that a location ships on a day.
type Load struct {
	Location string       `json:"location" cbor:"1,keyasint"`
	Day      core.Date    `json:"day" cbor:"2,keyasint"`
	N        int          `json:"n" cbor:"3,keyasint,omitempty"`
	Over     core.Instant `json:"over,omitempty" cbor:"4,keyasint,omitempty"` // when the day was said to be over; 0: it was not
	core.Stamp
	Seen    core.Instant `json:"seen,omitempty" cbor:"5,keyasint,omitempty"`    // when its work was looked at last, or it was made
	After   uint64       `json:"after,omitempty" cbor:"6,keyasint,omitempty"`   // number of the order behind which looking goes on
	Pace    int          `json:"pace,omitempty" cbor:"7,keyasint,omitempty"`    // minutes that work of a day took at most from when it came to its last pick; 0: not known
	Spilled int          `json:"spilled,omitempty" cbor:"8,keyasint,omitempty"` // of N, those of orders that an outage sent
	Later   int          `json:"later,omitempty" cbor:"9,keyasint,omitempty"`   // of N, those that would leave earlier if there had been room
}

// Clone copies what Apply may change.
func (l *Load) Clone() *Load { c := *l; return &c }

// DocID is the document's id.
func (l *Load) DocID() string { return LoadID(l.Location, l.Day) }

// LoadID names the Load of a location and day.
func LoadID(location string, day core.Date) string { return loadsOf(location) + day.String() }

// loadsOf is how the ids of all Loads of a location begin.
func loadsOf(location string) string { return location + "/" }

// FullUntil is the instant from which its location has room again because what is
// promised leaves on a later day; 0: it is not full, not for those either whom an outage
// sends.
func (l *Load) FullUntil(at *catalog.Location) core.Instant {
	if at == nil || !l.Full(at, l.Spilled > 0) {
		return 0
	}
	return at.ShipsUntil(l.Day, at.Clock())
}

// Full reports whether a location ships nothing more on the day: for anybody, or for
// orders that an outage sends there.
func (l *Load) Full(at *catalog.Location, sent bool) bool {
	if n := at.PerDay(); n > 0 && l.N >= n {
		return true
	}
	if !sent {
		return false
	}
	most, capped := at.MaySpill()
	return capped && l.Spilled >= most
}

// DayOver says that a full location ships nothing more on a day: what is promised from
// now on leaves on a later one.
type DayOver struct {
	Location string    `json:"location" cbor:"1,keyasint"`
	Day      core.Date `json:"day" cbor:"2,keyasint"`
}

// Kind names the event.
func (*DayOver) Kind() core.Kind { return "location.day_over" }

// Position is how far a connector has read.
type Position struct {
	core.Cursor
	At core.Instant `json:"at" cbor:"3,keyasint"`
	core.Stamp
}

// Clone copies what Apply may change.
func (p *Position) Clone() *Position { c := *p; return &c }

// DocID is the document's id.
func (p *Position) DocID() string { return p.Connector }

// World is the whole state of a shop. Reading methods are safe on any fork; only the
// owner of a fork may Apply to it.
type World struct {
	Seq uint64       // of the last record, or of the one being applied
	At  core.Instant // recorded time of that record

	Meta         Docs[Meta, *Meta]
	SKUs         Docs[catalog.SKU, *catalog.SKU]
	Locations    Docs[catalog.Location, *catalog.Location]
	Channels     Docs[catalog.Channel, *catalog.Channel]
	PriceLists   Docs[catalog.PriceList, *catalog.PriceList]
	Carriers     Docs[catalog.Carrier, *catalog.Carrier]
	Customers    Docs[catalog.Customer, *catalog.Customer]
	Entities     Docs[catalog.Entity, *catalog.Entity]
	People       Docs[catalog.Person, *catalog.Person]
	Orders       Docs[order.Order, *order.Order] // open ones, and closed ones that were asked for
	Exceptions   Docs[exception.Exception, *exception.Exception]
	Purchases    Docs[supply.Document, *supply.Document]
	Transfers    Docs[supply.Document, *supply.Document]
	Reservations Docs[stock.Reservation, *stock.Reservation]
	Jobs         Docs[job.Job, *job.Job]
	Waves        Docs[wave.Wave, *wave.Wave]
	Consignments Docs[order.Consignment, *order.Consignment]
	Policies     Docs[policy.Policy, *policy.Policy]
	Loads        Docs[Load, *Load]
	Cursors      Docs[Position, *Position]
	Outages      Docs[outage.Outage, *outage.Outage]

	balances balances
	ix       indexes

	touched []core.Ref // by the record that is being applied
	forking sync.Mutex // forking marks the pages of both worlds as shared
}

// New returns an empty world.
func New() *World {
	w := &World{}
	w.Meta.noun, w.SKUs.noun, w.Locations.noun = NounMeta, catalog.NounSKU, catalog.NounLocation
	w.Channels.noun, w.PriceLists.noun, w.Carriers.noun = catalog.NounChannel, catalog.NounPriceList, catalog.NounCarrier
	w.Customers.noun, w.Entities.noun, w.People.noun = catalog.NounCustomer, catalog.NounEntity, catalog.NounPerson
	w.Orders.noun, w.Exceptions.noun = order.NounOrder, exception.NounException
	w.Purchases.noun, w.Transfers.noun = supply.NounPurchase, supply.NounTransfer
	w.Reservations.noun, w.Loads.noun, w.Cursors.noun, w.Jobs.noun = stock.NounReservation, NounLoad, NounCursor, job.NounJob
	w.Policies.noun, w.Waves.noun, w.Outages.noun = policy.NounPolicy, wave.NounWave, outage.NounOutage
	w.Consignments.noun = order.NounConsignment
	w.Meta.put("shop", &Meta{})
	return w
}

// Fork returns an equal world; what is done to one is never seen by the other.
// The receiver must not be changed by another goroutine meanwhile; several may fork it.
func (w *World) Fork() *World {
	w.forking.Lock()
	defer w.forking.Unlock()
	return &World{
		Seq: w.Seq, At: w.At,
		Meta: w.Meta.Fork(), SKUs: w.SKUs.Fork(), Locations: w.Locations.Fork(), Channels: w.Channels.Fork(),
		PriceLists: w.PriceLists.Fork(), Carriers: w.Carriers.Fork(), Customers: w.Customers.Fork(),
		Entities: w.Entities.Fork(), People: w.People.Fork(), Orders: w.Orders.Fork(), Exceptions: w.Exceptions.Fork(),
		Purchases: w.Purchases.Fork(), Transfers: w.Transfers.Fork(), Reservations: w.Reservations.Fork(), Jobs: w.Jobs.Fork(), Waves: w.Waves.Fork(), Policies: w.Policies.Fork(),
		Consignments: w.Consignments.Fork(),
		Loads:        w.Loads.Fork(), Cursors: w.Cursors.Fork(), Outages: w.Outages.Fork(), balances: w.balances.fork(), ix: w.ix.fork(),
	}
}

// Remember turns on look-up hints for documents that every command asks for by id. It
// is for the one goroutine that owns this world: forks start without, because hints
// are written while reading.
func (w *World) Remember() {
	if w.balances.shelves != nil {
		return
	}
	w.SKUs.hints, w.Orders.hints = map[string]Handle{}, map[string]Handle{}
	w.Locations.hints, w.Meta.hints, w.People.hints = map[string]Handle{}, map[string]Handle{}, map[string]Handle{}
	w.balances.remember()
}

// Shop returns the counters and clock of the shop.
func (w *World) Shop() *Meta { return w.Meta.Get("shop") }

// Touched returns the documents that the record applied last has changed.
func (w *World) Touched() []core.Ref { return w.touched }

// SKU finds a SKU by id or alias.
func (w *World) SKU(code string) *catalog.SKU {
	if s := w.SKUs.Get(code); s != nil {
		return s
	}
	if id, ok := w.ix.alias.Get(code); ok {
		return w.SKUs.Get(id)
	}
	return nil
}

// Service finds a carrier's service by id over all carriers, in the order of carriers.
func (w *World) Service(id string) (carrier *catalog.Carrier, service *catalog.Service) {
	w.Carriers.Each(func(_ string, c *catalog.Carrier) bool {
		for i := range c.Services {
			if c.Services[i].ID == id || id == "" && c.Takes(&c.Services[i]) {
				carrier, service = c, &c.Services[i]
				return false
			}
		}
		return true
	})
	return carrier, service
}

// Sends is Service, or while that takes nothing the first of its fallbacks that does.
// Where none does it is the service itself, with takes false; nil: there is no such service.
func (w *World) Sends(id string) (carrier *catalog.Carrier, service *catalog.Service, takes bool) {
	carrier, service = w.Service(id)
	if service == nil || carrier.Takes(service) {
		return carrier, service, service != nil
	}
	for _, other := range service.Fallback {
		if c, s := w.Service(other); s != nil && c.Takes(s) {
			return c, s, true
		}
	}
	return carrier, service, false
}

// balances keeps Balance documents by (SKU, location, owner), so that all locations
// of one SKU lie side by side.
type balances struct {
	table   Table[stock.Balance, *stock.Balance]
	ids     btree.Map[string, Handle]
	shelves map[string]*shelf // by SKU; nil but in the world of an owner
	last    *shelf            // that was asked for: a command asks for one SKU many times in a row
	whole   bool              // a SKU without a shelf has no balances; else nobody has looked yet
}

// shelf is where the balances of a SKU are, by location, then owner.
type shelf struct {
	sku   string
	slots []slot
}

type slot struct {
	location, owner string
	id              string // of the balance, made once
	h               Handle
}

func slotOf(b *stock.Balance, h Handle) slot { return slot{b.Location, b.Owner, b.DocID(), h} }

func (s *shelf) find(k stock.Key) (int, bool) {
	return slices.BinarySearchFunc(s.slots, k, func(at slot, k stock.Key) int {
		if c := strings.Compare(at.location, k.Location); c != 0 {
			return c
		}
		return strings.Compare(at.owner, k.Owner)
	})
}

func (b *balances) fork() balances { return balances{table: b.table.Fork(), ids: *b.ids.Copy()} }

// remember begins to keep shelves.
func (b *balances) remember() {
	b.shelves, b.whole = map[string]*shelf{}, b.ids.Len() == 0
}

func (b *balances) find(k stock.Key) (slot, bool) {
	if b.shelves == nil {
		h, ok := b.ids.Get(balanceKey(k))
		return slot{h: h}, ok
	}
	s := b.shelf(k.SKU)
	i, found := s.find(k)
	if !found {
		return slot{}, false
	}
	return s.slots[i], true
}

func balanceKey(k stock.Key) string { return k.SKU + "\x00" + k.Location + "\x00" + k.Owner }

// Balance returns the balance at the key, which must not be changed, or nil.
func (w *World) Balance(k stock.Key) *stock.Balance {
	at, ok := w.balances.find(k)
	if !ok {
		return nil
	}
	return w.balances.table.Get(at.h)
}

// BalancesOf visits all balances of a SKU by location, then owner.
func (w *World) BalancesOf(sku string, yield func(*stock.Balance) bool) {
	slots := w.balances.shelf(sku).slots
	for i := range slots {
		if !yield(w.balances.table.Get(slots[i].h)) {
			return
		}
	}
}

// Available visits what the shop itself has available of a SKU, by location. Every
// order asks this of every location; the quantities are read some at a time, so that the
// machine fetches them side by side and not one after the other.
func (w *World) Available(sku string, yield func(location string, q core.Quantity)) {
	var q [8]core.Quantity
	for slots := range slices.Chunk(w.balances.shelf(sku).slots, len(q)) {
		for i := range slots {
			q[i] = w.balances.table.Get(slots[i].h).Q[stock.Available]
		}
		for i := range slots {
			if slots[i].owner == "" {
				yield(slots[i].location, q[i])
			}
		}
	}
}

// shelf returns the shelf of a SKU and remembers it where that is allowed.
func (b *balances) shelf(sku string) *shelf {
	if b.last != nil && b.last.sku == sku {
		return b.last
	}
	s := b.shelves[sku]
	if s == nil {
		if s = (&shelf{sku: sku}); !b.whole {
			b.collect(s)
		}
		if b.shelves == nil || len(s.slots) == 0 { // nobody's guess at a SKU is remembered
			return s
		}
		b.shelves[sku] = s
	}
	b.last = s
	return s
}

func (b *balances) collect(s *shelf) {
	prefix := s.sku + "\x00"
	b.ids.Ascend(prefix, func(key string, h Handle) bool {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		doc := b.table.Get(h)
		s.slots = append(s.slots, slotOf(doc, h))
		return true
	})
}

// add puts a new balance.
func (b *balances) add(doc *stock.Balance) slot {
	at := slotOf(doc, b.table.Add(doc))
	if b.shelves != nil {
		s := b.shelf(doc.SKU)
		i, _ := s.find(doc.Key())
		s.slots = slices.Insert(s.slots, i, at)
		b.shelves[doc.SKU] = s
	}
	b.ids.Set(balanceKey(doc.Key()), at.h)
	return at
}

// Balances visits all balances from a key on, by SKU, location and owner.
func (w *World) Balances(from stock.Key, yield func(*stock.Balance) bool) {
	w.balances.ids.Ascend(balanceKey(from), func(_ string, h Handle) bool { return yield(w.balances.table.Get(h)) })
}

// BalanceCount is the number of balances.
func (w *World) BalanceCount() int { return w.balances.ids.Len() }

func (w *World) editBalance(k stock.Key) *stock.Balance {
	at, ok := w.balances.find(k)
	if !ok {
		k = w.shareKey(k)
		at = w.balances.add(&stock.Balance{SKU: k.SKU, Location: k.Location, Owner: k.Owner})
	}
	b := w.balances.table.Edit(at.h)
	if b.Touch(w.Seq) {
		if at.id == "" { // not in the world of an owner
			at.id = b.DocID()
		}
		w.touched = append(w.touched, core.Ref{Noun: stock.NounBalance, ID: at.id})
	}
	return b
}

// be appends n so that keys sort as numbers do.
func be(s string, n uint64) string {
	return string(binary.BigEndian.AppendUint64([]byte(s), n))
}
