package sim

import (
	"bytes"
	"encoding/json"
	"fmt"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/exception"
	"andon/core/flow"
	"andon/core/job"
	"andon/core/order"
	"andon/core/stock"
	"andon/core/world"
)

// checker follows the journal with a world of its own and knows what was acknowledged.
type checker struct {
	codec   engine.Codec
	journal *journal
	vault   *vault
	shadow  *world.World // built from the journal alone, whole, never evicted
	veteran *flow.Decider
	rows    map[core.Kind]world.CommandRow
	keys    map[string]uint64 // where each key stands in the journal
	bodies  map[string]string // the command under each key that was acknowledged
	unsure  map[string]bool   // keys that went unanswered
	erased  map[uint64]bool   // personal keys that the journal erased
	report  Report

	releasable map[string]core.Instant // holds that their rules would end, since when
}

func newChecker(codec engine.Codec, j *journal, v *vault) *checker {
	c := &checker{codec: codec, journal: j, vault: v, shadow: world.New(), veteran: flow.NewDecider(), rows: map[core.Kind]world.CommandRow{},
		keys: map[string]uint64{}, bodies: map[string]string{}, unsure: map[string]bool{}, erased: map[uint64]bool{}, report: newReport()}
	for _, r := range world.Commands() {
		c.rows[r.Kind] = r
	}
	return c
}

// sync takes in what the journal has gained.
func (c *checker) sync() error {
	for c.shadow.Seq < uint64(len(c.journal.bodies)) {
		seq := c.shadow.Seq + 1
		body := c.journal.bodies[seq-1]
		r, err := c.codec.Decode(body)
		if err != nil {
			return fmt.Errorf("record %d cannot be read: %w", seq, err)
		}
		r.Seq = seq
		if err := c.record(r, body); err != nil {
			return fmt.Errorf("record %d (%s): %w", seq, r.Command.Body.Kind(), err)
		}
	}
	return c.erasures()
}

func (c *checker) record(r *core.Record, body []byte) error {
	if r.At < c.shadow.At {
		return fmt.Errorf("the shop's clock went back from %s to %s", c.shadow.At, r.At)
	}
	if bytes.Contains(body, []byte(personMark)) {
		return fmt.Errorf("personal data is readable in the journal")
	}
	if key := r.Command.Key; key != "" {
		if first := c.keys[key]; first != 0 {
			return fmt.Errorf("key %s stands in record %d already", key, first)
		}
		c.keys[key] = r.Seq
	}
	if len(r.Events) == 0 && r.Command.Actor == engine.System {
		return fmt.Errorf("a tick that caused nothing is in the journal")
	}
	if err := c.again(r, body, "a fresh decider", flow.NewDecider()); err != nil {
		return err
	}
	if err := c.again(r, body, "a veteran decider", c.veteran); err != nil {
		return err
	}
	before := c.shadow.Fork()
	if err := c.shadow.ApplyRecord(r); err != nil {
		return fmt.Errorf("does not apply: %w", err)
	}
	if err := c.shadow.Check(); err != nil {
		return err
	}
	if err := c.followed(r); err != nil {
		return err
	}
	c.noteErased(r)
	c.report.Records++
	for _, e := range r.Events {
		c.report.Events[e.Kind()]++
	}
	if err := c.refunds(r); err != nil {
		return err
	}
	if err := c.kept(before, r); err != nil {
		return err
	}
	if err := c.rooms(before, r); err != nil {
		return err
	}
	if err := c.asks(before, r); err != nil {
		return err
	}
	if err := c.merged(before, r); err != nil {
		return err
	}
	return c.notBelowZero(before, r)
}

// again decides a record's command on a fork and compares with what was recorded.
func (c *checker) again(r *core.Record, body []byte, who string, d *flow.Decider) error {
	cmd := r.Command
	tx := world.NewTx(c.shadow.Fork(), &cmd, r.At)
	err := d.Decide(tx)
	if err == nil {
		err = tx.Finish()
	}
	if err != nil {
		return fmt.Errorf("%s refuses what was accepted: %w", who, err)
	}
	got, err := c.codec.Encode(nil, &core.Record{Seq: r.Seq, At: tx.Now, Command: cmd, Events: tx.Events})
	if err != nil {
		return err
	}
	if !bytes.Equal(got, body) {
		return fmt.Errorf("%s decides otherwise:\n  recorded %s\n  now      %s", who, listed(r.Events), listed(tx.Events))
	}
	return nil
}

// notBelowZero checks that only facts drive a state of a balance below zero.
func (c *checker) notBelowZero(before *world.World, r *core.Record) error {
	if row := c.rows[r.Command.Body.Kind()]; row.Fact {
		return nil
	}
	for _, ref := range c.shadow.Touched() {
		if ref.Noun != stock.NounBalance {
			continue
		}
		k := stock.ParseKey(ref.ID)
		now, was := c.shadow.Balance(k), before.Balance(k)
		for s := stock.Available; s <= stock.InTransit; s++ {
			var old core.Quantity
			if was != nil {
				old = was.Q[s]
			}
			if now.Q[s] < 0 && now.Q[s] < old {
				return fmt.Errorf("a request drove %s of %s from %d to %d", s, ref.ID, old, now.Q[s])
			}
		}
	}
	return nil
}

func (c *checker) noteErased(r *core.Record) {
	for _, e := range r.Events {
		if gone, ok := e.(*catalog.Erased); ok {
			for _, k := range gone.Keys {
				c.erased[k] = true
				c.report.Erased++
			}
		}
	}
}

// erasures checks that what the journal erased is gone and everything else opens.
func (c *checker) erasures() error {
	for k := range c.erased {
		if !c.vault.erased[k] {
			return fmt.Errorf("the key %d was erased by the journal and is still there", k)
		}
	}
	return nil
}

// people checks that every box opens until its key is erased.
func (c *checker) people() error {
	var err error
	party := func(id string, p *core.Party) bool {
		if p.Box == nil {
			return true
		}
		_, bad := c.vault.Open(p.Key, p.Box)
		if gone := c.erased[p.Key]; gone != (bad != nil) {
			err = fmt.Errorf("the person of %s: key %d erased %v, opening says %v", id, p.Key, gone, bad)
		}
		return err == nil
	}
	c.shadow.Orders.Each(func(id string, o *order.Order) bool {
		if party(id, &o.ShipTo) {
			err = c.forgotten(o)
		}
		return err == nil
	})
	c.shadow.Customers.Each(func(id string, x *catalog.Customer) bool { return err == nil && (x.Erased || party(id, &x.Party)) })
	return err
}

// forgotten checks that nothing of an erased person is left on an order, and that it
// is held as long as there is something to send.
func (c *checker) forgotten(o *order.Order) error {
	p := &o.ShipTo
	if c.erased[p.Key] && (p.Box != nil || p.Email != 0 || p.Name != 0 || p.Where != 0) {
		return fmt.Errorf("key %d is erased, and %s still knows its person", p.Key, o.ID)
	}
	if o.Erased && !o.ByChannel && o.Sum(stoppable) > 0 && o.OpenHold("erased", 0) == nil {
		return fmt.Errorf("the person of %s is erased and nothing stops the order", o.ID)
	}
	return nil
}

// unanswered remembers commands whose outcome nobody was told.
func (c *checker) unanswered(said []string) {
	for _, s := range said {
		if k := keyOf(s); k != "" {
			c.unsure[k] = true
		}
	}
}

// receipts checks the answers to a batch against the journal.
func (c *checker) receipts(said []string, receipts []core.Receipt) error {
	if len(receipts) != len(said) {
		return fmt.Errorf("%d commands were answered by %d receipts", len(said), len(receipts))
	}
	for i := range receipts {
		if err := c.receipt(said[i], &receipts[i]); err != nil {
			return fmt.Errorf("receipt of %s: %w", said[i], err)
		}
	}
	return nil
}

func (c *checker) receipt(said string, r *core.Receipt) error {
	key, kind := keyOf(said), kindOf(said)
	if r.Key != key {
		return fmt.Errorf("it is for key %q", r.Key)
	}
	if r.Err != nil {
		c.report.Refused[r.Err.Code]++
		return c.refusal(key, kind, said, r.Err)
	}
	if r.Seq == 0 || r.Seq > c.shadow.Seq {
		return fmt.Errorf("it names record %d of %d", r.Seq, c.shadow.Seq)
	}
	rec, err := c.codec.Decode(c.journal.bodies[r.Seq-1])
	if err != nil {
		return err
	}
	if key != "" && (c.keys[key] != r.Seq || rec.Command.Key != key) {
		return fmt.Errorf("it names record %d, the key stands in %d", r.Seq, c.keys[key])
	}
	if r.Known {
		c.report.Known++
		if first, sure := c.bodies[key]; sure && !sameCommand(first, said) {
			return fmt.Errorf("it is known, but another command came first: %s", first)
		}
		return nil
	}
	if rec.Command.Body.Kind() != kind {
		return fmt.Errorf("record %d holds %s", r.Seq, rec.Command.Body.Kind())
	}
	if c.unsure[key] && key != "" && c.bodies[key] != "" {
		return fmt.Errorf("it is new although the key was taken before")
	}
	if key != "" {
		c.bodies[key] = said
	}
	c.report.Taken[kind]++
	return c.sameEvents(rec.Events, r.Events)
}

func (c *checker) sameEvents(journal, receipt []core.Payload) error {
	if len(journal) != len(receipt) {
		return fmt.Errorf("the receipt tells %s, the journal %s", listed(receipt), listed(journal))
	}
	for i := range journal {
		a, err := c.codec.EncodeDoc(nil, journal[i])
		if err != nil {
			return err
		}
		b, err := c.codec.EncodeDoc(nil, receipt[i])
		if err != nil {
			return err
		}
		if journal[i].Kind() != receipt[i].Kind() || !bytes.Equal(a, b) {
			return fmt.Errorf("event %d of the receipt (%s) differs from the journal's", i+1, receipt[i].Kind())
		}
	}
	return nil
}

// refusal checks that a refusal is one that may be.
func (c *checker) refusal(key string, kind core.Kind, said string, err *core.Error) error {
	switch err.Code {
	case core.CodeInternal, core.CodeCorrupt, core.CodeStorage, "":
		return fmt.Errorf("refused by a defect: %w", err)
	case core.CodeKeyReused:
		if first := c.bodies[key]; c.keys[key] == 0 || first != "" && sameCommand(first, said) {
			return fmt.Errorf("refused as another command's key: %w", err)
		}
	case core.CodeState, core.CodeStock, core.CodeHeld, core.CodeExists:
		if c.rows[kind].Fact {
			return fmt.Errorf("a fact is refused: %w", err)
		}
	}
	if err.Message == "" {
		return fmt.Errorf("refused without a sentence")
	}
	return nil
}

// refusedAgain decides a refused command on the journal's world, which lacks nothing
// and was never crashed: it must be refused there too, and for the same reason.
func (c *checker) refusedAgain(actor string, cmd core.Command, was *core.Error, now core.Instant) error {
	switch was.Code {
	case core.CodeState, core.CodeStock, core.CodeHeld, core.CodeExists, core.CodeNotFound, core.CodeConflict:
	default:
		return nil // refused before it was decided, or for what it says itself
	}
	raw, ok := cmd.Body.(*api.Raw)
	if !ok {
		return nil
	}
	body := c.rows[raw.Name].New()
	if err := json.Unmarshal(raw.JSON, body); err != nil {
		return err
	}
	if _, person := body.(core.HasParty); person {
		return nil // the engine describes and seals it first
	}
	if c.shadow.Shop().Stream != "" {
		now = c.shadow.At
	}
	cmd.Actor, cmd.Body = actor, body
	err := c.veteran.Decide(world.NewTx(c.shadow.Fork(), &cmd, now))
	if core.CodeOf(err) != was.Code {
		return fmt.Errorf("%s was refused (%v), and on the journal's world it is %v", raw.JSON, was, err)
	}
	return nil
}

// rested checks that no timer is left that is due and fires nothing, and that nobody
// waits for what the time that has passed makes possible.
func (c *checker) rested(w *world.World, now core.Instant) error {
	if w.Shop().Stream != "" {
		now = w.At
	}
	working := false
	w.Jobs.Each(func(_ string, j *job.Job) bool { working = j.Ended == 0; return !working })
	if next := w.NextDue(); next != 0 && next <= now && !working {
		what := ""
		w.DueBefore(now, func(t world.Due) bool { what += " " + t.What + " of " + t.Subject.String(); return len(what) < 200 })
		return fmt.Errorf("a timer of %s is due at %s and fires nothing:%s", next, now, what)
	}
	if id := anyUnwanted(w, now); id != "" && !working {
		return fmt.Errorf("%s waits longer than it is wanted", id)
	}
	if err := c.returned(); err != nil {
		return err
	}
	if err := c.released(now); err != nil && !working {
		return err
	}
	return c.filled(now)
}

// compare compares a published world with the journal's, document by document. What
// memory lacks must be closed, and stand in the read model as the journal says.
func (c *checker) compare(w *world.World, read *views) error {
	if w.Seq != c.shadow.Seq {
		return fmt.Errorf("the published world is at record %d, the journal at %d", w.Seq, c.shadow.Seq)
	}
	if err := w.Check(); err != nil {
		return fmt.Errorf("published: %w", err)
	}
	var err error
	w.Each(func(ref core.Ref, doc any) bool {
		err = c.same(ref, doc, c.shadow.Get(ref))
		return err == nil
	})
	if err != nil {
		return err
	}
	c.shadow.Each(func(ref core.Ref, doc any) bool {
		if w.Get(ref) == nil {
			err = c.evicted(ref, doc, read)
		}
		return err == nil
	})
	if err == nil {
		err = c.people()
	}
	if err == nil {
		err = c.board()
	}
	if err == nil {
		err = c.dates()
	}
	if err == nil {
		err = c.preorders()
	}
	return err
}

func (c *checker) same(ref core.Ref, have, want any) error {
	if want == nil {
		return fmt.Errorf("%s is in memory and not in the journal", ref)
	}
	a, err := c.codec.EncodeDoc(nil, have)
	if err != nil {
		return err
	}
	b, err := c.codec.EncodeDoc(nil, want)
	if err == nil && !bytes.Equal(a, b) {
		err = fmt.Errorf("%s differs from what the journal says:\n  have %s\n  want %s", ref, shownDoc(have), shownDoc(want))
	}
	return err
}

func (c *checker) evicted(ref core.Ref, doc any, read *views) error {
	closed := false
	switch d := doc.(type) {
	case *order.Order:
		closed = d.Closed != 0
	case *exception.Exception:
		closed = d.Closed != 0
	}
	if !closed {
		return fmt.Errorf("%s is missing in memory", ref)
	}
	if read == nil {
		return fmt.Errorf("%s was forgotten, and there is no read model", ref)
	}
	c.report.Closed++
	have, _ := read.Get("d/"+string(ref.Noun), numbered(ref.ID))
	want, err := c.codec.EncodeDoc(nil, doc)
	if err == nil && !bytes.Equal(have, want) {
		err = fmt.Errorf("%s was forgotten, and the read model has it otherwise (%d bytes, not %d)", ref, len(have), len(want))
	}
	return err
}
