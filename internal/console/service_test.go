package console_test

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/wire"
)

var withPassphrase = console.Attempt{Actor: "op-1", Way: console.WayPassphrase, Secret: "une phrase"}

var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// scripted is a service of which the test decides every word and the time. It signs whoever comes in, and takes everything.
type scripted struct {
	t         testing.TB
	clock     *testkit.Clock
	secrets   *testkit.Secrets
	authority *seal.SigningKey
	console   *console.Console
	shell     *shell.Model
	signin    *signin.Model
	inbox     *inbox.Model
	thread    *thread.Model
	receiver  console.Receiver

	mu          sync.Mutex
	down        bool
	refuse      map[wire.Type]error
	withheld    map[wire.Type][]withheld // requests that wait for release
	credential  func(*wire.Credential)   // changes what the authority signs
	challenge   func(*wire.Challenge)    // changes what it asks
	certificate []byte                   // of the report key
	chain       wire.Chain
	asked       []wire.Frame
	epoch       string
	listed      []wire.Summary                 // what a synchronisation brings
	shares      map[conversation.ID]wire.Share // deposited
}

func newScripted(t testing.TB, changes ...func(*console.Options)) *scripted {
	t.Helper()
	s := &scripted{t: t, clock: testkit.NewClock(noon), secrets: testkit.NewSecrets(), authority: newKey(t), refuse: map[wire.Type]error{}, epoch: "one"}
	o := console.Options{
		Connect: func(r console.Receiver) (console.Link, error) { s.receiver = r; return s, nil },
		Secrets: s.secrets, Authority: s.authority.Public(), Clock: s.clock,
	}
	for _, change := range changes {
		change(&o)
	}
	c, err := console.New(o)
	if err != nil {
		t.Fatal(err)
	}
	s.console, s.shell, s.signin, s.inbox, s.thread = c, shell.New(c), signin.New(c), inbox.New(c), thread.New(c)
	t.Cleanup(c.Close)
	return s
}

// start starts the console and welcomes it.
func (s *scripted) start() *scripted {
	s.t.Helper()
	if err := s.console.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.online()
	return s
}

// signedIn starts the console and signs in.
func (s *scripted) signedIn() *scripted {
	s.t.Helper()
	s.start()
	until(s.t, s.signin, "the form", func(st signin.State) bool { return st.Phase == signin.Ready && st.Reachable })
	s.signin.Enter(withPassphrase)
	until(s.t, s.inbox, "the list", func(st inbox.State) bool { return st.Phase == inbox.Current })
	return s
}

func (s *scripted) refuses(t wire.Type, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse[t] = err
}

func (s *scripted) online() {
	s.mu.Lock()
	s.down = false
	epoch := s.epoch
	s.mu.Unlock()
	s.receiver.Online(s, wire.Welcome{Epoch: epoch, Nonce: make([]byte, 32), Time: s.now(), HeartbeatMS: 1000})
}

func (s *scripted) offline(cause error) {
	s.mu.Lock()
	s.down = true
	s.mu.Unlock()
	s.receiver.Offline(cause, s.clock.Now().Add(time.Second))
}

func (s *scripted) now() wire.Millis { return wire.At(s.clock.Now()) }

// push brings an event.
func (s *scripted) push(t wire.Type, data any) {
	s.t.Helper()
	s.receiver.Received(frame(s.t, t, data))
}

func frame(t testing.TB, of wire.Type, data any) wire.Frame {
	t.Helper()
	raw, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	return wire.Frame{V: 1, T: of, Data: raw}
}

// Ask implements console.Link.
func (s *scripted) Ask(t wire.Type, data any, answer func(wire.Frame, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	request := frame(s.t, t, data)
	s.asked = append(s.asked, request)
	switch {
	case s.withheld[t] != nil:
		s.withheld[t] = append(s.withheld[t], withheld{request, answer})
	case s.down:
		answer(wire.Frame{}, fault.New(fault.Unavailable, "test"))
	case s.refuse[t] != nil:
		answer(wire.Frame{T: wire.TypeError}, s.refuse[t])
	default:
		answer(s.answer(t, request), nil)
		if t == wire.TypeSync {
			said := []wire.Frame{}
			for _, sum := range s.listed {
				said = append(said, frame(s.t, wire.TypeSummary, sum))
			}
			said = append(said, frame(s.t, wire.TypeSynced, wire.Synced{Time: s.now(), Epoch: s.epoch}))
			go func() {
				for _, f := range said {
					s.receiver.Received(f)
				}
			}()
		}
	}
}

func (s *scripted) answer(t wire.Type, request wire.Frame) wire.Frame {
	switch t {
	case wire.TypeBegin:
		c := wire.Challenge{Nonce: make([]byte, 32), Expires: wire.At(s.clock.Now().Add(12 * time.Hour))}
		if s.challenge != nil {
			s.challenge(&c)
		}
		return frame(s.t, wire.TypeChallenge, c)
	case wire.TypeSignIn:
		var in wire.SignIn
		_ = json.Unmarshal(request.Data, &in)
		s.chain.Shift = in.Shift
		return s.letIn()
	case wire.TypeReturn:
		return s.letIn()
	case wire.TypeDeposit:
		var d wire.Deposit
		_ = json.Unmarshal(request.Data, &d)
		if s.shares == nil {
			s.shares = map[conversation.ID]wire.Share{}
		}
		s.shares[d.Conversation] = wire.Share(d)
	case wire.TypeRecall:
		var r wire.Recall
		_ = json.Unmarshal(request.Data, &r)
		return frame(s.t, wire.TypeShare, s.shares[r.Conversation])
	case wire.TypeHourly:
		_ = json.Unmarshal(request.Data, &s.chain.Hourly)
	case wire.TypeSend:
		var m wire.Send
		_ = json.Unmarshal(request.Data, &m)
		return frame(s.t, wire.TypeAck, wire.Ack{ID: m.ID, Position: 50, Time: s.now(), Deadline: wire.At(s.clock.Now().Add(4 * time.Hour))})
	}
	return wire.Frame{V: 1, T: wire.TypeOK}
}

func (s *scripted) letIn() wire.Frame {
	c := wire.Credential{
		Actor: "op-1", Role: seal.RoleOperator, Unit: "police-33", Key: s.publicKey(),
		NotBefore: wire.At(noon.AddDate(0, -1, 0)), NotAfter: wire.At(noon.AddDate(0, 11, 0)),
	}
	if s.credential != nil {
		s.credential(&c)
	}
	if err := seal.SignCredential(s.authority, &c); err != nil {
		s.t.Error(err)
	}
	s.chain.Credential = c
	return frame(s.t, wire.TypeSignedIn, wire.SignedIn{Credential: c, Name: "Nom", UnitName: "Unité", Ticket: []byte("t"), Time: s.now(), Capacity: 8, Certificate: s.certificate})
}

// publicKey is the workstation's, from the keyring as the console has left it.
func (s *scripted) publicKey() []byte {
	raw, err := s.secrets.Get(s.t.Context(), console.WorkstationSecret)
	if err != nil {
		s.t.Fatal(err)
	}
	var stored struct{ Key []byte }
	_ = json.Unmarshal(raw, &stored)
	key, err := seal.ParseSigningKey(stored.Key)
	if err != nil {
		s.t.Fatal(err)
	}
	return key.Public()
}

// Tell implements console.Link.
func (s *scripted) Tell(t wire.Type, data any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, frame(s.t, t, data))
	return nil
}

// Retry implements console.Link.
func (s *scripted) Retry() {}

// Close implements console.Link.
func (s *scripted) Close() {}

// withheld is a request without an answer yet.
type withheld struct {
	request wire.Frame
	answer  func(wire.Frame, error)
}

// withhold makes requests of a type wait for release.
func (s *scripted) withhold(t wire.Type) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.withheld == nil {
		s.withheld = map[wire.Type][]withheld{}
	}
	s.withheld[t] = []withheld{}
}

// release answers what was withheld of a type, with a fault if there is one, and withholds it no more.
func (s *scripted) release(t wire.Type, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.withheld[t] {
		if err != nil {
			w.answer(wire.Frame{T: wire.TypeError}, err)
		} else {
			w.answer(s.answer(t, w.request), nil)
		}
	}
	delete(s.withheld, t)
}

// requests returns what was asked of a type, so far.
func (s *scripted) requests(t wire.Type) (out []wire.Frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.asked {
		if f.T == t {
			out = append(out, f)
		}
	}
	return out
}

func (s *scripted) currentChain() wire.Chain { s.mu.Lock(); defer s.mu.Unlock(); return s.chain }

// settled waits until everything that was queued for the Desk has been worked off.
func (s *scripted) settled() {
	s.t.Helper()
	for range 3 { // a job may queue another one
		done := make(chan struct{})
		s.console.Do(func(*console.Desk) { close(done) })
		<-done
	}
}

// pass lets time go by, second by second, each worked off before the next.
func (s *scripted) pass(d time.Duration) {
	s.t.Helper()
	for ; d > 0; d -= time.Second {
		s.clock.Advance(min(d, time.Second))
		s.settled()
	}
}

// held brings a conversation that is ours, with both keys.
func (s *scripted) held(pseudonym string) *declarant.Voice {
	s.t.Helper()
	v, err := declarant.NewVoice(s.authority.Public(), pseudonym)
	if err != nil {
		s.t.Fatal(err)
	}
	sum := s.summary(v)
	s.push(wire.TypeSummary, sum)
	s.seal(v)
	sum.State, sum.Holder, sum.Generation = "held", "op-1", 1
	s.push(wire.TypeSummary, sum)
	e, err := v.Claimed(s.currentChain(), 1, s.clock.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	v.Kept(*e)
	s.push(wire.TypeEnvelope, wire.SealedKey{Conversation: v.ID(), Envelope: *e})
	s.inbox.Select(v.ID())
	until(s.t, s.thread, "the conversation", func(st thread.State) bool { return st.Conversation == v.ID() && st.Phase == thread.Held })
	return v
}

// lists makes every synchronisation bring a conversation that is ours.
func (s *scripted) lists(v *declarant.Voice) {
	sum := s.summary(v)
	sum.State, sum.Holder, sum.Generation = "held", "op-1", 1
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listed = append(s.listed, sum)
}

func (s *scripted) seal(v *declarant.Voice) {
	s.t.Helper()
	envelopes, err := v.SealTo([]wire.Chain{s.currentChain()}, s.clock.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range envelopes {
		v.Kept(e)
		s.push(wire.TypeEnvelope, wire.SealedKey{Conversation: v.ID(), Envelope: e})
	}
}

func (s *scripted) summary(v *declarant.Voice) wire.Summary {
	return wire.Summary{
		Conversation: v.ID(), Key: v.Key(), State: "waiting", Language: "fr", Opened: s.now(), LastMessage: s.now(),
		Deadline: wire.At(s.clock.Now().Add(4 * time.Hour)), Here: true, Position: 1,
	}
}

// says brings a message of the declarant.
func (s *scripted) says(v *declarant.Voice, position conversation.Position, text string) {
	s.t.Helper()
	m, err := v.Write(text)
	if err != nil {
		s.t.Fatal(err)
	}
	s.push(wire.TypeMessage, wire.Message{
		Send: m, Side: conversation.Declarant, Position: position, Time: s.now(), Deadline: wire.At(s.clock.Now().Add(4 * time.Hour)),
	})
}
