//go:build linux && cgo

package fido

/*
#include <stdlib.h>
#include <string.h>
#include <fido.h>
*/
import "C"

import (
	"context"
	"unsafe"

	"vigie.example/internal/fault"
)

// Assert asks the keys that are plugged in for a proof. The first that belongs to the person is asked; it blinks until it is touched.
func (k *Keys) Assert(ctx context.Context, ask Ask) (Proof, error) {
	const op = "fido.Assert"
	if len(ask.Allow) == 0 || len(ask.Digest) != 32 {
		return Proof{}, fault.New(fault.Invalid, op)
	}
	k.busy.Lock()
	defer k.busy.Unlock()
	d, err := k.choose(func(d *device) error { return d.holds(ask) })
	if err != nil {
		return Proof{}, err
	}
	defer d.close()
	if err := d.able(ask.Verify); err != nil {
		return Proof{}, err
	}
	a, err := newAssertion(ask)
	if err != nil {
		return Proof{}, err
	}
	defer a.free()
	if ask.Verify.finger {
		C.fido_assert_set_uv(a.c, C.FIDO_OPT_TRUE)
	}
	pin, free := secret(ask.Verify)
	defer free()
	if ask.Blink != nil {
		ask.Blink()
	}
	if code := d.until(ctx, func() C.int { return C.fido_dev_get_assert(d.c, a.c, pin) }); code != C.FIDO_OK {
		return Proof{}, k.failed(ctx, op, d, code)
	}
	return a.proof(d.path)
}

// choose opens the first key that suits. If none does, the error is that of the last.
func (k *Keys) choose(suits func(*device) error) (*device, error) {
	const op = "fido.choose"
	paths, err := k.Paths()
	if err != nil {
		return nil, err
	}
	err = fault.New(fault.Unavailable, op, fault.Key(Absent))
	for _, path := range paths {
		d, failed := k.open(path)
		if failed == nil {
			if failed = suits(d); failed == nil {
				return d, nil
			}
			d.close()
		}
		err = failed
	}
	return nil, err
}

// holds returns nil if the key has one of the credentials. It asks without touch and without verification.
func (d *device) holds(ask Ask) error {
	a, err := newAssertion(ask)
	if err != nil {
		return err
	}
	defer a.free()
	C.fido_assert_set_up(a.c, C.FIDO_OPT_FALSE)
	switch code := C.fido_dev_get_assert(d.c, a.c, nil); code {
	case C.FIDO_OK, C.FIDO_ERR_PIN_REQUIRED, C.FIDO_ERR_UP_REQUIRED, C.FIDO_ERR_UNSUPPORTED_OPTION:
		return nil // it has one, or will say so when it is asked in earnest
	default:
		return faultOf("fido.holds", code)
	}
}

// able returns nil if the key can verify its holder in this way.
func (d *device) able(v Verification) error {
	const op = "fido.able"
	is := d.describe()
	switch {
	case v.finger && !is.Finger:
		return fault.New(fault.Unavailable, op, fault.Key(NoFinger))
	case !v.finger && !is.PIN:
		return fault.New(fault.Unavailable, op, fault.Key(NoPIN))
	case !v.finger && v.pin == "":
		return fault.New(fault.Invalid, op, fault.Key(WrongPIN))
	}
	return nil
}

// secret returns the PIN for C, and what clears it.
func secret(v Verification) (pin *C.char, free func()) {
	if v.finger {
		return nil, func() {}
	}
	pin = C.CString(v.pin)
	return pin, func() {
		C.explicit_bzero(unsafe.Pointer(pin), C.size_t(len(v.pin)))
		C.free(unsafe.Pointer(pin))
	}
}

type assertion struct{ c *C.fido_assert_t }

func newAssertion(ask Ask) (*assertion, error) {
	const op = "fido.newAssertion"
	a := &assertion{C.fido_assert_new()}
	if a.c == nil {
		return nil, fault.New(fault.Internal, op)
	}
	party := C.CString(ask.Party)
	defer C.free(unsafe.Pointer(party))
	code := C.fido_assert_set_rp(a.c, party)
	if code == C.FIDO_OK {
		code = C.fido_assert_set_clientdata_hash(a.c, bytesOf(ask.Digest), C.size_t(len(ask.Digest)))
	}
	for _, id := range ask.Allow {
		if code == C.FIDO_OK && len(id) > 0 {
			code = C.fido_assert_allow_cred(a.c, bytesOf(id), C.size_t(len(id)))
		}
	}
	if code != C.FIDO_OK {
		a.free()
		return nil, faultOf(op, code)
	}
	return a, nil
}

func (a *assertion) free() { C.fido_assert_free(&a.c) }

func (a *assertion) proof(path string) (Proof, error) {
	const op = "fido.proof"
	if C.fido_assert_count(a.c) != 1 {
		return Proof{}, fault.New(fault.Untrusted, op, fault.Key(Failed))
	}
	data, err := unwrap(goBytes(C.fido_assert_authdata_ptr(a.c, 0), C.fido_assert_authdata_len(a.c, 0)))
	if err != nil {
		return Proof{}, err
	}
	return Proof{
		KeyID: goBytes(C.fido_assert_id_ptr(a.c, 0), C.fido_assert_id_len(a.c, 0)), AuthData: data,
		Signature: goBytes(C.fido_assert_sig_ptr(a.c, 0), C.fido_assert_sig_len(a.c, 0)), Path: path,
	}, nil
}

func bytesOf(b []byte) *C.uchar { return (*C.uchar)(unsafe.Pointer(unsafe.SliceData(b))) }

func goBytes(p *C.uchar, n C.size_t) []byte {
	if p == nil || n == 0 || n > 1<<16 {
		return nil
	}
	return C.GoBytes(unsafe.Pointer(p), C.int(n))
}
