package carried

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"vigie.example/internal/console"
)

// Habits keeps the order in which the ways in were used, for whoever uses this account of the workstation: the names of ways, one a
// line, and nothing about anybody (L3).
type Habits struct{ file string }

var _ console.Habits = Habits{}

// NewHabits returns the habits in a file, which need not be there.
func NewHabits(file string) Habits { return Habits{file} }

// maxHabits bounds what is read of the file.
const maxHabits = 1 << 10

// Load implements console.Habits.
func (h Habits) Load(context.Context) ([]string, error) {
	f, err := os.Open(h.file)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxHabits))
	return strings.Fields(string(raw)), errors.Join(err, f.Close())
}

// Save implements console.Habits. A crash leaves the file before.
func (h Habits) Save(_ context.Context, ways []string) error {
	if err := os.MkdirAll(filepath.Dir(h.file), 0o700); err != nil {
		return err
	}
	next := h.file + ".next"
	if err := os.WriteFile(next, []byte(strings.Join(ways, "\n")+"\n"), 0o600); err != nil {
		return err
	}
	return os.Rename(next, h.file)
}
