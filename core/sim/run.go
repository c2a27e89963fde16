package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"andon/core"
	"andon/core/api"
	"andon/core/engine"
	"andon/core/world"
)

// Failure is what a run found wrong, with what repeats it.
type Failure struct {
	Seed    uint64
	Options Options
	Step    int
	What    string
	Script  []string // everything that was said and done
}

// shown is how many lines of the script a failure prints.
const shown = 30

func (f *Failure) Error() string {
	tail := f.Script[max(0, len(f.Script)-shown):]
	return fmt.Sprintf("seed %d, step %d: %s\noptions %+v\nrepeat with: go test ./core/sim -seed %d\nthe last %d of %d lines:\n%s",
		f.Seed, f.Step, f.What, f.Options, f.Seed, len(tail), len(f.Script), strings.Join(tail, "\n"))
}

// Run lives through the shop of a seed. The error is a *Failure.
func Run(ctx context.Context, seed uint64, codec engine.Codec) (Report, error) {
	opt := OptionsOf(seed)
	m := newSimulation(ctx, seed, opt, codec)
	if err := m.live(); err != nil {
		return m.check.report, &Failure{Seed: seed, Options: opt, Step: m.step, What: err.Error(), Script: m.script}
	}
	return m.check.report, nil
}

// simulation is one shop with its storage, its clock and those who talk to it.
type simulation struct {
	*rand.Rand // of what storage and clock do
	ctx        context.Context
	opt        Options
	step       int
	clock      clock
	*Memory
	old    *views // a copy of the read model from before
	shop   *engine.Stepper
	check  *checker
	say    *generator
	deck   []world.CommandRow
	heard  []line // everything said, to be said again
	late   []line // said, and still on the way
	script []string
	codec  engine.Codec
}

// line is a command on the wire.
type line struct {
	actor string
	body  string
}

func newSimulation(ctx context.Context, seed uint64, opt Options, codec engine.Codec) *simulation {
	r := rand.New(rand.NewPCG(seed, 2))
	m := &simulation{Rand: r, ctx: ctx, opt: opt, clock: newClock(r), Memory: NewMemory(), deck: deck(), codec: codec}
	m.old = m.views
	m.check = newChecker(codec, m.journal, m.vault)
	m.say = &generator{Rand: rand.New(rand.NewPCG(seed, 3)), opt: opt, now: m.clock.now}
	return m
}

func (m *simulation) one(n int) bool { return n > 0 && m.IntN(n) == 0 }

func (m *simulation) note(format string, args ...any) {
	m.script = append(m.script, fmt.Sprintf("# "+format, args...))
}

func (m *simulation) live() error {
	if err := m.open(); err != nil {
		return err
	}
	for _, body := range m.say.opening() {
		if err := m.submit(owner, false, core.Command{Body: body}); err != nil {
			return err
		}
	}
	for m.step = 1; m.step <= m.opt.Steps; m.step++ {
		if err := m.move(); err != nil {
			return err
		}
	}
	return m.end()
}

// end closes the shop in order, opens it again, and proves it as `andon verify` does.
func (m *simulation) end() error {
	m.note("end")
	if err := m.restart(); err != nil {
		return err
	}
	if err := m.shop.Close(); err != nil {
		return fmt.Errorf("closing: %w", err)
	}
	if _, err := engine.Verify(m.ctx, m.config(), nil); err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	return nil
}

func (m *simulation) config() engine.Config {
	c := m.Config(m.codec, m.clock.read)
	c.Slice, c.SnapshotEvery, c.KeepClosed = m.opt.Slice, uint64(m.opt.Snapshot), m.opt.Keep
	if !m.opt.Vault {
		c.Vault = nil
	}
	if !m.opt.Views {
		c.Views = nil
	}
	if !m.opt.Snapshots || !m.opt.Views {
		c.Snapshots = nil
	}
	return c
}

// open loads the shop from what is durable, as sound as it may be.
func (m *simulation) open() error {
	shop, err := engine.OpenStepper(m.ctx, m.config())
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	m.shop = shop
	if err := m.check.sync(); err != nil {
		return err
	}
	return m.compare()
}

func (m *simulation) compare() error {
	read := m.views
	if !m.opt.Views {
		read = nil
	}
	if err := m.check.compare(m.shop.World(), read); err != nil {
		return err
	}
	return m.check.filled(m.check.shadow.At)
}

// restart closes the shop in order and opens it again.
func (m *simulation) restart() error {
	m.note("restart")
	if err := m.shop.Close(); err != nil {
		return fmt.Errorf("closing: %w", err)
	}
	return m.open()
}

// crash loses everything that is not durable, and sometimes more: the read model and
// snapshots may be gone or old, the journal may not.
func (m *simulation) crash() error {
	m.check.report.Crashes++
	switch {
	case m.one(6):
		m.views = newViews()
		m.note("crash, the read model is gone")
	case m.one(5):
		m.views = m.old.copied()
		m.note("crash, the read model is that of record %d", m.views.seq)
	default:
		m.note("crash")
	}
	if m.one(5) {
		all := m.one(3)
		m.snapshots.forget(all)
		m.note("snapshots are gone: all %v", all)
	}
	return m.open()
}

// move is one step: something is said, or time does something to the shop.
func (m *simulation) move() error {
	m.clock.move()
	var err error
	switch {
	case m.one(m.opt.Crash):
		err = m.crash()
	case m.one(70):
		err = m.restart()
	case m.one(12):
		m.note("wake")
		err = m.after(m.shop.Wake(m.ctx), 64)
		if err == nil {
			err = m.check.rested(m.shop.World(), m.clock.now)
		}
	case m.one(20):
		m.note("learn")
		err = m.shop.Learn(m.ctx)
	default:
		err = m.speak()
	}
	if err == nil && m.one(m.opt.Lazy) {
		err = m.project()
	}
	if err == nil && m.one(8) {
		err = m.compare()
	}
	return err
}

func (m *simulation) project() error {
	if m.one(15) {
		m.old = m.views.copied()
	}
	m.views.fail = m.one(m.opt.Fault * 2)
	m.snapshots.fail = m.one(m.opt.Fault * 2)
	failing := m.views.fail || m.snapshots.fail
	err := m.shop.Project()
	m.views.fail, m.snapshots.fail = false, false
	if err == nil || !failing {
		return err
	}
	m.note("the read model failed")
	return m.crash()
}

// speak says a batch of commands: new ones, old ones again, and late ones at last.
func (m *simulation) speak() error {
	m.say.w, m.say.now = m.shop.World(), m.clock.now
	n := 1 + m.IntN(m.opt.Batch)
	var lines []line
	for len(lines) < n {
		l, err := m.utter()
		if err != nil {
			return err
		}
		if l.body != "" && m.one(12) {
			m.late = append(m.late, l)
			n--
		} else if l.body != "" {
			lines = append(lines, l)
		}
		if n == 0 {
			return nil
		}
	}
	return m.send(lines)
}

// utter is one line: almost always a new one.
func (m *simulation) utter() (line, error) {
	switch {
	case len(m.heard) > 0 && m.one(12):
		return m.heard[m.IntN(len(m.heard))], nil
	case len(m.late) > 0 && m.one(4):
		i := m.IntN(len(m.late))
		l := m.late[i]
		m.late = append(m.late[:i], m.late[i+1:]...)
		return l, nil
	}
	actor, c := m.say.command(m.deck[m.IntN(len(m.deck))])
	if len(m.heard) > 0 && m.one(40) {
		var other struct{ Key string }
		if json.Unmarshal([]byte(m.heard[m.IntN(len(m.heard))].body), &other) == nil {
			c.Key = other.Key // another command under a known key
		}
	}
	b, err := api.FormatCommand(c)
	if err != nil {
		return line{}, nil // cannot be written as JSON: nobody can say it
	}
	l := line{actor, string(b)}
	m.heard = append(m.heard, l)
	return l, nil
}

// send submits lines as one batch in the name of the first one's actor.
func (m *simulation) send(lines []line) error {
	var commands []core.Command
	for _, l := range lines {
		c, err := api.ParseCommand([]byte(l.body))
		if err != nil {
			continue // refused at the door
		}
		commands = append(commands, c)
	}
	return m.submit(lines[0].actor, m.one(m.opt.Fault), commands...)
}

// submit gives commands to the shop, as values that nobody else holds, and checks
// what it answers.
func (m *simulation) submit(actor string, failing bool, commands ...core.Command) error {
	var said []string
	for i := range commands {
		b, err := api.FormatCommand(commands[i])
		if err != nil {
			return err
		}
		if commands[i], err = api.ParseCommand(b); err != nil {
			return err
		}
		said = append(said, string(b))
		m.script = append(m.script, fmt.Sprintf(`{"step":%d,"at":%q,"actor":%q,"command":%s}`, m.step, m.clock.now, actor, b))
	}
	if failing {
		m.fault()
	}
	receipts, err := m.shop.Submit(m.ctx, actor, commands...)
	m.journal.next, m.vault.fail = sound, false
	if err != nil && failing {
		m.note("no answer: %v", err)
		m.check.report.Lost++
		m.check.unanswered(said)
		return m.crash()
	}
	if err := m.after(err, 300*len(commands)); err != nil {
		return err
	}
	if m.step == 0 {
		return allTaken(receipts)
	}
	if len(said) == 1 && receipts[0].Err != nil {
		if err := m.check.refusedAgain(actor, commands[0], receipts[0].Err, m.clock.now); err != nil {
			return err
		}
	}
	return m.check.receipts(said, receipts)
}

func (m *simulation) fault() {
	switch m.IntN(3) {
	case 0:
		m.journal.next = lost
	case 1:
		m.journal.next = deaf
	case 2:
		m.vault.fail = true
	}
}

// after checks a step that should have gone well. most bounds the records that it may
// have caused.
func (m *simulation) after(err error, most int) error {
	if err != nil {
		return fmt.Errorf("a sound step failed: %w", err)
	}
	if n := len(m.journal.bodies) - int(m.check.shadow.Seq); n > most {
		return fmt.Errorf("one step caused %d records", n)
	}
	return m.check.sync()
}

func allTaken(receipts []core.Receipt) error {
	for _, r := range receipts {
		if r.Err != nil {
			return fmt.Errorf("the opening is refused: %w", r.Err)
		}
	}
	return nil
}

// clock is wall time as machines have it: it stands, jumps, and goes back.
type clock struct {
	*rand.Rand
	now core.Instant
}

// newClock starts shortly before a night on which clocks change, or any day.
func newClock(r *rand.Rand) clock {
	starts := []time.Time{
		time.Date(2026, 3, 28, 20, 0, 0, 0, time.UTC), time.Date(2026, 10, 24, 21, 0, 0, 0, time.UTC),
		time.Date(2026, 11, 1, 2, 0, 0, 0, time.UTC), time.Date(2027, 12, 31, 22, 0, 0, 0, time.UTC), time.Date(2028, 2, 28, 12, 0, 0, 0, time.UTC),
	}
	return clock{r, core.InstantOf(starts[r.IntN(len(starts))])}
}

func (c *clock) read() core.Instant { return c.now }

func (c *clock) move() {
	switch c.IntN(20) {
	case 0:
		c.now = c.now.Add(time.Duration(c.IntN(48)) * time.Hour)
	case 1:
		c.now = c.now.Add(-time.Duration(c.IntN(180)) * time.Minute)
	case 2, 3:
	default:
		c.now = c.now.Add(time.Duration(c.IntN(600_000)) * time.Millisecond)
	}
}
