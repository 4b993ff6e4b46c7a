package vault

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// Options are what Open needs.
type Options struct {
	Folder string // made if it is not there, for its owner alone
	Key    []byte // the console key, KeyBytes
	Now    time.Time
}

// Report tells what Open found.
type Report struct {
	SetAside bool // what was there could not be used: it was set aside, and a new file begun
	Purged   int  // conversations whose time was over
}

// Vault is an open cache. Make one with Open.
type Vault struct {
	folder string
	key    []byte
	names  []byte // key of the pseudonyms
	file   box    // of what needs no share

	mu     sync.Mutex // guards all below
	pool   *sql.DB
	db     *sql.Conn
	does   statements
	seen   retention.Watermark
	kept   time.Time // the watermark in the file
	known  map[conversation.ID]*entry
	broken error

	release func() // of the lock
}

const fileName = "cache.db"

// Open opens the cache, and purges what is over before it returns (C21).
func Open(o Options) (*Vault, Report, error) {
	const op = "vault.Open"
	if len(o.Key) != KeyBytes {
		return nil, Report{}, fault.New(fault.Invalid, op)
	}
	if err := os.MkdirAll(o.Folder, 0o700); err != nil {
		return nil, Report{}, translate(op, err)
	}
	release, err := lock(o.Folder)
	if err != nil {
		return nil, Report{}, translate(op, err)
	}
	v, report, err := openLocked(o)
	if err != nil {
		release()
		return nil, report, translate(op, err)
	}
	v.release = release
	return v, report, nil
}

func openLocked(o Options) (*Vault, Report, error) {
	if err := eraseAside(o.Folder, o.Now); err != nil {
		return nil, Report{}, err
	}
	var report Report
	v, err := open(o)
	if damaged(err) {
		report.SetAside = true
		if err = setAside(o.Folder, o.Now); err == nil {
			v, err = open(o)
		}
	}
	if err != nil {
		return nil, report, err
	}
	if report.Purged, err = v.Purge(o.Now); err != nil {
		_ = v.Close()
		return nil, report, err
	}
	return v, report, nil
}

func open(o Options) (v *Vault, err error) {
	v = &Vault{folder: o.Folder, key: append([]byte(nil), o.Key...), known: map[conversation.ID]*entry{}}
	if v.file, err = newBox(v.key, labelFile, ""); err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, v.key)
	mac.Write([]byte(labelPseudonym))
	v.names = mac.Sum(nil)
	path := filepath.Join(o.Folder, fileName)
	if err := makeFile(path); err != nil {
		return nil, err
	}
	ctx := context.Background()
	if v.pool, err = sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = v.close()
			v = nil
		}
	}()
	if v.db, err = v.pool.Conn(ctx); err != nil {
		return v, err
	}
	if err = prepare(ctx, v.db); err != nil {
		return v, err
	}
	if v.does, err = prepareStatements(ctx, v.db); err != nil {
		return v, err
	}
	return v, v.load(ctx)
}

// makeFile makes the file for its owner alone: SQLite would go by the umask, and its log has the rights of the file.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// Close destroys the keys in memory, and closes the file. What is in it stays. Closing twice changes nothing.
func (v *Vault) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.closeWith("vault.Close")
}

func (v *Vault) closeWith(op fault.Op) error {
	if v.broken == nil {
		v.broken = fault.New(fault.Gone, op)
	}
	clear(v.key)
	clear(v.names)
	clear(v.known)
	v.file = box{}
	err := translate(op, v.close())
	if v.release != nil {
		v.release()
		v.release = nil
	}
	return err
}

func (v *Vault) close() error {
	err := v.does.close() // an open statement would keep the file open, and locked
	if v.db != nil {
		err = errors.Join(err, v.db.Close())
	}
	if v.pool != nil {
		err = errors.Join(err, v.pool.Close())
	}
	v.db, v.pool = nil, nil
	return err
}

// Destroy closes the vault and erases its files, those set aside included, at the end of a shift.
func (v *Vault) Destroy() error {
	const op = "vault.Destroy"
	v.mu.Lock()
	defer v.mu.Unlock()
	release := v.release
	v.release = nil // not before the files are gone
	err := errors.Join(v.closeWith(op), translate(op, eraseAll(v.folder)))
	if release != nil {
		release()
	}
	return err
}

// usable returns why nothing can be done; nil if something can.
func (v *Vault) usable(op fault.Op) error {
	if v.broken != nil {
		return fault.Wrap(op, v.broken)
	}
	return nil
}

// pseudonym stands for a conversation.
func (v *Vault) pseudonym(id conversation.ID) pseudonym {
	mac := hmac.New(sha256.New, v.names)
	mac.Write([]byte(id))
	return pseudonym(mac.Sum(nil)[:nameBytes])
}
