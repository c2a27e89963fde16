package engine

import (
	"context"

	"andon/core"
)

// MaxPreview bounds the commands of one Preview.
const MaxPreview = 1_000

// dryVault makes the hashes that decisions compare, and seals nothing.
type dryVault struct{ Vault }

// Seal keeps no box: what is previewed is never stored.
func (dryVault) Seal(uint64, []byte) ([]byte, error) { return nil, nil }

// Erase leaves the shop's keys alone.
func (dryVault) Erase([]uint64) error { return nil }

// Preview decides commands one after another on a fork of the shop and answers as
// Submit would, but nothing is kept: no record, no key, no effect. It runs in the
// caller's goroutine and never stands in the way of the engine's.
func (c *client) Preview(ctx context.Context, commands ...core.Command) ([]core.Receipt, error) {
	if len(commands) > MaxPreview {
		return nil, core.E(core.CodeLimit, "preview", "", "at most 1,000 commands at once; preview them in parts")
	}
	cfg := c.e.cfg
	if cfg.Vault != nil {
		cfg.Vault = dryVault{cfg.Vault}
	}
	k := newKernel(&cfg, c.e.pub.Load().Fork())
	k.begin()
	receipts := make([]core.Receipt, 0, len(commands))
	for i := range commands {
		if err := ctx.Err(); err != nil {
			return nil, core.Wrap(core.CodeCancelled, "preview", "", "was given up", err)
		}
		p, err := c.e.prep.prepare(c.actor, commands[i])
		if err != nil {
			receipts = append(receipts, core.Receipt{Key: commands[i].Key, Err: asError(err)})
			continue
		}
		p.cmd.Key = "" // a preview is nobody's repeat
		r, done := k.admit(ctx, p)
		if !done {
			r = k.decide(ctx, p)
		}
		r.Key = commands[i].Key
		receipts = append(receipts, r)
	}
	return receipts, nil
}
