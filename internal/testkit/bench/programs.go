package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// The product's programs.
const (
	backendProgram = "cmd/vigied"
	consoleProgram = "cmd/vigie"
)

// programs are the product's programs, built for the measurements.
type programs struct {
	dir   string
	built map[string]string
}

// program builds a package of the module, once, and returns the file.
func (b *bench) program(ctx context.Context, pkg string) (string, error) {
	p := &b.programs
	if file, ok := p.built[pkg]; ok {
		return file, nil
	}
	if p.dir == "" {
		dir, err := os.MkdirTemp("", "vigie-bench-")
		if err != nil {
			return "", err
		}
		p.dir = dir
	}
	file := filepath.Join(p.dir, filepath.Base(pkg))
	b.say("    building %s", pkg)
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", file, "vigie.example/"+pkg)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	if p.built == nil {
		p.built = make(map[string]string)
	}
	p.built[pkg] = file
	return file, nil
}

// close removes what was built.
func (b *bench) close() {
	if b.programs.dir != "" {
		os.RemoveAll(b.programs.dir)
	}
}

// process is a program that says in one line of JSON that it is ready.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}
	said  string // file with its standard error
}

// startProcess starts a program and decodes its first line.
func startProcess(ctx context.Context, log string, ready any, program string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(program, args...), ended: make(chan struct{}), said: log}
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	errs, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer errs.Close()
	p.cmd.Stderr = errs
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	first := make(chan error, 1)
	go func() {
		lines := bufio.NewScanner(out)
		if lines.Scan() {
			first <- json.Unmarshal(lines.Bytes(), ready)
		} else {
			first <- errors.New("it ended")
		}
		for lines.Scan() {
		}
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	select {
	case err = <-first:
	case <-time.After(30 * time.Second):
		err = errors.New("nothing within 30 s")
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		p.stop()
		text, _ := os.ReadFile(log)
		return nil, fmt.Errorf("%s does not start: %w\n%s", filepath.Base(program), err, text)
	}
	return p, nil
}

// stop asks the program to end, and kills it when it does not.
func (p *process) stop() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(15 * time.Second):
	}
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.ended
}
