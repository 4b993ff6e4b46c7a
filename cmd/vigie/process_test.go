package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// asProgram makes the test binary be the program, to see it as a process.
const asProgram = "VIGIE_TEST_AS"

func TestMain(m *testing.M) {
	switch os.Getenv(asProgram) {
	case "":
		os.Exit(m.Run())
	case "main":
		main()
	case "attack":
		if err := attack(); err != nil {
			exit(err)
		}
	case "headless":
		if err := headless(); err != nil {
			exit(err)
		}
	case "settings":
		if err := errors.Join(hardenProcess(), ensureEnvironment()); err != nil {
			exit(err)
		}
		dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
		if err != nil {
			exit(err)
		}
		var core unix.Rlimit
		if err := unix.Getrlimit(unix.RLIMIT_CORE, &core); err != nil {
			exit(err)
		}
		fmt.Println(os.Getenv("FYNE_CACHE"), os.Getenv("MALLOC_ARENA_MAX"), os.Getenv("GODEBUG"), dumpable, core.Cur, core.Max)
	}
}

// program runs the program until it ends, for a minute at most, and returns what it wrote and its status.
func program(t *testing.T, as string, environment []string, args ...string) (out, errs string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append([]string{asProgram + "=" + as, "HOME=" + t.TempDir(), "LANG=C"}, environment...)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var ended *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// The settings that must be there before the program starts are there, and the process keeps its memory to itself, also after
// it has started itself again.
func TestC8_ProcessIsSetUp(t *testing.T) {
	for _, c := range []struct{ name, given, want string }{
		{"set by the program", "", "10s 2 clobberfree=1 0 0 0\n"},
		{"added to what is given", "GODEBUG=madvdontneed=1", "10s 2 madvdontneed=1,clobberfree=1 0 0 0\n"},
		{"left as they are given", "FYNE_CACHE=7s", "7s 2 clobberfree=1 0 0 0\n"},
	} {
		out, errs, status := program(t, "settings", []string{c.given})
		if out != c.want || status != 0 {
			t.Errorf("%s: got %q %q %d, want %q", c.name, out, errs, status, c.want)
		}
	}
}

var reachable = []string{"--backend", "wss://127.0.0.1:1/v1/console", "--authority", keyA}

func TestNoDisplayEndsWithAMessage(t *testing.T) {
	_, errs, status := program(t, "main", nil, reachable...)
	if status != exitDisplay || !strings.Contains(errs, "vigie: there is no display") {
		t.Errorf("got %d and %q", status, errs)
	}
}

func TestNoOpenGLEndsWithAMessage(t *testing.T) {
	_, errs, status := program(t, "main", []string{"DISPLAY=" + display(t, "-extension", "GLX")}, reachable...)
	if status != exitDisplay || !strings.Contains(errs, "vigie: this display has no OpenGL") {
		t.Errorf("got %d and %q", status, errs)
	}
}

func TestWorkstationSaysWhatTheKeyringLacks(t *testing.T) {
	out, errs, status := program(t, "main", []string{"XDG_RUNTIME_DIR=" + t.TempDir()}, "workstation")
	if out != "" || status != 2 || !strings.HasPrefix(errs, "vigie: ") || strings.Contains(errs, "keyring.") {
		t.Errorf("got %d, %q and %q", status, out, errs)
	}
}

// display starts an X server of its own and returns its name.
func display(t *testing.T, args ...string) string {
	t.Helper()
	xvfb, err := exec.LookPath("Xvfb")
	if err != nil {
		t.Skip("there is no Xvfb: go run ./cmd/dev setup installs it")
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command(xvfb, append([]string{"-displayfd", "3", "-screen", "0", "1366x768x24"}, args...)...)
	server.ExtraFiles = []*os.File{writer}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	_ = writer.Close()
	_ = reader.SetReadDeadline(time.Now().Add(30 * time.Second))
	number, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatal("the X server did not start:", err)
	}
	return ":" + strings.TrimSpace(number)
}
