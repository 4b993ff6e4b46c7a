package link

import (
	"context"
	"crypto/x509"
	"net"
	"net/url"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Receiver is told what happens on the connection. See the package documentation for what it may rely on.
type Receiver interface {
	// Online tells that the service has welcomed a connection. Requests go through conn, which is this connection and never
	// a later one: a receiver that lags behind cannot ask on a connection that it has not heard of.
	Online(conn Conn, welcome wire.Welcome)

	// Received brings a frame that answers nothing, and every pong for the sake of its time.
	Received(frame wire.Frame)

	// Offline tells why there is no connection, and when the next attempt begins.
	Offline(cause error, retry time.Time)
}

// Conn is one connection. Its methods may be called from any goroutine and do not block. (An alias, so that users can
// declare it themselves.)
type Conn = interface {
	// Ask sends a request; answer is called exactly once, with a frame of another type than "error", or with a fault: what
	// the service refused, or Unavailable when the connection has gone, or goes first, or TooMany when too much waits to be
	// sent, or TooLarge. Requests leave in the order of the calls. When nothing was sent, answer is called before Ask returns.
	Ask(t wire.Type, data any, answer func(wire.Frame, error))

	// Tell sends a frame that is not answered.
	Tell(t wire.Type, data any) error
}

// Options say where to connect to and how patiently. Only URL must be set.
type Options struct {
	URL   string         // wss://host[:port]/v1/console or /v1/page
	Roots *x509.CertPool // the certificate authorities to trust; nil: those of the system

	Dial func(ctx context.Context, network, address string) (net.Conn, error) // nil: net.Dialer

	Welcome   time.Duration // how long dialling and the welcome may take together; 15 s if zero
	Heartbeat time.Duration // instead of the service's, for tests; zero: as the service says
	RetryMin  time.Duration // before the first new attempt; 500 ms if zero
	RetryMax  time.Duration // between attempts at most; 30 s if zero
}

const (
	queueFrames  = 256              // frames that may wait to be written
	writeTimeout = 10 * time.Second // for one frame
	silentBeats  = 3                // heartbeats without a word until a connection counts as dead
)

// complete checks the options and fills in what is missing.
func (o Options) complete() (Options, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "wss" || u.Host == "" {
		return o, fault.New(fault.Invalid, "link.Start", fault.Key("link.address.invalid"))
	}
	if o.Welcome == 0 {
		o.Welcome = 15 * time.Second
	}
	if o.RetryMin == 0 {
		o.RetryMin = 500 * time.Millisecond
	}
	if o.RetryMax == 0 {
		o.RetryMax = 30 * time.Second
	}
	return o, nil
}
