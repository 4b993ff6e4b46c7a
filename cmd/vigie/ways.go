package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"vigie.example/cmd/internal/carried"
	"vigie.example/internal/authn/reader"
	"vigie.example/internal/biometric"
	"vigie.example/internal/keyring"
)

// cardModules are where OpenSC is installed.
var cardModules = []string{"/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so", "/usr/lib64/opensc-pkcs11.so"}

// cardModule is the PKCS#11 module for service cards: the policy's, or OpenSC's; "" where there is none.
func (p policy) cardModule() string {
	if p.Card != "" {
		return p.Card
	}
	for _, m := range cardModules {
		if _, err := os.Stat(m); err == nil {
			return m
		}
	}
	return ""
}

// lockIdle is how long nobody may have used the console before its session is locked. check has seen that it can be read.
func (p policy) lockIdle() time.Duration {
	if d, err := time.ParseDuration(p.LockIdle); err == nil {
		return d
	}
	return 10 * time.Minute
}

// helper is the program that scans. It is taken from beside the console, and from nowhere else.
const helper = "vigie-reader"

// fingerReader is this workstation's fingerprint reader. Its templates lie in a folder of their own (L9).
func (p policy) fingerReader(keys *carried.Keys, card *carried.Card, now func() time.Time) (*carried.Reader, error) {
	folder, err := stateFolder()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find myself: %w", err)
	}
	return carried.NewReader(carried.ReaderOptions{
		Code: biometric.ReaderCode(p.Reader), Folder: filepath.Join(folder, "readers", p.Reader), Secrets: keyring.Open(service),
		Helper: reader.Helper{Path: filepath.Join(filepath.Dir(self), helper)}, Keys: keys, Card: card, Now: now,
	}), nil
}

// habits remembers the order of the ways in, beside the person's policy.
func habits() carried.Habits {
	return carried.NewHabits(filepath.Join(filepath.Dir(userPolicy()), "ways"))
}
