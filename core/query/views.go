package query

import (
	"encoding/json"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/outage"
	"andon/core/stock"
	"andon/core/wave"
)

// doc answers View Doc.
func (r *request) doc() (api.Page, error) {
	switch r.q.Kind {
	case api.NounShop:
		return document(r.shop())
	case api.NounRecord:
		return r.recordDoc()
	case NounReturn:
		return r.returnDoc()
	case NounRefund, NounAsk, NounNotice:
		return r.aftermathDoc()
	case NounLine, NounFulfillment:
		return r.partDoc()
	case NounPickList:
		return r.pickListDoc()
	case NounPackage:
		return r.packageDoc()
	case NounATP:
		if v := r.atp(); v != nil {
			return document(v)
		}
		return api.Page{}, core.E(core.CodeNotFound, "query", r.q.ID, "there is no such SKU whose stock is kept")
	}
	if tableOf(r.q.Kind) == nil {
		return api.Page{}, r.unknownKind()
	}
	found, err := r.find(core.Ref{Noun: r.q.Kind, ID: r.q.ID})
	if err != nil {
		return api.Page{}, err
	}
	var view any
	switch d := found.(type) {
	case nil:
		return api.Page{}, r.notFound()
	case *order.Order:
		view, err = r.orderView(d)
	case *exception.Exception:
		view, err = r.exceptionView(d)
	case *stock.Balance:
		view, err = r.balanceView(d)
	case *catalog.Location:
		view, err = r.locationView(d)
	case *catalog.SKU:
		view = &api.SKUView{SKU: d, Sells: r.sells(d.ID)}
	case *catalog.Customer:
		view = r.customerView(d)
	case *outage.Outage:
		view, err = r.outageView(d)
	case *job.Job:
		view, err = r.jobView(d)
	case *wave.Wave:
		view = r.waveView(d)
	default:
		view = found
	}
	if err != nil {
		return api.Page{}, err
	}
	return document(view)
}

// shop sums up the shop. Orders are counted by status over the newest api.MaxScan of
// those in memory.
func (r *request) shop() *api.ShopView {
	m := r.w.Shop()
	v := &api.ShopView{Name: m.Name, ID: r.Shop, Seq: r.w.Seq, At: r.now, Clock: orElse(m.Stream, "wall"), Actor: r.who.Actor,
		Open: map[string]int{}, Orders: map[string]int{}, Exceptions: r.w.OpenExceptions(), Waiting: r.w.WaitingCount(), LastRecord: m.At,
		Finished: m.Finished, Touchless: m.Touchless}
	for _, role := range r.who.Roles {
		v.Roles = append(v.Roles, string(role))
	}
	if r.Health != nil {
		v.Health, v.ViewsLag = r.Health()
	}
	r.w.Exceptions.Each(func(_ string, x *exception.Exception) bool {
		if x.Closed == 0 {
			v.Open[x.Queue]++
		}
		return true
	})
	n := ordersOf(r.w)
	next := n.hot(m.Orders)
	for range api.MaxScan {
		o, _ := next() // what is in memory is read without an error
		if o == nil {
			break
		}
		v.Orders[o.Status()]++
	}
	return v
}

// What is said of personal data beside a document that has some.
const (
	personNone   = ""       // there is none
	personShown  = "shown"  //
	personHidden = "hidden" // the reader's role does not allow it
	personErased = "erased" // nobody can read it any more
)

// person opens a sealed party for those who may see people.
func (r *request) person(p *core.Party, erased bool) (*core.Personal, string) {
	switch {
	case erased:
		return nil, personErased
	case p.Key == 0 || len(p.Box) == 0:
		return nil, personNone
	case r.Opener == nil || !r.who.May(catalog.Operator):
		return nil, personHidden
	}
	opened, err := r.Opener.Open(p)
	if err != nil {
		return nil, personErased
	}
	return opened, personShown
}

// orderDoc is the Doc of an order: api.OrderView and what became of its person.
type orderDoc struct {
	*api.OrderView
	Person string `json:"person,omitempty"`
}

func (r *request) orderView(o *order.Order) (any, error) {
	shown := *o // the world's own is never changed
	v := &api.OrderView{Order: &shown, Status: o.Status(), Goods: o.Goods(), Computed: o.Computed(), Promise: o.Whole()}
	d := &orderDoc{OrderView: v}
	shown.ShipTo.Personal, d.Person = r.person(&o.ShipTo, o.Erased)
	for i := range o.Fulfillments {
		v.FOStatus = append(v.FOStatus, o.FOStatus(o.Fulfillments[i].No))
	}
	r.w.OpenExceptionsOf(core.Ref{Noun: order.NounOrder, ID: o.ID}, func(x *exception.Exception) bool {
		v.Exceptions = append(v.Exceptions, *x)
		return true
	})
	m := r.menu()
	m.order(o)
	v.Actions = m.list
	return d, m.err
}

// customerDoc is the Doc of a customer.
type customerDoc struct {
	*catalog.Customer
	Person string `json:"person,omitempty"`
}

func (r *request) customerView(c *catalog.Customer) any {
	shown := *c
	d := &customerDoc{Customer: &shown}
	shown.Party.Personal, d.Person = r.person(&c.Party, c.Erased)
	return d
}

// lineDoc is the Doc of a line.
type lineDoc struct {
	Order string      `json:"order"`
	Line  *order.Line `json:"line"`
	Name  string      `json:"name,omitempty"`
	Why   []string    `json:"why,omitempty"` // where it waits
}

// taskDoc is the Doc of a fulfillment order.
type taskDoc struct {
	Order       string             `json:"order"`
	Fulfillment *order.Fulfillment `json:"fulfillment"`
	Status      string             `json:"status"`
	Lines       []taskLine         `json:"lines"`
	Packages    []order.Package    `json:"packages,omitempty"` // that have not left
	Actions     []api.Action       `json:"actions,omitempty"`
}

// taskLine is what a fulfillment order holds of one line.
type taskLine struct {
	Line   int           `json:"line"`
	SKU    string        `json:"sku"`
	Name   string        `json:"name,omitempty"`
	Bucket order.Bucket  `json:"bucket"`
	Qty    core.Quantity `json:"qty"`
	Lot    string        `json:"lot,omitempty"`
	Bin    string        `json:"bin,omitempty"`
}

// partDoc answers for SO-1/2 (a line) and SO-1/F2 (a fulfillment order).
func (r *request) partDoc() (api.Page, error) {
	o, no, err := r.part()
	if err != nil {
		return api.Page{}, err
	}
	if r.q.Kind == NounLine {
		l := o.Line(no)
		if l == nil {
			return api.Page{}, r.notFound()
		}
		d := lineDoc{Order: o.ID, Line: l, Name: r.nameOf(l)}
		if l.Sum(order.Bucket.Waiting) > 0 {
			d.Why = r.waiting(o, l).sentences()
		}
		return document(d)
	}
	f := o.FO(no)
	if f == nil {
		return api.Page{}, r.notFound()
	}
	m := r.menu()
	m.nextSteps(o, f)
	d := taskDoc{Order: o.ID, Fulfillment: f, Status: o.FOStatus(no), Lines: r.taskLines(o, no), Packages: o.Boxes(no), Actions: m.list}
	if m.err != nil {
		return api.Page{}, m.err
	}
	return document(d)
}

func (r *request) taskLines(o *order.Order, fo int) []taskLine {
	var out []taskLine
	for i := range o.Lines {
		l := &o.Lines[i]
		for _, p := range l.Portions {
			if p.FO == fo {
				out = append(out, taskLine{l.No, l.SKU, r.nameOf(l), p.Bucket, p.Qty, p.Lot, p.Bin})
			}
		}
	}
	return out
}

// part finds the order of a line's or fulfillment order's id, and the number in it.
func (r *request) part() (*order.Order, int, error) {
	id, rest, _ := strings.Cut(r.q.ID, "/")
	switch r.q.Kind {
	case NounFulfillment:
		rest = strings.TrimPrefix(rest, "F")
	case NounPackage:
		rest = strings.TrimPrefix(rest, "P")
	case NounReturn:
		rest = strings.TrimPrefix(rest, "R")
	case NounRefund:
		rest = strings.TrimPrefix(rest, "RF")
	case NounAsk:
		rest = strings.TrimPrefix(rest, "A")
	case NounNotice:
		rest = strings.TrimPrefix(rest, "N")
	}
	no, err := strconv.Atoi(rest)
	if err != nil {
		return nil, 0, r.notFound()
	}
	found, err := r.find(core.Ref{Noun: order.NounOrder, ID: id})
	o, ok := found.(*order.Order)
	switch {
	case err != nil:
		return nil, 0, err
	case !ok:
		return nil, 0, r.notFound()
	}
	return o, no, nil
}

// balanceView shows a balance by state, and what each channel may promise of its SKU.
func (r *request) balanceView(b *stock.Balance) (*api.BalanceView, error) {
	v := &api.BalanceView{Balance: b, Name: r.skuName(b.SKU), States: map[string]core.Quantity{}}
	for s := stock.Available; s < stock.States; s++ {
		if b.Q[s] != 0 || s.OnHand() {
			v.States[s.String()] = b.Q[s]
		}
	}
	v.Sells = r.sells(b.SKU)
	m := r.menu()
	m.balance(b)
	v.Actions = m.list
	return v, m.err
}

// wireJSON is a command as scripts write it.
func wireJSON(c core.Command) (json.RawMessage, error) {
	b, err := api.FormatCommand(c)
	if err != nil {
		return nil, core.Wrap(core.CodeInternal, "query", "", "a command cannot be written as JSON", err)
	}
	return b, nil
}
