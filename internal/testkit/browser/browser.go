// Package browser drives a real Chromium in tests, through playwright-core and one small driver in Node. A test that needs
// it calls Start; where Node, Chromium or assets/page/node_modules is missing, the test fails and says what to run.
//
//	b := browser.Start(t)
//	p := b.Page(t, "https://127.0.0.1:8443/", browser.Phone)
//	p.Fill("#place", "33000")
//	p.Click("text=Commencer l’échange")
//	p.Wait(".status")
//
// Every method fails the test at once when the browser refuses. A Page is for one goroutine; pages of one Browser may be
// used by several. Certificates are not checked: tests run against a certificate of their own.
package browser

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"
)

// answerTimeout bounds one command; the driver's own time-outs are shorter and say more.
const answerTimeout = 2 * time.Minute

// Browser is a running Chromium without a window.
type Browser struct {
	stdin io.WriteCloser

	mu      sync.Mutex
	next    int                  // of the next command; guarded by mu
	waiting map[int]chan<- reply // by command; guarded by mu
	ended   error                // set when the driver has ended; guarded by mu
}

type reply struct {
	ID    int             `json:"id"`
	OK    json.RawMessage `json:"ok"`
	Error string          `json:"error"`
}

// Start starts Chromium; it ends with the test. A package with many tests shares one: see Launch.
func Start(t testing.TB) *Browser {
	t.Helper()
	b, stop, err := Launch()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return b
}

// Launch starts Chromium for a TestMain, which calls stop at the end. The error says what is missing and how to get it.
func Launch() (b *Browser, stop func(), err error) {
	modules, chromium, err := requirements()
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.Command("node", driverPath(), modules, chromium)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	ready := make(chan reply, 1)
	b = &Browser{stdin: stdin, waiting: map[int]chan<- reply{0: ready}, next: 1}
	done := make(chan struct{})
	go b.read(stdout, done)
	stop = func() { end(cmd, stdin, done) }
	if _, err := await("start", ready); err != nil {
		stop()
		return nil, nil, err
	}
	return b, stop, nil
}

// end asks the driver to end, which closes the browser, and insists when it does not.
func end(cmd *exec.Cmd, stdin io.Closer, done <-chan struct{}) {
	stdin.Close()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		cmd.Process.Kill()
		<-done
	}
	cmd.Wait()
}

func (b *Browser) read(stdout io.Reader, done chan<- struct{}) {
	defer close(done)
	lines := bufio.NewReaderSize(stdout, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		var r reply
		if err == nil {
			err = json.Unmarshal(line, &r)
		}
		b.mu.Lock()
		if err != nil {
			b.ended = fmt.Errorf("the browser's driver ended: %w", err)
			for id, c := range b.waiting {
				c <- reply{ID: id, Error: b.ended.Error()}
			}
			b.waiting = map[int]chan<- reply{}
			b.mu.Unlock()
			return
		}
		c := b.waiting[r.ID]
		delete(b.waiting, r.ID)
		b.mu.Unlock()
		if c != nil {
			c <- r
		}
	}
}

// do sends one command and returns its answer.
func (b *Browser) do(name string, arguments map[string]any) (json.RawMessage, error) {
	answer := make(chan reply, 1)
	if err := b.send(name, arguments, answer); err != nil {
		return nil, err
	}
	return await(name, answer)
}

func (b *Browser) send(name string, arguments map[string]any, answer chan<- reply) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended != nil {
		return b.ended
	}
	command := map[string]any{"id": b.next, "do": name}
	for k, v := range arguments {
		command[k] = v
	}
	line, err := json.Marshal(command)
	if err != nil {
		return err
	}
	b.waiting[b.next] = answer
	b.next++
	_, err = b.stdin.Write(append(line, '\n'))
	return err
}

func await(name string, answer <-chan reply) (json.RawMessage, error) {
	select {
	case r := <-answer:
		if r.Error != "" {
			return nil, fmt.Errorf("browser: %s: %s", name, r.Error)
		}
		return r.OK, nil
	case <-time.After(answerTimeout):
		return nil, fmt.Errorf("browser: %s: no answer", name)
	}
}

// requirements finds the node modules and Chromium, or says how to get them.
func requirements() (modules, chromium string, err error) {
	modules = filepath.Join(root(), "assets", "page", "node_modules")
	if _, err := os.Stat(filepath.Join(modules, "playwright-core")); err != nil {
		return "", "", errors.New("playwright-core is missing: go run ./cmd/dev setup")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return modules, path, nil
		}
	}
	return "", "", errors.New("no Chromium here: go run ./cmd/dev setup")
}

func driverPath() string {
	return filepath.Join(root(), "internal", "testkit", "browser", "driver.mjs")
}

// root is the project's folder: tests run from a checkout.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}
