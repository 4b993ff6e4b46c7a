package link

import (
	"math/rand/v2"
	"time"
)

// backoff doubles the pause between attempts. Each is drawn between half and all of it, so that clients whom one event
// cut off do not come back in step.
type backoff struct {
	least, most time.Duration
	now         time.Duration
}

func (b *backoff) next() time.Duration {
	b.now = min(max(2*b.now, b.least), b.most)
	return b.now/2 + rand.N(b.now/2+1)
}

func (b *backoff) reset() { b.now = 0 }
