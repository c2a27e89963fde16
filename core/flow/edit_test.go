package flow_test

import "testing"

// TestEdits proves that a channel's newer version is followed in all that it says
// about money and service, and is validated like the first.
func TestEdits(t *testing.T) {
	t.Parallel()
	play(t, []scenario{
		{"prices, discounts, charges and total", `
			stock A@L1 9
			order web A*3 ext=E rev=1 price=2 post=50 total=650
			= SO-1 goods=600 sum=650 total=650
			order web A*3 ext=E rev=2 price=3 off=10 post=20 total=910
			= SO-1 goods=890 sum=910 total=910 rev=2
			= SO-1/1 allocated=3
			= board
			order web A*2 ext=E rev=3 price=3 total=600
			= SO-1 goods=600 sum=600 total=600
			= SO-1/1 allocated=2 cancelled=1
			order web A*2 B*1 ext=E rev=4 price=3 total=900
			= SO-1 goods=900 sum=900
			order web B*1 ext=E rev=5 price=3 total=300
			= SO-1 goods=300 sum=300 total=300
			order web A:case*1 B*1 ext=E rev=6 price=4 total=800
			= SO-1/1 allocated=6 cancelled=3
			= SO-1 goods=800 sum=800 total=800
			amend SO-1 2*3
			= SO-1 goods=1600
		`},
		{"a wrong total appears and clears", `
			stock A@L1 9
			order web A*3 ext=E rev=1 price=2 total=600
			= board
			order web A*3 ext=E rev=2 price=2 total=700
			= board total_mismatch:SO-1
			accept SO-1/1
			! held
			order web A*3 ext=E rev=3 price=2 total=800
			= board total_mismatch:SO-1
			order web A*4 ext=E rev=4 price=2 total=800
			= board
			accept SO-1/1
		`},
		{"what a person let pass stays passed while nothing of it changes", `
			pricelist PL A*2
			chan web list=PL
			stock A@L1 9
			order web A*3 ext=E rev=1 price=3 total=100
			= board price_mismatch:SO-1/1 total_mismatch:SO-1
			free SO-1 1
			free SO-1 2
			= board
			order web A*3 ext=E rev=2 price=3 total=100 to=7
			= board
			order web A*3 ext=E rev=3 price=4 total=100
			= board price_mismatch:SO-1/1 total_mismatch:SO-1
			order web A*3 ext=E rev=4 price=2 total=600
			= board
		`},
		{"prices of added lines are looked at, and of lines that were not are not", `
			pricelist PL A*2 B*5
			chan web list=PL
			stock A@L1 9
			order web A*3 ext=E rev=1 price=2
			= board
			order web A*3 B*1 ext=E rev=2 price=2
			= board price_mismatch:SO-1/2 short:SO-1/2
			order web A*3 ext=E rev=3 price=2
			= board
		`},
		{"what was held is held again when it comes back", `
			stock A@L1 9
			order web X*2 A*1 ext=E rev=1
			order web A*1 ext=E rev=2
			= board
			order web X*1 A*1 ext=E rev=3
			= SO-1/1 cancelled=2 open=1
			= board unknown_sku:SO-1/1
			hold SO-1 line=2
			cancel SO-1 2*1
			= board unknown_sku:SO-1/1
			amend SO-1 2*1
			= board unknown_sku:SO-1/1 held:SO-1/2
		`},
		{"what was wrong then and is right now is not", `
			stock A@L1 9
			order web B*1 A*1 ext=E rev=1 price=2 total=100
			= board total_mismatch:SO-1 short:SO-1/1
			cancel SO-1
			= board
			order web B*1 A*1 ext=E rev=2 price=2 total=400
			= board short:SO-1/1
		`},
		{"a price that is paid for more units than before", `
			order web A*12 ext=E rev=1 price=2
			order web A*4 ext=E rev=2 price=2
			cancel SO-1
			order web A*4 ext=E rev=3 price=2
			= SO-1 goods=800
		`},
		{"another service sends it another way, as long as nothing is picked", `
			stock A@L1 9
			order web A*3 ext=E rev=1
			accept SO-1/1
			order web A*3 ext=E rev=2 service=fast
			= SO-1 service=fast
			= SO-1/1 allocated=3
			accept SO-1/2
			pick SO-1/2
			order web A*3 ext=E rev=3 service=std
			= SO-1 service=fast rev=3
			= SO-1/1 picked=3
			= board channel_edit:SO-1
		`},
		{"an address that comes too late is not taken and answers nothing", `
			chan web address
			stock A@L1 9
			order web A*3 ext=E rev=1 noaddress
			= board missing_address:SO-1
			pick SO-1/1 1*1
			order web A*3 ext=E rev=2 to=7
			= SO-1 rev=2 status=held
			= board channel_edit:SO-1 missing_address:SO-1 contradiction:SO-1/F1/held
		`},
		{"an address that becomes complete is taken, wherever it leads", `
			chan web address
			stock A@L1 9
			order web A*3 ext=E rev=1 noaddress
			order web A*3 ext=E rev=2
			= board
			accept SO-1/2
		`},
		{"kits that cannot be followed stay whole", `
			kit K A*1 B*1
			stock A@L1 9
			stock B@L1 9
			order web K*3 ext=E rev=1
			accept SO-1/1
			pick SO-1/1 3*3
			order web K*1 ext=E rev=2
			= board channel_edit:SO-1
			= SO-1/2 released=3
			= SO-1/3 picked=3
		`},
		{"the channel's own word for a line outlives every correction of it", `
			stock A@L1 9
			order web X*3 ext=E rev=1
			amend SO-1 1:B
			amend SO-1 1:C
			order web X*4 ext=E rev=2
			= SO-1/1 backordered=4
			= board short:SO-1/1
			amend SO-1 1:A
			= SO-1/1 allocated=4
			order web X*2 ext=E rev=3
			= SO-1/1 allocated=2 cancelled=2
		`},
	})
}
