package seal_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

var update = flag.Bool("update", false, "make testdata/vectors.json again")

const vectorsFile = "testdata/vectors.json"

// vectors is what both halves of the encryption must agree on. The keys in it are for tests and nothing else. want is the
// kind of fault, or "" for none; private signing keys are the number d, the hourly key is its X-Wing seed.
type vectors struct {
	About        string             `json:"about"`
	Now          wire.Millis        `json:"now"`
	Keys         map[string]keyPair `json:"keys"`
	Hourly       hourlySeed         `json:"hourly"`
	Transcripts  []transcriptCase   `json:"transcripts"`
	Conversation conversation.ID    `json:"conversation"`
	Challenge    []byte             `json:"challenge"`
	Chains       []chainCase        `json:"chains"`
	Requests     requests           `json:"requests"`
	Envelopes    []envelopeCase     `json:"envelopes"`
	Texts        []textCase         `json:"texts"`
	Marks        []markCase         `json:"marks"`
	Closes       []closeCase        `json:"closes"`
	Orders       []orderCase        `json:"orders"`
}

type keyPair struct {
	Private []byte `json:"private"`
	Public  []byte `json:"public"`
}

type hourlySeed struct {
	Seed []byte `json:"seed"`
	ID   string `json:"id"`
}

type transcriptCase struct {
	Label  string   `json:"label"`
	Fields [][]byte `json:"fields"`
	Bytes  []byte   `json:"bytes"`
}

type chainCase struct {
	Name      string      `json:"name"`
	Authority []byte      `json:"authority"`
	Chain     wire.Chain  `json:"chain"`
	Now       wire.Millis `json:"now"`
	Want      string      `json:"want"`
}

type requests struct {
	Nonce  []byte      `json:"nonce"`
	Open   wire.Open   `json:"open"`
	Resume wire.Resume `json:"resume"`
	Delete wire.Delete `json:"delete"`
	Return wire.Return `json:"return"`
}

type envelopeCase struct {
	Name      string        `json:"name"`
	Secret    []byte        `json:"secret"`
	Pseudonym string        `json:"pseudonym"`
	Envelope  wire.Envelope `json:"envelope"`
	Want      string        `json:"want"`
}

// whose says which peer a case is held against.
type whose struct {
	Side       conversation.Side       `json:"side"`
	Generation conversation.Generation `json:"generation"`
}

type textCase struct {
	Name   string    `json:"name"`
	Peer   whose     `json:"peer"`
	Secret []byte    `json:"secret"`
	Text   string    `json:"text"`
	Send   wire.Send `json:"send"`
	Want   string    `json:"want"`
}

type markCase struct {
	Name   string    `json:"name"`
	Peer   whose     `json:"peer"`
	Secret []byte    `json:"secret"`
	Counts counts    `json:"counts"`
	Mark   wire.Mark `json:"mark"`
	Want   string    `json:"want"`
}

type counts struct {
	Sent     uint64 `json:"sent"`
	Received uint64 `json:"received"`
	Read     uint64 `json:"read"`
}

type closeCase struct {
	Name  string     `json:"name"`
	Peer  whose      `json:"peer"`
	Close wire.Close `json:"close"`
	Want  string     `json:"want"`
}

type orderCase struct {
	Name    string            `json:"name"`
	Side    conversation.Side `json:"side"`
	Secret  []byte            `json:"secret"`
	Steps   []orderStep       `json:"steps"`
	Seen    uint64            `json:"seen"` // in the last step's generation
	Missing uint64            `json:"missing"`
}

// orderStep holds one of text, mark and close.
type orderStep struct {
	Text    *wire.Send  `json:"text,omitempty"`
	Mark    *wire.Mark  `json:"mark,omitempty"`
	Close   *wire.Close `json:"close,omitempty"`
	Mine    mineCount   `json:"mine"`
	Want    string      `json:"want"`
	Missing uint64      `json:"missing"`
}

type mineCount struct {
	Generation conversation.Generation `json:"generation"`
	Count      uint64                  `json:"count"`
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	if *update {
		raw, err := json.MarshalIndent(makeVectors(t), "", " ")
		must(t, err)
		must(t, os.WriteFile(vectorsFile, append(raw, '\n'), 0o644))
	}
	raw, err := os.ReadFile(vectorsFile)
	must(t, err)
	var v vectors
	must(t, json.Unmarshal(raw, &v))
	return v
}

func TestB11_BothHalvesPassTheSameVectors(t *testing.T) {
	v := readVectors(t)
	w := fixedWorld(t)
	t.Run("transcripts", func(t *testing.T) {
		for _, c := range v.Transcripts {
			if got := seal.Transcript(c.Label, c.Fields...); !bytes.Equal(got, c.Bytes) {
				t.Errorf("%s: %x, want %x", c.Label, got, c.Bytes)
			}
		}
	})
	t.Run("identifiers", func(t *testing.T) {
		challenge := seal.ShiftChallenge(v.Chains[0].Chain.Shift)
		if seal.ConversationID(v.Keys["conversation"].Public) != v.Conversation || !bytes.Equal(challenge[:], v.Challenge) || w.hourly.ID() != v.Hourly.ID {
			t.Error("identifiers differ")
		}
	})
	t.Run("chains", func(t *testing.T) {
		for _, c := range v.Chains {
			_, err := seal.VerifyChain(c.Authority, c.Chain, c.Now.Time())
			wantKind(t, c.Name, err, c.Want)
		}
	})
	t.Run("requests", func(t *testing.T) {
		r := v.Requests
		_, err := seal.VerifyOpen(r.Nonce, r.Open)
		wantKind(t, "open", err, "")
		wantKind(t, "resume", seal.VerifyResume(v.Keys["conversation"].Public, r.Nonce, r.Resume), "")
		wantKind(t, "delete", seal.VerifyDelete(r.Delete), "")
		wantKind(t, "return", seal.VerifyReturn(r.Nonce, r.Return), "")
	})
	t.Run("envelopes", func(t *testing.T) {
		for _, c := range v.Envelopes {
			secret, pseudonym, err := w.hourly.Open(v.Conversation, v.Keys["conversation"].Public, c.Envelope)
			wantKind(t, c.Name, err, c.Want)
			if err == nil && (!secret.Equal(secretOf(t, c.Secret)) || pseudonym != c.Pseudonym) {
				t.Errorf("%s: another secret or pseudonym", c.Name)
			}
		}
	})
	t.Run("texts", func(t *testing.T) {
		for _, c := range v.Texts {
			text, err := seal.OpenText(v.peer(t, c.Peer), secretOf(t, c.Secret), c.Send)
			wantKind(t, c.Name, err, c.Want)
			if err == nil && text != c.Text {
				t.Errorf("%s: %q", c.Name, text)
			}
		}
	})
	t.Run("marks", func(t *testing.T) {
		for _, c := range v.Marks {
			receipt, err := seal.OpenMark(v.peer(t, c.Peer), secretOf(t, c.Secret), c.Mark)
			wantKind(t, c.Name, err, c.Want)
			if err == nil && receipt.Counts() != seal.Counts(c.Counts) {
				t.Errorf("%s: %+v", c.Name, receipt.Counts())
			}
		}
	})
	t.Run("closes", func(t *testing.T) {
		for _, c := range v.Closes {
			_, err := seal.VerifyClose(v.peer(t, c.Peer), c.Close)
			wantKind(t, c.Name, err, c.Want)
		}
	})
	t.Run("orders", func(t *testing.T) {
		for _, c := range v.Orders {
			v.follow(t, c)
		}
	})
}

// peer is the other end that a case is held against. The operator's comes from the chain of the vectors.
func (v vectors) peer(t *testing.T, of whose) seal.Peer {
	t.Helper()
	if of.Side == conversation.Declarant {
		p, err := seal.DeclarantPeer(v.Conversation, v.Keys["conversation"].Public)
		must(t, err)
		return p
	}
	r, err := seal.VerifyChain(v.Keys["authority"].Public, v.Chains[0].Chain, v.Now.Time())
	must(t, err)
	return r.Peer(v.Conversation, of.Generation)
}

func (v vectors) follow(t *testing.T, c orderCase) {
	t.Helper()
	order := seal.NewOrder(v.Conversation, c.Side)
	var g conversation.Generation
	for i, s := range c.Steps {
		var verdict seal.Verdict
		verdict, g = v.step(t, order, c, s)
		if verdict.Judgement.String() != s.Want || verdict.Missing != s.Missing {
			t.Errorf("%s, step %d: %s %d, want %s %d", c.Name, i+1, verdict.Judgement, verdict.Missing, s.Want, s.Missing)
		}
	}
	if order.Seen(g) != c.Seen || order.Missing() != c.Missing {
		t.Errorf("%s: seen %d, missing %d", c.Name, order.Seen(g), order.Missing())
	}
}

func (v vectors) step(t *testing.T, order *seal.Order, c orderCase, s orderStep) (seal.Verdict, conversation.Generation) {
	t.Helper()
	mine := seal.Sent(s.Mine)
	switch {
	case s.Text != nil:
		m, err := seal.VerifyText(v.peer(t, whose{c.Side, s.Text.Generation}), *s.Text)
		must(t, err)
		return order.Accept(m, mine), s.Text.Generation
	case s.Mark != nil:
		r, err := seal.OpenMark(v.peer(t, whose{c.Side, s.Mark.Generation}), secretOf(t, c.Secret), *s.Mark)
		must(t, err)
		return order.AcceptMark(r, mine), s.Mark.Generation
	}
	e, err := seal.VerifyClose(v.peer(t, whose{c.Side, s.Close.Generation}), *s.Close)
	must(t, err)
	return order.AcceptClose(e, mine), s.Close.Generation
}

func wantKind(t *testing.T, name string, err error, want string) {
	t.Helper()
	if string(fault.KindOf(err)) != want {
		t.Errorf("%s: %v, want %q", name, err, want)
	}
}

func secretOf(t *testing.T, raw []byte) seal.Secret {
	t.Helper()
	s, err := seal.ParseSecret(raw)
	must(t, err)
	return s
}
