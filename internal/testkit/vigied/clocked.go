package vigied

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Clocked builds the program with a clock that forward sets forward, for its next start and, soon, for one that runs. Deadlines
// come without waiting. Everything else is as it is delivered.
func Clocked(t testing.TB) (binary string, forward func(time.Duration)) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), "vigied.test")
	out, err := exec.Command("go", "test", "-c", "-vet=off", "-buildvcs=false", "-o", binary, "vigie.example/cmd/vigied").CombinedOutput()
	if err != nil {
		t.Fatalf("the program does not build: %v\n%s", err, out)
	}
	return binary, Forward(t)
}

// Forward makes the clock of a Clocked program, of all that this test starts.
func Forward(t testing.TB) (forward func(time.Duration)) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "clock")
	forward = func(d time.Duration) {
		fatal(t, os.WriteFile(file+".next", []byte(d.String()), 0o600))
		fatal(t, os.Rename(file+".next", file))
	}
	forward(0)
	t.Setenv(ClockVariable, file)
	return forward
}

// ClockVariable names the file from which a Clocked program reads by how much its clock is ahead.
const ClockVariable = "VIGIED_TEST_CLOCK"
