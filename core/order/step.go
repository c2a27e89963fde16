package order

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"andon/core"
)

// Step is something that a hold can block; a bit each, fixed on disk. What blocks
// several is their sum: 1 for sourcing, 2 for release and with it pick and pack, 4 for
// shipping, 8 for invoicing. None in a command is release and shipping.
type Step uint8

// The steps.
const (
	StepSource  Step = 1 << 0
	StepRelease Step = 1 << 1 // and everything behind it: pick, pack
	StepShip    Step = 1 << 2
	StepInvoice Step = 1 << 3
)

// stepNames are in the order of their bits.
var stepNames = []string{"source", "release", "ship", "invoice"}

// AllSteps are all that a hold can block.
const AllSteps = StepSource | StepRelease | StepShip | StepInvoice

// Names lists the steps, in the order in which an order takes them.
func (s Step) Names() []string {
	out := []string{}
	for i, name := range stepNames {
		if s&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

func (s Step) String() string { return strings.Join(s.Names(), ", ") }

// MarshalJSON writes the steps as a list of names, such as ["release","ship"]; bits that
// are no step make a number of it, so that nothing is lost.
func (s Step) MarshalJSON() ([]byte, error) {
	if s > AllSteps {
		return strconv.AppendUint(nil, uint64(s), 10), nil
	}
	return json.Marshal(s.Names())
}

// UnmarshalJSON reads a list of names, or the sum of the steps' numbers: source 1,
// release 2, ship 4, invoice 8.
func (s *Step) UnmarshalJSON(text []byte) error {
	var n uint8
	if json.Unmarshal(text, &n) == nil {
		*s = Step(n)
		return nil
	}
	var names []string
	if err := json.Unmarshal(text, &names); err != nil {
		return noStep(string(text))
	}
	*s = 0
	for _, name := range names {
		i := slices.Index(stepNames, name)
		if i < 0 {
			return noStep(name)
		}
		*s |= 1 << i
	}
	return nil
}

func noStep(text string) error {
	return core.E(core.CodeInvalid, "order", "", "blocks is a list of "+strings.Join(stepNames, ", ")+", or the sum of 1, 2, 4 and 8 for them; not "+text[:min(len(text), 40)])
}
