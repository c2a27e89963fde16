package replay

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"

	"andon/core"
)

// item is one SKU of the recorded year, as the table in fixtures has it.
type item struct {
	sku     string
	name    string
	aliases []string // the same goods under another code
	price   core.Price
	lines   int             // order lines in the year: how popular it is
	demand  []core.Quantity // units that left, by week from firstWeek on; below zero where more came back
}

// goodsColumns is the header of the table. Demand is one number a week.
const goodsColumns = "sku,name,aliases,price,lines,demand"

const opGoods = "replay.goods"

// firstWeek is the Monday of the first week of the table.
func firstWeek() core.Date { return dateOf(2010, 11, 29) }

// readGoods reads the table of goods, plain or packed with zstd.
func readGoods(packed io.Reader) ([]item, error) {
	z, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, badGoods(0, err)
	}
	defer z.Close()
	rows := csv.NewReader(z)
	rows.FieldsPerRecord = strings.Count(goodsColumns, ",") + 1
	rows.ReuseRecord = true
	var out []item
	for n := 1; ; n++ {
		f, err := rows.Read()
		switch {
		case err == io.EOF:
			return out, nil
		case err != nil:
			return nil, badGoods(n, err)
		case n == 1:
			continue
		}
		g, err := readItem(f)
		if err != nil {
			return nil, badGoods(n, err)
		}
		out = append(out, g)
	}
}

func badGoods(line int, err error) error {
	return core.Wrap(core.CodeCorrupt, opGoods, lineName(line), "the table of goods that comes with the program cannot be read", err)
}

func readItem(f []string) (item, error) {
	g := item{sku: f[0], name: f[1]}
	if f[2] != "" {
		g.aliases = strings.Split(f[2], " ")
	}
	var err error
	if g.price, err = core.ParsePrice(f[3]); err != nil {
		return g, err
	}
	if g.lines, err = strconv.Atoi(f[4]); err != nil {
		return g, err
	}
	for week := range strings.SplitSeq(f[5], " ") {
		n, err := strconv.ParseInt(week, 10, 64)
		if err != nil {
			return g, err
		}
		g.demand = append(g.demand, core.Quantity(n))
	}
	return g, nil
}
