package vault

import (
	"context"
	"encoding/binary"
	"slices"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
)

// keepTimeEvery is how far the kept time may lag behind what was seen.
const keepTimeEvery = time.Minute

// Time returns the latest time seen, on the service's clock, in this run and those before; zero if none was. A clock turned back
// revives nothing (C21).
func (v *Vault) Time() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.seen.Time()
}

// Observe notes the service's time, and keeps it now and then.
func (v *Vault) Observe(now time.Time) error {
	const op = "vault.Observe"
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.usable(op); err != nil {
		return err
	}
	v.seen = v.seen.Observe(now)
	if v.seen.Time().Sub(v.kept) < keepTimeEvery {
		return nil
	}
	return v.failing(op, v.keepTime(context.Background()))
}

// Purge erases every conversation whose deadline has come, by this clock or by the latest service time that was ever seen.
// It returns how many. The clock given is not kept: one that is ahead for a while costs a synchronisation.
func (v *Vault) Purge(clock time.Time) (int, error) {
	const op = "vault.Purge"
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.usable(op); err != nil {
		return 0, err
	}
	now := v.seen.Observe(clock).Time()
	var over []conversation.ID
	for id, e := range v.known {
		if retention.Expired(e.deadline, now) {
			over = append(over, id)
		}
	}
	if err := eraseAside(v.folder, now); err != nil {
		return 0, translate(op, err)
	}
	return len(over), v.failing(op, v.erase(over))
}

func (v *Vault) keepTime(ctx context.Context) error {
	at := v.seen.Time()
	if err := v.setMeta(ctx, metaTime, binary.BigEndian.AppendUint64(nil, uint64(at.UnixMilli()))); err != nil {
		return err
	}
	v.kept = at
	return nil
}

// Forget destroys the key of a conversation and erases its rows. Nothing happens for one that is not there.
func (v *Vault) Forget(ids ...conversation.ID) error {
	const op = "vault.Forget"
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.usable(op); err != nil {
		return err
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id conversation.ID) bool { return v.known[id] == nil })
	return v.failing(op, v.erase(ids))
}

// Limits of one transaction of a purge: others wait for it.
const eraseAtOnce = 500

// erase drops keys and rows, and what the log has of them.
func (v *Vault) erase(ids []conversation.ID) error {
	if len(ids) == 0 {
		return nil
	}
	names := make([]pseudonym, len(ids))
	for i, id := range ids {
		names[i] = v.known[id].name
	}
	for _, id := range ids { // the keys first: what follows may be cut off
		v.known[id].key = nil
	}
	for len(ids) > 0 {
		n := min(len(ids), eraseAtOnce)
		if err := v.eraseRows(names[:n]); err != nil {
			return err
		}
		for _, id := range ids[:n] {
			delete(v.known, id)
		}
		ids, names = ids[n:], names[n:]
	}
	_, err := v.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func (v *Vault) eraseRows(names []pseudonym) error {
	ctx := context.Background()
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	for _, table := range []string{"records", "conversations"} {
		erase, err := tx.PrepareContext(ctx, "DELETE FROM "+table+" WHERE conversation = ?")
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, err := erase.ExecContext(ctx, name[:]); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}
