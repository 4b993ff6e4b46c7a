//go:build linux && cgo

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"vigie.example/internal/authn"
	"vigie.example/internal/authn/ceremony"
	"vigie.example/internal/authn/fido"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit"
	"vigie.example/internal/testkit/authenticator"
	"vigie.example/internal/wire"
)

// ceremonies is how many sign-ins are timed by each way, one after the other.
const ceremonies = 30

// keyPIN opens the key.
const keyPIN = "271828"

// loginCeremony measures a sign-in by security key, from the press of the button to the desk: workstation's proof, challenge, libfido2
// with a key of software that is touched at once, WebAuthn check, durable trace. A person's hand is not in it. Beside it stands the same by
// passphrase, with argon2id at its real cost.
func loginCeremony(ctx context.Context, b *bench) error {
	n := ceremonies
	if b.quick {
		n = 3
	}
	s, err := b.startService(ctx)
	if err != nil {
		return err
	}
	defer s.stop()
	workstation, err := seal.NewSigningKey()
	if err != nil {
		return err
	}
	hash, err := authn.Hash(passphrase)
	if err != nil {
		return err
	}
	if err := s.addHashed(ctx, "op-login", "national", workstation.Public(), hash); err != nil {
		return err
	}
	hand := &keyInHand{party: ceremony.PartyOf(s.authority.Public())}
	hand.keys = fido.Open(socket{authenticator.NewSocket(authenticator.New(authenticator.Options{PIN: keyPIN}))})
	op, err := testkit.StartOperator(testkit.OperatorOptions{
		URL: s.console, Roots: s.roots, Authority: s.authority.Public(), Workstation: workstation, Keys: hand,
	})
	if err != nil {
		return err
	}
	defer op.Close()
	byPassphrase := console.Attempt{Actor: "op-login", Way: console.WayPassphrase, Secret: passphrase}
	if _, err := enters(ctx, op, byPassphrase); err != nil {
		return err
	}
	if err := s.enrol(ctx, op, "op-login"); err != nil {
		return err
	}
	var key, phrase []time.Duration
	for range n { // in turns, so that the machine is as busy for one as for the other
		for _, try := range []struct {
			a    console.Attempt
			took *[]time.Duration
		}{{console.Attempt{Actor: "op-login", Way: console.WayPIN, Secret: keyPIN}, &key}, {byPassphrase, &phrase}} {
			if err := leaves(ctx, op); err != nil {
				return err
			}
			d, err := enters(ctx, op, try.a)
			if err != nil {
				return err
			}
			*try.took = append(*try.took, d)
		}
	}
	slices.Sort(key)
	slices.Sort(phrase)
	b.compare("login/ceremony", quantile(key, 0.5), quantile(phrase, 0.5), "ms", "")
	return nil
}

func enters(ctx context.Context, op *testkit.Operator, a console.Attempt) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := testkit.Until(ctx, op.SignIn, func(s signin.State) bool {
		return s.Phase == signin.Ready && s.Reachable && slices.ContainsFunc(s.Ways, func(w signin.Way) bool { return w.Code == string(a.Way) && w.Available })
	}); err != nil {
		return 0, err
	}
	began := time.Now()
	op.SignIn.Enter(a)
	err := testkit.Until(ctx, op.SignIn, func(s signin.State) bool { return s.Phase == signin.SignedIn })
	return time.Since(began), err
}

func leaves(ctx context.Context, op *testkit.Operator) error {
	op.Shell.SignOut()
	return testkit.Until(ctx, op.Shell, func(s shell.State) bool { return s.Screen == shell.SignIn })
}

// enrol enrols the key, with the administration as the second person.
func (s *service) enrol(ctx context.Context, op *testkit.Operator, actor string) error {
	var invited wire.Invited
	if err := s.post(ctx, "/accounts/"+actor+"/invite", struct{}{}, &invited); err != nil {
		return err
	}
	page := account.New(op.Console)
	page.Open()
	if err := testkit.Until(ctx, page, func(s account.State) bool { return s.Phase == account.Ready }); err != nil {
		return err
	}
	page.Enrol(console.Enrolling{Way: console.WayPIN, Code: invited.Code, PIN: keyPIN})
	var last account.State
	if err := testkit.Until(ctx, page, func(s account.State) bool { last = s; return len(s.Own) > 0 || !s.Problem.None() }); err != nil {
		return err
	}
	if len(last.Own) == 0 {
		return fmt.Errorf("the key was not enrolled: %s", last.Problem.Key)
	}
	return s.post(ctx, "/accounts/"+actor+"/confirm", wire.MeansConfirm{Number: last.Own[0].Number}, nil)
}

// post asks the administration's socket.
func (s *service) post(ctx context.Context, path string, body, answer any) (err error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://vigied"+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	response, err := s.admin.Do(request)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, response.Status)
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(answer)
}

// socket brings software keys to libfido2.
type socket struct{ *authenticator.Socket }

func (s socket) Open(path string) (fido.Pipe, error) { return s.Plugged(path) }

// keyInHand is a key that is always there, and touched at once.
type keyInHand struct {
	keys  *fido.Keys
	party ceremony.Party
}

// Look implements console.Carried.
func (k *keyInHand) Look(context.Context) console.Presence {
	return console.Presence{Devices: []string{"key"}, PIN: true}
}

// Prove implements console.Carried.
func (k *keyInHand) Prove(ctx context.Context, q console.Question) (console.Proof, error) {
	data, digest, err := k.data(ceremony.ToAssert, q)
	if err != nil {
		return console.Proof{}, err
	}
	p, err := k.keys.Assert(ctx, fido.Ask{Party: k.party.ID(), Digest: digest, Allow: q.Means, Verify: fido.PIN(q.PIN)})
	return console.Proof{ID: p.KeyID, AuthData: p.AuthData, ClientData: data, Sig: p.Signature, Device: "key"}, err
}

// Make implements console.Carried.
func (k *keyInHand) Make(ctx context.Context, q console.Question) (console.Made, error) {
	data, digest, err := k.data(ceremony.ToEnrol, q)
	if err != nil {
		return console.Made{}, err
	}
	made, err := k.keys.Create(ctx, fido.New{Party: k.party.ID(), Digest: digest, Handle: k.party.Handle(q.Actor), Verify: fido.PIN(q.PIN)})
	return console.Made{AuthData: made.AuthData, ClientData: data}, err
}

func (k *keyInHand) data(p ceremony.Purpose, q console.Question) (data, digest []byte, err error) {
	data, err = k.party.ClientData(p, q.Challenge[:])
	sum := sha256.Sum256(data)
	return data, sum[:], err
}
