package link

import (
	"context"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/fault"
)

// write sends what is queued, and a heartbeat now and then. A peer that answers none of our heartbeats does not hear
// us, whatever we hear of it: then the connection is dead, too.
func (c *connection) write(ctx context.Context) {
	defer c.socket.Close()
	ticker := time.NewTicker(c.beat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			c.sayGoodbye()
			return
		case text := <-c.queue:
			if c.writeText(text) != nil {
				return
			}
		case <-ticker.C:
			if time.Since(time.Unix(0, c.lastPong.Load())) > silentBeats*c.beat {
				c.end(fault.New(fault.Unavailable, "link.Heartbeat", fault.Key("link.offline.deaf")))
				return
			}
			if c.writeText(pingText) != nil {
				return
			}
		}
	}
}

var pingText = []byte(`{"v":1,"t":"ping"}`)

func (c *connection) writeText(text []byte) error {
	_ = c.socket.SetWriteDeadline(time.Now().Add(writeTimeout))
	return c.socket.WriteMessage(websocket.TextMessage, text)
}

// sayGoodbye writes what is still queued and closes politely, within a second.
func (c *connection) sayGoodbye() {
	limit := time.Now().Add(time.Second)
	for {
		select {
		case text := <-c.queue:
			_ = c.socket.SetWriteDeadline(limit)
			if c.socket.WriteMessage(websocket.TextMessage, text) != nil {
				return
			}
		default:
			bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
			_ = c.socket.WriteControl(websocket.CloseMessage, bye, limit)
			return
		}
	}
}

// end remembers why this side ends the connection.
func (c *connection) end(cause error) { c.cut.CompareAndSwap(nil, &cause) }
