package store

import "andon/core"

// refuseNetwork refuses folders on file systems that another machine serves: their
// locks and flushes do not hold what bbolt needs.
func refuseNetwork(dir string) error {
	if kind := networkKind(dir); kind != "" {
		return core.E(core.CodeStorage, "store.open", dir, "the folder is on a network file system ("+kind+"), where a shop cannot be kept safely; move it to a local disk")
	}
	return nil
}
