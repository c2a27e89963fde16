package job

import (
	"strconv"
	"strings"
)

// SplitTarget reads SO-17, SO-17/F1, which names a fulfillment order, and SO-17/K1, which
// names the key of its person.
func SplitTarget(target string) (id string, n int) {
	id, no, ok := strings.Cut(target, "/")
	if !ok || !strings.HasPrefix(no, "F") && !strings.HasPrefix(no, "K") {
		return target, 0
	}
	n, err := strconv.Atoi(no[1:])
	if err != nil {
		return target, 0
	}
	return id, n
}
