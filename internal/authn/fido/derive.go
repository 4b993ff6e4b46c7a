//go:build linux && cgo

package fido

/*
#include <stdlib.h>
#include <string.h>
#include <fido.h>
*/
import "C"

import (
	"bytes"
	"context"
	"slices"
	"unsafe"

	"vigie.example/internal/fault"
)

// Secret asks the keys that are plugged in for a secret. The first that belongs to the person is asked; it blinks until it is touched.
func (k *Keys) Secret(ctx context.Context, ask SecretAsk) (Secret, error) {
	const op = "fido.Secret"
	if len(ask.Allow) == 0 {
		return Secret{}, fault.New(fault.Invalid, op)
	}
	whose := Ask{Party: ask.Party, Digest: secretDigest[:], Allow: ask.Allow}
	k.busy.Lock()
	defer k.busy.Unlock()
	d, err := k.choose(func(d *device) error { return d.holds(whose) })
	if err != nil {
		return Secret{}, err
	}
	defer d.close()
	pin, free, err := d.forSecret(ask.PIN)
	if err != nil {
		return Secret{}, err
	}
	defer free()
	a, err := newAssertion(whose)
	if err != nil {
		return Secret{}, err
	}
	defer a.free()
	code := C.fido_assert_set_extensions(a.c, C.FIDO_EXT_HMAC_SECRET)
	if code == C.FIDO_OK {
		code = C.fido_assert_set_hmac_salt(a.c, bytesOf(ask.Salt[:]), C.size_t(len(ask.Salt)))
	}
	if code != C.FIDO_OK {
		return Secret{}, faultOf(op, code)
	}
	if ask.Blink != nil {
		ask.Blink()
	}
	if code := d.until(ctx, func() C.int { return C.fido_dev_get_assert(d.c, a.c, pin) }); code != C.FIDO_OK {
		return Secret{}, k.failed(ctx, op, d, code)
	}
	return a.secret(d.path, whose)
}

// forSecret returns the PIN for C, nil where a touch is enough, and what clears it. A key that verifies its holder at each touch is given the
// PIN, or it would ask for a finger, which nobody has permitted.
func (d *device) forSecret(typed string) (pin *C.char, free func(), err error) {
	const op = "fido.forSecret"
	switch is := d.describe(); {
	case !is.Secrets:
		return nil, nil, fault.New(fault.Unavailable, op, fault.Key(NoSecrets))
	case !is.Always:
		return nil, func() {}, nil
	case typed == "":
		return nil, nil, fault.New(fault.Unauthenticated, op, fault.Key(AlwaysPIN))
	}
	if err := d.able(PIN(typed)); err != nil {
		return nil, nil, err
	}
	pin, free = secret(PIN(typed))
	return pin, free, nil
}

// secret takes the secret out of an answer, and clears it there.
func (a *assertion) secret(path string, asked Ask) (Secret, error) {
	const op = "fido.secret"
	untrusted := fault.New(fault.Untrusted, op, fault.Key(Failed))
	if C.fido_assert_count(a.c) != 1 {
		return Secret{}, untrusted
	}
	value, size := C.fido_assert_hmac_secret_ptr(a.c, 0), C.fido_assert_hmac_secret_len(a.c, 0)
	if value == nil || size == 0 {
		return Secret{}, fault.New(fault.Unavailable, op, fault.Key(OldSecret))
	}
	defer C.explicit_bzero(unsafe.Pointer(value), size)
	id := goBytes(C.fido_assert_id_ptr(a.c, 0), C.fido_assert_id_len(a.c, 0))
	if len(id) == 0 && len(asked.Allow) == 1 {
		id = bytes.Clone(asked.Allow[0]) // which CTAP 2.0 lets a key leave out
	}
	flags := C.fido_assert_flags(a.c, 0)
	if size != SecretBytes || flags&flagPresent == 0 || !slices.ContainsFunc(asked.Allow, func(b []byte) bool { return bytes.Equal(b, id) }) {
		return Secret{}, untrusted
	}
	out := Secret{Value: new([SecretBytes]byte), KeyID: id, Path: path, Verified: flags&flagVerified != 0}
	copy(out.Value[:], unsafe.Slice((*byte)(unsafe.Pointer(value)), SecretBytes))
	return out, nil
}

// abilities asks a key what else it can do.
func (d *device) abilities() (secrets, always bool) {
	info := C.fido_cbor_info_new()
	if info == nil {
		return false, false
	}
	defer C.fido_cbor_info_free(&info)
	if C.fido_dev_get_cbor_info(d.c, info) != C.FIDO_OK {
		return false, false
	}
	names := unsafe.Slice(C.fido_cbor_info_extensions_ptr(info), C.fido_cbor_info_extensions_len(info))
	secrets = slices.ContainsFunc(names, func(name *C.char) bool { return C.GoString(name) == hmacSecret })
	options := unsafe.Slice(C.fido_cbor_info_options_name_ptr(info), C.fido_cbor_info_options_len(info))
	values := unsafe.Slice(C.fido_cbor_info_options_value_ptr(info), C.fido_cbor_info_options_len(info))
	for i, name := range options {
		always = always || bool(values[i]) && C.GoString(name) == alwaysUV
	}
	return secrets, always
}

// As keys name what they can do (CTAP 2.1 section 6.4).
const (
	hmacSecret = "hmac-secret"
	alwaysUV   = "alwaysUv"
)
