//go:build linux && cgo

package fido

/*
#include <stdlib.h>
#include <string.h>
#include <fido.h>
#include <fido/bio.h>
*/
import "C"

import (
	"bytes"
	"context"
	"slices"
	"unsafe"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Fingers returns what is on a key: the person's if one is here, otherwise the first. Nobody has to permit it.
func (k *Keys) Fingers(ctx context.Context, h Holder) (all []Template, err error) {
	err = k.tidy(ctx, h, func(d *device, pin *C.char) error {
		all, err = d.templates(pin)
		return err
	})
	return all, err
}

// RemoveFingers takes templates off a key, looks that they are gone (L8), and returns what is left there. Nobody has to permit it: who gave a
// finger may always take it away (L11). One that is not there is no fault.
func (k *Keys) RemoveFingers(ctx context.Context, h Holder, ids [][]byte) (left []Template, err error) {
	const op = "fido.RemoveFingers"
	err = k.tidy(ctx, h, func(d *device, pin *C.char) error {
		if left, err = d.templates(pin); err != nil {
			return err
		}
		for _, id := range ids {
			if holds(left, id) {
				if err := d.erase(pin, id); err != nil {
					return err
				}
			}
		}
		if left, err = d.templates(pin); err != nil {
			return err
		}
		if slices.ContainsFunc(ids, func(id []byte) bool { return holds(left, id) }) {
			return fault.New(fault.Untrusted, op, fault.Key(Failed))
		}
		return nil
	})
	return left, err
}

// tidy does something with a key that needs its PIN and no finger.
func (k *Keys) tidy(ctx context.Context, h Holder, do func(*device, *C.char) error) error {
	k.busy.Lock()
	defer k.busy.Unlock()
	d, err := k.choose(func(d *device) error { return d.theirs(h) })
	if err != nil {
		if d, err = k.choose(func(*device) error { return nil }); err != nil {
			return err
		}
	}
	defer d.close()
	if _, err := d.senses(h); err != nil {
		return err
	}
	pin, free := secret(PIN(h.PIN))
	defer free()
	err = do(d, pin)
	if paths, gone := k.Paths(); err != nil && gone == nil && !slices.Contains(paths, d.path) {
		err = fault.New(fault.Unavailable, "fido.tidy", fault.Key(Removed))
	}
	if err != nil && ctx.Err() != nil {
		err = fault.New(fault.Expired, "fido.tidy", fault.Key(Cancelled))
	}
	return err
}

// theirs returns nil if the key has one of the person's credentials.
func (d *device) theirs(h Holder) error {
	const op = "fido.theirs"
	if len(h.Allow) == 0 {
		return fault.New(fault.Missing, op, fault.Key(NotYours))
	}
	err := d.holds(Ask{Party: h.Party, Digest: make([]byte, 32), Allow: h.Allow})
	if fault.Is(err, fault.Missing) {
		return fault.New(fault.Missing, op, fault.Key(NotYours))
	}
	return err
}

// senses returns how many good touches the key's sensor wants. It wants a sensor for fingers, and a PIN without which nothing on it can be
// changed.
func (d *device) senses(h Holder) (of int, err error) {
	const op = "fido.senses"
	i := C.fido_bio_info_new()
	defer C.fido_bio_info_free(&i)
	if i == nil {
		return 0, fault.New(fault.Internal, op)
	}
	is := d.describe()
	switch {
	case !is.Sensor || C.fido_bio_dev_get_info(d.c, i) != C.FIDO_OK:
		return 0, fault.New(fault.Unavailable, op, fault.Key(NoSensor))
	case !is.PIN:
		return 0, fault.New(fault.Unavailable, op, fault.Key(NoPIN))
	case h.PIN == "":
		return 0, fault.New(fault.Invalid, op, fault.Key(WrongPIN))
	}
	return int(C.fido_bio_info_max_samples(i)), nil
}

// templates asks what is on the key.
func (d *device) templates(pin *C.char) ([]Template, error) {
	const op = "fido.templates"
	a := C.fido_bio_template_array_new()
	defer C.fido_bio_template_array_free(&a)
	if a == nil {
		return nil, fault.New(fault.Internal, op)
	}
	switch code := C.fido_bio_dev_get_template_array(d.c, a, pin); code {
	case C.FIDO_OK:
	case C.FIDO_ERR_INVALID_OPTION: // CTAP 2.1 section 6.7.6: there is none
		return nil, nil
	default:
		return nil, d.pinFault(op, code)
	}
	var out []Template
	for i := range C.fido_bio_template_array_count(a) {
		t := C.fido_bio_template(a, i)
		id := goBytes(C.fido_bio_template_id_ptr(t), C.fido_bio_template_id_len(t))
		if len(id) == 0 || holds(out, id) {
			return nil, fault.New(fault.Untrusted, op, fault.Key(Failed))
		}
		one := Template{ID: id}
		if name := C.fido_bio_template_name(t); name != nil {
			if code := biometric.Code(C.GoStringN(name, C.int(C.strnlen(name, maxName)))); code.Valid() {
				one.Code = code
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// maxName bounds what is read of a template's name.
const maxName = 64

func holds(all []Template, id []byte) bool {
	return slices.ContainsFunc(all, func(t Template) bool { return bytes.Equal(t.ID, id) })
}

// named is a template for libfido2.
func named(op fault.Op, id []byte, name string) (*C.fido_bio_template_t, error) {
	t := C.fido_bio_template_new()
	if t == nil {
		return nil, fault.New(fault.Internal, op)
	}
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	code := C.fido_bio_template_set_id(t, bytesOf(id), C.size_t(len(id)))
	if code == C.FIDO_OK {
		code = C.fido_bio_template_set_name(t, text)
	}
	if code != C.FIDO_OK {
		C.fido_bio_template_free(&t)
		return nil, faultOf(op, code)
	}
	return t, nil
}

// settle gives a new template its pseudonym, and looks that the key has it: the last word on an enrolment is not the one that ended it.
func (d *device) settle(pin *C.char, id []byte, code biometric.Code) ([]Template, error) {
	const op = "fido.settle"
	t, err := named(op, id, string(code))
	if err != nil {
		return nil, err
	}
	defer C.fido_bio_template_free(&t)
	if code := C.fido_bio_dev_set_template_name(d.c, t, pin); code != C.FIDO_OK {
		return nil, d.pinFault(op, code)
	}
	all, err := d.templates(pin)
	if err == nil && !slices.ContainsFunc(all, func(t Template) bool { return bytes.Equal(t.ID, id) && t.Code == code }) {
		err = fault.New(fault.Untrusted, op, fault.Key(Failed))
	}
	return all, err
}

// erase takes a template off the key.
func (d *device) erase(pin *C.char, id []byte) error {
	const op = "fido.erase"
	t, err := named(op, id, "")
	if err != nil {
		return err
	}
	defer C.fido_bio_template_free(&t)
	switch code := C.fido_bio_dev_enroll_remove(d.c, t, pin); code {
	case C.FIDO_OK:
		return nil
	case C.FIDO_ERR_INVALID_OPTION:
		return fault.New(fault.Missing, op, fault.Key(NotOnIt))
	default:
		return d.pinFault(op, code)
	}
}
