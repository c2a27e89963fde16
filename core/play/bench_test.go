package play_test

import (
	"context"
	"os"
	"testing"

	"andon/core/play"
)

// BenchmarkStory plays the story with the most commands of the library.
func BenchmarkStory(b *testing.B) {
	text, err := os.ReadFile("../../fixtures/scenarios/last-unit.story")
	if err != nil {
		b.Fatal(err)
	}
	c := codec(b)
	for b.Loop() {
		s, _ := play.Parse("last-unit.story", string(text))
		if r := s.Run(context.Background(), c); !r.OK {
			b.Fatal(r.Failure)
		}
	}
}
