package link

import (
	"context"
	"time"
)

// Client keeps one connection to the service after the other. Its methods may be called from any goroutine and do not block, except
// Close.
type Client struct {
	options  Options
	receiver Receiver
	cancel   context.CancelFunc
	done     chan struct{}
	again    chan struct{} // holds one wish to try at once
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
	select {
	case <-c.again: // the wish has come true
	default:
	}
	c.receiver.Online(conn, welcome)
	err = conn.serve(ctx, c.receiver)
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
