// Package apitest is the contract of core/api as tests: whatever implements
// api.Client, in process or over a socket, must pass [Run]. The suite talks to a shop
// through clients alone, waits for nothing but answers, and knows nothing of what is
// behind them.
package apitest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/order"
)

// Owner is the actor who is in every shop from its first record on.
const Owner = "owner"

// Connect returns a connection of an actor to the shop. Actors need not be people of it.
type Connect func(actor string) api.Client

// Open makes a fresh shop that keeps personal data and that nobody is in yet. It is
// closed by the test's cleanup.
type Open func(t *testing.T) Connect

// Run runs the suite.
func Run(t *testing.T, open Open) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*shop)
	}{
		{"receipts stand in the order of their commands", receiptsInOrder},
		{"a refused command changes nothing", refusedChangesNothing},
		{"a key is taken once", keysAreTakenOnce},
		{"what was seen must still be so", expectations},
		{"roles", roles},
		{"bodies are read strictly", strictBodies},
		{"limits", limits},
		{"who gives up is told", givenUp},
		{"you read what you wrote", readYourWrites},
		{"pages", pages},
		{"pages while rows come and go", movingPages},
		{"filters and sorting", filters},
		{"questions that make no sense", badQuestions},
		{"documents, histories and reasons", documents},
		{"text comes back as it was sent", hostileText},
		{"a person is read by those who may, and by nobody once erased", personalData},
		{"watchers are told", watched},
		{"a slow watcher misses nothing", slowWatcher},
		{"a watch ends", watchEnds},
		{"many at once", manyAtOnce},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := &shop{T: t, ctx: context.Background(), connect: open(t)}
			s.owner = s.connect(Owner)
			s.must(s.owner, &catalog.PutPerson{Person: catalog.Person{ID: Owner, Roles: []catalog.Role{catalog.Owner}}})
			c.test(s)
		})
	}
}

// shop is a shop as a test sees it.
type shop struct {
	*testing.T
	ctx     context.Context
	connect Connect
	owner   api.Client
}

// submit hands over one command and returns its receipt, whatever it says.
func (s *shop) submit(c api.Client, cmd core.Command) core.Receipt {
	s.Helper()
	r, err := c.Submit(s.ctx, cmd)
	if err != nil {
		s.Fatal(err)
	}
	if len(r) != 1 {
		s.Fatalf("one command has %d receipts", len(r))
	}
	return r[0]
}

// must hands over bodies, one command each, and fails unless all are taken.
func (s *shop) must(c api.Client, bodies ...core.Payload) core.Receipt {
	s.Helper()
	var last core.Receipt
	for _, b := range bodies {
		if last = s.submit(c, core.Command{Body: b}); last.Err != nil {
			s.Fatalf("%s is refused: %v", b.Kind(), last.Err)
		}
	}
	return last
}

// refused hands over a command and fails unless it is refused with the code.
func (s *shop) refused(c api.Client, cmd core.Command, code core.Code) {
	s.Helper()
	r := s.submit(c, cmd)
	if r.OK() || r.Err.Code != code {
		s.Errorf("%s: %v, want %s", cmd.Body.Kind(), r.Err, code)
	} else if r.Err.Message == "" || r.Seq != 0 && !r.Known {
		s.Errorf("%s: a refusal says nothing, or names a record: %+v", cmd.Body.Kind(), r)
	}
}

func (s *shop) query(c api.Client, q api.Query) api.Page {
	s.Helper()
	p, err := c.Query(s.ctx, q)
	if err != nil {
		s.Fatalf("%+v: %v", q, err)
	}
	return p
}

// doc reads a document into v.
func (s *shop) doc(q api.Query, v any) {
	s.Helper()
	q.View = api.Doc
	if err := json.Unmarshal(s.query(s.owner, q).Doc, v); err != nil {
		s.Fatal(err)
	}
}

func (s *shop) seq() uint64 {
	s.Helper()
	return s.query(s.owner, api.Query{Kind: api.NounShop, View: api.Doc}).Seq
}

func sku(id string) *catalog.PutSKU { return &catalog.PutSKU{SKU: catalog.SKU{ID: id}} }

// skus puts n SKUs, S000 on, in one submit.
func (s *shop) skus(n int) uint64 {
	s.Helper()
	var all []core.Command
	for i := range n {
		all = append(all, core.Command{Body: sku(fmt.Sprintf("S%03d", i))})
	}
	receipts, err := s.owner.Submit(s.ctx, all...)
	if err != nil {
		s.Fatal(err)
	}
	for i := range receipts {
		if receipts[i].Err != nil {
			s.Fatal(receipts[i].Err)
		}
	}
	return receipts[n-1].Seq
}

// retail makes a shop that can take orders, and a connector that brings them.
func (s *shop) retail() api.Client {
	s.Helper()
	s.must(s.owner, sku("MUG"), sku("CUP"),
		&catalog.PutCarrier{Carrier: catalog.Carrier{ID: "car", Services: []catalog.Service{{ID: "std", Rates: []catalog.Rate{{Package: 300, Days: 1}}}}}},
		&catalog.PutLocation{Location: catalog.Location{ID: "LEEDS"}},
		&catalog.PutChannel{Channel: catalog.Channel{ID: "web", Currency: "GBP", Service: "std"}},
		&catalog.PutPerson{Person: catalog.Person{ID: "conn", Roles: []catalog.Role{catalog.Connector}}})
	return s.connect("conn")
}

// mugs is an order of a guest.
func mugs(external string, n core.Quantity) *order.Submit {
	return &order.Submit{
		Channel: "web", External: external, Lines: []order.NewLine{{SKU: "MUG", Qty: n, Price: 2_500_000}},
		ShipTo: core.Party{Country: "GB", Personal: &core.Personal{Name: "Customer 17850", Email: external + "@example.com", Address: []string{"1 High Street"}, City: "Leeds", PostCode: "LS1 1AA"}},
	}
}
