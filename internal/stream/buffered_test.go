package stream

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// pipes gives one end of a pipe and keeps the other.
type pipes struct{ engine net.Conn }

func (p *pipes) InProcessConn() (net.Conn, error) {
	mine, theirs := net.Pipe()
	p.engine = theirs
	return mine, nil
}

func bufferedPair(t *testing.T) (client, engine net.Conn) {
	t.Helper()
	p := &pipes{}
	var provider nats.InProcessConnProvider = bufferedEngine{p}
	client, err := provider.InProcessConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); p.engine.Close() })
	return client, p.engine
}

// Nobody who writes waits for the engine to read, and everything arrives in order.
func TestBufferedConnDoesNotWaitForTheReader(t *testing.T) {
	client, engine := bufferedPair(t)
	var want bytes.Buffer
	for i := range 2000 {
		line := bytes.Repeat([]byte{byte(i)}, 100)
		want.Write(line)
		if n, err := client.Write(line); n != len(line) || err != nil { // would block for ever on a pipe
			t.Fatal(n, err)
		}
	}
	got := make([]byte, want.Len())
	if _, err := io.ReadFull(engine, got); err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Fatalf("what arrives is not what was written: %v", err)
	}
	go engine.Write([]byte("answer"))
	if _, err := io.ReadFull(client, got[:6]); err != nil || string(got[:6]) != "answer" {
		t.Fatalf("%q, %v", got[:6], err)
	}
}

// A reader that does not read holds the writer back at some point, and the end frees both.
func TestBufferedConnIsBoundedAndEnds(t *testing.T) {
	for name, end := range map[string]func(client, engine net.Conn){
		"closed here":  func(client, _ net.Conn) { client.Close() },
		"closed there": func(_, engine net.Conn) { engine.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			client, engine := bufferedPair(t)
			written, failed := 0, make(chan error, 1)
			var mu sync.Mutex
			go func() {
				for {
					n, err := client.Write(make([]byte, 64*kib))
					if err != nil {
						failed <- err
						return
					}
					mu.Lock()
					written += n
					mu.Unlock()
				}
			}()
			eventuallyStill(t, func() int { mu.Lock(); defer mu.Unlock(); return written })
			mu.Lock()
			if written > maxBuffered*3 {
				t.Errorf("%d bytes were taken without a reader", written)
			}
			mu.Unlock()
			end(client, engine)
			select {
			case err := <-failed:
				if !errors.Is(err, net.ErrClosed) && !errors.Is(err, io.ErrClosedPipe) {
					t.Errorf("error: %v", err)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("the writer still waits")
			}
		})
	}
}

// eventuallyStill waits until a positive number has stopped growing.
func eventuallyStill(t *testing.T, number func() int) {
	t.Helper()
	last, since := -1, time.Now()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if n := number(); n != last {
			last, since = n, time.Now()
		} else if n > 0 && time.Since(since) > 300*time.Millisecond {
			return
		}
	}
	t.Fatal("it does not come to rest")
}
