package order

import (
	"slices"
	"strings"

	"andon/core"
)

// Effect is what a rejection says about the stock of a location.
type Effect string

// The effects. What a location says is not there, or not as booked, waits in quality
// control for a count; nothing of it is promised before.
const (
	NoEffect Effect = ""        // nothing
	Fewer    Effect = "units"   // the rejected units are not there
	Suspect  Effect = "suspect" // nor is anything else of the SKU that is not promised yet
	Spoilt   Effect = "damaged" // the rejected units are damaged
)

// Words lists the effects.
func (Effect) Words() []string {
	return []string{string(NoEffect), string(Fewer), string(Suspect), string(Spoilt)}
}

// Rejection is a reason for which a location may say no, and its effect on stock.
type Rejection struct {
	Code   string `json:"code" cbor:"1,keyasint"`
	Effect Effect `json:"effect,omitempty" cbor:"2,keyasint,omitempty"`
	Text   string `json:"text,omitempty" cbor:"3,keyasint,omitempty"` // for people
}

// RejectedOther is the reason of a rejection whose words are no code of the shop.
const RejectedOther = "other"

// Rejections are the reasons that every shop has. It may add its own, and give these
// another effect.
func Rejections() []Rejection {
	return []Rejection{
		{"not_in_stock", Suspect, "none of it is there"},
		{"mismatch", Fewer, "fewer are there than booked"},
		{"damaged", Spoilt, "the units are damaged"},
		{"too_busy", NoEffect, "no capacity for it today"},
		{"closed", NoEffect, "the location is closed"},
		{RejectedOther, NoEffect, "another reason, in words"},
	}
}

// RejectionsWith are the reasons of a shop that has some of its own.
func RejectionsWith(own []Rejection) []Rejection {
	out := slices.Clone(own)
	for _, r := range Rejections() {
		if !slices.ContainsFunc(own, func(o Rejection) bool { return o.Code == r.Code }) {
			out = append(out, r)
		}
	}
	return out
}

// MaxRejections bounds the reasons that a shop adds.
const MaxRejections = 50

// CheckRejections refuses reasons of which the shop could not tell what they mean.
func CheckRejections(own []Rejection) error {
	bad := func(code, msg string) error { return core.E(core.CodeInvalid, "shop.put", code, msg) }
	if len(own) > MaxRejections {
		return core.E(core.CodeLimit, "shop.put", "", "at most 50 reasons of rejection are added")
	}
	for i, r := range own {
		switch {
		case !IsCode(r.Code):
			return bad(r.Code, "a reason of rejection is a word of small letters, digits, - and _")
		case !slices.Contains(r.Effect.Words(), string(r.Effect)):
			return bad(r.Code, "the effect of a rejection is units, suspect, damaged, or none at all")
		case len(r.Text) > core.MaxTextBytes || slices.ContainsFunc(own[:i], func(o Rejection) bool { return o.Code == r.Code }):
			return bad(r.Code, "a reason of rejection stands in the list once, with a short text")
		}
	}
	return nil
}

// IsCode reports whether a text looks like a code: a person who writes one means it.
func IsCode(s string) bool {
	return s != "" && len(s) <= core.MaxIDBytes && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}
