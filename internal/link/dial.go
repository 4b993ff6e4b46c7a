package link

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// dial connects and reads the welcome.
func dial(ctx context.Context, o Options) (*connection, wire.Welcome, error) {
	limited, cancel := context.WithTimeout(ctx, o.Welcome)
	defer cancel()
	dialer := websocket.Dialer{
		NetDialContext:  o.Dial,
		Proxy:           http.ProxyFromEnvironment,
		TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: o.Roots}, // B10
		Subprotocols:    []string{wire.Subprotocol},
		ReadBufferSize:  4096,
		WriteBufferSize: 4096,
	}
	socket, response, err := dialer.DialContext(limited, o.URL, nil)
	if err != nil {
		return nil, wire.Welcome{}, whyNot(response, err)
	}
	// Whoever waits for the welcome must not wait on when the client is closed.
	stop := context.AfterFunc(ctx, func() { _ = socket.Close() })
	welcome, err := greet(socket, time.Now().Add(o.Welcome))
	if !stop() {
		err = fault.As(fault.Unavailable, "link.Dial", ctx.Err())
	}
	if err != nil {
		_ = socket.Close()
		return nil, wire.Welcome{}, err
	}
	return newConnection(socket, welcome, o.Heartbeat), welcome, nil
}

// greet checks the subprotocol and reads the first frame.
func greet(socket *websocket.Conn, limit time.Time) (wire.Welcome, error) {
	var welcome wire.Welcome
	if socket.Subprotocol() != wire.Subprotocol {
		return welcome, fault.New(fault.Version, "link.Dial", fault.Key("link.offline.version"))
	}
	socket.SetReadLimit(wire.MaxServiceBytes)
	_ = socket.SetReadDeadline(limit)
	frame, err := readFrame(socket)
	var spoken *fault.Error
	switch {
	case errors.As(err, &spoken):
		return welcome, err
	case err != nil:
		return welcome, fault.As(fault.Unavailable, "link.Dial", err, fault.Key("link.offline.silent"))
	case frame.T == wire.TypeError:
		_, err := refusal(frame)
		return welcome, err
	case frame.T != wire.TypeWelcome:
		return welcome, fault.New(fault.Invalid, "link.Dial", fault.Key("link.offline.version"))
	}
	welcome, err = wire.DecodeData[wire.Welcome](frame)
	return welcome, fault.Wrap("link.Dial", err, fault.Key("link.offline.version"))
}

// readFrame reads one frame. Faults tell a peer that speaks otherwise; other errors come from the network.
func readFrame(socket *websocket.Conn) (wire.Frame, error) {
	kind, raw, err := socket.ReadMessage()
	if err != nil {
		return wire.Frame{}, err
	}
	if kind != websocket.TextMessage {
		return wire.Frame{}, fault.New(fault.Invalid, "link.Read", fault.Key("link.offline.version"))
	}
	return parse(raw)
}

// parse decodes a frame of our version.
func parse(raw []byte) (wire.Frame, error) {
	frame, err := wire.Decode(raw, wire.MaxServiceBytes)
	return frame, fault.Wrap("link.Read", err, fault.Key("link.offline.version"))
}

// whyNot explains why no connection came about.
func whyNot(response *http.Response, err error) error {
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &certificate):
		return fault.As(fault.Untrusted, "link.Dial", err, fault.Key("link.offline.untrusted"))
	case response != nil && response.StatusCode == http.StatusTooManyRequests:
		return fault.As(fault.TooMany, "link.Dial", err, fault.Key("link.offline.refused"))
	case response != nil:
		return fault.As(fault.Unavailable, "link.Dial", err, fault.Key("link.offline.refused"))
	case isTimeout(err):
		return fault.As(fault.Unavailable, "link.Dial", err, fault.Key("link.offline.silent"))
	}
	return fault.As(fault.Unavailable, "link.Dial", err, fault.Key("link.offline.unreachable"))
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
