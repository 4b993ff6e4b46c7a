//go:build unix

package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// script runs a shell script under a new supervisor.
func script(t *testing.T, text string) (*supervisor, *child) {
	t.Helper()
	w, _ := workIn(t)
	s := &supervisor{w: w}
	t.Cleanup(s.stop)
	c, err := s.start("script", command{args: []string{"sh", "-c", text}})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func TestSupervisorWaitsForTheReadyLine(t *testing.T) {
	_, c := script(t, `echo starting; echo '{"ready":true,"page":"https://127.0.0.1:1/"}'; exec sleep 60`)
	var at backendReady
	if err := c.ready(context.Background(), &at, new(bytes.Buffer)); err != nil {
		t.Fatal(err)
	}
	if at.Page != "https://127.0.0.1:1/" {
		t.Errorf("page = %q", at.Page)
	}
}

func TestSupervisorSaysWhyAProgramEnded(t *testing.T) {
	_, c := script(t, `echo 'the port is taken' >&2; exit 4`)
	err := c.ready(context.Background(), new(backendReady), new(bytes.Buffer))
	if err == nil || !strings.Contains(err.Error(), "the port is taken") {
		t.Errorf("error = %v, want what the program said", err)
	}
}

// TestSupervisorLeavesNothingBehind stops a program that ignores the signal's
// grace for its own child.
func TestSupervisorLeavesNothingBehind(t *testing.T) {
	s, c := script(t, `trap '' TERM; sleep 300 & trap 'exit 0' TERM; echo $!; wait`)
	pid := <-c.lines
	s.stop()
	waitGone(t, pid)
}
