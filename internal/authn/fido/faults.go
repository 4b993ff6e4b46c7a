//go:build linux && cgo

package fido

/*
#include <fido.h>
*/
import "C"

import (
	"context"
	"slices"

	"vigie.example/internal/fault"
)

// faultOf tells what a person has to know of a code of libfido2. No text of the library gets through.
func faultOf(op fault.Op, code C.int) error {
	kind, key := fault.Unavailable, Failed
	switch code {
	case C.FIDO_ERR_NO_CREDENTIALS, C.FIDO_ERR_INVALID_CREDENTIAL:
		kind, key = fault.Missing, Unknown
	case C.FIDO_ERR_FP_DATABASE_FULL:
		key = NoRoom
	case C.FIDO_ERR_CREDENTIAL_EXCLUDED:
		kind, key = fault.Taken, Enrolled
	case C.FIDO_ERR_PIN_INVALID:
		kind, key = fault.Unauthenticated, WrongPIN
	case C.FIDO_ERR_PIN_AUTH_BLOCKED:
		kind, key = fault.Unauthenticated, Replug
	case C.FIDO_ERR_PIN_BLOCKED:
		kind, key = fault.Unauthenticated, LockedPIN
	case C.FIDO_ERR_PIN_NOT_SET:
		key = NoPIN
	case C.FIDO_ERR_PIN_REQUIRED:
		kind, key = fault.Unauthenticated, AlwaysPIN
	case C.FIDO_ERR_OPERATION_DENIED, C.FIDO_ERR_UV_INVALID:
		kind, key = fault.Unauthenticated, WrongOne
	case C.FIDO_ERR_UV_BLOCKED:
		kind, key = fault.Unauthenticated, NoMore
	case C.FIDO_ERR_UNSUPPORTED_OPTION, C.FIDO_ERR_INVALID_OPTION:
		key = NoFinger
	case C.FIDO_ERR_TIMEOUT, C.FIDO_ERR_USER_ACTION_TIMEOUT, C.FIDO_ERR_ACTION_TIMEOUT:
		kind, key = fault.Expired, Late
	case C.FIDO_ERR_KEEPALIVE_CANCEL:
		kind, key = fault.Expired, Cancelled
	}
	return fault.New(kind, op, fault.Key(key))
}

// failed tells why a request failed that waited for a person.
func (k *Keys) failed(ctx context.Context, op fault.Op, d *device, code C.int) error {
	if paths, err := k.Paths(); err == nil && !slices.Contains(paths, d.path) {
		return fault.New(fault.Unavailable, op, fault.Key(Removed))
	}
	if ctx.Err() != nil {
		return fault.New(fault.Expired, op, fault.Key(Cancelled))
	}
	return d.pinFault(op, code)
}

// pinFault tells how many tries are left after a wrong PIN, when there are few.
func (d *device) pinFault(op fault.Op, code C.int) error {
	if code == C.FIDO_ERR_PIN_INVALID {
		var left C.int
		if C.fido_dev_get_retry_count(d.c, &left) == C.FIDO_OK {
			switch left {
			case 3, 2, 1:
				return fault.New(fault.Unauthenticated, op, fault.Key([]fault.TextKey{PIN1, PIN2, PIN3}[left-1]))
			}
		}
	}
	return faultOf(op, code)
}
