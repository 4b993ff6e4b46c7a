package main

import (
	"strings"
	"testing"

	"vigie.example/internal/biometric"
	"vigie.example/internal/testkit/session"
)

// What the inventory wants of a reader is printed at its workstation, with a real keyring: the same each time, another for each reader.
func TestL13_TheDigestOfAReadersKeyIsPrinted(t *testing.T) {
	desk := session.Start(t, nil)
	printed := func(code string) string {
		out, errs, status := program(t, "main", desk.Env, "reader", code)
		if status != 0 || !biometric.Digest(strings.TrimSpace(out)).Valid() {
			t.Fatalf("%s: %d, %q and %q", code, status, out, errs)
		}
		return out
	}
	first := printed("reader-1")
	if again := printed("reader-1"); again != first {
		t.Errorf("%q, then %q", first, again)
	}
	if printed("reader-2") == first {
		t.Error("two readers have one key")
	}
}

func TestL13_AReaderWithoutACodeOrAKeyringSaysSo(t *testing.T) {
	for code, want := range map[string]string{"Reader 1": "lower-case", "reader-1": "vigie: "} {
		out, errs, status := program(t, "main", []string{"XDG_RUNTIME_DIR=" + t.TempDir()}, "reader", code)
		if out != "" || status != 2 || !strings.Contains(errs, want) || strings.Contains(errs, "keyring.") {
			t.Errorf("%q: got %d, %q and %q", code, status, out, errs)
		}
	}
}
