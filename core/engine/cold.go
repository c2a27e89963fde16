package engine

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"

	"andon/core"
	"andon/core/exception"
	"andon/core/flow"
	"andon/core/order"
	"andon/core/world"
)

// The buckets of the read model. Closed documents stand under "d/" and their noun by
// be64 of their number, so that new ones go near the end, and only they are indexed:
// what is open is found in memory. History leads with the day, so that a slice of
// writes touches its tail.
const (
	bucketDoc      = "d/"
	bucketKey      = "key"      // idempotency key → be64 seq
	bucketExternal = "external" // channel 0 external → be64 N
	bucketCustomer = "customer" // customer 0 be64 N
	bucketWho      = "who"      // be64 token of e-mail or name, be64 N
	bucketTracking = "tracking" // tracking 0 be64 N
	bucketHistory  = "history"  // be32 day, noun 0 id 0, be64 seq
	bucketOld      = "old"      // noun 0 id 0 be64 seq → a closed document as it was before record seq brought it back
	bucketFloor    = "floor"    // "floor" → be64 sequence of the oldest snapshot that goes with these views
)

// cold reads what is not in memory. It implements query.Cold.
type cold struct {
	views   Views
	codec   Codec
	journal Journal
	tail    func() []entry // what the views do not cover yet, oldest first; nil: nothing
}

// scanPage is how many keys are read at a time: reads of the store are short.
const scanPage = 1000

// scanAll visits every key of a bucket, in order; keys may be deleted on the way.
func scanAll(views Views, bucket string, visit func(KV) error) error {
	var from []byte
	for {
		kvs, err := views.Scan(bucket, from, nil, false, scanPage)
		if err != nil || len(kvs) == 0 {
			return err
		}
		for _, kv := range kvs {
			if err := visit(kv); err != nil {
				return err
			}
		}
		from = append(kvs[len(kvs)-1].Key, 0)
	}
}

func be64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// docKey is where a document stands in its bucket.
func docKey(ref core.Ref) []byte {
	switch ref.Noun {
	case order.NounOrder, exception.NounException:
		if n, ok := number(ref.ID); ok {
			return be64(n)
		}
	}
	return []byte(ref.ID)
}

// number is the number in an id such as SO-17.
func number(id string) (uint64, bool) {
	if len(id) < 4 || id[2] != '-' {
		return 0, false
	}
	var n uint64
	for _, c := range []byte(id[3:]) {
		if c < '0' || c > '9' || n > 1<<60 {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}

// newDoc makes an empty document of a noun.
func newDoc(noun core.Noun) any {
	for _, n := range world.Nouns() {
		if n.Noun == noun {
			return n.New()
		}
	}
	return nil
}

func (c *cold) keySeq(key string) (uint64, error) {
	if c.views == nil {
		return 0, nil
	}
	v, err := c.views.Get(bucketKey, []byte(key))
	if err != nil || len(v) != 8 {
		return 0, err
	}
	return binary.BigEndian.Uint64(v), nil
}

// raw returns a document as the views have it, or nil.
func (c *cold) raw(ref core.Ref) ([]byte, error) {
	if c.views == nil {
		return nil, nil
	}
	return c.views.Get(bucketDoc+string(ref.Noun), docKey(ref))
}

// find returns a document of exactly that id with its body, or nil: several ids, such
// as SO-17 and SO-017, lead to one key.
func (c *cold) find(ref core.Ref) (doc any, body []byte, err error) {
	if body, err = c.raw(ref); err != nil || body == nil {
		return nil, nil, err
	}
	if doc, err = c.decode(ref.Noun, body); err != nil {
		return nil, nil, err
	}
	if named, ok := doc.(interface{ DocID() string }); !ok || named.DocID() != ref.ID {
		return nil, nil, nil
	}
	return doc, body, nil
}

// Doc returns a document as the views have it.
func (c *cold) Doc(_ context.Context, ref core.Ref) (any, bool, error) {
	doc, _, err := c.find(ref)
	return doc, doc != nil, err
}

func (c *cold) decode(noun core.Noun, body []byte) (any, error) {
	doc := newDoc(noun)
	if doc == nil {
		return nil, core.E(core.CodeNotFound, "read", string(noun), "is not a kind of document")
	}
	return doc, c.codec.DecodeDoc(body, doc)
}

// Closed returns documents of a noun from the views, highest number first, with
// numbers below that of before ("" means from the newest).
func (c *cold) Closed(_ context.Context, noun core.Noun, before string, limit int) ([]any, error) {
	if c.views == nil {
		return nil, nil
	}
	to := []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	if before != "" {
		to = docKey(core.Ref{Noun: noun, ID: before})
	}
	kvs, err := c.views.Scan(bucketDoc+string(noun), nil, to, true, limit)
	if err != nil {
		return nil, err
	}
	out := make([]any, 0, len(kvs))
	for _, kv := range kvs {
		doc, err := c.decode(noun, kv.Val)
		if err != nil {
			return nil, err
		}
		out = append(out, doc)
	}
	return out, nil
}

// Find returns ids of orders by an indexed field, newest first.
func (c *cold) Find(_ context.Context, field, value string, limit int) ([]string, error) {
	if c.views == nil {
		return nil, nil
	}
	var prefix []byte
	bucket := field
	switch field {
	case "external":
		v, err := c.views.Get(bucketExternal, []byte(value))
		if err != nil || len(v) != 8 {
			return nil, err
		}
		return []string{order.IDOf(binary.BigEndian.Uint64(v))}, nil
	case "customer", "tracking":
		prefix = append([]byte(value), 0)
	case "who":
		n, err := strconv.ParseUint(value, 16, 64)
		if err != nil {
			return nil, core.E(core.CodeInvalid, "find", field, "is not a token")
		}
		prefix = be64(n)
	default:
		return nil, core.E(core.CodeInvalid, "find", field, "is not an indexed field")
	}
	kvs, err := c.views.Scan(bucket, prefix, append(append([]byte(nil), prefix...), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), true, limit)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, kv := range kvs {
		if n := len(kv.Key); n == len(prefix)+8 {
			ids = append(ids, order.IDOf(binary.BigEndian.Uint64(kv.Key[n-8:])))
		}
	}
	return ids, nil
}

// maxDays bounds how many days back a history is looked for.
const maxDays = 4000

// History returns records that touched a document, newest first, below sequence before.
func (c *cold) History(ctx context.Context, ref core.Ref, before uint64, limit int) ([]*core.Record, error) {
	seqs, err := c.historySeqs(ref, before, limit)
	if err != nil {
		return nil, err
	}
	var out []*core.Record
	for _, seq := range seqs {
		r, err := c.Record(ctx, seq)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

func (c *cold) historySeqs(ref core.Ref, before uint64, limit int) ([]uint64, error) {
	seqs, before := c.recentSeqs(ref, before, limit)
	if len(seqs) >= limit || c.views == nil {
		return seqs, nil
	}
	last, err := c.views.Scan(bucketHistory, nil, []byte{0xff, 0xff, 0xff, 0xff, 0xff}, true, 1)
	if err != nil || len(last) == 0 {
		return seqs, err
	}
	day := binary.BigEndian.Uint32(last[0].Key)
	for range maxDays {
		prefix := historyPrefix(day, ref)
		to := append(append([]byte(nil), prefix...), be64(before)...)
		if before == 0 {
			to = append(append([]byte(nil), prefix...), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
		}
		kvs, err := c.views.Scan(bucketHistory, prefix, to, true, limit-len(seqs))
		if err != nil {
			return nil, err
		}
		for _, kv := range kvs {
			seqs = append(seqs, binary.BigEndian.Uint64(kv.Key[len(kv.Key)-8:]))
		}
		if len(seqs) >= limit || day == 0 {
			break
		}
		// The next older day that has anything at all.
		older, err := c.views.Scan(bucketHistory, nil, binary.BigEndian.AppendUint32(nil, day), true, 1)
		if err != nil || len(older) == 0 {
			return seqs, err
		}
		day = binary.BigEndian.Uint32(older[0].Key)
	}
	return seqs, nil
}

// recentSeqs is the part of a history that the views do not cover yet, newest first, and
// the sequence below which they do.
func (c *cold) recentSeqs(ref core.Ref, before uint64, limit int) ([]uint64, uint64) {
	if c.tail == nil {
		return nil, before
	}
	tail := c.tail()
	if len(tail) == 0 {
		return nil, before
	}
	var seqs []uint64
	for i := len(tail) - 1; i >= 0 && len(seqs) < limit; i-- {
		e := &tail[i]
		if (before == 0 || e.seq < before) && e.inHistory(ref.Noun) && slices.Contains(e.touched, ref) {
			seqs = append(seqs, e.seq)
		}
	}
	if first := tail[0].seq; before == 0 || first < before {
		before = first
	}
	return seqs, before
}

func historyPrefix(day uint32, ref core.Ref) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(ref.Noun)+len(ref.ID)+10), day)
	b = append(append(b, ref.Noun...), 0)
	return append(append(b, ref.ID...), 0)
}

func historyKey(day uint32, ref core.Ref, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(historyPrefix(day, ref), seq)
}

// Record reads one record of the journal.
func (c *cold) Record(ctx context.Context, seq uint64) (*core.Record, error) {
	raw, err := c.journal.Read(ctx, seq, 1)
	if err != nil {
		return nil, err
	}
	if len(raw) == 0 || raw[0].Seq != seq {
		return nil, core.E(core.CodeNotFound, "read", fmt.Sprint(seq), "there is no such record")
	}
	r, err := c.codec.Decode(raw[0].Body)
	if err != nil {
		return nil, err
	}
	r.Seq = seq
	return r, nil
}

// bring loads the closed documents that a command will read into the kernel's world.
func (k *kernel) bring(_ context.Context, cmd *core.Command) error {
	if k.cfg.Views == nil {
		return nil
	}
	if channel, external := flow.External(cmd); external != "" && k.keys.perhaps(filterHash(bucketExternal, world.ExternalKey(channel, external))) && k.w.OrderByExternal(channel, external) == nil {
		ids, err := k.cold.Find(context.Background(), "external", world.ExternalKey(channel, external), 1)
		if err != nil {
			return err
		}
		if err := k.bringOrders(ids); err != nil {
			return err
		}
	}
	for _, n := range flow.Needs(cmd) {
		if n.Customer != "" {
			ids, err := k.cold.Find(context.Background(), "customer", n.Customer, n.Most)
			if err != nil {
				return err
			}
			if err := k.bringOrders(ids); err != nil {
				return err
			}
			continue
		}
		if err := k.bringDoc(n.Ref); err != nil {
			return err
		}
	}
	return k.bringLinked(cmd)
}

// bringLinked loads the orders that only the world can name, see flow.Linked; what is
// loaded may name others.
func (k *kernel) bringLinked(cmd *core.Command) error {
	for last := 0; ; {
		ids := flow.Linked(k.w, cmd)
		if len(ids) == last {
			return nil
		}
		last = len(ids)
		if err := k.bringOrders(ids); err != nil {
			return err
		}
	}
}

func (k *kernel) bringOrders(ids []string) error {
	for _, id := range ids {
		if err := k.bringDoc(core.Ref{Noun: order.NounOrder, ID: id}); err != nil {
			return err
		}
	}
	return nil
}

func (k *kernel) bringDoc(ref core.Ref) error {
	if k.w.Get(ref) != nil {
		return nil
	}
	doc, body, err := k.cold.find(ref)
	if err != nil || doc == nil {
		return err
	}
	k.w.Load(doc, ref.Noun)
	b := k.batch
	if b.cold == nil {
		b.cold = map[core.Ref]int{}
	}
	b.cold[ref] = len(b.loaded)
	b.loaded = append(b.loaded, preimage{ref, body})
	return nil
}
