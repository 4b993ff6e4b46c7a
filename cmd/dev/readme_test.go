//go:build unix

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// readmeCommands are the commands of the README and how each is tried. A
// command that is not here is one that nobody has tried.
var readmeCommands = map[string]func(t *testing.T, d *desktop){
	"go run ./cmd/dev run":                         tryWindow,
	"go run ./cmd/dev run --headless --seconds 60": tryHeadless,
	"go run ./cmd/dev test":                        tryTest,
}

// shellFence is a block of shell commands in Markdown.
var shellFence = regexp.MustCompile("(?ms)^```sh\n(.*?)^```")

// TestEveryCommandOfTheReadmeWorks runs what the README tells a newcomer to
// run, in a desktop session of its own.
func TestEveryCommandOfTheReadmeWorks(t *testing.T) {
	w, err := openWorkspace(os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(w.path("README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, m := range shellFence.FindAllSubmatch(text, -1) {
		for line := range strings.Lines(string(m[1])) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				commands = append(commands, line)
			}
		}
	}
	if len(commands) == 0 {
		t.Fatal("the README has no commands")
	}
	for _, c := range commands {
		t.Run(strings.TrimPrefix(c, "go run ./cmd/"), func(t *testing.T) {
			try := readmeCommands[c]
			if try == nil {
				t.Fatalf("nothing tries %q", c)
			}
			err := w.inSession(t.Context(), func(ctx context.Context, s *session) error {
				try(t, &desktop{w: w, session: s})
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// desktop is where a person types commands.
type desktop struct {
	w       *workspace
	session *session
}

// typed is a command that runs.
type typed struct {
	cmd      *exec.Cmd
	out, err tail
	ended    chan struct{}
	temp     string // its folder for temporary files
}

// start runs a command as a person would. Programs are built as the tests
// are, so that nothing is compiled a second time.
func (d *desktop) start(t *testing.T, args ...string) *typed {
	t.Helper()
	temp, err := os.MkdirTemp("", "dev-") // short: there is a socket in it
	if err != nil {
		t.Fatal(err)
	}
	c := &typed{ended: make(chan struct{}), temp: temp}
	flags := strings.TrimSpace(os.Getenv("GOFLAGS") + " -race")
	c.cmd = d.w.prepare(context.Background(), d.session.wrap(command{
		args: args, out: &c.out, errs: &c.err, env: []string{"GOFLAGS=" + flags, "TMPDIR=" + c.temp},
	}))
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { c.cmd.Wait(); close(c.ended) }()
	t.Cleanup(func() {
		signalGroup(c.cmd.Process, syscall.SIGTERM)
		<-c.ended
		os.RemoveAll(temp)
		if t.Failed() {
			t.Logf("it printed:\n%s\n%s", c.out.String(), c.err.String())
		}
	})
	return c
}

// wait waits for the end and returns the exit status.
func (c *typed) wait(t *testing.T, limit time.Duration) int {
	t.Helper()
	select {
	case <-c.ended:
	case <-time.After(limit):
		t.Fatalf("still running after %s", limit)
	}
	return c.cmd.ProcessState.ExitCode()
}

// patience bounds what depends on how busy the machine is.
const patience = 4 * time.Minute

// until polls for something that a person would wait for.
func until(t *testing.T, c *typed, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !ok() {
		select {
		case <-c.ended:
			t.Fatalf("it ended before %s", what)
		case <-time.After(100 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("no %s within %s", what, patience)
		}
	}
}

var (
	saidActor      = regexp.MustCompile(`(?m)Sign in at the window +(\S+)$`)
	saidPassphrase = regexp.MustCompile(`(?m)with the passphrase +(.+)$`)
	saidPage       = regexp.MustCompile(`(?m)declarant's page +(https://\S+)$`)
)

// tryWindow signs in at the window, answers the first who waits, and ends
// with Ctrl+C.
func tryWindow(t *testing.T, d *desktop) {
	c := d.start(t, "go", "run", "./cmd/dev", "run")
	until(t, c, "what to do", func() bool { return strings.Contains(c.out.String(), "To stop") })
	said := func(what *regexp.Regexp) string {
		m := what.FindStringSubmatch(c.out.String())
		if m == nil {
			t.Fatalf("it does not say %s", what)
		}
		return m[1]
	}
	page := said(saidPage)
	if status, _ := get(t, page); status != http.StatusOK {
		t.Errorf("the declarant's page: %d", status)
	}
	defer d.picture(t)
	until(t, c, "window", func() bool { return d.xdo("search", "--name", "Vigie") == nil })
	figure := func(name string) func() bool { // is not 0
		is := regexp.MustCompile("(?m)^" + regexp.QuoteMeta("vigie_"+name) + " [1-9]")
		return func() bool { _, text := get(t, page+"metrics"); return is.MatchString(text) }
	}
	until(t, c, "console", figure(`connections{kind="console"}`))
	time.Sleep(2 * time.Second) // it has the keyboard's attention by then; a person is slower
	var tried time.Time
	until(t, c, "operator on duty", func() bool {
		if time.Since(tried) > 45*time.Second { // of what was typed too early, the first letters are missing
			d.signIn(!tried.IsZero(), said(saidActor), said(saidPassphrase))
			tried = time.Now()
		}
		return figure("operators_on_duty")()
	})
	until(t, c, "conversation that is held", func() bool {
		d.xdo("key", "ctrl+n")
		time.Sleep(400 * time.Millisecond)
		return figure(`conversations{state="held"}`)()
	})
	until(t, c, "answer", func() bool {
		d.xdo("key", "ctrl+m")
		d.xdo("type", "--delay", "60", "Bonjour")
		d.xdo("key", "Return")
		time.Sleep(400 * time.Millisecond)
		return figure(`messages_total{side="operator"}`)()
	})
	signalGroup(c.cmd.Process, syscall.SIGINT)
	c.wait(t, time.Minute)
	nothingLeft(t, c)
}

// signIn types into the form. After a refusal the passphrase has the focus, behind the four ways.
func (d *desktop) signIn(again bool, actor, passphrase string) {
	if again {
		for range 5 {
			d.xdo("key", "shift+Tab")
		}
		d.xdo("key", "ctrl+a")
	}
	d.xdo("type", "--delay", "60", actor)
	d.xdo("key", "Return") // to the first way that can be used here: the passphrase
	time.Sleep(400 * time.Millisecond)
	d.xdo("key", "Return")
	time.Sleep(400 * time.Millisecond)
	d.xdo("type", "--delay", "60", passphrase)
	d.xdo("key", "Return")
}

// picture keeps what is on the display when the test has failed.
func (d *desktop) picture(t *testing.T) {
	if t.Failed() {
		file := filepath.Join(os.TempDir(), "dev-readme-failed.png")
		err := d.w.run(context.Background(), command{args: []string{"import", "-window", "root", file}, env: d.session.env, out: io.Discard})
		t.Logf("the display: %s (%v)", file, err)
	}
}

// xdo uses the keyboard and looks for windows.
func (d *desktop) xdo(args ...string) error {
	return d.w.run(context.Background(), command{args: append([]string{"xdotool"}, args...), env: d.session.env, out: io.Discard})
}

// get fetches something from the demonstration's backend.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	client := http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // of this machine, made a moment ago
	}}
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// nothingLeft fails the test if a process or a file of the run is still there.
func nothingLeft(t *testing.T, c *typed) {
	t.Helper()
	if left, _ := filepath.Glob(filepath.Join(c.temp, "vigie-run-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range lines {
		text, err := os.ReadFile(file)
		if err == nil && bytes.Contains(text, []byte(filepath.Join(c.temp, "vigie-run-"))) {
			t.Errorf("still running: %s", bytes.ReplaceAll(text, []byte{0}, []byte(" ")))
		}
	}
}

// result is the line that a run without a window prints.
type result struct {
	Conversations, Sent, Acknowledged, Shown, Lost, Duplicated int
	Left                                                       *int `json:"left_after_ack"`
}

// tryHeadless runs without a window, for a few seconds only; for more where
// the machine is so busy that nobody has begun by then.
func tryHeadless(t *testing.T, d *desktop) {
	d.session.env = append(d.session.env, "DISPLAY")
	var r result
	for _, seconds := range []string{"10", "60"} {
		c := d.start(t, "go", "run", "./cmd/dev", "run", "--headless", "--seconds", seconds)
		if code := c.wait(t, patience); code != 0 {
			t.Errorf("exit status %d", code)
		}
		if err := json.Unmarshal([]byte(c.out.String()), &r); err != nil || strings.Contains(c.out.String(), "\n") {
			t.Fatalf("standard output is not one line of JSON (%v):\n%s", err, c.out.String())
		}
		nothingLeft(t, c)
		if r.Shown > 0 {
			break
		}
	}
	if r.Conversations == 0 || r.Acknowledged == 0 || r.Shown == 0 || r.Lost != 0 || r.Duplicated != 0 || r.Left == nil {
		t.Errorf("result: %+v", r)
	}
}

// tryTest runs the tests of one package, of which none is chosen: everything
// else that the command does happens. All tests cannot be run from a test.
func tryTest(t *testing.T, d *desktop) {
	c := d.start(t, "go", "run", "./cmd/dev", "test", "--run", "^$", "./internal/fault")
	code := c.wait(t, patience)
	text := c.out.String()
	lines := strings.Split(text, "\n")
	last := lines[len(lines)-1]
	if !regexp.MustCompile(`^\d+ passed, \d+ failed, \d+ skipped$`).MatchString(last) {
		t.Fatalf("last line: %q", last)
	}
	for _, step := range []string{"system packages", "format", "vet", "staticcheck", "tests"} {
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "==> "+step) }) {
			t.Errorf("no step %q", step)
		}
	}
	if code != 0 && strings.Contains(text, "BAD tests") {
		t.Errorf("exit status %d", code)
	}
}

// Flags and commands that the README lists are there, and those of the programs' own lists are in the README.
func TestTheTablesOfTheReadmeHold(t *testing.T) {
	w, err := openWorkspace(os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(w.path("README.md"))
	if err != nil {
		t.Fatal(err)
	}
	readme := string(raw)
	help := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), "go", append([]string{"run"}, args...)...)
		cmd.Dir = w.path(".")
		said, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, said)
		}
		return string(said)
	}
	served := help("./cmd/vigied", "serve", "-h")
	for _, m := range regexp.MustCompile("(?m)^\\| `--([a-z-]+) ").FindAllStringSubmatch(readme, -1) {
		if !strings.Contains(served, "\n  -"+m[1]+" ") {
			t.Errorf("vigied serve has no flag --%s", m[1])
		}
	}
	commands := regexp.MustCompile("(?m)^  ([a-z]+ [a-z]+)  ").FindAllStringSubmatch(help("./cmd/vigiectl", "help"), -1)
	if len(commands) < 7 {
		t.Errorf("vigiectl lists %d commands", len(commands))
	}
	for _, m := range commands {
		if !strings.Contains(readme, "`"+m[1]+"`") {
			t.Errorf("the README does not list vigiectl %s", m[1])
		}
	}
}
