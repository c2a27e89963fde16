package play

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"andon/core"
	"andon/core/api"
)

// Blocks are what the reader itself knows, for the reference.
func Blocks() []Sentence {
	return []Sentence{
		{Say: "as NAME SENTENCE", Help: "another than usual gives the command: owner, admin, lead, operator, viewer, conn (a connector), or a person of the script"},
		{Say: "repeat N times: SENTENCE", Help: "the sentence N times; {n} in it counts from 1. Without a colon: all lines until one that says end"},
		{Say: "in any order[, twice]", Help: "the lines until one that says end come in every order (24 of them where there are more), twice each if that is said; all else must hold in each"},
	}
}

func storySentences() []Sentence {
	return []Sentence{
		{Say: "zone ZONE", Help: "times and dates of the script are read in this time zone; UTC otherwise", act: setZone},
		{Say: "at TIME", Help: "the story begins then; later in the story, time passes until then", act: sayAt},
		{Say: "pass SPAN", Help: "time passes; timers fire at their times. A day is 24 hours", act: func(r *run, s *sentence) error {
			d, _ := span(s.text("SPAN"))
			return r.pass(r.trial.Now().Add(d))
		}},
		{Say: "again [N times]", Help: "the command before once more, or N times: the same message", By: theSame, act: again},
		{Say: "refused [N times]", Items: []string{"CODE [saying TEXT]"}, needs: true,
			Help: "the command before, or N of the block before, must be refused with the code; any other command must be taken"},
		{Say: "known", Help: "the command before has a key that was given before: it must get its first receipt, and nothing happens"},
		{Say: "do KIND JSON", By: "owner", Help: "any command of andon schema; \"@W-1\" stands for the id of order W-1", act: doAny},
		{Say: "prove", Help: "every invariant holds, and the records give the same world again; this is also done at the end", act: func(r *run, _ *sentence) error { return r.prove() }},
	}
}

// theSame gives what was given before, by whoever gave it.
const theSame = "who gave it"

func setZone(r *run, s *sentence) error {
	zone, err := time.LoadLocation(s.text("ZONE"))
	if err != nil {
		return err
	}
	if r.trial == nil {
		y, m, d := begin.Date()
		r.start = core.InstantOf(time.Date(y, m, d, begin.Hour(), 0, 0, 0, zone))
	}
	r.zone = zone
	return nil
}

func sayAt(r *run, s *sentence) error {
	now := r.start
	if r.trial != nil {
		now = r.trial.Now()
	}
	to, _ := timeIn(s.text("TIME"), now, r.zone)
	if r.trial == nil {
		r.start = to
		return nil
	}
	if to < now {
		return fmt.Errorf("time does not go back: it is %s", r.clock(now))
	}
	return r.pass(to)
}

func (r *run) pass(to core.Instant) error {
	if err := r.trial.Pass(r.ctx, to); err != nil {
		return differs("time to pass", err.Error(), r.board()...)
	}
	return nil
}

// clock is an instant as scripts write it.
func (r *run) clock(i core.Instant) string {
	if i == 0 {
		return "none"
	}
	return i.Time().In(r.zone).Format("2006-01-02 15:04")
}

func again(r *run, s *sentence) error {
	if r.last == nil {
		return fmt.Errorf("no command was given before")
	}
	n, ok := number(s.text("N"))
	if !ok {
		n = 1
	}
	if n > maxRepeat {
		return fmt.Errorf("at most %d times", maxRepeat)
	}
	before := r.last
	for range n {
		if err := before.said.row.act(r, before.said); err != nil {
			return err
		}
	}
	return nil
}

// atName is a name in the JSON of a command.
var atName = regexp.MustCompile(`"@[^"]+"`)

func doAny(r *run, s *sentence) error {
	var wrong error
	body := atName.ReplaceAllStringFunc(s.text("JSON"), func(quoted string) string {
		o, err := r.order(strings.Trim(quoted, `"@`))
		if err != nil {
			wrong = err
			return quoted
		}
		b, _ := json.Marshal(o.ID)
		return string(b)
	})
	if wrong != nil {
		return wrong
	}
	return r.give(s, &api.Raw{Name: core.Kind(s.text("KIND")), JSON: bytes.TrimSpace([]byte(body))})
}
