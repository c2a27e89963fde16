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
