package query

import (
	"fmt"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/supply"
)

// cause is an exception with what it stands on, while its view is made.
type cause struct {
	r    *request
	x    *exception.Exception
	menu *menu
	why  []string

	o    *order.Order     // nil: the subject is no order, or an unknown one
	line *order.Line      // nil: the order as a whole
	hold *order.Hold      // the open hold that the exception stands for, or nil
	doc  *supply.Document // nil: the subject is no purchase or transfer
	bal  *stock.Balance   // nil: the subject is no balance
}

func (r *request) exceptionView(x *exception.Exception) (*api.ExceptionView, error) {
	c := &cause{r: r, x: x, menu: r.menu()}
	v := &api.ExceptionView{Exception: x, Title: exception.RuleOf(x.Type).Title}
	if x.Detail != "" {
		c.say("%s", x.Detail)
	}
	if x.Rule != "" {
		c.say("%s says how grave it is, when it is due or whose it is", byRule(x.Policy, x.Rule))
	}
	if x.Closed != 0 {
		c.say("closed %s by %s: %s", x.Closed, orElse(x.ClosedBy, "the shop"), x.Resolution)
		v.Why = c.why
		return v, nil
	}
	if err := c.resolve(); err != nil {
		return nil, err
	}
	c.explain()
	c.menu.board(x)
	c.menu.lead()
	v.Why, v.Actions = c.why, c.menu.list
	return v, c.menu.err
}

func (c *cause) say(format string, args ...any) { c.why = append(c.why, fmt.Sprintf(format, args...)) }

// resolve finds what the exception stands on.
func (c *cause) resolve() error {
	found, err := c.r.find(c.x.Subject)
	if err != nil {
		return err
	}
	switch d := found.(type) {
	case *order.Order:
		c.o = d
		if no, err := strconv.Atoi(c.x.Item); err == nil {
			c.line = d.Line(no)
		}
		c.hold = c.findHold()
	case *supply.Document:
		c.doc = d
	case *stock.Balance:
		c.bal = d
	}
	return nil
}

// findHold finds the open hold on the exception's line: the one that gives the same
// reason, else the only one.
func (c *cause) findHold() *order.Hold {
	no := 0
	if c.line != nil {
		no = c.line.No
	}
	var found *order.Hold
	n := 0
	for i := range c.o.Holds {
		h := &c.o.Holds[i]
		if h.Done != "" || h.Line != no {
			continue
		}
		if h.Reason == c.x.Detail {
			return h
		}
		found = h
		n++
	}
	if n != 1 {
		return nil
	}
	return found
}

// explain says why the exception stands and offers what clears it, by type.
func (c *cause) explain() {
	switch {
	case c.o != nil:
		c.explainOrder()
	case c.bal != nil:
		c.explainBalance()
	case c.doc != nil:
		c.explainDocument()
	case c.x.Type == exception.Closed:
		c.explainClosure()
	}
}

func (c *cause) explainBalance() {
	b := c.bal
	c.say("%s at %s: %d on hand = %d available + %d committed + %d reserved + %d safety stock + %d quality control + %d damaged", b.SKU, b.Location, b.OnHand,
		b.Q[stock.Available], b.Commit, b.Q[stock.Reserved], b.Q[stock.SafetyStock], b.Q[stock.QualityControl], b.Q[stock.Damaged])
	if b.Counted != 0 {
		c.say("last counted %s", b.Counted)
	} else {
		c.say("it was never counted")
	}
	switch c.x.Type {
	case exception.CountVariance:
		if s := c.r.w.SKUs.Get(b.SKU); s != nil && s.Cost > 0 {
			if worth, err := c.currency().Extend(s.Cost, b.Open); err == nil {
				c.say("%s missing, worth %s %s at standard cost", units(b.Open), c.currency().Format(worth), c.currency())
			}
		}
		c.menu.approveCount(b)
		c.menu.count(b)
	default:
		if q := c.r.waitingFor(b.SKU); q > 0 {
			c.say("%s of it wait in orders", units(q))
		}
		c.menu.count(b)
	}
}

// currency is that of the first legal entity, in which costs are kept.
func (c *cause) currency() core.Currency {
	var out core.Currency
	c.r.w.Entities.Each(func(_ string, e *catalog.Entity) bool { out = e.Currency; return false })
	return out
}

func (c *cause) explainDocument() {
	d := c.doc
	c.say("%s %s from %s to %s", d.Noun(), d.ID, orElse(d.Supplier, d.From), d.Location)
	if d.Slipped > 0 {
		c.say("its dates moved %d times", d.Slipped)
	}
	for i := range d.Lines {
		l := &d.Lines[i]
		if len(c.why) > 12 {
			break
		}
		if left := stillToCome(l); left > 0 || c.x.Type == exception.ReceiptDiffers && receiptLine(c.x.Item) == i+1 {
			c.say("line %d: %d %s ordered, %d received, %d damaged, %d still to come%s; %s of it wait in orders", i+1, l.Qty, l.SKU, l.Received, l.Damaged, left,
				expected(l.Expected), units(c.r.waitingFor(l.SKU)))
		}
	}
	if c.x.Type == exception.ReceiptDiffers {
		c.menu.add("accept", "accept what came and close", "", onException(c.x), &exception.Resolve{Exception: c.x.ID, Reason: "accepted"})
	}
	c.menu.document(d)
}

// receiptLine is the line that an item such as 2 or 2/damaged is about.
func receiptLine(item string) int {
	line, _, _ := strings.Cut(item, "/")
	n, _ := strconv.Atoi(line) // 0: the document as a whole
	return n
}

func expected(d core.Date) string {
	if d == 0 {
		return ""
	}
	return " on " + d.String()
}

// explainClosure is for a closed location with work left.
func (c *cause) explainClosure() {
	l := c.r.w.Locations.Get(c.x.Subject.ID)
	if l == nil {
		return
	}
	open, targets := 0, []string(nil)
	c.r.w.Work(l.ID, func(id string, fo int) bool {
		o := c.r.w.Orders.Get(id)
		if open < shownWork {
			c.say("%s/F%d is %s, to ship %s", id, fo, o.FOStatus(fo), on(o.FO(fo).Ship))
		}
		if o.InFO(fo, order.Allocated)+o.InFO(fo, order.Released) > 0 && len(targets) < job.MaxTargets {
			targets = append(targets, taskID(o, o.FO(fo)))
		}
		open++
		return open < api.MaxScan
	})
	c.say("%s in all, %d of them not picked yet", plural(open, "fulfillment order"), len(targets))
	at := core.Expect{Ref: core.Ref{Noun: catalog.NounLocation, ID: l.ID}, Version: l.Version}
	nothing, opened := "", ""
	if len(targets) == 0 {
		nothing = "nothing there is left that is not picked"
	}
	if !l.Closed {
		opened = "it is open"
	}
	c.menu.add("reroute", fmt.Sprintf("source %s elsewhere", plural(len(targets), "fulfillment order")), nothing, at,
		&job.Start{Op: job.Reroute, Targets: targets, Reason: "location_closed"})
	c.menu.add("open-location", "open "+l.ID+" again", opened, at, &catalog.CloseLocation{Location: l.ID, Reason: "open_again"})
}

// shownWork is how many fulfillment orders a closed location's exception names.
const shownWork = 8
