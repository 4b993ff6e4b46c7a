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
	binary, file := filepath.Join(t.TempDir(), "vigied.test"), filepath.Join(t.TempDir(), "clock")
	out, err := exec.Command("go", "test", "-c", "-vet=off", "-buildvcs=false", "-o", binary, "vigie.example/cmd/vigied").CombinedOutput()
	if err != nil {
		t.Fatalf("the program does not build: %v\n%s", err, out)
	}
	forward = func(d time.Duration) { fatal(t, os.WriteFile(file, []byte(d.String()), 0o600)) }
	forward(0)
	t.Setenv(ClockVariable, file)
	return binary, forward
}

// ClockVariable names the file from which a Clocked program reads by how much its clock is ahead.
const ClockVariable = "VIGIED_TEST_CLOCK"
