package main

import (
	"context"
	"io"
	"time"

	"vigie.example/internal/authn/fingerprint"
	"vigie.example/internal/authn/reader"
	"vigie.example/internal/fault"
)

// captureTime bounds the whole capture; partingTime is how long the console may take to hang up after the last word.
const (
	captureTime = 80 * time.Second
	partingTime = 5 * time.Second
)

// serve answers one request. When the console hangs up, whatever goes on is stopped; after the last word serve waits for that, so
// that what was said is read.
func serve(in io.Reader, out io.Writer, confine func() error) int {
	if err := confine(); err != nil {
		return said(out, err)
	}
	room := &room{}
	defer room.leave()
	request, err := reader.ReadRequest(in, room.take)
	if err != nil {
		return said(out, fault.As(fault.Invalid, "main.serve", err, fault.Key("fault.reader.request")))
	}
	ctx, cancel := context.WithTimeout(context.Background(), captureTime)
	defer cancel()
	hungUp := make(chan struct{})
	go func() {
		_, _ = in.Read(make([]byte, 1)) // nothing more is said to us; the end of it is the console's going
		cancel()
		close(hungUp)
	}()
	answer, err := capture(ctx, request, room, out)
	operation := request.Operation
	room.leave() // the key and the template, before the last word
	settle()
	if err != nil {
		return said(out, err)
	}
	if err := reader.WriteAnswer(out, operation, answer); err != nil {
		return 1
	}
	select {
	case <-hungUp:
	case <-time.After(partingTime):
	}
	return 0
}

func said(out io.Writer, err error) int {
	_ = reader.WriteFailure(out, err) // there is nobody else to tell
	return 1
}

// capture opens the reader, does the one thing, and closes it: everything that libfprint held is freed, and so wiped, before the answer.
func capture(ctx context.Context, request reader.Request, room *room, out io.Writer) (reader.Answer, error) {
	device, err := fingerprint.Open(string(request.Model))
	if err != nil {
		return reader.Answer{}, err
	}
	defer device.Close()
	answer := reader.Answer{Code: request.Code}
	progress := func(p reader.Progress) { _ = reader.WriteProgress(out, p) } // a console that has gone is noticed elsewhere
	if request.Operation == reader.Enrol {
		err = device.Enrol(ctx, progress, func(template []byte) error {
			var failed error
			quietly(func() { answer.Sealed, answer.Public, failed = reader.NewTemplate(request, template) })
			return failed
		})
		return answer, err
	}
	into, err := room.take(len(request.Sealed))
	if err != nil {
		return reader.Answer{}, err
	}
	var template []byte
	var sign func() ([]byte, error)
	quietly(func() { template, sign, err = reader.OpenTemplate(request, into) })
	if err != nil {
		return reader.Answer{}, err
	}
	if answer.Match, err = device.Verify(ctx, template, progress); err != nil || !answer.Match {
		return answer, err
	}
	quietly(func() { answer.Proof, err = sign() })
	return answer, err
}
