package replay

import (
	"bytes"
	"encoding/csv"
	"flag"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"andon/core"
)

var update = flag.Bool("update", false, "write the table of goods anew from the recorded year")

const goodsFile = "../../fixtures/online-retail-goods.csv.zst"

// Proves that the table of goods which the template is made from is what the recorded
// year says; with -update it writes that table.
func TestGoodsTable(t *testing.T) {
	t.Parallel()
	want := goodsTable(t)
	if *update {
		if err := os.WriteFile(goodsFile, packGoods(t, want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	packed, err := os.ReadFile(goodsFile)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zstd.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	got, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("the table in fixtures is not that of the recorded year (%v); run go test ./connectors/replay -run TestGoodsTable -update", err)
	}
	items, err := readGoods(bytes.NewReader(packed))
	if err != nil || len(items) != 3_939 || len(items[0].demand) != 54 {
		t.Errorf("%d goods, %v", len(items), err)
	}
}

// goodsTable makes the table of the recorded year.
func goodsTable(t testing.TB) []byte {
	survey, err := TakeSurvey(openReal(t))
	if err != nil {
		t.Fatal(err)
	}
	weeks := int(survey.Last.Time().Unix()/86400-int64(firstWeek()))/7 + 1
	demand := map[string][]core.Quantity{}
	for _, g := range survey.Goods {
		d := make([]core.Quantity, weeks)
		for _, w := range g.Weeks {
			d[(w.Monday-firstWeek())/7] += w.Ordered - w.Undone
		}
		demand[g.SKU] = d
	}
	adjusted(t, survey.Names(), demand)
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Write(strings.Split(goodsColumns, ","))
	for _, g := range survey.Goods {
		others := slices.DeleteFunc(slices.Clone(g.Codes), func(code string) bool { return code == g.SKU })
		slices.Sort(others)
		var units []string
		for _, q := range demand[g.SKU] {
			units = append(units, strconv.FormatInt(int64(q), 10))
		}
		w.Write([]string{g.SKU, g.Name, strings.Join(others, " "), g.Usual.String(), strconv.Itoa(g.Lines), strings.Join(units, " ")})
	}
	w.Flush()
	return out.Bytes()
}

// adjusted adds what stock adjustments took to the demand: those units had to be there too.
func adjusted(t testing.TB, names *Names, demand map[string][]core.Quantity) {
	rd := openReal(t)
	docs, week := NewDocuments(rd, names), weekClock{zone: rd.clock.zone}
	for {
		doc, err := docs.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if a, ok := doc.(*Adjustment); ok {
			demand[a.SKU][(week.monday(a.Occurred)-firstWeek())/7] -= a.Quantity
		}
	}
}

func packGoods(t testing.TB, plain []byte) []byte {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	return z.EncodeAll(plain, nil)
}
