package engine

import (
	"context"

	"andon/core"
	"andon/core/api"
	"andon/core/query"
	"andon/core/world"
)

// client is an api.Client of one actor in this process.
type client struct {
	e     *Engine
	actor string
}

// MaxSubmit bounds the commands of one Submit.
const MaxSubmit = 10_000

// Submit prepares the commands in the caller's goroutine, queues them, and waits
// until they are durable. When the queue is full it waits for a place.
func (c *client) Submit(ctx context.Context, commands ...core.Command) ([]core.Receipt, error) {
	if h := c.e.health.Load(); h != nil {
		return nil, core.E(core.CodeStorage, "submit", "", *h)
	}
	r, err := c.e.request(c.actor, commands)
	if err == nil && len(r.commands) > 0 {
		err = c.e.hand(ctx, r)
	}
	if err != nil {
		return nil, err
	}
	return r.receipts, nil
}

func tooMany(commands []core.Command) error {
	if len(commands) > MaxSubmit {
		return core.E(core.CodeLimit, "submit", "", "at most 10,000 commands at once; send them in parts")
	}
	return nil
}

// request prepares commands. Those that cannot be prepared have their receipts at once.
func (e *Engine) request(actor string, commands []core.Command) (*request, error) {
	if err := tooMany(commands); err != nil {
		return nil, err
	}
	r := &request{receipts: make([]core.Receipt, len(commands)), done: make(chan error, 1)}
	for i := range commands {
		p, err := e.prep.prepare(actor, commands[i])
		if err == nil {
			err = e.prep.seal(p)
		}
		if err != nil {
			r.receipts[i] = core.Receipt{Key: commands[i].Key, Err: asError(err)}
			continue
		}
		p.place = i
		r.commands = append(r.commands, p)
	}
	return r, nil
}

// hand queues a request and waits for its answer.
func (e *Engine) hand(ctx context.Context, r *request) error {
	if err := ctx.Err(); err != nil {
		return core.Wrap(core.CodeCancelled, "submit", "", "was given up; nothing was taken", err)
	}
	select {
	case e.queue <- r:
	case <-ctx.Done():
		return core.Wrap(core.CodeCancelled, "submit", "", "the queue was full; nothing was taken", ctx.Err())
	case <-e.done:
		return e.gone()
	}
	select {
	case err := <-r.done:
		return err
	case <-e.done:
		select { // the engine may have answered with its last breath
		case err := <-r.done:
			return err
		default:
			return e.gone()
		}
	}
}

func (e *Engine) gone() error {
	if h := e.health.Load(); h != nil {
		return core.E(core.CodeStorage, "submit", "", *h)
	}
	return core.E(core.CodeBusy, "submit", "", "the shop is closed; nothing was taken")
}

// Query answers from the newest published world.
func (c *client) Query(ctx context.Context, q api.Query) (api.Page, error) {
	w := c.e.pub.Load()
	if q.MinSeq > w.Seq {
		var err error
		if w, err = c.e.waitFor(ctx, q.MinSeq); err != nil {
			return api.Page{}, err
		}
	}
	return c.e.reader.Query(ctx, w, who(w, c.actor), q)
}

// who is an actor with the roles that a world gives them.
func who(w *world.World, actor string) query.Who {
	who := query.Who{Actor: actor}
	if p := w.People.Get(actor); p != nil && !p.Retired {
		who.Roles = p.Roles
	}
	return who
}

// waitFor waits until a sequence is published.
func (e *Engine) waitFor(ctx context.Context, seq uint64) (*world.World, error) {
	w, err := e.hub.await(ctx, &e.pub, seq, func() bool { return e.health.Load() != nil })
	if w == nil && err == nil {
		err = e.gone()
	}
	return w, err
}

// Watch tells of changes until the watcher is closed or the context ends.
func (c *client) Watch(ctx context.Context, nouns ...core.Noun) (api.Watcher, error) {
	x := c.e.hub.watch(nouns)
	x.until(ctx)
	return x, nil
}

// opener unseals personal data for readers who may see it.
type opener struct{ cfg *Config }

// Open returns what a party's box holds; an erased person is CodeNotFound.
func (o opener) Open(p *core.Party) (*core.Personal, error) {
	if len(p.Box) == 0 {
		return nil, core.E(core.CodeNotFound, "open", "", "nothing personal is kept here")
	}
	plain, err := o.cfg.Vault.Open(p.Key, p.Box)
	if err != nil {
		return nil, err
	}
	q := new(core.Personal)
	if err := o.cfg.Codec.DecodeDoc(plain, q); err != nil {
		return nil, err
	}
	return q, nil
}

// Token is the keyed hash under which a text was indexed.
func (o opener) Token(text string) core.Token {
	return (&preparer{vault: o.cfg.Vault}).token("who", text)
}
