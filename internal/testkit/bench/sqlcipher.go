package main

import (
	"context"
	"crypto/rand"
	_ "embed" // the task in C
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

//go:embed sqlcipher/task.c
var sqlcipherTask string

// errNoSQLCipher is that there is nothing to compare with.
var errNoSQLCipher = errors.New("there is no SQLCipher to compare with: go run ./cmd/dev setup installs libsqlcipher-dev and a C compiler")

// vaultSQLCipher measures the vault against SQLCipher, Debian's, at the same task: the same rows, schema and settings, each row its own
// transaction. SQLCipher runs in C, keyed; its own rate without a key is said beside it.
func vaultSQLCipher(ctx context.Context, b *bench) error {
	conversations := vaultConversations
	if b.quick {
		conversations = 5
	}
	folder, err := os.MkdirTemp("", "vigie-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	program, err := compileSQLCipher(ctx, folder)
	if err != nil {
		return err
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	var sealed, keyed, plain rates
	for round := range vaultRounds {
		file := func(name string) string { return filepath.Join(folder, fmt.Sprint(name, round)) }
		if err := sealed.add(timeVault(file("sealed"), vaultIDs(conversations))); err != nil {
			return err
		}
		if err := keyed.add(timeSQLCipher(ctx, program, file("keyed"), hex.EncodeToString(key), conversations)); err != nil {
			return err
		}
		if err := plain.add(timeSQLCipher(ctx, program, file("plain"), "-", conversations)); err != nil {
			return err
		}
	}
	with, without := middle(keyed.writes), middle(plain.writes)
	b.say("    SQLCipher writes %.4g rows/s with a key, %.4g without: ratio %.3g", with, without, with/without)
	b.compare("vault/write-sqlcipher", middle(sealed.writes), with, "rows/s", "ratio > 1")
	b.compare("vault/read-sqlcipher", middle(sealed.reads), middle(keyed.reads), "rows/s", "")
	return nil
}

func compileSQLCipher(ctx context.Context, folder string) (program string, err error) {
	flags, err := exec.CommandContext(ctx, "pkg-config", "--cflags", "--libs", "sqlcipher").Output()
	if err != nil {
		return "", errNoSQLCipher
	}
	source, program := filepath.Join(folder, "task.c"), filepath.Join(folder, "task")
	if err := os.WriteFile(source, []byte(sqlcipherTask), 0o600); err != nil {
		return "", err
	}
	args := append([]string{"-O2", "-o", program, source}, strings.Fields(string(flags))...)
	if out, err := exec.CommandContext(ctx, "gcc", args...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("SQLCipher's task does not compile: %w\n%s", err, out)
	}
	return program, nil
}

func timeSQLCipher(ctx context.Context, program, file, key string, conversations int) (writes, reads float64, err error) {
	number := strconv.Itoa
	cmd := exec.CommandContext(ctx, program, file, key, number(conversations), number(vaultMessages), number(vaultTextBytes), number(vaultReads))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, 0, fmt.Errorf("SQLCipher's task: %w", err)
	}
	_, err = fmt.Sscan(string(out), &writes, &reads)
	return writes, reads, err
}
