package play_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"andon/core/play"
)

// shop is the world that the small scripts below begin with.
const shop = "location LEEDS\nchannel web\nsku MUG\nstock 2 MUG at LEEDS\n"

// TestMistakes proves that every mistake is named with its line and with what is allowed.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                           "1: the script is empty",
		"# only a title":                             "1: the script is empty",
		"stok 1 MUG at LEEDS":                        `1: no sentence begins with "stok"; did you mean "stock"?`,
		"fly to the moon":                            `1: no sentence begins with "fly"; there are accept, `,
		"stock one MUG at LEEDS":                     `1: behind "stock" a whole number of units is expected, not "one"`,
		"stock 1 MUG in LEEDS":                       `1: behind "stock 1 MUG" "at" is expected, not "in"`,
		"stock 1 MUG":                                `"at" is expected, not the end`,
		"sku MUG, weight heavy":                      `behind "weight" a weight such as 300g or 1.5kg is expected, not "heavy"`,
		"sku MUG, colour red":                        `"name" or "weight" or`,
		"sku MUG: 1 CUP":                             "nothing may follow here",
		"sku MUG, , untracked":                       "nothing stands behind a comma",
		"at 2026-02-30 09:00":                        "a time such as 2026-11-23 09:00",
		"\n\npass 3 fortnights":                      "3: behind \"pass\" a span such as 2 days",
		"buy P, on 2026-13-01: 1 A":                  `behind "on" a date such as 2026-11-23, today or tomorrow is expected, not "2026-13-01"`,
		"location L, cut-off 25:00":                  "a time of day such as 16:00",
		"zone Mars/Base":                             "a time zone such as Europe/London",
		"order W-1 on web":                           "behind a colon QTY [UNIT of] SKU",
		"see order W-1: status sold":                 "a status: open, held,",
		"see stock A: free 1":                        "what is seen of stock: available,",
		"see exception odd on W-1":                   "a type of exception: unknown_sku,",
		"refused: wrong_state":                       `"refused" must stand behind a command`,
		"see nothing on the board\nrefused: invalid": `2: "refused" must stand behind a command`,
		"sku A\nrefused: wrong":                      "2: a code: invalid, not_found,",
		"sku A\nknown\nend":                          "3: there is no block to end",
		"repeat 3 times\nsku A":                      "1: the block that begins here needs an end",
		"repeat often: sku A":                        `say "repeat N times: SENTENCE"`,
		"repeat 0 times: sku A":                      "1 to 10000 times",
		"repeat 9 times: skuu A{n}":                  `1: no sentence begins with "skuu"; did you mean "sku"?`,
		"in any order, thrice\nsku A\nend":           `say "in any order"`,
		"in any order\nsku A\nend\nin any order\nsku B\nend": "a script has one block",
		"as bob see nothing on the board":                    "gives no command of its own",
		"do order.hold 7":                                    "a body in JSON",
		"do hold {}":                                         "a command, such as order.hold",
	} {
		_, mistakes := play.Parse("f", text)
		if len(mistakes) != 1 || !strings.Contains(mistakes[0].String(), want) {
			t.Errorf("%q: %v, want %q", text, mistakes, want)
		}
	}
	if _, all := play.Parse("f", "stok 1\nsku A\nstok 2\nlocation"); len(all) != 3 {
		t.Errorf("all mistakes are told at once: %v", all)
	}
}

// TestDifferences proves that what is not as a script says ends it, at its line, with
// what was expected and what was there; and that what is as it says does not.
func TestDifferences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"order W-1 on web: 1 MUG\nsee order W-1: status allocated, line 1 allocated 1, from LEEDS":                                                     "",
		"order W-1 on web: 3 MUG\nsee order W-1: status allocated":                                                                                     "6: expected W-1 status allocated, got partly backordered",
		"order W-1 on web: 3 MUG\nsee order W-1: line 1 allocated 3":                                                                                   "6: expected W-1 line 1 allocated 3, got allocated 2 backordered 1",
		"order W-1 on web: 3 MUG\nsee order W-1: line 2 allocated 3":                                                                                   "got 1 lines",
		"order W-1 on web: 1 MUG\nsee order W-1: line 1 is MUG, 1 packages, 0 shipments, 0 exceptions, not held, version 0, open, priority 0, 1 lines": "",
		"order W-1 on web: 1 MUG at 2.50\nsee order W-1: total 2.49":                                                                                   "expected W-1 total 2.49, got 2.50",
		"order W-1 on web: 1 MUG\nsee order W-2: open":                                                                                                 "got there is no order W-2; there are W-1",
		"order W-1 on web: 1 MUG\nsee no order W-1":                                                                                                    "expected no order W-1, got one",
		"order W-1 on web: 1 MUG\norder W-2 on web: 1 MUG\nsee order web/W-2: open":                                                                    "",
		"see stock MUG: available 2\nsee stock MUG@LEEDS: available 2, on_hand 2":                                                                      "",
		"see stock MUG at LEEDS: available 3":                                                                                                          "5: expected MUG available 3, got 2",
		"see stock CUP: available 0":                                                                                                                   "there is no SKU CUP",
		"see exception short on W-1":                                                                                                                   "expected exception short on W-1, got nothing",
		"order W-1 on web: 3 MUG\nsee exception short on W-1, item 1, saying \"no dated supply\"":                                                      "",
		"order W-1 on web: 3 MUG\nsee exception short on W-1, queue dock":                                                                              `got short on W-1 with queue "supply"`,
		"order W-1 on web: 3 MUG\nsee no exception short":                                                                                              "got 1 of them",
		"order W-1 on web: 3 MUG\nsee nothing on the board":                                                                                            "expected nothing on the board, got 1 of them",
		"order W-1 on web: 3 MUG\nsee exceptions: short on W-1\nsee 1 exceptions short":                                                                "",
		"see 1 exceptions": "expected 1 exceptions, got 0",
		"order W-1 on web: 1 MUG\nsee list orders where id = @W-1: 1 row, status allocated": "",
		"see list orders: 1 row":                                     "expected 1 row, got 0",
		"see list skus: 1 row, colour red":                           "the list has no column colour; it has id,",
		"see list orders where stat = x: 0 rows":                     "that this can be done",
		"cancel W-9":                                                 "there is no order W-9; none was placed",
		"missing 1 CUP at LEEDS":                                     "expected the command to be taken, got refused: not_found",
		"missing 1 CUP at LEEDS\nrefused: not_found":                 "",
		"missing 1 CUP at LEEDS\nrefused: invalid":                   "expected refused: invalid, got refused: not_found",
		"missing 1 MUG at LEEDS\nrefused: invalid":                   "expected refused: invalid, got the command was taken",
		"missing 1 CUP at LEEDS\nrefused: not_found saying \"moon\"": "expected refused: not_found moon",
		"repeat 5 times: reserve 1 MUG at LEEDS for p-{n}\nrefused 3 times: stock_insufficient":                                                                        "",
		"repeat 5 times: reserve 1 MUG at LEEDS for p-{n}\nrefused 4 times: stock_insufficient":                                                                        "expected 4 of 5 commands refused: stock_insufficient, got 3 refused",
		"repeat 2 times\norder W-{n} on web: 1 MUG\nsee order W-{n}: status allocated\nend":                                                                            "",
		"stock 1 MUG at LEEDS, key k\nagain\nknown\nsee stock MUG: on_hand 3":                                                                                          "",
		"stock 1 MUG at LEEDS\nagain\nknown":                                                                                                                           "expected a command that was given before, got a new one",
		"stock 1 MUG at LEEDS\nagain 4 times\nsee stock MUG: on_hand 7":                                                                                                "",
		"as viewer stock 1 MUG at LEEDS\nrefused: forbidden":                                                                                                           "",
		"as nobody stock 1 MUG at LEEDS\nrefused: forbidden":                                                                                                           "",
		"person ann, role viewer\nas ann order W-1 on web: 1 MUG\nrefused: forbidden":                                                                                  "",
		"as lead order W-1 on web: 1 CUP\nrefused: invalid\nsee no order W-1":                                                                                          "",
		"order W-1 on web: 1 CUP\nsee order W-1: held by sku":                                                                                                          "",
		"order W-1 on web: 1 MUG\ndo order.hold {\"order\": \"@W-1\",\n \"type\": \"manual\", \"blocks\": 2, \"reason\": \"ask # me\"}\nsee order W-1: held by manual": "",
		"do order.hold {\"order\": \"SO-1\", \"colour\": 1}\nrefused: invalid":                                                                                         "",
		"pass 1 day\nat 08:00":                               "time does not go back",
		"see channel web of MUG: available 2":                "",
		"order W-1 on web: 1 MUG\nsee why W-1: \"the moon\"": `expected "the moon", got 0 lines with it`,
		"order W-1 on web: 1 MUG\nsee history of W-1: 1 times \"web\"\nsee history of MUG@LEEDS: \"found\"":       "",
		"in any order\norder W-1 on web: 2 MUG\norder W-2 on web: 2 MUG\nend\nsee order W-1: status allocated":    "in the order order W-2 on web: 2 MUG | order W-1 on web: 2 MUG",
		"in any order\norder W-1 on web: 2 MUG\norder W-2 on web: 2 MUG\nend\nsee the same in every order":        "expected the same in every order: ",
		"in any order, twice\norder W-1 on web: 1 MUG\norder W-2 on web: 1 MUG\nend\nsee the same in every order": "",
		"prove": "",
	} {
		s, mistakes := play.Parse("f", shop+text)
		if s == nil {
			t.Errorf("%q: %v", text, mistakes)
			continue
		}
		r := s.Run(context.Background(), codec(t))
		got := ""
		if f := r.Failure; f != nil {
			got = fmt.Sprintf("%s\n%s", f, strings.Join(f.Around, "\n"))
		}
		if r.OK != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestSentences proves that every sentence can be read back from its own form: its slots
// have kinds, and no row hides another.
func TestSentences(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range play.Sentences() {
		if s.Help == "" || seen[s.Say] {
			t.Errorf("%q has no help, or stands twice", s.Say)
		}
		seen[s.Say] = true
	}
}

// FuzzParse proves that no text makes the reader fail in another way than by naming
// mistakes, on lines that there are.
func FuzzParse(f *testing.F) {
	f.Add(shop + "order W-1 on web, version 2: 1 case of MUG at 2.50, 2 CUP\nsee order W-1: line 1 allocated 2")
	f.Add("repeat 3 times: sku \"A{n}\nin any order, twice\nend\ndo a.b {\"x\": [1, {\"y\": \"#\"}]}")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "repeat") > 1 {
			return // blocks in blocks are long, not hard
		}
		s, mistakes := play.Parse("f", text)
		if (s == nil) != (len(mistakes) > 0) {
			t.Fatalf("%v and %v", s, mistakes)
		}
		for _, m := range mistakes {
			if m.Line < 1 || m.Line > strings.Count(text, "\n")+1 || m.Text == "" {
				t.Errorf("%+v", m)
			}
		}
	})
}
