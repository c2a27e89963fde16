package play

import (
	"fmt"
	"strconv"
	"strings"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/stock"
	"andon/core/world"
)

func boardSentences() []Sentence {
	return []Sentence{
		{Say: "resolve TYPE on SUBJECT", By: "operator", Opts: []string{"reason TEXT"}, act: func(r *run, s *sentence) error {
			x, err := r.exception(s)
			if err != nil {
				return err
			}
			return r.give(s, &exception.Resolve{Exception: x.ID, Reason: s.reason("done")})
		}, Help: "a person closes an exception"},
		{Say: "change TYPE on SUBJECT", By: "operator", Opts: []string{"owner NAME", "note TEXT", "snooze until TIME"}, act: changeException, Help: "an exception is claimed, noted or snoozed"},
		{Say: "bulk OP", By: "lead", Opts: []string{"reason TEXT"}, Items: []string{"ORDER"}, needs: true, act: bulk, Help: "one job over many orders, or over fulfillment orders named as W-1/F1"},
		{Say: "undo bulk", By: "lead", Opts: []string{"reason TEXT"}, act: func(r *run, s *sentence) error {
			return r.give(s, &job.Undo{Job: job.IDOf(r.trial.World().Shop().Jobs), Reason: s.reason("a mistake")})
		}, Help: "the newest job is taken back"},
		{Say: "report on SUBJECT saying TEXT", By: "operator", act: func(r *run, s *sentence) error {
			return r.give(s, &exception.Report{Type: exception.Manual, Subject: r.subject(s.text("SUBJECT")), Detail: s.text("TEXT")})
		}, Help: "a person puts something on the board"},
	}
}

// subject is the document that a script calls so: an order by its number, a balance as
// SKU@LOCATION, a purchase or transfer, a location, a SKU.
func (r *run) subject(name string) core.Ref {
	w := r.trial.World()
	if o, err := r.order(name); err == nil {
		return core.Ref{Noun: order.NounOrder, ID: o.ID}
	}
	if strings.Contains(name, "@") {
		return core.Ref{Noun: stock.NounBalance, ID: name}
	}
	if d := w.Document(name); d != nil {
		return core.Ref{Noun: d.Noun(), ID: name}
	}
	if w.Policies.Get(name) != nil {
		return core.Ref{Noun: policy.NounPolicy, ID: name}
	}
	if w.Locations.Get(name) != nil {
		return core.Ref{Noun: catalog.NounLocation, ID: name}
	}
	return core.Ref{Noun: catalog.NounSKU, ID: name}
}

// exception finds the open exception that a sentence names.
func (r *run) exception(s *sentence) (found *exception.Exception, err error) {
	on := r.subject(s.text("SUBJECT"))
	eachOpen(r.trial.World(), func(x *exception.Exception) {
		if string(x.Type) == s.text("TYPE") && x.Subject.ID == on.ID {
			found = x
		}
	})
	if found == nil {
		return nil, fmt.Errorf("no %s stands on %s; the board has %s", s.text("TYPE"), s.text("SUBJECT"), orNothing(r.boardList()))
	}
	return found, nil
}

// eachOpen visits the open exceptions.
func eachOpen(w *world.World, visit func(*exception.Exception)) {
	w.Exceptions.Each(func(_ string, x *exception.Exception) bool {
		if x.Closed == 0 {
			visit(x)
		}
		return true
	})
}

func changeException(r *run, s *sentence) error {
	x, err := r.exception(s)
	if err != nil {
		return err
	}
	c := &exception.Change{Exception: x.ID}
	for i := range s.opts {
		switch o := &s.opts[i]; o.key {
		case "owner":
			name := o.text("NAME")
			c.Owner = &name
		case "note":
			c.Note = o.text("TEXT")
		case "snooze until":
			c.Snooze = r.instant(o.text("TIME"))
		}
	}
	return r.give(s, c)
}

// bulk starts a job; it goes on when time passes.
func bulk(r *run, s *sentence) error {
	c := &job.Start{Op: job.Op(s.text("OP")), Reason: s.reason("asked")}
	for i := range s.items {
		name, fo := foNamed(s.items[i].text("ORDER"))
		o, err := r.order(name)
		if err != nil {
			return err
		}
		target := o.ID
		if fo != 0 {
			target += "/F" + itoa(fo)
		}
		c.Targets = append(c.Targets, target)
	}
	return r.give(s, c)
}

// boardList names the open exceptions: short on W-1, item 2.
func (r *run) boardList() (out []string) {
	eachOpen(r.trial.World(), func(x *exception.Exception) {
		name := fmt.Sprintf("%s on %s", x.Type, r.nameOf(x.Subject))
		if x.Item != "" {
			name += " (" + x.Item + ")"
		}
		out = append(out, name)
	})
	return out
}

// nameOf is what a script calls a document.
func (r *run) nameOf(ref core.Ref) string {
	if o := r.trial.World().Orders.Get(ref.ID); ref.Noun == order.NounOrder && o != nil {
		return called(o)
	}
	return ref.ID
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	if more := len(list) - maxNamed; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(list[:maxNamed], ", "), more)
	}
	return strings.Join(list, ", ")
}

// maxNamed is how many things a sentence names: the board of a real shop is long.
const maxNamed = 20

func itoa[T ~int | ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }
