package engine

import "context"

// committer makes batches durable, one at a time and in order, while the kernel decides
// the next. Publishing and answering come after that, so that nobody ever sees what a
// crash could take back.
type committer struct {
	idle   chan struct{} // holds a token while no batch is being committed
	in     chan *batch
	done   chan struct{}
	failed chan struct{} // closed when a batch could not be committed: from then on none is
}

func newCommitter() *committer {
	c := &committer{idle: make(chan struct{}, 1), in: make(chan *batch, 1), done: make(chan struct{}), failed: make(chan struct{})}
	c.idle <- struct{}{}
	return c
}

// take waits until the committer is idle and gives it a batch. A batch that erases
// people is waited for: what is decided next must find them erased.
func (c *committer) take(b *batch) {
	<-c.idle
	c.in <- b
	if len(b.erase) > 0 {
		c.idle <- <-c.idle
	}
}

// finish waits until what was taken is durable or has failed.
func (c *committer) finish() {
	close(c.in)
	<-c.done
}

// commitAll is the committer's goroutine. After a failure it goes on only to answer.
func (e *Engine) commitAll() {
	c := e.commits
	defer close(c.done)
	var failed error
	for b := range c.in {
		if failed != nil {
			b.answer(unknown(failed))
		} else if failed = e.commit(context.Background(), b); failed != nil {
			close(c.failed)
		}
		c.idle <- struct{}{}
	}
}

// commit makes a batch durable, publishes the world, and only then answers. On an
// error nothing of the batch may be believed or repeated.
func (e *Engine) commit(ctx context.Context, b *batch) error {
	err := e.append(ctx, b)
	if err != nil {
		e.sick(err)
		b.answer(unknown(err))
		return err
	}
	if b.after != nil {
		e.appends.Add(1)
		e.pub.Store(b.after)
		if e.proj != nil {
			e.proj.feed(b.entries, b.after)
		}
		e.hub.tell(b.after, b.entries, "")
	}
	b.answer(nil)
	return nil
}

// append writes the batch to the journal; an epoch of 0 is that of a single writer.
func (e *Engine) append(ctx context.Context, b *batch) error {
	if len(b.records) == 0 {
		return nil
	}
	if err := e.cfg.Journal.Append(ctx, 0, b.records[0].Seq-1, b.bodies()); err != nil {
		return err
	}
	if len(b.erase) > 0 && e.cfg.Vault != nil {
		return e.cfg.Vault.Erase(b.erase)
	}
	return nil
}

func (b *batch) answer(err error) {
	for _, r := range b.asking {
		r.answer(err)
	}
}
