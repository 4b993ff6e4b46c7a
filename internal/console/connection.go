package console

import (
	"bytes"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Connection is how the service can be reached.
type Connection struct {
	Phase  ConnectionPhase
	Since  time.Time // of the phase, on this machine's clock
	Retry  time.Time // when the next attempt begins, on this machine's clock
	Reason fault.Public
	Other  bool // the service runs under another authority than the pinned one

	conn  Conn // while online
	nonce []byte
	epoch string // of the service's memory
}

// ConnectionPhase tells the phases of a connection apart.
type ConnectionPhase int

// The phases of a connection.
const (
	Connecting ConnectionPhase = iota
	Online
	Offline
)

// Connection returns how the service can be reached.
func (d *Desk) Connection() Connection {
	c := d.connection
	c.conn, c.nonce = nil, nil
	return c
}

// Reconnect tries to connect now instead of later.
func (d *Desk) Reconnect() {
	if d.connection.Phase != Online {
		d.console.link.Retry()
	}
}

func (d *Desk) online(conn Conn, w wire.Welcome) {
	d.clock.observe(w.Time.Time(), d.local())
	again := d.connection.Phase == Offline
	other := len(w.Authority) > 0 && !bytes.Equal(w.Authority, d.options.Authority)
	d.connection = Connection{Phase: Online, Since: d.local(), Other: other, conn: conn, nonce: w.Nonce, epoch: w.Epoch}
	d.change.Session, d.change.List = true, true
	if again && d.session.active() {
		d.signal(CameOnline)
	}
	d.comeBack()
	d.tidy()
}

func (d *Desk) offline(cause error, retry time.Time) {
	now := d.local()
	if d.connection.Phase == Online && d.session.active() {
		d.signal(WentOffline)
	}
	if d.connection.Phase != Offline {
		d.connection.Since = now
	}
	d.connection.Phase, d.connection.Retry, d.connection.Reason = Offline, retry, fault.PublicOf(cause)
	d.connection.nonce, d.connection.conn = nil, nil
	d.biometricTold(wire.Biometric{})
	d.session.proved = false
	d.session.synced, d.session.syncing = false, nil
	d.change.Session, d.change.List = true, true
	for x := range d.options.Cache.All() {
		x.Disconnected()
		d.touch(x)
	}
}

// ready reports whether frames about conversations can be sent.
func (d *Desk) ready() bool { return d.connection.Phase == Online && d.session.proved }

// data decodes what a frame holds. A frame that does not hold what its type says is dropped by the caller.
func data[T any](f wire.Frame) (T, bool) {
	v, err := wire.DecodeData[T](f)
	return v, err == nil
}
