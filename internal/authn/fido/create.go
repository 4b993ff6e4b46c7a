//go:build linux && cgo

package fido

/*
#include <stdlib.h>
#include <fido.h>
*/
import "C"

import (
	"context"
	"unsafe"

	"vigie.example/internal/fault"
)

// Create makes a credential on the key that is plugged in; with several, on the first.
func (k *Keys) Create(ctx context.Context, n New) (Creation, error) {
	const op = "fido.Create"
	if len(n.Digest) != 32 || len(n.Handle) == 0 {
		return Creation{}, fault.New(fault.Invalid, op)
	}
	k.busy.Lock()
	defer k.busy.Unlock()
	d, err := k.choose(func(*device) error { return nil })
	if err != nil {
		return Creation{}, err
	}
	defer d.close()
	if err := d.able(n.Verify); err != nil {
		return Creation{}, err
	}
	c, err := newCredential(n)
	if err != nil {
		return Creation{}, err
	}
	defer C.fido_cred_free(&c)
	if n.Verify.finger {
		C.fido_cred_set_uv(c, C.FIDO_OPT_TRUE)
	}
	if secrets, _ := d.abilities(); secrets { // it can seal a template one day (Secret)
		if code := C.fido_cred_set_extensions(c, C.FIDO_EXT_HMAC_SECRET); code != C.FIDO_OK {
			return Creation{}, faultOf(op, code)
		}
	}
	pin, free := secret(n.Verify)
	defer free()
	if n.Blink != nil {
		n.Blink()
	}
	if code := d.until(ctx, func() C.int { return C.fido_dev_make_cred(d.c, c, pin) }); code != C.FIDO_OK {
		return Creation{}, k.failed(ctx, op, d, code)
	}
	data := goBytes(C.fido_cred_authdata_raw_ptr(c), C.fido_cred_authdata_raw_len(c))
	if len(data) == 0 {
		return Creation{}, fault.New(fault.Untrusted, op, fault.Key(Failed))
	}
	return Creation{AuthData: data, Path: d.path}, nil
}

// newCredential asks for ES256, and for no name on the key: who finds it learns nothing from it.
func newCredential(n New) (*C.fido_cred_t, error) {
	const op = "fido.newCredential"
	c := C.fido_cred_new()
	if c == nil {
		return nil, fault.New(fault.Internal, op)
	}
	party, name := C.CString(n.Party), C.CString("Vigie")
	defer C.free(unsafe.Pointer(party))
	defer C.free(unsafe.Pointer(name))
	code := C.fido_cred_set_type(c, C.COSE_ES256)
	for _, set := range []func() C.int{
		func() C.int { return C.fido_cred_set_rp(c, party, name) },
		func() C.int {
			return C.fido_cred_set_user(c, bytesOf(n.Handle), C.size_t(len(n.Handle)), name, nil, nil)
		},
		func() C.int { return C.fido_cred_set_clientdata_hash(c, bytesOf(n.Digest), C.size_t(len(n.Digest))) },
	} {
		if code == C.FIDO_OK {
			code = set()
		}
	}
	for _, id := range n.Exclude {
		if code == C.FIDO_OK && len(id) > 0 {
			code = C.fido_cred_exclude(c, bytesOf(id), C.size_t(len(id)))
		}
	}
	if code != C.FIDO_OK {
		C.fido_cred_free(&c)
		return nil, faultOf(op, code)
	}
	return c, nil
}
