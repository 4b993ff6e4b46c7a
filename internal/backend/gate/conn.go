package gate

import (
	"context"
	"crypto/rand"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

const (
	queueFrames    = 64               // that may wait to be written
	writeTime      = 10 * time.Second // for one frame
	missedBeats    = 3                // heartbeats without a sign of the other end until it counts as gone
	overLimitBytes = 4 << 10          // how far over its limit a frame is still read, so that it can be refused in words
	maxRefusals    = 50               // frames in a row over the rate until the connection ends
	nonceBytes     = 32
)

// conn is one WebSocket connection.
type conn struct {
	server  *Server
	ws      *websocket.Conn
	kind    kind
	nonce   []byte
	limiter *rate.Limiter

	refused int    // frames in a row over the rate; of who answers frames
	watch   func() // tells what changes, until the connection ends; nil: that needs no goroutine

	out    outbox
	heart  *time.Timer // of beat
	told   atomic.Bool // that the service is about to stop
	ctx    context.Context
	cancel context.CancelFunc

	end  sync.Once
	last ending // set before cancel
}

// ending is how a connection ends: the last frame, if any, and the WebSocket close code with its reason, a code as well.
type ending struct {
	frame  []byte
	code   int
	reason string
	read   bool // nobody reads the connection any more: what is on its way can be drained
}

// kind is what differs between connections of pages and of consoles.
type kind struct {
	name       string
	end        wire.End
	frameBytes int
	perSecond  rate.Limit // frames
	burst      int
}

var (
	pageKind    = kind{"page", wire.Page, wire.MaxFrameBytes, 20, 80}
	consoleKind = kind{"console", wire.Console, wire.MaxConsoleBytes, 200, 2_000}
)

func newConn(s *Server, ws *websocket.Conn, k kind) *conn {
	ctx, cancel := context.WithCancel(context.Background())
	c := &conn{
		server: s, ws: ws, kind: k, nonce: make([]byte, nonceBytes), limiter: rate.NewLimiter(k.perSecond, k.burst),
		out: newOutbox(), ctx: ctx, cancel: cancel,
	}
	_, _ = rand.Read(c.nonce) // never fails
	return c
}

// client is what a page or a console does with a connection.
type client interface {
	request(f wire.Frame) // answers it
	gone()                // the connection has ended
}

// serve runs the connection until it ends.
func (c *conn) serve(cl client) {
	var wg sync.WaitGroup
	c.heart = time.AfterFunc(math.MaxInt64, c.beat) // which needs c.heart
	c.heart.Reset(c.server.cfg.Heartbeat)
	c.guard(c.welcome)
	if c.watch != nil {
		wg.Go(func() { c.guard(c.watch) })
	}
	c.guard(func() { c.read(cl) })
	c.close(ending{code: websocket.CloseNormalClosure, read: true})
	wg.Wait()
	<-c.out.closed
	c.heart.Stop()
	c.guard(cl.gone)
}

// guard keeps a mistake of ours in the connection that it happened on. What was being worked on is not logged.
func (c *conn) guard(do func()) {
	defer func() {
		if recover() != nil {
			c.server.cfg.Log.Error("a connection ended by a panic", "at", caller())
			c.close(ending{code: websocket.CloseInternalServerErr})
			_ = c.ws.Close()
		}
	}()
	do()
}

func (c *conn) welcome() {
	s := c.server.service
	c.event(wire.TypeWelcome, wire.Welcome{
		Epoch: s.Epoch(), Nonce: c.nonce, Time: wire.At(s.Now()), HeartbeatMS: c.server.cfg.Heartbeat.Milliseconds(),
		FrameBytes: c.kind.frameBytes, TextBytes: wire.MaxTextBytes, Authority: s.Authority(),
	})
	if s.IsDraining() {
		c.tellDraining()
	}
}

// read takes frames until the other end is gone or breaks the rules.
func (c *conn) read(cl client) {
	c.ws.SetReadLimit(int64(c.kind.frameBytes + overLimitBytes))
	var format int
	var raw []byte
	done := make(chan bool, 1)
	handle := func() {
		goesOn := false
		defer func() { done <- goesOn }()
		c.guard(func() { goesOn = c.take(cl, format, raw) })
	}
	for {
		var err error
		_ = c.ws.SetReadDeadline(time.Now().Add(missedBeats * c.server.cfg.Heartbeat))
		if format, raw, err = c.ws.ReadMessage(); err != nil {
			return
		}
		c.server.crew.do(handle)
		if !<-done {
			return
		}
		raw = nil
	}
}

// take answers a frame, and reports whether the connection goes on.
func (c *conn) take(cl client, format int, raw []byte) bool {
	f, err := wire.Decode(raw, c.kind.frameBytes)
	if err == nil && format != websocket.TextMessage {
		err = fault.New(fault.Invalid, "gate.read")
	}
	if err != nil {
		// Whoever speaks another language will not do better with the next frame.
		c.refuseConnection(err)
		return false
	}
	if !c.limiter.Allow() {
		if c.refused++; c.refused > maxRefusals {
			c.refuseConnection(fault.New(fault.TooMany, "gate.read"))
			return false
		}
		c.fail(f, "", fault.New(fault.TooMany, "gate.read"))
		return true
	}
	c.refused = 0
	c.dispatch(cl, f)
	return true
}

func (c *conn) dispatch(cl client, f wire.Frame) {
	spec, known := wire.Lookup(f.T)
	switch {
	case !known, f.T == wire.TypePong:
	case !spec.From.Has(c.kind.end):
		c.fail(f, "", fault.New(fault.Invalid, "gate.dispatch", fault.Key("fault.frame.direction")))
	case f.T == wire.TypePing:
		c.answer(f, wire.TypePong, wire.Pong{Time: wire.At(c.server.service.Now())})
	default:
		cl.request(f)
	}
}

// close ends the connection. Only the first call counts.
func (c *conn) close(e ending) {
	c.end.Do(func() {
		c.last = e
		c.cancel()
		// A reader that waits for the other end waits no longer.
		_ = c.ws.SetReadDeadline(time.Now())
		c.finish(e.reason == causeSlow)
	})
}

// Causes in close frames, besides those of backend.
const (
	causeSlow     = "slow"
	causeDraining = "draining"
	causeRenewed  = "renewed" // the store's memory began empty
)

// slow cuts off who does not read fast enough. They resume where they are.
func (c *conn) slow() {
	c.server.service.Metrics().Refused.WithLabelValues(causeSlow).Inc()
	e := ending{code: websocket.ClosePolicyViolation, reason: causeSlow}
	if c.kind.end == wire.Console {
		e.frame, _ = wire.Encode(wire.TypeSession, 0, 0, wire.SessionEnded{Cause: causeSlow})
	}
	c.close(e)
}

// refuseConnection ends it with an error frame that says why. For the reader, which must not read on.
func (c *conn) refuseConnection(err error) {
	p := fault.PublicOf(err)
	c.server.service.Metrics().Refused.WithLabelValues(string(p.Kind)).Inc()
	frame, _ := wire.Encode(wire.TypeError, 0, 0, wire.Error{Code: string(p.Kind), Message: string(p.Key), Hint: string(p.Hint)})
	c.close(ending{frame: frame, code: websocket.ClosePolicyViolation, reason: string(p.Kind), read: true})
}
