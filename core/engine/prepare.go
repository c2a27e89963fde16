package engine

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"

	"andon/core"
	"andon/core/api"
	"andon/core/world"
)

// preparer turns what callers send into commands that are ready to be decided. It
// touches no world and runs in the callers' goroutines.
type preparer struct {
	rows  map[core.Kind]world.CommandRow
	codec Codec
	vault Vault
	key   atomic.Uint64 // the last number of a key that was set aside

	scratch sync.Pool // of *[]byte: bodies, written down for their digest alone
}

func (p *preparer) set(cfg *Config, rows map[core.Kind]world.CommandRow, keys uint64) {
	p.rows, p.codec, p.vault = rows, cfg.Codec, cfg.Vault
	p.scratch.New = func() any { return new([]byte) }
	p.key.Store(keys)
}

// seal puts the person of a command into a box of a new key, set aside for it. The
// kernel takes that box unless the person has a key already.
func (p *preparer) seal(c *prepared) error {
	if c.person == nil || p.vault == nil {
		return nil
	}
	var err error
	c.key = p.key.Add(1)
	c.box, err = p.vault.Seal(c.key, c.person)
	return err
}

func (p *preparer) prepare(actor string, cmd core.Command) (*prepared, error) {
	cmd.Actor = actor
	if cmd.Body == nil {
		return nil, core.E(core.CodeInvalid, "submit", cmd.Key, "a command needs a body")
	}
	raw, ours := cmd.Body.(*api.Raw)
	if ours {
		body, err := p.body(raw)
		if err != nil {
			return nil, err
		}
		cmd.Body = body
	}
	if err := checkSizes(&cmd); err != nil {
		return nil, err
	}
	out := &prepared{cmd: cmd, ours: ours}
	if err := p.person(out); err != nil {
		return nil, err
	}
	scratch := p.scratch.Get().(*[]byte)
	defer p.scratch.Put(scratch)
	body, err := p.codec.EncodeDoc((*scratch)[:0], cmd.Body) // Digest keeps nothing of it
	*scratch = body
	if err != nil {
		return nil, core.Wrap(core.CodeInvalid, string(cmd.Body.Kind()), cmd.Key, "the body cannot be written down", err)
	}
	if p.vault != nil {
		out.cmd.Digest = p.vault.Digest(cmd.Body.Kind(), append(body, out.person...))
	} else {
		out.cmd.Digest = plainDigest(cmd.Body.Kind(), body)
	}
	return out, nil
}

// plainDigest serves shops without keys, which hold no personal data to guess.
func plainDigest(kind core.Kind, body []byte) [16]byte {
	sum := sha256.Sum256(append([]byte(kind+"\x00"), body...))
	return [16]byte(sum[:16])
}

// body makes the body that a raw command's kind stands for. Unknown fields are refused.
func (p *preparer) body(raw *api.Raw) (core.Payload, error) {
	row, ok := p.rows[raw.Name]
	if !ok {
		return nil, core.E(core.CodeInvalid, "submit", string(raw.Name), "is not a command of this program; near are: "+strings.Join(core.Nearest(string(raw.Name), p.names(), 3), ", "))
	}
	if len(raw.JSON) > core.MaxBodyBytes {
		return nil, core.E(core.CodeLimit, string(raw.Name), "", "a body has at most 8 MiB")
	}
	body := row.New()
	dec := json.NewDecoder(bytes.NewReader(raw.JSON))
	dec.DisallowUnknownFields()
	if err := dec.Decode(body); err != nil {
		return nil, core.Wrap(core.CodeInvalid, string(raw.Name), "", "the body does not fit the command", err)
	}
	if dec.More() {
		return nil, core.E(core.CodeInvalid, string(raw.Name), "", "more than one value where one body was expected")
	}
	return body, nil
}

// names lists the kinds of commands that callers may send.
func (p *preparer) names() (all []string) {
	for kind, row := range p.rows {
		if !row.Own {
			all = append(all, string(kind))
		}
	}
	return all
}

// person describes the party for decisions and encodes what is personal for its box.
func (p *preparer) person(out *prepared) error {
	has, ok := out.cmd.Body.(core.HasParty)
	if !ok {
		return nil
	}
	party := has.TheParty()
	if party == nil {
		return nil
	}
	// Who sends a party has no say in how it is sealed and compared.
	party.Key, party.Box, party.Email, party.Name, party.Where = 0, nil, 0, 0, 0
	if party.Personal == nil {
		return nil
	}
	if err := checkPersonal(party.Personal); err != nil {
		return err
	}
	party.Describe()
	if p.vault != nil {
		q := party.Personal
		party.Email, party.Name = p.token("who", q.Email), p.token("who", q.Name)
		party.Where = p.token("where", strings.Join(append(q.Address[:len(q.Address):len(q.Address)], q.City, q.PostCode, party.Country), "\n"))
	}
	person, err := p.codec.EncodeDoc(nil, party.Personal)
	out.person, out.party = person, party
	return err
}

// token is the keyed hash of a text, whatever its case and spaces; 0: there is none.
func (p *preparer) token(what, text string) core.Token {
	var b strings.Builder
	b.Grow(len(what) + 1 + len(text))
	b.WriteString(what)
	between := byte(0)
	for word := range strings.FieldsSeq(text) {
		b.WriteByte(between)
		b.WriteString(strings.ToLower(word))
		between = ' '
	}
	if between == 0 {
		return 0
	}
	return p.vault.Token(b.String())
}

func checkPersonal(q *core.Personal) error {
	total := len(q.Name) + len(q.Company) + len(q.Email) + len(q.Phone) + len(q.City) + len(q.PostCode)
	for _, l := range q.Address {
		total += len(l)
	}
	if total > core.MaxTextBytes || len(q.Address) > 10 {
		return core.E(core.CodeLimit, "submit", "", "name and address have at most 2,000 bytes and 10 lines")
	}
	return nil
}
