package main

import (
	"strings"

	"andon/connectors/replay"
	"andon/core"
	"andon/core/catalog"
	"andon/core/policy"
	"andon/core/world"
)

// template is what a new shop may begin with.
type template struct {
	name     string
	commands func() ([]core.Command, error)
	opens    core.Instant     // when the shop of a recorded stream opens; 0: now
	rules    *policy.Document // that decide from the first order; nil: none
}

// onlineRetail is the template of the shop that the recorded order stream needs.
const onlineRetail = "online-retail"

func templates() []template {
	return []template{
		{name: "minimal", commands: minimalTemplate},
		{name: onlineRetail, commands: replay.Template, opens: replay.YearOpens()},
		{name: "empty", commands: func() ([]core.Command, error) { return nil, nil }},
	}
}

// clock is what the shop's clock shows while the template is applied. It never goes
// back, so the shop of a recorded stream must not see today.
func (t template) clock() func() core.Instant {
	if t.opens == 0 {
		return wallClock
	}
	return func() core.Instant { return t.opens }
}

func templateNames() []string {
	var names []string
	for _, t := range templates() {
		names = append(names, t.name)
	}
	return names
}

func orList(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

func templateNamed(name string) (template, error) {
	for _, t := range templates() {
		if t.name == name {
			return t, nil
		}
	}
	return template{}, oneOf("template", name, templateNames()...)
}

// minimalTemplate is the least that takes an order: someone who sells, one location,
// one carrier, one channel. SKUs and stock are the owner's to add.
func minimalTemplate() ([]core.Command, error) {
	put := func(bodies ...core.Payload) (out []core.Command) {
		for _, b := range bodies {
			out = append(out, core.Command{Body: b})
		}
		return out
	}
	return put(
		&catalog.PutEntity{Entity: catalog.Entity{ID: "main", Currency: "EUR"}},
		&catalog.PutLocation{Location: catalog.Location{ID: "MAIN", Name: "Main warehouse", Type: catalog.Warehouse, CutOff: 15 * 60}},
		&catalog.PutCarrier{Carrier: catalog.Carrier{ID: "post", Services: []catalog.Service{
			{ID: "standard", Rates: []catalog.Rate{{Package: 500, Days: 3}}}}}},
		&catalog.PutChannel{Channel: catalog.Channel{ID: "shop", Entity: "main", Currency: "EUR", Service: "standard", ShipHours: 48}},
		&world.PutShop{Settings: world.Settings{ExtraPackage: 300, Backorder: 2000}},
	), nil
}
