package order

// More is what few orders have, kept beside those fields that every order pays for in
// memory: what happens after shipping, what outsiders were asked, what was told to the
// customer. Order.More is nil where there is nothing.
type More struct{}

// Clone copies what Apply may change.
func (m *More) Clone() *More {
	if m == nil {
		return nil
	}
	c := *m
	return &c
}
