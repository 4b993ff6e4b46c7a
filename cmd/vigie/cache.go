package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"vigie.example/cmd/internal/cache"
	"vigie.example/cmd/internal/library"
	"vigie.example/cmd/internal/machine"
	"vigie.example/internal/keyring"
)

// cacheFolder is below the person's own cache folder: what backups leave out.
const cacheFolder = "vigie"

// openCache returns the encrypted cache, after what is over was erased: the window comes later (C21).
func openCache() (*cache.Cache, error) {
	root, err := os.UserCacheDir()
	if err != nil {
		return nil, fmt.Errorf("cache folder: %w", err)
	}
	c := cache.New(filepath.Join(root, cacheFolder), keyring.Open(service), time.Now)
	if err := c.Purge(); err != nil {
		fmt.Fprintln(os.Stderr, "vigie: what is over could not be erased from the cache folder:", err)
	}
	if machine.Swaps() {
		fmt.Fprintln(os.Stderr, "vigie: this system swaps: memory may reach the disk; switch swap off or encrypt it")
	}
	return c, nil
}

// openLibrary returns where the doctrine is read and kept: in a person's state, which is no cache, so that no console goes back to an
// older one (C3).
func openLibrary(authority []byte) (*library.Library, error) {
	folder, err := stateFolder()
	if err != nil {
		return nil, err
	}
	return library.New(folder, authority), nil
}

// stateFolder is where what is kept between two runs lies, and is no cache.
func stateFolder() (string, error) {
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, cacheFolder), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("state folder: %w", err)
	}
	return filepath.Join(home, ".local", "state", cacheFolder), nil
}
