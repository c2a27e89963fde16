package flow_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/supply"
	"andon/core/world"
)

// A script is a shop's story in lines; each is a command, or says what must be seen.
// The words of a command are in commands_test.go. After a command:
//
//	! CODE                       it must be refused so (any other command must be taken)
//	= SKU@LOC state=n state/bin=n … the balance, of the states and bins named
//	= SO-1/2 bucket=n …          all units of a line, every bucket
//	= SO-1 status=… fos=n rev=n  the order (more in lookOrder)
//	= board type:subject[/item]… all that stands on the board, in any order
//	= loads L1+0=2 …            all that locations ship on a day from today
//	= RS-1 qty=n owed=n …       a reservation, see lookReservation
//
// After every command the shop is checked (world.Check), and the command is decided a
// second time by another Decider on another fork, which must give the same events: one
// that has in memory of what is closed only what the command needs.
type script struct {
	t    *testing.T
	w    *world.World
	d    *flow.Decider
	now  core.Instant
	line string
	err  error // of the command before
}

var noon = core.InstantOf(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)) // a Monday

// run plays a script in a shop with two people, three SKUs, two locations, and a channel.
func run(t *testing.T, text string) *script {
	t.Helper()
	s := &script{t: t, w: world.New(), d: flow.NewDecider(), now: noon}
	s.play(`
		sku A
		sku B
		sku C
		loc L1 prio=1
		loc L2 prio=2
		chan web
	`)
	s.play(text)
	s.settled()
	return s
}

func (s *script) play(text string) {
	s.t.Helper()
	for _, s.line = range strings.Split(text, "\n") {
		f := strings.Fields(s.line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		switch f[0] {
		case "!":
			if got := core.CodeOf(s.err); string(got) != f[1] {
				s.fail("refused as %q (%v), want %q", got, s.err, f[1])
			}
			s.err = nil
		case "=":
			s.settled()
			s.look(f[1], f[2:])
		case "wait":
			s.settled()
			s.now = s.now.Add(s.span(f[1]))
			s.tick()
		case "late": // time has passed, and no timer has fired yet
			s.settled()
			s.now = s.now.Add(s.span(f[1]))
		case "policy": // the rest is a document as JSON, which becomes active
			s.settled()
			s.policy(strings.TrimPrefix(strings.TrimSpace(s.line), "policy"))
		case "reopen":
			s.settled()
			s.reopen()
		default:
			s.settled()
			s.do(s.command(f))
		}
	}
}

// policy drafts, proposes, approves and activates a document.
func (s *script) policy(text string) {
	s.t.Helper()
	c := &policy.DraftPolicy{Comment: "test"}
	if err := json.Unmarshal([]byte(text), &c.Document); err != nil {
		s.fail("%v", err)
	}
	id := policy.IDOf(s.w.Shop().Policies + 1)
	for _, body := range []core.Payload{c, &policy.Propose{Policy: id, Comment: "test"}, &policy.Approve{Policy: id, Comment: "test"}, &policy.Activate{Policy: id, Comment: "test"}} {
		s.settled()
		s.do(core.Command{Actor: "lead", Body: body})
	}
}

func (s *script) fail(format string, args ...any) {
	s.t.Helper()
	s.t.Fatalf("%s\n  %s", strings.TrimSpace(s.line), fmt.Sprintf(format, args...))
}

// settled fails when the command before was refused and no line expected it.
func (s *script) settled() {
	if s.err != nil {
		s.fail("the command before this line was refused: %v", s.err)
	}
}

// do decides a command, and fills what follows from it, as the engine does.
func (s *script) do(cmd core.Command) {
	s.t.Helper()
	s.follow(s.record(cmd))
}

func (s *script) follow(r *core.Record) {
	s.t.Helper()
	for r != nil {
		switch skus := s.d.Consequences(s.w, r); {
		case len(skus) > 0:
			r = s.record(core.Command{Actor: "system", Body: &world.Tick{Fill: skus}})
		case flow.LooksAgain(s.w, s.now):
			r = s.record(core.Command{Actor: "system", Body: &world.Tick{Again: true}})
		default:
			return
		}
	}
}

func (s *script) tick() {
	s.t.Helper()
	for range 20 {
		r := s.record(core.Command{Actor: "system", Occurred: s.now, Body: &world.Tick{}})
		if r == nil {
			r = s.record(core.Command{Actor: "system", Occurred: s.now, Body: &world.Tick{Jobs: true}})
		}
		if r == nil {
			return
		}
		s.follow(r)
	}
	s.fail("timers fire without end")
}

// record decides one command twice and keeps the first outcome. nil: it was refused, or
// it was a tick that caused nothing.
func (s *script) record(cmd core.Command) *core.Record {
	s.t.Helper()
	fork := s.w.Fork()
	first, err := decide(s.d, fork, cmd, s.now)
	second, again := decide(flow.NewDecider(), s.bare(&cmd), cmd, s.now)
	if !reflect.DeepEqual(first, second) || core.CodeOf(err) != core.CodeOf(again) {
		s.fail("two deciders disagree:\n  %v %v\n  %v %v", first, err, second, again)
	}
	if err != nil && len(first) > 0 {
		s.fail("refused (%v) after it has emitted %d events", err, len(first))
	}
	if s.err = err; err != nil || len(first) == 0 && cmd.Actor == "system" {
		return nil
	}
	s.w = fork
	if err := s.w.Check(); err != nil {
		s.fail("%v", err)
	}
	return &core.Record{Seq: s.w.Seq, At: s.w.At, Command: cmd, Events: first}
}

// bare is a fork with no closed order or exception that a command does not need.
func (s *script) bare(cmd *core.Command) *world.World {
	keep := map[core.Ref]bool{}
	for _, n := range append(flow.Needs(cmd), flow.DueNeeds(s.w, s.now)...) {
		keep[n.Ref] = true
		if n.Customer != "" {
			s.w.OrdersOf(n.Customer, func(o *order.Order) bool { keep[core.Ref{Noun: order.NounOrder, ID: o.ID}] = true; return true })
		}
	}
	for _, id := range flow.Linked(s.w, cmd) {
		keep[core.Ref{Noun: order.NounOrder, ID: id}] = true
	}
	if channel, external := flow.External(cmd); external != "" {
		if o := s.w.OrderByExternal(channel, external); o != nil {
			keep[core.Ref{Noun: order.NounOrder, ID: o.ID}] = true
		}
	}
	fork := s.w.Fork()
	s.w.Each(func(ref core.Ref, _ any) bool {
		if !keep[ref] {
			fork.Evict(ref)
		}
		return true
	})
	return fork
}

func decide(d *flow.Decider, w *world.World, cmd core.Command, now core.Instant) ([]core.Payload, error) {
	tx := world.NewTx(w, &cmd, now)
	if err := d.Decide(tx); err != nil {
		return tx.Events, err
	}
	return tx.Events, tx.Finish()
}

// reopen makes the world again from its documents, as a snapshot does.
func (s *script) reopen() {
	w := world.New()
	w.Seq = s.w.Seq
	s.w.Each(func(ref core.Ref, doc any) bool { w.Load(doc, ref.Noun); return true })
	s.w = w
}

// look compares what is with what a line says.
func (s *script) look(what string, want []string) {
	s.t.Helper()
	switch id, line, isLine := strings.Cut(what, "/"); {
	case what == "board":
		s.lookBoard(want)
	case what == "loads":
		s.lookLoads(want)
	case strings.HasPrefix(what, "RS-"):
		s.lookReservation(what, want)
	case strings.Contains(what, "@"):
		s.lookBalance(what, want)
	case isLine:
		s.lookLine(s.order(id), s.number(line), want)
	default:
		s.lookOrder(s.order(id), want)
	}
}

func (s *script) lookBalance(id string, want []string) {
	s.t.Helper()
	b := s.w.Balance(stock.ParseKey(id))
	if b == nil {
		b = &stock.Balance{}
	}
	for _, pair := range want {
		name, n, _ := strings.Cut(pair, "=")
		got := b.OnHand
		switch name {
		case "on_hand":
		case "missing":
			got = b.Open
		default:
			var state stock.State
			name, bin, inBin := strings.Cut(name, "/")
			if err := state.UnmarshalText([]byte(name)); err != nil {
				s.fail("%v", err)
			}
			if got = b.Q[state]; inBin {
				got = b.At(state, stock.Place{Bin: bin})
			}
		}
		if int64(got) != int64(s.number(n)) {
			s.fail("%s is %d in %+v, on hand %d", name, got, b.Q, b.OnHand)
		}
	}
}

func (s *script) lookLine(o *order.Order, line int, want []string) {
	s.t.Helper()
	l := o.Line(line)
	if l == nil {
		s.fail("there is no such line")
	}
	var got []string
	for b := order.Open; b <= order.Cancelled; b++ {
		if q := l.In(b); q != 0 {
			got = append(got, fmt.Sprintf("%s=%d", b, q))
		}
	}
	if l.Returned != 0 {
		got = append(got, fmt.Sprintf("returned=%d", l.Returned))
	}
	s.same(got, want)
}

func (s *script) lookOrder(o *order.Order, want []string) {
	s.t.Helper()
	for _, pair := range want {
		name, value, _ := strings.Cut(pair, "=")
		got := ""
		switch name {
		case "status":
			got = strings.ReplaceAll(o.Status(), " ", "_")
		case "fos":
			n := 0
			for i := range o.Fulfillments {
				if o.HereInFO(i + 1) {
					n++
				}
			}
			got = strconv.Itoa(n)
		case "asks": // fulfil1:open+cancel1:refused
			for _, a := range o.Asks() {
				outcome := "open"
				if !a.Open() {
					outcome = string(a.Outcome)
				} else if a.Late != 0 {
					outcome = "late"
				}
				got = strings.TrimPrefix(got+fmt.Sprintf("+%s%d:%s", a.For, a.FO, outcome), "+")
			}
		case "pending": // units whose cancellation waits for an answer
			n := core.Quantity(0)
			for i := range o.Lines {
				for fo := range o.Fulfillments {
					n += o.Pending(i+1, fo+1)
				}
			}
			got = fmt.Sprint(int64(n))
		case "goods1": // what line 1 is
			got = o.Lines[0].SKU
		case "held": // types of open holds
			var open []string
			for i := range o.Holds {
				if o.Holds[i].Done == "" {
					open = append(open, o.Holds[i].Type)
				}
			}
			got = strings.Join(open, "+")
		case "prio":
			got = strconv.Itoa(o.Priority)
		case "rules":
			got = strings.Join(o.Rules, "+")
		case "handled":
			got = strconv.FormatBool(o.Handled)
		case "rev":
			got = strconv.FormatInt(o.Rev, 10)
		case "goods":
			got = fmt.Sprint(int64(o.Goods()))
		case "sum":
			got = fmt.Sprint(int64(o.Computed()))
		case "total":
			got = fmt.Sprint(int64(o.Total))
		case "person":
			switch p := &o.ShipTo; {
			case p.Box == nil && p.Email == 0 && p.Where == 0 && o.Erased:
				got = "erased"
			case p.Box != nil && p.Email != 0 && !o.Erased:
				got = "known"
			}
		case "service":
			got = o.Service
		case "from": // locations of open fulfillment orders
			for i := range o.Fulfillments {
				if o.HereInFO(i + 1) {
					got += o.Fulfillments[i].Location
				}
			}
		case "promise":
			if got = "none"; o.Promise() != 0 {
				got = fmt.Sprintf("+%d", o.Promise()-core.DateIn(noon, time.UTC))
			}
		case "due": // what each refund is: cause and amount
			var all []string
			for _, r := range o.Refunds() {
				all = append(all, strings.TrimSuffix(fmt.Sprintf("%s:%d:%s", r.Cause, r.Amount, r.To), ":"))
			}
			got = strings.Join(all, "+")
		case "captured":
			got = fmt.Sprint(int64(o.Payment.Captured))
		case "returns":
			var all []string
			for i := range o.Returns() {
				all = append(all, o.RMA(i+1).Status())
			}
			got = strings.Join(all, "+")
		case "closed":
			got = strconv.FormatBool(o.Closed != 0)
		}
		if got != value {
			s.fail("%s is %q", name, got)
		}
	}
}

func (s *script) lookBoard(want []string) {
	s.t.Helper()
	var got []string
	s.w.Exceptions.Each(func(_ string, x *exception.Exception) bool {
		if x.Closed == 0 {
			item := x.Item
			if item != "" {
				item = "/" + item
			}
			got = append(got, string(x.Type)+":"+x.Subject.ID+item)
		}
		return true
	})
	s.same(got, want)
}

func (s *script) lookLoads(want []string) {
	s.t.Helper()
	var got []string
	s.w.Loads.Each(func(_ string, l *world.Load) bool {
		if l.N != 0 {
			got = append(got, fmt.Sprintf("%s+%d=%d", l.Location, l.Day-core.DateIn(noon, time.UTC), l.N))
		}
		return true
	})
	s.same(got, want)
}

func (s *script) same(got, want []string) {
	s.t.Helper()
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		s.fail("got %v", got)
	}
}

func (s *script) order(id string) *order.Order {
	s.t.Helper()
	o := s.w.Orders.Get(id)
	if o == nil {
		s.fail("there is no order %s", id)
	}
	return o
}

func (s *script) number(text string) int {
	s.t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		s.fail("%v", err)
	}
	return n
}

func (s *script) span(text string) time.Duration {
	s.t.Helper()
	d, err := time.ParseDuration(text)
	if err != nil {
		s.fail("%v", err)
	}
	return d
}

// day is +3: three days from the first one.
func (s *script) day(text string) core.Date {
	s.t.Helper()
	return core.DateIn(noon, time.UTC) + core.Date(s.number(strings.TrimPrefix(text, "+")))
}

// words are the arguments of a command: plain ones, and name=value.
type words struct {
	s     *script
	plain []string
	named map[string]string
}

func (s *script) words(f []string) words {
	a := words{s: s, named: map[string]string{}}
	for _, w := range f {
		if name, value, ok := strings.Cut(w, "="); ok {
			a.named[name] = value
		} else {
			a.plain = append(a.plain, w)
		}
	}
	return a
}

// has takes a plain word out, where it is there.
func (a *words) has(word string) bool {
	i := slices.Index(a.plain, word)
	if i >= 0 {
		a.plain = slices.Delete(a.plain, i, i+1)
	}
	return i >= 0
}

func (a *words) int(name string) int {
	if a.named[name] == "" {
		return 0
	}
	return a.s.number(a.named[name])
}

// days reads +1,+3.
func (a *words) days(name string) (out []core.Date) {
	if a.named[name] == "" {
		return nil
	}
	for _, day := range strings.Split(a.named[name], ",") {
		out = append(out, a.s.day(day))
	}
	return out
}

// next takes the first plain word.
func (a *words) next() string {
	if len(a.plain) == 0 {
		a.s.fail("a word is missing")
	}
	w := a.plain[0]
	a.plain = a.plain[1:]
	return w
}

// times reads A*3.
func (a *words) times(w string) (string, core.Quantity) {
	id, n, ok := strings.Cut(w, "*")
	if !ok {
		return id, 1
	}
	return id, core.Quantity(a.s.number(n))
}

// lines reads the rest as 1*2 3*1.
func (a *words) lines() (out []order.LineQty) {
	for _, w := range a.plain {
		id, q := a.times(w)
		out = append(out, order.LineQty{Line: a.s.number(id), Qty: q})
	}
	return out
}

func (a *words) got() (out []supply.Got) {
	for _, w := range a.plain {
		bad := strings.HasPrefix(w, "bad:")
		id, q := a.times(strings.TrimPrefix(w, "bad:"))
		g := supply.Got{Line: a.s.number(id), Qty: q}
		if bad {
			g.Qty, g.Damaged = 0, q
		}
		out = append(out, g)
	}
	return out
}

func (a *words) key() (string, string) {
	k := stock.ParseKey(a.next())
	return k.SKU, k.Location
}

func (a *words) goods() (out []order.NewLine) {
	for _, w := range a.plain {
		unit := ""
		if sku, u, ok := strings.Cut(w, ":"); ok {
			w, unit = sku, u
			if _, n, ok := strings.Cut(u, "*"); ok {
				w, unit = sku+"*"+n, strings.TrimSuffix(u, "*"+n)
			}
		}
		id, q := a.times(w)
		out = append(out, order.NewLine{SKU: id, Qty: q, Unit: unit})
	}
	return out
}

// state reads a stock state, available where there is none.
func (a *words) state() stock.State {
	if len(a.plain) == 0 {
		return stock.Available
	}
	var st stock.State
	if err := st.UnmarshalText([]byte(a.next())); err != nil {
		a.s.fail("%v", err)
	}
	return st
}

func (a *words) fo() (string, int) {
	id, fo, _ := strings.Cut(a.next(), "/")
	return id, a.s.number(fo)
}

// people are in every shop: one for requests, a connector for facts.
func people(w *world.World) {
	for _, p := range []catalog.Person{{ID: "lead", Roles: []catalog.Role{catalog.Owner}}, {ID: "conn", Roles: []catalog.Role{catalog.Connector}}} {
		w.Load(&p, catalog.NounPerson)
	}
}
