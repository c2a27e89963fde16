// Package catalog is the master data: what is sold (SKU), where it lies (Location),
// who sells it (Channel), for how much (PriceList), how it travels (Carrier), to
// whom (Customer), in whose name (Entity), and who may do what (Person).
//
// Every document is put whole, by one command per noun; Owner names who is the
// author of the fields (the shop itself when empty). Documents here are never
// deleted, only retired, because orders and movements point at them for ever.
package catalog
