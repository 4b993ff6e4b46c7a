package receiver

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vigie.example/internal/courier/disk"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/fault"
)

// The hidden part of an inbox.
const (
	own       = ".vigie"
	ledgerDir = "ledger"
	stagedDir = "staged"
	ledgerEnd = ".json"
	sealedEnd = ".p7m"
)

// How long the ledger remembers, and how long what was staged by somebody who was stopped lies.
const (
	ledgerAge = 30 * 24 * time.Hour
	stagedAge = time.Hour
)

const maxEntryBytes = 64 << 10

// entry is what the ledger says of a key.
type entry struct {
	Digest    string      `json:"digest"` // of the package, hexadecimal
	Staged    string      `json:"staged"` // where the report was made ready
	Withdrawn bool        `json:"withdrawn"`
	Answer    form.Answer `json:"answer"`
}

// inbox is the folder in which reports appear, with the ledger of what did.
type inbox struct {
	dir    string
	opened bool
}

func newInbox(dir string, opened bool) *inbox { return &inbox{dir, opened} }

func (b *inbox) ledger() string { return filepath.Join(b.dir, own, ledgerDir) }
func (b *inbox) staged() string { return filepath.Join(b.dir, own, stagedDir) }

func (b *inbox) find(key string) (e entry, err error) {
	text, err := disk.Read(filepath.Join(b.ledger(), key+ledgerEnd), maxEntryBytes)
	if err != nil {
		return entry{}, err
	}
	if err := json.Unmarshal(text, &e); err != nil {
		return entry{}, fault.As(fault.Unavailable, "receiver.find", err)
	}
	return e, nil
}

// record writes what counts. fault.Taken when somebody else was first.
func (b *inbox) record(key string, e entry) error {
	text, err := json.Marshal(e)
	if err != nil {
		return fault.As(fault.Internal, "receiver.record", err)
	}
	return disk.Create(b.ledger(), key+ledgerEnd, text, 0o600)
}

// stage makes a report ready under a name of its own.
func (b *inbox) stage(files form.Files, sealed []byte) (name string, err error) {
	const op = "receiver.stage"
	random := make([]byte, 16)
	_, _ = rand.Read(random) // never fails
	name = hex.EncodeToString(random)
	if !b.opened {
		return name, fault.Wrap(op, disk.Write(b.staged(), name, sealed, 0o640))
	}
	members, err := files.Members()
	if err != nil {
		return "", fault.Wrap(op, err)
	}
	dir := filepath.Join(b.staged(), name)
	if err := os.Mkdir(dir, 0o750); err != nil {
		return "", fault.As(fault.Unavailable, op, err)
	}
	for file, text := range members {
		if file == form.NameAnswerKey { // it has served
			continue
		}
		if err := disk.Write(dir, file, text, 0o640); err != nil {
			return "", fault.Wrap(op, err)
		}
	}
	return name, fault.Wrap(op, disk.Sync(b.staged()))
}

// publish moves what the ledger has into sight; nothing happens when that was done.
func (b *inbox) publish(key string, e entry) error {
	to := filepath.Join(b.dir, key)
	if !b.opened {
		to += sealedEnd
	}
	err := disk.Move(filepath.Join(b.staged(), e.Staged), to)
	if fault.Is(err, fault.Missing) {
		return nil
	}
	return err
}

// recover finishes what was interrupted, and forgets what is old.
func (b *inbox) recover(now time.Time) error {
	const op = "receiver.recover"
	for _, dir := range []string{b.ledger(), b.staged()} {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return fault.As(fault.Unavailable, op, err, fault.Key("courier.disk"))
		}
	}
	accepted, err := b.readLedger(now)
	if err != nil {
		return fault.Wrap(op, err)
	}
	return b.eachIn(b.staged(), func(name string, changed time.Time) error {
		if key, ok := accepted[name]; ok {
			return b.publish(key, entry{Staged: name})
		}
		if now.Sub(changed) < stagedAge { // perhaps another receiver's, at work now
			return nil
		}
		return os.RemoveAll(filepath.Join(b.staged(), name))
	})
}

// readLedger returns what was accepted, by where it was staged.
func (b *inbox) readLedger(now time.Time) (map[string]string, error) {
	accepted := make(map[string]string)
	err := b.eachIn(b.ledger(), func(name string, changed time.Time) error {
		key, isEntry := strings.CutSuffix(name, ledgerEnd)
		switch {
		case now.Sub(changed) > ledgerAge, strings.HasPrefix(name, ".") && now.Sub(changed) > stagedAge:
			return os.Remove(filepath.Join(b.ledger(), name))
		case !isEntry || !form.ValidKey(key):
			return nil
		}
		e, err := b.find(key)
		if err == nil && !e.Withdrawn {
			accepted[e.Staged] = key
		}
		return err
	})
	return accepted, err
}

func (b *inbox) eachIn(dir string, visit func(name string, changed time.Time) error) error {
	const op = "receiver.eachIn"
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fault.As(fault.Unavailable, op, err, fault.Key("courier.disk"))
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = visit(e.Name(), info.ModTime())
		}
		if err != nil {
			return fault.Wrap(op, err)
		}
	}
	return nil
}
