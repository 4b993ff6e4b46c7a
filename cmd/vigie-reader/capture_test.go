package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"vigie.example/internal/authn/reader"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/judged"
	"vigie.example/internal/testkit/prints"
)

var now = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// desk is a console with a virtual reader: what it does goes through reader.Helper, as in the console.
type desk struct {
	t          *testing.T
	helper     reader.Helper
	glass      prints.Glass
	permission biometric.Permission
	request    biometric.Request
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, glass: prints.NewGlass(t.TempDir())}
	d.helper = reader.Helper{Path: built, Flags: []string{"-virtual", d.glass.Socket()}}
	d.request = biometric.Request{Person: "op-1", Method: biometric.OnReader, Reader: judged.Reader}
	dossier, _ := judged.Dossier("op-1", now)
	var obstacles []biometric.Obstacle
	if d.permission, obstacles = dossier.Permit(d.request, now); len(obstacles) > 0 {
		t.Fatal(obstacles)
	}
	return d
}

// with presses what next gives while do runs; next is nil for nobody there.
func (d *desk) with(next func() prints.Image, do func(ctx context.Context, progress func(reader.Progress)) (reader.Answer, error)) (reader.Answer, error) {
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Minute)
	scanned := make(chan struct{}, 64)
	var hand sync.WaitGroup
	if next != nil {
		hand.Go(func() { d.glass.Rest(ctx, next, scanned) })
	}
	defer hand.Wait()
	defer cancel()
	return do(ctx, func(reader.Progress) { scanned <- struct{}{} })
}

func (d *desk) ask() reader.Ask { return reader.Ask{Model: model, Code: code, Key: key} }

func (d *desk) enrol(next func() prints.Image) (reader.Answer, error) {
	return d.with(next, func(ctx context.Context, progress func(reader.Progress)) (reader.Answer, error) {
		return d.helper.Enrol(ctx, d.permission, d.request, now, d.ask(), progress)
	})
}

func (d *desk) verify(next func() prints.Image, a reader.Ask) (reader.Answer, error) {
	return d.with(next, func(ctx context.Context, progress func(reader.Progress)) (reader.Answer, error) {
		return d.helper.Verify(ctx, d.permission, d.request, now, a, progress)
	})
}

var challenge = bytes.Repeat([]byte{9}, reader.ChallengeBytes)

func TestL2_TheFingerOfTheTemplateMatchesAndNoOther(t *testing.T) {
	d := newDesk(t)
	mine, other := prints.New(3), prints.New(4)
	made, err := d.enrol(mine.Impression)
	if err != nil || len(made.Sealed) == 0 || made.Code != code {
		t.Fatalf("%v, %v", made.Code, err)
	}
	ask := d.ask()
	ask.Sealed, ask.Challenge = made.Sealed, challenge
	got, err := d.verify(mine.Impression, ask)
	if err != nil || !got.Match {
		t.Fatalf("match %v, %v", got.Match, err)
	}
	if err := reader.CheckProof(made.Public, code, challenge, got.Proof); err != nil {
		t.Errorf("the match is not signed by what was enrolled: %v", err)
	}
	if err := seal.Verify(made.Public, seal.MatchTranscript(string(code), [32]byte(challenge)), got.Proof); err != nil {
		t.Errorf("the service does not take what the helper signs: %v", err)
	}
	if got, err = d.verify(other.Impression, ask); err != nil || got.Match || got.Proof != nil {
		t.Errorf("another finger: %+v, %v", got, err)
	}
	// Another person's key, reader or pseudonym does not open this template, whoever's finger is there (L2, L9).
	for name, spoil := range map[string]func(*reader.Ask){
		"key":       func(a *reader.Ask) { a.Key = bytes.Repeat([]byte{1}, reader.KeyBytes) },
		"pseudonym": func(a *reader.Ask) { a.Code = "AQAAAAAAAAAAAAAAAAAAAA" },
		"template":  func(a *reader.Ask) { a.Sealed = append(bytes.Clone(a.Sealed[:200]), a.Sealed[199:len(a.Sealed)-1]...) },
	} {
		spoilt := ask
		spoil(&spoilt)
		if got, err := d.verify(nil, spoilt); !fault.Is(err, fault.Invalid) || got.Match {
			t.Errorf("another %s: %+v, %v", name, got, err)
		}
	}
}

// Nothing is started without a permission for exactly this: the helper that is named does not even exist.
func TestL17_NothingStartsWithoutAPermission(t *testing.T) {
	d := newDesk(t)
	d.helper.Path = "/nowhere/vigie-reader"
	stranger, onKey := d.request, d.request
	stranger.Person = "op-2"
	onKey.Method, onKey.Reader = biometric.OnKey, ""
	for name, c := range map[string]struct {
		p    biometric.Permission
		r    biometric.Request
		at   time.Time
		want fault.Kind
	}{
		"none":              {biometric.Permission{}, d.request, now, fault.Denied},
		"another person":    {d.permission, stranger, now, fault.Denied},
		"another method":    {d.permission, onKey, now, fault.Denied},
		"run out":           {d.permission, d.request, now.Add(biometric.Lease), fault.Expired},
		"clock turned back": {d.permission, d.request, now.Add(-time.Minute), fault.Expired},
		"control":           {d.permission, d.request, now, fault.Unavailable}, // it would start
	} {
		if _, err := d.helper.Enrol(t.Context(), c.p, c.r, c.at, d.ask(), nil); !fault.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHelper_SaysWhatIsWrongWithTheReader(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(*desk, context.Context)
		want fault.TextKey
	}{
		{"unplugged", func(d *desk, ctx context.Context) { _ = d.glass.Sign(ctx, prints.Unplug, 0) }, "fault.reader.unplugged"},
		{"broken", func(d *desk, ctx context.Context) { _ = d.glass.Sign(ctx, prints.Broken, 0) }, "fault.reader.failed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			_, err := d.with(nil, func(ctx context.Context, progress func(reader.Progress)) (reader.Answer, error) {
				go tt.do(d, ctx)
				return d.helper.Enrol(ctx, d.permission, d.request, now, d.ask(), progress)
			})
			if p := fault.PublicOf(err); p.Key != tt.want {
				t.Errorf("%v", err)
			}
		})
	}
	d := newDesk(t)
	ask := d.ask()
	ask.Model = "goodixmoc:press"
	_, err := d.helper.Enrol(t.Context(), d.permission, d.request, now, ask, func(reader.Progress) {})
	if p := fault.PublicOf(err); p.Key != "fault.reader.none" {
		t.Errorf("another model: %v", err)
	}
}

// A reader that lies may make the helper fail; it never makes it say "match".
func TestHelper_MalformedReaderNeverMatches(t *testing.T) {
	d := newDesk(t)
	made, err := d.enrol(prints.New(3).Impression)
	if err != nil {
		t.Fatal(err)
	}
	ask := d.ask()
	ask.Sealed, ask.Challenge = made.Sealed, challenge
	number := func(n ...int32) []byte {
		var out []byte
		for _, v := range n {
			out = append(out, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
		}
		return out
	}
	for name, raw := range map[string][]byte{
		"no size": number(0, 0), "one pixel": append(number(1, 1), 0), "too wide": number(1<<30, 1<<30), "negative height": number(100, -100),
		"unknown sign": number(-77, 0), "half a header": {1, 2, 3}, "size without picture": number(200, 200), "text": []byte(strings.Repeat("match ", 40)),
		"black": append(number(100, 100), make([]byte, 10000)...), "narrow": append(number(1, 3000), make([]byte, 3000)...),
	} {
		t.Run(name, func(t *testing.T) {
			d.t = t
			got, err := d.with(nil, func(ctx context.Context, progress func(reader.Progress)) (reader.Answer, error) {
				ctx, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
				defer cancel()
				go func() {
					for ctx.Err() == nil {
						_ = d.glass.Send(ctx, raw)
						time.Sleep(100 * time.Millisecond)
					}
				}()
				return d.helper.Verify(ctx, d.permission, d.request, now, ask, progress)
			})
			if got.Match || got.Proof != nil {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// Killed at any step, the helper leaves an error and nothing else; the console hanging up ends it.
func TestHelper_KilledAtEveryStep(t *testing.T) {
	ask := reader.Request{Operation: reader.Enrol, Model: model, Reader: "reader-1", Code: code, Key: key}
	for _, tt := range []struct {
		name  string
		scans int // after which it is killed; -1: before the request
	}{{"before the request", -1}, {"before the first scan", 0}, {"after one", 1}, {"after four", 4}} {
		t.Run(tt.name, func(t *testing.T) {
			s := start(t, built)
			if tt.scans >= 0 {
				if err := reader.WriteRequest(s.in, ask); err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			var hand sync.WaitGroup
			defer hand.Wait()
			defer cancel()
			scanned := make(chan struct{}, 64)
			if tt.scans > 0 {
				finger := prints.New(3)
				hand.Go(func() { s.glass.Rest(ctx, finger.Impression, scanned) })
			} else if err := s.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			done := 0
			_, err := reader.ReadAnswer(s.out, ask, func(p reader.Progress) {
				scanned <- struct{}{}
				if done = p.Stage; done == tt.scans {
					_ = s.cmd.Process.Kill()
				}
			})
			if p := fault.PublicOf(err); p.Key != "fault.reader.gone" {
				t.Errorf("after %d scans: %v", done, err)
			}
		})
	}
}

func TestHelper_EndsWhenTheConsoleHangsUp(t *testing.T) {
	s := start(t, built)
	if err := reader.WriteRequest(s.in, reader.Request{Operation: reader.Enrol, Model: model, Reader: "reader-1", Code: code, Key: key}); err != nil {
		t.Fatal(err)
	}
	if err := s.glass.Send(t.Context(), nil); err != nil { // it scans
		t.Fatal(err)
	}
	_ = s.in.Close()
	said, err := io.ReadAll(s.out) // until it ends
	if err != nil || len(said) == 0 {
		t.Errorf("%q, %v", said, err)
	}
	if err := s.cmd.Wait(); err == nil {
		t.Error("it ended as if all were well")
	}
}

// What the kernel was told about the helper, seen while it waits for a finger.
func TestL8_HelperIsConfined(t *testing.T) {
	s := start(t, built)
	if err := reader.WriteRequest(s.in, reader.Request{Operation: reader.Enrol, Model: model, Reader: "reader-1", Code: code, Key: key}); err != nil {
		t.Fatal(err)
	}
	if err := s.glass.Send(t.Context(), nil); err != nil { // it listens, so that confine is behind it
		t.Fatal(err)
	}
	of := func(file string) string {
		raw, err := os.ReadFile("/proc/" + itoa(s.cmd.Process.Pid) + "/" + file)
		if err != nil {
			t.Skipf("another user's process cannot be looked at: %v", err)
		}
		return string(raw)
	}
	status := of("status")
	for _, want := range []string{"NoNewPrivs:\t1\n", "Seccomp:\t2\n"} {
		if !strings.Contains(status, want) {
			t.Errorf("no %q in its status", want)
		}
	}
	if os.Geteuid() == 0 && strings.Contains(status, "VmLck:\t       0 kB") {
		t.Error("nothing of it is locked in memory")
	}
	if limits := of("limits"); !strings.Contains(limits, "Max core file size        0                    0 ") {
		t.Error("it may leave a core file")
	}
	want := "MALLOC_PERTURB_=165\x00G_SLICE=always-malloc\x00LC_ALL=C\x00FP_VIRTUAL_IMAGE=" + s.glass.Socket() + "\x00"
	if got := of("environ"); got != want {
		t.Errorf("environment %q", got)
	}
	var stat syscall.Stat_t
	if err := syscall.Stat("/proc/"+itoa(s.cmd.Process.Pid)+"/mem", &stat); err == nil && stat.Uid != 0 {
		t.Error("its user may look into its memory")
	}
}
