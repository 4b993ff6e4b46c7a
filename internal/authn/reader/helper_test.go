package reader

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"vigie.example/internal/fault"
)

// speaks is what the test's own binary says when it is started as a helper.
var speaks = flag.String("speak", "", "for the tests' own helper: what it says")

// TestMain makes this binary a helper that is not ours, when it is told to speak.
func TestMain(m *testing.M) {
	flag.Parse()
	if *speaks != "" {
		speak(*speaks)
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL) // at once: the race detector would wait for a second
	}
	os.Exit(m.Run())
}

// liar is a helper that says something instead of what ours would.
func liar(t *testing.T, what string) Helper {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Helper{Path: self, Flags: []string{"-speak=" + what}}
}

// good is what our helper says of a match: some progress, and the match.
func good(r Request) []byte {
	var out bytes.Buffer
	for n := range 3 {
		_ = WriteProgress(&out, Progress{Stage: n, Of: 5})
	}
	_ = WriteAnswer(&out, r.Operation, Answer{Code: r.Code, Match: true, Proof: make([]byte, ProofBytes), Public: make([]byte, PublicBytes), Sealed: []byte("sealed")})
	return out.Bytes()
}

// mutated is what good says, changed in one of the ways in which streams break: cut, a bit, a byte more or less, a part twice, another length.
func mutated(seed uint64, raw []byte) []byte {
	r := mathrand.New(mathrand.NewPCG(seed, 7))
	raw = bytes.Clone(raw)
	for range 1 + r.IntN(3) {
		at := r.IntN(len(raw))
		switch r.IntN(6) {
		case 0:
			raw = raw[:at+1]
		case 1:
			raw[at] ^= 1 << r.IntN(8)
		case 2:
			raw = append(raw[:at:at], append([]byte{byte(r.Uint32())}, raw[at:]...)...)
		case 3:
			raw = append(raw[:at:at], raw[at+1:]...)
			raw = append(raw, 0)
		case 4:
			raw = append(raw[:at:at], append(bytes.Clone(raw[at/2:]), raw[at:]...)...)
		case 5:
			if at+4 <= len(raw) {
				binary.BigEndian.PutUint32(raw[at:], r.Uint32())
			}
		}
	}
	return raw
}

// speak is the liar's program. Its request is read first, as ours does, unless it says that it does not.
func speak(what string) {
	kind, arg, _ := strings.Cut(what, ":")
	if kind != "deaf" {
		_, _ = io.CopyN(io.Discard, os.Stdin, 64)
	}
	endless := func(b []byte) {
		for {
			if _, err := os.Stdout.Write(b); err != nil {
				return
			}
		}
	}
	switch kind {
	case "mutated":
		var seed uint64
		_, _ = fmt.Sscan(arg, &seed)
		_, _ = os.Stdout.Write(mutated(seed, good(verifying([]byte("x")))))
	case "good":
		_, _ = os.Stdout.Write(good(verifying([]byte("x"))))
	case "nothing":
	case "silence", "deaf":
		time.Sleep(time.Hour)
	case "zeros":
		endless(make([]byte, 1<<16))
	case "progress":
		endless(bytes.Repeat([]byte{tagProgress, 0, 0, 0, 3, 1, 5, 0}, 1<<10))
	case "huge":
		_, _ = os.Stdout.Write([]byte{tagMatch, 0xff, 0xff, 0xff, 0xff})
		endless(make([]byte, 1<<16))
	case "large":
		_, _ = os.Stdout.Write(binary.BigEndian.AppendUint32([]byte{tagTemplate}, maxFrameBytes))
		endless([]byte(strings.Repeat("template ", 1<<10)))
	case "drip":
		for _, b := range good(verifying([]byte("x"))) {
			_, _ = os.Stdout.Write([]byte{b})
			time.Sleep(time.Second)
		}
	case "child": // which keeps the pipe when its parent is gone
		self, _ := os.Executable()
		c := exec.Command(self, "-speak=orphan")
		c.Stdout = os.Stdout
		_ = c.Start()
	case "orphan":
		for range 120 { // two minutes, or until nobody hears it any more
			_ = WriteProgress(os.Stdout, Progress{Stage: 1, Of: 5})
			time.Sleep(time.Second)
		}
	}
}

// Whatever a helper says that is not ours, however long, however slowly: what it says is not believed, in a bounded time, and takes no memory.
func TestL2_AHelperThatIsNotOursIsNotBelieved(t *testing.T) {
	const patience = 1500 * time.Millisecond
	for _, what := range []string{"nothing", "silence", "deaf", "zeros", "progress", "huge", "large", "drip", "child"} {
		t.Run(what, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			began, before := time.Now(), held()
			a, err := liar(t, what).run(ctx, verifying(make([]byte, maxSealedBytes)), func(Progress) {})
			if took := time.Since(began); took > time.Minute { // however busy the machine is
				t.Errorf("it took %v", took)
			}
			if after := held(); after > before+1<<20 {
				t.Errorf("%d bytes more are held", after-before)
			}
			if a.Match || a.Proof != nil || !fault.Is(err, fault.Untrusted) && !fault.Is(err, fault.Unavailable) {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
	a, err := liar(t, "good").run(t.Context(), verifying([]byte("x")), func(Progress) {})
	if err != nil || !a.Match {
		t.Errorf("the control: %+v, %v", a, err)
	}
}

func held() uint64 {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Streams that break on their way from a real process are Untrusted, or the match that was sent; a match that comes through is the same, byte for byte.
func TestL2_BrokenStreamsFromAProcess(t *testing.T) {
	asked, sent := verifying([]byte("x")), good(verifying([]byte("x")))
	refused, last := 0, sent[len(sent)-headerBytes-4-codeBytes-4-ProofBytes:]
	for seed := range uint64(60) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		a, err := liar(t, fmt.Sprintf("mutated:%d", seed)).run(ctx, asked, func(Progress) {})
		cancel()
		switch {
		case err == nil && a.Match && !bytes.Contains(mutated(seed, sent), last[:headerBytes+4+codeBytes]):
			t.Errorf("seed %d: %+v was made of %x", seed, a, mutated(seed, sent))
		case err != nil && !fault.Is(err, fault.Untrusted) && !fault.Is(err, fault.Unavailable) && !reported(err):
			t.Errorf("seed %d: %v", seed, err)
		case err != nil:
			refused++
		}
	}
	if refused < 20 {
		t.Errorf("only %d of the broken streams were refused: the test breaks too little", refused)
	}
}

// reported tells whether the error is one that a helper can report.
func reported(err error) bool {
	for _, r := range reasons {
		if fault.PublicOf(err).Key == r.key {
			return true
		}
	}
	return false
}

// FuzzReadRequest: what the helper takes from its standard input is one request that WriteRequest sends, byte for byte, and no more of the stream; all
// of it lies in the space that it was given, and that is cleared when it is refused.
func FuzzReadRequest(f *testing.F) {
	for _, r := range []Request{enrolling(), verifying([]byte("sealed")), verifying(make([]byte, 4096))} {
		var pipe bytes.Buffer
		_ = WriteRequest(&pipe, r)
		f.Add(pipe.Bytes())
		f.Add(pipe.Bytes()[:pipe.Len()-1])
		f.Add(append(bytes.Clone(pipe.Bytes()), 'R'))
		f.Add(append([]byte{tagMatch}, pipe.Bytes()[1:]...))
		for seed := range uint64(8) {
			f.Add(mutated(seed, pipe.Bytes()))
		}
	}
	f.Add([]byte{'R', 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{'M', 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var given [][]byte
		rest := bytes.NewReader(raw)
		r, err := ReadRequest(rest, func(n int) ([]byte, error) {
			if n > maxFrameBytes {
				t.Fatalf("%d bytes of space", n)
			}
			given = append(given, make([]byte, n))
			return given[len(given)-1], nil
		})
		if err != nil {
			if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Unavailable) {
				t.Errorf("%v", err)
			}
			for _, space := range given {
				if sha256.Sum256(space) != sha256.Sum256(make([]byte, len(space))) {
					t.Error("what was refused is left in the space")
				}
			}
			return
		}
		var again bytes.Buffer
		if err := WriteRequest(&again, r); err != nil || !bytes.Equal(again.Bytes(), raw[:len(raw)-rest.Len()]) {
			t.Errorf("%x reads as %+v, %v", raw, r, err)
		}
	})
}

// FuzzReadAnswer: no stream makes the console believe anything about another than was asked, hear of progress without end, or take more than it is.
func FuzzReadAnswer(f *testing.F) {
	for _, r := range []Request{enrolling(), verifying([]byte("x"))} {
		f.Add(r.Operation == Enrol, good(r))
		for seed := range uint64(12) {
			f.Add(r.Operation == Enrol, mutated(seed, good(r)))
		}
	}
	f.Add(false, bytes.Repeat([]byte{tagProgress, 0, 0, 0, 3, 1, 5, 0}, mostProgress+1))
	f.Add(true, binary.BigEndian.AppendUint32([]byte{tagTemplate}, maxFrameBytes+1))
	f.Add(false, []byte{tagFailure, 0, 0, 0, 1, 200})
	f.Add(true, []byte{tagProgress, 0, 0, 0, 3, 9, 5, 0, tagFailure, 0, 0, 0, 1, 0})
	f.Add(true, []byte{tagProgress, 0, 0, 0, 3, 1, 5, 77, tagFailure, 0, 0, 0, 1, 0})
	longer := fields{}
	longer.put([]byte(code))
	f.Add(false, append(append([]byte{tagNoMatch, 0, 0, 0, 4 + codeBytes + 1}, longer.raw...), 0))
	f.Fuzz(func(t *testing.T, enrols bool, raw []byte) {
		asked, told := verifying([]byte("x")), 0
		if enrols {
			asked = enrolling()
		}
		a, err := ReadAnswer(bytes.NewReader(raw), asked, func(p Progress) {
			if told++; p.Stage > p.Of || p.Again > Lift || told > mostProgress {
				t.Errorf("progress %+v, for the %dth time", p, told)
			}
		})
		if err != nil {
			if !fault.Is(err, fault.Untrusted) && !fault.Is(err, fault.Unavailable) && !reported(err) {
				t.Errorf("%v", err)
			}
			if a.Code != "" || a.Match || a.Proof != nil || a.Public != nil || a.Sealed != nil {
				t.Errorf("%+v with %v", a, err)
			}
			return
		}
		var again bytes.Buffer
		if err := WriteAnswer(&again, asked.Operation, a); err != nil || !bytes.Contains(raw, again.Bytes()) || a.Code != asked.Code {
			t.Errorf("%x reads as %+v, %v", raw, a, err)
		}
		if enrols != (a.Sealed != nil) || enrols && a.Match || a.Match != (len(a.Proof) == ProofBytes) {
			t.Errorf("%+v", a)
		}
	})
}
