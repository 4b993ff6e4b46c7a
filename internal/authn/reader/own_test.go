package reader_test

import (
	"bytes"
	"errors"
	"testing"

	"vigie.example/internal/authn/reader"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit"
)

// Each reader has a key of its own, made once and read again; one that is gone is missed, and not replaced by the way.
func TestL13_AReaderHasAKeyOfItsOwn(t *testing.T) {
	ctx, secrets := t.Context(), testkit.NewSecrets()
	if _, err := reader.OwnKey(ctx, secrets, "reader-1"); !fault.Is(err, fault.Missing) || fault.PublicOf(err).Key != "fault.reader.own_key" {
		t.Errorf("before it is made: %v", err)
	}
	digest, err := reader.MakeOwnKey(ctx, secrets, "reader-1")
	if err != nil {
		t.Fatal(err)
	}
	again, err := reader.MakeOwnKey(ctx, secrets, "reader-1")
	if err != nil || again != digest || !digest.Valid() {
		t.Errorf("%s, then %s, %v", digest, again, err)
	}
	if other, err := reader.MakeOwnKey(ctx, secrets, "reader-2"); err != nil || other == digest {
		t.Errorf("two readers with %s, %v", other, err)
	}
	key, err := reader.OwnKey(ctx, secrets, "reader-1")
	if err != nil || reader.DigestOfKey(key) != digest || bytes.Contains([]byte(digest), key) {
		t.Errorf("%d bytes, %v", len(key), err)
	}
	if err := reader.DestroyOwnKey(ctx, secrets, "reader-1"); err != nil {
		t.Fatal(err)
	}
	if _, err := reader.OwnKey(ctx, secrets, "reader-1"); !fault.Is(err, fault.Missing) {
		t.Errorf("after it was destroyed: %v", err)
	}
	if fresh, err := reader.MakeOwnKey(ctx, secrets, "reader-1"); err != nil || fresh == digest {
		t.Errorf("made again: %s, %v", fresh, err)
	}
}

func TestL13_AKeyringThatDoesNotKeepTheReadersKey(t *testing.T) {
	ctx, secrets := t.Context(), testkit.NewSecrets()
	if err := secrets.Set(ctx, reader.KeyName("reader-1"), []byte("short")); err != nil {
		t.Fatal(err)
	}
	if digest, err := reader.MakeOwnKey(ctx, secrets, "reader-1"); fault.PublicOf(err).Key != "keyring.damaged" || digest != "" {
		t.Errorf("what is no key: %q, %v", digest, err)
	}
	if _, err := reader.MakeOwnKey(ctx, secrets, "Not A Code"); !fault.Is(err, fault.Invalid) {
		t.Errorf("no code: %v", err)
	}
	locked := fault.As(fault.Unavailable, "test", errors.New("locked"), fault.Key("keyring.locked"))
	secrets.Fail(locked)
	if digest, err := reader.MakeOwnKey(ctx, secrets, "reader-2"); fault.PublicOf(err).Key != "keyring.locked" || digest != "" {
		t.Errorf("locked: %q, %v", digest, err)
	}
}
