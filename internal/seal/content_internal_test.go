package seal

import (
	"bytes"
	"strings"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

// Whoever has the keys can seal anything: what comes out is still only taken as what it should be.
func TestB11_SealedContentIsCheckedAgain(t *testing.T) {
	key, err := NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	secret, id := NewSecret(), ConversationID(key.Public())
	peer, err := DeclarantPeer(id, key.Public())
	if err != nil {
		t.Fatal(err)
	}
	head := wire.Send{Conversation: id, ID: conversation.MessageID(strings.Repeat("A", 22)), N: 1}
	for name, content := range map[string][]byte{
		"nothing": nil, "no text": {0xff}, "half a character": []byte("é")[:1], "too long": bytes.Repeat([]byte("a"), wire.MaxTextBytes+1),
	} {
		h := textHeader(peer, head)
		m := head
		if m.Body, m.Signature, err = h.seal(key, secret, content); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenText(peer, secret, m); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	mark := wire.Mark{Conversation: id, ID: head.ID, N: 1}
	for name, content := range map[string][]byte{
		"nothing": nil, "too short": make([]byte, 23), "too long": make([]byte, 25), "more read than received": Counts{Read: 1}.bytes(),
		"more than anybody sends": Counts{Sent: 1 << 63}.bytes(),
	} {
		h := markHeader(conversation.Declarant, mark)
		m := mark
		if m.Body, m.Signature, err = h.seal(key, secret, content); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenMark(peer, secret, m); !fault.Is(err, fault.Invalid) {
			t.Errorf("mark, %s: %v", name, err)
		}
	}
}

func TestB11_AnEnvelopeHasOneForm(t *testing.T) {
	good, err := writeEnvelope(NewSecret(), "Camille")
	if err != nil {
		t.Fatal(err)
	}
	change := func(at int, to byte) []byte { b := bytes.Clone(good); b[at] = to; return b }
	for name, bad := range map[string][]byte{
		"something after the pseudonym": change(96, 1),
		"a pseudonym cut short":         change(32, 6),
		"a pseudonym longer than all":   change(32, 65),
		"a pseudonym that is no text":   change(33, 0xff),
		"no secret":                     append(make([]byte, 32), good[32:]...),
		"shorter":                       good[:96],
	} {
		if _, _, err := readEnvelope(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
