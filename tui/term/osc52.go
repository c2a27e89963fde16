package term

import (
	"encoding/base64"
	"fmt"
	"strings"

	"andon/core"
)

// MaxClipboard is the largest payload in bytes: as base64 it stays below the 100,000
// bytes that common terminals accept in one sequence.
const MaxClipboard = 74_994

// Payload is clean text for the clipboard: lines, and tabs between cells.
type Payload struct{ s string }

// Rows makes a payload of cells, tab-separated, one row a line.
func Rows(rows [][]Text) Payload {
	var b strings.Builder
	for i, row := range rows {
		if i > 0 {
			b.WriteByte('\n')
		}
		for j, cell := range row {
			if j > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(cell.s)
		}
	}
	return Payload{b.String()}
}

// OSC52 is the sequence that puts the payload on the clipboard of the terminal that
// the person sits at, also over SSH. It must go through the writer that the screen is
// drawn with, never straight to standard output. Inside tmux it is wrapped to pass
// through. It fails with core.CodeLimit when the payload is too large.
func OSC52(p Payload, tmux bool) (string, error) {
	if len(p.s) > MaxClipboard {
		return "", core.E(core.CodeLimit, "copy", "", fmt.Sprintf(
			"the selection is %d bytes and a terminal takes at most %d: copy fewer rows or export them", len(p.s), MaxClipboard))
	}
	seq := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(p.s)) + "\a"
	if tmux {
		seq = "\x1bPtmux;" + strings.ReplaceAll(seq, "\x1b", "\x1b\x1b") + "\x1b\\"
	}
	return seq, nil
}
