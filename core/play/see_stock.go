package play

import (
	"encoding/json"
	"fmt"
	"strings"

	"andon/core"
	"andon/core/api"
	"andon/core/query"
	"andon/core/stock"
)

func seeStockSentences() []Sentence {
	return []Sentence{
		{Say: "see stock SKU [at LOCATION]", Items: []string{"FIELD QTY"}, needs: true, act: seeStock,
			Help: "the stock is so, at one location (MUG@LEEDS is short for MUG at LEEDS) or summed over all"},
		{Say: "see channel CHANNEL of SKU", Items: []string{"available QTY", "incoming QTY", "published QTY", "QTY by DAY"}, needs: true, act: seeChannel,
			Help: "so much of the SKU may the channel promise, and is it told; by a day with what arrives until then"},
	}
}

func seeStock(r *run, s *sentence) error {
	sku, at, both := strings.Cut(s.text("SKU"), "@")
	if !both {
		at = s.text("LOCATION")
	}
	if r.trial.World().SKU(sku) == nil {
		return fmt.Errorf("there is no SKU %s", sku)
	}
	if at != "" && r.trial.World().Locations.Get(at) == nil {
		return fmt.Errorf("there is no location %s", at)
	}
	for i := range s.items {
		c := &s.items[i]
		var got core.Quantity
		r.trial.World().BalancesOf(sku, func(b *stock.Balance) bool {
			if at == "" || b.Location == at {
				got += inField(b, c.text("FIELD"))
			}
			return true
		})
		if got != c.qty("QTY") {
			return differs(s.text("SKU")+" "+c.words.text(), itoa(got), r.aroundStock(sku)...)
		}
	}
	return nil
}

func inField(b *stock.Balance, field string) core.Quantity {
	switch field {
	case "on_hand":
		return b.OnHand
	case "committed":
		return b.Commit
	case "variance":
		return b.Open
	}
	return b.Q[stateOf(field)]
}

func seeChannel(r *run, s *sentence) error {
	sells, err := r.sells(s.text("CHANNEL"), s.text("SKU"))
	if err != nil {
		return err
	}
	for i := range s.items {
		c := &s.items[i]
		got := map[string]core.Quantity{"available": sells.Available, "incoming": sells.Incoming, "published": sells.Published}[c.key]
		if c.has("DAY") {
			if got, err = r.toPromise(s.text("CHANNEL"), s.text("SKU"), r.date(c.text("DAY"))); err != nil {
				return err
			}
		}
		if got != c.qty("QTY") {
			return differs(s.text("CHANNEL")+" to have "+c.words.text()+" of "+s.text("SKU"), itoa(got), r.aroundStock(s.text("SKU"))...)
		}
	}
	return nil
}

// sells asks what a channel is told of a SKU.
func (r *run) sells(channel, sku string) (api.ChannelStock, error) {
	id := ""
	r.trial.World().BalancesOf(sku, func(b *stock.Balance) bool { id = b.DocID(); return false })
	if id == "" {
		return api.ChannelStock{}, fmt.Errorf("there is no stock of %s anywhere", sku)
	}
	var v api.BalanceView
	if err := r.doc(api.Query{Kind: stock.NounBalance, View: api.Doc, ID: id}, &v); err != nil {
		return api.ChannelStock{}, err
	}
	for _, c := range v.Sells {
		if c.Channel == channel {
			return c, nil
		}
	}
	return api.ChannelStock{}, fmt.Errorf("there is no channel %s", channel)
}

// toPromise asks what a channel may promise of a SKU by a day.
func (r *run) toPromise(channel, sku string, day core.Date) (q core.Quantity, err error) {
	var v struct {
		Channels []struct {
			Channel string
			Days    []struct {
				Day        core.Date
				Cumulative core.Quantity
			}
		}
	}
	err = r.doc(api.Query{Kind: query.NounATP, View: api.Doc, ID: sku}, &v)
	for _, c := range v.Channels {
		for _, d := range c.Days {
			if c.Channel == channel && d.Day <= day {
				q = d.Cumulative
			}
		}
	}
	return q, err
}

func (r *run) ask(q api.Query) (api.Page, error) { return r.trial.Client(owner).Query(r.ctx, q) }

// doc reads a document into v.
func (r *run) doc(q api.Query, v any) error {
	p, err := r.ask(q)
	if err != nil {
		return err
	}
	return json.Unmarshal(p.Doc, v)
}
