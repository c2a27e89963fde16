package paper

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/boombuler/barcode/code128"
	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"

	"andon/core"
)

// Sizes in millimetres and points.
const (
	mmMargin = 12.0
	ptText   = 9.0
	mmLine   = 4.2
	mmCode   = 18.0
)

// PDF writes pages on A4, and labels on sheets of 4 by 6 inches. It is said to be made at
// an instant, so that the same pages give the same file. What stands in no letter of Latin,
// Greek or Cyrillic is shown as a question mark.
func PDF(w io.Writer, pages []Page, at core.Instant) error {
	p := newPDF(pages, at)
	if err := p.Output(w); err != nil {
		return core.Wrap(core.CodeInternal, "print", "", "the PDF cannot be made", err)
	}
	return nil
}

type pdf struct {
	*fpdf.Fpdf
	width float64 // between the margins
	label bool
}

func newPDF(pages []Page, at core.Instant) *pdf {
	p := &pdf{Fpdf: fpdf.New("P", "mm", "A4", "")}
	p.SetCatalogSort(true)
	p.SetCreationDate(time.UnixMilli(int64(at)).UTC())
	p.SetModificationDate(time.UnixMilli(int64(at)).UTC())
	p.SetProducer("andon", true)
	p.AddUTF8FontFromBytes("go", "", slices.Clone(gomono.TTF)) // it writes into them
	p.AddUTF8FontFromBytes("go", "B", slices.Clone(gomonobold.TTF))
	p.SetMargins(mmMargin, mmMargin, mmMargin)
	p.SetAutoPageBreak(true, mmMargin)
	for i := range pages {
		p.page(&pages[i])
	}
	return p
}

func (p *pdf) page(g *Page) {
	size := fpdf.SizeType{Wd: 210, Ht: 297}
	p.SetMargins(mmMargin, mmMargin, mmMargin)
	if p.label = g.Label; g.Label {
		size = fpdf.SizeType{Wd: 101.6, Ht: 152.4}
		p.SetMargins(5, 5, 5)
	}
	p.AddPageFormat("P", size)
	left, _, right, _ := p.GetMargins()
	p.width = size.Wd - left - right
	p.SetFont("go", "B", ptText+5)
	p.MultiCell(p.width, mmLine+3, printed(g.Title), "", "L", false)
	p.SetFont("go", "", ptText)
	for _, f := range g.Facts {
		p.line(f.Name + ": " + f.Value)
	}
	for i := range g.Blocks {
		p.Ln(mmLine / 2)
		p.block(&g.Blocks[i])
	}
}

func (p *pdf) line(s string) { p.MultiCell(p.width, mmLine, printed(s), "", "L", false) }

func (p *pdf) block(b *Block) {
	if b.Head != "" {
		p.SetFont("go", "B", ptText)
		p.line(b.Head)
		p.SetFont("go", "", ptText)
	}
	if b.Big {
		p.SetFont("go", "B", ptText+4)
		for _, l := range b.Lines {
			p.MultiCell(p.width, mmLine+2, printed(l), "", "L", false)
		}
		p.SetFont("go", "", ptText)
	} else {
		for _, l := range b.Lines {
			p.line(l)
		}
	}
	if b.Table != nil {
		p.table(b.Table)
	}
	if b.Code.Data != "" {
		p.code(&b.Code)
	}
}

func (p *pdf) table(t *Table) {
	size := ptText
	if !p.label {
		size = ptText + 1
	}
	p.SetFont("go", "", size)
	one := p.GetStringWidth("0")
	w := t.widths(int(p.width / one))
	row := func(style, border string, cell func(i int) string) {
		p.SetFont("go", style, size)
		for i, c := range t.Columns {
			side := "L"
			if c.Right {
				side = "R"
			}
			p.CellFormat(float64(w[i]+1)*one, mmLine+1, clip(printed(cell(i)), w[i]), border, 0, side, false, 0, "")
		}
		p.Ln(-1)
	}
	row("B", "B", func(i int) string { return t.Columns[i].Title })
	for _, r := range t.Rows {
		row("", "", func(i int) string {
			switch {
			case t.Columns[i].Tick:
				return tick(w[i])
			case i < len(r):
				return r[i]
			}
			return ""
		})
	}
	p.SetFont("go", "", ptText)
}

// code draws a barcode as bars, in modules of a third of a millimetre or less.
func (p *pdf) code(c *Code) {
	data := c.Data
	if c.GS1 {
		data = string(code128.FNC1) + data
	}
	bars, err := code128.Encode(data)
	if err != nil {
		p.line(c.Text) // letters that no barcode has
		return
	}
	_, height := p.GetPageSize()
	if p.GetY()+mmCode+2*mmLine > height-mmMargin {
		p.AddPage()
	}
	n := bars.Bounds().Dx()
	module := min(p.width/float64(n), 0.33)
	x, y := p.GetX(), p.GetY()
	for i := 0; i < n; i++ {
		if r, _, _, _ := bars.At(i, 0).RGBA(); r == 0 {
			p.Rect(x+float64(i)*module, y, module, mmCode, "F")
		}
	}
	p.SetY(y + mmCode + 1)
	p.line(c.Text)
}

func clip(s string, width int) string {
	r := []rune(s)
	return string(r[:min(len(r), width)])
}

// printed is text that the font of a PDF can show.
func printed(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x250 || r >= 0x370 && r < 0x500 || r >= 0x2010 && r < 0x2040 || r == '€' {
			return r
		}
		return '?'
	}, clean(s, 0, false))
}
