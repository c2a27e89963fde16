package engine

import (
	"fmt"
	"reflect"

	"andon/core"
	"andon/core/flow"
	"andon/core/world"
)

// runTwice is run for a kernel that proves: a Decider without memory decides the command
// again on the world as it was. Both must agree, and every invariant must hold.
func (k *kernel) runTwice(cmd *core.Command) (*world.Tx, error) {
	before := k.w.Fork()
	tx, err := k.run(cmd)
	if found := k.proof(before, cmd, tx, err); found != nil {
		k.defect = found
		return nil, found
	}
	return tx, err
}

func (k *kernel) proof(before *world.World, cmd *core.Command, tx *world.Tx, err error) error {
	wrong := func(format string, args ...any) error {
		return core.E(core.CodeInternal, string(cmd.Body.Kind()), cmd.Key, "a defect of this program: "+fmt.Sprintf(format, args...)+"; please report it")
	}
	if core.CodeOf(err) == core.CodeInternal {
		return err
	}
	if err != nil && len(k.w.Touched()) > 0 {
		return wrong("refused (%v) after it has changed %v", err, k.w.Touched())
	}
	again := world.NewTx(before, cmd, k.now(cmd))
	errAgain := flow.NewDecider().Decide(again)
	if core.CodeOf(err) != core.CodeOf(errAgain) {
		return wrong("two deciders disagree: %v, %v", err, errAgain)
	}
	if tx == nil {
		return nil
	}
	if !reflect.DeepEqual(tx.Events, again.Events) {
		return wrong("two deciders disagree: %v, %v", tx.Events, again.Events)
	}
	if err := k.w.Check(); err != nil {
		return wrong("%v", err)
	}
	return nil
}
