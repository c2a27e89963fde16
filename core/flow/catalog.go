package flow

import (
	"cmp"

	"andon/core"
	"andon/core/catalog"
	"andon/core/exception"
	"andon/core/order"
	"andon/core/world"
)

// decideCatalog checks a document that is put whole; the command is its own event.
func (d *Decider) decideCatalog(tx *world.Tx) error {
	var err error
	switch c := tx.Cmd.Body.(type) {
	case *catalog.PutSKU:
		return d.putSKU(tx, c)
	case *catalog.PutLocation:
		return d.putLocation(tx, c)
	case *catalog.PutChannel:
		err = d.checkChannel(tx, c)
	case *catalog.PutPriceList:
		err = c.Check()
	case *catalog.PutCarrier:
		err = c.Check()
	case *catalog.PutCustomer:
		return d.putCustomer(tx, c)
	case *catalog.PutEntity:
		err = c.Check()
	case *catalog.PutPerson:
		err = d.checkPerson(tx, c)
	case *catalog.CloseLocation:
		return d.closeLocation(tx, c)
	case *catalog.Erase:
		return d.erase(tx, c)
	case *world.PutShop:
		for _, cost := range [...]core.Amount{c.Settings.ExtraPackage, c.Settings.Backorder, c.Settings.Scarcity, c.Settings.LeastSaving} {
			if cost < 0 || cost > core.MaxCost {
				err = refuse(core.CodeInvalid, tx, "shop", "prices must not be negative or beyond the limit")
			}
		}
		if n := c.Settings.RiskHours; n < 0 || n > world.MaxRisk {
			err = refuse(core.CodeInvalid, tx, "shop", "what is not picked is called out 1 to %d working hours before its time; 0 stands for 4", world.MaxRisk)
		}
		if n := c.Settings.CollectDays; n < 0 || n > catalog.MaxCollectDays {
			err = refuse(core.CodeInvalid, tx, "shop", "goods are kept for who collects them for 1 to %d days; 0 stands for 7", catalog.MaxCollectDays)
		}
		err = cmp.Or(err, catalog.CheckPrefix("shop.put", "shop", c.Settings.Prefix))
		if n := c.Settings.AnswerHours; n < 0 || n > catalog.MaxAnswerHours {
			err = refuse(core.CodeInvalid, tx, "shop", "who is asked answers within 1 to %d hours; 0 stands for 24", catalog.MaxAnswerHours)
		}
		err = cmp.Or(err, order.CheckRejections(c.Settings.Rejections))
	case *world.SetClock:
		if len(c.Stream) > core.MaxIDBytes {
			err = refuse(core.CodeLimit, tx, "shop", "the name of the stream is too long")
		}
	default:
		err = refuse(core.CodeInvalid, tx, string(tx.Cmd.Body.Kind()), "is not a command")
	}
	if err == nil {
		tx.Emit(tx.Cmd.Body)
	}
	return err
}

// checkChannel refuses a channel whose fences name nothing that is kept, or that with
// those of the others would be granted more than arrives.
func (d *Decider) checkChannel(tx *world.Tx, c *catalog.PutChannel) error {
	if err := c.Check(); err != nil {
		return err
	}
	if id := c.Channel.Entity; id != "" && tx.W.Entities.Get(id) == nil {
		return refuse(core.CodeNotFound, tx, id, "there is no such entity; put it first, or leave it out")
	}
	if len(c.Channel.Fences) == 0 {
		return nil
	}
	for i := range c.Channel.Fences {
		f := &c.Channel.Fences[i]
		if s := tx.W.SKUs.Get(f.SKU); f.SKU != "" && (s == nil || !s.Tracked()) {
			return refuse(core.CodeNotFound, tx, f.SKU, "no stock of it is kept; a fence names a SKU with stock of its own, by its id")
		}
		if f.Location != "" && tx.W.Locations.Get(f.Location) == nil {
			return refuse(core.CodeNotFound, tx, f.Location, "there is no such location")
		}
		for _, to := range f.LendTo {
			if tx.W.Channels.Get(to) == nil {
				return refuse(core.CodeNotFound, tx, to, "there is no such channel to lend to; put it first")
			}
		}
	}
	all := []*catalog.Channel{&c.Channel}
	tx.W.Channels.Each(func(id string, ch *catalog.Channel) bool {
		if id != c.Channel.ID && len(ch.Fences) > 0 {
			all = append(all, ch)
		}
		return true
	})
	if sku, location, over := catalog.Overshared(all); over {
		return refuse(core.CodeInvalid, tx, c.Channel.ID, "the channels' shares of %s at %s come to more than 1000 thousandths; lower one of them",
			cmp.Or(sku, "every SKU"), cmp.Or(location, "every location"))
	}
	return nil
}

func (d *Decider) putLocation(tx *world.Tx, c *catalog.PutLocation) error {
	if err := c.Check(); err != nil {
		return err
	}
	if was := tx.W.Locations.Get(c.Location.ID); was != nil && was.Buys != c.Location.Buys && openWork(tx.W, was.ID) > 0 {
		return refuse(core.CodeState, tx, was.ID, "has open fulfillment orders; whether it buys for each order can change when there are none")
	}
	tx.Emit(c)
	watchOpened(tx, c.Location.ID)
	return nil
}

// putCustomer asks the policy again about the customer's orders: terms may have changed.
func (d *Decider) putCustomer(tx *world.Tx, c *catalog.PutCustomer) error {
	if err := c.Check(); err != nil {
		return err
	}
	tx.Emit(c)
	d.recheckCustomer(tx, c.Customer.ID, "")
	return nil
}

func (d *Decider) putSKU(tx *world.Tx, c *catalog.PutSKU) error {
	if err := c.Check(tx.W.SKUs.Get); err != nil {
		return err
	}
	if err := checkSubstitutes(tx, c.SKU.ID, c.SKU.Decimals, c.SKU.Substitutes); err != nil {
		return err
	}
	for _, code := range append(c.SKU.Codes(), c.SKU.ID) {
		if other := tx.W.SKU(code); other != nil && other.ID != c.SKU.ID {
			return refuse(core.CodeExists, tx, c.SKU.ID, "%s stands for %s already; one code means one SKU", code, other.ID)
		}
	}
	for _, b := range c.SKU.Bought {
		if l := tx.W.Locations.Get(b.Location); l == nil || !l.Buys {
			return refuse(core.CodeNotFound, tx, c.SKU.ID, "%s is no location that buys for each order; put it first, of type dropship and with buys", b.Location)
		}
	}
	old := tx.W.SKUs.Get(c.SKU.ID)
	tx.Emit(c)
	d.watchReview(tx, old, c.SKU.ID)
	return nil
}

// checkPerson keeps a shop from being left without an owner.
func (d *Decider) checkPerson(tx *world.Tx, c *catalog.PutPerson) error {
	if err := c.Check(); err != nil {
		return err
	}
	if c.Person.May(catalog.Owner) {
		return nil
	}
	owners := 0
	tx.W.People.Each(func(id string, p *catalog.Person) bool {
		if id != c.Person.ID && p.May(catalog.Owner) {
			owners++
		}
		return true
	})
	if owners == 0 {
		return refuse(core.CodeState, tx, c.Person.ID, "would leave the shop without an owner; make someone else owner first")
	}
	return nil
}

// closeLocation records that a door is shut or open again. Work that is open there
// goes on the board.
func (d *Decider) closeLocation(tx *world.Tx, c *catalog.CloseLocation) error {
	l := tx.W.Locations.Get(c.Location)
	if l == nil {
		return refuse(core.CodeNotFound, tx, c.Location, "there is no such location")
	}
	by := l.Outage
	switch {
	case c.Closed && by != "":
		return refuse(core.CodeState, tx, l.ID, "is closed by %s already, until that has ended", by)
	case c.Closed && l.Closed:
		return refuse(core.CodeState, tx, l.ID, "is closed already: %s", cmp.Or(l.Why, "nobody said why"))
	case !c.Closed && !l.Closed:
		return refuse(core.CodeState, tx, l.ID, "is open already")
	case by != "":
		tx.Emit(c)
		return d.endOutage(tx, by, cmp.Or(c.Reason, "open_again"), false)
	}
	tx.Emit(c)
	watchOpened(tx, l.ID)
	return nil
}

// watchOpened brings the board up to date after a location was closed or opened.
func watchOpened(tx *world.Tx, id string) {
	if !tx.W.Locations.Get(id).Closed {
		clear(tx, core.Ref{Noun: catalog.NounLocation, ID: id}, exception.Closed, "")
	}
	watchLocation(tx, tx.W.Locations.Get(id))
}
