package sim

import (
	"andon/core"
	"andon/core/engine"
)

// Memory is a shop's folder that is not on a disk. It is sound, unless the simulation
// spoils it, outlives every engine that is opened on it, and is safe for concurrent use.
type Memory struct {
	journal   *journal
	vault     *vault
	views     *views
	snapshots *snapshots
}

// NewMemory is an empty folder.
func NewMemory() *Memory {
	return &Memory{journal: &journal{}, vault: newVault(), views: newViews(), snapshots: &snapshots{}}
}

// Config is what an engine on the folder needs; the caller may replace or wrap parts.
func (m *Memory) Config(codec engine.Codec, clock func() core.Instant) engine.Config {
	return engine.Config{Journal: m.journal, Codec: codec, Views: m.views, Vault: m.vault, Snapshots: m.snapshots, Clock: clock, Shop: "memory"}
}
