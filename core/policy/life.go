package policy

import (
	"strconv"

	"andon/core"
)

// NounPolicy is the noun of this package.
const NounPolicy core.Noun = "policy"

// State is where a policy stands in its life.
type State string

// The states.
const (
	Draft    State = "draft"
	Proposed State = "proposed"
	Approved State = "approved" // and, where Start is set, waiting for that instant
	Active   State = "active"
	Replaced State = "replaced" // was active; may be activated again
)

// Policy is one version of the shop's rules. N rises with every version; ID is "POL-N".
type Policy struct {
	ID        string       `json:"id" cbor:"1,keyasint"`
	N         uint64       `json:"n" cbor:"2,keyasint"`
	State     State        `json:"state" cbor:"3,keyasint"`
	Document  Document     `json:"document" cbor:"4,keyasint"`
	Base      string       `json:"base,omitempty" cbor:"5,keyasint,omitempty"`  // the version that was active when it was first drafted
	Start     core.Instant `json:"start,omitempty" cbor:"6,keyasint,omitempty"` // when it becomes or last became active
	Evaluator int          `json:"evaluator" cbor:"7,keyasint"`                 // version of the language that it was checked with
	Steps     []Step       `json:"steps,omitempty" cbor:"8,keyasint,omitempty"` // its history, oldest first
	core.Stamp
}

// Step is one thing that somebody did with a policy.
type Step struct {
	To      State        `json:"to" cbor:"1,keyasint"`
	At      core.Instant `json:"at" cbor:"2,keyasint"`
	By      string       `json:"by" cbor:"3,keyasint"`
	Comment string       `json:"comment,omitempty" cbor:"4,keyasint,omitempty"`
	Alone   bool         `json:"alone,omitempty" cbor:"5,keyasint,omitempty"` // approved by its author, in a shop of one
	From    core.Instant `json:"from,omitempty" cbor:"6,keyasint,omitempty"`  // activation was set for this instant
	Wrote   bool         `json:"wrote,omitempty" cbor:"7,keyasint,omitempty"` // the document, as it is since
}

// MaxSteps bounds the steps that a policy keeps; all of them stay in the journal.
const MaxSteps = 100

// IDOf is the id of the policy with a number.
func IDOf(n uint64) string { return "POL-" + strconv.FormatUint(n, 10) }

// DocID is the document's id.
func (p *Policy) DocID() string { return p.ID }

// Clone copies what Apply may change; documents are replaced, never changed.
func (p *Policy) Clone() *Policy {
	c := *p
	c.Steps = append([]Step(nil), p.Steps...)
	return &c
}

// Wrote reports whether a person wrote the document, or any text of it before.
func (p *Policy) Wrote(person string) bool {
	for i := range p.Steps {
		if s := &p.Steps[i]; s.By == person && s.Wrote {
			return true
		}
	}
	return false
}

// DraftPolicy writes a new draft, or another text of one that is not proposed yet.
type DraftPolicy struct {
	Policy   string   `json:"policy,omitempty" cbor:"1,keyasint,omitempty"` // a draft to write anew; "": a new version
	Document Document `json:"document" cbor:"2,keyasint"`
	Comment  string   `json:"comment" cbor:"3,keyasint"`
}

// Kind names the command.
func (*DraftPolicy) Kind() core.Kind { return "policy.draft" }

// Propose asks others to approve a draft.
type Propose struct {
	Policy  string `json:"policy" cbor:"1,keyasint"`
	Comment string `json:"comment" cbor:"2,keyasint"`
}

// Kind names the command.
func (*Propose) Kind() core.Kind { return "policy.propose" }

// Approve allows a proposed policy to become active. In a shop with other people
// nobody approves what they wrote.
type Approve struct {
	Policy  string `json:"policy" cbor:"1,keyasint"`
	Comment string `json:"comment" cbor:"2,keyasint"`
}

// Kind names the command.
func (*Approve) Kind() core.Kind { return "policy.approve" }

// GiveBack makes a proposed or approved policy a draft again.
type GiveBack struct {
	Policy  string `json:"policy" cbor:"1,keyasint"`
	Comment string `json:"comment" cbor:"2,keyasint"`
}

// Kind names the command.
func (*GiveBack) Kind() core.Kind { return "policy.return" }

// Activate makes an approved policy the one that decides, now or from an instant to
// come. An earlier one can be returned to; "none" leaves the shop without.
type Activate struct {
	Policy  string       `json:"policy" cbor:"1,keyasint"`
	From    core.Instant `json:"from,omitempty" cbor:"2,keyasint,omitempty"`
	Comment string       `json:"comment" cbor:"3,keyasint"`
}

// Kind names the command.
func (*Activate) Kind() core.Kind { return "policy.activate" }

// None stands for no policy in Activate.
const None = "none"

// Drafted writes a draft: the document is that of the command that the record holds.
type Drafted struct {
	ID        string `json:"id" cbor:"1,keyasint"`
	N         uint64 `json:"n" cbor:"2,keyasint"`
	Base      string `json:"base,omitempty" cbor:"3,keyasint,omitempty"`
	Evaluator int    `json:"evaluator" cbor:"4,keyasint"`
}

// Kind names the event.
func (*Drafted) Kind() core.Kind { return "policy.drafted" }

// Stepped moves a policy on in its life. To "active" with an instant to come only sets
// the day.
type Stepped struct {
	Policy  string       `json:"policy" cbor:"1,keyasint"` // None: the active one is left without a follower
	To      State        `json:"to" cbor:"2,keyasint"`
	Comment string       `json:"comment,omitempty" cbor:"3,keyasint,omitempty"`
	Alone   bool         `json:"alone,omitempty" cbor:"4,keyasint,omitempty"`
	From    core.Instant `json:"from,omitempty" cbor:"5,keyasint,omitempty"`
}

// Kind names the event.
func (*Stepped) Kind() core.Kind { return "policy.stepped" }

// Write puts a document into a policy that somebody drafts.
func (p *Policy) Write(d *DraftPolicy, e *Drafted, at core.Instant, by string) {
	p.State, p.Document, p.Evaluator = Draft, d.Document, e.Evaluator
	p.note(Step{To: Draft, At: at, By: by, Comment: d.Comment, Wrote: true})
}

// Step moves the policy on.
func (p *Policy) Step(e *Stepped, at core.Instant, by string) {
	p.note(Step{To: e.To, At: at, By: by, Comment: e.Comment, Alone: e.Alone, From: e.From})
	switch {
	case e.To == Active && e.From != 0:
		p.Start = e.From
	case e.To == Active:
		p.State, p.Start = Active, at
	default:
		if p.State = e.To; e.To != Replaced {
			p.Start = 0
		}
	}
}

func (p *Policy) note(s Step) {
	p.Steps = append(p.Steps, s)
	p.Steps = p.Steps[max(0, len(p.Steps)-MaxSteps):]
}

// Scheduled is the instant at which it becomes active by itself; 0: it does not.
func (p *Policy) Scheduled() core.Instant {
	if p.State == Active || len(p.Steps) == 0 {
		return 0
	}
	if s := &p.Steps[len(p.Steps)-1]; s.To == Active {
		return s.From
	}
	return 0
}
