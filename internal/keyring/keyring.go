package keyring

import (
	"context"
	"errors"
	"time"

	driver "github.com/zalando/go-keyring"

	"vigie.example/internal/fault"
)

// Timeout bounds a call to a keyring that is not locked.
const Timeout = 5 * time.Second

// MaxSecretBytes keeps an item under the 2.5 KB that Windows allows, once it is encoded.
const MaxSecretBytes = 1536

// maxAbandoned is how many calls may hang at once before further ones are refused: each keeps a goroutine until the keyring
// answers after all.
const maxAbandoned = 8

// Keyring keeps secrets under the name of one service. It is safe for concurrent use.
type Keyring struct {
	service string
	timeout time.Duration
	turns   chan struct{}
}

// Open returns the keyring of the session in which the program runs. It does not touch it yet.
func Open(service string) *Keyring {
	return &Keyring{service: service, timeout: Timeout, turns: make(chan struct{}, maxAbandoned)}
}

// Get returns a secret. The caller clears it after use.
func (k *Keyring) Get(ctx context.Context, name string) ([]byte, error) {
	const op fault.Op = "keyring.Get"
	stored, err := k.call(ctx, op, func() (string, error) { return driver.Get(k.service, name) })
	if err != nil {
		return nil, err
	}
	secret, err := decode(name, stored)
	if err != nil {
		return nil, fault.As(fault.Invalid, op, err, fault.Key(keyDamaged), fault.Hint("hint.keyring.damaged"))
	}
	return secret, nil
}

// Set stores a secret in the place of what was there, and returns once the keyring gives it back.
func (k *Keyring) Set(ctx context.Context, name string, secret []byte) error {
	const op fault.Op = "keyring.Set"
	if len(secret) > MaxSecretBytes {
		return fault.New(fault.TooLarge, op)
	}
	wanted := encode(name, secret)
	stored, err := k.call(ctx, op, func() (string, error) {
		if err := driver.Set(k.service, name, wanted); err != nil {
			return "", err
		}
		return driver.Get(k.service, name)
	})
	if err == nil && stored != wanted {
		return refused(op, nil)
	}
	return err
}

// Delete removes a secret; absent is no error.
func (k *Keyring) Delete(ctx context.Context, name string) error {
	const op fault.Op = "keyring.Delete"
	_, err := k.call(ctx, op, func() (string, error) { return "", driver.Delete(k.service, name) })
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}

// call runs f beside the caller, who stops waiting in time: f has no context. The bus is looked at before, so that f does
// not begin what cannot end, and after a failure, to tell what it was.
func (k *Keyring) call(ctx context.Context, op fault.Op, f func() (string, error)) (string, error) {
	select {
	case k.turns <- struct{}{}:
	default:
		return "", slow(op, nil)
	}
	state, err := look(ctx, k.timeout)
	if err != nil {
		<-k.turns
		return "", fault.Wrap(op, err)
	}
	done := make(chan result, 1)
	go func() {
		defer func() { <-k.turns }()
		value, err := f()
		done <- result{value, err}
	}()
	late := make(<-chan time.Time)
	if !state.locked { // otherwise a person may be typing
		timer := time.NewTimer(k.timeout)
		defer timer.Stop()
		late = timer.C
	}
	select {
	case r := <-done:
		return r.value, k.translate(ctx, op, r.err)
	case <-late:
		return "", slow(op, nil)
	case <-ctx.Done():
		if state.locked {
			return "", locked(op, ctx.Err())
		}
		return "", slow(op, ctx.Err())
	}
}

type result struct {
	value string
	err   error
}

func (k *Keyring) translate(ctx context.Context, op fault.Op, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, driver.ErrNotFound):
		return fault.As(fault.Missing, op, err)
	case errors.Is(err, driver.ErrSetDataTooBig):
		return fault.As(fault.TooLarge, op, err)
	case errors.Is(err, driver.ErrUnsupportedPlatform):
		return absent(op, err)
	}
	state, looked := look(ctx, k.timeout)
	switch {
	case looked != nil:
		return fault.Wrap(op, looked)
	case state.locked:
		return locked(op, err)
	}
	return refused(op, err)
}

// state is how a keyring that answers stands.
type state struct {
	locked bool // or has never been unlocked
}
