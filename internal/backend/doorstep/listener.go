package doorstep

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	proxyTime   = 3 * time.Second // for a PROXY header
	mostProxied = 256             // headers that are waited for at once
)

// listener lets in whom the door lets in.
type listener struct {
	net.Listener
	door    *Door
	came    chan arrival
	done    chan struct{}
	close   func()
	pending sync.WaitGroup
	waiting chan struct{} // one token for each header that is waited for
}

// arrival is what Accept returns.
type arrival struct {
	conn net.Conn
	err  error
}

// Listener returns the sockets of inner that may come in; to the others it closes the door without a word, which costs least.
// It goes below TLS. The remote address of a socket is that of the client, if a proxy says whom it speaks for. Closing it closes inner.
func (d *Door) Listener(inner net.Listener) net.Listener {
	l := &listener{
		Listener: inner, door: d, came: make(chan arrival), done: make(chan struct{}), waiting: make(chan struct{}, mostProxied),
	}
	l.close = sync.OnceFunc(func() { close(l.done) })
	l.pending.Go(l.run)
	return l
}

// Accept returns the next socket that may come in.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case a := <-l.came:
		return a.conn, a.err
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close ends it, and waits until nothing of it runs any more.
func (l *listener) Close() error {
	l.close()
	err := l.Listener.Close()
	l.pending.Wait()
	return err
}

func (l *listener) run() {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			l.hand(arrival{err: err})
			if errors.Is(err, net.ErrClosed) {
				return
			}
			continue
		}
		if !contains(l.door.limits.Proxies, addressOf(raw.RemoteAddr())) {
			l.admit(&conn{Conn: raw})
			continue
		}
		select {
		case l.waiting <- struct{}{}:
			l.pending.Go(func() {
				defer func() { <-l.waiting }()
				l.introduce(raw)
			})
		default:
			l.door.refused(ProxyMissing)
			_ = raw.Close()
		}
	}
}

// introduce waits until a proxy has said whom it speaks for.
func (l *listener) introduce(raw net.Conn) {
	ended := make(chan struct{})
	defer close(ended)
	l.pending.Go(func() {
		select {
		case <-l.done:
			_ = raw.SetDeadline(time.Now())
		case <-ended:
		}
	})
	_ = raw.SetDeadline(time.Now().Add(proxyTime))
	source, err := readProxy(raw)
	if err == nil {
		err = raw.SetDeadline(time.Time{})
	}
	if err != nil {
		cause := ProxyMissing
		if errors.Is(err, errBadProxy) {
			cause = ProxyInvalid
		}
		l.door.refused(cause)
		_ = raw.Close()
		return
	}
	c := &conn{Conn: raw}
	if source.IsValid() {
		c.remote = net.TCPAddrFromAddrPort(source)
	}
	c.introduced.Store(true)
	l.admit(c)
}

// admit hands a socket on, or closes it.
func (l *listener) admit(c *conn) {
	c.visitor = l.door.Visitor(c.RemoteAddr())
	if c.visitor.Allow(Connect) != nil {
		_ = c.Conn.Close()
		return
	}
	leave, refused := c.visitor.Enter(Socket)
	if refused != nil {
		_ = c.Conn.Close()
		return
	}
	c.leave = leave
	if !l.hand(arrival{conn: c}) {
		_ = c.Close()
	}
}

func (l *listener) hand(a arrival) bool {
	select {
	case l.came <- a:
		return true
	case <-l.done:
		return false
	}
}

// conn is a socket that was let in.
type conn struct {
	net.Conn
	remote     net.Addr // of who is behind a proxy; nil: the socket's own
	visitor    *Visitor
	leave      func()
	introduced atomic.Bool // its first bytes have been looked at
}

// VisitorOf returns who is behind a socket, also through TLS; nil for one that did not come from a Door's listener.
func VisitorOf(c net.Conn) *Visitor {
	for {
		switch known := c.(type) {
		case *conn:
			return known.visitor
		case interface{ NetConn() net.Conn }:
			c = known.NetConn()
		default:
			return nil
		}
	}
}

// RemoteAddr returns the client's address.
func (c *conn) RemoteAddr() net.Addr {
	if c.remote != nil {
		return c.remote
	}
	return c.Conn.RemoteAddr()
}

// Read refuses who says for whom it speaks without being asked: nothing of TLS begins like that.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && !c.introduced.Load() && !c.introduced.Swap(true) && startsProxy(p[:n]) {
		c.visitor.door.refused(ProxyUnexpected)
		return 0, io.EOF
	}
	return n, err
}

func startsProxy(p []byte) bool {
	return bytes.HasPrefix(p, []byte("PROXY")) || bytes.HasPrefix(p, []byte(proxySignature[:5]))
}

// Close gives the place back.
func (c *conn) Close() error {
	c.leave()
	return c.Conn.Close()
}
