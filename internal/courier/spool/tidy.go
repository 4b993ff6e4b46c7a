package spool

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vigie.example/internal/courier/disk"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/fault"
)

// TidyEvery is how often a folder is tidied.
const TidyEvery = 30 * time.Second

// Bounds of one look: names read at once, and names in all. What is beyond comes up once others have gone.
const (
	chunk    = 256
	mostSeen = 100_000
)

// Tidy removes what waits past its deadline, whoever put it there, now and then regularly until ctx ends. Nothing but the names is
// needed. What the target has taken is the target's; it refuses what is late. Whatever fails is tried again the next time.
func (c *Connector) Tidy(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		_ = c.tidy(ctx) // the folder may be away
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// tidy looks through the folder once. A removal is as atomic as the target's taking: one of the two finds the file.
func (c *Connector) tidy(ctx context.Context) error {
	const op = "spool.tidy"
	path := filepath.Join(c.o.Folder, Out)
	dir, err := os.Open(path)
	if err != nil {
		return fault.As(fault.Unavailable, op, err, fault.Key("courier.spool"))
	}
	defer func() { _ = dir.Close() }()
	for seen := 0; seen < mostSeen && ctx.Err() == nil; seen += chunk {
		entries, err := dir.ReadDir(chunk)
		for _, e := range entries {
			if e.Type().IsRegular() && form.Late(keyOf(e.Name()), c.o.Now()) {
				if err := disk.Remove(filepath.Join(path, e.Name())); err != nil {
					return fault.Wrap(op, err)
				}
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fault.As(fault.Unavailable, op, err, fault.Key("courier.spool"))
		}
	}
	return nil
}

// keyOf returns the key that a file of a sender is named by; "" for any other file.
func keyOf(name string) string {
	if key, back := strings.CutPrefix(name, backBegin); back {
		return key
	}
	if half, temporary := strings.CutPrefix(name, disk.Temporary("")); temporary {
		name = half
	}
	key, isPackage := strings.CutSuffix(name, PackageEnd)
	if !isPackage {
		return ""
	}
	return key
}
