package prints

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"time"
)

// Glass is the far end of libfprint's virtual reader: what is pressed on it.
type Glass struct{ socket string }

// NewGlass returns the glass of a virtual reader whose socket is in a folder; Socket goes into FP_VIRTUAL_IMAGE.
func NewGlass(folder string) Glass { return Glass{filepath.Join(folder, "glass")} }

// Socket returns where the reader listens.
func (g Glass) Socket() string { return g.socket }

// Signs that stand for a width.
const (
	Retry  = -1 // a scan that cannot be used
	Broken = -2 // the reader fails
	Unplug = -5 // the reader is pulled out
)

// Rest presses what next gives, again and again until the context ends: at once, then after each scan that is told on scanned, and
// again when none is told, because a scan that comes while the reader still works on the last one is lost.
func (g Glass) Rest(ctx context.Context, next func() Image, scanned <-chan struct{}) {
	const patience = 400 * time.Millisecond
	for ctx.Err() == nil {
		_ = g.Press(ctx, next()) // a reader that has gone away ends with the context
		select {
		case <-scanned:
		case <-ctx.Done():
		case <-time.After(patience):
		}
	}
}

// Press puts a finger on the glass, once the reader listens.
func (g Glass) Press(ctx context.Context, i Image) error {
	return g.send(ctx, int32(i.Width), int32(i.Height), i.Grey)
}

// Sign makes the reader do something else than scan; code 0 is libfprint's general one.
func (g Glass) Sign(ctx context.Context, sign, code int32) error { return g.send(ctx, sign, code, nil) }

// Send writes raw bytes, for readers that lie.
func (g Glass) Send(ctx context.Context, raw []byte) error {
	return g.connected(ctx, func(c net.Conn) error {
		_, err := c.Write(raw)
		return err
	})
}

func (g Glass) send(ctx context.Context, width, height int32, grey []byte) error {
	raw := binary.NativeEndian.AppendUint32(nil, uint32(width))
	raw = binary.NativeEndian.AppendUint32(raw, uint32(height))
	return g.Send(ctx, append(raw, grey...))
}

// listening is how long the reader may take to begin to listen.
const listening = 20 * time.Second

func (g Glass) connected(ctx context.Context, do func(net.Conn) error) error {
	for until := time.Now().Add(listening); ; time.Sleep(5 * time.Millisecond) {
		c, err := net.Dial("unix", g.socket)
		if err == nil {
			defer func() { _ = c.Close() }()
			if err := do(c); err != nil {
				return fmt.Errorf("press: %w", err)
			}
			// The reader closes its end when it has taken the scan, or when it gives up.
			_ = c.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
			_, _ = io.Copy(io.Discard, c)
			return nil
		}
		if time.Now().After(until) {
			return fmt.Errorf("no reader listens: %w", err)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
