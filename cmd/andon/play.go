package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"andon/core"
	"andon/core/play"
	"andon/fixtures"
	"andon/tui/term"
)

// playing is what andon play is asked for.
type playing struct {
	app       *app
	library   bool
	list      bool
	keepGoing bool
	form      string

	report playReport
}

// playReport is what andon play -o json prints.
type playReport struct {
	Play     string         `json:"play"` // ok or failed
	Passed   int            `json:"passed"`
	Failed   int            `json:"failed"`
	Millis   float64        `json:"ms"`
	Scripts  []played       `json:"scripts"`
	Mistakes []play.Mistake `json:"mistakes,omitempty"`
}

type played struct {
	play.Result
	Millis float64 `json:"ms"`
}

func playCommand(a *app) *cobra.Command {
	p := &playing{app: a, report: playReport{Play: "ok", Scripts: []played{}}}
	c := &cobra.Command{
		Use: "play [FILE|FOLDER|NAME …]", Short: "Play scenario scripts: a small world, commands, and what must be seen",
		Long: `play runs scenario scripts, each in a world of its own, in memory, with a clock that
only the script moves. It needs no shop and changes none. A script that sees something
else than it says ends with the line, what was expected and what was there; then the
exit code is 1, and 2 where a script has a mistake. A folder stands for all files in it
that end in .story; --library for the stories that come with the program.

` + sentenceHelp() + `
docs/scenarios.md tells more. Example:
  location LEEDS, cut-off 16:00
  channel web
  sku MUG
  stock 1 MUG at LEEDS
  order W-1 on web: 1 MUG
  order W-2 on web: 1 MUG
  see order W-2: status backordered, promise none
  see exception short on W-2`,
		RunE: func(c *cobra.Command, args []string) error { return p.run(c.Context(), args) },
	}
	c.Flags().BoolVar(&p.library, "library", false, "play the stories of the library, all or those named")
	c.Flags().BoolVar(&p.list, "list", false, "list the scripts instead of playing them")
	c.Flags().BoolVar(&p.keepGoing, "keep-going", false, "go on after a script that fails")
	outputFlag(c, &p.form, "text", "json")
	return c
}

// sentenceHelp lists the language.
func sentenceHelp() string {
	var b strings.Builder
	b.WriteString("A line is a sentence. Options stand behind commas, items behind a colon:\n")
	for _, s := range slices.Concat(play.Blocks(), play.Sentences()) {
		b.WriteString("  " + s.Say + "\n")
		writeWrapped(&b, strings.Fields(s.Help), " ")
		if len(s.Opts) > 0 {
			writeWrapped(&b, s.Opts, ", ")
		}
		if len(s.Items) > 0 {
			writeWrapped(&b, s.Items, ": ")
		}
	}
	return b.String()
}

// writeWrapped writes parts below a sentence, in lines that fit a terminal; a comma or
// colon stands before each part.
func writeWrapped(b *strings.Builder, parts []string, before string) {
	const indent, width = 6, 96
	at := 0
	for i, p := range parts {
		if at == 0 || at+len(before)+len(p) > width {
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(strings.Repeat(" ", indent))
			at = indent
		} else {
			b.WriteByte(' ')
			at++
		}
		lead := strings.TrimLeft(before, " ")
		b.WriteString(lead + p)
		at += len(lead) + len(p)
	}
	b.WriteByte('\n')
}

func (p *playing) run(ctx context.Context, args []string) error {
	if err := oneOf("output", p.form, "text", "json"); err != nil {
		return err
	}
	texts, err := p.texts(args)
	if err != nil {
		return err
	}
	scripts := p.parse(texts)
	switch n := len(p.report.Mistakes); {
	case n > 0 && p.form == "json":
		p.report.Play = "failed"
		return firstOf(p.app.printJSON(p.report), errQuiet)
	case n > 0:
		for _, m := range p.report.Mistakes {
			fmt.Fprintln(p.app.errs, clean(m.String()))
		}
		return usage("%s; see andon play --help", plural(n, "mistake"))
	case p.list:
		return p.show(scripts)
	}
	return p.play(ctx, scripts)
}

// texts reads the scripts that are asked for.
func (p *playing) texts(args []string) ([]fixtures.Scenario, error) {
	if p.library {
		return libraryTexts(args)
	}
	if len(args) == 0 {
		return nil, usage("which scripts? Name files or folders, or say --library")
	}
	var out []fixtures.Scenario
	for _, arg := range args {
		files, err := storiesIn(arg)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			b, err := readScript(f)
			if err != nil {
				return nil, core.Wrap(core.CodeNotFound, "open", f, "the file cannot be read", errors.Unwrap(err))
			}
			out = append(out, fixtures.Scenario{Name: f, Text: string(b)})
		}
	}
	return out, nil
}

// readScript reads a file, and little more than a script may have of a larger one.
func readScript(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, play.MaxScript+1))
}

// storiesIn lists the scripts of a folder, or the file itself.
func storiesIn(name string) (out []string, err error) {
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return []string{name}, nil
	}
	err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".story") {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		return nil, core.Wrap(core.CodeNotFound, "open", name, "the folder cannot be read", err)
	}
	if len(out) == 0 {
		return nil, core.E(core.CodeNotFound, "open", name, "the folder has no file that ends in .story")
	}
	return out, nil
}

func libraryTexts(names []string) ([]fixtures.Scenario, error) {
	all := fixtures.Scenarios()
	if len(names) == 0 {
		return all, nil
	}
	var out []fixtures.Scenario
	for _, name := range names {
		i := slices.IndexFunc(all, func(s fixtures.Scenario) bool { return s.Name == strings.TrimSuffix(name, ".story") })
		if i < 0 {
			return nil, usage("the library has no story %.40q; andon play --library --list shows them", name)
		}
		out = append(out, all[i])
	}
	return out, nil
}

func (p *playing) parse(texts []fixtures.Scenario) (out []*play.Script) {
	for _, t := range texts {
		s, mistakes := play.Parse(t.Name, t.Text)
		p.report.Mistakes = append(p.report.Mistakes, mistakes...)
		if s != nil {
			out = append(out, s)
		}
	}
	return out
}

// show lists scripts by their titles.
func (p *playing) show(scripts []*play.Script) error {
	if p.form == "json" {
		type entry struct {
			File  string   `json:"file"`
			Title string   `json:"title"`
			About []string `json:"about"`
		}
		out := []entry{}
		for _, s := range scripts {
			out = append(out, entry{s.File, s.Title, s.About})
		}
		return p.app.printJSON(out)
	}
	for _, s := range scripts {
		if _, err := fmt.Fprintf(p.app.out, "%-28s %s\n", clean(s.File), clean(s.Title)); err != nil {
			return err
		}
	}
	return nil
}

func (p *playing) play(ctx context.Context, scripts []*play.Script) error {
	codec, err := newCodec()
	if err != nil {
		return err
	}
	begun := time.Now()
	for _, s := range scripts {
		started := time.Now()
		one := played{Result: s.Run(ctx, codec)}
		one.Millis = millis(started)
		if err := ctx.Err(); err != nil {
			return core.Wrap(core.CodeCancelled, "play", s.File, "was given up", err)
		}
		if err := p.tell(one); err != nil {
			return err
		}
		if !one.OK && !p.keepGoing {
			break
		}
	}
	p.report.Millis = millis(begun)
	return p.end(len(scripts))
}

func millis(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }

// tell counts a script, and prints what came of it.
func (p *playing) tell(one played) error {
	p.report.Scripts = append(p.report.Scripts, one)
	mark := "ok  "
	if one.OK {
		p.report.Passed++
	} else {
		p.report.Failed++
		p.report.Play, mark = "failed", "FAIL"
	}
	if p.form == "json" {
		return nil
	}
	worlds := ""
	if one.Worlds > 1 {
		worlds = fmt.Sprintf(" in %d orders", one.Worlds)
	}
	_, err := fmt.Fprintf(p.app.out, "%s %s: %s (%s, %d seen%s, %.1f ms)\n", mark, clean(one.File), clean(one.Title), plural(one.Commands, "command"), one.Seen, worlds, one.Millis)
	if f := one.Failure; f != nil {
		_, err = fmt.Fprintf(p.app.out, "%s\n    %s\n", clean(f.String()), clean(f.Sentence))
		for _, line := range f.Around {
			_, err = fmt.Fprintf(p.app.out, "      %s\n", clean(line))
		}
	}
	return err
}

// end prints the summary, and is the exit code.
func (p *playing) end(asked int) error {
	r := &p.report
	err := func() error {
		if p.form == "json" {
			return p.app.printJSON(r)
		}
		rest := ""
		if n := asked - len(r.Scripts); n > 0 {
			rest = fmt.Sprintf(", %d not played (--keep-going plays all)", n)
		}
		_, err := fmt.Fprintf(p.app.out, "%s: %d ok, %d failed%s, %.0f ms\n", plural(asked, "script"), r.Passed, r.Failed, rest, r.Millis)
		return err
	}()
	if err == nil && r.Failed > 0 {
		err = errFailed
	}
	return err
}

// errFailed ends a command that has said what is wrong; its exit code is 1.
var errFailed = core.E(core.CodeState, "play", "", "")

// clean makes text fit for a terminal.
func clean(s string) string { return term.Clean(s, term.Options{}).String() }

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
