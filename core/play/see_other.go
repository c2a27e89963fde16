package play

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/policy"
)

func seeOtherSentences() []Sentence {
	return []Sentence{
		{Say: "see exception TYPE on SUBJECT", Opts: []string{"item ITEM", "saying TEXT", "queue QUEUE", "owner NAME", "severity SEVERITY"}, act: seeException,
			Help: "it stands on the board, on an order, SKU@LOCATION, purchase, transfer, location or SKU"},
		{Say: "see no exception [TYPE] [on SUBJECT]", act: seeNoException, Help: "none stands on the board, of the type, on the subject"},
		{Say: "see exceptions", Items: []string{"TYPE on SUBJECT"}, needs: true, act: seeBoard, Help: "exactly these stand on the board"},
		{Say: "see N exceptions [TYPE]", act: seeCount, Help: "so many stand on the board"},
		{Say: "see nothing on the board", act: seeNoException, Help: "no exception is open"},
		{Say: "see list LIST [where EXPR]", Items: []string{"N [rows] [row]", "COLUMN VALUE"}, needs: true, act: seeList,
			Help: "a list, as andon list shows it, has so many rows; FIELD VALUE must be so in each. @W-1 stands for the id of order W-1"},
		{Say: "see touchless N of N2", act: seeTouchless, Help: "so many of the finished orders needed no person's decision"},
		{Say: "see the same in every order", act: func(r *run, _ *sentence) error { r.marks = append(r.marks, r.state()); return nil },
			Help: "orders, stock and board are the same in all worlds of \"in any order\""},
	}
}

func seeTouchless(r *run, s *sentence) error {
	m := r.trial.World().Shop()
	if got := fmt.Sprintf("%d of %d", m.Touchless, m.Finished); got != s.text("N")+" of "+s.text("N2") {
		return differs("touchless "+s.text("N")+" of "+s.text("N2"), got)
	}
	return nil
}

func matches(r *run, s *said, x *exception.Exception) bool {
	if s.has("TYPE") && string(x.Type) != s.text("TYPE") {
		return false
	}
	return !s.has("SUBJECT") || x.Subject.ID == r.subject(s.text("SUBJECT")).ID
}

func (r *run) found(s *said) (out []*exception.Exception) {
	eachOpen(r.trial.World(), func(x *exception.Exception) {
		if matches(r, s, x) {
			out = append(out, x)
		}
	})
	return out
}

func seeException(r *run, s *sentence) error {
	want := s.text("TYPE") + " on " + s.text("SUBJECT")
	got := orNothing(r.boardList())
	for _, x := range r.found(&s.said) {
		ok := true
		for i := range s.opts {
			o := &s.opts[i]
			is := map[string]string{"item": x.Item, "saying": x.Detail, "queue": x.Queue, "owner": x.Owner, "severity": x.Severity.String()}[o.key]
			wanted := o.text("ITEM") + o.text("TEXT") + o.text("QUEUE") + o.text("NAME") + o.text("SEVERITY")
			if fits := is == wanted || o.key == "saying" && strings.Contains(is, wanted); !fits {
				ok, got = false, fmt.Sprintf("%s with %s %q", want, o.key, is)
			}
		}
		if ok {
			return nil
		}
	}
	return differs(strings.TrimPrefix(s.words.text(), "see "), got, r.board()...)
}

func seeNoException(r *run, s *sentence) error {
	if found := r.found(&s.said); len(found) > 0 {
		return differs(strings.TrimPrefix(s.words.text(), "see "), fmt.Sprintf("%d of them", len(found)), r.board()...)
	}
	return nil
}

func seeCount(r *run, s *sentence) error {
	if got := len(r.found(&s.said)); int64(got) != s.n("N") {
		return differs(strings.TrimPrefix(s.words.text(), "see "), itoa(got), r.board()...)
	}
	return nil
}

func seeBoard(r *run, s *sentence) error {
	var want, got []string
	for i := range s.items {
		want = append(want, s.items[i].text("TYPE")+" on "+r.nameOf(r.subject(s.items[i].text("SUBJECT"))))
	}
	eachOpen(r.trial.World(), func(x *exception.Exception) {
		got = append(got, fmt.Sprintf("%s on %s", x.Type, r.nameOf(x.Subject)))
	})
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		return differs("exceptions: "+strings.Join(want, ", "), orNothing(got), r.board()...)
	}
	return nil
}

// atWord is a name in a filter.
var atWord = regexp.MustCompile(`\B@[A-Za-z0-9][\w./-]*`)

func seeList(r *run, s *sentence) error {
	var wrong error
	where := atWord.ReplaceAllStringFunc(s.text("EXPR"), func(name string) string {
		o, err := r.order(name[1:])
		if err != nil {
			wrong = err
			return name
		}
		return o.ID
	})
	if wrong != nil {
		return wrong
	}
	kind := api.NounNamed(s.text("LIST"))
	page, err := r.ask(api.Query{Kind: kind, Where: where, Open: true, Limit: api.MaxRows})
	if err != nil {
		return err
	}
	for i := range s.items {
		c := &s.items[i]
		if c.has("N") {
			if int64(page.Total) != c.n("N") {
				return differs(c.words.text(), itoa(page.Total), tableText(page)...)
			}
			continue
		}
		if err := inEach(page, c.text("COLUMN"), c.text("VALUE")); err != nil {
			return err
		}
	}
	return nil
}

// inEach looks for a value in a column of every row.
func inEach(page api.Page, field, want string) error {
	col := slices.IndexFunc(page.Columns, func(c api.Column) bool { return c.Name == field })
	if col < 0 {
		var names []string
		for _, c := range page.Columns {
			names = append(names, c.Name)
		}
		return fmt.Errorf("the list has no column %s; it has %s", field, strings.Join(names, ", "))
	}
	for _, row := range page.Rows {
		if got := cellText(page.Columns[col], row.Cells[col]); got != want {
			return differs(field+" "+want, got, tableText(page)...)
		}
	}
	return nil
}

func cellText(c api.Column, v api.Value) string {
	switch c.Type {
	case api.Int:
		return itoa(v.N)
	case api.Time:
		return core.Instant(v.N).String()
	case api.Date:
		return core.Date(v.N).String()
	case api.Boolean:
		return map[bool]string{true: "yes", false: "no"}[v.N != 0]
	}
	return v.S
}

func seeWhy(r *run, s *sentence) error {
	about := r.subject(s.text("SUBJECT"))
	if about.Noun != policy.NounPolicy && about.Noun != order.NounOrder {
		_, err := r.order(s.text("SUBJECT"))
		return err
	}
	var v api.WhyView
	if err := r.doc(api.Query{Kind: about.Noun, View: api.Why, ID: about.ID}, &v); err != nil {
		return err
	}
	var said []string
	for _, d := range v.Decisions {
		said = append(said, d.Text...)
	}
	return hasTexts(s, said)
}

func seeHistory(r *run, s *sentence) error {
	on := r.subject(s.text("SUBJECT"))
	page, err := r.ask(api.Query{Kind: on.Noun, View: api.History, ID: on.ID, Limit: api.MaxRows})
	if err != nil {
		return err
	}
	col := slices.IndexFunc(page.Columns, func(c api.Column) bool { return c.Name == "text" })
	var said []string
	for _, row := range page.Rows {
		said = append(said, row.Cells[col].S)
	}
	return hasTexts(s, said)
}

// hasTexts looks for texts among what is said, where that is named so many times.
func hasTexts(s *sentence, said []string) error {
	for i := range s.items {
		c := &s.items[i]
		n := 0
		for _, line := range said {
			if strings.Contains(line, c.text("TEXT")) {
				n++
			}
		}
		if n == 0 || c.has("N") && int64(n) != c.n("N") {
			return differs(c.words.text(), itoa(n)+" lines with it", said...)
		}
	}
	return nil
}
