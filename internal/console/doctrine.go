package console

import (
	"crypto/sha256"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// Library reads doctrines, and keeps the newest that this console believed, so that a restart does not make it believe an older one.
// Methods may take long, and are called from one goroutine at a time.
type Library interface {
	// Parse reads and checks the text of a doctrine.
	Parse(text string) (*doctrine.Doctrine, error)

	// Load returns what Keep has stored; fault.Missing when there is nothing.
	Load() (wire.Doctrine, error)

	// Keep stores a doctrine in the place of the one before.
	Keep(d wire.Doctrine) error
}

// rules is what the Desk knows of the doctrine.
type rules struct {
	current *doctrine.Doctrine // nil: none that is valid
	problem error              // why the last that came is not in use
	reading int                // doctrines that are being read now
	offered bool               // the service has given one since the last synchronisation began
}

// Text keys of the faults for which a doctrine is not used.
const (
	DoctrineUnsigned    = "fault.doctrine.unsigned"     // not by the pinned authority, or changed
	DoctrineOlder       = "fault.doctrine.older"        // than one that this console has believed
	DoctrineSameVersion = "fault.doctrine.same_version" // another text under the version in use
	DoctrineUnreadable  = "fault.doctrine.unreadable"   // signed, but this console does not understand it
)

// Doctrine returns the doctrine in use: signed by the pinned authority, and never older than one used before. It is nil while there is
// none, and then no report can be sent (C3). It is a value that does not change: whoever decides keeps it, and with it the version that
// the decision was taken under.
func (d *Desk) Doctrine() *doctrine.Doctrine { return d.rules.current }

// DoctrineProblem returns why the last doctrine that the service gave is not in use; nil when it is, or none came.
func (d *Desk) DoctrineProblem() error { return d.rules.problem }

// DoctrineAwaited reports whether a doctrine is being read, or the service has not yet said whether there is one. A console without
// a Library never knows.
func (d *Desk) DoctrineAwaited() bool {
	return d.options.Library == nil || d.rules.reading > 0 || !d.session.synced
}

// loadDoctrine reads what an earlier run has kept. What does not hold any more, under another authority for instance, is as if there
// were none.
func (d *Desk) loadDoctrine() {
	library, authority := d.options.Library, d.options.Authority
	if library == nil {
		return
	}
	d.rules.reading++
	d.keeping.work.do(func() {
		var parsed *doctrine.Doctrine
		kept, err := library.Load()
		if err == nil {
			parsed, err = believe(library, authority, kept)
		}
		d.console.Do(func(d *Desk) {
			d.rules.reading--
			d.change.Session = true
			if err == nil {
				d.useDoctrine(parsed)
			}
		})
	})
}

// offered takes in a doctrine from the service.
func (d *Desk) offered(signed wire.Doctrine) {
	library, authority := d.options.Library, d.options.Authority
	if library == nil {
		return
	}
	d.rules.offered = true
	d.rules.reading++
	d.keeping.work.do(func() {
		parsed, err := believe(library, authority, signed)
		d.console.Do(func(d *Desk) {
			d.rules.reading--
			if err == nil {
				err = d.newer(parsed)
			}
			d.rules.problem, d.change.Session = err, true
			if err != nil || d.rules.current != nil && d.rules.current.Digest() == parsed.Digest() {
				return
			}
			d.useDoctrine(parsed)
			d.keeping.work.do(func() { _ = library.Keep(signed) }) // without it, it is asked for again
		})
	})
}

// believe reads a doctrine that the authority has signed under the version that it says.
func believe(library Library, authority []byte, signed wire.Doctrine) (*doctrine.Doctrine, error) {
	const op = "console.believe"
	if err := seal.VerifyDoctrine(authority, signed); err != nil {
		return nil, fault.As(fault.Untrusted, op, err, fault.Key(DoctrineUnsigned))
	}
	parsed, err := library.Parse(signed.Text)
	if err != nil || parsed.Version() != signed.Version {
		return nil, fault.As(fault.Version, op, err, fault.Key(DoctrineUnreadable))
	}
	return parsed, nil
}

// newer refuses what is older than the doctrine in use, and another text under its version.
func (d *Desk) newer(parsed *doctrine.Doctrine) error {
	const op = "console.newer"
	if d.rules.current == nil {
		return nil
	}
	switch order := doctrine.CompareVersions(parsed.Version(), d.rules.current.Version()); {
	case order < 0:
		return fault.New(fault.Version, op, fault.Key(DoctrineOlder))
	case order == 0 && parsed.Digest() != d.rules.current.Digest():
		return fault.New(fault.Version, op, fault.Key(DoctrineSameVersion))
	}
	return nil
}

func (d *Desk) useDoctrine(parsed *doctrine.Doctrine) {
	if d.newer(parsed) == nil {
		d.rules.current, d.change.Session = parsed, true
	}
}

// doctrineSynced ends a synchronisation: a service that gave no doctrine has none, or the one that is here, and nothing is wrong with
// either.
func (d *Desk) doctrineSynced() {
	if !d.rules.offered {
		d.rules.problem = nil
	}
}

// doctrineDigest says to the service which doctrine is here; nil for none.
func (d *Desk) doctrineDigest() []byte {
	if d.rules.current == nil {
		return nil
	}
	digest := d.rules.current.Digest()
	return append(make([]byte, 0, sha256.Size), digest[:]...)
}
