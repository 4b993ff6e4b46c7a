// Package wire describes the frames between declarant page, backend and console: WebSocket text messages, each one
// JSON object, subprotocol "vigie.v1".
//
// A frame is {"v":1,"t":TYPE,"n":NUMBER,"re":NUMBER,"d":{...}}. Who asks numbers its frame with n (from 1, per
// connection); the answer (the type that the request's documentation names, or "error") carries that number in re.
// Frames that answer nothing are events: re is 0. A receiver ignores types and fields that it does not know within
// version 1, and refuses another version.
//
// The service speaks first, with "welcome". Either side may send "ping" at any time and gets "pong"; a side that heard
// nothing for three heartbeats drops the connection and, if it is the client, resumes.
//
// Byte strings are standard base64 with padding; identifiers are strings; times are milliseconds since the Unix epoch
// on the store's clock. What is signed and sealed is defined in internal/seal. Never renumber, never reuse a name.
package wire

import (
	"encoding/json"
	"time"
)

// Subprotocol is the WebSocket subprotocol that both ends must agree on.
const Subprotocol = "vigie.v1"

// Version is the only value of a frame's v.
const Version = 1

// Limits, in bytes. The service announces them in Welcome.
const (
	MaxFrameBytes     = 64 << 10  // from a page
	MaxConsoleBytes   = 256 << 10 // from a console
	MaxServiceBytes   = 4 << 20   // from the service: a snapshot of 300 conversations arrives in several frames
	MaxTextBytes      = 12_000    // of one message's UTF-8 text before sealing
	MaxPseudonymBytes = 64        // of UTF-8, before sealing
	MaxPlaceBytes     = 80
)

// Type names a kind of frame.
type Type string

// Frame is one message on the connection.
type Frame struct {
	V    int             `json:"v"`
	T    Type            `json:"t"`
	N    uint64          `json:"n,omitempty"`
	Re   uint64          `json:"re,omitempty"`
	Data json.RawMessage `json:"d,omitempty"`
}

// Millis is a moment in milliseconds since the Unix epoch.
type Millis int64

// At converts a time to Millis.
func At(t time.Time) Millis { return Millis(t.UnixMilli()) }

// Time converts back.
func (m Millis) Time() time.Time { return time.UnixMilli(int64(m)).UTC() }
