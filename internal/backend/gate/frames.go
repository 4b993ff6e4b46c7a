package gate

import (
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// encode prints a frame; what cannot be printed is our own mistake and is dropped.
func (c *conn) encode(t wire.Type, re uint64, data any) []byte {
	raw, err := wire.Encode(t, 0, re, data)
	if err != nil {
		c.server.cfg.Log.Error("a frame could not be encoded", "type", string(t), "code", string(fault.KindOf(err)))
		return nil
	}
	return raw
}

// push queues a frame that must not be lost without waiting for anything. If there is no room, the connection ends.
func (c *conn) push(t wire.Type, data any) {
	raw := c.encode(t, 0, data)
	if raw == nil {
		return
	}
	if !c.offer(raw, queueFrames) {
		c.slow()
	}
}

// hint queues a frame that may be lost when the other end is busy.
func (c *conn) hint(t wire.Type, data any) {
	if c.out.waiting() < queueFrames/2 {
		c.push(t, data)
	}
}

// event queues a frame and waits until there is plenty of room, which is left to what is pushed. It reports whether the
// connection goes on.
func (c *conn) event(t wire.Type, data any) bool { return c.enqueue(c.encode(t, 0, data)) }

// answer answers a request. A client that asks and does not read is not read any more either.
func (c *conn) answer(f wire.Frame, t wire.Type, data any) bool {
	return c.enqueue(c.encode(t, f.N, data))
}

func (c *conn) enqueue(raw []byte) bool {
	if raw == nil {
		return false
	}
	for !c.offer(raw, queueFrames/2) {
		select {
		case <-c.out.written:
		case <-time.After(50 * time.Millisecond): // the token may have gone to another who waits
		case <-c.ctx.Done():
			return false
		}
	}
	return c.ctx.Err() == nil
}

// retryAfterMS is what a client is told to wait when the service is busy or away.
const retryAfterMS = 1_000

// fail answers a request with a fault: its public part, and nothing else (C8).
func (c *conn) fail(f wire.Frame, id conversation.ID, err error) {
	p := fault.PublicOf(err)
	e := wire.Error{Code: string(p.Kind), Message: string(p.Key), Hint: string(p.Hint), Conversation: id}
	if p.Kind.Retryable() {
		e.RetryMS = retryAfterMS
	}
	if p.Kind == fault.Internal {
		c.server.cfg.Log.Error("a request failed", "type", string(f.T), "fault", err)
	}
	c.answer(f, wire.TypeError, e)
}

// reply answers with data, or with the fault.
func (c *conn) reply(f wire.Frame, id conversation.ID, t wire.Type, data any, err error) {
	if err != nil {
		c.fail(f, id, err)
		return
	}
	c.answer(f, t, data)
}

// with decodes a request's payload and hands it on, or refuses it.
func with[T any](c *conn, f wire.Frame, do func(T)) {
	data, err := wire.DecodeData[T](f)
	if err != nil {
		c.fail(f, "", err)
		return
	}
	do(data)
}
