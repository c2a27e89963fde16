package play_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"andon/core/engine"
	"andon/core/play"
	"andon/core/world"
	"andon/store"
)

func codec(t testing.TB) engine.Codec {
	t.Helper()
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	c, err := store.NewCodec(kinds, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestLibrary plays every story of the library.
func TestLibrary(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../fixtures/scenarios/*.story")
	if err != nil || len(files) < 1 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	c := codec(t)
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			s, mistakes := play.Parse(filepath.Base(f), string(text))
			for _, m := range mistakes {
				t.Error(m)
			}
			if s == nil {
				return
			}
			if r := s.Run(context.Background(), c); !r.OK {
				t.Errorf("%s\n  %s\n  %s", r.Failure, r.Failure.Sentence, strings.Join(r.Failure.Around, "\n  "))
			}
		})
	}
}

var update = flag.Bool("update", false, "write the table of docs/scenarios.md")

const (
	doc      = "../../docs/scenarios.md"
	tableTop = "go test ./core/play -update writes it -->\n"
	tableEnd = "<!-- end of the table -->"
)

// TestReference proves that the reference lists every sentence as it is.
func TestReference(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), tableTop)
	old, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		t.Fatal("the reference has no place for the table")
	}
	table := table()
	if *update {
		if err := os.WriteFile(doc, []byte(before+tableTop+table+tableEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if table != old {
		t.Error("docs/scenarios.md does not list the sentences as they are; run go test ./core/play -update")
	}
}

func table() string {
	var b strings.Builder
	b.WriteString("| sentence | what it means |\n| --- | --- |\n")
	cell := func(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
	for _, s := range slices.Concat(play.Blocks(), play.Sentences()) {
		help := cell(s.Help)
		if len(s.Opts) > 0 {
			help += "<br>, `" + cell(strings.Join(s.Opts, "`, `")) + "`"
		}
		if len(s.Items) > 0 {
			help += "<br>: `" + cell(strings.Join(s.Items, "`, `")) + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", cell(s.Say), help)
	}
	return b.String()
}
