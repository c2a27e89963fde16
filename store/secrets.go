package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"sync"

	"andon/core"
)

// secrets are the shop's keys for comparing without reading: equal text gives equal
// tokens in this shop and tells nothing to anyone else.
type secrets struct {
	token, digest *sync.Pool // of hash.Hash: HMAC-SHA-256 with its key already worked in
}

func newSecrets(secret []byte) secrets {
	pool := func(key []byte) *sync.Pool {
		key = append([]byte(nil), key...)
		return &sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}
	}
	return secrets{token: pool(secret[:secretBytes/2]), digest: pool(secret[secretBytes/2:])}
}

// Token is the keyed hash of a text, never 0; empty text has token 0.
func (s *secrets) Token(text string) core.Token {
	if text == "" {
		return 0
	}
	sum := mac(s.token, []byte(text))
	return max(1, core.Token(binary.BigEndian.Uint64(sum[:])))
}

// Digest is the keyed hash of a command's kind and body as sent.
func (s *secrets) Digest(kind core.Kind, body []byte) [16]byte {
	sum := mac(s.digest, append([]byte(kind), 0), body) // no kind holds a zero byte
	return [16]byte(sum[:])
}

func mac(pool *sync.Pool, parts ...[]byte) (sum [sha256.Size]byte) {
	h := pool.Get().(hash.Hash)
	h.Reset()
	for _, p := range parts {
		h.Write(p)
	}
	h.Sum(sum[:0])
	pool.Put(h)
	return sum
}
