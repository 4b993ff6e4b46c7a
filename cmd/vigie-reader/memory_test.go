package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie.example/internal/authn/reader"
	"vigie.example/internal/testkit/prints"
)

// pressed remembers every impression that was put on the glass.
type pressed struct {
	mu     sync.Mutex
	images []prints.Image
}

func (p *pressed) from(f *prints.Finger) func() prints.Image {
	return func() prints.Image {
		i := f.Impression()
		p.mu.Lock()
		defer p.mu.Unlock()
		p.images = append(p.images, i)
		return i
	}
}

// needles are pieces of every row that has ridges on it, as they were sent: 32 grey bytes in a row occur nowhere else.
func (p *pressed) needles() [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out [][]byte
	for _, i := range p.images {
		for y := 40; y < i.Height-40; y += 4 {
			out = append(out, i.Grey[y*i.Width+i.Width/2-16:y*i.Width+i.Width/2+16])
		}
	}
	return out
}

// finder looks for many needles of one length at once.
type finder struct {
	length int
	begins [1 << 16]bool // whether any needle begins with these two bytes
	heads  map[[8]byte][][]byte
}

func newFinder(needles [][]byte) *finder {
	f := &finder{length: len(needles[0]), heads: make(map[[8]byte][][]byte)}
	for _, n := range needles {
		h := [8]byte(n)
		f.heads[h] = append(f.heads[h], n)
		f.begins[int(n[0])<<8|int(n[1])] = true
	}
	return f
}

func (f *finder) count(hay []byte) int {
	found := 0
	for i := 0; i+f.length <= len(hay); i++ {
		if !f.begins[int(hay[i])<<8|int(hay[i+1])] {
			continue
		}
		for _, n := range f.heads[[8]byte(hay[i:])] {
			if bytes.Equal(hay[i:i+f.length], n) {
				found++
			}
		}
	}
	return found
}

// memoryOf reads everything that a process has in memory. It needs the right to trace it, which the process denies to its own user.
func memoryOf(t *testing.T, pid int) []byte {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Skipf("the helper's memory can be read by root only: %v", err)
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Skipf("the helper's memory can be read by root only: %v", err)
	}
	defer func() { _ = mem.Close() }()
	var all []byte
	lines := bufio.NewScanner(bytes.NewReader(maps))
	for lines.Scan() {
		var from, to int64
		var mode string
		if _, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &mode); err != nil || !strings.HasPrefix(mode, "r") || strings.Contains(lines.Text(), "[v") {
			continue
		}
		part := make([]byte, to-from)
		if n, err := mem.ReadAt(part, from); err == nil || n > 0 {
			all = append(all, part[:n]...)
		}
	}
	if len(all) < 1<<20 {
		t.Fatalf("read only %d bytes of the helper's memory: the search would find nothing", len(all))
	}
	return all
}

// talk runs one request on a helper that runs, until its last word, and leaves it waiting for the end of its input.
func talk(t *testing.T, s *session, ask reader.Request, finger *prints.Finger) (reader.Answer, *pressed) {
	t.Helper()
	var seen pressed
	ctx, cancel := context.WithCancel(t.Context())
	scanned := make(chan struct{}, 64)
	var hand sync.WaitGroup
	hand.Go(func() { s.glass.Rest(ctx, seen.from(finger), scanned) })
	defer hand.Wait()
	defer cancel()
	if err := reader.WriteRequest(s.in, ask); err != nil {
		t.Fatal(err)
	}
	a, err := reader.ReadAnswer(s.out, ask, func(reader.Progress) { scanned <- struct{}{} })
	if err != nil {
		t.Fatalf("%v %s", err, s.cmd.Stderr)
	}
	return a, &seen
}

// TestL8_NothingOfACaptureIsLeft looks, before the helper ends, for every capture and every template in its memory and in every file
// that was written meanwhile. The control is the same helper without the wiping: there the search must find captures.
func TestL8_NothingOfACaptureIsLeft(t *testing.T) {
	enrol := reader.Request{Operation: reader.Enrol, Model: model, Reader: "reader-1", Code: code, Key: key}
	verify := enrol
	for _, tt := range []struct {
		name, program string
		left          bool
	}{{"control", leaky, true}, {"as it ships", built, false}} {
		t.Run(tt.name, func(t *testing.T) {
			began := time.Now().Add(-time.Second)
			finger := prints.New(3)
			s := start(t, tt.program)
			a, seen := talk(t, s, enrol, finger)
			memory := memoryOf(t, s.cmd.Process.Pid)
			check(t, "captures after enrolment", newFinder(seen.needles()).count(memory), tt.left)

			template, _, err := reader.OpenTemplate(withSealed(verify, a.Sealed), make([]byte, len(a.Sealed)))
			if err != nil {
				t.Fatal(err)
			}
			check(t, "template after enrolment", newFinder(pieces(template)).count(memory), tt.left)

			v := start(t, tt.program)
			b, again := talk(t, v, withSealed(verify, a.Sealed), finger)
			if !b.Match {
				t.Error("the finger that was enrolled does not match")
			}
			memory = memoryOf(t, v.cmd.Process.Pid)
			check(t, "captures after verification", newFinder(again.needles()).count(memory), tt.left)
			check(t, "template after verification", newFinder(pieces(template)).count(memory), tt.left)
			if n := bytes.Count(memory, key); n > 0 {
				t.Errorf("the person's key is still in memory: %d", n)
			}
			needles := slices.Concat(seen.needles(), again.needles(), pieces(template))
			for _, file := range written(t, began) {
				data, err := os.ReadFile(file)
				if err == nil && newFinder(needles).count(data) > 0 {
					t.Errorf("%s holds a capture", file)
				}
			}
		})
	}
}

func check(t *testing.T, what string, found int, left bool) {
	t.Helper()
	t.Logf("%s: %d pieces", what, found)
	if (found > 0) != left {
		t.Errorf("%s: %d pieces in memory, want some: %v", what, found, left)
	}
}

// pieces cuts a template into what can be looked for, without what any two templates share: zeros, and headers.
func pieces(template []byte) [][]byte {
	var out [][]byte
	for i := 256; i+32 <= len(template); i += 64 {
		if p := template[i : i+32]; len(slices.Compact(slices.Sorted(slices.Values(p)))) > 8 {
			out = append(out, p)
		}
	}
	return out
}

func withSealed(r reader.Request, sealed []byte) reader.Request {
	r.Operation, r.Sealed, r.Challenge = reader.Verify, sealed, bytes.Repeat([]byte{9}, reader.ChallengeBytes)
	return r
}

// written lists the files that anybody has written since then where the helper could have.
func written(t *testing.T, since time.Time) []string {
	t.Helper()
	var out []string
	home, _ := os.UserHomeDir()
	for _, root := range []string{os.TempDir(), "/dev/shm", "/var/tmp", "/run/user", "/var/lib/fprint", filepath.Join(home, ".local"), filepath.Join(home, ".cache", "fprint")} {
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return nil // gone meanwhile
			}
			if d.IsDir() && strings.HasPrefix(d.Name(), "go-build") {
				return fs.SkipDir
			}
			info, err := d.Info()
			if err == nil && info.Mode().IsRegular() && info.ModTime().After(since) && info.Size() < 8<<20 {
				out = append(out, path)
			}
			return nil
		})
	}
	return out
}
