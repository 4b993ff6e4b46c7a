package stream_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vigie.example/internal/fault"
	"vigie.example/internal/stream"
)

// found tells whether a text is in a file, or in the name of one, below a folder.
func found(t *testing.T, folder, text string) bool {
	t.Helper()
	hit := false
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		hit = hit || bytes.Contains(data, []byte(text)) || strings.Contains(path, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hit
}

// After SIGKILL, and after a start over what it left, no byte of a conversation is on disk; what belongs there is.
func TestC15_NothingOfAConversationReachesTheDisk(t *testing.T) {
	dir, canary, disk := t.TempDir(), "canary-"+rand.Text(), "kept-"+rand.Text()
	kill := startHelper(t, helperTask{Embedded: dir, Canary: canary, Disk: disk})
	look := func(when string) {
		t.Helper()
		if found(t, dir, canary) {
			t.Errorf("%s, the disk has something of a conversation", when)
		}
		if !found(t, dir, disk) {
			t.Errorf("%s, the disk lacks what belongs there: this test would not see the canary either", when)
		}
	}
	look("while it runs")
	kill()
	look("after SIGKILL")
	store := open(t, stream.Config{Dir: dir})
	if cell, err := store.Disk().Get(t.Context(), "group.cell"); err != nil || string(cell.Data) != disk {
		t.Errorf("what was on disk came back as %q, %v", cell.Data, err)
	}
	if err := storeCanary(t.Context(), store.Store, canary, disk); !fault.Is(err, fault.Taken) { // the cell on disk is still there
		t.Fatal(err)
	}
	look("after a restart")
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	look("after the end")
}

func TestB13_EpochChangesWithTheMemory(t *testing.T) {
	dir := t.TempDir()
	var epochs []string
	for range 2 {
		store := open(t, stream.Config{Dir: dir})
		epoch, err := store.Log().Epoch(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		epochs = append(epochs, epoch)
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if epochs[0] == epochs[1] {
		t.Error("the epoch survived the memory")
	}
}

func TestOpen_OneProcessPerFolder(t *testing.T) {
	dir := t.TempDir()
	first := open(t, stream.Config{Dir: dir})
	_, err := stream.Open(t.Context(), stream.Config{Dir: dir})
	if p := fault.PublicOf(err); p.Kind != fault.Taken || p.Key != "fault.store.locked" || p.Hint == "" {
		t.Fatalf("a second one got %v", err)
	}
	if err := first.Ready(t.Context()); err != nil {
		t.Errorf("the first one suffers: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, stream.Config{Dir: dir})
}

func TestOpen_Refusals(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tt := range map[string]struct {
		ctx  context.Context
		cfg  stream.Config
		want fault.Kind
	}{
		"nowhere":                {t.Context(), stream.Config{}, fault.Invalid},
		"embedded with replicas": {t.Context(), stream.Config{Dir: t.TempDir(), Replicas: 3}, fault.Invalid},
		"two replicas":           {t.Context(), stream.Config{URLs: []string{"nats://127.0.0.1:1"}, Replicas: 2}, fault.Invalid},
		"a file for a folder":    {t.Context(), stream.Config{Dir: file}, fault.Unavailable},
		"nobody there":           {t.Context(), stream.Config{URLs: []string{"nats://127.0.0.1:1"}}, fault.Unavailable},
		"no such credentials":    {t.Context(), stream.Config{URLs: []string{"nats://127.0.0.1:1"}, CredentialsFile: file + "x"}, fault.Invalid},
		"too late":               {ended, stream.Config{Dir: t.TempDir()}, fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			store, err := stream.Open(tt.ctx, tt.cfg)
			if !fault.Is(err, tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if store != nil {
				t.Error("a store with an error")
			}
		})
	}
}

// The embedded engine is reached inside the process only.
func TestEmbedded_OpensNoPort(t *testing.T) {
	before := listening(t)
	open(t, stream.Config{Dir: t.TempDir()})
	if after := listening(t); len(after) != len(before) {
		t.Errorf("it listens: %v, before %v", after, before)
	}
	startServer(t, serverOptions(t, "control"))
	if len(listening(t)) == len(before) {
		t.Error("a server that listens does not show: this test sees nothing")
	}
}

// listening returns the sockets on which this process waits for connections.
func listening(t *testing.T) (sockets []string) {
	t.Helper()
	waiting := map[string]bool{}
	for _, table := range []string{"tcp", "tcp6"} {
		data, err := os.ReadFile("/proc/self/net/" + table)
		if err != nil {
			t.Skip("needs /proc") // the table is Linux's
		}
		for line := range strings.Lines(string(data)) {
			if f := strings.Fields(line); len(f) > 9 && f[3] == "0A" {
				waiting[fmt.Sprintf("socket:[%s]", f[9])] = true
			}
		}
	}
	links, err := filepath.Glob("/proc/self/fd/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range links {
		if to, err := os.Readlink(link); err == nil && waiting[to] {
			sockets = append(sockets, to)
		}
	}
	return sockets
}
