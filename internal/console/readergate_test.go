package console_test

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/judged"
	"vigie.example/internal/wire"
)

// plugged is a security key that is there, and is asked for nothing.
type plugged struct{ console.Carried }

func (plugged) Look(context.Context) console.Presence {
	return console.Presence{Devices: []string{"one"}, PIN: true}
}

// watched is a reader that is there, and tells what it was asked for: nobody's finger is on it.
type watched struct {
	console.FingerReader
	presence console.ReaderPresence
	mu       sync.Mutex
	asked    []console.Capture
}

func (w *watched) Look(context.Context) console.ReaderPresence { return w.presence }

func (w *watched) Verify(_ context.Context, c console.Capture) (console.Match, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, c)
	return console.Match{}, fault.New(fault.Denied, "test", fault.Key("signin.problem.reader.wrong"))
}

const templateCode biometric.Code = "AAAAAAAAAAAAAAAAAAAAAA"

// Whatever a service says, this console's own gate has the last word: nobody is asked for a finger unless it permits exactly this person, on exactly this
// reader, by an assessment that the authority pinned here has signed (L2, L6, L13, L17, L18).
func TestL17_TheConsolesOwnGateForTheReader(t *testing.T) {
	type told struct {
		d     biometric.Dossier
		c     wire.Challenge
		stand wire.Biometric
	}
	for name, tt := range map[string]struct {
		change func(*testing.T, *told)
		want   string
	}{
		"everything":                   {func(*testing.T, *told) {}, "signin.problem.reader.wrong"}, // it was asked
		"no dossier":                   {func(_ *testing.T, w *told) { w.c.Dossier = []byte{} }, "signin.problem.finger.not_permitted"},
		"no template of theirs":        {func(_ *testing.T, w *told) { w.c.Fingers = nil }, "signin.problem.reader.not_enrolled"},
		"a template on another reader": {func(_ *testing.T, w *told) { w.c.Fingers[0].Reader = "reader-2" }, "signin.problem.reader.not_enrolled"},
		"a template that is not here":  {func(_ *testing.T, w *told) { w.c.Fingers[0].Code = "AQAAAAAAAAAAAAAAAAAAAA" }, "signin.problem.reader.not_enrolled"},
		"a template on a key":          {func(_ *testing.T, w *told) { w.c.Fingers[0].Method = "key" }, "signin.problem.reader.not_enrolled"},
		"signed by somebody else": {func(t *testing.T, w *told) {
			d, _ := judged.Dossier("op-1", noon) // whose controller the service names as well
			w.d.Assessment, w.d.Controller = d.Assessment, d.Controller
		}, "signin.problem.finger.not_permitted"},
		"changed after signing":          {func(_ *testing.T, w *told) { w.d.Assessment.Answers["risk.leak.after"] = "medium" }, "signin.problem.finger.not_permitted"},
		"expired":                        {func(_ *testing.T, w *told) { w.d.Seen = noon.AddDate(2, 0, 0) }, "signin.problem.finger.not_permitted"},
		"another's acknowledgement":      {func(_ *testing.T, w *told) { w.d.Acknowledged.Person = "op-2" }, "signin.problem.finger.not_permitted"},
		"not read to the end":            {func(_ *testing.T, w *told) { w.d.Acknowledged.ToTheEnd = false }, "signin.problem.finger.not_permitted"},
		"another notice":                 {func(_ *testing.T, w *told) { w.d.Notice.Contacts.Officer = "autre@example.org" }, "signin.problem.finger.not_permitted"},
		"register differs":               {func(_ *testing.T, w *told) { w.d.Register.Ground = "b" }, "signin.problem.finger.not_permitted"},
		"risk changed":                   {func(_ *testing.T, w *told) { w.d.Changed.Version = w.d.Assessment.Version }, "signin.problem.finger.not_permitted"},
		"suspended in the dossier":       {func(_ *testing.T, w *told) { w.d.Suspension.Active = true }, "signin.problem.finger.not_permitted"},
		"suspended in what is told":      {func(_ *testing.T, w *told) { w.stand.Suspended = true }, "signin.problem.reader.suspended"},
		"not open":                       {func(_ *testing.T, w *told) { w.stand.Ways[0].Obstacles = []wire.Obstacle{{Code: "shut"}} }, "signin.problem.finger.not_permitted"},
		"seen too long ago":              {func(_ *testing.T, w *told) { w.d.Seen = noon.Add(-biometric.Lease - time.Minute) }, "signin.problem.finger.not_permitted"},
		"clock turned back":              {func(_ *testing.T, w *told) { w.d.Latest = noon.Add(time.Hour) }, "signin.problem.finger.not_permitted"},
		"not in the inventory":           {func(_ *testing.T, w *told) { w.d.Readers = nil }, "signin.problem.finger.not_permitted"},
		"removed":                        {func(_ *testing.T, w *told) { w.d.Readers[0].Removed = noon.Add(-time.Hour) }, "signin.problem.finger.not_permitted"},
		"under another key":              {func(_ *testing.T, w *told) { w.d.Readers[0].Key = w.d.Assessment.Digest() }, "fault.inventory.key"},
		"of a model that was not judged": {func(_ *testing.T, w *told) { w.d.Readers[0].Model = "elan:press" }, "signin.problem.finger.not_permitted"},
	} {
		t.Run(name, func(t *testing.T) {
			reader := &watched{presence: console.ReaderPresence{
				Reader: judged.Reader, Key: judged.Notice().Digest(), Codes: []biometric.Code{templateCode}, Held: []console.Held{console.HeldKey},
			}}
			s := newScripted(t, func(o *console.Options) { o.Keys, o.Reader = plugged{}, reader })
			w := told{stand: wire.Biometric{Ways: []wire.BiometricWay{{Method: "reader"}}}}
			w.d, _ = judged.Dossier("op-1", noon)
			signed, err := w.d.Assessment.WithSignature(s.authority.Sign)
			if err != nil {
				t.Fatal(err)
			}
			w.d.Assessment = signed
			w.c.Fingers = []wire.Finger{{Code: string(templateCode), Method: "reader", Reader: string(judged.Reader)}}
			tt.change(t, &w)
			if w.c.Dossier == nil {
				if w.c.Dossier, err = json.Marshal(w.d); err != nil {
					t.Fatal(err)
				}
			}
			s.challenge = func(c *wire.Challenge) { c.Fingers, c.Dossier, c.Keys = w.c.Fingers, w.c.Dossier, [][]byte{{1}} }
			s.refuses(wire.TypeSignIn, fault.New(fault.Unauthenticated, "test", fault.Key("fault.signin.refused")))
			s.start()
			s.push(wire.TypeBiometric, w.stand)
			until(t, s.signin, "the form", func(st signin.State) bool {
				return st.Phase == signin.Ready && st.Reachable && slices.ContainsFunc(st.Ways, func(w signin.Way) bool { return w.Code == "key_pin" && w.Available })
			})
			seen := make(chan struct{})
			waits := seen
			stop := s.console.Watch(func(d *console.Desk, _ console.Change) {
				if _, here := d.Reader(); here && seen != nil {
					close(seen)
					seen = nil
				}
			})
			<-waits
			stop()
			s.signin.Enter(console.Attempt{Actor: "op-1", Way: console.WayReader})
			got := until(t, s.signin, "the end of it", func(st signin.State) bool { return st.Phase == signin.Ready && !st.Problem.None() })
			if got.Problem.Key != tt.want {
				t.Errorf("ended by %s, want %s", got.Problem.Key, tt.want)
			}
			reader.mu.Lock()
			defer reader.mu.Unlock()
			if asked := len(reader.asked) > 0; asked != (name == "everything") {
				t.Fatalf("asked %d times", len(reader.asked))
			}
			sent := s.requests(wire.TypeSignIn)
			if name != "everything" {
				if len(sent) > 0 {
					t.Error("something was sent")
				}
				return
			}
			var in wire.SignIn
			if len(sent) != 1 || json.Unmarshal(sent[0].Data, &in) != nil || in.Way != "reader" || in.Finger != nil {
				t.Errorf("the service was told %+v: a wrong finger counts as a wrong passphrase does", sent)
			}
			c := reader.asked[0]
			want := biometric.Request{Person: access.ActorCode("op-1"), Method: biometric.OnReader, Reader: judged.Reader}
			if c.Request != want || c.Code != templateCode || c.Model != "virtual_image:swipe" || c.Permission.Check(want, s.clock.Now()) != nil || !slices.Equal(c.Keys[0], []byte{1}) {
				t.Errorf("asked for %+v", c)
			}
		})
	}
}
