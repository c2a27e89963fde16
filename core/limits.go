package core

// Limits of what one command may bring and touch. They are checked where data
// enters, so that everything behind may rely on them.
const (
	MaxLines         = 10_000            // lines of one order
	MaxDocuments     = 256               // documents that one command may change
	MaxDue           = 256               // timers that one tick may fire
	MaxKeyBytes      = 200               // an idempotency key
	MaxIDBytes       = 120               // an id from outside
	MaxTextBytes     = 2_000             // a note, a name, a description
	MaxList          = 1 << 20           // entries of any list in a command
	MaxBodyBytes     = 8 << 20           // a command's body as JSON; 10,000 lines fit
	MaxQuantity      = Quantity(1) << 40 // units in one line or movement
	MaxPrice         = Price(1) << 52    // about 4.5 thousand million major units
	MaxAmount        = Amount(1) << 48   // any amount that is sent; those of ten thousand lines still add up
	MaxCost          = Amount(1) << 30   // carriage, handling and other prices that sourcing compares
	MaxWeightG       = int64(1) << 30    // a thousand tonnes
	MaxPriority      = 1_000_000         // either way
	MaxKit           = 100               // components of one kit
	MaxPerKit        = Quantity(1) << 20 // units of a component in one kit
	MaxHours         = 24 * 366 * 10     // any term given in hours
	MaxBatchCommands = 1024              // commands in one journal commit
	MaxBatchBytes    = 1 << 20           // bytes in one journal commit
)
