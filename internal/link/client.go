package link

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Client keeps one connection to the service. Its methods may be called from any goroutine and do not block, except
// Close.
type Client struct {
	options  Options
	receiver Receiver
	cancel   context.CancelFunc
	done     chan struct{}
	again    chan struct{} // holds one wish to try at once

	mu   sync.Mutex
	conn *connection // guarded by mu; nil while offline
}

// Start begins to connect and returns at once. The fault is Invalid when the address is no wss URL.
func Start(o Options, r Receiver) (*Client, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	c := &Client{options: o, receiver: r, cancel: cancel, done: make(chan struct{}), again: make(chan struct{}, 1)}
	go c.run(ctx)
	return c, nil
}

// Ask sends a request; answer is called exactly once, with a frame of another type than "error", or with a fault: what
// the service refused, or Unavailable when the connection is not there or went first, or TooMany when too much waits to
// be sent, or TooLarge. Requests leave in the order of the calls. When nothing was sent, answer is called before Ask
// returns.
func (c *Client) Ask(t wire.Type, data any, answer func(wire.Frame, error)) {
	if err := c.send(t, data, answer); err != nil {
		answer(wire.Frame{}, err)
	}
}

// Tell sends a frame that is not answered.
func (c *Client) Tell(t wire.Type, data any) error { return c.send(t, data, nil) }

// Retry makes the next attempt to connect now.
func (c *Client) Retry() {
	select {
	case c.again <- struct{}{}:
	default:
	}
}

// Close ends the connection and waits until nothing of the client runs any more.
func (c *Client) Close() {
	c.cancel()
	<-c.done
}

func (c *Client) send(t wire.Type, data any, answer func(wire.Frame, error)) error {
	raw, err := encode(data)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return fault.New(fault.Unavailable, "link.Ask", fault.Key("link.offline"))
	}
	return c.conn.enqueue(t, raw, answer)
}

func encode(data any) (json.RawMessage, error) {
	if data == nil {
		return nil, nil
	}
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, fault.As(fault.Internal, "link.Ask", err)
	}
	return raw, nil
}

// run connects again and again until the context ends.
func (c *Client) run(ctx context.Context) {
	defer close(c.done)
	wait := backoff{least: c.options.RetryMin, most: c.options.RetryMax}
	for ctx.Err() == nil {
		began := time.Now()
		cause := c.connect(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > c.options.RetryMax {
			wait.reset()
		}
		pause := wait.next()
		c.receiver.Offline(cause, time.Now().Add(pause))
		c.sleep(ctx, pause)
	}
}

// connect holds one connection from dialling to its end, and returns why it ended.
func (c *Client) connect(ctx context.Context) error {
	conn, welcome, err := dial(ctx, c.options)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.conn = conn
	c.mu.Unlock()
	select {
	case <-c.again: // the wish has come true
	default:
	}
	c.receiver.Online(welcome)
	err = conn.serve(ctx, c.receiver)
	c.mu.Lock()
	c.conn = nil
	c.mu.Unlock()
	conn.abandon()
	return err
}

// sleep waits until it is time for the next attempt, or somebody asks for it.
func (c *Client) sleep(ctx context.Context, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-c.again:
	}
}
