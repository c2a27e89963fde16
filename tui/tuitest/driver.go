package tuitest

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Driver plays the terminal's and the program's part for a model, inside a bubble of
// testing/synctest.
type Driver struct {
	t     testing.TB
	model tea.Model
	msgs  chan tea.Msg
	done  chan struct{}
	Quit  bool // the model asked to end
}

// Drive starts a model on a terminal of w by h. Close it.
func Drive(t testing.TB, model tea.Model, w, h int) *Driver {
	d := &Driver{t: t, model: model, msgs: make(chan tea.Msg), done: make(chan struct{})}
	d.run(model.Init())
	d.Resize(w, h)
	return d
}

// Close lets commands that still wait go, timers included.
func (d *Driver) Close() {
	close(d.done)
	time.Sleep(time.Minute)
}

func (d *Driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch m := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range m {
				d.run(c)
			}
		default:
			select {
			case d.msgs <- m:
			case <-d.done:
			}
		}
	}()
}

// Send hands the model one message, and settles.
func (d *Driver) Send(m tea.Msg) {
	d.update(m)
	d.Settle()
}

func (d *Driver) update(m tea.Msg) {
	if _, quit := m.(tea.QuitMsg); quit {
		d.Quit = true
		return
	}
	var cmd tea.Cmd
	d.model, cmd = d.model.Update(m)
	d.run(cmd)
}

// Settle handles messages until nothing happens any more but by the clock.
func (d *Driver) Settle() {
	for {
		synctest.Wait()
		select {
		case m := <-d.msgs:
			d.update(m)
		default:
			return
		}
	}
}

// Advance lets time pass.
func (d *Driver) Advance(by time.Duration) {
	const step = 10 * time.Millisecond
	for left := by; left > 0; left -= step {
		time.Sleep(min(step, left))
		d.Settle()
	}
}

// Resize changes the terminal's size.
func (d *Driver) Resize(w, h int) { d.Send(tea.WindowSizeMsg{Width: w, Height: h}) }

// Press types keys one after another, as a person does: by name, separated by spaces.
func (d *Driver) Press(keys string) {
	for _, k := range strings.Fields(keys) {
		d.Send(KeyMsg(k))
		d.Advance(300 * time.Millisecond)
	}
}

// Type types text into a field that has the focus.
func (d *Driver) Type(text string) {
	for _, r := range text {
		d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		d.Advance(30 * time.Millisecond)
	}
}

// Burst sends characters as one read of the terminal.
func (d *Driver) Burst(text string) { d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)}) }

// View is what the terminal shows.
func (d *Driver) View() string { return d.model.View() }

// KeyMsg is the message of a key by its name.
func KeyMsg(name string) tea.KeyMsg {
	switch name {
	case "space":
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	case "enter":
		return tea.KeyMsg{Type: tea.KeyEnter}
	case "esc":
		return tea.KeyMsg{Type: tea.KeyEsc}
	case "tab":
		return tea.KeyMsg{Type: tea.KeyTab}
	}
	for k := tea.KeyF20; k <= tea.KeyCtrlQuestionMark; k++ {
		if k.String() == name && k != tea.KeyRunes {
			return tea.KeyMsg{Type: k}
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
