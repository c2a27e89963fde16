package flow

import (
	"fmt"
	"slices"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/policy"
	"andon/core/policy/lang"
	"andon/core/world"
)

// CheckPolicy says where a document is wrong, nil when it could decide; most errors are a
// *policy.Mistake.
func CheckPolicy(doc *policy.Document) error {
	for i := range doc.Service {
		r := &doc.Service[i]
		if queues := exception.Queues(); r.Queue != "" && !slices.Contains(queues, r.Queue) {
			return doc.Wrong(policy.Service, i, "queue", core.Unknown("queue", r.Queue, queues))
		}
	}
	_, err := policy.Compile(doc, vocabulary)
	return err
}

// HoldTypes are the words for holds that the shop knows by itself.
func HoldTypes() []string {
	return []string{HoldSKU, HoldQuantity, HoldAddress, HoldPrice, HoldTotal, HoldDuplicate, HoldBlocked, HoldRoute, HoldErased, HoldManual,
		HoldFraud, HoldCredit, HoldPayment, HoldCompliance, HoldPolicy}
}

// DoubtPolicy names what may be a slip of the keyboard in a document that could decide:
// rules that can do nothing, and types of holds that are neither known nor listed in
// hold_types.
func DoubtPolicy(doc *policy.Document) (out []*policy.Mistake) {
	if set, err := policy.Compile(doc, vocabulary); err == nil {
		out = set.Doubts()
	}
	known := append(HoldTypes(), doc.HoldTypes...)
	for _, s := range [...]policy.Section{policy.Validation, policy.Holds} {
		for i, r := range doc.In(s) {
			if slices.Contains(known, r.Hold) {
				continue
			}
			out = append(out, doc.Wrong(s, i, "hold", fmt.Sprintf("%s; a word of your own stands in the list hold_types", core.Unknown("type of hold", r.Hold, known))))
		}
	}
	return out
}

func (d *Decider) decidePolicy(tx *world.Tx) error {
	switch c := tx.Cmd.Body.(type) {
	case *policy.DraftPolicy:
		return d.draftPolicy(tx, c)
	case *policy.Propose:
		return stepPolicy(tx, c.Policy, c.Comment, policy.Proposed, policy.Draft)
	case *policy.Approve:
		return d.approvePolicy(tx, c)
	case *policy.GiveBack:
		return stepPolicy(tx, c.Policy, c.Comment, policy.Draft, policy.Proposed, policy.Approved)
	case *policy.Activate:
		return d.activatePolicy(tx, c)
	}
	return d.decideCatalog(tx)
}

func (d *Decider) draftPolicy(tx *world.Tx, c *policy.DraftPolicy) error {
	if c.Comment == "" || len(c.Comment) > core.MaxTextBytes {
		return refuse(core.CodeInvalid, tx, c.Policy, "say in a few words what the draft is for")
	}
	if err := CheckPolicy(&c.Document); err != nil {
		return err
	}
	e := &policy.Drafted{ID: c.Policy, Evaluator: lang.Version}
	if c.Policy != "" {
		p, err := policyIn(tx, c.Policy, policy.Draft)
		if err != nil {
			return err
		}
		e.N = p.N
		tx.Emit(e)
		return nil
	}
	e.N = tx.W.Shop().Policies + 1
	e.ID = policy.IDOf(e.N)
	if active := tx.W.ActivePolicy(); active != nil {
		e.Base = active.ID
	}
	tx.Emit(e)
	return nil
}

// policyIn finds a policy that is in one of some states.
func policyIn(tx *world.Tx, id string, states ...policy.State) (*policy.Policy, error) {
	p := tx.W.Policies.Get(id)
	if p == nil {
		return nil, refuse(core.CodeNotFound, tx, id, "there is no such policy; see andon policy history")
	}
	for _, s := range states {
		if p.State == s {
			return p, nil
		}
	}
	return nil, refuse(core.CodeState, tx, id, "is %s; %s", p.State, nextOf(p))
}

// nextOf says what can be done with a policy where it stands.
func nextOf(p *policy.Policy) string {
	switch p.State {
	case policy.Draft:
		return "write on it or propose it"
	case policy.Proposed:
		return "it has to be approved first, or given back"
	case policy.Active:
		return "draft a new version to change it"
	}
	return "it can be activated"
}

func stepPolicy(tx *world.Tx, id, comment string, to policy.State, from ...policy.State) error {
	p, err := policyIn(tx, id, from...)
	switch {
	case err != nil:
		return err
	case comment == "" || len(comment) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, id, "say why in a few words")
	}
	tx.Emit(&policy.Stepped{Policy: p.ID, To: to, Comment: comment})
	return nil
}

// approvePolicy needs a second person, where there is one.
func (d *Decider) approvePolicy(tx *world.Tx, c *policy.Approve) error {
	p, err := policyIn(tx, c.Policy, policy.Proposed)
	switch {
	case err != nil:
		return err
	case c.Comment == "" || len(c.Comment) > core.MaxTextBytes:
		return refuse(core.CodeInvalid, tx, p.ID, "say why in a few words")
	}
	if err := CheckPolicy(&p.Document); err != nil {
		return err
	}
	e := &policy.Stepped{Policy: p.ID, To: policy.Approved, Comment: c.Comment}
	if p.Wrote(tx.Cmd.Actor) {
		switch other, may := second(tx); {
		case may:
			return refuse(core.CodeForbidden, tx, p.ID, "was written by you; %s or another lead has to approve it", other)
		case other != "":
			return refuse(core.CodeForbidden, tx, p.ID, "was written by you; give %s or somebody else the role lead, who then approves it", other)
		}
		e.Alone = true
	}
	tx.Emit(e)
	return nil
}

// second is another person of the shop, one who may approve where there is one; "" in a
// shop of one.
func second(tx *world.Tx) (other string, may bool) {
	tx.W.People.Each(func(id string, p *catalog.Person) bool {
		if id != tx.Cmd.Actor && p.Human() {
			other, may = id, p.May(catalog.Lead)
		}
		return !may
	})
	return other, may
}

func (d *Decider) activatePolicy(tx *world.Tx, c *policy.Activate) error {
	if c.Comment == "" || len(c.Comment) > core.MaxTextBytes {
		return refuse(core.CodeInvalid, tx, c.Policy, "say why in a few words")
	}
	if c.Policy == policy.None {
		if tx.W.ActivePolicy() == nil {
			return refuse(core.CodeState, tx, "shop", "no policy is active")
		}
		if c.From != 0 {
			return refuse(core.CodeInvalid, tx, "shop", "to decide without a policy begins at once; leave the time out")
		}
		tx.Emit(&policy.Stepped{Policy: policy.None, To: policy.Active, Comment: c.Comment})
		return nil
	}
	p, err := policyIn(tx, c.Policy, policy.Approved, policy.Replaced)
	if err != nil {
		return err
	}
	if c.From != 0 && c.From <= tx.Now {
		return refuse(core.CodeInvalid, tx, p.ID, "%s has passed; leave the time out to activate it now", c.From)
	}
	if err := CheckPolicy(&p.Document); err != nil {
		return err
	}
	tx.Emit(&policy.Stepped{Policy: p.ID, To: policy.Active, Comment: c.Comment, From: c.From})
	if c.From == 0 {
		d.recheckAll(tx)
	}
	return nil
}

// rules returns what the active policy says, nil where there is none.
func (d *Decider) rules(w *world.World) *ruleset { return rulesOf(w, w.Shop().Policy, &d.policy) }

// rulesOf returns what the policy of a number says, nil where there is none. It is made
// ready once: the document of a policy that was proposed never changes.
func rulesOf(w *world.World, n uint64, ready **ruleset) *ruleset {
	if n == 0 {
		return nil
	}
	if *ready == nil || (*ready).n != n {
		*ready = &ruleset{n: n, id: policy.IDOf(n)}
	}
	p := w.Policies.Get((*ready).id)
	switch {
	case p == nil:
		return nil // Check names it: the world is damaged
	case p != (*ready).of:
		set, err := policy.Compile(&p.Document, vocabulary)
		if err != nil { // it was checked when it was activated, so by another program
			set = new(policy.Set[subject])
		}
		*ready = &ruleset{n: n, id: p.ID, of: p, set: set, broken: err, releases: err == nil && p.Document.Releases(),
			excludes: err == nil && p.Document.Excludes()}
	}
	return *ready
}

// ruleset is a policy, ready to be asked.
type ruleset struct {
	n      uint64
	id     string
	of     *policy.Policy
	set    *policy.Set[subject]
	broken error // why it says nothing

	releases bool // some rule says what ends a hold
	excludes bool // some rule keeps a location out
}

// ruleName is how a decision names a rule.
func ruleName(s policy.Section, rule string) string { return string(s) + "." + rule }

func cutRule(name string) (policy.Section, string, bool) {
	section, rule, ok := strings.Cut(name, ".")
	return policy.Section(section), rule, ok
}
