package vault

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// entry is one conversation in the vault.
type entry struct {
	name     pseudonym
	deadline time.Time
	key      *box // nil: locked, its share has not come
}

// storedEntry is what is known of a conversation without its share: no content.
type storedEntry struct {
	ID       conversation.ID `json:"id"`
	Deadline int64           `json:"deadline"` // in milliseconds since 1970
}

// Held is a conversation in the vault.
type Held struct {
	ID       conversation.ID
	Deadline time.Time
	Locked   bool // its share is needed
}

// entryBytes is what every entry is padded to.
const entryBytes = 256

func entryPlace(name pseudonym) place {
	return place{table: "conversations", column: "sealed", conversation: name[:]}
}

func metaPlace(name int) place {
	return place{table: "meta", column: "sealed", row: binary.BigEndian.AppendUint32(nil, uint32(name))}
}

// load reads what needs no share. A value that does not open is from another key: the file is of no use.
func (v *Vault) load(ctx context.Context) error {
	raw, err := v.meta(ctx, metaTime)
	if err != nil {
		return err
	}
	if len(raw) == 8 {
		v.kept = time.UnixMilli(int64(binary.BigEndian.Uint64(raw)))
		v.seen = v.seen.Observe(v.kept)
	}
	rows, err := v.db.QueryContext(ctx, "SELECT conversation, sealed FROM conversations")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name, sealed []byte
		if err := rows.Scan(&name, &sealed); err != nil {
			return err
		}
		if err := v.loadEntry(name, sealed); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (v *Vault) loadEntry(name, sealed []byte) error {
	if len(name) != nameBytes {
		return errUnusable
	}
	raw, err := v.file.open(entryPlace(pseudonym(name)), sealed)
	if err != nil {
		return errors.Join(errUnusable, err)
	}
	var stored storedEntry
	if json.Unmarshal(raw, &stored) != nil || v.pseudonym(stored.ID) != pseudonym(name) {
		return errUnusable
	}
	v.known[stored.ID] = &entry{name: pseudonym(name), deadline: time.UnixMilli(stored.Deadline)}
	return nil
}

// meta returns a value that needs no share; nil when there is none.
func (v *Vault) meta(ctx context.Context, name int) ([]byte, error) {
	var sealed []byte
	err := v.db.QueryRowContext(ctx, "SELECT sealed FROM meta WHERE name = ?", name).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	raw, err := v.file.open(metaPlace(name), sealed)
	if err != nil {
		return nil, errors.Join(errUnusable, err)
	}
	record, err := decodeRow(raw)
	if err != nil {
		return nil, errors.Join(errUnusable, err)
	}
	return record.Data, nil
}

func (v *Vault) setMeta(ctx context.Context, name int, value []byte) error {
	raw, err := encodeRow(Record{Data: value})
	if err != nil {
		return err
	}
	_, err = v.db.ExecContext(ctx, "INSERT OR REPLACE INTO meta VALUES (?, ?)", name, v.file.seal(metaPlace(name), raw))
	return err
}

// SetShift keeps what a restart needs to come back to the shift, under the console key alone: no content, and no key that
// opens any. Nil erases it.
func (v *Vault) SetShift(raw []byte) error {
	const op = "vault.SetShift"
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.usable(op); err != nil {
		return err
	}
	return v.failing(op, v.setMeta(context.Background(), metaShift, raw))
}

// Shift returns what SetShift has kept; nil for nothing.
func (v *Vault) Shift() ([]byte, error) {
	const op = "vault.Shift"
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.usable(op); err != nil {
		return nil, err
	}
	raw, err := v.meta(context.Background(), metaShift)
	if len(raw) == 0 {
		raw = nil
	}
	return raw, translate(op, err)
}

// Held returns the conversations, in no order.
func (v *Vault) Held() []Held {
	v.mu.Lock()
	defer v.mu.Unlock()
	var all []Held
	for id, e := range v.known {
		all = append(all, Held{id, e.deadline, e.key == nil})
	}
	return all
}

// Unlock gives a conversation its key, and begins it if it is new. The fault is Gone when its deadline has come, and
// Untrusted when the share is not the one under which its records were written.
func (v *Vault) Unlock(id conversation.ID, share []byte, deadline time.Time) error {
	const op = "vault.Unlock"
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.usable(op); err != nil {
		return err
	}
	if len(share) != ShareBytes || !id.Valid() {
		return fault.New(fault.Invalid, op)
	}
	if retention.Expired(deadline, v.seen.Time()) {
		return fault.New(fault.Gone, op)
	}
	key, err := conversationBox(v.key, share, id)
	if err != nil {
		return fault.Wrap(op, err)
	}
	e := &entry{name: v.pseudonym(id), deadline: deadline, key: &key}
	if _, known := v.known[id]; known {
		if _, err := v.readWith(e); err != nil {
			return v.reading(op, err)
		}
	}
	return v.keepEntry(op, id, e)
}

// Extend moves the deadline of a conversation, in both directions: a message moves it on, a shorter ceiling back.
func (v *Vault) Extend(id conversation.ID, deadline time.Time) error {
	const op = "vault.Extend"
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.usable(op); err != nil {
		return err
	}
	e, known := v.known[id]
	if !known {
		return fault.New(fault.Missing, op)
	}
	if e.deadline.UnixMilli() == deadline.UnixMilli() {
		return nil
	}
	return v.keepEntry(op, id, &entry{name: e.name, deadline: deadline, key: e.key})
}

func (v *Vault) keepEntry(op fault.Op, id conversation.ID, e *entry) error {
	raw, err := json.Marshal(storedEntry{id, e.deadline.UnixMilli()})
	if err != nil || len(raw) > entryBytes {
		return fault.As(fault.Internal, op, err)
	}
	for len(raw) < entryBytes {
		raw = append(raw, ' ')
	}
	_, err = v.db.ExecContext(context.Background(), "INSERT OR REPLACE INTO conversations VALUES (?, ?)", e.name[:], v.file.seal(entryPlace(e.name), raw))
	if err != nil {
		return v.failing(op, err)
	}
	v.known[id] = e
	return nil
}
