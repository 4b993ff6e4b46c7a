package gate_test

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// Bits and kinds of WebSocket frames, RFC 6455 section 5.2.
const (
	final, compressed = 0x80, 0x40
	more, text, pings = 0, 1, 9
	masked            = 0x80
)

// rawFrame is a WebSocket frame as a client sends it, or would send it if it kept to the rules.
func rawFrame(first byte, payload string) []byte {
	head := []byte{first, masked}
	switch n := len(payload); {
	case n < 126:
		head[1] |= byte(n)
	case n < 1<<16:
		head = binary.BigEndian.AppendUint16([]byte{first, masked | 126}, uint16(n))
	default:
		head = binary.BigEndian.AppendUint64([]byte{first, masked | 127}, uint64(n))
	}
	return append(append(head, 0, 0, 0, 0), payload...) // a mask of zeros masks nothing
}

func asClose(err error, closed **websocket.CloseError) bool { return errors.As(err, closed) }

const question = `{"v":1,"t":"ping","n":1}`

// TestStrangers_FramesBelowOurs: what breaks the rules of WebSocket ends the connection with its code, and nobody else notices.
func TestStrangers_FramesBelowOurs(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	o := onDuty(t, b, b.AddOperator(t, "op-1", bordeaux(t, b)))
	d, c := talk(t, b, o)
	stop := conversing(t, d, o, c)
	defer stop()
	large := strings.Repeat("a", 1<<10)
	for _, tt := range []struct {
		name string
		raw  []byte
		code int
	}{
		{"compressed", rawFrame(final|compressed|text, question), websocket.CloseProtocolError},
		{"of no known kind", rawFrame(final|3, question), websocket.CloseProtocolError},
		{"without a mask", append([]byte{final | text, byte(len(question))}, question...), websocket.CloseProtocolError},
		{"more of nothing", rawFrame(final|more, question), websocket.CloseProtocolError},
		{"a beginning in the middle", append(rawFrame(text, "{"), rawFrame(final|text, question)...), websocket.CloseProtocolError},
		{"a question in pieces", rawFrame(pings, ""), websocket.CloseProtocolError},
		{"a large question", rawFrame(final|pings, large), websocket.CloseProtocolError},
		{"a length without end", []byte{final | text, masked | 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 0},
		{"an announcement of much", []byte{final | text, masked | 127, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0}, websocket.CloseMessageTooBig},
		{"much in pieces", append(rawFrame(text, large), bytes.Repeat(rawFrame(more, large), 80)...), websocket.CloseMessageTooBig},
		{"a flood of questions", bytes.Repeat(rawFrame(final|pings, "?"), 2_000), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := dial(t, b, b.Page)
			_, _ = l.ws.NetConn().Write(tt.raw)
			_, err := l.take("end", func(wire.Frame) bool { return false })
			var closed *websocket.CloseError
			switch {
			case err == nil:
				t.Error("the connection goes on")
			case tt.code == 0: // it may say why, or not
			case !asClose(err, &closed) || closed.Code != tt.code:
				t.Errorf("ended with %v, want %d", err, tt.code)
			}
		})
	}
	t.Run("in pieces, and right", func(t *testing.T) {
		l := dial(t, b, b.Page)
		pieces := append(rawFrame(text, question[:5]), rawFrame(final|pings, "?")...)
		_, _ = l.ws.NetConn().Write(append(pieces, rawFrame(final|more, question[5:])...))
		if _, err := l.take("answer", func(f wire.Frame) bool { return f.T == wire.TypePong && f.Re == 1 }); err != nil {
			t.Error(err)
		}
	})
	if n := stop(); n < 1 {
		t.Error("they could not talk")
	}
}

// TestStrangers_Slow: whoever takes their time over a header or a frame is cut off, byte by byte or in silence.
func TestStrangers_Slow(t *testing.T) {
	b := vigied.Start(t, vigied.Options{Heartbeat: time.Second}) // three beats for a frame
	secure := func(t *testing.T) net.Conn {
		c, err := tls.Dial("tcp", b.Host, b.TLS())
		check(t, err)
		return c
	}
	t.Run("all at once", func(t *testing.T) { // they take ten seconds each
		for _, tt := range []struct {
			name string
			open func(*testing.T) net.Conn
			say  string
		}{
			{"no handshake", func(t *testing.T) net.Conn { c, err := net.Dial("tcp", b.Host); check(t, err); return c }, ""},
			{"half a handshake", func(t *testing.T) net.Conn { c, err := net.Dial("tcp", b.Host); check(t, err); return c }, "\x16\x03\x01\x02\x00\x01"},
			{"no request", secure, ""},
			{"a header without end", secure, "GET /v1/page HTTP/1.1\r\nHost: " + b.Host + "\r\nX-A: " + strings.Repeat("a", 4_000)},
		} {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				c := tt.open(t)
				defer c.Close()
				began := time.Now()
				_ = c.SetReadDeadline(began.Add(patience))
				dribble := []byte(tt.say)
				go func() {
					for i := range dribble {
						if _, err := c.Write(dribble[i : i+1]); err != nil {
							return
						}
						time.Sleep(20 * time.Millisecond)
					}
				}()
				if answer, err := io.ReadAll(c); errors.Is(err, errTimeout(err)) {
					t.Errorf("after %v it still waits: %q", time.Since(began), answer)
				}
			})
		}
	})
	t.Run("a frame", func(t *testing.T) {
		l := dial(t, b, b.Page)
		go func() {
			for _, c := range rawFrame(final|text, question+strings.Repeat(" ", 1_000)) { // 20 s and more
				if _, err := l.ws.NetConn().Write([]byte{c}); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		}()
		if _, err := l.take("end", func(wire.Frame) bool { return false }); err == nil {
			t.Error("a frame may take as long as it likes")
		}
	})
}

// errTimeout is err itself if it is a time-out.
func errTimeout(err error) error {
	var n net.Error
	if errors.As(err, &n) && n.Timeout() {
		return err
	}
	return io.ErrNoProgress
}

func TestStrangers_LongHeaders(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	c, err := tls.Dial("tcp", b.Host, b.TLS())
	check(t, err)
	defer c.Close()
	_, _ = c.Write([]byte("GET /config.json HTTP/1.1\r\nHost: " + b.Host + "\r\nX-A: " + strings.Repeat("a", 64<<10) + "\r\n\r\n"))
	answer, _ := io.ReadAll(c)
	if !strings.HasPrefix(string(answer), "HTTP/1.1 431 ") {
		t.Errorf("answered %.60q", answer)
	}
}
