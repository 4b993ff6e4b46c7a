package remains_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"vigie.example/internal/remains"
)

const insideVariable = "VIGIE_REMAINS_INSIDE"

// TestInside is the process whose memory TestMemory reads: it keeps the words that it is told.
func TestInside(t *testing.T) {
	if os.Getenv(insideVariable) == "" {
		t.Skip("runs in a process that TestMemory starts")
	}
	line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	kept := strings.ToUpper(line)
	os.Stdout.WriteString("kept\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if kept == "" {
		t.Fatal("nothing was kept")
	}
}

func TestMemory(t *testing.T) {
	child := exec.Command(os.Args[0], "-test.run=^TestInside$")
	child.Env = append(os.Environ(), insideVariable+"=1")
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = child.Wait() })
	_, _ = io.WriteString(in, "zzqx-canari-gardé\n")
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "kept\n" {
		t.Fatalf("%q, %v", line, err)
	}
	absent := strings.Join([]string{"zzqx", "absent", "partout"}, "-") // or this program's own text would hold it
	s := remains.New("ZZQX-CANARI-GARDÉ", absent)
	report, err := s.Memory(t.Context(), child.Process.Pid)
	if errors.Is(err, remains.ErrMemory) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	there := false
	for _, f := range report.Finds {
		there = there || f.Word == "ZZQX-CANARI-GARDÉ" && f.Shape == "UTF-8"
		if f.Word == absent {
			t.Errorf("found what is not there: %s", f.Place)
		}
	}
	if !there {
		t.Errorf("what the process keeps was not found in %d places, %d bytes", report.Places, report.Bytes)
	}
	if _, err := s.Memory(t.Context(), 1<<22+1); !errors.Is(err, remains.ErrMemory) {
		t.Errorf("of no process: %v", err)
	}
}
