package store

// syncDir does nothing: Windows has no handle by which a directory could be
// flushed; NTFS journals its own metadata.
func syncDir(string) error { return nil }
