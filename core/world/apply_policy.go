package world

import (
	"andon/core"
	"andon/core/policy"
)

func (w *World) applyPolicy(cmd *core.Command, event core.Payload) error {
	if e, ok := event.(*policy.Drafted); ok {
		return w.applyDrafted(cmd, e)
	}
	e := event.(*policy.Stepped)
	if e.To == policy.Active && e.From == 0 {
		w.replacePolicy(cmd.Actor, e)
		if e.Policy == policy.None {
			return nil
		}
	}
	p := edit(w, &w.Policies, e.Policy)
	if p == nil {
		return w.corrupt(event, e.Policy)
	}
	w.indexPolicy(p, false)
	p.Step(e, w.At, cmd.Actor)
	w.indexPolicy(p, true)
	if p.State == policy.Active {
		edit(w, &w.Meta, "shop").Policy = p.N
	}
	return nil
}

func (w *World) applyDrafted(cmd *core.Command, e *policy.Drafted) error {
	body, ok := cmd.Body.(*policy.DraftPolicy)
	if !ok {
		return w.corrupt(e, e.ID)
	}
	p := edit(w, &w.Policies, e.ID)
	if p == nil {
		p = insert(w, &w.Policies, e.ID, &policy.Policy{ID: e.ID, N: e.N, Base: e.Base})
		m := edit(w, &w.Meta, "shop")
		m.Policies = max(m.Policies, e.N)
	}
	p.Write(body, e, w.At, cmd.Actor)
	return nil
}

// replacePolicy ends the time of the active policy.
func (w *World) replacePolicy(by string, e *policy.Stepped) {
	m := edit(w, &w.Meta, "shop")
	if old := edit(w, &w.Policies, policy.IDOf(m.Policy)); old != nil && old.ID != e.Policy {
		old.Step(&policy.Stepped{Policy: old.ID, To: policy.Replaced, Comment: replacedBy(e)}, w.At, by)
	}
	m.Policy = 0
}

// replacedBy is the comment of the step that ends a version: by which other, and why.
func replacedBy(e *policy.Stepped) string {
	if e.Comment == "" {
		return "by " + e.Policy
	}
	return "by " + e.Policy + ": " + e.Comment
}

// checkPolicies proves that the policy which decides is there, and is the one that is active.
func (w *World) checkPolicies() error {
	decides := policy.IDOf(w.Shop().Policy)
	var err error
	w.Policies.Each(func(id string, p *policy.Policy) bool {
		if (p.State == policy.Active) != (id == decides) {
			err = core.E(core.CodeCorrupt, "check", id, "is "+string(p.State)+", and "+decides+" decides")
		}
		return err == nil
	})
	if w.Shop().Policy != 0 && w.ActivePolicy() == nil {
		return core.E(core.CodeCorrupt, "check", decides, "decides, and there is no such policy")
	}
	return err
}

// ActivePolicy is the policy that decides, or nil.
func (w *World) ActivePolicy() *policy.Policy {
	n := w.Shop().Policy
	if n == 0 {
		return nil
	}
	return w.Policies.Get(policy.IDOf(n))
}
