package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
)

// display reads pixels of an X display: a window has been painted when there is something on the screen, whatever the
// program thinks. It speaks the few bytes of X11 that this takes, to a server without access control, as Xvfb is.
type display struct {
	conn net.Conn
	root uint32
}

var order = binary.LittleEndian

// openDisplay connects to the display that DISPLAY names.
func openDisplay() (*display, error) {
	name := os.Getenv("DISPLAY")
	number, ok := strings.CutPrefix(name, ":")
	if !ok {
		return nil, fmt.Errorf("DISPLAY is %q: this needs a display of this machine, as `go run ./cmd/dev bench` has", name)
	}
	number, _, _ = strings.Cut(number, ".")
	conn, err := net.Dial("unix", "/tmp/.X11-unix/X"+number)
	if err != nil {
		return nil, err
	}
	d := &display{conn: conn}
	if err := d.begin(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("the display refuses: %w", err)
	}
	return d, nil
}

func (d *display) close() { d.conn.Close() }

// begin sets the connection up and finds the root window (X11 protocol, 8: Connection Setup).
func (d *display) begin() error {
	if _, err := d.conn.Write([]byte{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0}); err != nil {
		return err
	}
	head := make([]byte, 8)
	if _, err := io.ReadFull(d.conn, head); err != nil {
		return err
	}
	body := make([]byte, 4*int(order.Uint16(head[6:])))
	if _, err := io.ReadFull(d.conn, body); err != nil {
		return err
	}
	if head[0] != 1 {
		return errors.New("no connection is set up")
	}
	vendor, formats := int(order.Uint16(body[16:])), int(body[21])
	screen := 32 + (vendor+3)/4*4 + 8*formats
	if len(body) < screen+4 {
		return io.ErrUnexpectedEOF
	}
	d.root = order.Uint32(body[screen:])
	return nil
}

// colours counts the colours of one row of pixels, from the left edge of the screen (request GetImage, as a Z pixmap).
func (d *display) colours(y, width int) (int, error) {
	const getImage, zPixmap = 73, 2
	ask := make([]byte, 20)
	ask[0], ask[1] = getImage, zPixmap
	order.PutUint16(ask[2:], 5) // length in words
	order.PutUint32(ask[4:], d.root)
	order.PutUint16(ask[10:], uint16(y))
	order.PutUint16(ask[12:], uint16(width))
	order.PutUint16(ask[14:], 1)
	order.PutUint32(ask[16:], 0xffffffff)
	if _, err := d.conn.Write(ask); err != nil {
		return 0, err
	}
	head := make([]byte, 32)
	if _, err := io.ReadFull(d.conn, head); err != nil {
		return 0, err
	}
	if head[0] != 1 {
		return 0, fmt.Errorf("the display answers %d to GetImage", head[1])
	}
	pixels := make([]byte, 4*int(order.Uint32(head[4:])))
	if _, err := io.ReadFull(d.conn, pixels); err != nil {
		return 0, err
	}
	seen := make(map[uint32]bool)
	for i := 0; i+4 <= len(pixels); i += 4 {
		seen[order.Uint32(pixels[i:])&0xffffff] = true
	}
	return len(seen), nil
}
