package main

import (
	"bytes"
	"crypto/rand"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"vigie.example/internal/authn/reader"
	"vigie.example/internal/biometric"
	"vigie.example/internal/testkit/prints"
)

// built are the helper as it ships and, as a control, the one that does not wipe.
var built, leaky string

func TestMain(m *testing.M) {
	if os.Getenv(probing) != "" {
		probe(os.Args[1])
		os.Exit(0)
	}
	dir, err := os.MkdirTemp("", "vigie-reader")
	if err != nil {
		panic(err)
	}
	built, leaky = filepath.Join(dir, "vigie-reader"), filepath.Join(dir, "vigie-reader-leaky")
	for name, args := range map[string][]string{built: {"build", "-o", built, "."}, leaky: {"build", "-tags", "leaky", "-o", leaky, "."}} {
		build := exec.Command("go", args...)
		build.Env = append(os.Environ(), "GOEXPERIMENT=runtimesecret") // as cmd/dev builds it
		if out, err := build.CombinedOutput(); err != nil {
			panic(name + ": " + err.Error() + ": " + string(out))
		}
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// session is a helper that runs, with both its ends in the test's hands.
type session struct {
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   io.ReadCloser
	glass prints.Glass
}

func start(t *testing.T, program string) *session {
	t.Helper()
	s := &session{glass: prints.NewGlass(t.TempDir())}
	s.cmd = exec.Command(program, "-virtual", s.glass.Socket())
	s.cmd.Env = []string{}
	s.cmd.Stderr = &bytes.Buffer{}
	var err error
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if s.out, err = s.cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.in.Close(); _ = s.cmd.Process.Kill(); _ = s.cmd.Wait() })
	return s
}

const (
	code  biometric.Code  = "AAAAAAAAAAAAAAAAAAAAAA"
	model biometric.Model = "virtual_image:swipe"
)

// key is a person's, another one in each run, so that it can be looked for.
var key = func() []byte {
	out := make([]byte, reader.KeyBytes)
	_, _ = rand.Read(out)
	return out
}()
