//go:build unix

package store

import (
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
	"time"
)

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
