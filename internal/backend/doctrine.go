package backend

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"sync"

	"vigie.example/internal/access"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/trace"
	"vigie.example/internal/wire"
)

// The doctrine in force is one cell on disk, which every process of the service follows.
const (
	doctrineGroup = "doctrine"
	doctrineCell  = doctrineGroup + ".force"
)

// doctrineLine is the cell. Never reuse a name.
type doctrineLine struct {
	Version   string `json:"version"`
	Packed    []byte `json:"packed"` // gzip of the text
	Signature []byte `json:"signature"`
}

// inForce is the doctrine that consoles are given. Safe for concurrent use.
type inForce struct {
	mu       sync.Mutex
	known    bool // guarded by mu, as is all
	doctrine wire.Doctrine
	digest   [sha256.Size]byte
	watchers map[*func()]struct{}
}

func newInForce() *inForce { return &inForce{watchers: map[*func()]struct{}{}} }

// Doctrine returns the doctrine that was put in force, with the SHA-256 of its text; false while there is none. Whoever uses it
// verifies the signature: the service only hands it on.
func (s *Service) Doctrine() (wire.Doctrine, [sha256.Size]byte, bool) {
	f := s.inForce
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.doctrine, f.digest, f.known
}

// DoctrineFor returns it to a session that may read it.
func (s *Service) DoctrineFor(x *Session) (wire.Doctrine, [sha256.Size]byte, bool) {
	d, digest, known := s.Doctrine()
	return d, digest, known && access.Decide(x.Actor(s.Now()), access.ReadRules, access.Whole()).Allowed
}

// WatchDoctrine calls changed, which must not block, after another doctrine was put in force.
func (s *Service) WatchDoctrine(changed func()) (stop func()) {
	f, w := s.inForce, &changed
	f.mu.Lock()
	defer f.mu.Unlock()
	f.watchers[w] = struct{}{}
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.watchers, w)
	}
}

// LoadDoctrine puts a doctrine in force, in the administration's name, and returns once the disk has it (C3). Whoever calls it has
// checked that the text is a doctrine of that version. It refuses what the authority has not signed (Untrusted), what is older than
// the one in force, and another text under the same version (Taken). The same one again changes nothing.
func (s *Service) LoadDoctrine(ctx context.Context, d wire.Doctrine) error {
	const op = "backend.LoadDoctrine"
	object := trace.Doctrine(d.Version)
	if !object.Valid() {
		object = trace.Whole()
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	return s.guarded(ctx, adminActor(), access.LoadRules, access.Whole(), object, func() error {
		if !trace.Doctrine(d.Version).Valid() || len(d.Text) > doctrine.MaxDoctrineBytes {
			return fault.New(fault.Invalid, op)
		}
		if err := seal.VerifyDoctrine(s.Authority(), d); err != nil {
			return fault.As(fault.Untrusted, op, err, fault.Key("fault.doctrine.unsigned"))
		}
		return s.replaceDoctrine(ctx, d)
	})
}

func (s *Service) replaceDoctrine(ctx context.Context, d wire.Doctrine) error {
	const op = "backend.replaceDoctrine"
	packed, err := pack(d)
	if err != nil {
		return fault.As(fault.Internal, op, err)
	}
	for range maxTries {
		cell, err := s.cfg.Store.Disk().Get(ctx, doctrineCell)
		if err != nil && !fault.Is(err, fault.Missing) {
			return fault.Wrap(op, err)
		}
		if old, ok := unpack(cell.Data); ok && seal.VerifyDoctrine(s.Authority(), old) == nil {
			switch order := doctrine.CompareVersions(d.Version, old.Version); {
			case order < 0:
				return fault.New(fault.Taken, op, fault.Key("fault.doctrine.older"))
			case order == 0 && d.Text != old.Text:
				return fault.New(fault.Taken, op, fault.Key("fault.doctrine.same_version"))
			case order == 0:
				return nil
			}
		}
		if _, err = s.cfg.Store.Disk().Put(ctx, doctrineCell, packed, cell.Revision, 0); !fault.Is(err, fault.Taken) {
			return fault.Wrap(op, err)
		}
	}
	return fault.New(fault.Unavailable, op)
}

// pack returns the cell of a doctrine: a text in two languages would be too large as it is.
func pack(d wire.Doctrine) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := io.WriteString(w, d.Text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return json.Marshal(doctrineLine{d.Version, b.Bytes(), d.Signature})
}

// unpack reads a cell; false for none, and for one that cannot be read.
func unpack(data []byte) (wire.Doctrine, bool) {
	var line doctrineLine
	if data == nil || json.Unmarshal(data, &line) != nil {
		return wire.Doctrine{}, false
	}
	r, err := gzip.NewReader(bytes.NewReader(line.Packed))
	if err != nil {
		return wire.Doctrine{}, false
	}
	text, err := io.ReadAll(io.LimitReader(r, doctrine.MaxDoctrineBytes+1))
	if err != nil || len(text) > doctrine.MaxDoctrineBytes {
		return wire.Doctrine{}, false
	}
	return wire.Doctrine{Version: line.Version, Text: string(text), Signature: line.Signature}, true
}

// deliver takes in the cell.
func (f *inForce) deliver(cell Cell) {
	if cell.Name != doctrineCell {
		return
	}
	d, known := unpack(cell.Data)
	f.mu.Lock()
	f.doctrine, f.known, f.digest = d, known, sha256.Sum256([]byte(d.Text))
	var told []func()
	for w := range f.watchers {
		told = append(told, *w)
	}
	f.mu.Unlock()
	for _, tell := range told {
		tell()
	}
}
