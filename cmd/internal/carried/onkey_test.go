//go:build linux && cgo

package carried_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"vigie.example/cmd/internal/carried"
	"vigie.example/internal/access"
	"vigie.example/internal/authn/fido"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/authenticator"
	"vigie.example/internal/testkit/passage"
)

// held is somebody signed in with a key that has a sensor, on the page about the biometric login.
type held struct {
	*place
	admin access.Actor
	key   *authenticator.Authenticator
	page  *fingers.Model
	way   *passage.Passage
	hand  atomic.Pointer[func()] // before each touch; none at the beginning
}

func newHeld(t *testing.T) *held {
	t.Helper()
	b, admin := startJudged(t)
	h := &held{admin: admin, way: passage.To(t, b.Host)}
	h.place = &place{t: t, backend: b, who: b.AddOperator(t, "op-1", "national"), socket: authenticator.NewSocket()}
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: "wss://" + h.way.Address() + "/v1/console", Roots: b.Roots, Authority: b.Authority.Public(), Workstation: h.who.Workstation,
		Keys: carried.NewKeys(bus{h.socket}, b.Authority.Public(), time.Now),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(op.Close)
	h.op, h.account, h.page = op, account.New(op.Console), fingers.New(op.Console)
	h.key = authenticator.New(authenticator.Options{PIN: pin, Sensor: true, Hand: func() authenticator.Gesture {
		if wait := h.hand.Load(); wait != nil {
			(*wait)()
		}
		return authenticator.Touch
	}})
	h.socket.Add(h.key)
	if err := op.Enter(t.Context(), "op-1", h.who.Passphrase); err != nil {
		t.Fatal(err)
	}
	h.enrol(console.WayPIN, pin)
	h.page.Open()
	h.sees("the page", func(s fingers.State) bool { return s.Phase == fingers.Ready && s.Key.Supported && s.Key.Absent.None() })
	return h
}

func (h *held) sees(what string, ok func(fingers.State) bool) fingers.State {
	h.t.Helper()
	return until(h.place, &h.page.Publisher, what, ok)
}

func (h *held) reads() {
	h.t.Helper()
	s := h.sees("the notice", func(s fingers.State) bool { return s.Phase == fingers.Ready && s.HasNotice })
	h.page.Shown(s.Digest, "fr")
	h.page.Read(s.Digest, "fr")
	h.sees("acknowledged", func(s fingers.State) bool { return s.Acknowledged && s.Key.May })
}

// does does something with the key and waits for its end; problem is the text key of what went wrong, "" for nothing.
func (h *held) does(a fingers.AtKey, problem string) fingers.State {
	h.t.Helper()
	h.page.Key(a)
	return h.sees("the end of "+problem, func(s fingers.State) bool {
		return s.Key.Stage == console.Idle && s.Key.Problem.Key == problem && (problem != "" || s.Key.Known)
	})
}

// states is the reconciliation as the evidence has it.
func (h *held) states() (out []biometric.State) {
	h.t.Helper()
	e, err := h.backend.Service.Evidence(h.t.Context(), h.admin)
	if err != nil {
		h.t.Fatal(err)
	}
	if len(e.Disorders) > 0 {
		h.t.Errorf("disorders %v", e.Disorders)
	}
	for _, r := range e.Reconciliation {
		out = append(out, r.State)
	}
	return out
}

func (h *held) reconciles(want ...biometric.State) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel()
	for !slices.Equal(h.states(), want) {
		select {
		case <-ctx.Done():
			h.t.Fatalf("reconciliation %v, want %v", h.states(), want)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// A finger comes onto somebody's key through everything that is real: not before the notice is acknowledged; touch by touch; then it signs in.
// Withdrawn, it is due until its holder takes it off, and only then is there a receipt (L6, L11, L12, L13).
func TestL13_AFingerOnMyKey(t *testing.T) {
	h := newHeld(t)
	if s := h.page.State(); s.Key.May || s.Key.Why.Key != "finger_page.key.read_first" {
		t.Errorf("before the notice: %+v", s.Key)
	}
	touched := h.key.Touches()
	h.does(fingers.AtKey{Do: fingers.Enrol, PIN: pin}, "signin.problem.finger.not_permitted")
	if h.key.Touches() != touched || len(h.states()) > 0 {
		t.Error("the key was asked, or something was recorded, before the notice was acknowledged")
	}
	h.reads()

	var most, touches atomic.Int64
	shown := make(chan struct{}, 1)
	stop := h.op.Console.Watch(func(d *console.Desk, _ console.Change) {
		if s := d.OnKey().Scan; s.Of == authenticator.Samples && d.OnKey().Stage == console.Touching {
			most.Store(max(most.Load(), int64(s.Of-s.Left)))
			select {
			case shown <- struct{}{}:
			default:
			}
		}
	})
	wait := func() { // until the touch before is shown
		before := touches.Add(1) - 1
		for limit := time.After(10 * time.Second); most.Load() < before; {
			select {
			case <-shown:
			case <-limit:
				return
			}
		}
	}
	h.hand.Store(&wait)
	s := h.does(fingers.AtKey{Do: fingers.Enrol, PIN: pin}, "")
	stop()
	h.hand.Store(nil)
	if len(s.Key.Fingers) != 1 || most.Load() < authenticator.Samples-1 {
		t.Fatalf("after the enrolment %+v, %d touches were shown", s.Key, most.Load())
	}
	h.sees("recorded", func(s fingers.State) bool {
		return s.Templates == 1 && s.Key.Kept == 1 && s.Key.Fingers[0].Ours && !s.Key.Fingers[0].Due
	})
	if on := h.key.Prints(); len(on) != 1 || !biometric.Code(on[0].Name).Valid() {
		t.Errorf("on the key %v", on)
	}
	h.reconciles(biometric.Kept)

	h.signOut()
	h.comes(console.WayFinger)
	h.enter(console.WayFinger, "")
	h.in()

	h.page.Open()
	h.sees("the page again", func(s fingers.State) bool { return s.Phase == fingers.Ready && s.Templates == 1 && !s.Key.Known })
	h.page.Withdraw()
	h.sees("due", func(s fingers.State) bool { return s.Templates == 0 && s.Key.Due == 1 })
	h.reconciles(biometric.Pending)

	h.signOut() // the finger is on the key still, and opens nothing
	h.comes(console.WayFinger)
	h.enter(console.WayFinger, "")
	h.refused("signin.problem.finger.not_permitted")
	h.enter(console.WayPIN, pin)
	h.in()
	h.page.Open()
	h.sees("due still", func(s fingers.State) bool { return s.Phase == fingers.Ready && s.Key.Due == 1 && !s.Acknowledged })
	h.does(fingers.AtKey{Do: fingers.Show, PIN: "0000"}, "carried.key.pin.wrong")
	s = h.does(fingers.AtKey{Do: fingers.Show, PIN: pin}, "")
	if len(s.Key.Fingers) != 1 || !s.Key.Fingers[0].Due {
		t.Fatalf("on the key %+v", s.Key)
	}
	h.page.Key(fingers.AtKey{Do: fingers.Remove, PIN: pin, IDs: []string{s.Key.Fingers[0].ID}})
	h.sees("gone", func(s fingers.State) bool { return s.Key.Known && len(s.Key.Fingers) == 0 && s.Key.Due == 0 })
	if len(h.key.Prints()) > 0 {
		t.Error("it is still on the key")
	}
	h.reconciles(biometric.Erased)
}

// What does not come about leaves nothing: not on the key, and in the records a receipt. A suspension ends it at once (L18); listing and removing go
// on all the same (L11).
func TestL18_ASuspensionEndsAnEnrolmentAndNoRemoval(t *testing.T) {
	h := newHeld(t)
	h.reads()
	h.does(fingers.AtKey{Do: fingers.Enrol, PIN: pin}, "")
	h.key.Behave(func() authenticator.Gesture { return authenticator.Nothing })
	h.page.Key(fingers.AtKey{Do: fingers.Enrol, PIN: pin})
	h.sees("the touch", func(s fingers.State) bool { return s.Key.Stage == console.Touching })
	if err := h.backend.Service.SuspendFingerprints(t.Context(), h.admin, biometric.Incident); err != nil {
		t.Fatal(err)
	}
	h.sees("ended", func(s fingers.State) bool {
		return s.Key.Stage == console.Idle && s.Key.Problem.Key == "carried.key.cancelled" && !s.Key.May
	})
	if on := h.key.Prints(); len(on) != 1 {
		t.Errorf("on the key %v", on)
	}
	h.reconciles(biometric.Kept, biometric.Erased)
	h.does(fingers.AtKey{Do: fingers.Enrol, PIN: pin}, "signin.problem.finger.not_permitted")
	s := h.does(fingers.AtKey{Do: fingers.Show, PIN: pin}, "")
	h.does(fingers.AtKey{Do: fingers.Remove, PIN: pin, IDs: []string{s.Key.Fingers[0].ID}}, "")
	h.reconciles(biometric.Erased, biometric.Erased)
}

// Offline nobody enrols; who wants their finger off the key takes it off, and the service hears of it as soon as it is there again (L11).
func TestL11_AFingerLeavesWithoutAConnection(t *testing.T) {
	h := newHeld(t)
	h.reads()
	s := h.does(fingers.AtKey{Do: fingers.Enrol, PIN: pin}, "")
	h.way.Lead("")
	h.sees("offline", func(s fingers.State) bool {
		return s.Phase == fingers.Offline && s.Key.Why.Key == "finger_page.key.offline"
	})
	h.does(fingers.AtKey{Do: fingers.Enrol, PIN: pin}, "signin.problem.offline")
	h.page.Key(fingers.AtKey{Do: fingers.Remove, PIN: pin, IDs: []string{s.Key.Fingers[0].ID}})
	h.sees("gone", func(s fingers.State) bool {
		return s.Key.Stage == console.Idle && s.Key.Known && len(s.Key.Fingers) == 0
	})
	h.reconciles(biometric.Kept)
	h.way.Lead(h.backend.Host)
	h.op.Shell.Reconnect()
	h.reconciles(biometric.Erased)
}

// A key that is pulled out in the middle may have something or not: it is due until somebody has looked. A session that is locked enrols nothing.
func TestL13_PulledOutInTheMiddle(t *testing.T) {
	h := newHeld(t)
	h.reads()
	n := 0
	h.key.Behave(func() authenticator.Gesture {
		if n++; n == 3 {
			return authenticator.Unplug
		}
		return authenticator.Touch
	})
	h.does(fingers.AtKey{Do: fingers.Enrol, PIN: pin}, "carried.key.removed")
	h.reconciles(biometric.Pending)
	h.key.Insert()
	h.op.Shell.Lock()
	until(h.place, &h.op.Shell.Publisher, "locked", func(s shell.State) bool { return s.Screen == shell.Locked })
	for _, do := range []fingers.KeyDeed{fingers.Enrol, fingers.Show} {
		h.page.Key(fingers.AtKey{Do: do, PIN: pin})
		stage := make(chan console.OnKey, 1)
		h.op.Console.Do(func(d *console.Desk) { stage <- d.OnKey() })
		if at := <-stage; at.Stage != console.Idle || at.Known {
			t.Errorf("in a locked session: %+v", at)
		}
	}
	h.comes(console.WayPIN)
	h.enter(console.WayPIN, pin)
	until(h.place, &h.op.SignIn.Publisher, "unlocked", func(s signin.State) bool { return s.Phase == signin.SignedIn })
	h.sees("due", func(s fingers.State) bool { return s.Key.Due == 1 })
	if len(h.key.Prints()) > 0 {
		t.Errorf("%d prints", len(h.key.Prints()))
	}
	h.reconciles(biometric.Pending)
}

// The reasons for another touch that libfido2 tells are those that there are words for.
func TestL13_EveryReasonForAnotherTouchHasWords(t *testing.T) {
	var from []string
	for _, a := range fido.Agains() {
		from = append(from, string(a))
	}
	if slices.Sort(from); !slices.Equal(from, slices.Sorted(slices.Values(fingers.Agains))) {
		t.Errorf("%v, with words %v", from, fingers.Agains)
	}
}
