//go:build !linux

package main

import (
	"errors"
	"os"
)

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// hideTyping is not known on this system: a passphrase comes from a file then.
func hideTyping(*os.File) (restore func(), err error) { return nil, errors.ErrUnsupported }
