//go:build unix

package store

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
	"time"
)

// orderPuts is what an order leaves in the views: a document under a rising key,
// three balances out of 100,000, three entries of indexes with random keys, and four
// entries of histories that lead with the day.
func orderPuts(puts []Put, rnd *rand.Rand, n uint64) []Put {
	be := binary.BigEndian
	doc := make([]byte, 1200)
	puts = append(puts, Put{Bucket: "order", Key: be.AppendUint64(nil, n), Val: doc})
	for range 3 {
		puts = append(puts, Put{Bucket: "balance", Key: be.AppendUint64(nil, rnd.Uint64N(100_000)), Val: doc[:60]})
	}
	for i := range 3 {
		key := be.AppendUint64(be.AppendUint64(nil, rnd.Uint64()), n)
		puts = append(puts, Put{Bucket: fmt.Sprint("index", i), Key: key})
	}
	day := uint32(20_000 + n/5_000)
	for i := range 4 {
		key := be.AppendUint64(be.AppendUint32(be.AppendUint32(nil, day), rnd.Uint32N(20_000)), n)
		puts = append(puts, Put{Bucket: fmt.Sprint("history", i), Key: key})
	}
	return puts
}

// One operation is one slice of 10,000 orders, over what 200,000 orders have left.
func BenchmarkViewsWrite(b *testing.B) {
	const slice = 10_000
	v, err := OpenViews(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer v.Close()
	rnd := rand.New(rand.NewPCG(1, 2))
	n := uint64(0)
	next := func() []Put {
		puts := make([]Put, 0, 11*slice)
		for range slice {
			n++
			puts = orderPuts(puts, rnd, n)
		}
		return puts
	}
	for range 20 {
		puts := next()
		if err := v.Write(n, puts); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	start, cpu := n, cpuTime(b)
	b.ResetTimer()
	for range b.N {
		b.StopTimer()
		off := cpuTime(b)
		puts := next()
		cpu += cpuTime(b) - off
		b.StartTimer()
		if err := v.Write(n, puts); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	orders := float64(n - start)
	b.ReportMetric(float64((cpuTime(b)-cpu).Microseconds())/orders, "cpu-µs/order")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/orders, "µs/order")
	info, err := os.Stat(v.path())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(n), "B/order")
}

// cpuTime is the processor time that this process has used.
func cpuTime(t testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
