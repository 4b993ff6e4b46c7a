package stream

import (
	"net"
	"sync"

	"github.com/nats-io/nats.go"
)

// maxBuffered is how many bytes may wait on the way to the embedded engine until a writer has to wait, too.
const maxBuffered = 4 * mib

// bufferedEngine gives connections to the embedded engine on which writing does not wait for the engine to read. The
// engine's own are pipes without a buffer: each write would hold the client's lock until the engine has worked off what
// came before it, and everybody who publishes would queue for that lock.
type bufferedEngine struct{ nats.InProcessConnProvider }

// InProcessConn implements nats.InProcessConnProvider.
func (b bufferedEngine) InProcessConn() (net.Conn, error) {
	conn, err := b.InProcessConnProvider.InProcessConn()
	if err != nil {
		return nil, err
	}
	c := &bufferedConn{Conn: conn}
	c.some.L, c.room.L = &c.mu, &c.mu
	go c.drain()
	return c, nil
}

// bufferedConn is a connection with one buffer that is filled while the other is written.
type bufferedConn struct {
	net.Conn
	mu     sync.Mutex
	some   sync.Cond // something waits, or the end
	room   sync.Cond // there is room, or the end
	buf    []byte    // guarded by mu
	err    error     // guarded by mu: nothing is written any more
	closed bool      // guarded by mu
}

// Write copies p and returns. It waits only while more than maxBuffered bytes are on their way.
func (c *bufferedConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.buf) > maxBuffered && c.err == nil && !c.closed {
		c.room.Wait()
	}
	switch {
	case c.err != nil:
		return 0, c.err
	case c.closed:
		return 0, net.ErrClosed
	}
	c.buf = append(c.buf, p...)
	c.some.Signal()
	return len(p), nil
}

// Close ends the connection; what was not written yet is lost, as on any other.
func (c *bufferedConn) Close() error {
	c.mu.Lock()
	c.closed = true
	c.some.Broadcast()
	c.room.Broadcast()
	c.mu.Unlock()
	return c.Conn.Close()
}

// drain writes what waits until the end.
func (c *bufferedConn) drain() {
	var out []byte
	for {
		c.mu.Lock()
		for len(c.buf) == 0 && !c.closed {
			c.some.Wait()
		}
		if c.closed {
			c.mu.Unlock()
			return
		}
		out, c.buf = c.buf, out[:0]
		c.room.Broadcast()
		c.mu.Unlock()
		if _, err := c.Conn.Write(out); err != nil {
			c.mu.Lock()
			c.err = err
			c.room.Broadcast()
			c.mu.Unlock()
			return
		}
	}
}
