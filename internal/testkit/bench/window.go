package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/declarant"
)

// The other windows of the measurements.
const (
	emptyWindow  = "internal/testkit/bench/empty"
	threadWindow = "internal/testkit/bench/window"
)

// firstFrame compares how long the console takes from its start to its first painted frame, the form to sign in, with how
// long an empty window takes.
func firstFrame(ctx context.Context, b *bench) error {
	w, err := b.newWindows(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	times := 7
	if b.quick {
		times = 1
	}
	var empty, full []time.Duration
	for range times {
		for _, program := range []struct {
			argv []string
			took *[]time.Duration
		}{{[]string{w.empty}, &empty}, {w.console, &full}} {
			took, err := w.untilPainted(ctx, program.argv)
			if err != nil {
				return err
			}
			*program.took = append(*program.took, took)
		}
	}
	slices.Sort(empty)
	slices.Sort(full)
	b.compare("console/first-frame", quantile(full, 0.5), quantile(empty, 0.5), "ms", "<= 1.3")
	return nil
}

// windows are the programs that open one.
type windows struct {
	*service
	display *display
	empty   string
	console []string
}

func (b *bench) newWindows(ctx context.Context) (*windows, error) {
	w := &windows{}
	var err error
	if w.display, err = openDisplay(); err != nil {
		return nil, err
	}
	if w.empty, err = b.program(ctx, emptyWindow); err != nil {
		return nil, err
	}
	vigie, err := b.program(ctx, consoleProgram)
	if err != nil {
		return nil, err
	}
	if w.service, err = b.startService(ctx); err != nil {
		return nil, err
	}
	policy := filepath.Join(w.data, "vigie.toml")
	text := fmt.Sprintf("backend = %q\nauthority = %q\nca = %q\nlanguage = \"fr\"\n", w.service.console,
		base64.StdEncoding.EncodeToString(w.authority.Public()), filepath.Join(w.data, "dev-cert.pem"))
	w.console = []string{vigie, "--policy", policy}
	return w, os.WriteFile(policy, []byte(text), 0o600)
}

func (w *windows) close() {
	w.display.close()
	w.service.stop()
}

// window is a program with a window that is on the screen.
type window struct {
	cmd   *exec.Cmd
	ended chan struct{}
}

func (w *window) close() {
	_ = syscall.Kill(-w.cmd.Process.Pid, syscall.SIGKILL)
	<-w.ended
}

// Rows of pixels with words in them, of the console's form and of the empty window, and how many colours words make: the
// steps between two.
var (
	wordRows    = []int{20, 24, 190, 290}
	wordColours = 6
)

// open starts a program and waits until its window has words in it.
func (w *windows) open(ctx context.Context, argv []string) (*window, error) {
	said := new(bytes.Buffer)
	win := &window{cmd: exec.Command(argv[0], argv[1:]...), ended: make(chan struct{})}
	win.cmd.Stderr = said
	win.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := win.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { _ = win.cmd.Wait(); close(win.ended) }()
	for limit := time.Now().Add(60 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		painted, err := w.painted()
		if err == nil && painted {
			return win, nil
		}
		select {
		case <-win.ended:
			return nil, fmt.Errorf("%s ended: %s", filepath.Base(argv[0]), said)
		case <-ctx.Done():
			err = ctx.Err()
		default:
		}
		if time.Now().After(limit) {
			err = errors.New("nothing is painted after a minute")
		}
		if err != nil {
			win.close()
			return nil, err
		}
	}
}

func (w *windows) painted() (bool, error) {
	for _, y := range wordRows {
		n, err := w.display.colours(y, 1200)
		if err != nil || n >= wordColours {
			return err == nil, err
		}
	}
	return false, nil
}

func (w *windows) untilPainted(ctx context.Context, argv []string) (time.Duration, error) {
	begin := time.Now()
	win, err := w.open(ctx, argv)
	took := time.Since(begin)
	if err != nil {
		return 0, err
	}
	win.close()
	for limit := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) { // the screen is empty again
		painted, err := w.painted()
		if err != nil || !painted {
			return took, err
		}
		if time.Now().After(limit) {
			return 0, errors.New("the window does not go")
		}
	}
}

// consoleMemory compares the memory of the console of somebody who sees three hundred conversations with that of an empty
// window.
func consoleMemory(ctx context.Context, b *bench) error {
	w, err := b.newWindows(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	empty, err := w.open(ctx, []string{w.empty})
	if err != nil {
		return err
	}
	pause(ctx, 3*time.Second)
	base := residentBytes(empty.cmd.Process.Pid)
	empty.close()

	const unit, place, actor = "police-33", "33000", "op-window"
	key, err := exec.CommandContext(ctx, w.console[0], "workstation").Output()
	if err != nil {
		return fmt.Errorf("the workstation's key (this needs a keyring, as `go run ./cmd/dev bench` has): %w", err)
	}
	public, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(key)))
	if err != nil {
		return err
	}
	if len(public) < seal.PublicKeyBytes {
		return errors.New("the workstation prints no key")
	}
	if err := w.addOperator(ctx, actor, unit, public[:seal.PublicKeyBytes]); err != nil { // the second one signs reports
		return err
	}
	win, err := w.open(ctx, w.console)
	if err != nil {
		return err
	}
	defer win.close()
	if err := w.signIn(ctx, actor); err != nil {
		return err
	}
	conversations := 300
	if b.quick {
		conversations = 20
	}
	if err := w.fill(ctx, conversations, place); err != nil {
		return err
	}
	resident := residentBytes(win.cmd.Process.Pid)
	b.say("    empty window %.1f MB, console with %d conversations %.1f MB", base/1e6, conversations, resident/1e6)
	b.compare("console/memory", resident-base, base, "bytes", "< 60000000")
	return nil
}

// signIn types the actor's code and the passphrase.
func (w *windows) signIn(ctx context.Context, actor string) error {
	for attempt := range 4 {
		pause(ctx, 2*time.Second)
		// The keyboard goes to the first way in that can be used here: without a key, a card or a reader, the passphrase.
		keys := [][]string{
			{"type", "--delay", "60", actor}, {"key", "--delay", "200", "Return", "Return"},
			{"type", "--delay", "60", passphrase}, {"key", "Return"},
		}
		if attempt > 0 { // what was typed too early is missing; back to who it is
			keys = append([][]string{{"key", "--delay", "200", "Escape", "shift+Tab", "ctrl+a"}}, keys...)
		}
		for _, k := range keys {
			if err := exec.CommandContext(ctx, "xdotool", k...).Run(); err != nil {
				return fmt.Errorf("xdotool: %w", err)
			}
		}
		if w.figure(ctx, "operators_on_duty", 10*time.Second) {
			return nil
		}
	}
	return errors.New("nobody could sign in at the window")
}

// figure waits until a figure of the service is not 0.
func (w *windows) figure(ctx context.Context, name string, limit time.Duration) bool {
	is := regexp.MustCompile("(?m)^" + regexp.QuoteMeta("vigie_"+name) + " [1-9]")
	for end := time.Now().Add(limit); time.Now().Before(end); pause(ctx, 200*time.Millisecond) {
		if is.MatchString(w.metrics(ctx)) {
			return true
		}
	}
	return false
}

// fill lets that many declarants wait, five messages each, of which the operator takes eight, and looks at some.
func (w *windows) fill(ctx context.Context, conversations int, place string) error {
	meter := newMeter(conversations)
	for i := range conversations {
		d, err := declarant.Start(declarant.Options{URL: w.page, Roots: w.roots, Authority: w.authority.Public(), Place: place})
		if err != nil {
			return err
		}
		defer d.Vanish()
		for range 5 {
			d.Say(meter.lines[i].text())
		}
		if i%10 == 9 {
			pause(ctx, 100*time.Millisecond)
		}
	}
	pause(ctx, 5*time.Second)
	for range perConsole {
		_ = exec.CommandContext(ctx, "xdotool", "key", "ctrl+n").Run()
		pause(ctx, 500*time.Millisecond)
	}
	if !w.figure(ctx, `conversations{state="held"}`, 20*time.Second) {
		return errors.New("the window holds no conversation")
	}
	pause(ctx, 10*time.Second) // beyond what Fyne keeps of texts
	return ctx.Err()
}

// windowFigures measures the console's views in a real window.
func windowFigures(ctx context.Context, b *bench) error {
	program, err := b.program(ctx, threadWindow)
	if err != nil {
		return err
	}
	var runs [2]windowTimes
	for i, args := range [][]string{{"--empty"}, {}} {
		if b.quick {
			args = append(args, "--opens", "2", "--seconds", "1")
		}
		if b.profiles != "" {
			args = append(args, "--profile", filepath.Join(b.profiles, fmt.Sprintf("window-%d.pprof", i)))
		}
		if runs[i], err = timesOf(ctx, program, args); err != nil {
			return err
		}
	}
	empty, r := runs[0], runs[1]
	at := func(sorted []float64, q float64) float64 {
		return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
	}
	b.compare("thread/open-5000", at(r.Long, 0.5), at(r.Short, 0.5), "ms", "< 100 ms")
	b.compare("thread/append-p99", at(r.Append, 0.99), at(empty.Append, 0.99), "ms", "<= 33 ms")
	b.compare("ui/state-to-frame", at(r.State, 0.5), at(empty.State, 0.5), "ms", "")
	return nil
}

// windowTimes are milliseconds, sorted.
type windowTimes struct {
	Short  []float64 `json:"open_200"`
	Long   []float64 `json:"open_5000"`
	State  []float64 `json:"state_to_frame"`
	Append []float64 `json:"append_gaps"`
}

func timesOf(ctx context.Context, program string, args []string) (windowTimes, error) {
	var r windowTimes
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "FYNE_CACHE=10s", "MALLOC_ARENA_MAX=2") // as the console sets them
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return r, fmt.Errorf("the window's program: %w", err)
	}
	if err := json.Unmarshal(out, &r); err != nil {
		return r, err
	}
	for _, list := range [][]float64{r.Short, r.Long, r.State, r.Append} {
		if len(list) == 0 {
			return r, errors.New("the window has painted nothing")
		}
		slices.Sort(list)
	}
	return r, nil
}
