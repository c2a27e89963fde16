package tui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"andon/tui/input"
	"andon/tui/load"
	"andon/tui/term"
	"andon/tui/theme"

	tea "github.com/charmbracelet/bubbletea"
)

// The size of a page in line mode, and how long a page waits for its rows.
const (
	plainW, plainH = 80, 24
	plainWait      = 3 * time.Second
	plainLook      = 20 * time.Millisecond
)

// plain is the console line by line: it writes a page, reads a line, and does what the
// line says. Nothing is ever drawn over.
type plain struct {
	*app
	in   *bufio.Reader
	out  io.Writer
	till time.Time // a page is written then at the latest
}

// line is the message of a line that was typed; over is set at the end of the input.
type line struct {
	text string
	over bool
}

// runPlain runs the console on a terminal that cannot move its cursor. The goroutine
// that reads a line ends with the input or the process.
func (a *app) runPlain(ctx context.Context, in io.Reader, out io.Writer) error {
	a.w, a.h = plainW, plainH
	m := &plain{app: a, in: bufio.NewReader(in), out: out, till: a.now.Add(plainWait)}
	_, err := tea.NewProgram(m, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutRenderer()).Run()
	if err != nil && ctx.Err() == nil && !errors.Is(err, tea.ErrInterrupted) {
		return err
	}
	return nil
}

// Init begins as on any terminal, and writes the first page when its rows are there.
func (m *plain) Init() tea.Cmd { return tea.Batch(m.app.Init(), m.arrange(), m.page()) }

// page writes a page once nothing is on its way any more, and reads the next line.
func (m *plain) page() tea.Cmd {
	return m.clock.After(plainLook, func() tea.Cmd {
		if (!m.jobs.Idle() || !m.route.screen().State().Truth.Loaded) && m.now.Before(m.till) {
			return m.page()
		}
		fmt.Fprintf(m.out, "%s\n> ", m.text())
		return m.read
	})
}

func (m *plain) read() tea.Msg {
	s, err := m.in.ReadString('\n')
	return line{strings.TrimRight(s, "\r\n"), err != nil && s == ""}
}

// text is the page without the empty lines at its end.
func (m *plain) text() string {
	var out []string
	for _, l := range strings.Split(m.app.View(), "\n") {
		if strings.TrimSpace(l) != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// View is never shown: pages are written as they come.
func (m *plain) View() string { return "" }

// Update takes one message.
func (m *plain) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	l, ok := msg.(line)
	if !ok {
		_, cmd := m.app.Update(msg)
		return m, cmd
	}
	if l.over {
		return m, m.quit()
	}
	_, cmd := m.app.Update(load.Call(func() tea.Cmd { return m.typed(l.text) }))
	if m.quits {
		return m, cmd
	}
	m.till = m.now.Add(plainWait)
	return m, tea.Batch(cmd, m.page())
}

// typed does what a line says: text for a field, a command, a filter, or keys by name.
func (m *plain) typed(s string) tea.Cmd {
	if m.mode() == input.TextField {
		if s == "esc" { // nothing else could leave a field
			return m.feed(key(s))
		}
		return m.feed(input.Event{Kind: input.Text, Text: s}, key("enter"))
	}
	switch {
	case strings.HasPrefix(s, ":"), strings.HasPrefix(s, "/"):
		return m.feed(key(s[:1]), key("ctrl+u"), input.Event{Kind: input.Text, Text: s[1:]}, key("enter"))
	case m.overlay == nil && len(s) > 1:
		if act, args, err := m.table.Parse(s, m.scopes()...); err == nil {
			return m.runByID(act.ID, args, false)
		}
	}
	var events []input.Event
	for _, name := range strings.Fields(s) {
		events = append(events, key(name))
	}
	if len(events) == 0 {
		m.Say(theme.Muted, term.Lit("type a key, a :command, a /filter or ?"))
	}
	return m.feed(events...)
}

func key(name string) input.Event { return input.Event{Kind: input.Key, Name: name} }

func (m *plain) feed(events ...input.Event) tea.Cmd {
	var cmds []tea.Cmd
	for _, e := range events {
		cmds = append(cmds, m.event(e))
	}
	return tea.Batch(cmds...)
}
