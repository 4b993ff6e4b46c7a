package vault

import (
	"context"
	"database/sql"
	"errors"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// statements are those that run often.
type statements struct {
	put, remove, read *sql.Stmt
}

func prepareStatements(ctx context.Context, db *sql.Conn) (s statements, err error) {
	for _, p := range []struct {
		into **sql.Stmt
		text string
	}{
		{&s.put, "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed"},
		{&s.remove, "DELETE FROM records WHERE conversation = ? AND name = ?"},
		{&s.read, "SELECT name, sealed FROM records WHERE conversation = ?"},
	} {
		if *p.into, err = db.PrepareContext(ctx, p.text); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s statements) close() (err error) {
	for _, one := range []*sql.Stmt{s.put, s.remove, s.read} {
		if one != nil {
			err = errors.Join(err, one.Close())
		}
	}
	return err
}

// Write stores records in the place of those with the same kind and number, and erases those without data, all or none of
// them. The fault is Missing for a conversation that was not unlocked.
func (v *Vault) Write(id conversation.ID, records ...Record) error {
	const op = "vault.Write"
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.usable(op); err != nil {
		return err
	}
	e, known := v.known[id]
	if !known || e.key == nil {
		return fault.New(fault.Missing, op)
	}
	if len(records) == 1 { // a statement alone is a transaction
		return v.failing(op, e.write(records[0], v.does.put, v.does.remove))
	}
	tx, err := v.db.BeginTx(context.Background(), nil)
	if err != nil {
		return v.failing(op, err)
	}
	defer func() { _ = tx.Rollback() }()
	put, remove := tx.Stmt(v.does.put), tx.Stmt(v.does.remove)
	for _, r := range records {
		if err := e.write(r, put, remove); err != nil {
			return v.failing(op, err)
		}
	}
	return v.failing(op, tx.Commit())
}

func (e *entry) write(r Record, put, remove *sql.Stmt) error {
	name := e.key.row(r.Kind, r.Number)
	if r.Data == nil {
		_, err := remove.Exec(e.name[:], name)
		return err
	}
	raw, err := encodeRow(r)
	if err != nil {
		return err
	}
	_, err = put.Exec(e.name[:], name, e.key.seal(e.place(name), raw))
	clear(raw)
	return err
}

func (e *entry) place(name []byte) place {
	return place{table: "records", column: "sealed", conversation: e.name[:], row: name}
}

// Read returns all records of a conversation, in no order. The fault is Missing for one that was not unlocked, and Untrusted
// when one of them is not what was written there: then the conversation is to be forgotten, and synchronised again.
func (v *Vault) Read(id conversation.ID) ([]Record, error) {
	const op = "vault.Read"
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.usable(op); err != nil {
		return nil, err
	}
	e, known := v.known[id]
	if !known || e.key == nil {
		return nil, fault.New(fault.Missing, op)
	}
	records, err := v.readWith(e)
	return records, v.reading(op, err)
}

func (v *Vault) readWith(e *entry) (records []Record, err error) {
	rows, err := v.does.read.Query(e.name[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var name, sealed sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&name, &sealed); err != nil {
			return nil, err
		}
		raw, err := e.key.open(e.place(name), sealed)
		if err != nil {
			return nil, err
		}
		r, err := decodeRow(raw)
		if err != nil {
			return nil, fault.As(fault.Untrusted, "vault.readWith", err)
		}
		records = append(records, r)
	}
	return records, rows.Err()
}

// failing translates the error of a write. After one that is the disk's nothing more is tried.
func (v *Vault) failing(op fault.Op, err error) error {
	var known *fault.Error
	if err == nil || errors.As(err, &known) {
		return fault.Wrap(op, err)
	}
	v.broken = translate(op, err)
	return v.broken
}

// reading translates the error of a read; a damaged page is as untrusted as a changed one.
func (v *Vault) reading(op fault.Op, err error) error {
	if damaged(err) {
		return fault.As(fault.Untrusted, op, err)
	}
	return translate(op, err)
}
