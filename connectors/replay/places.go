package replay

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"andon/core/catalog"
	"andon/fixtures"
)

// places chooses the location of a stock adjustment, which the file does not name:
// always the same for the same SKU and invoice, more often where more of the SKU lies.
type places struct {
	first string                // what a SKU or shop that is not of the template uses
	sites []site                // of the template, that the shop has
	class map[string]popularity // read when it is first needed
}

// placesOf looks at the locations of the shop.
func placesOf(ctx context.Context, ask *asker) (places, error) {
	var all []catalog.Location
	var failed error
	err := ask.list(ctx, catalog.NounLocation, "", func(c cells) {
		var l catalog.Location
		if err := ask.doc(ctx, catalog.NounLocation, c.id, &l); err != nil {
			failed = err
		}
		all = append(all, l)
	})
	if err = cmp.Or(err, failed); err != nil || len(all) == 0 {
		return places{}, err
	}
	slices.SortFunc(all, func(a, b catalog.Location) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.ID, b.ID))
	})
	p := places{first: all[0].ID}
	for _, s := range sites() {
		if slices.ContainsFunc(all, func(l catalog.Location) bool { return l.ID == s.ID }) {
			p.sites = append(p.sites, s)
		}
	}
	return p, nil
}

// of is the location where an adjustment of the SKU is booked.
func (p *places) of(sku, invoice string) (string, error) {
	if p.class == nil {
		goods, err := readGoods(strings.NewReader(fixtures.OnlineRetailGoods()))
		if err != nil {
			return "", err
		}
		p.class = classes(goods)
	}
	d := diceFor(2, sku+" "+invoice)
	percent := d.roll(100)
	for i := range p.sites {
		if percent -= p.sites[i].share(p.class[sku]); percent < 0 {
			return p.sites[i].ID, nil
		}
	}
	return p.first, nil
}
