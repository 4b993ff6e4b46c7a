package browser_test

import (
	"sync"
	"sync/atomic"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// talk is one conversation, and its operator.
type talk struct {
	s      *service
	id     conversation.ID
	key    []byte
	place  string
	urgent bool
	erased atomic.Bool

	mu         sync.Mutex
	line       *line                                  // guarded by mu
	state      conversation.State                     // guarded by mu
	generation conversation.Generation                // guarded by mu
	entries    []entry                                // from position 2: the opening is the first; guarded by mu
	secrets    map[conversation.KeyNumber]seal.Secret // opened by the operator; guarded by mu
	highest    conversation.KeyNumber                 // guarded by mu
	envelopes  int                                    // guarded by mu
	pseudonym  string                                 // guarded by mu
	texts      []string                               // of the declarant, as the operator reads them; guarded by mu
	ids        map[conversation.MessageID]wire.Ack    // guarded by mu
	counts     seal.Counts                            // the declarant's last mark; guarded by mu
	marks      uint64                                 // the operator's; guarded by mu
	sent       uint64                                 // by the operator in this generation; guarded by mu
	noAck      bool                                   // swallow what the declarant sends; guarded by mu
	typing     int                                    // guarded by mu
	seen       uint64                                 // of the declarant's, by the operator: of the test's goroutine
	closed     string                                 // the declarant's reason; guarded by mu
}

type entry struct {
	t    wire.Type
	data any
}

func (k *talk) attach(c *line) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.line = c
}

// hangUp cuts the connection.
func (k *talk) hangUp() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.line != nil {
		k.line.ws.Close()
	}
}

func (k *talk) opened() wire.Opened {
	k.s.mu.Lock()
	roster, ahead := k.s.roster, k.s.ahead
	k.s.mu.Unlock()
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.state == conversation.Held {
		roster = []wire.Chain{k.s.op.chain}
	}
	return wire.Opened{
		Conversation: k.id, Reference: string(k.id.Reference()), Unit: "police-33", UnitName: "Police nationale, Gironde", State: string(k.state),
		Generation: k.generation, Position: conversation.Position(len(k.entries) + 1), Key: k.highest, Time: wire.At(k.s.now()),
		Deadline: wire.At(k.s.now().Add(4 * time.Hour)), Ahead: ahead, OnDuty: len(roster), Roster: roster, Sent: uint64(len(k.texts)),
	}
}

// push sends an event as it is.
func (k *talk) push(t wire.Type, data any) {
	k.mu.Lock()
	c := k.line
	k.mu.Unlock()
	c.send(t, 0, data)
}

// entry makes an event the next of the log, without sending it.
func (k *talk) entry(t wire.Type, data func(conversation.Position) any) entry {
	k.mu.Lock()
	defer k.mu.Unlock()
	e := entry{t, data(conversation.Position(len(k.entries) + 2))}
	k.entries = append(k.entries, e)
	return e
}

func (k *talk) replay(after conversation.Position) {
	k.mu.Lock()
	entries := append([]entry(nil), k.entries[max(int(after), 1)-1:]...)
	k.mu.Unlock()
	for _, e := range entries {
		k.push(e.t, e.data)
	}
}

func (k *talk) frame(c *line, f wire.Frame) {
	s := k.s
	switch f.T {
	case wire.TypeEnvelopes:
		for _, e := range data[wire.Envelopes](s.t, f).Envelopes {
			k.envelope(e)
		}
		c.send(wire.TypeOK, f.N, nil)
	case wire.TypeSend:
		k.receive(c, f)
	case wire.TypeMark:
		m := data[wire.Mark](s.t, f)
		peer, _ := seal.DeclarantPeer(k.id, k.key)
		k.mu.Lock()
		secret := k.secrets[m.Key]
		k.mu.Unlock()
		if r, err := seal.OpenMark(peer, secret, m); err != nil {
			s.t.Errorf("the page's mark: %v", err)
		} else {
			k.mu.Lock()
			k.counts = r.Counts()
			k.mu.Unlock()
		}
		c.send(wire.TypeOK, f.N, nil)
	case wire.TypeTyping:
		k.mu.Lock()
		k.typing++
		k.mu.Unlock()
	case wire.TypeClose:
		end := data[wire.Close](s.t, f)
		peer, _ := seal.DeclarantPeer(k.id, k.key)
		if _, err := seal.VerifyClose(peer, end); err != nil {
			s.t.Errorf("the page's close: %v", err)
		}
		k.mu.Lock()
		k.state, k.closed = conversation.Ended, end.Reason
		k.mu.Unlock()
		c.send(wire.TypeOK, f.N, nil)
	}
}

func (k *talk) envelope(e wire.Envelope) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.envelopes++
	if e.Hourly != k.s.op.hourly.ID() {
		return
	}
	secret, pseudonym, err := k.s.op.hourly.Open(k.id, k.key, e)
	if err != nil {
		k.s.t.Errorf("the page's envelope: %v", err)
		return
	}
	k.secrets[e.Key], k.pseudonym = secret, pseudonym
	k.highest = max(k.highest, e.Key)
}

func (k *talk) receive(c *line, f wire.Frame) {
	m := data[wire.Send](k.s.t, f)
	peer, _ := seal.DeclarantPeer(k.id, k.key)
	k.mu.Lock()
	secret, swallow := k.secrets[m.Key], k.noAck
	ack, known := k.ids[m.ID]
	k.mu.Unlock()
	if swallow {
		return
	}
	if !known {
		text, err := seal.OpenText(peer, secret, m)
		if err != nil {
			k.s.t.Errorf("the page's message: %v", err)
			return
		}
		now := k.s.now()
		k.entry(wire.TypeMessage, func(p conversation.Position) any {
			ack = wire.Ack{ID: m.ID, Position: p, Time: wire.At(now), Deadline: wire.At(now.Add(4 * time.Hour))}
			if k.ids == nil {
				k.ids = map[conversation.MessageID]wire.Ack{}
			}
			k.ids[m.ID] = ack
			k.texts = append(k.texts, text)
			return wire.Message{Send: m, Side: conversation.Declarant, Position: p, Time: ack.Time, Deadline: ack.Deadline}
		})
	}
	c.send(wire.TypeAck, f.N, ack)
}

// claim makes the operator answer, and waits until the page has sealed a fresh key.
func (k *talk) claim() {
	k.s.t.Helper()
	k.claimAs(k.s.op.chain)
	eventually(k.s.t, "a fresh key is sealed", func() bool {
		k.mu.Lock()
		defer k.mu.Unlock()
		return k.highest > 0
	})
}

func (k *talk) claimAs(chain wire.Chain) {
	e := k.entry(wire.TypeClaimed, func(p conversation.Position) any {
		k.generation++
		k.state, k.sent = conversation.Held, 0
		return wire.Claimed{Conversation: k.id, Generation: k.generation, Operator: chain, Position: p, Time: wire.At(k.s.now())}
	})
	k.push(e.t, e.data)
}

func (k *talk) sender() seal.Sender {
	return seal.Sender{Conversation: k.id, Side: conversation.Operator, Key: k.s.op.shift}
}

// seal makes the operator's next message an entry, without sending it.
func (k *talk) seal(text string) wire.Message {
	k.s.t.Helper()
	now := k.s.now()
	e := k.entry(wire.TypeMessage, func(p conversation.Position) any {
		k.sent++
		head := wire.Send{ID: messageID(), Key: k.highest, Generation: k.generation, N: k.sent, Seen: uint64(len(k.texts))}
		m, err := seal.SealText(k.sender(), k.secrets[k.highest], head, text)
		must(k.s.t, err)
		return wire.Message{Send: m, Side: conversation.Operator, Position: p, Time: wire.At(now), Deadline: wire.At(now.Add(4 * time.Hour))}
	})
	return e.data.(wire.Message)
}

// say seals and sends.
func (k *talk) say(text string) {
	k.s.t.Helper()
	k.push(wire.TypeMessage, k.seal(text))
}

// mark tells the page how much the operator has sent, received and read.
func (k *talk) mark(c seal.Counts) {
	k.s.t.Helper()
	k.mu.Lock()
	k.marks++
	head := wire.Mark{ID: messageID(), Key: k.highest, Generation: k.generation, N: k.marks}
	secret := k.secrets[k.highest]
	k.mu.Unlock()
	m, err := seal.SealMark(k.sender(), secret, head, c)
	must(k.s.t, err)
	k.push(wire.TypeMark, m)
}

// confirm says that everything has been received, and read.
func (k *talk) confirm(read bool) {
	k.s.t.Helper()
	k.mu.Lock()
	n, sent := uint64(len(k.texts)), k.sent
	k.mu.Unlock()
	if read {
		k.seen = n
	}
	k.mark(seal.Counts{Sent: sent, Received: n, Read: k.seen})
}

// close ends the exchange from the operator's side.
func (k *talk) close(reason string, sent uint64) {
	k.s.t.Helper()
	k.mu.Lock()
	end := wire.Close{Generation: k.generation, Sent: sent, Seen: uint64(len(k.texts)), Reason: reason}
	k.mu.Unlock()
	must(k.s.t, seal.SignClose(k.sender(), &end))
	now := k.s.now()
	e := k.entry(wire.TypeClosed, func(p conversation.Position) any {
		k.state = conversation.Ended
		return wire.Closed{Close: end, By: conversation.Operator, Position: p, Time: wire.At(now), Deadline: wire.At(now.Add(4 * time.Hour))}
	})
	k.push(e.t, e.data)
}

// read waits until the operator has read so many messages, and returns them.
func (k *talk) read(n int) []string {
	k.s.t.Helper()
	var texts []string
	eventually(k.s.t, "the declarant's messages arrive", func() bool {
		k.mu.Lock()
		defer k.mu.Unlock()
		texts = append([]string(nil), k.texts...)
		return len(texts) >= n
	})
	return texts
}

// await waits until something holds of the conversation.
func (k *talk) await(what string, holds func() bool) {
	k.s.t.Helper()
	eventually(k.s.t, what, func() bool {
		k.mu.Lock()
		defer k.mu.Unlock()
		return holds()
	})
}
