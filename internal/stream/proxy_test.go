package stream_test

import (
	"bytes"
	"net"
	"strings"
	"sync"
	"testing"
)

// lossyProxy stands between a store and a server. Each time it sees one of the armed texts go to the server it passes it on,
// and cuts the connection before any answer comes back: the request took effect, and its answer is lost.
type lossyProxy struct {
	listener net.Listener
	server   string

	mu    sync.Mutex
	armed []string
	cuts  int
	open  map[net.Conn]bool
}

func startProxy(t *testing.T, server string) *lossyProxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &lossyProxy{listener: l, server: strings.TrimPrefix(server, "nats://"), open: map[net.Conn]bool{}}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { p.serve(client) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		p.cutAll()
		all.Wait()
	})
	return p
}

func (p *lossyProxy) url() string { return "nats://" + p.listener.Addr().String() }

// arm makes the next request with each of the texts lose its answer.
func (p *lossyProxy) arm(texts ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.armed = append(p.armed, texts...)
}

func (p *lossyProxy) cutsSoFar() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cuts
}

// cutAll closes all connections, as a network does that goes away.
func (p *lossyProxy) cutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.Close()
	}
}

func (p *lossyProxy) serve(client net.Conn) {
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		_ = client.Close()
		return
	}
	p.mu.Lock()
	p.open[client], p.open[server] = true, true
	p.mu.Unlock()
	var deaf sync.Once
	silence := make(chan struct{}) // closed: nothing goes back any more
	var both sync.WaitGroup
	both.Go(func() {
		pipe(client, server, func(data []byte) bool {
			if p.hit(data) {
				deaf.Do(func() { close(silence) })
				return false // passed on, then cut
			}
			return true
		})
	})
	both.Go(func() {
		pipe(server, client, func([]byte) bool {
			select {
			case <-silence:
				return false
			default:
				return true
			}
		}, silence)
	})
	both.Wait()
	p.mu.Lock()
	delete(p.open, client)
	delete(p.open, server)
	p.mu.Unlock()
}

func (p *lossyProxy) hit(data []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, text := range p.armed {
		if bytes.Contains(data, []byte(text)) {
			p.armed = append(p.armed[:i:i], p.armed[i+1:]...)
			p.cuts++
			return true
		}
	}
	return false
}

// pipe copies until either end, or look, ends it; then it closes the reader's side, and the other one unless it must still
// take what was passed on.
func pipe(from, to net.Conn, look func([]byte) bool, silence ...<-chan struct{}) {
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			goOn := look(buf[:n])
			if len(silence) > 0 && !goOn {
				break
			}
			if _, err := to.Write(buf[:n]); err != nil || !goOn {
				break
			}
		}
		if err != nil {
			break
		}
	}
	if len(silence) == 0 { // client to server
		_ = from.Close()
		if tcp, ok := to.(*net.TCPConn); ok {
			_ = tcp.CloseWrite() // the server still reads what came
		}
		return
	}
	_ = from.Close()
	_ = to.Close()
}
