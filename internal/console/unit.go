package console

import "vigie.example/internal/access"

// Unit returns the unit for which the authority vouches for who is signed in; empty while nobody is.
func (d *Desk) Unit() access.UnitCode { return access.UnitCode(d.session.credential.Unit) }
