package reader

import (
	"context"
	"os/exec"
	"time"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Helper is how the helper is started.
type Helper struct {
	Path  string   // of vigie-reader
	Flags []string // for tests: a virtual reader
}

// Ask is what a capture is for. Key is cleared by nobody here: it is the caller's.
type Ask struct {
	Model     biometric.Model
	Code      biometric.Code
	Key       []byte // that the person holds, handed in for one use
	Challenge []byte // of the sign-in, for Verify
	Sealed    []byte // what Enrol gave, for Verify
}

// captureTime bounds one capture, all scans included; endTime what the helper takes to end after its last word.
const (
	captureTime = 90 * time.Second
	endTime     = 5 * time.Second
)

// Enrol scans a finger several times. It starts nothing without a permission for the request at now. Errors: those of
// Permission.Check, those that the helper reports, Untrusted for a helper that is not ours.
func (h Helper) Enrol(ctx context.Context, p biometric.Permission, r biometric.Request, now time.Time, a Ask, progress func(Progress)) (Answer, error) {
	return h.capture(ctx, p, r, now, Request{Operation: Enrol, Model: a.Model, Reader: r.Reader, Code: a.Code, Key: a.Key}, progress)
}

// Verify compares one scan with the template that was asked for. As Enrol.
func (h Helper) Verify(ctx context.Context, p biometric.Permission, r biometric.Request, now time.Time, a Ask, progress func(Progress)) (Answer, error) {
	return h.capture(ctx, p, r, now, Request{
		Operation: Verify, Model: a.Model, Reader: r.Reader, Code: a.Code, Key: a.Key, Challenge: a.Challenge, Sealed: a.Sealed,
	}, progress)
}

func (h Helper) capture(ctx context.Context, p biometric.Permission, r biometric.Request, now time.Time, ask Request, progress func(Progress)) (Answer, error) {
	const op = "reader.capture"
	if r.Method != biometric.OnReader {
		return Answer{}, fault.New(fault.Denied, op, fault.Key("fault.biometric.not_permitted"), fault.Hint("hint.biometric.other_ways"))
	}
	if err := p.Check(r, now); err != nil {
		return Answer{}, err
	}
	if !ask.Valid() {
		return Answer{}, fault.New(fault.Invalid, op, fault.Key("fault.reader.request"))
	}
	ctx, cancel := context.WithTimeout(ctx, captureTime)
	defer cancel()
	return h.run(ctx, ask, progress)
}

// run starts the helper, gives it the request, and reads until its last word. Closing its standard input is what lets it end.
func (h Helper) run(ctx context.Context, ask Request, progress func(Progress)) (Answer, error) {
	const op = "reader.run"
	cmd := exec.CommandContext(ctx, h.Path, h.Flags...)
	cmd.Env = []string{} // it needs nothing of ours, and makes its own
	cmd.WaitDelay = endTime
	in, err := cmd.StdinPipe()
	if err != nil {
		return Answer{}, fault.As(fault.Unavailable, op, err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return Answer{}, fault.As(fault.Unavailable, op, err)
	}
	if err := cmd.Start(); err != nil {
		return Answer{}, fault.As(fault.Unavailable, op, err, fault.Key("fault.reader.not_installed"), fault.Hint("hint.reader.administrator"))
	}
	hangUp := context.AfterFunc(ctx, func() { // a process that the helper left behind must not keep the console: it holds the pipe
		_ = in.Close()
		_ = out.Close()
	})
	defer hangUp()
	ended := time.AfterFunc(captureTime+endTime, func() { _ = cmd.Process.Kill() })
	defer ended.Stop()
	answer, failed := Answer{}, WriteRequest(in, ask)
	if failed == nil || !fault.Is(failed, fault.Invalid) { // a helper that ended early may have said why
		answer, failed = ReadAnswer(out, ask, progress)
	}
	_ = in.Close()
	ended.Reset(endTime)
	_ = cmd.Wait() // what it said is what counts; it ended, or was ended
	if failed != nil {
		return Answer{}, failed
	}
	return answer, nil
}
