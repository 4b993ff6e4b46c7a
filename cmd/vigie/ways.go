package main

import (
	"os"
	"path/filepath"
	"time"

	"vigie.example/cmd/internal/carried"
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

// habits remembers the order of the ways in, beside the person's policy.
func habits() carried.Habits {
	return carried.NewHabits(filepath.Join(filepath.Dir(userPolicy()), "ways"))
}
