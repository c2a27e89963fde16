package core

// Stamp is embedded in every document. Version is the sequence of the journal
// record that changed it last: what a person's command is checked against.
type Stamp struct {
	Version uint64 `json:"version" cbor:"100,keyasint,omitempty"`
}

// Touch marks the document as changed by the record seq and reports whether that
// is the record's first change to it.
func (s *Stamp) Touch(seq uint64) bool {
	first := s.Version != seq
	s.Version = seq
	return first
}

// Changed returns the sequence of the record that changed the document last.
func (s *Stamp) Changed() uint64 { return s.Version }
