//go:build linux && cgo

package fido

/*
#cgo pkg-config: libfido2
#include <stdlib.h>
#include <fido.h>
#include "bridge.h"
*/
import "C"

import (
	"context"
	"errors"
	"io/fs"
	"runtime/cgo"
	"strconv"
	"sync"
	"time"
	"unsafe"

	"vigie.example/internal/authn/hidraw"
	"vigie.example/internal/fault"
)

// Keys are the security keys of this machine. Safe for concurrent use.
type Keys struct {
	bus  Bus
	busy sync.Mutex // held while a key is spoken to
}

var initialise = sync.OnceFunc(func() { C.fido_init(0) })

// Open returns the keys of a bus; nil means those in this machine's USB sockets. Nothing is opened yet.
func Open(bus Bus) *Keys {
	initialise()
	if bus == nil {
		bus = sockets{hidraw.Keys{Root: "/"}}
	}
	return &Keys{bus: bus}
}

// sockets are this machine's.
type sockets struct{ hidraw.Keys }

func (s sockets) Open(path string) (Pipe, error) { return s.Keys.Open(path) }

// Paths returns the keys that are plugged in, without speaking to them.
func (k *Keys) Paths() ([]string, error) {
	paths, err := k.bus.List()
	if err != nil {
		return nil, fault.New(fault.Unavailable, "fido.Paths", fault.Key(Failed))
	}
	return paths[:min(len(paths), maxKeys)], nil
}

// maxKeys bounds how many keys are looked at.
const maxKeys = 16

// device is an open key.
type device struct {
	path    string
	c       *C.fido_dev_t
	release func()
}

// answerTime bounds every exchange with a key that waits for nobody.
const answerTime = 30 * time.Second

// open opens the key at a path.
func (k *Keys) open(path string) (*device, error) {
	const op = "fido.open"
	c := C.fido_dev_new()
	if c == nil {
		return nil, fault.New(fault.Internal, op)
	}
	why := Removed
	handle := cgo.NewHandle(opener(func() (Pipe, error) {
		pipe, err := k.bus.Open(path)
		if errors.Is(err, fs.ErrPermission) {
			why = Denied
		}
		return &sieve{Pipe: pipe}, err
	}))
	d := &device{path: path, c: c, release: handle.Delete}
	if code := C.vigie_use_pipe(c); code != C.FIDO_OK {
		d.close()
		return nil, faultOf(op, code)
	}
	text := C.CString(strconv.FormatUint(uint64(handle), 10)) // where vigiePipeOpen finds it again
	defer C.free(unsafe.Pointer(text))
	if code := C.fido_dev_open(c, text); code != C.FIDO_OK {
		d.close()
		return nil, fault.New(fault.Unavailable, op, fault.Key(why))
	}
	if !bool(C.fido_dev_is_fido2(c)) {
		d.close()
		return nil, fault.New(fault.Unavailable, op, fault.Key(Failed)) // U2F alone verifies nobody
	}
	C.fido_dev_set_timeout(c, C.int(answerTime.Milliseconds()))
	return d, nil
}

func (d *device) close() {
	C.fido_dev_close(d.c)
	C.fido_dev_free(&d.c)
	d.release()
}

// cancelAgain is how soon a key is told again to give up: it forgets that when the request that waits for a person has not reached it yet.
const cancelAgain = 100 * time.Millisecond

// until runs f, which waits for a person, and makes the key give up when the context ends.
func (d *device) until(ctx context.Context, f func() C.int) C.int {
	if ctx.Err() != nil {
		return C.FIDO_ERR_KEEPALIVE_CANCEL
	}
	done := make(chan C.int, 1)
	go func() { done <- f() }()
	select {
	case code := <-done:
		return code
	case <-ctx.Done():
	}
	for again := time.NewTicker(cancelAgain); ; { // within answerTime
		C.fido_dev_cancel(d.c)
		select {
		case code := <-done:
			again.Stop()
			return code
		case <-again.C:
		}
	}
}

// Devices returns what is plugged in and what each can do. A key that does not answer is left out; if none does, the fault says why.
func (k *Keys) Devices() ([]Device, error) {
	paths, err := k.Paths()
	if err != nil {
		return nil, err
	}
	k.busy.Lock()
	defer k.busy.Unlock()
	var out []Device
	err = fault.New(fault.Unavailable, "fido.Devices", fault.Key(Absent))
	for _, path := range paths {
		d, failed := k.open(path)
		if failed != nil {
			err = failed
			continue
		}
		out = append(out, d.describe())
		d.close()
	}
	if len(out) > 0 {
		err = nil
	}
	return out, err
}

func (d *device) describe() Device {
	secrets, always := d.abilities()
	return Device{
		Path: d.path, PIN: bool(C.fido_dev_has_pin(d.c)), Sensor: bool(C.fido_dev_supports_uv(d.c)), Finger: bool(C.fido_dev_has_uv(d.c)),
		Secrets: secrets, Always: always,
	}
}
