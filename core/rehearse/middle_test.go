package rehearse_test

import (
	"testing"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/rehearse"
	"andon/core/stock"
	"andon/core/supply"
)

// TestBeginsInTheMiddle proves that a span begins with the world as it was, also in a shop
// that has left closed orders to its read model: what is open goes on, what comes later is
// counted, and the policy that was active then is the one that is compared with.
func TestBeginsInTheMiddle(t *testing.T) {
	t.Parallel()
	s := splitting(t)
	s.must("owner",
		&policy.DraftPolicy{Document: *document(t, dearSplit), Comment: "fewer parcels"},
		&policy.Propose{Policy: "POL-1", Comment: "fewer parcels"}, &policy.Approve{Policy: "POL-1", Comment: "yes"},
		&policy.Activate{Policy: "POL-1", Comment: "now"})
	s.pass(time.Hour)
	from := s.now
	s.sell("4", 1, 10)
	s.pass(time.Hour)
	s.must("conn", &order.Cancel{Order: "SO-3", Reason: "customer"})
	for lag := uint64(1); lag > 0; lag = s.Lag() {
		if err := s.Project(); err != nil {
			t.Fatal(err)
		}
	}
	seq, _ := s.cfg.Journal.Last()
	r := s.rehearse(rehearse.Question{Policy: policy.None, From: from})
	if r.Active != "POL-1" || r.ActiveRun.Orders != 1 || r.ActiveRun.Packages != 1 || r.DraftRun.Packages != 2 || r.Recorded.Packages != 1 {
		t.Errorf("%s %+v\n%+v", r.Active, r.ActiveRun, r.DraftRun)
	}
	if r.Differ.Orders != 1 || r.Differ.Shown[0].Order != "SO-4" || r.Difference["cost"] != "-4.00" {
		t.Errorf("%+v", r.Differ)
	}
	if after, _ := s.cfg.Journal.Last(); after != seq || r.Seq != seq {
		t.Errorf("the journal ends at %d, the report says %d, before it was %d", after, r.Seq, seq)
	}
}

// TestEveryKindOfCommand proves that a journal in which people said everything is run
// again alike by equal policies, and that the commands of each class go where they belong.
func TestEveryKindOfCommand(t *testing.T) {
	t.Parallel()
	s := splitting(t)
	day := core.DateIn(s.now, time.UTC)
	s.must("owner",
		&stock.Count{SKU: "CUP", Location: "FAR", Counted: 900}, &stock.ApproveCount{SKU: "CUP", Location: "FAR", Reason: "gone"},
		&stock.Shift{SKU: "CUP", Location: "FAR", Qty: 5, From: stock.Available, To: stock.Damaged, Reason: "broken"},
		&stock.Reserve{SKU: "CUP", Location: "NEAR", Qty: 5, Holder: "order/SO-3", Reason: "kept"},
		&stock.Release{Reservation: "RS-1", Reason: "not needed"}, &stock.Sale{SKU: "CUP", Location: "NEAR", Qty: 2},
		&supply.Order{Document: supply.Document{ID: "PO-1", Supplier: "s", Location: "NEAR", Lines: []supply.Line{{SKU: "MUG", Qty: 50, Expected: day + 1}}}},
		&supply.Reschedule{ID: "PO-1", Expected: day + 2, Reason: "late"}, &supply.Receive{ID: "PO-1", Lines: []supply.Got{{Line: 1, Qty: 40}}},
		&supply.Close{ID: "PO-1", Reason: "short"},
		&order.PlaceHold{Order: "SO-2", Type: "manual", Reason: "ask"}, &order.ResolveHold{Order: "SO-2", Hold: 1, Reason: "asked"},
		&exception.Report{Type: exception.Manual, Subject: core.Ref{Noun: order.NounOrder, ID: "SO-2"}, Detail: "look"},
		&catalog.PutLocation{Location: catalog.Location{ID: "FAR", Package: 100}}, // again, as master data is
		&supply.Order{Document: supply.Document{ID: "TR-1", From: "FAR", Location: "NEAR", Lines: []supply.Line{{SKU: "CUP", Qty: 5, Expected: day + 1}}}},
		&supply.Dispatch{ID: "TR-1", Lines: []supply.Got{{Line: 1, Qty: 5}}}, &supply.Receive{ID: "TR-1", Lines: []supply.Got{{Line: 1, Qty: 5}}},
		&stock.Reserve{SKU: "CUP", Location: "NEAR", Qty: 5, Holder: "order/SO-3", Reason: "kept"},
		&stock.TransferReservation{Reservation: "RS-2", Holder: "channel/web", Reason: "lent"},
		&order.Amend{Order: "SO-3", Service: "std", Add: []order.NewLine{{SKU: "MUG", Qty: 1}}, Reason: "one more"},
		&order.Inform{Order: "SO-3", Risk: new(int), Tags: []string{"seen"}},
		&order.Undo{Channel: "web", External: "U1", Lines: []order.UndoLine{{SKU: "CUP", Qty: 1}}, Location: "NEAR"},
		&order.Submit{Channel: "web", External: "P", Lines: []order.NewLine{{SKU: "MUG", Qty: 1}}, ShipTo: core.Party{Country: "GB", Personal: &core.Personal{Name: "A. Buyer", City: "Leeds"}}},
		&catalog.Erase{Order: "SO-4", Reason: "asked"},
		&job.Start{Op: job.Hold, Targets: []string{"SO-3"}, Reason: "wait"})
	s.pass(time.Minute)
	s.must("owner", &job.Start{Op: job.Release, Targets: []string{"SO-3"}, Reason: "go on"})
	s.pass(time.Minute)
	s.must("conn", &order.Deliver{Order: "SO-1", Shipment: 1}, &order.Return{Order: "SO-1", Location: "NEAR", Lines: []order.LineQty{{Line: 1, Qty: 1}}, Reason: "unwanted"},
		&order.Reject{Order: "SO-2", FO: 1, Reason: "too_busy"})
	s.must("owner", &catalog.CloseLocation{Location: "FAR", Closed: true, Reason: "flood"})
	s.sell("9", 2, 2)
	s.pass(48 * time.Hour)
	s.must("owner", &catalog.CloseLocation{Location: "FAR", Reason: "dry"})
	r := s.rehearse(rehearse.Question{Document: document(t, `{"sourcing":[{"name":"split price","extra_package":"3.00"}]}`), Name: "draft"})
	if r.Differ.Orders != 0 || r.ActiveRun.Orders != 5 {
		t.Errorf("%d of %d orders differ: %+v", r.Differ.Orders, r.ActiveRun.Orders, r.Differ.Shown)
	}
}
