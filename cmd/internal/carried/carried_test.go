//go:build linux && cgo

package carried_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vigie.example/cmd/internal/carried"
	"vigie.example/internal/access"
	"vigie.example/internal/authn/fido"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/view"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/authenticator"
	"vigie.example/internal/testkit/declarant"
	"vigie.example/internal/testkit/softcard"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

const pin = "271828"

type bus struct{ *authenticator.Socket }

func (b bus) Open(path string) (fido.Pipe, error) { return b.Plugged(path) }

// place is a workstation with a socket, a card reader and a console, at a service that is the real one in this process.
type place struct {
	t       *testing.T
	backend *vigied.Backend
	who     vigied.Operator
	socket  *authenticator.Socket
	op      *testkit.Operator
	account *account.Model
}

func newPlace(t *testing.T, card console.Carried) *place {
	t.Helper()
	return newPlaceAt(t, vigied.Start(t, vigied.Options{}), card)
}

func newPlaceAt(t *testing.T, b *vigied.Backend, card console.Carried) *place {
	t.Helper()
	p := &place{t: t, backend: b, who: b.AddOperator(t, "op-1", "national"), socket: authenticator.NewSocket()}
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: b.Console, Roots: b.Roots, Authority: b.Authority.Public(), Workstation: p.who.Workstation,
		Keys: carried.NewKeys(bus{p.socket}, b.Authority.Public(), time.Now), Card: card,
		Habits: carried.NewHabits(filepath.Join(t.TempDir(), "vigie", "ways")),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(op.Close)
	p.op, p.account = op, account.New(op.Console)
	return p
}

func until[S any](p *place, of testkit.Source[S], what string, ok func(S) bool) (last S) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 30*time.Second)
	defer cancel()
	if err := testkit.Until(ctx, of, func(s S) bool { last = s; return ok(s) }); err != nil {
		p.t.Fatalf("never: %s; last state: %+v", what, last)
	}
	return last
}

func (p *place) enter(way console.Way, secret string) {
	p.op.SignIn.Enter(console.Attempt{Actor: "op-1", Way: way, Secret: secret})
}

// comes waits until a way can be used.
func (p *place) comes(way console.Way) {
	p.t.Helper()
	until(p, &p.op.SignIn.Publisher, string(way), func(s signin.State) bool {
		return s.Phase == signin.Ready && s.Reachable && slices.ContainsFunc(s.Ways, func(w signin.Way) bool { return w.Code == string(way) && w.Available })
	})
}

// in waits for the desk.
func (p *place) in() {
	p.t.Helper()
	until(p, &p.op.SignIn.Publisher, "the desk", func(s signin.State) bool { return s.Phase == signin.SignedIn })
	until(p, &p.op.Inbox.Publisher, "the list", func(s inbox.State) bool { return s.Phase == inbox.Current })
}

// refused waits for the words of a refusal.
func (p *place) refused(want string) {
	p.t.Helper()
	until(p, &p.op.SignIn.Publisher, want, func(s signin.State) bool { return s.Phase == signin.Ready && s.Problem.Key == want })
}

// enrol enrols what is there by the administration's code and confirmation.
func (p *place) enrol(way console.Way, secret string) {
	p.t.Helper()
	admin := access.Actor{Kind: access.Staff, Code: "local-administration", Role: access.Technical, Authorised: true}
	invited, err := p.backend.Service.Invite(p.t.Context(), admin, "op-1")
	if err != nil {
		p.t.Fatal(err)
	}
	p.account.Open()
	until(p, &p.account.Publisher, "the page", func(s account.State) bool {
		return s.Phase == account.Ready && slices.ContainsFunc(s.Enrol, func(k account.Kind) bool { return k.Way == way && k.Ready })
	})
	p.account.Enrol(console.Enrolling{Way: way, Code: invited.Code, PIN: secret, Name: "à moi"})
	s := until(p, &p.account.Publisher, "the means", func(s account.State) bool {
		return s.Stage == console.Idle && (len(s.Own) > 0 || !s.Problem.None())
	})
	if !s.Problem.None() {
		p.t.Fatalf("not enrolled: %s", s.Problem.Key)
	}
	if last := s.Own[len(s.Own)-1]; last.State == account.Waiting {
		if err := p.backend.Service.ConfirmMeans(p.t.Context(), admin, wire.MeansConfirm{Actor: "op-1", Number: last.Number}); err != nil {
			p.t.Fatal(err)
		}
		until(p, &p.account.Publisher, "the confirmation", func(s account.State) bool { return s.Own[len(s.Own)-1].State == account.InForce })
	}
	p.account.Close()
}

func (p *place) signOut() {
	p.t.Helper()
	p.op.Shell.SignOut()
	until(p, &p.op.Shell.Publisher, "signed out", func(s shell.State) bool { return s.Screen == shell.SignIn })
}

func (p *place) locked(cause string) {
	p.t.Helper()
	s := until(p, &p.op.SignIn.Publisher, "locked", func(s signin.State) bool { return !s.Locked.None() })
	if want := view.T("signin.locked." + cause); s.Locked != want {
		p.t.Errorf("locked for %s, want %s", s.Locked.Key, want.Key)
	}
	if screen := p.op.Shell.State().Screen; screen != shell.Locked {
		p.t.Errorf("the window shows screen %d", screen)
	}
}

// A security key through everything that is real: libfido2, the console, the service, go-webauthn. Pulled out, it locks the
// session; a conversation stays held; put back, it unlocks.
func TestL3_AShiftBySecurityKey(t *testing.T) {
	p := newPlace(t, nil)
	key := authenticator.New(authenticator.Options{PIN: pin})
	p.socket.Add(key)
	if err := p.op.Enter(t.Context(), "op-1", p.who.Passphrase); err != nil {
		t.Fatal(err)
	}
	p.enrol(console.WayPIN, pin)
	p.signOut()

	p.comes(console.WayPIN)
	p.enter(console.WayPIN, "0000")
	p.refused("carried.key.pin.wrong")
	p.enter(console.WayPIN, pin)
	p.in()
	if first := p.op.SignIn.State().Ways[0]; first.Code != string(console.WayPIN) {
		t.Errorf("the way that was used last is not the first: %s", first.Code)
	}

	dec, err := declarant.Start(declarant.Options{URL: p.backend.Page, Roots: p.backend.Roots, Authority: p.backend.Authority.Public()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(dec.Vanish)
	dec.Say("bonjour")
	list := until(p, &p.op.Inbox.Publisher, "a conversation", func(s inbox.State) bool { return len(s.Waiting) > 0 && s.Waiting[0].Claim == inbox.Claimable })
	p.op.Inbox.Claim(list.Waiting[0].Conversation)
	until(p, &p.op.Inbox.Publisher, "held", func(s inbox.State) bool { return len(s.Mine) == 1 })

	key.Remove()
	p.locked("removed")
	key.Insert()
	p.comes(console.WayPIN)
	p.enter(console.WayPIN, pin)
	p.in()
	until(p, &p.op.Inbox.Publisher, "still held", func(s inbox.State) bool { return s.Phase == inbox.Current && len(s.Mine) == 1 })

	p.op.Shell.Lock()
	p.locked("asked")
	p.enter(console.WayPassphrase, "essai")
	p.refused("fault.signin.refused")
	p.enter(console.WayPassphrase, p.who.Passphrase)
	p.in()
	key.Remove() // the session goes on by passphrase: the key is not its business any more
	s := until(p, &p.op.SignIn.Publisher, "the console has seen it", func(s signin.State) bool {
		return slices.ContainsFunc(s.Ways, func(w signin.Way) bool {
			return w.Code == string(console.WayPIN) && w.Problem.Key == "carried.key.absent"
		})
	})
	if !s.Locked.None() {
		t.Errorf("locked for %s", s.Locked.Key)
	}
}

// A service card, through SoftHSM2.
func TestL3_AShiftByServiceCard(t *testing.T) {
	r := softcard.New(t)
	r.Insert(softcard.P256)
	card := carried.NewCard(r.Module)
	t.Cleanup(card.Close)
	p := newPlace(t, card)
	if err := p.op.Enter(t.Context(), "op-1", p.who.Passphrase); err != nil {
		t.Fatal(err)
	}
	p.enrol(console.WayCard, softcard.PIN)
	p.signOut()
	p.comes(console.WayCard)
	p.enter(console.WayCard, "000000")
	p.refused("carried.card.pin.wrong")
	p.enter(console.WayCard, softcard.PIN)
	p.in()
}

// Another's key is not recognised, in words that tell nothing of who exists; a key without a PIN cannot be used, and says so.
func TestL2_AnothersKey(t *testing.T) {
	p := newPlace(t, nil)
	p.socket.Add(authenticator.New(authenticator.Options{PIN: pin}))
	p.comes(console.WayPIN)
	for _, actor := range []string{"op-1", "op-9"} {
		p.op.SignIn.Enter(console.Attempt{Actor: actor, Way: console.WayPIN, Secret: pin})
		p.refused("carried.key.unknown")
		until(p, &p.op.SignIn.Publisher, "ready", func(s signin.State) bool { return s.Phase == signin.Ready })
	}
	bare := newPlace(t, nil)
	bare.socket.Add(authenticator.New(authenticator.Options{}))
	until(bare, &bare.op.SignIn.Publisher, "no PIN", func(s signin.State) bool {
		return slices.ContainsFunc(s.Ways, func(w signin.Way) bool {
			return w.Code == string(console.WayPIN) && w.Problem.Key == "carried.key.pin.unset"
		})
	})
}

// Without a passed assessment nobody's finger is asked for: the way says so, before anybody looks for their key in vain, and a key with a sensor
// is asked for its PIN (L17).
func TestL17_NoFingerWithoutPermission(t *testing.T) {
	p := newPlace(t, nil)
	until(p, &p.op.SignIn.Publisher, "a finger that is not permitted, without a key", func(s signin.State) bool {
		return s.Reachable && slices.ContainsFunc(s.Ways, func(w signin.Way) bool {
			return w.Code == string(console.WayFinger) && w.Problem.Key == "signin.problem.finger.not_permitted"
		})
	})
	key := authenticator.New(authenticator.Options{PIN: pin, Finger: true})
	p.socket.Add(key)
	p.comes(console.WayPIN)
	s := p.op.SignIn.State()
	at := slices.IndexFunc(s.Ways, func(w signin.Way) bool { return w.Code == string(console.WayFinger) })
	if at < 0 || s.Ways[at].Available || s.Ways[at].Problem.Key != "signin.problem.finger.not_permitted" {
		t.Fatalf("ways %+v", s.Ways)
	}
	p.enter(console.WayFinger, "")
	p.refused("signin.problem.finger.not_permitted")
	if key.Touches() > 0 {
		t.Error("the key was asked")
	}
}
