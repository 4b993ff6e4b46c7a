package keyring

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	driver "github.com/zalando/go-keyring"

	"vigie.example/internal/fault"
)

// What runs inside a session of its own, by the name that session_test.go starts it under.
var inside = map[string]func(t *testing.T){
	"unlocked":  insideUnlocked,
	"damaged":   insideDamaged,
	"locked":    insideLocked,
	"never":     insideNeverUnlocked,
	"absent":    insideAbsent,
	"killed":    insideKilled,
	"hanging":   insideHanging,
	"ended bus": insideEndedBus,
}

func insideUnlocked(t *testing.T) {
	ctx, k := t.Context(), Open("vigie-test")
	if _, err := k.Get(ctx, "none"); !fault.Is(err, fault.Missing) {
		t.Errorf("a secret that is not there: %v", err)
	}
	if err := k.Delete(ctx, "none"); err != nil {
		t.Errorf("deleting what is not there: %v", err)
	}
	for _, secret := range [][]byte{{}, []byte("one"), {0, 255, '\n', ' '}, bytes.Repeat([]byte{7}, MaxSecretBytes)} {
		if err := k.Set(ctx, "key", secret); err != nil {
			t.Fatal(err)
		}
		got, err := Open("vigie-test").Get(ctx, "key")
		if err != nil || !bytes.Equal(got, secret) {
			t.Fatalf("%d bytes of %d came back, %v", len(got), len(secret), err)
		}
	}
	if err := k.Set(ctx, "key", make([]byte, MaxSecretBytes+1)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too large a secret: %v", err)
	}
	if _, err := Open("vigie-other").Get(ctx, "key"); !fault.Is(err, fault.Missing) {
		t.Errorf("another service's secret: %v", err)
	}
	for range 2 {
		if err := k.Delete(ctx, "key"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := k.Get(ctx, "key"); !fault.Is(err, fault.Missing) {
		t.Errorf("a deleted secret: %v", err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := k.Get(ended, "key"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("with an ended context: %v", err)
	}
}

func insideDamaged(t *testing.T) {
	ctx, k := t.Context(), Open("vigie-test")
	for name, stored := range map[string]string{
		"foreign": "password", "empty": "", "cut": encode("cut", []byte("secret"))[:20], "changed": encode("changed", []byte("secret")) + "x",
	} {
		if err := driver.Set("vigie-test", name, stored); err != nil {
			t.Fatal(err)
		}
		_, err := k.Get(ctx, name)
		wantKey(t, err, fault.Invalid, "keyring.damaged")
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: caused by something else", name)
		}
	}
	if err := driver.Set("vigie-test", "key", encode("other", []byte("secret"))); err != nil {
		t.Fatal(err)
	}
	_, err := k.Get(ctx, "key")
	wantKey(t, err, fault.Invalid, "keyring.damaged")
	if !errors.Is(err, ErrReplaced) || errors.Is(err, ErrDamaged) {
		t.Errorf("another secret in its place: %v", errors.Unwrap(err))
	}
}

func insideLocked(t *testing.T) {
	k := Open("vigie-test")
	if err := k.Set(t.Context(), "key", []byte("x")); err != nil {
		t.Fatal(err)
	}
	lockCollection(t)
	for name, call := range calls(k) {
		// Nobody will type a password here. A person could: the call waits as long as its context does.
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		wantSoon(t, name, func() { wantKey(t, call(ctx), fault.Unavailable, "keyring.locked") })
		cancel()
	}
}

func insideNeverUnlocked(t *testing.T) {
	k := Open("vigie-test")
	for name, call := range calls(k) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		wantSoon(t, name, func() { wantKey(t, call(ctx), fault.Unavailable, "keyring.locked") })
		cancel()
	}
}

func insideAbsent(t *testing.T) {
	for name, call := range calls(Open("vigie-test")) {
		wantSoon(t, name, func() { wantKey(t, call(t.Context()), fault.Unavailable, "keyring.absent") })
	}
}

func insideKilled(t *testing.T) {
	k := Open("vigie-test")
	if err := k.Set(t.Context(), "key", []byte("x")); err != nil {
		t.Fatal(err)
	}
	signalDaemon(t, kill)
	for name, call := range calls(k) {
		wantSoon(t, name, func() { wantKey(t, call(t.Context()), fault.Unavailable, "keyring.absent") })
	}
}

func insideHanging(t *testing.T) {
	k := Open("vigie-test")
	if err := k.Set(t.Context(), "key", []byte("x")); err != nil {
		t.Fatal(err)
	}
	k.timeout = time.Second
	signalDaemon(t, stop)
	for name, call := range calls(k) {
		wantSoon(t, name, func() { wantKey(t, call(t.Context()), fault.Unavailable, "keyring.slow") })
	}
	signalDaemon(t, goOn)
	k.timeout = Timeout
	if got, err := k.Get(t.Context(), "key"); err != nil || string(got) != "x" {
		t.Errorf("after it woke up: %v", err)
	}
}

func insideEndedBus(t *testing.T) {
	k := Open("vigie-test")
	if err := k.Set(t.Context(), "key", []byte("x")); err != nil {
		t.Fatal(err)
	}
	endBus(t)
	for name, call := range calls(k) {
		wantSoon(t, name, func() { wantKey(t, call(t.Context()), fault.Unavailable, "keyring.no_bus") })
	}
}

func calls(k *Keyring) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"get":    func(ctx context.Context) error { _, err := k.Get(ctx, "key"); return err },
		"set":    func(ctx context.Context) error { return k.Set(ctx, "key", []byte("y")) },
		"delete": func(ctx context.Context) error { return k.Delete(ctx, "key") },
	}
}

func wantKey(t *testing.T, err error, kind fault.Kind, key fault.TextKey) {
	t.Helper()
	if p := fault.PublicOf(err); p.Kind != kind || p.Key != key || p.Hint == "" {
		t.Errorf("got %v (%+v), want %s %s", err, p, kind, key)
	}
}

// wantSoon fails when a call hangs: far longer than any bound, so that a slow machine does not matter.
func wantSoon(t *testing.T, name string, call func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); call() }()
	select {
	case <-done:
	case <-time.After(60 * time.Second):
		t.Fatalf("%s hangs", name)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("key", encode("key", []byte("secret")))
	f.Add("key", encode("other", []byte("secret")))
	f.Add("", "vigie-1   ")
	f.Fuzz(func(t *testing.T, name, item string) {
		secret, err := decode(name, item)
		if err == nil && encode(name, secret) != item {
			t.Errorf("%q is not what was stored", item)
		}
	})
}
