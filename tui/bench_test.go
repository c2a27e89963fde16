package tui

import (
	"testing"
	"time"

	"andon/tui/load"
	"andon/tui/term"
	"andon/tui/theme"
	"andon/tui/tuitest"

	tea "github.com/charmbracelet/bubbletea"
)

// pump plays the program's part in real time: a benchmark cannot run in a bubble.
type pump struct {
	app  *app
	msgs chan tea.Msg
}

func (p *pump) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch m := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range m {
				p.run(c)
			}
		default:
			p.msgs <- m
		}
	}()
}

// settle handles messages until none has come for a while.
func (p *pump) settle() {
	for {
		select {
		case m := <-p.msgs:
			p.send(m)
		case <-time.After(20 * time.Millisecond):
			return
		}
	}
}

func (p *pump) send(m tea.Msg) {
	_, cmd := p.app.Update(m)
	p.run(cmd)
}

// What one frame costs on the largest screen that is designed for, with colours.
func BenchmarkView(b *testing.B) {
	for _, screen := range []struct {
		name string
		keys []string
	}{
		{"exceptions", nil}, {"orders", []string{"2"}}, {"story", []string{"j", "o"}}, {"exception", []string{"j", "enter"}}, {"help", []string{"?"}},
	} {
		b.Run(screen.name, func(b *testing.B) {
			th, err := theme.New("", term.Profile{Depth: term.ANSI256})
			if err != nil {
				b.Fatal(err)
			}
			opt := Options{Zone: time.UTC, Actor: "lead"}.filled()
			jobs := load.NewJobs(b.Context(), tuitest.Shop(), nil)
			defer jobs.Close(time.Second)
			a, err := newApp(setup{opt: opt, jobs: jobs, theme: th, clock: wall{time.Now}})
			if err != nil {
				b.Fatal(err)
			}
			p := &pump{a, make(chan tea.Msg)}
			p.run(a.Init())
			p.send(tea.WindowSizeMsg{Width: 200, Height: 60})
			p.settle()
			for _, k := range screen.keys {
				p.send(tuitest.KeyMsg(k))
				p.settle()
			}
			b.ReportAllocs()
			for b.Loop() {
				a.View()
			}
		})
	}
}
