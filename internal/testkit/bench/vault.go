package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/vault"
)

// The task of the vault's figures: messages of 300 bytes in so many conversations, each its own transaction.
const (
	vaultConversations = 100
	vaultMessages      = 100 // in each
	vaultTextBytes     = 300
	vaultReads         = 5 // of everything
	vaultRounds        = 7 // of the whole task; the middle one counts
)

// vaultFigures measures what sealing costs: the vault against plain rows in the same engine with the same settings.
func vaultFigures(ctx context.Context, b *bench) error {
	conversations := vaultConversations
	if b.quick {
		conversations = 5
	}
	ids := vaultIDs(conversations)
	folder, err := os.MkdirTemp("", "vigie-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	var sealed, plain rates
	for round := range vaultRounds {
		file := func(name string) string { return filepath.Join(folder, fmt.Sprint(name, round)) }
		if err := sealed.add(timeVault(file("sealed"), ids)); err != nil {
			return err
		}
		if err := plain.add(timePlain(ctx, file("plain"), ids)); err != nil {
			return err
		}
	}
	b.compare("vault/write", middle(sealed.writes), middle(plain.writes), "rows/s", "ratio >= 0.8")
	b.compare("vault/read", middle(sealed.reads), middle(plain.reads), "rows/s", "ratio >= 0.4")
	return nil
}

// rates are those of several rounds. The vault and what it is compared with take turns, so that what disturbs one disturbs the other.
type rates struct{ writes, reads []float64 }

func (r *rates) add(writes, reads float64, err error) error {
	r.writes, r.reads = append(r.writes, writes), append(r.reads, reads)
	return err
}

// middle is the median.
func middle(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

func vaultIDs(n int) []conversation.ID {
	ids := make([]conversation.ID, n)
	for i := range ids {
		digest := sha256.Sum256([]byte{byte(i), byte(i >> 8)})
		ids[i] = conversation.ID(base64.RawURLEncoding.EncodeToString(digest[:]))
	}
	return ids
}

func timeVault(folder string, ids []conversation.ID) (writes, reads float64, err error) {
	now := time.Now()
	v, _, err := vault.Open(vault.Options{Folder: folder, Key: vault.NewKey(), Now: now})
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, v.Destroy()) }()
	for _, id := range ids {
		if err := v.Unlock(id, vault.NewShare(), now.Add(time.Hour)); err != nil {
			return 0, 0, err
		}
	}
	text := make([]byte, vaultTextBytes)
	_, _ = rand.Read(text) // never fails
	begun := time.Now()
	for n := range uint32(vaultMessages) {
		for _, id := range ids {
			if err := v.Write(id, vault.Record{Kind: vault.Message, Number: n, Data: text}); err != nil {
				return 0, 0, err
			}
		}
	}
	writes = rate(len(ids)*vaultMessages, begun)
	begun = time.Now()
	for range vaultReads {
		for _, id := range ids {
			if all, err := v.Read(id); err != nil || len(all) != vaultMessages {
				return 0, 0, errors.Join(err, errors.New("not all was read"))
			}
		}
	}
	return writes, rate(len(ids)*vaultMessages*vaultReads, begun), nil
}

// timePlain does the same without sealing: the same schema, the same settings.
func timePlain(ctx context.Context, file string, ids []conversation.ID) (writes, reads float64, err error) {
	pool, err := sql.Open("sqlite", file)
	if err != nil {
		return 0, 0, err
	}
	defer pool.Close()
	db, err := pool.Conn(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	for _, text := range []string{
		"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA secure_delete=ON", "PRAGMA temp_store=MEMORY", "PRAGMA journal_mode=WAL",
		"PRAGMA synchronous=NORMAL", "PRAGMA cell_size_check=ON", "PRAGMA journal_size_limit=0",
		"CREATE TABLE records (conversation BLOB NOT NULL, name BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (conversation, name))",
	} {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return 0, 0, err
		}
	}
	put, err := db.PrepareContext(ctx, "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed")
	if err != nil {
		return 0, 0, err
	}
	defer put.Close()
	get, err := db.PrepareContext(ctx, "SELECT name, sealed FROM records WHERE conversation = ?")
	if err != nil {
		return 0, 0, err
	}
	defer get.Close()
	text := make([]byte, vaultTextBytes)
	begun := time.Now()
	for n := range vaultMessages {
		for _, id := range ids {
			name := sha256.Sum256([]byte{byte(n), byte(n >> 8)}) // spread as the vault's are
			if _, err := put.Exec([]byte(id[:16]), name[:16], text); err != nil {
				return 0, 0, err
			}
		}
	}
	writes = rate(len(ids)*vaultMessages, begun)
	begun = time.Now()
	for range vaultReads {
		for _, id := range ids {
			if err := readPlain(get, id); err != nil {
				return 0, 0, err
			}
		}
	}
	return writes, rate(len(ids)*vaultMessages*vaultReads, begun), nil
}

func readPlain(get *sql.Stmt, id conversation.ID) error {
	rows, err := get.Query([]byte(id[:16]))
	if err != nil {
		return err
	}
	defer rows.Close()
	var name, text sql.RawBytes
	var all [][]byte
	for rows.Next() {
		if err := rows.Scan(&name, &text); err != nil {
			return err
		}
		all = append(all, append([]byte(nil), text...))
	}
	if len(all) != vaultMessages {
		return errors.Join(rows.Err(), errors.New("not all was read"))
	}
	return rows.Err()
}

func rate(n int, begun time.Time) float64 { return float64(n) / time.Since(begun).Seconds() }

// vaultPurge measures the start of a console whose vault holds so many conversations that are over, with one message each, and
// half as many, to see that it is linear.
func vaultPurge(_ context.Context, b *bench) error {
	many := 10_000
	if b.quick {
		many = 200
	}
	half, err := timePurge(many / 2)
	if err != nil {
		return err
	}
	all, err := timePurge(many)
	if err != nil {
		return err
	}
	b.say("    vault: %d conversations purged in %.3g s, half as many in %.3g s", many, all, half)
	b.add("vault/purge", all, "s", "linear, < 10")
	return nil
}

func timePurge(n int) (seconds float64, err error) {
	folder, err := os.MkdirTemp("", "vigie-bench-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	now := time.Now()
	v, _, err := vault.Open(vault.Options{Folder: folder, Key: vault.NewKey(), Now: now})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, v.Destroy()) }()
	for _, id := range vaultIDs(n) {
		if err := v.Unlock(id, vault.NewShare(), now.Add(time.Hour)); err != nil {
			return 0, err
		}
		if err := v.Write(id, vault.Record{Kind: vault.Message, Data: make([]byte, vaultTextBytes)}); err != nil {
			return 0, err
		}
	}
	begun := time.Now()
	purged, err := v.Purge(now.Add(time.Hour))
	if purged != n {
		err = errors.Join(err, errors.New("not all was purged"))
	}
	return time.Since(begun).Seconds(), err
}
