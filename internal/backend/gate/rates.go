package gate

import (
	"context"
	"errors"
	"math"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/backend/doorstep"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// idleLimit is how long a connection may stay without a conversation or a session after it last asked for something. Whoever
// still thinks about what to write comes back by themselves.
const idleLimit = 10 * time.Minute

// causeIdle is why such a connection ends.
const causeIdle = "idle"

// Listener lets in whom the door lets in; it goes below TLS.
func (s *Server) Listener(inner net.Listener) net.Listener {
	if s.cfg.Door == nil {
		return inner
	}
	return s.cfg.Door.Listener(inner)
}

type visitorKey struct{}

// meet remembers who is behind a socket. For one that did not come through the door's listener, the limits of sockets and handshakes
// do not hold, the others do.
func (s *Server) meet(ctx context.Context, c net.Conn) context.Context {
	v := doorstep.VisitorOf(c)
	if v == nil && s.cfg.Door != nil {
		v = s.cfg.Door.Visitor(c.RemoteAddr())
	}
	return context.WithValue(ctx, visitorKey{}, v)
}

// visitor returns who asks; nil has no limits.
func visitor(r *http.Request) *doorstep.Visitor {
	v, _ := r.Context().Value(visitorKey{}).(*doorstep.Visitor)
	return v
}

// limited refuses requests that come too often. Deletions have a rate of their own, so that nothing else stands in their way (D2).
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		act := doorstep.Request
		if r.URL.Path == "/v1/delete" {
			act = doorstep.Erase
		}
		if refused := visitor(r).Allow(act); refused != nil {
			turnAway(w, refused)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// turnAway says in HTTP that somebody comes too often, or that there are too many.
func turnAway(w http.ResponseWriter, refused *doorstep.Refusal) {
	status := http.StatusTooManyRequests
	if refused.All {
		status = http.StatusServiceUnavailable
	}
	seconds := (refused.Wait + time.Second - 1) / time.Second
	w.Header().Set("Retry-After", strconv.Itoa(int(seconds)))
	w.Header().Set("Connection", "close") // who comes too often does not stay
	http.Error(w, http.StatusText(status), status)
}

// enter takes a place for a WebSocket, or says that there is none.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, k kind) (leave func(), ok bool) {
	room := doorstep.Page
	if k.end == wire.Console {
		room = doorstep.Console
	}
	leave, refused := visitor(r).Enter(room)
	if refused != nil {
		turnAway(w, refused)
	}
	return leave, refused == nil
}

// costly are the requests that have a rate for each address.
var costly = map[wire.Type]doorstep.Act{wire.TypeOpen: doorstep.Open, wire.TypeSignIn: doorstep.SignIn}

// bounded is a client within its limits.
type bounded struct {
	client
	conn    *conn
	visitor *doorstep.Visitor
	idle    *time.Timer
}

// bound holds a connection's client to its limits.
func bound(c *conn, cl client, v *doorstep.Visitor) *bounded {
	b := &bounded{client: cl, conn: c, visitor: v}
	b.idle = time.AfterFunc(math.MaxInt64, b.rest) // which needs b.idle
	b.idle.Reset(c.server.cfg.Idle)
	// Control frames are answered below us: they count like any other.
	pong := c.ws.PingHandler()
	c.ws.SetPingHandler(func(data string) error {
		if !c.limiter.Allow() {
			return errFlood
		}
		return pong(data)
	})
	return b
}

var errFlood = errors.New("gate: more control frames than the rate allows")

// gone ends with the connection.
func (b *bounded) gone() {
	b.idle.Stop()
	b.client.gone()
}

// rest ends a connection that nobody has used for anything.
func (b *bounded) rest() {
	if s, ok := b.client.(interface{ settled() bool }); ok && s.settled() {
		b.idle.Reset(b.conn.server.cfg.Idle)
		return
	}
	b.conn.server.service.Metrics().Refused.WithLabelValues(causeIdle).Inc()
	b.conn.close(ending{code: websocket.ClosePolicyViolation, reason: causeIdle})
}

func (b *bounded) request(f wire.Frame) {
	b.idle.Reset(b.conn.server.cfg.Idle)
	if act, counted := costly[f.T]; counted {
		if refused := b.visitor.Allow(act); refused != nil {
			b.conn.tooMany(f, refused.Wait)
			return
		}
	}
	b.client.request(f)
}

// tooMany refuses a request and says when it makes sense to repeat it.
func (c *conn) tooMany(f wire.Frame, wait time.Duration) {
	p := fault.PublicOf(fault.New(fault.TooMany, "gate.request"))
	c.answer(f, wire.TypeError, wire.Error{
		Code: string(p.Kind), Message: string(p.Key), Hint: string(p.Hint), RetryMS: max(wait.Milliseconds(), 1),
	})
}

// settled reports whether the page has a conversation.
func (p *page) settled() bool { return p.bound.Load() != nil }

// settled reports whether somebody is signed in, or is being answered.
func (c *console) settled() bool {
	if !c.mu.TryLock() {
		return true
	}
	defer c.mu.Unlock()
	return c.session != nil
}
