package tui

import (
	"strings"
	"testing"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/order"
	"andon/tui/tuitest"
)

func add(f *tuitest.Fake, id string) {
	f.AddException(&exception.Exception{ID: id, Type: exception.Held, Severity: exception.Info, Queue: "orders",
		Subject: core.Ref{Noun: order.NounOrder, ID: "SO-99"}, Detail: "held by hand", Opened: tuitest.At(), Stamp: core.Stamp{Version: 9}}, nil)
}

// A shop that does not answer makes the screen say so after five seconds, while keys
// still work; when it answers again, the screen is live.
func TestStale(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.shows(t, "LIVE")
		release := c.shop.Block()
		defer release()
		c.Advance(8 * time.Second)
		c.shows(t, "STALE")
		c.Press("j j")
		c.shows(t, "3 of 40")
		c.Press("?")
		c.shows(t, "What can be done here")
		c.Press("esc 2") // another screen opens at once, and says that it has nothing yet
		c.shows(t, "[2 Orders]", "CONNECTING", "loading")
		release()
		c.Advance(3 * time.Second)
		c.shows(t, "LIVE", "SO-60")
	})
}

// What the shop has told of and the screen does not show yet makes it stale, though the
// shop answers: freshness is that of what is seen.
func TestStaleWindow(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.shop.Set(func(f *tuitest.Fake) { f.ListErr = core.E(core.CodeCancelled, "query", "", "too slow") })
		c.shop.Change([]core.Noun{exception.NounException}, func(f *tuitest.Fake) { add(f, "EX-99") })
		c.Advance(9 * time.Second)
		c.shows(t, "STALE", "not up to date: too slow", "seq 88,214")
		c.shop.Set(func(f *tuitest.Fake) { f.ListErr = nil })
		c.Advance(3 * time.Second)
		c.shows(t, "LIVE", "seq 88,215", "1 of 41")
	})
}

// A shop that cannot be reached is said to be, what was shown stays, and nothing can be
// sent, with the reason; when it is back, what happened meanwhile is shown.
func TestOffline(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.shop.Set(func(f *tuitest.Fake) { f.Err = core.E(core.CodeBusy, "query", "", "the shop is closed") })
		c.shop.Deafen()
		c.Advance(4 * time.Second)
		c.shows(t, "OFFLINE since 00:00", "cannot be reached", "street and place are missing")
		c.Press("j f")
		c.shows(t, "nothing can be sent")
		if c.kinds() != "" {
			t.Fatalf("sent %q", c.kinds())
		}
		c.shop.Change([]core.Noun{exception.NounException}, func(f *tuitest.Fake) { add(f, "EX-99") })
		c.shop.Set(func(f *tuitest.Fake) { f.Err = nil })
		c.Advance(4 * time.Second)
		c.shows(t, "LIVE", "of 41")
		c.hides(t, "OFFLINE")
	})
}

// A shop that takes no commands says so on every screen, and the reason.
func TestHealth(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.shop.Change(nil, func(f *tuitest.Fake) { f.Shop.Health = "the disk is full" })
		c.Advance(time.Second)
		for _, keys := range []string{"1", "2", "3", "1 j o"} {
			c.Press(keys)
			c.shows(t, "the shop takes no commands: the disk is full")
		}
		c.Press("f")
		if c.kinds() != "" {
			t.Fatalf("sent %q", c.kinds())
		}
	})
}

// When notices stop coming, the beat notices what they did not tell.
func TestDeaf(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.shop.Deafen()
		c.shop.Change([]core.Noun{exception.NounException}, func(f *tuitest.Fake) { add(f, "EX-99") })
		c.Advance(3 * time.Second)
		c.shows(t, "of 41")
	})
}

// A screen that is held does not change, says since when, and catches up.
func TestPause(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("p")
		c.shop.Change([]core.Noun{exception.NounException}, func(f *tuitest.Fake) { add(f, "EX-99") })
		c.Advance(5 * time.Second)
		c.shows(t, "PAUSED 00:00:0", "of 40")
		c.Press("p")
		c.Advance(time.Second)
		c.shows(t, "LIVE", "of 41")
	})
}

// Refreshes are few, however much happens, and one answer is awaited at a time.
func TestRefreshes(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		before := lists(c.shop)
		for range 200 {
			c.shop.Change([]core.Noun{exception.NounException}, func(*tuitest.Fake) {})
			c.Advance(5 * time.Millisecond)
		}
		if n := lists(c.shop) - before; n < 3 || n > 7 {
			t.Errorf("%d queries in a second of changes", n)
		}
		release := c.shop.Block()
		defer release()
		before = lists(c.shop)
		for range 100 {
			c.shop.Change([]core.Noun{exception.NounException}, func(*tuitest.Fake) {})
			c.Advance(20 * time.Millisecond)
		}
		if n := lists(c.shop) - before; n > 1 {
			t.Errorf("%d queries while one was not answered", n)
		}
	})
}

func lists(f *tuitest.Fake) int {
	n := 0
	for _, q := range f.Queries() {
		if q.View == api.List && q.Kind == exception.NounException {
			n++
		}
	}
	return n
}

// A defect in the work of one query is an error on the screen, not the end of the console.
func TestPanic(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.shop.Set(func(f *tuitest.Fake) { f.Panic = true })
		c.Press("2")
		c.shows(t, "a defect of the console: scripted")
		c.shop.Set(func(f *tuitest.Fake) { f.Panic = false })
		c.Press("ctrl+r")
		c.shows(t, "SO-60")
	})
}

// A console that only looks never sends, and says why.
func TestReadOnly(t *testing.T) {
	play(t, tuitest.Shop(), Options{ReadOnly: true}, 80, 24, func(t *testing.T, c *console) {
		c.shows(t, "read-only")
		for _, key := range []string{"f", "a", "c", "n", "t", "r"} {
			c.Press(key)
			c.shows(t, "the console is read-only")
		}
		c.Press("?")
		c.shows(t, "- the console is read-only")
		if c.kinds() != "" {
			t.Fatalf("sent %q", c.kinds())
		}
	})
}

// The newest answer wins: one that was asked for earlier never replaces it.
func TestOldAnswers(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		release := c.shop.Block()
		defer release()
		c.Press("/")
		c.Type("SO-17")
		c.Press("enter /")
		c.Press("ctrl+u")
		c.Type("unknown_sku")
		c.Press("enter")
		release()
		c.Advance(time.Second)
		c.shows(t, "1 of 1", "/unknown_sku", "85123B")
		c.hides(t, "street and place")
	})
}

// A filter's mistake is said in place of the rows, with the filter; it can be corrected.
func TestFilterMistake(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("/")
		c.Type("colour = red")
		c.Press("enter")
		c.shows(t, "LIVE", "/colour = red", "there is no field \"colour\"", "press / to correct")
		c.Press("/")
		c.shows(t, "/colour = red_")
		c.Press("ctrl+u")
		c.Type("SO-21")
		c.Press("enter")
		c.shows(t, "1 of 1", "unknown_sku")
		c.Press("/ ctrl+u")
		c.Type("zzz")
		c.Press("enter")
		c.shows(t, "the filter hides everything")
		c.Press("esc")
		c.shows(t, "1 of 40")
	})
}

// Escape leaves level by level and never quits; q goes back and quits from the first;
// ctrl+c quits from anywhere.
func TestLeaving(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j enter o")
		c.shows(t, "Exceptions ▸ EX-2 ▸ SO-17")
		c.Press("esc")
		c.shows(t, "Exceptions ▸ EX-2")
		c.Press("esc esc esc esc")
		c.shows(t, "q quits", "2 of 40")
		if c.Quit {
			t.Fatal("escape has quit")
		}
		c.Press("enter q")
		if c.Quit {
			t.Fatal("q has quit from the second level")
		}
		c.Press("q")
		if !c.Quit {
			t.Fatal("q does not quit from the first level")
		}
	})
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j f ctrl+c")
		if !c.Quit {
			t.Fatal("ctrl+c does not quit")
		}
	})
}

// Back and forward go through places as a browser does; - goes to the last one and back.
func TestPlaces(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("2 3 [")
		c.shows(t, "[2 Orders]")
		c.Press("[")
		c.shows(t, "[1 Exceptions")
		c.Press("] ]")
		c.shows(t, "[3 Stock]")
		c.Press("1 -")
		c.shows(t, "[3 Stock]")
		c.Press("-")
		c.shows(t, "[1 Exceptions")
	})
}

// The command bar: words with arguments, choosing from the list, and what it does not know.
func TestCommands(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		command := func(line string) {
			c.Press(":")
			c.Type(line)
			c.Press("enter")
		}
		command("orders SO-17")
		c.shows(t, "[2 Orders]", "/SO-17")
		command("goto SO-17")
		c.shows(t, "Orders ▸ SO-17")
		command("list sku")
		c.shows(t, "there is nothing here")
		command("zzzz")
		c.shows(t, "there is no such command")
		c.Press("x")
		command("quit")
		if !c.Quit {
			t.Fatal(":quit does not quit")
		}
	})
}

// Help runs what it lists.
func TestHelpRuns(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("?")
		c.Type("stock")
		c.Press("enter")
		c.shows(t, "[3 Stock]")
	})
}

// A copy goes to the terminal's clipboard as one sequence, beside the frames.
func TestCopy(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j y enter")
		if len(c.out) != 1 || !strings.HasPrefix(c.out[0], "\x1b]52;c;") {
			t.Fatalf("wrote %q", c.out)
		}
		c.shows(t, "copied")
	})
}

// A long list is read page by page, from either end, and nothing is skipped.
func TestPaging(t *testing.T) {
	shop := tuitest.Shop()
	k := shop.Kinds[order.NounOrder]
	one := k.Rows[0]
	k.Rows = nil
	for i := 3000; i > 0; i-- {
		r := one
		r.Cells = append([]api.Value(nil), one.Cells...)
		r.ID = order.IDOf(uint64(i))
		r.Cells[0].S = r.ID
		k.Rows = append(k.Rows, r)
	}
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("2 pgdown pgdown")
		c.shows(t, "35 of 3,000", "SO-2966")
		c.Press("G")
		c.shows(t, "3,000 of 3,000", "> SO-1 ")
		c.Press("pgup k")
		c.shows(t, "2,982 of 3,000", "> SO-19 ")
		c.Press("g")
		c.shows(t, "> SO-3000")
		seen := map[string]bool{}
		for range 177 {
			for _, l := range strings.Split(c.View(), "\n") {
				if f := strings.Fields(strings.TrimPrefix(l, ">")); len(f) > 0 && strings.HasPrefix(f[0], "SO-") {
					seen[f[0]] = true
				}
			}
			c.Press("pgdown")
		}
		if len(seen) != 3000 {
			t.Errorf("%d of 3000 orders were seen", len(seen))
		}
	})
}

// A terminal that is too small says so, and nothing is lost meanwhile.
func TestTooSmall(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j j")
		c.Resize(39, 9)
		c.shows(t, "terminal too small")
		c.Resize(80, 24)
		c.shows(t, "3 of 40")
	})
}

// What feeds the shop is said while nothing else is.
func TestStatus(t *testing.T) {
	play(t, tuitest.Shop(), Options{Status: func() string { return "feeding invoice 12 of 3,000\x1b[2J" }}, 80, 24, func(t *testing.T, c *console) {
		c.Advance(2 * time.Second)
		c.shows(t, "feeding invoice 12 of 3,000")
		c.Press("j j j f")
		c.shows(t, "done: ")
	})
}

// After one's own command everything is asked for at its record or later.
func TestOwnWritesAreSeen(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("j j j f")
		c.Advance(time.Second)
		all := c.shop.Queries()
		if last := all[len(all)-1]; last.MinSeq != 88_215 {
			t.Errorf("asked at %d: %+v", last.MinSeq, last)
		}
	})
}

// The side of a wide screen never shows another row's document than the one under the
// cursor, however slow the shop is.
func TestSideIsOfTheRow(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 200, 40, func(t *testing.T, c *console) {
		c.Press("j")
		c.shows(t, "known are country GB")
		release := c.shop.Block()
		defer release()
		c.Press("j")
		c.hides(t, "known are country GB")
		c.shows(t, "loading")
		release()
		c.Advance(time.Second)
		c.shows(t, "the channel wrote 85123B")
	})
}

// All rows that the filter lets through can be marked, loaded or not.
func TestMarkAll(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 60, 16, func(t *testing.T, c *console) {
		c.Press("/")
		c.Type("short")
		c.Press("enter m a")
		c.shows(t, "37 marked")
		c.Press("f")
		c.shows(t, "will do    37 of 37", "Type 37")
	})
}

// Plain text is looked for in any text of the kind.
func TestSearchFields(t *testing.T) {
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		for text, want := range map[string]string{"LEEDS": `text ~ "LEEDS"`, "SO-17": `text ~ "SO-17"`, `a"b\c`: `text ~ "a\"b\\c"`, "location = LEEDS": "location = LEEDS",
			`not (held) or "MUG" in sku`: `not (held) or "MUG" in sku`, `has(sku, "MUG")`: `has(sku, "MUG")`, "salt or pepper": `text ~ "salt or pepper"`} {
			c.Press("4 /")
			c.Press("ctrl+u")
			c.Type(text)
			c.Press("enter")
			var got string
			for _, q := range c.shop.Queries() {
				if q.Kind == "fulfillment" {
					got = q.Where
				}
			}
			if got != want {
				t.Errorf("%s becomes %s, want %s", text, got, want)
			}
		}
	})
}

// Rows that new ones push out of the window are still there and still kept up to date;
// when so many are new that they cannot be, the screen says that it is old.
func TestPushedDown(t *testing.T) {
	shop := tuitest.Shop()
	k := shop.Kinds[order.NounOrder]
	n := 60
	push := func(f *tuitest.Fake, count int) {
		for range count {
			n++
			r := k.Rows[0]
			r.Cells = append([]api.Value(nil), r.Cells...)
			r.ID = order.IDOf(uint64(n))
			r.Cells[0].S = r.ID
			k.Rows = append([]api.Row{r}, k.Rows...)
		}
		for i := range k.Rows { // every status changes
			k.Rows[i].Cells = append([]api.Value(nil), k.Rows[i].Cells...)
			k.Rows[i].Cells[1].S = "delivered"
		}
	}
	play(t, shop, Options{}, 80, 24, func(t *testing.T, c *console) {
		c.Press("2 j k")
		c.shop.Change([]core.Noun{order.NounOrder}, func(f *tuitest.Fake) { push(f, 200) })
		c.Advance(2 * time.Second)
		c.shows(t, "200 new", "SO-60    delivered", "SO-44    delivered", "LIVE")
		c.hides(t, "gone", "held", "allocated")
		c.shop.Change([]core.Noun{order.NounOrder}, func(f *tuitest.Fake) { push(f, 800) })
		c.Advance(9 * time.Second)
		c.shows(t, "STALE", "new (press .)")
		c.Press(".")
		c.Advance(time.Second)
		c.shows(t, "LIVE", "SO-1060")
	})
}

// As long as nobody has moved or picked in a list, what is new comes into sight by itself;
// from then on the page stands still.
func TestUnusedListFlows(t *testing.T) {
	closed := func(id string) func(*tuitest.Fake) { return func(f *tuitest.Fake) { f.CloseException(id) } }
	play(t, tuitest.Shop(), Options{}, 80, 24, func(t *testing.T, c *console) {
		c.shows(t, "missing_addr", "unknown_sku")
		c.shop.Change([]core.Noun{exception.NounException}, closed("EX-2"))
		c.Advance(2 * time.Second)
		c.hides(t, "missing_addr", "gone")
		c.Press("j")
		c.shop.Change([]core.Noun{exception.NounException}, closed("EX-3"))
		c.Advance(2 * time.Second)
		c.shows(t, "unknown_sku", "1 gone, order changed (press .)")
	})
}
