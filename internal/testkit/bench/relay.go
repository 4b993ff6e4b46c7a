package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"

	"github.com/gorilla/websocket"
)

// relayCommand makes this program the relay.
const relayCommand = "relay"

// relayServer passes what comes from a page to the console that it belongs to: /page?console=N to /console?console=N.
// Like the service it has one goroutine that reads and one that writes for each socket, and a bounded queue between.
type relayServer struct {
	mu       sync.Mutex
	consoles map[int]chan []byte
}

var relayUpgrader = websocket.Upgrader{ReadBufferSize: 1 << 10, WriteBufferSize: 1 << 10, WriteBufferPool: &sync.Pool{}}

// serveRelay runs until standard input ends.
func serveRelay(stdin io.Reader, stdout io.Writer) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &relayServer{consoles: make(map[int]chan []byte)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /page", s.page)
	mux.HandleFunc("GET /console", s.console)
	config, trusted, err := relayTLS()
	if err != nil {
		return err
	}
	go func() { _ = (&http.Server{Handler: mux, TLSConfig: config}).ServeTLS(listener, "", "") }()
	fmt.Fprintln(stdout, listener.Addr(), trusted)
	_, err = io.Copy(io.Discard, stdin)
	return err
}

func (s *relayServer) queue(r *http.Request) chan []byte {
	n, _ := strconv.Atoi(r.URL.Query().Get("console"))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.consoles[n] == nil {
		s.consoles[n] = make(chan []byte, 64)
	}
	return s.consoles[n]
}

func (s *relayServer) page(w http.ResponseWriter, r *http.Request) {
	to := s.queue(r)
	ws, err := relayUpgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	for {
		_, raw, err := ws.ReadMessage()
		if err != nil {
			return
		}
		to <- raw
	}
}

func (s *relayServer) console(w http.ResponseWriter, r *http.Request) {
	from := s.queue(r)
	ws, err := relayUpgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for {
			if _, _, err := ws.ReadMessage(); err != nil {
				return
			}
		}
	}()
	for {
		select {
		case raw := <-from:
			if ws.WriteMessage(websocket.TextMessage, raw) != nil {
				return
			}
		case <-gone:
			return
		}
	}
}

// relay is a running relay and its clients: as many sockets as the service has.
type relay struct {
	meter   *meter
	process *exec.Cmd
	stdin   io.Closer
	pages   []*websocket.Conn
	writing []sync.Mutex // of each page
	all     []*websocket.Conn
	roots   *x509.CertPool
}

// relayFrame is as large as the service's frame about a message.
type relayFrame struct {
	Conversation int    `json:"conversation"`
	Text         string `json:"text"`
	Rest         string `json:"rest"`
}

// restBytes brings a relayed frame to the size of a sealed one: base64 of padded ciphertext, signature, names.
const restBytes = 560

func startRelay(conversations, consoles int) (*relay, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r := &relay{meter: newMeter(conversations), process: exec.Command(self, relayCommand), writing: make([]sync.Mutex, conversations)}
	r.process.Stderr = os.Stderr
	if r.stdin, err = r.process.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := r.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := r.process.Start(); err != nil {
		return nil, err
	}
	var address string
	var trusted []byte
	said, err := bufio.NewReader(stdout).ReadString('\n')
	if err == nil {
		_, err = fmt.Sscanf(said, "%s %x", &address, &trusted)
	}
	if err == nil {
		err = r.trust(trusted)
	}
	if err == nil {
		err = r.connect(address, conversations, consoles)
	}
	if err != nil {
		r.stop()
		return nil, err
	}
	return r, nil
}

func (r *relay) connect(address string, conversations, consoles int) error {
	for n := range consoles {
		ws, err := r.dial(address, "console", n)
		if err != nil {
			return err
		}
		go r.read(ws)
	}
	for i := range conversations {
		ws, err := r.dial(address, "page", i%consoles)
		if err != nil {
			return err
		}
		r.pages = append(r.pages, ws)
	}
	return nil
}

func (r *relay) dial(address, kind string, console int) (*websocket.Conn, error) {
	d := websocket.Dialer{ReadBufferSize: 4096, WriteBufferSize: 4096, TLSClientConfig: &tls.Config{RootCAs: r.roots}}
	ws, _, err := d.Dial(fmt.Sprintf("wss://%s/%s?console=%d", address, kind, console), nil)
	if err == nil {
		r.all = append(r.all, ws)
	}
	return ws, err
}

func (r *relay) read(ws *websocket.Conn) {
	for {
		_, raw, err := ws.ReadMessage()
		if err != nil {
			return
		}
		var f relayFrame
		if json.Unmarshal(raw, &f) == nil {
			r.meter.lines[f.Conversation].arrive(f.Text, now())
		}
	}
}

var rest = fmt.Sprintf("%0*d", restBytes, 0)

// say implements crowd.
func (r *relay) say(i int) {
	r.writing[i].Lock()
	defer r.writing[i].Unlock()
	raw, err := json.Marshal(relayFrame{Conversation: i, Text: r.meter.lines[i].text(), Rest: rest})
	if err == nil {
		err = r.pages[i].WriteMessage(websocket.TextMessage, raw)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: the relay:", err)
	}
}

// of implements crowd.
func (r *relay) of() *meter { return r.meter }

// pid implements crowd.
func (r *relay) pid() int { return r.process.Process.Pid }

func (r *relay) stop() {
	for _, ws := range r.all {
		ws.Close()
	}
	r.stdin.Close()
	_ = r.process.Wait()
}
