package declarant

import (
	"crypto/rand"
	"encoding/base64"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// Voice is everything that a page knows of its conversation's keys and numbers. It is not safe for concurrent use.
type Voice struct {
	authority []byte
	pseudonym string
	key       *seal.SigningKey
	id        conversation.ID

	secrets []numbered        // by key number
	sealed  map[envelope]bool // what the store has
	claim   *wire.Envelope    // the claimant's, until the store has it
	current int               // number of the key that is used now
	g       conversation.Generation
	held    bool
	holder  conversation.Holder // of the present generation
	lost    bool                // the store has lost what it had before the claim, and the claimant's key

	order *seal.Order
	peers map[conversation.Generation]seal.Peer
	sent  uint64 // messages sealed
	marks uint64
	read  uint64 // messages of the operator of this generation that were read
}

type numbered struct {
	secret seal.Secret
	g      conversation.Generation
}

type envelope struct {
	number int
	hourly string
}

// NewVoice draws the keys of a conversation.
func NewVoice(authority []byte, pseudonym string) (*Voice, error) {
	key, err := seal.NewSigningKey()
	if err != nil {
		return nil, err
	}
	id := seal.ConversationID(key.Public())
	return &Voice{
		authority: authority, pseudonym: pseudonym, key: key, id: id, secrets: []numbered{{seal.NewSecret(), 0}},
		sealed: map[envelope]bool{}, order: seal.NewOrder(id, conversation.Operator), peers: map[conversation.Generation]seal.Peer{},
	}, nil
}

// ID returns the conversation's identifier, and Key its public signing key.
func (v *Voice) ID() conversation.ID { return v.id }

// Key returns the conversation's public signing key.
func (v *Voice) Key() []byte { return v.key.Public() }

// Generation returns the generation of the last claim.
func (v *Voice) Generation() conversation.Generation { return v.g }

// Open asks to begin the conversation.
func (v *Voice) Open(nonce []byte, place, language string, urgent bool) (wire.Open, error) {
	o := wire.Open{Place: place, Language: language, Urgent: urgent}
	return o, seal.SignOpen(v.key, nonce, &o)
}

// Resume asks to continue it.
func (v *Voice) Resume(nonce []byte, after conversation.Position) (wire.Resume, error) {
	r := wire.Resume{Conversation: v.id, Position: after}
	return r, seal.SignResume(v.key, nonce, &r)
}

// SealTo seals every key so far to those of the roster who lack one: whoever answers reads what was written before. One
// chain that does not verify is fault.Untrusted, and nothing is sealed to anybody (B11); expired ones are left out.
func (v *Voice) SealTo(roster []wire.Chain, now time.Time) ([]wire.Envelope, error) {
	var out []wire.Envelope
	for _, chain := range roster {
		to, err := seal.VerifyChain(v.authority, chain, now)
		if fault.Is(err, fault.Expired) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for n, s := range v.secrets {
			if v.sealed[envelope{n, to.Hourly()}] {
				continue
			}
			e, err := seal.SealEnvelope(v.key, to, conversation.KeyNumber(n), s.g, s.secret, v.pseudonym)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
	}
	return out, nil
}

// Kept notes that the store has an envelope; a claimant's key is used from then on.
func (v *Voice) Kept(e wire.Envelope) {
	v.sealed[envelope{int(e.Key), e.Hourly}] = true
	if v.claim != nil && v.claim.Key == e.Key {
		v.claim, v.current = nil, len(v.secrets)-1
	}
}

// Claimed makes a fresh key for who answers, and for nobody else. It returns no envelope when there is nothing new.
func (v *Voice) Claimed(chain wire.Chain, g conversation.Generation, now time.Time) (*wire.Envelope, error) {
	if g <= v.g {
		return v.claim, nil
	}
	to, err := seal.VerifyChain(v.authority, chain, now)
	if err != nil {
		return nil, err
	}
	v.secrets = append(v.secrets, numbered{seal.NewSecret(), g})
	number := len(v.secrets) - 1
	e, err := seal.SealEnvelope(v.key, to, conversation.KeyNumber(number), g, v.secrets[number].secret, v.pseudonym)
	if err != nil {
		return nil, err
	}
	v.peers[g] = to.Peer(v.id, g)
	v.g, v.held, v.holder, v.read, v.claim, v.lost = g, true, holderOf(chain), 0, &e, false
	return &e, nil
}

// Released notes that nobody answers any more.
func (v *Voice) Released(g conversation.Generation) {
	if g == v.g {
		v.held, v.claim = false, nil
	}
}

// Ready reports whether messages may be sealed: the claimant, if there is one, has the key.
func (v *Voice) Ready() bool { return v.claim == nil }

// Write seals the next message.
func (v *Voice) Write(text string) (wire.Send, error) {
	v.sent++
	head := wire.Send{
		ID: newMessageID(), Key: conversation.KeyNumber(v.current), Generation: v.g, N: v.sent, Seen: v.order.Seen(v.g),
	}
	return seal.SealText(v.sender(), v.secrets[v.current].secret, head, text)
}

// Unwrite takes back a message that the service refused for good: its number goes to the next one.
func (v *Voice) Unwrite(m wire.Send) {
	if m.N == v.sent {
		v.sent--
	}
}

// Read verifies and opens a message of the operator. A forgery comes back as that verdict, without a text.
func (v *Voice) Read(m wire.Message) (string, seal.Verdict) {
	forged := seal.Verdict{Judgement: seal.Forgery}
	peer, known := v.peers[m.Generation]
	if !known || int(m.Key) >= len(v.secrets) {
		return "", forged
	}
	checked, err := seal.VerifyText(peer, m.Send)
	if err != nil {
		return "", forged
	}
	text, err := checked.Open(v.secrets[m.Key].secret)
	if err != nil {
		return "", forged
	}
	return text, v.order.Accept(checked, seal.Sent{Generation: m.Generation, Count: v.sent})
}

// See notes that everything received so far was read.
func (v *Voice) See() { v.read = v.order.Seen(v.g) }

// ReadMark verifies and opens the operator's receipt.
func (v *Voice) ReadMark(m wire.Mark) (seal.Counts, seal.Verdict) {
	forged := seal.Verdict{Judgement: seal.Forgery}
	peer, known := v.peers[m.Generation]
	if !known || int(m.Key) >= len(v.secrets) {
		return seal.Counts{}, forged
	}
	receipt, err := seal.OpenMark(peer, v.secrets[m.Key].secret, m)
	if err != nil {
		return seal.Counts{}, forged
	}
	verdict := v.order.AcceptMark(receipt, seal.Sent{Generation: m.Generation, Count: v.sent})
	return v.order.Receipts(m.Generation), verdict
}

// Mark seals a receipt: stored is how many messages the store has acknowledged. It reports false while there is nobody to
// tell.
func (v *Voice) Mark(stored uint64) (wire.Mark, bool) {
	if !v.held || v.claim != nil {
		return wire.Mark{}, false
	}
	received := v.order.Seen(v.g)
	v.marks++
	head := wire.Mark{ID: newMessageID(), Key: conversation.KeyNumber(v.current), Generation: v.g, N: v.marks}
	counts := seal.Counts{Sent: stored, Received: received, Read: min(v.read, received)}
	m, err := seal.SealMark(v.sender(), v.secrets[v.current].secret, head, counts)
	return m, err == nil
}

// Received returns how many messages of the present operator have come without a gap.
func (v *Voice) Received() uint64 { return v.order.Seen(v.g) }

// Missing returns how many of the operators' messages are known to be missing.
func (v *Voice) Missing() uint64 { return v.order.Missing() }

// Close makes the signed end of the exchange.
func (v *Voice) Close(stored uint64) (wire.Close, error) {
	c := wire.Close{Generation: v.g, Sent: stored, Seen: v.order.Seen(v.g), Reason: string(conversation.Left)}
	return c, seal.SignClose(v.sender(), &c)
}

// Ended verifies that the operator has ended the exchange.
func (v *Voice) Ended(c wire.Close) seal.Verdict {
	peer, known := v.peers[c.Generation]
	if !known {
		return seal.Verdict{Judgement: seal.Forgery}
	}
	ending, err := seal.VerifyClose(peer, c)
	if err != nil {
		return seal.Verdict{Judgement: seal.Forgery}
	}
	return v.order.AcceptClose(ending, seal.Sent{Generation: c.Generation, Count: v.sent})
}

// Delete makes the signed request to erase everything.
func (v *Voice) Delete() (wire.Delete, error) {
	var d wire.Delete
	return d, seal.SignDelete(v.key, &d)
}

// Destroy forgets the keys.
func (v *Voice) Destroy() {
	for _, s := range v.secrets {
		s.secret.Destroy()
	}
	v.key.Destroy()
}

func (v *Voice) sender() seal.Sender {
	return seal.Sender{Conversation: v.id, Side: conversation.Declarant, Key: v.key}
}

func newMessageID() conversation.MessageID {
	raw := make([]byte, 16)
	rand.Read(raw)
	return conversation.MessageID(base64.RawURLEncoding.EncodeToString(raw))
}
