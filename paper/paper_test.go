package paper

import (
	"bytes"
	"encoding/binary"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"andon/core"
)

var update = flag.Bool("update", false, "write golden files anew")

// hostile is text that tries to drive a printer or a terminal, or runs the other way.
const hostile = "^XA^FDOwned^XZ ~JR _5E\x1b]0;title\x07\x1b[2J\u202eevil\r\nNext"

// sheets have everything that a page can have.
func sheets() []Page {
	return []Page{
		{Title: "Pick list " + hostile, Facts: []Fact{{"Location", "LEEDS"}, {"Wave", "WV-1"}}, Blocks: []Block{
			{Table: &Table{Columns: []Column{{Title: "", Width: 3, Tick: true}, {Title: "Bin", Width: 8}, {Title: "SKU", Width: 12}, {Title: "Name"}, {Title: "Units", Width: 6, Right: true}, {Title: "Done", Width: 8, Tick: true}},
				Rows: [][]string{{"", "A-01", "MUG", "A mug, blue", "12"}, {"", "A-02", "LID", hostile, "3"}, {"", "B-1", "長い", "長い名前の商品がここに入ります長い名前の商品", "1"}}}},
		}},
		{Title: "Label", Label: true, Blocks: []Block{
			{Head: "To", Lines: []string{"Åse Øst", hostile, "Ελλάδα"}, Big: true}, {Code: SSCC("106141412345678908")}, {Code: Code{Data: "T-1>0^", Text: "T-1>0^"}},
		}},
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is another now (-update writes it):\n%s", name, got)
	}
}

// TestText proves what is printed as text: nothing wider than the paper, and nothing in it
// that a terminal or printer would follow.
func TestText(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		var b bytes.Buffer
		if err := Text(&b, sheets(), ascii); err != nil {
			t.Fatal(err)
		}
		name := "sheets.txt"
		if ascii {
			name = "sheets.ascii.txt"
		}
		golden(t, name, b.Bytes())
		for _, r := range b.String() {
			if r < ' ' && r != '\n' && r != '\f' || r == 0x7f || ascii && r > '~' {
				t.Errorf("%q is printed", r)
			}
		}
	}
}

// TestZPL proves what is printed on labels, and that no text of the outside begins a command.
func TestZPL(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := ZPL(&b, sheets()); err != nil {
		t.Fatal(err)
	}
	golden(t, "sheets.zpl", b.Bytes())
	known := regexp.MustCompile(`^\^(XA|XZ|CI28|FO\d+,\d+|A0N,\d+,\d+|FH|FD|FS|BY3|BCN,160,N,N,N|GB\d+,2,2)`)
	for rest := b.String(); strings.ContainsAny(rest, "^~"); {
		rest = rest[strings.IndexAny(rest, "^~"):]
		if !known.MatchString(rest) {
			t.Fatalf("a command that is not ours: %.30q", rest)
		}
		rest = rest[1:]
	}
	if strings.Count(b.String(), "^XA") != strings.Count(b.String(), "^XZ") {
		t.Error("a label does not end")
	}
}

// TestPDF proves that a PDF has its pages and its text, and that printing again gives the
// same bytes.
func TestPDF(t *testing.T) {
	t.Parallel()
	at := core.Instant(1_764_000_000_000)
	var first bytes.Buffer
	if err := PDF(&first, sheets(), at); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		var again bytes.Buffer
		if err := PDF(&again, sheets(), at); err != nil || !bytes.Equal(first.Bytes(), again.Bytes()) {
			t.Fatalf("printed again it differs (%v)", err)
		}
	}
	p := newPDF(sheets(), at)
	p.SetCompression(false)
	var plain bytes.Buffer
	if err := p.Output(&plain); err != nil {
		t.Fatal(err)
	}
	if n := len(regexp.MustCompile(`/Type /Page\b[^s]`).FindAll(plain.Bytes(), -1)); n != 2 {
		t.Errorf("%d pages", n)
	}
	text := plain.String()
	for _, want := range []string{"Pick", "A-01", "(00)", "106141412345678908", "Åse"} {
		if !strings.Contains(text, drawn(want)) && !strings.Contains(text, want) {
			t.Errorf("%q is not in it", want)
		}
	}
}

// drawn is text as a PDF holds it: UTF-16, with brackets escaped.
func drawn(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(string(b))
}

// TestLongPages proves that a list of any length is printed to its end.
func TestLongPages(t *testing.T) {
	t.Parallel()
	long := Page{Title: "Long", Blocks: []Block{{Table: &Table{Columns: []Column{{Title: "SKU"}}}}}}
	for range 200 {
		long.Blocks[0].Table.Rows = append(long.Blocks[0].Table.Rows, []string{"ROW"})
	}
	var z, f bytes.Buffer
	if err := ZPL(&z, []Page{long}); err != nil || strings.Count(z.String(), "ROW") != 200 || strings.Count(z.String(), "^XA") < 5 {
		t.Errorf("%v: %d rows on %d labels", err, strings.Count(z.String(), "ROW"), strings.Count(z.String(), "^XA"))
	}
	p := newPDF([]Page{long}, 0)
	if err := p.Output(&f); err != nil || p.PageNo() < 3 {
		t.Errorf("%v: %d pages", err, p.PageNo())
	}
}
