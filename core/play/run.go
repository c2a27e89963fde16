package play

import (
	"context"
	"fmt"
	"strings"
	"time"

	"andon/core"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/order"
	"andon/core/policy"
	"andon/core/world"
)

// Result is what came of a script.
type Result struct {
	File     string   `json:"file"`
	Title    string   `json:"title"`
	OK       bool     `json:"ok"`
	Commands int      `json:"commands"` // given, over all worlds
	Seen     int      `json:"seen"`     // looks that found what they should, over all worlds
	Worlds   int      `json:"worlds"`   // in which it was played: more than one where lines come in any order
	Failure  *Failure `json:"failure,omitempty"`
}

// Failure is the first thing that was not as the script says.
type Failure struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Sentence string   `json:"sentence"`
	Expected string   `json:"expected"`
	Got      string   `json:"got"`
	Around   []string `json:"around,omitempty"` // the world around it
}

func (f *Failure) String() string {
	return fmt.Sprintf("%s:%d: expected %s, got %s", f.File, f.Line, f.Expected, f.Got)
}

// unseen is a look that found something else.
type unseen struct {
	expected, got string
	around        []string
}

func (u *unseen) Error() string { return "expected " + u.expected + ", got " + u.got }

func differs(expected, got string, around ...string) error { return &unseen{expected, got, around} }

// begin is when a script begins that does not say.
var begin = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// run is one playing of a script in one world.
type run struct {
	ctx     context.Context
	script  *Script
	codec   engine.Codec
	variant int
	ground  *engine.Trial // a drill's: the script is played on it instead of in a new world
	before  *world.World  // as the ground was, nil: the world is new

	trial   *engine.Trial // nil: nothing has happened yet
	start   core.Instant
	zone    *time.Location
	records []*core.Record
	rules   policy.Document // said so far

	at       *step
	last     *step          // that gave commands
	receipts []core.Receipt // of the step
	marks    []string       // states that must be the same in every world
	res      *Result
}

// Run plays a script. The codec is that of the shop's journal.
func (s *Script) Run(ctx context.Context, codec engine.Codec) Result {
	res := Result{File: s.File, Title: s.Title}
	var first []string
	for v := range s.worlds() {
		r := &run{ctx: ctx, script: s, codec: codec, variant: v, zone: time.UTC, start: core.InstantOf(begin), res: &res}
		err := r.steps(s.steps, false)
		if err == nil {
			err = r.prove()
		}
		if v == 0 {
			first = r.marks
		}
		if err == nil {
			err = r.compare(first)
		}
		res.Worlds++
		if err != nil {
			res.Failure = r.failure(err)
			return res
		}
	}
	res.OK = true
	return res
}

// failure tells of an error where it happened.
func (r *run) failure(err error) *Failure {
	f := &Failure{File: r.script.File, Line: r.at.line, Sentence: r.at.text}
	if u, ok := err.(*unseen); ok {
		f.Expected, f.Got, f.Around = u.expected, u.got, u.around
	} else {
		f.Expected, f.Got = "that this can be done", err.Error()
	}
	if r.script.worlds() > 1 {
		f.Around = append(f.Around, "in the order "+r.mixed())
	}
	return f
}

// begun makes the world, with who and what is in every script.
func (r *run) begun() error {
	if r.trial != nil {
		return nil
	}
	if r.ground != nil {
		return r.begunOn(r.ground)
	}
	r.trial = engine.NewTrial(engine.Config{Codec: r.codec, Shop: "script"}, world.New(), r.start)
	r.trial.Prove()
	r.trial.Each = func(rec *core.Record) { r.records = append(r.records, rec) }
	for _, b := range everyShop() {
		if got := r.trial.Do(r.ctx, "owner", core.Command{Body: b}); got.Err != nil {
			return got.Err
		}
	}
	return nil
}

// everyShop is what a script need not say.
func everyShop() []core.Payload {
	var out []core.Payload
	for _, p := range everybody() {
		out = append(out, &catalog.PutPerson{Person: p})
	}
	post := catalog.Carrier{ID: "post", Services: []catalog.Service{
		{ID: "std", Rates: []catalog.Rate{{Package: 100, Days: 1}}}, {ID: "fast", Rates: []catalog.Rate{{Package: 900}}}}}
	return append(out, &catalog.PutCarrier{Carrier: post}, &world.PutShop{Settings: world.Settings{ExtraPackage: 50, Backorder: 10_000}})
}

// everybody is who gives the commands of scripts.
func everybody() []catalog.Person {
	return []catalog.Person{{ID: "owner", Roles: []catalog.Role{catalog.Owner}}, {ID: "admin", Roles: []catalog.Role{catalog.Admin}},
		{ID: "lead", Roles: []catalog.Role{catalog.Lead}}, {ID: "operator", Roles: []catalog.Role{catalog.Operator}},
		{ID: "viewer", Roles: []catalog.Role{catalog.Viewer}}, {ID: "conn", Roles: []catalog.Role{catalog.Connector}}}
}

func (r *run) steps(steps []step, loose bool) error {
	for i := range steps {
		if err := r.ctx.Err(); err != nil {
			return core.Wrap(core.CodeCancelled, "play", "", "was given up", err)
		}
		from := len(r.receipts)
		if err := r.step(&steps[i], loose); err != nil {
			return err
		}
		if !loose {
			r.receipts = r.receipts[:from]
		}
	}
	return nil
}

// step does a step and judges what became of its commands. In a loose block nobody
// minds what became of one: the block as a whole says what is expected.
func (r *run) step(st *step, loose bool) error {
	from := len(r.receipts)
	switch {
	case st.mix != nil:
		return r.steps(r.inOrder(st), loose)
	case st.said == nil:
		if err := r.steps(st.inner, loose || st.refused != nil); err != nil {
			return err
		}
	default:
		r.at = st
		if err := r.begunFor(st); err != nil {
			return err
		}
		if err := st.said.row.act(r, st.said); err != nil {
			return err
		}
		if by := st.said.row.By; by != "" && by != theSame {
			r.last = st
		} else if strings.HasPrefix(st.said.key, "see") {
			r.res.Seen++
		}
	}
	r.at = st
	return r.judge(st, r.receipts[from:], loose)
}

// begunFor makes the world before the first sentence that needs one.
func (r *run) begunFor(st *step) error {
	if st.said.key == "zone" || st.said.key == "at" {
		return nil
	}
	return r.begun()
}

// judge compares what became of commands with what the script says.
func (r *run) judge(st *step, receipts []core.Receipt, loose bool) error {
	if st.refused != nil {
		return r.judgeRefused(st.refused, receipts)
	}
	for i := range receipts {
		switch got := &receipts[i]; {
		case loose:
		case got.Err != nil:
			return differs("the command to be taken", "refused: "+refusalText(got.Err), r.board()...)
		case st.known && !got.Known:
			return differs("a command that was given before", "a new one")
		}
	}
	return nil
}

func (r *run) judgeRefused(want *refusal, receipts []core.Receipt) error {
	times := want.times
	if times == 0 {
		times = len(receipts)
	}
	refused := 0
	for i := range receipts {
		err := receipts[i].Err
		switch {
		case err == nil && want.times == 0:
			return differs("refused: "+string(want.code), "the command was taken", r.board()...)
		case err == nil:
		case err.Code != want.code || !strings.Contains(err.Error(), want.text):
			return differs(strings.TrimSpace(fmt.Sprintf("refused: %s %s", want.code, want.text)), "refused: "+refusalText(err))
		default:
			refused++
		}
	}
	if refused != times {
		return differs(fmt.Sprintf("%d of %d commands refused: %s", times, len(receipts), want.code), fmt.Sprintf("%d refused", refused), r.board()...)
	}
	return nil
}

func refusalText(err *core.Error) string { return fmt.Sprintf("%s (%v)", err.Code, err) }

// give gives a command, with what the sentence says of its key and time.
func (r *run) give(s *sentence, body core.Payload) error {
	cmd := core.Command{Body: body}
	if k := s.opt("key"); k != nil {
		cmd.Key = k.text("ID")
	}
	if o := s.opt("occurred"); o != nil {
		cmd.Occurred, _ = timeIn(o.text("TIME"), r.trial.Now(), r.zone)
	}
	return r.giveAs(s.by, cmd)
}

func (r *run) giveAs(by string, cmd core.Command) error {
	r.receipts = append(r.receipts, r.trial.Do(r.ctx, by, cmd))
	r.res.Commands++
	return r.trouble()
}

func (r *run) trouble() error {
	if err := r.trial.Trouble(); err != nil {
		return differs("books that hold", err.Error(), r.board()...)
	}
	return nil
}

// date reads a date of the script.
func (r *run) date(text string) core.Date {
	d, _ := dateIn(text, r.trial.Now(), r.zone)
	return d
}

// instant reads a time of the script.
func (r *run) instant(text string) core.Instant {
	i, _ := timeIn(text, r.trial.Now(), r.zone)
	return i
}

// order finds an order by the number that its channel gave it, or by its id.
func (r *run) order(name string) (*order.Order, error) {
	w := r.trial.World()
	if o := w.Orders.Get(name); o != nil {
		return o, nil
	}
	channel, external, named := strings.Cut(name, "/")
	var found []*order.Order
	w.Channels.Each(func(id string, _ *catalog.Channel) bool {
		if o := w.OrderByExternal(id, name); o != nil {
			found = append(found, o)
		} else if o := w.OrderByExternal(id, external); named && id == channel && o != nil {
			found = append(found, o)
		}
		return true
	})
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("there is no order %s%s", name, r.ordersHere())
	case 1:
		return found[0], nil
	}
	return nil, fmt.Errorf("%s stands for orders on two channels; say %s/%s", name, found[0].Channel, name)
}

// ordersHere names some orders, in a sentence.
func (r *run) ordersHere() string {
	var names []string
	r.trial.World().Orders.Each(func(id string, o *order.Order) bool {
		names = append(names, called(o))
		return len(names) < 12
	})
	if len(names) == 0 {
		return "; none was placed"
	}
	return "; there are " + strings.Join(names, ", ")
}

// called is the name of an order in scripts.
func called(o *order.Order) string {
	if o.External != "" {
		return o.External
	}
	return o.ID
}
