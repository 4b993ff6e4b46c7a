package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// errReported is what an error is, once a task has said what is wrong.
var errReported = errors.New("already reported")

// reported marks an error as said already.
type reported struct{ error }

// Is tells that the error needs no saying.
func (reported) Is(target error) bool { return target == errReported }

// Unwrap returns the error that was said.
func (r reported) Unwrap() error { return r.error }

// workspace is the checkout that a task works on, and where it reports.
type workspace struct {
	root  string // absolute folder of go.mod
	steps *steps
}

// openWorkspace finds the checkout around the current folder.
func openWorkspace(out *os.File) (*workspace, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	root, err := findRoot(dir)
	if err != nil {
		return nil, err
	}
	return &workspace{root: root, steps: newSteps(out, isTerminal(out))}, nil
}

// findRoot climbs from dir to the folder whose go.mod declares this module.
func findRoot(dir string) (string, error) {
	for at := dir; ; at = filepath.Dir(at) {
		text, err := os.ReadFile(filepath.Join(at, "go.mod"))
		if err == nil && bytes.HasPrefix(text, []byte("module vigie.example\n")) {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("no checkout of vigie.example around %s", dir)
		}
	}
}

// path joins slash-separated elements under the root.
func (w *workspace) path(rel string) string {
	return filepath.Join(w.root, filepath.FromSlash(rel))
}

// has tells whether rel exists in the checkout.
func (w *workspace) has(rel string) bool {
	_, err := os.Stat(w.path(rel))
	return err == nil
}

// say prints one plain line between steps.
func (w *workspace) say(format string, args ...any) {
	fmt.Fprintf(w.out(), format+"\n", args...)
}

// out is where the task reports.
func (w *workspace) out() io.Writer { return w.steps.out }
