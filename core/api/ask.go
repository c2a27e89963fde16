package api

// Ask is an answer that a suggested command needs from a person before it is whole.
type Ask struct {
	Label  string `json:"label"` // "the right SKU"
	Path   string `json:"path"`  // its place in the command's body: lines.0.sku
	Number bool   `json:"number,omitempty"`
}

// AskSKU asks for the SKU of an amended line.
func AskSKU() []Ask { return []Ask{{Label: "the right SKU", Path: "lines.0.sku"}} }

// AskQuantity asks for the quantity of an amended line.
func AskQuantity() []Ask {
	return []Ask{{Label: "the right quantity", Path: "lines.0.qty", Number: true}}
}

// AskCounted asks for what a count has found.
func AskCounted() []Ask { return []Ask{{Label: "units counted", Path: "counted", Number: true}} }

// AskAddress asks for the address of an amended order.
func AskAddress() []Ask {
	return []Ask{
		{Label: "name", Path: "ship_to.personal.name"}, {Label: "street and number", Path: "ship_to.personal.address.0"},
		{Label: "city", Path: "ship_to.personal.city"}, {Label: "post code", Path: "ship_to.personal.post_code"},
		{Label: "country, two letters", Path: "ship_to.country"},
	}
}

// AskState asks which units of a balance go to which state.
func AskState() []Ask {
	return []Ask{{Label: "units", Path: "qty", Number: true}, {Label: "from state", Path: "from"}, {Label: "to state", Path: "to"}}
}

// AskBins asks which units go from one bin to another.
func AskBins() []Ask {
	return []Ask{{Label: "units", Path: "qty", Number: true}, {Label: "from bin", Path: "bin"}, {Label: "to bin", Path: "to_bin"}}
}

// AskBin asks which units go into a bin.
func AskBin() []Ask {
	return []Ask{{Label: "units", Path: "qty", Number: true}, {Label: "to bin", Path: "to_bin"}}
}

// AskTransfer asks where units are sent, and how the transfer is called.
func AskTransfer() []Ask {
	return []Ask{{Label: "units", Path: "document.lines.0.qty", Number: true}, {Label: "to location", Path: "document.location"}, {Label: "number of the transfer", Path: "document.id"}}
}

// AskWave asks how many fulfillment orders a wave takes.
func AskWave() []Ask {
	return []Ask{{Label: "fulfillment orders, at most", Path: "limit", Number: true}}
}
