package stream

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"vigie.example/internal/fault"
)

// marker returns the random text with which a memory stream began, and writes one if there is none. Exactly one of those who
// write at once succeeds.
func (e *engine) marker(ctx context.Context, stream string) (string, error) {
	subject := markerSubject(stream)
	for {
		m, found, err := e.last(ctx, stream, subject)
		if err != nil {
			return "", err
		}
		if found {
			return string(m.Data), nil
		}
		none, fresh := uint64(0), randomID()
		_, err = e.publish(ctx, publication{subject: subject, id: fresh, expect: &none, forever: true, data: []byte(fresh)})
		if err != nil && !wrongLast(err) {
			return "", err
		}
		if err := ctx.Err(); err != nil {
			return "", err
		}
	}
}

// epochLife is how old an answer of Log.Epoch may be: every connection asks for it.
const epochLife = time.Second

// epoch is the last known identity of the store's memory.
type epoch struct {
	turn  chan struct{} // of size 1: who holds its place may use the fields
	value string
	asked time.Time
}

func (p *epoch) get(ctx context.Context, e *engine) (string, error) {
	const op fault.Op = "stream.Epoch"
	if err := e.check(ctx, op); err != nil {
		return "", err
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return "", fault.As(fault.Unavailable, op, ctx.Err())
	}
	if p.value != "" && time.Since(p.asked) < epochLife {
		return p.value, nil
	}
	asked := time.Now()
	digest := sha256.New()
	for _, name := range memoryStreams() {
		var marker string
		if err := e.retry(ctx, op, func(ctx context.Context) (err error) {
			marker, err = e.marker(ctx, name)
			return err
		}); err != nil {
			return "", err
		}
		digest.Write([]byte(marker + "\n"))
	}
	p.value, p.asked = base64.RawURLEncoding.EncodeToString(digest.Sum(nil)[:16]), asked
	return p.value, nil
}
