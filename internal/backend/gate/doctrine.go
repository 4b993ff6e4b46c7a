package gate

import (
	"crypto/sha256"

	"vigie.example/internal/wire"
)

// knowsDoctrine takes in which doctrine the console says that it has. It must be called under mu.
func (c *console) knowsDoctrine(s wire.Sync) {
	c.doctrine = [sha256.Size]byte{}
	copy(c.doctrine[:], s.Doctrine)
}

// tellDoctrine brings the doctrine in force to a console that has another one, or none (C3). It must be called under mu.
func (c *console) tellDoctrine() {
	d, digest, known := c.service.DoctrineFor(c.session)
	if known && digest != c.doctrine {
		c.doctrine = digest
		c.event(wire.TypeDoctrine, d)
	}
}
