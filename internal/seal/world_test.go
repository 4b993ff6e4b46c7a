package seal_test

import (
	"crypto/rand"
	"encoding/base64"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

var now = time.Date(2026, 3, 14, 22, 5, 0, 0, time.UTC)

// world is an authority, one operator with everything up to an hourly key, and one declarant.
type world struct {
	t           testing.TB
	authority   *seal.SigningKey
	workstation *seal.SigningKey
	shift       *seal.SigningKey
	hourly      *seal.RecipientKey
	chain       wire.Chain
	page        *seal.SigningKey
	id          conversation.ID
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, authority: newKey(t), page: newKey(t)}
	w.id = seal.ConversationID(w.page.Public())
	w.hire("A-17", seal.RoleOperator)
	return w
}

// hire replaces the operator by one with other keys.
func (w *world) hire(actor, role string) {
	w.t.Helper()
	w.workstation, w.shift = newKey(w.t), newKey(w.t)
	w.vouch(actor, role, random(seal.NonceBytes))
	w.rotate()
}

// vouch signs the credential and the shift.
func (w *world) vouch(actor, role string, nonce []byte) {
	w.t.Helper()
	w.chain.Credential = wire.Credential{
		Actor: actor, Role: role, Unit: "police-33", Key: w.workstation.Public(),
		NotBefore: wire.At(now.AddDate(0, -1, 0)), NotAfter: wire.At(now.AddDate(0, 11, 0)),
	}
	must(w.t, seal.SignCredential(w.authority, &w.chain.Credential))
	w.chain.Shift = wire.Shift{
		Actor: actor, Console: "console-1", Key: w.shift.Public(), Nonce: nonce, Expires: wire.At(now.Add(8 * time.Hour)),
	}
	must(w.t, seal.SignShift(w.workstation, &w.chain.Shift, now))
}

// rotate makes a new hourly key.
func (w *world) rotate() {
	w.t.Helper()
	key, err := seal.NewRecipientKey(now.Add(-10*time.Minute), now.Add(time.Hour))
	must(w.t, err)
	w.adopt(key)
}

// adopt makes a key the present hourly key.
func (w *world) adopt(key *seal.RecipientKey) {
	w.t.Helper()
	w.hourly, w.chain.Hourly = key, key.Statement()
	must(w.t, seal.SignHourly(w.shift, w.chain.Shift, &w.chain.Hourly))
}

func (w *world) recipient() seal.Recipient {
	w.t.Helper()
	r, err := seal.VerifyChain(w.authority.Public(), w.chain, now)
	must(w.t, err)
	return r
}

func (w *world) declarant() seal.Peer {
	w.t.Helper()
	p, err := seal.DeclarantPeer(w.id, w.page.Public())
	must(w.t, err)
	return p
}

func (w *world) operator(g conversation.Generation) seal.Peer { return w.recipient().Peer(w.id, g) }

func (w *world) pageSender() seal.Sender {
	return seal.Sender{Conversation: w.id, Side: conversation.Declarant, Key: w.page}
}

func (w *world) consoleSender() seal.Sender {
	return seal.Sender{Conversation: w.id, Side: conversation.Operator, Key: w.shift}
}

func newKey(t testing.TB) *seal.SigningKey {
	t.Helper()
	k, err := seal.NewSigningKey()
	must(t, err)
	return k
}

func newMessageID() conversation.MessageID {
	return conversation.MessageID(base64.RawURLEncoding.EncodeToString(random(16)))
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
