package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A rule says what the packages of a room may import, in their own code (tests may
// import more). The rule with the longest fitting room holds.
type rule struct {
	room  string   // a folder of the module and everything below it
	ours  []string // packages of ours: a path, or a path with /... for all below as well
	other []string // packages of others
	bans  []string // of the standard library
	clock bool     // may ask what time it is
}

// What the standard library offers that a room must do without.
var (
	inputOutput = []string{"os/...", "net/...", "io/ioutil", "syscall", "log/...", "unsafe", "plugin"}
	random      = []string{"math/rand/...", "crypto/rand"}
	network     = []string{"net/..."}
)

func banned(lists ...[]string) []string { return slices.Concat(lists...) }

// bodies are the packages that hold the bodies of commands and events.
func bodies() []string {
	return []string{"core", "core/catalog", "core/exception", "core/job", "core/order", "core/outage", "core/policy", "core/stock", "core/supply", "core/wave", "core/world"}
}

func rules() []rule {
	pure := banned(inputOutput, random)
	console := append(bodies(), "core/api", "tui/...")
	charm := []string{"github.com/charmbracelet/..."}
	return []rule{
		{room: "core", bans: pure},
		{room: "core/catalog", ours: []string{"core"}, bans: pure},
		{room: "core/stock", ours: []string{"core", "core/catalog"}, bans: pure},
		{room: "core/order", ours: []string{"core", "core/catalog", "core/stock"}, bans: pure}, // a bucket says in which state its units are
		{room: "core/supply", ours: []string{"core", "core/catalog", "core/stock"}, bans: pure},
		{room: "core/wave", ours: []string{"core"}, bans: pure},
		{room: "core/outage", ours: []string{"core"}, bans: pure},
		{room: "core/exception", ours: []string{"core", "core/catalog"}, bans: pure},
		{room: "core/policy/lang", ours: []string{"core"}, other: []string{"github.com/expr-lang/expr/..."}, bans: pure},
		{room: "core/job", ours: []string{"core", "core/catalog", "core/order", "core/stock", "core/exception", "core/supply"}, bans: pure},
		{room: "core/sourcing", ours: []string{"core", "core/catalog"}, other: []string{"github.com/tidwall/btree"}, bans: pure},
		{room: "core/policy", ours: []string{"core", "core/policy/lang"}, bans: pure},
		{room: "core/world", ours: bodies(), other: []string{"github.com/tidwall/btree"}, bans: pure},
		{room: "core/flow", ours: append(bodies(), "core/sourcing", "core/policy/lang"), bans: pure},
		{room: "core/api", ours: bodies(), bans: pure},
		{room: "core/api/apitest", ours: append(bodies(), "core/api"), bans: pure},
		{room: "core/query", ours: append(bodies(), "core/api", "core/policy/lang", "core/sourcing", "core/flow"), bans: pure},
		{room: "core/engine", ours: append(bodies(), "core/api", "core/flow", "core/query", "core/sourcing"), bans: pure},
		{room: "core/play", ours: append(bodies(), "core/api", "core/engine", "core/query"), bans: pure},
		{room: "core/rehearse", ours: append(bodies(), "core/policy/lang", "core/flow", "core/query", "core/sourcing", "core/engine"), bans: pure},
		{room: "core/regret", ours: append(bodies(), "core/flow", "core/sourcing", "core/engine"), bans: pure},
		{room: "core/sim", ours: append(bodies(), "core/api", "core/engine", "core/flow", "core/query", "core/sourcing"), bans: banned(inputOutput, []string{"crypto/rand", "math/rand"})},
		{room: "paper", ours: append(bodies(), "core/api", "tui/term"), other: []string{"github.com/go-pdf/fpdf", "github.com/boombuler/barcode/code128", "golang.org/x/image/font/gofont/..."}, bans: banned(network, random, []string{"os/..."})},
		{room: "store", ours: bodies(), other: []string{"go.etcd.io/bbolt/...", "github.com/fxamacker/cbor/v2", "golang.org/x/sys/..."}, bans: network, clock: true},
		{room: "connectors/replay", ours: append(bodies(), "core/api", "connectors", "fixtures"), other: []string{"github.com/klauspost/compress/..."}, bans: network, clock: true},
		{room: "tui", ours: console, other: charm, bans: network, clock: true},
		{room: "tui/attach", ours: []string{"core", "core/api"}, other: []string{"github.com/gorilla/websocket"}, clock: true},
		{room: "fixtures", bans: banned(inputOutput, random)},
		{room: "cmd/andon", ours: []string{"core/...", "store", "connectors/...", "tui/...", "paper", "fixtures"}, other: []string{"..."}, clock: true},
	}
}

// source is what the check needs to know of a file.
type source struct {
	pkg     string // folder in the module
	file    string
	imports []string
	clocks  []string // calls that ask for the time, such as time.Now
}

// TestImports proves that every import of every package points the way that the
// house plan allows. A package without a rule fails too.
func TestImports(t *testing.T) {
	t.Parallel()
	sources, err := readSources("../..")
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) < 100 {
		t.Fatalf("only %d files were found", len(sources))
	}
	for _, broken := range check(sources, rules()) {
		t.Error(broken)
	}
}

// TestImportsCanFail proves that the check finds what it looks for.
func TestImportsCanFail(t *testing.T) {
	t.Parallel()
	cases := []struct{ pkg, code, want string }{
		{"core/stock", `import "os"`, "core/stock must not import os"},
		{"core/stock", `import "os/exec"`, "core/stock must not import os/exec"},
		{"core/flow", `import "math/rand/v2"`, "core/flow must not import math/rand/v2"},
		{"core/flow", `import "andon/store"`, "core/flow must not import andon/store"},
		{"core/order", `import "andon/core/flow"`, "core/order must not import andon/core/flow"},
		{"core/engine", `import bolt "go.etcd.io/bbolt"`, "core/engine must not import go.etcd.io/bbolt"},
		{"core/world", `import clock "time"; var x = clock.Now()`, "core/world must not call time.Now"},
		{"core/engine", `import "time"; var f = time.Since`, "core/engine must not call time.Since"},
		{"store", `import "andon/core/engine"`, "store must not import andon/core/engine"},
		{"store", `import "net/http"`, "store must not import net/http"},
		{"tui/screens/list", `import "andon/store"`, "tui/screens/list must not import andon/store"},
		{"tui", `import "andon/tui/attach"`, "tui must not import andon/tui/attach"},
		{"connectors/replay", `import "andon/tui/term"`, "connectors/replay must not import andon/tui/term"},
		{"fixtures", `import "andon/core"`, "fixtures must not import andon/core"},
		{"tui", `import "andon/cmd/andon"`, "tui must not import andon/cmd/andon"},
		{"attic", ``, "attic has no rule"},
		{"core/engine", `import ("time"; "andon/core/api"; "context"); var _ = time.NewTimer`, ""},
		{"core/world", `import "github.com/tidwall/btree"`, ""},
		{"store", `import ("os"; "time"); var x = time.Now()`, ""},
	}
	for _, c := range cases {
		s, err := readSource(c.pkg, "x.go", "package x\n"+c.code)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(check([]source{s}, rules()), "; ")
		if (c.want == "") != (got == "") || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s, %s: %q, want %q", c.pkg, c.code, got, c.want)
		}
	}
}

// check returns a sentence for each broken rule.
func check(sources []source, rules []rule) (broken []string) {
	for _, s := range sources {
		r, ok := ruleOf(rules, s.pkg)
		if !ok {
			broken = append(broken, fmt.Sprintf("%s has no rule; add one to the table, see the house plan", s.pkg))
			continue
		}
		for _, i := range s.imports {
			if !r.allows(i) {
				broken = append(broken, fmt.Sprintf("%s must not import %s (%s)", s.pkg, i, s.file))
			}
		}
		for _, c := range s.clocks {
			if !r.clock {
				broken = append(broken, fmt.Sprintf("%s must not call %s (%s)", s.pkg, c, s.file))
			}
		}
	}
	return broken
}

func ruleOf(rules []rule, pkg string) (best rule, found bool) {
	for _, r := range rules {
		if (pkg == r.room || strings.HasPrefix(pkg, r.room+"/") && r.room != "core") && len(r.room) > len(best.room) {
			best, found = r, true
		}
	}
	return best, found
}

const module = "andon/"

func (r rule) allows(imported string) bool {
	if own, ok := strings.CutPrefix(imported, module); ok {
		if own == "tui/attach" && r.room == "tui" {
			return false
		}
		return fits(own, r.ours)
	}
	first, _, _ := strings.Cut(imported, "/")
	if strings.Contains(first, ".") {
		return fits(imported, r.other)
	}
	return !fits(imported, r.bans)
}

// fits reports whether a path is one of the patterns.
func fits(imported string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		stem, all := strings.CutSuffix(p, "/...")
		return p == "..." || imported == stem || all && strings.HasPrefix(imported, stem+"/")
	})
}

// readSources parses every file of the module that is no test.
func readSources(root string) (out []source, err error) {
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(root, name)
		switch {
		case err != nil || relErr != nil:
			return fmt.Errorf("%s: %w", name, err)
		case d.IsDir() && rel != "." && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		pkg := path.Dir(filepath.ToSlash(rel))
		s, err := readSource(pkg, name, nil)
		out = append(out, s)
		return err
	})
	return out, err
}

func readSource(pkg, name string, text any) (source, error) {
	s := source{pkg: pkg, file: path.Base(filepath.ToSlash(name))}
	f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		return s, err
	}
	clock := ""
	for _, i := range f.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return s, err
		}
		s.imports = append(s.imports, p)
		if p == "time" {
			clock = "time"
			if i.Name != nil {
				clock = i.Name.Name
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		id, ok := sel.X.(*ast.Ident)
		if ok && clock != "" && id.Name == clock && slices.Contains([]string{"Now", "Since", "Until"}, sel.Sel.Name) {
			s.clocks = append(s.clocks, "time."+sel.Sel.Name)
		}
		return true
	})
	return s, nil
}
