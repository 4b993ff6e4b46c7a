package vault

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// applicationID marks a file as ours ("Vigi").
const applicationID = 0x56696769

// migrations bring a file from version i to i+1. Never change one that was released: add the next.
var migrations = []string{`
CREATE TABLE meta (name INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE conversations (conversation BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE records (conversation BLOB NOT NULL, name BLOB NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (conversation, name));
`}

// Names of what is in meta: never renumber.
const (
	metaTime  = 1 // the latest time seen
	metaShift = 2 // the shift, opaque
)

// prepare sets the connection up, checks the file, and brings it to our version.
func prepare(ctx context.Context, db *sql.Conn) error {
	// Exclusive: no other process reads, and the index of the log stays in memory. What is erased is overwritten; what does not
	// fit in memory stays there anyway. A log of its own is written in one go, and truncated by erase.
	for _, pragma := range []string{
		"locking_mode=EXCLUSIVE", "secure_delete=ON", "temp_store=MEMORY", "journal_mode=WAL", "synchronous=NORMAL",
		"trusted_schema=OFF", "cell_size_check=ON", "journal_size_limit=0", "mmap_size=0",
	} {
		if _, err := db.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return err
		}
	}
	var version, application int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&application); err != nil {
		return err
	}
	var tables int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	fresh := tables == 0 && version == 0 && application == 0
	if !fresh && application != applicationID || version > len(migrations) {
		return errUnusable
	}
	if !fresh {
		if err := check(ctx, db); err != nil {
			return err
		}
	}
	return migrate(ctx, db, version)
}

func check(ctx context.Context, db *sql.Conn) error {
	var answer string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&answer); err != nil {
		return err
	}
	if !strings.EqualFold(answer, "ok") {
		return errUnusable
	}
	return nil
}

func migrate(ctx context.Context, db *sql.Conn, version int) error {
	for ; version < len(migrations); version++ {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, migrations[version]+fmt.Sprintf("PRAGMA application_id=%d; PRAGMA user_version=%d;", applicationID, version+1))
		if err != nil {
			_ = tx.Rollback()
			return err
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}
