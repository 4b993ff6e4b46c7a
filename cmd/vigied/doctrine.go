package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/rulebook"
	"vigie.example/internal/wire"
)

// doctrineEvery is how often the file given by --doctrine is looked at again: who replaces it puts another version in force.
const doctrineEvery = 2 * time.Second

// maxSignedBytes bounds the file: a doctrine and the line of its signature.
const maxSignedBytes = doctrine.MaxDoctrineBytes + 1<<10

// doctrineFile puts the doctrine of a file in force, again when the file is replaced.
type doctrineFile struct {
	path      string
	authority func() []byte // nil: there is no key yet
	load      func(context.Context, wire.Doctrine) error
	log       *slog.Logger

	seen fs.FileInfo // of the last attempt
	said string      // the last that was logged, once
}

// begin puts the file in force before anybody is served. The error is one that the administrator mends; that the store has a newer one
// is none: the service goes on with that.
func (f *doctrineFile) begin(ctx context.Context) error {
	if f.path == "" {
		return nil
	}
	err := f.try(ctx)
	if fault.Is(err, fault.Unavailable) || fault.Is(err, fault.Taken) {
		f.say(err)
		return nil
	}
	return err
}

// watch looks at the file until the context ends.
func (f *doctrineFile) watch(ctx context.Context) {
	if f.path == "" {
		return
	}
	tick := time.NewTicker(doctrineEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := f.again(ctx); err != nil && ctx.Err() == nil {
			f.say(err)
		}
	}
}

// again tries once more, if the file is another one than at the last attempt.
func (f *doctrineFile) again(ctx context.Context) error {
	info, err := os.Stat(f.path)
	if err != nil {
		info = nil
	}
	if same(f.seen, info) {
		return nil
	}
	return f.try(ctx)
}

// same tells whether two looks at the path met the same file.
func same(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

func (f *doctrineFile) try(ctx context.Context) error {
	if f.authority() == nil {
		f.seen = nil
		return fault.New(fault.Unavailable, "vigied.doctrine", fault.Key("fault.signin.no_authority"))
	}
	d, parsed, info, err := readDoctrine(f.path)
	f.seen = info
	if err != nil {
		return err
	}
	err = f.load(ctx, d)
	switch {
	case err == nil:
		f.said = ""
		f.log.Info("a doctrine is in force", "version", d.Version)
		for _, note := range parsed.Notes(time.Now()) {
			f.log.Warn(note.String())
		}
	case fault.Is(err, fault.TooLarge):
		return fmt.Errorf("%s is too large for the service's store, even packed: shorten its texts", f.path)
	case fault.Is(err, fault.Untrusted):
		return fmt.Errorf("%s is not signed by the authority of this service: vigiectl doctrine sign signs it", f.path)
	case fault.Is(err, fault.Unavailable):
		f.seen = nil // the store is away: try again
	}
	return err
}

// say logs, once, why the file is not in force. What the doctrine says is no secret.
func (f *doctrineFile) say(err error) {
	if f.said == err.Error() {
		return
	}
	f.said = err.Error()
	switch fault.PublicOf(err).Key {
	case "fault.doctrine.older":
		f.log.Warn("the doctrine given by --doctrine is older than the one in force, which stays: versions never go back")
	case "fault.doctrine.same_version":
		f.log.Warn("the doctrine given by --doctrine is another text under the version in force, which stays: give it a later version and sign it again")
	case "fault.signin.no_authority":
		f.log.Warn("the doctrine given by --doctrine waits for the authority key")
	default:
		f.log.Error("the doctrine given by --doctrine is not in force", "fault", err.Error())
	}
}

// readDoctrine reads and checks a signed file. The error says what to mend.
func readDoctrine(path string) (wire.Doctrine, *doctrine.Doctrine, fs.FileInfo, error) {
	const what = "the doctrine given by --doctrine cannot be read"
	file, err := os.Open(path)
	if err != nil {
		return wire.Doctrine{}, nil, nil, wrong(what, err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return wire.Doctrine{}, nil, nil, wrong(what, err)
	}
	whole, err := io.ReadAll(io.LimitReader(file, maxSignedBytes))
	if err != nil {
		return wire.Doctrine{}, nil, info, wrong(what, err)
	}
	text, signature, err := rulebook.SplitSignature(string(whole))
	var parsed *doctrine.Doctrine
	if err == nil {
		parsed, err = rulebook.Parse(text)
	}
	var problems doctrine.Problems
	switch {
	case errors.As(err, &problems):
		return wire.Doctrine{}, nil, info, wrong("the doctrine given by --doctrine is refused; vigiectl doctrine check checks it", problems)
	case err != nil:
		return wire.Doctrine{}, nil, info, err
	}
	return wire.Doctrine{Version: parsed.Version(), Text: text, Signature: signature}, parsed, info, nil
}
