package load_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/tui/load"

	tea "github.com/charmbracelet/bubbletea"
)

// An answer that was asked for before another is dropped, in whatever order they come.
func TestSlotNewestWins(t *testing.T) {
	t.Parallel()
	j := load.NewJobs(t.Context(), spy{}, nil)
	defer j.Close(0)
	var slot load.Slot
	var shown []int
	ask := func(n int) tea.Cmd {
		return load.Ask(j, &slot, time.Second, func(context.Context, *load.Reader) (int, error) { return n, nil },
			func(n int, _ error) tea.Cmd { shown = append(shown, n); return nil })
	}
	first, second := ask(1), ask(2)
	later, sooner := first().(load.Done), second().(load.Done)
	sooner.Apply()
	later.Apply()
	if len(shown) != 1 || shown[0] != 2 || slot.Busy() {
		t.Errorf("shown %v, busy %v", shown, slot.Busy())
	}
	dropped := ask(3)
	slot.Drop()
	dropped().(load.Done).Apply()
	if len(shown) != 1 {
		t.Errorf("what was dropped was shown: %v", shown)
	}
}

// A panic is the error of its work alone; its stack is written down.
func TestPanicIsAnError(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	j := load.NewJobs(t.Context(), spy{}, &log)
	defer j.Close(0)
	var slot load.Slot
	var got error
	load.Ask(j, &slot, time.Second, func(context.Context, *load.Reader) (int, error) { panic("boom") },
		func(_ int, err error) tea.Cmd { got = err; return nil })().(load.Done).Apply()
	if core.CodeOf(got) != core.CodeInternal || !strings.Contains(log.String(), "boom") || !strings.Contains(log.String(), "jobs_test.go") {
		t.Errorf("error %v, log %q", got, log.String())
	}
}

// Work has a deadline, and closing cancels it and waits, but not for ever.
func TestDeadlineAndClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := load.NewJobs(t.Context(), spy{}, nil)
		var slot load.Slot
		var got error
		load.Ask(j, &slot, time.Second, func(ctx context.Context, _ *load.Reader) (int, error) { <-ctx.Done(); return 0, ctx.Err() },
			func(_ int, err error) tea.Cmd { got = err; return nil })().(load.Done).Apply()
		if !errors.Is(got, context.DeadlineExceeded) {
			t.Errorf("after the deadline: %v", got)
		}
		deaf := make(chan struct{})
		cmd := load.Ask(j, &slot, time.Hour, func(context.Context, *load.Reader) (int, error) { <-deaf; return 0, nil },
			func(int, error) tea.Cmd { return nil })
		go cmd()
		synctest.Wait()
		began := time.Now()
		j.Close(2 * time.Second)
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("closing took %v", took)
		}
		if m := load.Ask(j, &slot, time.Hour, func(context.Context, *load.Reader) (int, error) { panic("ran") }, nil)(); m != nil {
			t.Errorf("work began after closing: %v", m)
		}
		close(deaf)
		synctest.Wait()
	})
}

// clock is a clock whose timers are called by hand.
type clock struct {
	now    time.Time
	timers []func() tea.Cmd
}

func (c *clock) Now() time.Time { return c.now }

func (c *clock) After(_ time.Duration, f func() tea.Cmd) tea.Cmd {
	c.timers = append(c.timers, f)
	return nil
}

func (c *clock) fire() (cmd tea.Cmd) {
	for _, f := range c.timers {
		cmd = f()
	}
	c.timers = nil
	return cmd
}

// What is shown is known to be outdated from the change on until an answer that was
// asked for after it; changes while an answer is on its way lead to one more question.
func TestLive(t *testing.T) {
	t.Parallel()
	c := &clock{now: time.Unix(1000, 0)}
	j := load.NewJobs(t.Context(), spy{}, nil)
	defer j.Close(0)
	asked := 0
	l := load.Live[int]{Jobs: j, Clock: c, Show: func(int) tea.Cmd { return nil },
		Read: func() func(context.Context, *load.Reader) (int, error) {
			asked++
			return func(context.Context, *load.Reader) (int, error) { return asked, nil }
		}}
	first := l.Touch()
	c.now = c.now.Add(time.Second)
	change := c.now
	if l.Touch() != nil {
		t.Error("a second question while one was on its way")
	}
	first().(load.Done).Apply()
	if !l.Since.Equal(change) || !l.Loaded {
		t.Errorf("outdated since %v, want %v", l.Since, change)
	}
	second := c.fire() // after the pause
	if second == nil || asked != 2 {
		t.Fatalf("asked %d times", asked)
	}
	second().(load.Done).Apply()
	if !l.Since.IsZero() {
		t.Errorf("still outdated since %v", l.Since)
	}
	if l.Touch() != nil || c.fire() == nil || asked != 3 {
		t.Errorf("asked %d times: a change within the pause waits for its end", asked)
	}
}

// What could not be had is tried again, and stays outdated until it is.
func TestLiveRetries(t *testing.T) {
	t.Parallel()
	c := &clock{now: time.Unix(1000, 0)}
	j := load.NewJobs(t.Context(), spy{}, nil)
	defer j.Close(0)
	fail := core.E(core.CodeBusy, "query", "", "closed")
	err := error(fail)
	l := load.Live[api.Page]{Jobs: j, Clock: c, Show: func(api.Page) tea.Cmd { return nil },
		Read: func() func(context.Context, *load.Reader) (api.Page, error) {
			return func(context.Context, *load.Reader) (api.Page, error) { return api.Page{}, err }
		}}
	l.Touch()().(load.Done).Apply()
	if l.Err == nil || l.Since.IsZero() || l.Loaded {
		t.Fatalf("%+v", l)
	}
	if l.Retry() != nil {
		t.Error("tried again within the pause")
	}
	c.fire()
	err = nil
	l.Retry()().(load.Done).Apply()
	if l.Err != nil || !l.Since.IsZero() || !l.Loaded || l.Retry() != nil {
		t.Fatalf("%+v", l)
	}
}
