package machine

import (
	"os"
	"testing"
)

func TestB3_FreedMemoryIsOverwritten(t *testing.T) {
	for _, c := range []struct {
		given, want string
		missing     bool
	}{
		{"", "clobberfree=1", true},
		{"madvdontneed=1", "madvdontneed=1,clobberfree=1", true},
		{"gctrace=1,clobberfree=1", "gctrace=1,clobberfree=1", false},
		{"clobberfree=0", "clobberfree=0", false},
		{"xclobberfree=1", "xclobberfree=1,clobberfree=1", true},
	} {
		t.Setenv(goSettings, c.given)
		if missing := OverwriteFreed(); missing != c.missing || os.Getenv(goSettings) != c.want {
			t.Errorf("%q: %t %q", c.given, missing, os.Getenv(goSettings))
		}
		if OverwriteFreed() {
			t.Errorf("%q: it is missing a second time", c.given)
		}
	}
}
