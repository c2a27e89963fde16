package widget

import (
	"math"

	"andon/tui/term"
)

// NoValue is a gap in a sparkline.
const NoValue = math.MinInt64

// Spark draws the last width values as one line of bars between zero (or the lowest
// value below it) and the highest value, with the glyphs of a terminal, Unicode or ASCII.
func Spark(g term.Glyphs, values []int64, width int) term.Text {
	values = values[len(values)-min(len(values), max(width, 0)):]
	low, high := int64(0), int64(0)
	for _, v := range values {
		if v != NoValue {
			low, high = min(low, v), max(high, v)
		}
	}
	bars := make([]term.Text, len(values))
	for i, v := range values {
		bars[i] = term.Spaces(1)
		if v != NoValue {
			bars[i] = g.Spark[level(v, low, high, len(g.Spark))]
		}
	}
	return term.Concat(bars...)
}

// level is the bar of v: the lowest bar for low alone, the highest for high.
func level(v, low, high int64, bars int) int {
	span := float64(high) - float64(low)
	if span == 0 {
		return 0
	}
	return min(int(math.Ceil((float64(v)-float64(low))/span*float64(bars-1))), bars-1)
}
