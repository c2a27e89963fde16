package input

import (
	"fmt"
	"io"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// recorder notes how the library reports keys, and quits at ctrl+d.
type recorder struct{ seen []string }

func (r *recorder) Init() tea.Cmd { return nil }
func (r *recorder) View() string  { return "" }

func (r *recorder) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m, ok := msg.(tea.KeyMsg)
	switch {
	case !ok:
		return r, nil
	case m.Type == tea.KeyCtrlD:
		return r, tea.Quit
	}
	r.seen = append(r.seen, fmt.Sprintf("%s/%d", m, Classify(m)))
	return r, nil
}

// What the rule is built on: the library reports the printable characters of one read as
// one message, and enter, space, arrows and glued escapes as this package expects. A new
// version of the library that differs fails here.
func TestHowTheLibraryReports(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[string]string{
		"j":                      "j/1",
		"jjj":                    "jjj/2",
		"dd":                     "dd/3",
		"4006381333931\r":        "4006381333931/4 enter/0",
		"AB 12\r\n":              "AB/3  /1 12/3 enter/0 ctrl+j/0",
		"]C101\x1d10\t":          "]C101/4 ctrl+]/0 10/3 tab/0",
		"\x1b[B\x1b[B":           "down/0 down/0",
		"\x1bj":                  "alt+j/6",
		"\x1b[":                  "alt+[/7",
		"\x1b\r":                 "alt+enter/6",
		"\x1b[200~dd\r\x1b[201~": "[dd\r]/5",
		"é界":                     "é界/3",
	} {
		r := &recorder{}
		reads := io.MultiReader(strings.NewReader(bytes), strings.NewReader("\x04")) // two reads; ctrl+d ends
		p := tea.NewProgram(r, tea.WithInput(reads), tea.WithOutput(io.Discard), tea.WithoutRenderer(), tea.WithoutSignalHandler())
		if _, err := p.Run(); err != nil {
			t.Errorf("%q: %v", bytes, err)
		}
		if got := strings.Join(r.seen, " "); got != want {
			t.Errorf("%q is reported as %q, want %q", bytes, got, want)
		}
	}
}
