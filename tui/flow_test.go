package tui

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/job"
	"andon/core/order"
	"andon/tui/tuitest"
)

// shows fails unless the screen holds all of the texts.
func (c *console) shows(t *testing.T, texts ...string) {
	t.Helper()
	view := c.View()
	for _, text := range texts {
		if !strings.Contains(view, text) {
			t.Errorf("the screen does not say %q:\n%s", text, view)
		}
	}
}

// hides fails when the screen holds one of the texts.
func (c *console) hides(t *testing.T, texts ...string) {
	t.Helper()
	view := c.View()
	for _, text := range texts {
		if strings.Contains(view, text) {
			t.Errorf("the screen says %q:\n%s", text, view)
		}
	}
}

// kinds are the kinds of the commands that were sent.
func (c *console) kinds() string {
	var out []string
	for _, cmd := range c.shop.Sent() {
		out = append(out, string(cmd.Body.Kind()))
	}
	return strings.Join(out, " ")
}

// The whole point: a person picks an exception, reads why, presses f, confirms, and the
// command that the shop suggested goes out with the version that was seen and a key.
func TestFixOneException(t *testing.T) {
	shop := tuitest.Shop()
	shop.Taken = func(f *tuitest.Fake, _ core.Command) { f.CloseException("EX-2") }
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j enter")
		c.shows(t, "street and place are missing", "release hold 1")
		c.Press("f")
		c.shows(t, "with     hold 1, order SO-17, reason address accepted", "order SO-17 is still as of record 812")
		if c.kinds() != "" {
			t.Fatalf("%s was sent before a yes", c.kinds())
		}
		c.Press("y")
		c.shows(t, "done: release hold 1")
		sent := c.shop.Sent()
		if len(sent) != 1 || sent[0].Expect == nil || sent[0].Expect.Version != 812 || sent[0].Key == "" || sent[0].Body.Kind() != "order.release_hold" {
			t.Fatalf("sent %+v", sent)
		}
		c.Press("q")
		c.Advance(time.Second)
		c.shows(t, "2 of 39")
		c.hides(t, "street and place are missing")
	})
}

// What can simply be undone is done at once, without a question.
func TestFixAtOnce(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j j j f")
		if c.kinds() != "order.source" {
			t.Fatalf("sent %q", c.kinds())
		}
		c.shows(t, "done: look for stock again - EX-4")
	})
}

// An action that leaves something to a person asks for it, and then previews.
func TestFixAsks(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j j f")
		c.shows(t, "the right SKU:")
		c.Press("enter")
		c.shows(t, "the right SKU: is missing")
		c.Type("85123A")
		c.Press("enter")
		c.shows(t, "line 2, sku 85123A")
		c.Press("y")
		sent := c.shop.Sent()
		if len(sent) != 1 {
			t.Fatalf("sent %v", sent)
		}
		var body order.Amend
		if err := json.Unmarshal(sent[0].Body.(*api.Raw).JSON, &body); err != nil || body.Lines[0].SKU != "85123A" || body.Lines[0].Line != 2 {
			t.Fatalf("sent %s: %v", sent[0].Body.(*api.Raw).JSON, err)
		}
	})
}

// When the first suggestion is not possible, f says why and shows the others.
func TestFixRefused(t *testing.T) {
	shop := tuitest.Shop()
	doc := shop.Docs[core.Ref{Noun: exception.NounException, ID: "EX-2"}].(api.ExceptionView)
	doc.Actions[0].Refused = "needs the role lead"
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j f")
		c.shows(t, "needs the role lead", "What to do about EX-2", "cancel what has not left")
		c.Press("enter") // on the entry that is refused
		if c.kinds() != "" {
			t.Fatalf("sent %q", c.kinds())
		}
	})
}

// A refusal for a changed document shows what happened since it was seen.
func TestConflict(t *testing.T) {
	shop := tuitest.Shop()
	shop.Refuse = func(core.Command) *core.Error {
		return core.E(core.CodeConflict, "expect", "order/SO-17", "has changed since you saw it")
	}
	ref := core.Ref{Noun: order.NounOrder, ID: "SO-17"}
	shop.Past[ref] = append([]api.Row{tuitest.Event(840, 1, "carol", "order.cancel", "order.moved", "cancelled by carol: 6 units")}, shop.Past[ref]...)
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j f y")
		c.shows(t, "CONFLICT", "order/SO-17 is not any more as you saw it", "cancelled by carol: 6 units (carol)")
		c.hides(t, "placed by online") // that was known
	})
}

// A row that has changed since it was drawn sends nothing.
func TestStaleRow(t *testing.T) {
	shop := tuitest.Shop()
	ref := core.Ref{Noun: exception.NounException, ID: "EX-2"}
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		shop.Set(func(f *tuitest.Fake) {
			doc := f.Docs[ref].(api.ExceptionView)
			x := *doc.Exception
			x.Version, doc.Exception = 990, &x
			f.Docs[ref] = doc
			f.Past[ref] = append([]api.Row{tuitest.Event(990, 1, "carol", "exception.change", "exception.changed", "EX-2 taken by carol")}, f.Past[ref]...)
		})
		c.Press("j f")
		c.shows(t, "CONFLICT", "EX-2 taken by carol")
		if c.kinds() != "" {
			t.Fatalf("sent %q", c.kinds())
		}
	})
}

// Of several, each has its own outcome; what was refused stays marked.
func TestBulk(t *testing.T) {
	shop := tuitest.Shop()
	shop.Refuse = func(c core.Command) *core.Error {
		if c.Expect.Ref.ID == "SO-25" {
			return core.E(core.CodeHeld, "source", "SO-25", "a hold blocks sourcing")
		}
		return nil
	}
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j space space space space f")
		c.shows(t, "will do    3 of 4", "it needs an answer of its own")
		c.Press("y")
		if c.kinds() != "order.release_hold order.source order.source" {
			t.Fatalf("sent %q", c.kinds())
		}
		c.shows(t, "2 done, 2 not", "EX-5: SO-25: a hold blocks sourcing")
		c.Press("esc")
		c.shows(t, "2 marked")
	})
}

// Equal commands of several rows are sent once, and all their rows are settled.
func TestBulkTwins(t *testing.T) {
	shop := tuitest.Shop()
	for _, id := range []string{"EX-4", "EX-5"} {
		ref := core.Ref{Noun: exception.NounException, ID: id}
		doc := shop.Docs[ref].(api.ExceptionView)
		doc.Actions = []api.Action{tuitest.Act("source", "look for stock again", "", "SO-24", 900, &order.Source{Order: "SO-24"})}
		shop.Docs[ref] = doc
	}
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j j j space space f y")
		if c.kinds() != "order.source" {
			t.Fatalf("sent %q", c.kinds())
		}
		c.Press("esc")
		c.hides(t, " marked")
	})
}

// Ten and more want their number typed, and escape always gets out.
func TestBulkTyped(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j j j v pgdown f")
		c.shows(t, "Type ")
		c.Press("y enter")
		if c.kinds() != "" {
			t.Fatalf("sent %q", c.kinds())
		}
		c.Press("f 1 8 enter")
		if n := len(c.shop.Sent()); n != 18 {
			t.Fatalf("%d were sent:\n%s", n, c.View())
		}
	})
}

// After an unknown outcome the same keys are sent again, so nothing is done twice.
func TestUnknownOutcome(t *testing.T) {
	shop := tuitest.Shop()
	done := 0
	shop.Taken = func(*tuitest.Fake, core.Command) { done++ }
	shop.Lost = core.E(core.CodeUnfinished, "submit", "", "the connection broke")
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j j j f")
		c.shows(t, "The outcome is not known", "the connection broke")
		shop.Set(func(f *tuitest.Fake) { f.Lost = nil })
		c.Press("r")
		c.shows(t, "done: look for stock again")
		sent := c.shop.Sent()
		if len(sent) != 2 || sent[0].Key != sent[1].Key || done != 1 {
			t.Fatalf("sent %+v, done %d times", sent, done)
		}
	})
}

// Nothing that arrives in a burst changes anything; bursts of motion move.
func TestBursts(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Burst("jjj")
		c.Advance(time.Second)
		c.shows(t, "4 of 40")
		c.Burst("fc") // neither a fix nor a claim
		c.Advance(time.Second)
		c.shows(t, "too fast to be meant")
		if c.kinds() != "" {
			t.Fatalf("sent %q", c.kinds())
		}
		c.Press("c")
		if c.kinds() != "exception.change" {
			t.Fatalf("sent %q", c.kinds())
		}
	})
}

// A scanned code goes to what it names, from any screen.
func TestScan(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Burst("SO-17")
		c.Send(tuitest.KeyMsg("enter"))
		c.Advance(time.Second)
		c.shows(t, "▸ SO-17", "customer 17833")
		c.Burst("nothing-like-that")
		c.Send(tuitest.KeyMsg("enter"))
		c.Advance(time.Second)
		c.shows(t, "nothing here has this id")
	})
}

// The verbs of an exception go out as commands on the version that was seen.
func TestVerbs(t *testing.T) {
	for _, v := range []struct {
		keys, text string
		check      func(core.Payload) bool
	}{
		{"c", "", func(p core.Payload) bool { return *p.(*exception.Change).Owner == "lead" }},
		{"n", "called the customer", func(p core.Payload) bool { return p.(*exception.Change).Note == "called the customer" }},
		{"t", "", func(p core.Payload) bool {
			return p.(*exception.Change).Snooze == tuitest.At().Add(4*time.Hour)
		}},
	} {
		play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
			c.Press("j " + v.keys)
			c.Type(v.text)
			if v.keys != "c" {
				c.Press("enter")
			}
			sent := c.shop.Sent()
			if len(sent) != 1 || sent[0].Expect.Version != 102 || !v.check(sent[0].Body) {
				t.Errorf("%s: sent %+v\n%s", v.keys, sent, c.View())
			}
		})
	}
}

// Closing by hand is previewed, because it cannot be undone.
func TestResolve(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j r")
		c.Type("settled by phone")
		c.Press("enter")
		c.shows(t, "resolve: settled by phone", "about    exception EX-2")
		c.Press("enter") // on Cancel: it only says what does it
		c.shows(t, "y does it, esc leaves")
		if c.kinds() != "" {
			t.Fatalf("sent %q", c.kinds())
		}
	})
}

// The story follows the order as it moves, without a key.
func TestStoryMoves(t *testing.T) {
	shop := tuitest.Shop()
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j o")
		c.shows(t, "HELD", "6 allocated at LEEDS")
		shop.Change([]core.Noun{order.NounOrder}, func(f *tuitest.Fake) {
			f.Docs[core.Ref{Noun: order.NounOrder, ID: "SO-17"}] = tuitest.OrderShipped()
		})
		c.Advance(time.Second)
		c.shows(t, "SHIPPED", "shipped at LEEDS", "seq 88,215")
	})
}

// One menu on the story offers what can be done about the order and its exceptions.
func TestStoryMenu(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j o a")
		c.shows(t, "What to do about SO-17", "EX-2", "SO-17  accept F1 at LEEDS - a hold blocks")
	})
}

// What opening had to overlook stays in sight until it was read.
func TestNotes(t *testing.T) {
	play(t, tuitest.Shop(), Options{Notes: []string{"the read model is made again", "a snapshot was passed over"}}, 80, 24, func(t *testing.T, c *console) {
		c.Advance(time.Minute)
		c.shows(t, "a snapshot was passed over", "(+1)")
		c.Press("x")
		c.shows(t, "the read model is made again")
		c.Press("x")
		c.hides(t, "the read model is made again")
	})
}

// Where leaving loses something q asks once; everywhere else it quits.
func TestLeave(t *testing.T) {
	for keys, quits := range map[string]bool{"q": false, "q q": true, "q y": true, "q esc": false, "q n": false, "ctrl+c": true} {
		play(t, tuitest.Shop(), Options{Leave: "the shop is removed"}, 80, 24, func(t *testing.T, c *console) {
			c.Press(keys)
			if c.app.quits != quits {
				t.Errorf("%s: quits %t", keys, c.app.quits)
			}
			if keys == "q" {
				c.shows(t, "Leave?", "the shop is removed")
			}
		})
	}
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		if c.Press("q"); !c.app.quits {
			t.Error("q asks where nothing is lost")
		}
	})
}

// A clock that a stream drives is given back to wall time by a command.
func TestJoinWall(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.shows(t, "the clock waits for replay; :clock joins wall time")
		c.Press(":")
		c.Type("clock")
		c.Press("enter")
		c.shows(t, "clock: join wall time", "about  the shop")
		c.hides(t, "{}")
		c.Press("y")
		if c.kinds() != "shop.clock" {
			t.Errorf("%s was sent", c.kinds())
		}
	})
	play(t, tuitest.Shop(), Options{Status: func() string { return "fed" }}, 80, 24, func(t *testing.T, c *console) {
		c.hides(t, "joins wall time")
		c.Press(":")
		c.Type("clock")
		c.Press("enter")
		c.shows(t, "the stream that drives the clock")
	})
	shop := tuitest.Shop()
	shop.Shop.Clock = "wall"
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.hides(t, "joins wall time")
		c.Press(":")
		c.Type("clock")
		c.Press("enter")
		c.shows(t, "the shop's clock shows wall time")
	})
}

// A job is undone with one key, and what an undo could not undo is named.
func TestUndoJob(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press(":")
		c.Type("jobs")
		c.Press("enter j enter")
		c.Advance(time.Second)
		c.shows(t, "undoes  JB-1", "What could not be undone", "SO-2: no manual hold is open")
		c.Press("q k enter")
		c.Advance(time.Second)
		c.shows(t, "undo it: release 2 targets")
		c.Press("f")
		c.shows(t, "about    job JB-3", "only if")
		c.Press("y")
		if c.kinds() != "job.undo" {
			t.Errorf("%s was sent", c.kinds())
		}
	})
}

// What one does to many documents runs as a job that can be taken back as one, where
// jobs know the operation, and the preview says so; a number may be written at once.
func TestBulkRunsAsJob(t *testing.T) {
	shop := tuitest.Shop()
	for i := range 40 {
		ref := core.Ref{Noun: exception.NounException, ID: fmt.Sprintf("EX-%d", i+4)}
		doc, ok := shop.Docs[ref].(api.ExceptionView)
		if !ok {
			continue
		}
		doc.Actions = []api.Action{{ID: "hold", Title: "hold the order", Command: json.RawMessage(fmt.Sprintf(`{"kind":"order.hold","body":{"order":"SO-%d","blocks":6,"reason":"held_by_hand"}}`, i))}}
		shop.Docs[ref] = doc
	}
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("/")
		c.Type("type = short")
		c.Press("enter")
		c.Advance(time.Second)
		c.Press("m a f")
		c.Advance(time.Second)
		c.shows(t, "Fix: do what is suggested first, for 37 of 37 documents", "runs as one job; :jobs shows it and undoes it as one")
		c.Burst("37")
		c.Send(tuitest.KeyMsg("enter"))
		c.Advance(time.Second)
		if c.kinds() != "job.start" {
			t.Fatalf("sent %q:\n%s", c.kinds(), c.View())
		}
		start, ok := c.shop.Sent()[0].Body.(*job.Start)
		if !ok || start.Op != job.Hold || len(start.Targets) != 37 || start.Reason != "held_by_hand" {
			t.Errorf("sent %+v", start)
		}
		c.shows(t, "runs: Fix")
	})
}

// A name that is no command but looks like a document leads to it; kinds may be plural.
func TestCommandBarFinds(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press(":")
		c.Type("SO-17")
		c.Press("enter")
		c.Advance(time.Second)
		c.shows(t, "Exceptions ▸ SO-17")
		c.Press(":")
		c.Type("list orders")
		c.Press("enter")
		c.Advance(time.Second)
		c.shows(t, "Exceptions ▸ orders", "SO-60", "LIVE")
		c.Press(":")
		c.Type("list gadgets")
		c.Press("enter")
		c.Advance(time.Second)
		c.shows(t, "! ", "gadget")
	})
}

// A command that changes something and comes in one burst with its enter is not lost: it
// stays in the bar for another enter.
func TestCommandInOneBurst(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Burst(":clock")
		c.Send(tuitest.KeyMsg("enter"))
		c.shows(t, "press enter again", ":clock")
		c.Advance(300 * time.Millisecond)
		c.Press("enter")
		c.shows(t, "about  the shop")
	})
}

// A scanner fills a field and ends it: what it wrote is used, and previewed.
func TestScanIntoField(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j j f")
		c.shows(t, "the right SKU:")
		c.Burst("85123A")
		c.Send(tuitest.KeyMsg("enter"))
		c.Advance(time.Second)
		c.shows(t, "line 2, sku 85123A", "y do it")
	})
}
