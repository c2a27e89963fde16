package flow_test

import (
	"strings"
	"testing"

	"andon/core"
	"andon/core/catalog"
)

// give decides a command of a person or connector.
func (s *script) give(actor string, body core.Payload) {
	s.t.Helper()
	s.line = string(body.Kind())
	s.settled()
	s.do(core.Command{Actor: actor, Body: body})
}

// refused expects that the command before was refused, with a code and a sentence.
func (s *script) refused(code core.Code, sentence string) {
	s.t.Helper()
	if core.CodeOf(s.err) != code || !strings.Contains(s.err.Error(), sentence) {
		s.fail("refused as %q: %v", core.CodeOf(s.err), s.err)
	}
	s.err = nil
}

// TestOneCodeOneSKU proves that no code stands for two SKUs, whichever of them comes first.
func TestOneCodeOneSKU(t *testing.T) {
	t.Parallel()
	s := run(t, "")
	put := func(k catalog.SKU) { s.give("lead", &catalog.PutSKU{SKU: k}) }
	put(catalog.SKU{ID: "MUG", Aliases: []string{"MUG-OLD"}, GTIN: "96385074"})
	for sentence, k := range map[string]catalog.SKU{
		"MUG-OLD stands for MUG already":     {ID: "MUG-OLD"},
		"CUP: MUG-OLD stands for MUG":        {ID: "CUP", Aliases: []string{"MUG-OLD"}},
		"CUP: MUG stands for MUG":            {ID: "CUP", Aliases: []string{"MUG"}},
		"CUP: 96385074 stands for MUG":       {ID: "CUP", GTIN: "96385074"},
		"JUG: 96385074 stands for MUG":       {ID: "JUG", Aliases: []string{"96385074"}},
		"96385074 stands for MUG already":    {ID: "96385074"},
		"JAR: 96385074 stands for MUG alrea": {ID: "JAR", Packs: []catalog.Pack{{Unit: "case", Units: 6, GTIN: "96385074"}}},
	} {
		put(k)
		s.refused(core.CodeExists, sentence)
	}
	put(catalog.SKU{ID: "MUG", Aliases: []string{"MUG-1"}}) // gives its codes back
	put(catalog.SKU{ID: "CUP", Aliases: []string{"MUG-OLD"}, GTIN: "96385074"})
	s.settled()
}
