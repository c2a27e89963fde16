package replay

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"testing"

	"andon/core"
	"andon/core/api"
	"andon/core/catalog"
	"andon/core/engine"
	"andon/core/world"
	"andon/store"
)

// memory is a journal that forgets nothing until it is thrown away. It can be told to
// fail, as a disk does when the power goes.
type memory struct {
	mu     sync.Mutex
	bodies [][]byte
	left   int // appends until it fails; 0: never
}

var errPower = errors.New("the power went")

func (m *memory) Append(_ context.Context, _, after uint64, bodies [][]byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.left == 1 || after != uint64(len(m.bodies)) {
		return errPower
	}
	if m.left > 0 {
		m.left--
	}
	for _, b := range bodies {
		m.bodies = append(m.bodies, bytes.Clone(b))
	}
	return nil
}

func (m *memory) Read(_ context.Context, from uint64, max int) ([]engine.RawRecord, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []engine.RawRecord
	for seq := from; seq <= uint64(len(m.bodies)) && len(out) < max; seq++ {
		out = append(out, engine.RawRecord{Seq: seq, Body: m.bodies[seq-1]})
	}
	return out, nil
}

func (m *memory) Last() (uint64, [32]byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return uint64(len(m.bodies)), [32]byte{}
}

// plainVault seals nothing; what it must keep is that equal text gives equal tokens.
type plainVault struct{}

func (plainVault) Seal(_ uint64, plain []byte) ([]byte, error) { return bytes.Clone(plain), nil }
func (plainVault) Open(_ uint64, box []byte) ([]byte, error)   { return box, nil }
func (plainVault) Erase([]uint64) error                        { return nil }
func (plainVault) Token(text string) core.Token {
	sum := sha256.Sum256([]byte(text))
	return core.Token(sum[0]) | core.Token(sum[1])<<8 | core.Token(sum[2])<<16 | 1<<32
}
func (plainVault) Digest(kind core.Kind, body []byte) [16]byte {
	sum := sha256.Sum256(append([]byte(kind), body...))
	return [16]byte(sum[:16])
}

// testShop is a shop in memory, with its engine.
type testShop struct {
	*engine.Engine
	journal *memory
}

const boss = "boss"

func openShop(t testing.TB, journal *memory, opens core.Instant) *testShop {
	t.Helper()
	kinds, err := world.Kinds()
	if err != nil {
		t.Fatal(err)
	}
	codec, err := store.NewCodec(kinds, nil)
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.Open(context.Background(), engine.Config{Journal: journal, Codec: codec, Vault: plainVault{}, Clock: func() core.Instant { return opens }}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() }) // an engine without power says so; the test knows
	return &testShop{e, journal}
}

// newShop makes a shop from commands.
func newShop(t testing.TB, opens core.Instant, commands ...core.Command) *testShop {
	t.Helper()
	s := openShop(t, &memory{}, opens)
	s.must(t, boss, core.Command{Body: &catalog.PutPerson{Person: catalog.Person{ID: boss, Roles: []catalog.Role{catalog.Owner}}}})
	s.must(t, boss, commands...)
	return s
}

// must gives commands, all of which have to be accepted.
func (s *testShop) must(t testing.TB, actor string, commands ...core.Command) []core.Receipt {
	t.Helper()
	var all []core.Receipt
	for len(commands) > 0 {
		n := min(len(commands), 1_000)
		receipts, err := s.Client(actor).Submit(context.Background(), commands[:n]...)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range receipts {
			if !r.OK() {
				t.Fatalf("%s %s: %v", commands[i].Body.Kind(), r.Key, r.Err)
			}
		}
		all, commands = append(all, receipts...), commands[n:]
	}
	return all
}

func (s *testShop) connector() api.Client { return s.Client(Actor) }

// sound fails the test when the shop's book does not add up.
func (s *testShop) sound(t testing.TB) {
	t.Helper()
	if err := s.World().Check(); err != nil {
		t.Error(err)
	}
}

func yearShop(t testing.TB) *testShop { return shopFrom(t, Template, YearOpens()) }
func demoShop(t testing.TB) *testShop { return shopFrom(t, DemoTemplate, DemoOpens()) }

func shopFrom(t testing.TB, template func() ([]core.Command, error), opens core.Instant) *testShop {
	t.Helper()
	commands, err := template()
	if err != nil {
		t.Fatal(err)
	}
	return newShop(t, opens, commands...)
}
