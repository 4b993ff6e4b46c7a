package carried

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"vigie.example/internal/authn/reader"
	"vigie.example/internal/biometric"
	"vigie.example/internal/courier/disk"
	"vigie.example/internal/fault"
)

// Erase implements console.FingerReader.
func (r *Reader) Erase(ctx context.Context, code biometric.Code) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	store, err := r.open(ctx)
	if err != nil {
		return err
	}
	return store.Erase(code)
}

// Wipe implements console.FingerReader. The receipt is written before anything goes, so that after a crash at any step it is done again and told.
func (r *Reader) Wipe(ctx context.Context) error {
	const op = "carried.Reader.Wipe"
	r.mu.Lock()
	defer r.mu.Unlock()
	store, err := r.open(ctx)
	if fault.Is(err, fault.Missing) && r.receipt() != "" {
		return r.destroy(ctx)
	}
	if err != nil {
		return err
	}
	if err := disk.Write(filepath.Dir(r.o.Folder), filepath.Base(r.o.Folder)+receiptSuffix, []byte(r.digest), 0o600); err != nil {
		return fault.As(fault.Unavailable, op, err, fault.Key("fault.reader.store"))
	}
	if err := store.Wipe(); err != nil {
		return err
	}
	r.store, r.digest = nil, "" // its folder has gone: whatever fails from here on begins anew
	return r.destroy(ctx)
}

// destroy ends the reader's own key. mu is held.
func (r *Reader) destroy(ctx context.Context) error {
	return reader.DestroyOwnKey(ctx, r.o.Secrets, r.o.Code)
}

// receiptSuffix is after the folder's name: the digest of the key of a reader that is wiped, or that is being wiped while the key is there.
const receiptSuffix = ".wiped"

func (r *Reader) receipt() biometric.Digest {
	raw, err := os.ReadFile(r.o.Folder + receiptSuffix)
	if d := biometric.Digest(strings.TrimSpace(string(raw))); err == nil && d.Valid() {
		return d
	}
	return ""
}
