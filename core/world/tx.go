package world

import (
	"andon/core"
	"andon/core/exception"
)

// Tx is one command being decided: the world as it is with the events emitted so far.
// It is adopted when the command is accepted and dropped when it is refused.
type Tx struct {
	W      *World
	Cmd    *core.Command
	Now    core.Instant // the recorded time of the command
	Events []core.Payload
	Grade  func(*Tx, *exception.Exception) // what the policy says of an exception that is raised; nil: nothing
	err    error
}

// NewTx starts the record that will follow the world's last one.
func NewTx(w *World, cmd *core.Command, now core.Instant) *Tx {
	w.Begin(w.Seq+1, max(now, w.At))
	return &Tx{W: w, Cmd: cmd, Now: w.At}
}

// Emit applies an event and records it.
func (t *Tx) Emit(e core.Payload) {
	if t.err == nil {
		t.err = t.W.Apply(t.Cmd, e)
	}
	t.Events = append(t.Events, e)
}

// Finish ends the record. An error means that a decision emitted an event that does
// not fit its own world: a defect, on which the command is refused.
func (t *Tx) Finish() error {
	if t.err != nil {
		return t.err
	}
	t.W.End(t.Cmd)
	return nil
}

// Occurred is when the source says that it happened; now when it does not say.
func (t *Tx) Occurred() core.Instant {
	if t.Cmd.Occurred == 0 {
		return t.Now
	}
	return t.Cmd.Occurred
}
