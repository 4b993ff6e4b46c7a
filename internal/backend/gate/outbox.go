package gate

import (
	"io"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/wire"
)

// outbox is what waits to be written to a connection. A goroutine writes it, but only while there is something: of
// thousands of connections nearly all are silent at any moment, and a goroutine's stack is as large as all the rest of one.
type outbox struct {
	mu      sync.Mutex
	frames  [][]byte // guarded by mu
	writing bool     // guarded by mu: a goroutine writes, or has written the end
	ended   bool     // guarded by mu: what waits is the last, then comes the end

	written chan struct{} // one token after each frame written
	closed  chan struct{} // closed after the end was written
}

func newOutbox() outbox { return outbox{written: make(chan struct{}, 1), closed: make(chan struct{})} }

// offer queues a frame if fewer than limit wait, and reports whether it did. What comes after the end is dropped.
func (c *conn) offer(raw []byte, limit int) bool {
	o := &c.out
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.frames) >= limit {
		return false
	}
	if !o.ended {
		o.frames = append(o.frames, raw)
		c.startWriting()
	}
	return true
}

// finish lets the end follow what waits; nothing does after a cut.
func (c *conn) finish(cut bool) {
	o := &c.out
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ended = true
	if cut {
		o.frames = nil
	}
	c.startWriting()
}

// startWriting must be called under the outbox's lock.
func (c *conn) startWriting() {
	if !c.out.writing {
		c.out.writing = true
		go c.guard(c.write)
	}
}

func (o *outbox) waiting() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.frames)
}

// next takes the next frame out. Without one, it is the end or the writing goroutine may go.
func (o *outbox) next() (raw []byte, end bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.frames) == 0 {
		o.frames = nil
		o.writing = o.ended
		return nil, o.ended
	}
	raw, o.frames[0] = o.frames[0], nil
	o.frames = o.frames[1:]
	return raw, false
}

// write sends what waits. After the end it closes the socket.
func (c *conn) write() {
	over := true // also after a panic
	defer func() {
		if over {
			_ = c.ws.Close()
			close(c.out.closed)
		}
	}()
	for {
		raw, end := c.out.next()
		switch {
		case end:
			c.farewell()
			c.linger()
			return
		case raw == nil:
			over = false
			return
		case !c.put(raw):
			c.close(ending{code: websocket.CloseAbnormalClosure})
			c.finish(true)
			return
		}
		select {
		case c.out.written <- struct{}{}:
		default:
		}
	}
}

// farewell says why the connection ends.
func (c *conn) farewell() {
	if c.last.frame != nil && !c.put(c.last.frame) {
		return
	}
	if c.last.code != websocket.CloseAbnormalClosure {
		msg := websocket.FormatCloseMessage(c.last.code, c.last.reason)
		_ = c.ws.WriteControl(websocket.CloseMessage, msg, time.Now().Add(time.Second))
	}
}

// How an ended connection is still read.
const (
	lingerTime  = 2 * time.Second
	lingerBytes = 1 << 20 // at most
)

// linger reads what the other end sent before it knew of the end, and drops it, until it closes too: TCP answers bytes that
// nobody has read with a reset, which takes the last frames with it.
func (c *conn) linger() {
	if !c.last.read {
		return
	}
	ws := c.ws.NetConn()
	_ = ws.SetReadDeadline(time.Now().Add(lingerTime))
	_, _ = io.CopyN(io.Discard, ws, lingerBytes)
}

func (c *conn) put(raw []byte) bool {
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeTime))
	return c.ws.WriteMessage(websocket.TextMessage, raw) == nil
}

// beat asks for a sign of life, again and again until the connection ends, so that a loss in one direction is noticed at
// both ends. Behind a full queue there is no need to.
func (c *conn) beat() {
	if c.ctx.Err() != nil {
		return
	}
	c.offer(c.encode(wire.TypePing, 0, nil), queueFrames)
	c.heart.Reset(c.server.cfg.Heartbeat)
}

// tellDraining says once that the service is about to stop.
func (c *conn) tellDraining() {
	if c.told.CompareAndSwap(false, true) {
		c.offer(c.encode(wire.TypeDraining, 0, nil), queueFrames)
	}
}
