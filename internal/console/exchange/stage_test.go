package exchange_test

import (
	"crypto/rand"
	"testing"
	"time"

	"vigie.example/internal/console/exchange"
	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/wire"
)

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// stage is an operator's console and a declarant's page, with a service between them that does what the test wants.
type stage struct {
	t         *testing.T
	authority *seal.SigningKey
	shift     *seal.SigningKey
	hourly    *seal.RecipientKey
	chain     wire.Chain
	voice     *declarant.Voice
	x         *exchange.Exchange
	now       time.Time
	position  conversation.Position
	written   uint64 // messages of the declarant
	summary   wire.Summary
}

// newStage has a waiting conversation whose key 0 the console has.
func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, now: noon, position: 1, authority: key(t), shift: key(t)}
	s.chain, s.hourly = s.chainOf("op-1", s.shift)
	s.voice = s.newVoice("Camille")
	s.summary = s.summaryOf(s.voice)
	x, err := exchange.New(exchange.Self{Actor: "op-1", Shift: s.shift, Authority: s.authority.Public()}, s.summary, s.now)
	must(t, err)
	s.x = x
	s.seal()
	return s
}

// held claims the conversation and hands the fresh key over.
func (s *stage) held() *stage {
	s.t.Helper()
	s.claim(1)
	s.fresh()
	if s.x.Phase() != exchange.Held {
		s.t.Fatalf("phase %s", s.x.Phase())
	}
	return s
}

func (s *stage) chainOf(actor string, shift *seal.SigningKey) (wire.Chain, *seal.RecipientKey) {
	s.t.Helper()
	workstation := key(s.t)
	c := wire.Chain{Credential: wire.Credential{
		Actor: actor, Role: seal.RoleOperator, Unit: "police-33", Key: workstation.Public(),
		NotBefore: wire.At(noon.AddDate(0, -1, 0)), NotAfter: wire.At(noon.AddDate(0, 11, 0)),
	}}
	must(s.t, seal.SignCredential(s.authority, &c.Credential))
	c.Shift = wire.Shift{Actor: actor, Console: "console-1", Key: shift.Public(), Nonce: random(32), Expires: wire.At(noon.Add(8 * time.Hour))}
	must(s.t, seal.SignShift(workstation, &c.Shift, noon))
	hourly, err := seal.NewRecipientKey(noon, noon.Add(70*time.Minute))
	must(s.t, err)
	c.Hourly = hourly.Statement()
	must(s.t, seal.SignHourly(shift, c.Shift, &c.Hourly))
	return c, hourly
}

func (s *stage) newVoice(pseudonym string) *declarant.Voice {
	s.t.Helper()
	v, err := declarant.NewVoice(s.authority.Public(), pseudonym)
	must(s.t, err)
	return v
}

func (s *stage) summaryOf(v *declarant.Voice) wire.Summary {
	return wire.Summary{
		Conversation: v.ID(), Key: v.Key(), State: "waiting", Language: "fr", Opened: wire.At(s.now), LastMessage: wire.At(s.now),
		Deadline: wire.At(s.now.Add(4 * time.Hour)), Here: true, Position: 1,
	}
}

// Open implements exchange.Opener with the one hourly key.
func (s *stage) Open(id conversation.ID, declarant []byte, e wire.Envelope) (seal.Secret, string, error) {
	return s.hourly.Open(id, declarant, e)
}

func (s *stage) seal() {
	s.t.Helper()
	envelopes, err := s.voice.SealTo([]wire.Chain{s.chain}, s.now)
	must(s.t, err)
	for _, e := range envelopes {
		s.x.Envelope(e, s, s.now)
		s.voice.Kept(e)
	}
}

// claim makes the conversation ours in a generation.
func (s *stage) claim(g conversation.Generation) {
	s.position++
	s.summary.State, s.summary.Holder, s.summary.Generation = "held", "op-1", g
	s.x.Summary(s.summary, s.now)
}

func (s *stage) fresh() {
	s.t.Helper()
	e, err := s.voice.Claimed(s.chain, s.x.Generation(), s.now)
	must(s.t, err)
	s.x.Envelope(*e, s, s.now)
	s.voice.Kept(*e)
}

// stored is what an honest service makes of a message.
func (s *stage) stored(m wire.Send, side conversation.Side) wire.Message {
	s.position++
	return wire.Message{Send: m, Side: side, Position: s.position, Time: wire.At(s.now), Deadline: wire.At(s.now.Add(4 * time.Hour))}
}

// writes makes a message of the declarant.
func (s *stage) writes(text string) wire.Message {
	s.t.Helper()
	m, err := s.voice.Write(text)
	must(s.t, err)
	s.written++
	return s.stored(m, conversation.Declarant)
}

// says delivers one, too.
func (s *stage) says(text string) { s.t.Helper(); s.x.Message(s.writes(text), s.now) }

// sends lets the operator write, and the service acknowledge it.
func (s *stage) sends(text string) wire.Message {
	s.t.Helper()
	must(s.t, s.x.Compose(text, s.now))
	m, some := s.x.NextSend(s.now)
	if !some {
		s.t.Fatal("nothing to send")
	}
	stored := s.stored(m, conversation.Operator)
	s.x.Acked(wire.Ack{ID: m.ID, Position: stored.Position, Time: stored.Time, Deadline: stored.Deadline}, s.now)
	return stored
}

// hears lets the page read a message of ours, and confirm it.
func (s *stage) hears(m wire.Message) {
	s.t.Helper()
	if _, v := s.voice.Read(m); v.Judgement != seal.Accepted {
		s.t.Fatalf("the page judged %v", v)
	}
	s.voice.See()
	mark, some := s.voice.Mark(s.written)
	if !some {
		s.t.Fatal("the page confirms nothing")
	}
	s.x.Mark(mark, s.now)
}

func (s *stage) later(d time.Duration) { s.now = s.now.Add(d); s.x.Tick(s.now) }

// texts are the messages that can be read, ours with their side.
func (s *stage) texts() (out []string) {
	for _, it := range s.x.Items().All() {
		if it.Kind == exchange.Message {
			out = append(out, it.Text)
		}
	}
	return out
}

func (s *stage) alarmed(want ...exchange.AlarmCode) {
	s.t.Helper()
	var got []exchange.AlarmCode
	for _, a := range s.x.Alarms() {
		got = append(got, a.Code)
	}
	if len(got) != len(want) {
		s.t.Fatalf("alarms %v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			s.t.Fatalf("alarms %v, want %v", got, want)
		}
	}
}

func key(t *testing.T) *seal.SigningKey {
	t.Helper()
	k, err := seal.NewSigningKey()
	must(t, err)
	return k
}

func random(n int) []byte { b := make([]byte, n); rand.Read(b); return b }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
