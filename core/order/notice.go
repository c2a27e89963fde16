package order

import "andon/core"

// NoticeKind says what a customer is told of an order.
type NoticeKind string

// The kinds, the worst first.
const (
	Dropped  NoticeKind = "cancelled" // units will not come
	Waits    NoticeKind = "waiting"   // units wait, and nobody can say until when
	Delayed  NoticeKind = "delayed"   // units come later than promised
	Restored NoticeKind = "restored"  // what an earlier notice told is good again
)

// Words lists the kinds.
func (NoticeKind) Words() []string {
	return []string{string(Dropped), string(Waits), string(Delayed), string(Restored)}
}

// Notice tells the customer of an order, in a connector's mail or message, that a promise
// changed. It is made once for each order and cause, and once more, of kind restored, where
// all that it told is good again.
type Notice struct {
	Order string     `json:"order" cbor:"1,keyasint"`
	Cause string     `json:"cause" cbor:"2,keyasint"` // what happened: the id of an outage, a count, …
	What  NoticeKind `json:"kind" cbor:"3,keyasint"`
	Lines []int      `json:"lines" cbor:"4,keyasint"`                   // whose promise changed
	Was   core.Date  `json:"was,omitempty" cbor:"5,keyasint,omitempty"` // latest delivery of them that was promised; 0: none was
	Now   core.Date  `json:"now,omitempty" cbor:"6,keyasint,omitempty"` // and is; 0: units of them are promised no day
}

// Kind names the event.
func (*Notice) Kind() core.Kind { return "customer.notice" }

// Noticed is what a customer was told for one cause.
type Noticed struct {
	Cause    string       `json:"cause" cbor:"1,keyasint"`
	What     NoticeKind   `json:"kind" cbor:"2,keyasint"`
	Lines    []int        `json:"lines" cbor:"3,keyasint"`
	Was      core.Date    `json:"was,omitempty" cbor:"4,keyasint,omitempty"`
	Now      core.Date    `json:"now,omitempty" cbor:"5,keyasint,omitempty"`
	At       core.Instant `json:"at" cbor:"6,keyasint"`
	Restored core.Instant `json:"restored,omitempty" cbor:"7,keyasint,omitempty"` // when they were told that it is good again
}

// toldTwice reports whether the customer was told of one cause more than once.
func (o *Order) toldTwice() bool {
	if o.More == nil {
		return false
	}
	for i := range o.More.Notices {
		if n := &o.More.Notices[i]; o.Noticed(n.Cause) != n || n.What == Restored {
			return true
		}
	}
	return false
}

// Noticed finds what the customer was told for a cause, or nil.
func (o *Order) Noticed(cause string) *Noticed {
	if o.More == nil {
		return nil
	}
	for i := range o.More.Notices {
		if n := &o.More.Notices[i]; n.Cause == cause {
			return n
		}
	}
	return nil
}

// Notice applies a notice. One too many is kept beside the first, where Check finds it.
func (o *Order) Notice(e *Notice, at core.Instant) {
	if n := o.Noticed(e.Cause); n != nil && e.What == Restored && n.Restored == 0 {
		n.Restored = at
		return
	}
	o.more().Notices = append(o.more().Notices, Noticed{Cause: e.Cause, What: e.What, Lines: e.Lines, Was: e.Was, Now: e.Now, At: at})
}

// Displace notes that an outage takes units from where they were; "": none does.
func (o *Order) Displace(outage string) {
	if outage != "" {
		o.more().Outage = outage
	}
}

// Displaced is the outage that took units from where they were last, "" if none did.
func (o *Order) Displaced() string {
	if o.More == nil {
		return ""
	}
	return o.More.Outage
}

// ToldOf lists what the customer was told, oldest first; it must not be changed.
func (o *Order) ToldOf() []Noticed { return o.rare().Notices }
