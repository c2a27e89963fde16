package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"andon/core"
	"andon/core/catalog"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/world"
)

// prepared is a command that is ready to be decided: parsed, digested, its person in
// hand. Preparing needs no world and happens in the caller's goroutine.
type prepared struct {
	cmd    core.Command
	person []byte // the encoded core.Personal of the command's party
	party  *core.Party
	key    uint64 // set aside for a person who has none yet; 0: none was
	box    []byte // person, sealed with it
	place  int    // of its receipt among those of the request
	ours   bool   // the body was made here, from JSON, and nobody else holds it
}

// kernel decides and applies batches of commands. It has no goroutine and no lock.
type kernel struct {
	cfg     *Config
	rows    map[core.Kind]world.CommandRow
	decider *flow.Decider
	cold    *cold
	w       *world.World
	keys    keys
	batch   *batch // being decided
	flying  *batch // handed over before it, perhaps not durable yet
	stuck   stuck
	byHand  bool  // its owner moves the clock, whoever drives the shop's
	proves  bool  // see runTwice
	defect  error // what that found
}

func newKernel(cfg *Config, w *world.World) *kernel {
	k := &kernel{cfg: cfg, rows: map[core.Kind]world.CommandRow{}, decider: flow.NewDecider(), w: w, keys: newKeys(),
		batch: &batch{}, flying: &batch{}}
	for _, r := range world.Commands() {
		k.rows[r.Kind] = r
	}
	w.Remember()
	k.cold = &cold{views: cfg.Views, codec: cfg.Codec, journal: cfg.Journal}
	return k
}

// add decides one command and what follows from it. Its receipt may be given out once
// the batch is committed. What is not admitted leaves the clock and the timers alone.
func (k *kernel) add(ctx context.Context, p *prepared) core.Receipt {
	k.batch.decided++
	if r, done := k.admit(ctx, p); done {
		return r
	}
	k.tickDue(ctx, k.now(&p.cmd))
	k.reevaluate(ctx, k.w.At)
	return k.decide(ctx, p)
}

// admit answers commands of those who may not give them, and commands that were given before.
func (k *kernel) admit(ctx context.Context, p *prepared) (core.Receipt, bool) {
	err := k.authorise(&p.cmd)
	if err == nil {
		var r core.Receipt
		var known bool
		if r, known, err = k.repeated(ctx, p); known {
			return r, true
		}
	}
	if err != nil {
		return core.Receipt{Key: p.cmd.Key, Err: asError(err)}, true
	}
	return core.Receipt{}, false
}

// maxLeap is how far one command moves the clock of a stream: a claim from beyond that
// is recorded, but no clock follows it.
const maxLeap core.Instant = 400 * 86_400_000

// now is the shop's clock for a command: wall time, or, when a stream drives the
// clock, the stream's own time. It never goes back.
func (k *kernel) now(cmd *core.Command) core.Instant {
	stream := k.stream()
	switch {
	case stream == "":
		return max(k.cfg.Clock(), k.w.At)
	case cmd.Actor != stream && cmd.Actor != System, k.w.At != 0 && cmd.Occurred > k.w.At+maxLeap:
		return k.w.At
	}
	return max(cmd.Occurred, k.w.At)
}

// stream is who drives the shop's clock; "": nobody but the time.
func (k *kernel) stream() string {
	if k.byHand {
		return ""
	}
	return k.w.Shop().Stream
}

func (k *kernel) decide(ctx context.Context, p *prepared) core.Receipt {
	refused := func(err error) core.Receipt {
		return core.Receipt{Key: p.cmd.Key, Err: asError(err)}
	}
	if err := k.bring(ctx, &p.cmd); err != nil {
		return refused(err)
	}
	if err := k.seal(p); err != nil {
		return refused(err)
	}
	r, err := k.record(ctx, &p.cmd)
	if err != nil {
		return refused(err)
	}
	k.keys.note(p.cmd.Key, r.Seq)
	if channel, external := flow.External(&p.cmd); external != "" {
		k.keys.seen(filterHash(bucketExternal, world.ExternalKey(channel, external)))
	}
	k.followUp(ctx, r)
	k.reevaluate(ctx, k.w.At)
	return core.Receipt{Key: p.cmd.Key, Seq: r.Seq, Events: r.Events}
}

// record decides one command, applies its events and encodes the record into the
// batch. It returns nil for a tick that caused nothing; what others say is recorded
// even then, with its key and cursor.
func (k *kernel) record(ctx context.Context, cmd *core.Command) (r *core.Record, err error) {
	run := k.run
	if k.proves {
		run = k.runTwice
	}
	tx, err := run(cmd)
	if err != nil {
		k.undo()
		return nil, err
	}
	if tx == nil {
		k.undo()
		return nil, nil
	}
	r = &core.Record{Seq: k.w.Seq, At: k.w.At, Command: *cmd, Events: tx.Events}
	b := k.batch
	arena, err := k.cfg.Codec.Encode(b.arena, r)
	if err != nil {
		k.undo()
		return nil, err
	}
	b.arena = arena
	b.ends = append(b.ends, len(arena))
	b.records = append(b.records, r)
	b.entries = append(b.entries, newEntry(r, k.w.Touched(), k.reopened()))
	for _, e := range tx.Events {
		if gone, ok := e.(*catalog.Erased); ok {
			b.erase = append(b.erase, gone.Keys...)
		}
	}
	return r, nil
}

// run decides a command on the kernel's world; it returns nil for a tick that caused
// nothing. A panic in a decision is a defect of ours; it refuses this one command and
// leaves the world to undo.
func (k *kernel) run(cmd *core.Command) (tx *world.Tx, err error) {
	defer func() {
		if p := recover(); p != nil {
			k.decider = flow.NewDecider()
			err = core.E(core.CodeInternal, "decide", cmd.Key, fmt.Sprintf("a defect of this program: %v; nothing was changed, please report it", p))
		}
	}()
	tx = world.NewTx(k.w, cmd, k.now(cmd))
	if err := k.decider.Decide(tx); err != nil {
		return nil, err
	}
	if len(tx.Events) == 0 && cmd.Actor == System {
		return nil, nil
	}
	return tx, tx.Finish()
}

// authorise checks that the actor may give the command. In an empty shop the first
// person puts themselves in.
func (k *kernel) authorise(cmd *core.Command) error {
	row, ok := k.rows[cmd.Body.Kind()]
	if !ok || row.Own {
		return core.E(core.CodeInvalid, "submit", string(cmd.Body.Kind()), "is not a command of this program; see andon schema")
	}
	if put, ok := cmd.Body.(*catalog.PutPerson); ok && k.w.People.Len() == 0 && put.Person.ID == cmd.Actor {
		return nil
	}
	p := k.w.People.Get(cmd.Actor)
	if p == nil {
		return core.E(core.CodeForbidden, string(row.Kind), cmd.Actor, "is not a person of this shop; an admin adds people with person.put")
	}
	if c := cmd.Cursor; c != nil && c.Connector != cmd.Actor {
		return core.E(core.CodeForbidden, string(row.Kind), c.Connector, "only the connector itself moves its cursor")
	}
	if !p.May(row.Role) {
		return core.E(core.CodeForbidden, string(row.Kind), cmd.Actor, fmt.Sprintf("needs the role %s", row.Role))
	}
	return nil
}

// repeated answers a command whose key was seen before with its first receipt.
func (k *kernel) repeated(ctx context.Context, p *prepared) (core.Receipt, bool, error) {
	key := p.cmd.Key
	if key == "" || !k.keys.perhaps(filterHash(bucketKey, key)) {
		return core.Receipt{}, false, nil
	}
	first, err := k.firstRecord(ctx, key)
	if err != nil || first == nil {
		return core.Receipt{}, false, err
	}
	if first.Command.Digest != p.cmd.Digest {
		return core.Receipt{}, false, core.E(core.CodeKeyReused, string(p.cmd.Body.Kind()), key, fmt.Sprintf("the key stands for another command, record %d; use a new key", first.Seq))
	}
	return core.Receipt{Key: key, Seq: first.Seq, Known: true, Events: first.Events}, true, nil
}

func (k *kernel) firstRecord(ctx context.Context, key string) (*core.Record, error) {
	seq, ok := k.keys.recent[key]
	if !ok {
		var err error
		if seq, err = k.cold.keySeq(key); err != nil || seq == 0 {
			return nil, err
		}
	}
	for _, b := range [...]*batch{k.batch, k.flying} {
		if r := b.record(seq); r != nil {
			return r, nil
		}
	}
	return k.cold.Record(ctx, seq)
}

// seal puts the command's person into a box that only their key opens.
func (k *kernel) seal(p *prepared) error {
	if p.person == nil {
		return nil
	}
	if k.cfg.Vault == nil {
		return core.E(core.CodeState, "seal", "", "this shop has no keys, so it takes no personal data")
	}
	key, box := k.keyOf(&p.cmd), p.box
	if key == 0 {
		key = p.key
	}
	if key == 0 {
		key = k.w.Shop().Keys + 1 // a preview: nothing was set aside
	}
	if key != p.key {
		var err error
		if box, err = k.cfg.Vault.Seal(key, p.person); err != nil {
			return err
		}
	}
	p.party.Key, p.party.Box = key, box
	if p.ours {
		p.party.Personal = nil // from here on nobody can read it, not even on the receipt
	}
	return nil
}

// keyOf is the number of the key of the command's person: that of the customer or of
// the order that the command is about, as long as it was not erased, else 0.
func (k *kernel) keyOf(cmd *core.Command) uint64 {
	for _, p := range k.parties(cmd.Body) {
		if p.Key == 0 || len(p.Box) == 0 || slices.Contains(k.batch.erase, p.Key) {
			continue // the keys of this batch's erasures are dropped once it is durable
		}
		if _, err := k.cfg.Vault.Open(p.Key, p.Box); err == nil {
			return p.Key
		}
	}
	return 0
}

// parties lists those who may be the person of a command.
func (k *kernel) parties(body core.Payload) []*core.Party {
	var out []*core.Party
	customer := func(id string) {
		if c := k.w.Customers.Get(id); c != nil {
			out = append(out, &c.Party)
		}
	}
	placed := func(o *order.Order) {
		if o != nil {
			out = append(out, &o.ShipTo)
		}
	}
	switch c := body.(type) {
	case *order.Submit:
		customer(c.Customer)
		placed(k.w.OrderByExternal(c.Channel, c.External))
	case *order.Amend:
		placed(k.w.Orders.Get(c.Order))
	case *catalog.PutCustomer:
		customer(c.Customer.ID)
	}
	return out
}

func asError(err error) *core.Error {
	if e, ok := errors.AsType[*core.Error](err); ok {
		return e
	}
	return core.Wrap(core.CodeOf(err), "submit", "", "the command was not taken", err)
}
