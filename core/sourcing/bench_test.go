package sourcing

import (
	"fmt"
	"testing"
)

func BenchmarkSolve(b *testing.B) {
	for _, size := range Grid() {
		g := NewGenerator(1)
		problems := make([]*Problem, 64)
		for i := range problems {
			problems[i] = g.Problem(size)
		}
		b.Run(fmt.Sprintf("%dx%dx%d", size.Lines, size.Locations, size.Units), func(b *testing.B) {
			b.ReportAllocs()
			var s Solver
			for i := range b.N {
				if _, err := s.Solve(problems[i%len(problems)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkExplain(b *testing.B) {
	for _, size := range []Size{{3, 4, 5}, {10, 20, 25}} {
		p := NewGenerator(1).Problem(size)
		plan := solved(b, p)
		b.Run(fmt.Sprintf("%dx%d", size.Lines, size.Locations), func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				explained(b, p, &plan)
			}
		})
	}
}
