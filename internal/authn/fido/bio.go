//go:build linux && cgo

package fido

/*
#include <fido.h>
#include <fido/bio.h>
*/
import "C"

import (
	"context"

	"vigie.example/internal/fault"
)

// EnrolFinger enrols a finger on a key of the person's, and tells of each touch: the first call, before any, says how many are wanted. When it
// returns without a fault, the key has been asked and has the template, under the pseudonym. After a fault what was begun has been taken away
// again, or it is Unsure.
func (k *Keys) EnrolFinger(ctx context.Context, c Capture, h Holder, scanned func(Scan)) (Captured, error) {
	const op = "fido.EnrolFinger"
	if !c.code.Valid() || len(h.Allow) == 0 {
		return Captured{}, fault.New(fault.Denied, op, fault.Key("fault.biometric.not_permitted"), fault.Hint("hint.biometric.other_ways"))
	}
	ctx, cancel := c.within(ctx)
	defer cancel()
	k.busy.Lock()
	defer k.busy.Unlock()
	d, err := k.choose(func(d *device) error { return d.theirs(h) })
	if err != nil {
		return Captured{}, err
	}
	defer d.close()
	of, err := d.senses(h)
	if err != nil {
		return Captured{}, err
	}
	pin, free := secret(PIN(h.PIN))
	defer free()
	scanned(Scan{Left: of, Of: of})
	var on []Template
	made, err := k.capture(ctx, d, pin, of, scanned)
	if err == nil {
		on, err = d.settle(pin, made, c.code)
	}
	if err != nil {
		return Captured{Unsure: made != nil && !d.undo(pin, made)}, err
	}
	return Captured{On: on}, nil
}

// undo takes away what was begun, and reports whether the key has nothing of it.
func (d *device) undo(pin *C.char, made []byte) bool {
	C.fido_bio_dev_enroll_cancel(d.c)
	_ = d.erase(pin, made) // there may be nothing: what the key has now is what counts
	on, err := d.templates(pin)
	return err == nil && !holds(on, made)
}

// capture takes touches until the key wants no more. It returns what the key calls the template as soon as there is one to be taken away.
func (k *Keys) capture(ctx context.Context, d *device, pin *C.char, of int, scanned func(Scan)) (made []byte, err error) {
	const op = "fido.capture"
	t, e := C.fido_bio_template_new(), C.fido_bio_enroll_new()
	defer C.fido_bio_template_free(&t)
	defer C.fido_bio_enroll_free(&e)
	if t == nil || e == nil {
		return nil, fault.New(fault.Internal, op)
	}
	wait := C.uint32_t(answerTime.Milliseconds() / 2)
	code := d.until(ctx, func() C.int { return C.fido_bio_dev_enroll_begin(d.c, t, e, wait, pin) })
	for range mostTouches {
		made = goBytes(C.fido_bio_template_id_ptr(t), C.fido_bio_template_id_len(t))
		if code != C.FIDO_OK {
			return made, k.failed(ctx, op, d, code)
		}
		if len(made) == 0 {
			return nil, fault.New(fault.Untrusted, op, fault.Key(Failed))
		}
		s, fatal := touched(e, &of)
		if fatal != "" {
			return made, fault.New(fault.Unavailable, op, fault.Key(fatal))
		}
		scanned(s)
		if s.Left == 0 {
			return made, nil
		}
		if ctx.Err() != nil {
			return made, fault.New(fault.Expired, op, fault.Key(Cancelled))
		}
		code = d.until(ctx, func() C.int { return C.fido_bio_dev_enroll_continue(d.c, t, e, wait) })
	}
	return made, fault.New(fault.Expired, op, fault.Key(Unclear))
}

// again says why a touch does not count (CTAP 2.1 section 6.7.4).
var again = map[C.uint8_t]Again{
	C.FIDO_BIO_ENROLL_FP_GOOD: None, C.FIDO_BIO_ENROLL_FP_TOO_HIGH: TooHigh, C.FIDO_BIO_ENROLL_FP_TOO_LOW: TooLow,
	C.FIDO_BIO_ENROLL_FP_TOO_LEFT: TooLeft, C.FIDO_BIO_ENROLL_FP_TOO_RIGHT: TooRight, C.FIDO_BIO_ENROLL_FP_TOO_FAST: TooFast,
	C.FIDO_BIO_ENROLL_FP_TOO_SLOW: TooSlow, C.FIDO_BIO_ENROLL_FP_POOR_QUALITY: Poor, C.FIDO_BIO_ENROLL_FP_TOO_SKEWED: TooSkewed,
	C.FIDO_BIO_ENROLL_FP_TOO_SHORT: TooShort, C.FIDO_BIO_ENROLL_NO_USER_ACTIVITY: NobodyThen,
	C.FIDO_BIO_ENROLL_NO_USER_PRESENCE_TRANSITION: Lift,
}

// useless says why another touch is.
var useless = map[C.uint8_t]fault.TextKey{C.FIDO_BIO_ENROLL_FP_EXISTS: KnownPrint, C.FIDO_BIO_ENROLL_FP_DATABASE_FULL: NoRoom}

// touched tells how a touch went, and what makes another useless.
func touched(e *C.fido_bio_enroll_t, of *int) (s Scan, fatal fault.TextKey) {
	s = Scan{Left: int(C.fido_bio_enroll_remaining_samples(e))}
	*of = max(*of, s.Left)
	s.Of = *of
	status, known := C.fido_bio_enroll_last_status(e), false
	if s.Again, known = again[status]; !known {
		s.Again = Once
	}
	return s, useless[status]
}
