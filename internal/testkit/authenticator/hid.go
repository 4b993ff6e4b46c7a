package authenticator

import (
	"encoding/binary"
	"io"
	"sync"
	"time"
)

// CTAPHID (CTAP 2.1 section 11.2).
const (
	reportBytes  = 64
	hidPing      = 0x81
	hidInit      = 0x86
	hidWink      = 0x88
	hidCBOR      = 0x90
	hidCancel    = 0x91
	hidKeepalive = 0xbb
	hidError     = 0xbf
	broadcast    = 0xffffffff
	maxMessage   = 7609
	touchNeeded  = 2
)

// Pipe carries reports to the key and back.
type Pipe struct {
	key *Authenticator
	out chan [reportBytes]byte

	mu      sync.Mutex
	closed  bool
	channel uint32
	command byte
	want    int
	got     []byte
	cancel  chan struct{} // of the request under way
	work    sync.WaitGroup
}

// Plug opens the key.
func (a *Authenticator) Plug() *Pipe {
	return &Pipe{key: a, out: make(chan [reportBytes]byte, 1024)}
}

// Close ends what is under way.
func (p *Pipe) Close() error {
	p.mu.Lock()
	p.closed = true
	p.stop()
	p.mu.Unlock()
	p.work.Wait()
	return nil
}

// stop must be called under mu.
func (p *Pipe) stop() {
	if p.cancel != nil {
		close(p.cancel)
		p.cancel = nil
	}
}

// Read takes a report from the key; it waits for at most the time given, for ever if that is negative.
func (p *Pipe) Read(buf []byte, wait time.Duration) (int, error) {
	var late <-chan time.Time
	if wait >= 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		late = timer.C
	}
	if !p.key.Here() {
		return 0, io.ErrUnexpectedEOF
	}
	for {
		select {
		case r := <-p.out:
			return copy(buf, r[:]), nil
		case <-late:
			return 0, nil
		case <-time.After(20 * time.Millisecond):
			if !p.key.Here() {
				return 0, io.ErrUnexpectedEOF
			}
		}
	}
}

// Write gives the key a report, behind one byte for its number.
func (p *Pipe) Write(report []byte) (int, error) {
	if !p.key.Here() {
		return 0, io.ErrUnexpectedEOF
	}
	if len(report) != reportBytes+1 {
		return 0, io.ErrShortWrite
	}
	p.take(report[1:])
	return len(report), nil
}

// take puts the reports of a message together.
func (p *Pipe) take(r []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	channel := binary.BigEndian.Uint32(r)
	if r[4]&0x80 != 0 {
		p.channel, p.command = channel, r[4]
		p.want = int(binary.BigEndian.Uint16(r[5:]))
		p.got = append([]byte{}, r[7:]...)
	} else if channel == p.channel {
		p.got = append(p.got, r[5:]...)
	}
	if p.command == 0 || len(p.got) < p.want || p.want > maxMessage || p.closed {
		return
	}
	message, command := p.got[:p.want], p.command
	p.command, p.got = 0, nil
	switch command {
	case hidInit:
		answer := append(append([]byte{}, message...), 0, 0, 0, 1, 2, 1, 0, 0, 0x04|0x08) // channel 1, CTAPHID 2, CBOR and no U2F
		p.send(channel, hidInit, answer)
	case hidPing, hidWink:
		p.send(channel, command, message)
	case hidCancel:
		p.stop()
	case hidCBOR:
		p.stop()
		cancel := make(chan struct{})
		p.cancel = cancel
		p.work.Go(func() { p.answer(channel, message, cancel) })
	default:
		p.send(channel, hidError, []byte{1})
	}
}

// answer works a request off. Whoever gives up gets KEEPALIVE_CANCEL.
func (p *Pipe) answer(channel uint32, message []byte, cancel <-chan struct{}) {
	status, body := p.key.request(message, func() Gesture {
		p.send(channel, hidKeepalive, []byte{touchNeeded})
		g := p.key.hand()
		if g != Nothing {
			return g
		}
		for range 200 { // thirty seconds of a person's time are ten here
			select {
			case <-cancel:
				return Nothing
			case <-time.After(50 * time.Millisecond):
				p.send(channel, hidKeepalive, []byte{touchNeeded})
			}
		}
		return Nothing
	})
	select {
	case <-cancel:
		status, body = errCancelled, nil
	default:
	}
	out := append([]byte{status}, body...)
	if tamper := p.key.o.Tamper; tamper != nil && len(message) > 0 {
		out = tamper(message[0], out)
	}
	p.send(channel, hidCBOR, out)
}

// send cuts a message into reports. What nobody reads is dropped.
func (p *Pipe) send(channel uint32, command byte, body []byte) {
	var r [reportBytes]byte
	binary.BigEndian.PutUint32(r[:], channel)
	r[4] = command
	binary.BigEndian.PutUint16(r[5:], uint16(len(body)))
	body = body[copy(r[7:], body):]
	p.put(r)
	for n := byte(0); len(body) > 0; n++ {
		r = [reportBytes]byte{}
		binary.BigEndian.PutUint32(r[:], channel)
		r[4] = n
		body = body[copy(r[5:], body):]
		p.put(r)
	}
}

func (p *Pipe) put(r [reportBytes]byte) {
	select {
	case p.out <- r:
	default:
	}
}
