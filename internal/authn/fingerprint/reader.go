package fingerprint

// #cgo pkg-config: libfprint-2
// #include <stdlib.h>
// #include "shim.h"
import "C"

import (
	"context"
	"runtime/cgo"
	"strings"
	"unsafe"

	"vigie.example/internal/authn/reader"
	"vigie.example/internal/fault"
)

// MaxTemplateBytes bounds a template; NBIS's of five scans have under 5 KB.
const MaxTemplateBytes = 64 << 10

// Reader is a fingerprint reader that is open.
type Reader struct{ c *C.vigie_reader }

// Open opens the first reader of a model, "driver:press" or "driver:swipe"; an empty model takes the first that there is. Errors:
// Missing (no such reader), Taken (another program has it), Denied (no right to it), Unavailable.
func Open(model string) (*Reader, error) {
	driver, scan, _ := strings.Cut(model, ":")
	cDriver, cScan := C.CString(driver), C.CString(scan)
	defer C.free(unsafe.Pointer(cDriver))
	defer C.free(unsafe.Pointer(cScan))
	r := &Reader{c: (*C.vigie_reader)(C.calloc(1, C.sizeof_vigie_reader))}
	if code := C.vigie_open(r.c, cDriver, cScan); code != C.VIGIE_OK {
		C.free(unsafe.Pointer(r.c))
		return nil, failure("fingerprint.Open", code)
	}
	return r, nil
}

// Model returns what kind of reader it is, as an assessment names it.
func (r *Reader) Model() string {
	return C.GoString(C.vigie_driver(r.c)) + ":" + C.GoString(C.vigie_scan(r.c))
}

// Close closes the reader. Nothing else may be called after it.
func (r *Reader) Close() {
	C.vigie_close(r.c)
	C.free(unsafe.Pointer(r.c))
	r.c = nil
}

// stopWith cancels what runs when the context ends; the returned function waits until it can no longer.
func (r *Reader) stopWith(ctx context.Context) (done func()) {
	c := r.c
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		C.vigie_stop(c)
		close(ended)
	})
	return func() {
		if !stop() {
			<-ended
		}
	}
}

// Enrol scans a finger several times and gives the template to use, which must not keep it: it is wiped afterwards. progress is called
// after each scan. Errors: Unavailable (unplugged, cancelled, failed).
func (r *Reader) Enrol(ctx context.Context, progress func(reader.Progress), use func(template []byte) error) error {
	const op = "fingerprint.Enrol"
	defer r.stopWith(ctx)()
	of := int(C.vigie_stages(r.c))
	handle := cgo.NewHandle(func(stage int, again reader.Again) { progress(reader.Progress{Stage: stage, Of: of, Again: again}) })
	defer handle.Delete()
	var template *C.uchar
	var length C.size_t
	if code := C.vigie_enrol(r.c, C.uintptr_t(handle), &template, &length); code != C.VIGIE_OK {
		return failure(op, code)
	}
	defer C.vigie_wipe(template, length)
	if length > MaxTemplateBytes {
		return fault.New(fault.TooLarge, op)
	}
	return use(unsafe.Slice((*byte)(unsafe.Pointer(template)), int(length)))
}

//export vigieScanned
func vigieScanned(handle C.uintptr_t, stage, again C.int) {
	reason := reader.None
	if again >= 0 {
		reason = reader.Once + reader.Again(again)
	}
	cgo.Handle(handle).Value().(func(int, reader.Again))(int(stage), reason)
}

// mostTries bounds how often a scan that cannot be used is repeated in one verification.
const mostTries = 5

// Verify scans a finger and reports whether it is the template's. A scan that cannot be used is repeated, and told by
// progress; after mostTries the error is Unavailable. Invalid: not a template of such a reader.
func (r *Reader) Verify(ctx context.Context, template []byte, progress func(reader.Progress)) (bool, error) {
	const op = "fingerprint.Verify"
	if len(template) == 0 || len(template) > MaxTemplateBytes {
		return false, fault.New(fault.Invalid, op)
	}
	defer r.stopWith(ctx)()
	for range mostTries {
		var match, again C.int
		code := C.vigie_verify(r.c, (*C.uchar)(unsafe.Pointer(&template[0])), C.size_t(len(template)), &match, &again)
		switch code {
		case C.VIGIE_OK:
			progress(reader.Progress{Stage: 1, Of: 1})
			return match == 1, nil
		case C.VIGIE_RETRY:
			progress(reader.Progress{Of: 1, Again: reader.Once + reader.Again(again)})
		default:
			return false, failure(op, code)
		}
	}
	return false, failure(op, C.VIGIE_FAILED)
}

func failure(op fault.Op, code C.int) error {
	switch code {
	case C.VIGIE_NO_READER:
		return fault.New(fault.Missing, op, fault.Key("fault.reader.none"), fault.Hint("hint.reader.other_ways"))
	case C.VIGIE_BUSY:
		return fault.New(fault.Taken, op, fault.Key("fault.reader.busy"), fault.Hint("hint.reader.other_ways"))
	case C.VIGIE_REFUSED:
		return fault.New(fault.Denied, op, fault.Key("fault.reader.refused"), fault.Hint("hint.reader.administrator"))
	case C.VIGIE_UNPLUGGED:
		return fault.New(fault.Unavailable, op, fault.Key("fault.reader.unplugged"), fault.Hint("hint.reader.plug"))
	case C.VIGIE_CANCELLED:
		return fault.New(fault.Unavailable, op, fault.Key("fault.reader.cancelled"))
	case C.VIGIE_BAD_TEMPLATE:
		return fault.New(fault.Invalid, op, fault.Key("fault.reader.template"), fault.Hint("hint.reader.enrol_again"))
	}
	return fault.New(fault.Unavailable, op, fault.Key("fault.reader.failed"), fault.Hint("hint.reader.other_ways"))
}
