package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// workIn is a workspace on an empty folder.
func workIn(t *testing.T) (*workspace, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	return &workspace{root: t.TempDir(), steps: newSteps(&out, false)}, &out
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSetupFindsWhatIsMissing(t *testing.T) {
	list := []debPackage{{"gcc", ""}, {"xvfb", ""}, {"chromium", ""}, {"dbus", ""}}
	got := notInstalled(list, "gcc\tinstalled\nxvfb\tconfig-files\nchromium\tnot-installed\n")
	if want := []string{"xvfb", "chromium", "dbus"}; !slices.Equal(got, want) {
		t.Errorf("missing = %v, want %v", got, want)
	}
}

func TestSetupWithoutAptNamesEveryPackage(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := canInstall([]string{"gcc", "xvfb"})
	if err == nil || !strings.Contains(err.Error(), "gcc xvfb") {
		t.Errorf("error = %v, want the list", err)
	}
	w, _ := workIn(t)
	err = w.setup(context.Background(), needBuild, needWindow, needTests)
	if err == nil {
		t.Fatal("setup succeeded with neither dpkg nor any command")
	}
	for _, p := range wanted(needBuild, needWindow, needTests) {
		if !strings.Contains(err.Error(), p.name) {
			t.Errorf("message does not name %s", p.name)
		}
	}
}

func TestWantedNamesEachPackageOnce(t *testing.T) {
	seen := make(map[string]bool)
	for _, p := range wanted(needBuild, needWindow, needTests, needNode) {
		if seen[p.name] {
			t.Errorf("%s twice", p.name)
		}
		seen[p.name] = true
	}
	for n, list := range debPackages {
		if len(list) == 0 {
			t.Errorf("nothing for %q", n)
		}
	}
}

func TestStepShowsOutputOnlyOnFailure(t *testing.T) {
	w, out := workIn(t)
	ctx := context.Background()
	if err := w.step(ctx, "good", command{args: []string{"sh", "-c", "echo noise"}}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "noise") {
		t.Errorf("a step that went well printed:\n%s", out)
	}
	if err := w.step(ctx, "bad", command{args: []string{"sh", "-c", "echo reason; exit 3"}}); err == nil {
		t.Fatal("exit status 3 is no failure")
	}
	if !strings.Contains(out.String(), "reason\nBAD bad") {
		t.Errorf("a failed step did not show its output:\n%s", out)
	}
	if got := w.steps.failed(); !slices.Equal(got, []string{"bad"}) {
		t.Errorf("failed = %v", got)
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	var kept tail
	line := strings.Repeat("x", 1023) + "\n"
	for range 2 * tailBytes / 1024 {
		kept.Write([]byte(line))
	}
	kept.Write([]byte("the end\n"))
	got := kept.String()
	if !strings.HasSuffix(got, "the end") || !strings.HasPrefix(got, "[...]\nx") || len(got) > tailBytes+10 {
		t.Errorf("kept %d bytes, from %.20q", len(got), got)
	}
}

func TestMergeEnvReplacesAndRemoves(t *testing.T) {
	got := mergeEnv([]string{"A=1", "B=2", "C=3"}, []string{"B=9", "C", "D=4"})
	if want := []string{"A=1", "B=9", "D=4"}; !slices.Equal(got, want) {
		t.Errorf("env = %v, want %v", got, want)
	}
}

func TestFuzzTargetsAreFound(t *testing.T) {
	w, _ := workIn(t)
	write(t, w.path("internal/wire/x_test.go"), `package wire
import "testing"
func FuzzFrame(f *testing.F) {}
func FuzzHelper(t *testing.T) {}
func TestFrame(t *testing.T) {}
`)
	write(t, w.path("internal/wire/x.go"), "package wire\nfunc FuzzNot() {}\n")
	got, err := w.fuzzTargets()
	if err != nil {
		t.Fatal(err)
	}
	if want := []fuzzTarget{{"./internal/wire", "FuzzFrame"}}; !slices.Equal(got, want) {
		t.Errorf("targets = %v, want %v", got, want)
	}
}

func TestFormatNamesTheFiles(t *testing.T) {
	w, _ := workIn(t)
	write(t, w.path("good.go"), "package x\n")
	write(t, w.path("bad.go"), "package  x\n")
	write(t, w.path(".cache/other.go"), "package  x\n")
	err := w.formatted(context.Background(), &progress{})
	if err == nil || !strings.HasSuffix(err.Error(), "on: bad.go") {
		t.Errorf("error = %v, want bad.go alone", err)
	}
}

func TestDigestsAreInOrderAndVerify(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "b"), "two")
	write(t, filepath.Join(dir, "a"), "one")
	write(t, filepath.Join(dir, sumsFile), "older")
	got, err := digests(dir)
	if err != nil {
		t.Fatal(err)
	}
	const want = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed  a\n" +
		"3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3  b\n"
	if string(got) != want {
		t.Errorf("digests:\n%swant:\n%s", got, want)
	}
}

func TestRunWithoutDisplaySuggestsHeadless(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	w, _ := workIn(t)
	err := runTask(context.Background(), w, nil)
	if err == nil || !strings.Contains(err.Error(), "--headless") {
		t.Errorf("error = %v, want a word about --headless", err)
	}
}

func TestUnknownTaskIsRefused(t *testing.T) {
	if got := dispatch([]string{"nonsense"}); got != 2 {
		t.Errorf("status = %d, want 2", got)
	}
	if got := status(errors.New("x")); got != 1 {
		t.Errorf("status = %d, want 1", got)
	}
}

func TestStaleBundleIsNamed(t *testing.T) {
	committed := map[string][]byte{"main.js": []byte("1"), "gone.css": nil, "same.html": []byte("=")}
	fresh := map[string][]byte{"main.js": []byte("2"), "new.css": nil, "same.html": []byte("=")}
	if got, want := differences(committed, fresh), []string{"gone.css", "main.js", "new.css"}; !slices.Equal(got, want) {
		t.Errorf("differences = %v, want %v", got, want)
	}
}
