package paper

import (
	"fmt"
	"io"
	"strings"
)

// A label of 4 by 6 inches at 203 dots an inch.
const (
	dotsWide = 812
	dotsHigh = 1218
	margin   = 30
	dotLine  = 28 // a line of ordinary text
	dotWidth = 12 // a character of it
	dotCode  = 160
)

// ZPL writes pages for printers that speak ZPL II: labels of 4 by 6 inches at 203 dots an
// inch, in UTF-8. A page that is longer goes on on the next label.
func ZPL(w io.Writer, pages []Page) error {
	z := &zpl{}
	for i := range pages {
		z.page(&pages[i])
	}
	_, err := io.WriteString(w, z.b.String())
	return err
}

type zpl struct {
	b strings.Builder
	y int // where the next line goes
}

func (z *zpl) start() { z.b.WriteString("^XA\n^CI28\n"); z.y = margin }
func (z *zpl) end()   { z.b.WriteString("^XZ\n") }

// room begins another label where so many dots are not left on this one.
func (z *zpl) room(dots int) {
	if z.y+dots > dotsHigh-margin {
		z.end()
		z.start()
	}
}

func (z *zpl) page(p *Page) {
	z.start()
	z.text(p.Title, 40)
	z.y += 12
	for _, f := range p.Facts {
		z.text(f.Name+": "+f.Value, dotLine)
	}
	for i := range p.Blocks {
		z.y += dotLine / 2
		z.block(&p.Blocks[i])
	}
	z.end()
}

func (z *zpl) block(b *Block) {
	if b.Head != "" {
		z.text(b.Head, dotLine)
	}
	height := dotLine
	if b.Big {
		height = 44
	}
	for _, l := range b.Lines {
		z.text(l, height)
	}
	if b.Table != nil {
		z.table(b.Table)
	}
	if b.Code.Data != "" {
		z.code(&b.Code)
	}
}

// text writes one line of a height, cut where the label ends.
func (z *zpl) text(s string, height int) {
	z.room(height)
	z.field(margin, s, height, (dotsWide-2*margin)*2/height)
	z.y += height + height/6
}

// field writes text at a place of the line, at most so many characters.
func (z *zpl) field(x int, s string, height, width int) {
	if s = data(s, width); s != "" {
		fmt.Fprintf(&z.b, "^FO%d,%d^A0N,%d,%d^FH^FD%s^FS\n", x, z.y, height, height*9/10, s)
	}
}

// data is text that begins no command: what would is written as its number.
func data(s string, width int) string {
	return strings.NewReplacer("_", "_5F", "^", "_5E", "~", "_7E").Replace(clean(s, width, false))
}

func (z *zpl) table(t *Table) {
	w := t.widths((dotsWide - 2*margin) / dotWidth)
	z.room(2 * dotLine)
	row := func(cell func(i int) string) {
		x := margin
		for i := range t.Columns {
			z.field(x, cell(i), dotLine*6/7, w[i])
			x += (w[i] + 1) * dotWidth
		}
		z.y += dotLine
	}
	row(func(i int) string { return t.Columns[i].Title })
	fmt.Fprintf(&z.b, "^FO%d,%d^GB%d,2,2^FS\n", margin, z.y, dotsWide-2*margin)
	z.y += dotLine / 3
	for _, r := range t.Rows {
		z.room(dotLine)
		row(func(i int) string {
			switch {
			case t.Columns[i].Tick:
				return tick(w[i])
			case i < len(r):
				return r[i]
			}
			return ""
		})
	}
}

// code writes a barcode: in subset C, where pairs of digits take the least room, else B.
func (z *zpl) code(c *Code) {
	z.room(dotCode + 2*dotLine)
	begin := ">:"
	if strings.Trim(c.Data, "0123456789") == "" && len(c.Data)%2 == 0 {
		begin = ">;"
	}
	if c.GS1 {
		begin += ">8" // FNC1
	}
	fmt.Fprintf(&z.b, "^FO%d,%d^BY3^BCN,%d,N,N,N^FH^FD%s%s^FS\n", margin, z.y, dotCode, begin, strings.ReplaceAll(data(c.Data, 60), ">", ">0"))
	z.y += dotCode + 8
	z.text(c.Text, dotLine)
}
