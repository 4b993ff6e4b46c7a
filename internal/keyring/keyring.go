// Package keyring keeps small secrets in the operating system's keyring, through zalando/go-keyring. It is the one place
// that knows how that library and the services behind it fail: what it returns are faults whose text keys tell the
// failures apart.
//
//	keyring.absent   this system has no keyring service
//	keyring.no_bus   there is no session bus to reach one by
//	keyring.locked   the keyring is locked, and was not unlocked
//	keyring.slow     it did not answer in time
//	keyring.refused  it answered, and did not do it
//	keyring.damaged  what it holds under our name is not what we stored
//
// A secret that is not there is of kind fault.Missing. Secrets cross the session bus in clear: keep to keys that are of
// no use without something else.
package keyring

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"

	"vigie.example/internal/fault"
)

// MaxSecretBytes is the longest secret: what every system's keyring takes (Windows holds 2.5 KB, base64 included).
const MaxSecretBytes = 1800

// Patience is how long one call may take: a person may have to type a password meanwhile.
const Patience = 20 * time.Second

// Keyring is the part of the system's keyring that belongs to one service. It may be used from many goroutines; calls
// run one after the other.
type Keyring struct {
	service string
	turn    chan struct{} // holds one: whoever has it may call the library
}

// Open names a part of the keyring. It does not touch the keyring.
func Open(service string) *Keyring {
	return &Keyring{service: service, turn: make(chan struct{}, 1)}
}

// Get returns a secret.
func (k *Keyring) Get(ctx context.Context, name string) ([]byte, error) {
	const op = "keyring.Get"
	text, err := k.call(ctx, op, func() (string, error) { return keyring.Get(k.service, name) })
	if err != nil {
		return nil, err
	}
	secret, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fault.New(fault.Invalid, op, fault.Key("keyring.damaged"), fault.Hint("hint.keyring.damaged"))
	}
	return secret, nil
}

// Set stores a secret and returns once the keyring gives it back.
func (k *Keyring) Set(ctx context.Context, name string, secret []byte) error {
	const op = "keyring.Set"
	if len(secret) > MaxSecretBytes {
		return fault.New(fault.TooLarge, op)
	}
	text := base64.StdEncoding.EncodeToString(secret)
	got, err := k.call(ctx, op, func() (string, error) {
		if err := keyring.Set(k.service, name, text); err != nil {
			return "", err
		}
		return keyring.Get(k.service, name)
	})
	if err == nil && got != text {
		return failure(op, "refused", nil)
	}
	return err
}

// Delete removes a secret; one that is not there is no error.
func (k *Keyring) Delete(ctx context.Context, name string) error {
	_, err := k.call(ctx, "keyring.Delete", func() (string, error) { return "", keyring.Delete(k.service, name) })
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}

// call bounds what the library does not: it has no context and can wait for ever on a dead socket. A call that never
// returns keeps its turn, so that at most one goroutine hangs, and the next callers are told "slow".
func (k *Keyring) call(ctx context.Context, op fault.Op, f func() (string, error)) (string, error) {
	if !busReachable() {
		return "", failure(op, "no_bus", nil)
	}
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	select {
	case k.turn <- struct{}{}:
	case <-ctx.Done():
		return "", slow(op)
	}
	type result struct {
		text string
		err  error
	}
	answered := make(chan result, 1)
	go func() {
		defer func() { <-k.turn }()
		text, err := f()
		answered <- result{text, err}
	}()
	select {
	case r := <-answered:
		return r.text, classify(op, r.err)
	case <-ctx.Done():
		return "", slow(op)
	}
}

func slow(op fault.Op) error {
	return failure(op, "slow", nil)
}

// classify tells the failures apart. Only ErrNotFound and the bus's own errors are typed; the rest is known by its text,
// here and nowhere else.
func classify(op fault.Op, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, keyring.ErrNotFound) {
		return fault.New(fault.Missing, op)
	}
	code := "refused"
	var bus dbus.Error
	text := err.Error()
	switch {
	case errors.As(err, &bus) && (bus.Name == "org.freedesktop.DBus.Error.ServiceUnknown" || bus.Name == "org.freedesktop.DBus.Error.NameHasNoOwner"),
		strings.Contains(text, "was not provided by any .service files"):
		code = "absent"
	case errors.As(err, &bus) && bus.Name == "org.freedesktop.Secret.Error.IsLocked",
		strings.Contains(text, "failed to unlock"), strings.Contains(text, "prompt dismissed"), strings.Contains(text, "is locked"):
		code = "locked"
	case errors.As(err, &bus) && (bus.Name == "org.freedesktop.DBus.Error.NoReply" || bus.Name == "org.freedesktop.DBus.Error.TimedOut"):
		code = "slow"
	case strings.Contains(text, "dbus-launch"), strings.Contains(text, "DBUS_SESSION_BUS_ADDRESS"),
		strings.Contains(text, "dial unix"), strings.Contains(text, "connection closed by user"), errors.Is(err, dbus.ErrClosed):
		code = "no_bus"
	}
	return failure(op, code, err)
}

func failure(op fault.Op, code string, cause error) error {
	return fault.As(fault.Unavailable, op, cause, fault.Key(fault.TextKey("keyring."+code)), fault.Hint(fault.TextKey("hint.keyring."+code)))
}
