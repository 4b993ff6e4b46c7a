package stream_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"vigie.example/internal/conversation"
	"vigie.example/internal/stream"
)

// A test that must kill a process starts this test binary again, with what to be in this variable.
const helperVariable = "VIGIE_STREAM_HELPER"

type helperTask struct {
	Embedded string // data folder: open it, store the canary, wait to be killed
	Canary   string
	Disk     string // put on disk
	Node     string // name of a node of a cluster: run it until killed
	Port     int    // for clients
	Routes   []string
	Own      int // index of its own route
	Store    string
}

// runHelper does what the variable asks for, if anything, and then does not return before it is killed.
func runHelper() bool {
	raw := os.Getenv(helperVariable)
	if raw == "" {
		return false
	}
	var task helperTask
	err := json.Unmarshal([]byte(raw), &task)
	if err == nil && task.Embedded != "" {
		err = helpEmbedded(task)
	}
	if err == nil && task.Node != "" {
		err = helpNode(task)
	}
	if err != nil {
		fmt.Println("failed:", err)
		return true
	}
	fmt.Println("ready")
	time.Sleep(10 * time.Minute)
	return true
}

func helpEmbedded(task helperTask) error {
	ctx := context.Background()
	store, err := stream.Open(ctx, stream.Config{Dir: task.Embedded})
	if err != nil {
		return err
	}
	return storeCanary(ctx, store, task.Canary, task.Disk)
}

// storeCanary puts the canary wherever a conversation goes, and the other text on disk.
func storeCanary(ctx context.Context, store *stream.Store, canary, disk string) error {
	id := newID()
	caught := make(chan struct{})
	go func() { _ = store.Log().Follow(ctx, func(stream.Entry) {}, func() { close(caught) }) }()
	<-caught
	for i := range 50 {
		if err := store.Log().Append(ctx, id, conversation.Position(i), []byte(canary)); err != nil {
			return err
		}
		if _, err := store.Memory().Put(ctx, "group."+canary, []byte(canary), stream.AnyRevision, time.Hour); err != nil {
			return err
		}
	}
	if _, err := store.Log().Read(ctx, id, 0); err != nil {
		return err
	}
	if err := store.Signals().Publish(ctx, "typing."+canary, []byte(canary)); err != nil {
		return err
	}
	if err := store.Memory().Delete(ctx, "group."+canary); err != nil {
		return err
	}
	_, err := store.Disk().Put(ctx, "group.cell", []byte(disk), 0, 0)
	return err
}

func helpNode(task helperTask) error {
	opts := nodeOptions(task.Node, task.Store, task.Routes, task.Own)
	opts.Port = task.Port
	srv, err := server.NewServer(opts)
	if err != nil {
		return err
	}
	go srv.Start()
	return nil
}

// startHelper returns a running process; kill sends it SIGKILL and waits for its end.
func startHelper(t *testing.T, task helperTask) (kill func()) {
	t.Helper()
	raw, err := json.Marshal(task)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), helperVariable+"="+string(raw))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	killed := false
	kill = func() {
		if !killed {
			killed = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || strings.TrimSpace(line) != "ready" {
		t.Fatalf("the helper said %q, %v", line, err)
	}
	return kill
}
