package link

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// connection is one socket, from its welcome to its end.
type connection struct {
	socket     *websocket.Conn
	beat       time.Duration
	frameBytes int
	queue      chan []byte
	lastPong   atomic.Int64 // Unix nanoseconds
	cut        atomic.Pointer[error]
	draining   bool // of the reading goroutine

	mu      sync.Mutex
	ended   bool                               // guarded by mu: nothing is sent any more
	last    uint64                             // guarded by mu: the number of the last request
	waiting map[uint64]func(wire.Frame, error) // guarded by mu
}

func newConnection(socket *websocket.Conn, w wire.Welcome, beat time.Duration) *connection {
	if beat == 0 {
		beat = time.Duration(w.HeartbeatMS) * time.Millisecond
	}
	if beat < time.Millisecond || beat > time.Minute {
		beat = 15 * time.Second
	}
	c := &connection{
		socket: socket, beat: beat, frameBytes: w.FrameBytes,
		queue:   make(chan []byte, queueFrames),
		waiting: make(map[uint64]func(wire.Frame, error)),
	}
	c.lastPong.Store(time.Now().UnixNano())
	return c
}

// Ask implements Conn.
func (c *connection) Ask(t wire.Type, data any, answer func(wire.Frame, error)) {
	if err := c.send(t, data, answer); err != nil {
		answer(wire.Frame{}, err)
	}
}

// Tell implements Conn.
func (c *connection) Tell(t wire.Type, data any) error { return c.send(t, data, nil) }

func (c *connection) send(t wire.Type, data any, answer func(wire.Frame, error)) error {
	var raw json.RawMessage
	if data != nil {
		var err error
		if raw, err = json.Marshal(data); err != nil {
			return fault.As(fault.Internal, "link.Ask", err)
		}
	}
	return c.enqueue(t, raw, answer)
}

// enqueue numbers and queues a frame. With no answer expected it gets no number.
func (c *connection) enqueue(t wire.Type, raw json.RawMessage, answer func(wire.Frame, error)) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return fault.New(fault.Unavailable, "link.Ask", fault.Key("link.offline"))
	}
	frame := wire.Frame{V: wire.Version, T: t, Data: raw}
	if answer != nil {
		frame.N = c.last + 1
	}
	text, err := json.Marshal(frame)
	if err != nil {
		return fault.As(fault.Internal, "link.Ask", err)
	}
	if c.frameBytes > 0 && len(text) > c.frameBytes {
		return fault.New(fault.TooLarge, "link.Ask")
	}
	select {
	case c.queue <- text:
	default:
		return fault.New(fault.TooMany, "link.Ask", fault.Key("link.queue.full"))
	}
	if answer != nil {
		c.last++
		c.waiting[c.last] = answer
	}
	return nil
}

// serve reads until the connection ends, and returns why. Writing and heartbeats end with it.
func (c *connection) serve(ctx context.Context, r Receiver) error {
	ctx, cancel := context.WithCancel(ctx)
	var helpers sync.WaitGroup
	helpers.Go(func() { c.write(ctx) })
	defer helpers.Wait()
	defer cancel()
	for {
		_ = c.socket.SetReadDeadline(time.Now().Add(silentBeats * c.beat))
		frame, err := readFrame(c.socket)
		if err != nil {
			return c.why(err)
		}
		if err := c.take(frame, r); err != nil {
			return err
		}
	}
}

// take handles one frame: answers go to who asked, the rest to the receiver.
func (c *connection) take(frame wire.Frame, r Receiver) error {
	switch frame.T {
	case wire.TypePing:
		return c.enqueueAnswer(wire.TypePong, frame.N)
	case wire.TypePong:
		c.lastPong.Store(time.Now().UnixNano())
		r.Received(frame)
		return nil
	case wire.TypeDraining:
		c.draining = true
	}
	if frame.Re == 0 {
		r.Received(frame)
		return nil
	}
	c.mu.Lock()
	answer := c.waiting[frame.Re]
	delete(c.waiting, frame.Re)
	c.mu.Unlock()
	if answer != nil { // an answer that nobody waits for is dropped
		answer(refusal(frame))
	}
	return nil
}

// enqueueAnswer answers a request of the service.
func (c *connection) enqueueAnswer(t wire.Type, re uint64) error {
	text, err := json.Marshal(wire.Frame{V: wire.Version, T: t, Re: re, Data: json.RawMessage(`{"time":0}`)})
	if err != nil {
		return fault.As(fault.Internal, "link.Answer", err)
	}
	select {
	case c.queue <- text:
		return nil
	default:
		return fault.New(fault.TooMany, "link.Answer", fault.Key("link.queue.full"))
	}
}

// refusal turns an error frame into a fault.
func refusal(frame wire.Frame) (wire.Frame, error) {
	if frame.T != wire.TypeError {
		return frame, nil
	}
	e, err := wire.DecodeData[wire.Error](frame)
	if err != nil {
		return frame, fault.Wrap("link.Answer", err)
	}
	return frame, fault.FromPeer("link.Answer", e.Code, e.Message, e.Hint)
}

// why explains the end of a connection whose reading failed.
func (c *connection) why(err error) error {
	var closed *websocket.CloseError
	var known *fault.Error
	switch cut := c.cut.Load(); {
	case cut != nil:
		return *cut
	case c.draining:
		return fault.As(fault.Unavailable, "link.Read", err, fault.Key("link.offline.draining"))
	case errors.As(err, &known):
		return err
	case errors.As(err, &closed):
		return fault.As(fault.Unavailable, "link.Read", err, fault.Key("link.offline.closed"))
	case isTimeout(err):
		return fault.As(fault.Unavailable, "link.Read", err, fault.Key("link.offline.silent"))
	}
	return fault.As(fault.Unavailable, "link.Read", err, fault.Key("link.offline.lost"))
}

// abandon answers every request that is still open.
func (c *connection) abandon() {
	c.mu.Lock()
	c.ended = true
	open := c.waiting
	c.waiting = nil
	c.mu.Unlock()
	lost := fault.New(fault.Unavailable, "link.Ask", fault.Key("link.offline"))
	for _, answer := range open {
		answer(wire.Frame{}, lost)
	}
}
