package sim

import "math/rand/v2"

// Options is the shape of a run; all of it follows from the seed.
type Options struct {
	Steps     int
	SKUs      int  // tracked ones, beside kits and untracked ones
	Locations int  //
	Channels  int  //
	Batch     int  // most commands in one batch
	Crash     int  // one step in so many crashes; 0: none
	Fault     int  // one append in so many fails; 0: none
	Lazy      int  // the read model moves one step in so many
	Slice     int  // records that it takes at once
	Snapshot  int  // records between snapshots
	Wild      int  // percent of arguments that make no sense
	Views     bool // a shop without a read model keeps everything in memory
	Vault     bool // a shop without keys takes no personal data
	Snapshots bool //
	Keep      bool // closed documents stay in memory
	Stream    bool // a stream drives the shop's clock
	Capacity  bool // locations ship only so much a day
	Fences    bool // channels are granted shares of what is delivered
	Floors    bool // locations keep units for collection
	Outside   bool // others run some of the locations
	Bought    bool // and the last one is a supplier's, of whom goods are bought for each order
}

// OptionsOf derives the options of a seed.
func OptionsOf(seed uint64) Options {
	r := rand.New(rand.NewPCG(seed, 1))
	one := func(n int) bool { return r.IntN(n) == 0 }
	o := Options{
		Steps: 150 + r.IntN(150), SKUs: 2 + r.IntN(4), Locations: 1 + r.IntN(4), Channels: 1 + r.IntN(3), Batch: 1 + r.IntN(2)*r.IntN(12),
		Lazy: 1 + r.IntN(20), Slice: 1 + r.IntN(40), Snapshot: 5 + r.IntN(150), Wild: r.IntN(3) * 8,
		Views: !one(6), Vault: !one(8), Snapshots: !one(5), Keep: one(6), Stream: one(5), Capacity: one(3),
	}
	if !one(4) {
		o.Crash, o.Fault = 10+r.IntN(80), 5+r.IntN(60)
	}
	o.Fences, o.Floors = one(2), one(3)
	o.Outside = one(2)
	o.Bought = o.Locations > 1 && rand.New(rand.NewPCG(seed, 4)).IntN(3) == 0
	return o
}
