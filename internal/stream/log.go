package stream

import (
	"context"
	"errors"
	"hash/fnv"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

// Log keeps the entries of each conversation in memory streams.
type Log struct {
	engine *engine
	heads  *heads
	epoch  epoch
}

func newLog(e *engine) *Log {
	return &Log{engine: e, heads: newHeads(), epoch: epoch{turn: make(chan struct{}, 1)}}
}

// place returns the stream and the subject of a conversation.
func place(id conversation.ID) (stream, subject string) {
	h := fnv.New32a()
	h.Write([]byte(id))
	stream = logStream(int(h.Sum32() % shards))
	return stream, stream + "." + string(id)
}

// Epoch identifies the present life of the store's memory; the answer may be a second old.
func (l *Log) Epoch(ctx context.Context) (string, error) { return l.epoch.get(ctx, l.engine) }

// Append adds an entry at position after+1; Taken when another entry is there, or when the last position is lower.
// Repeating it after an Unavailable is a new entry: read first.
func (l *Log) Append(ctx context.Context, id conversation.ID, after conversation.Position, data []byte) error {
	const op fault.Op = "stream.Append"
	switch {
	case !id.Valid():
		return fault.New(fault.Invalid, op)
	case len(data) > l.engine.cfg.MaxEntryBytes:
		return fault.New(fault.TooLarge, op)
	}
	a := appending{log: l, id: id, after: after, nonce: newNonce(), msgID: randomID()}
	a.stream, a.subject = place(id)
	a.body = encodeEntry(after+1, a.nonce, data)
	if known, ok := l.heads.get(id); ok && known.position == after {
		a.expect, a.known = known.seq, true
	} else if after == 0 {
		a.known = true // nothing is there
	}
	return l.engine.retry(ctx, op, a.attempt)
}

// appending is one Append on its way, over all its attempts.
type appending struct {
	log             *Log
	id              conversation.ID
	after           conversation.Position
	stream, subject string
	nonce           nonce
	msgID           string
	body            []byte

	expect uint64 // sequence of the entry at position after; 0: none
	known  bool   // expect is set
	unsure bool   // an attempt may have succeeded without our knowing
}

func (a *appending) attempt(ctx context.Context) error {
	if a.unsure || !a.known {
		if done, err := a.look(ctx); done || err != nil {
			return err
		}
	}
	seq, err := a.log.engine.publish(ctx, publication{subject: a.subject, id: a.msgID, expect: &a.expect, data: a.body})
	switch {
	case err == nil:
		a.log.heads.set(a.id, head{a.after + 1, seq})
		return nil
	case wrongLast(err):
		before := a.expect
		if done, err := a.look(ctx); done || err != nil {
			return err
		}
		if a.expect == before { // another entry is on its way there; who comes first is not decided
			return errAgain
		}
		return a.attempt(ctx)
	case transient(err) || errors.Is(err, context.Canceled):
		a.unsure = true
	}
	return err
}

// look finds the entry to come after. done means that an earlier attempt has succeeded; Taken that somebody else was first.
func (a *appending) look(ctx context.Context) (done bool, err error) {
	last, position, n, err := a.log.last(ctx, a.stream, a.subject)
	if err != nil {
		return false, err
	}
	a.log.heads.set(a.id, head{position, last})
	if position == a.after {
		a.expect, a.known = last, true
		return false, nil
	}
	if position == a.after+1 && n == a.nonce {
		return true, nil
	}
	if position > a.after+1 && a.unsure && a.known {
		m, found, err := a.log.engine.next(ctx, a.stream, a.subject, a.expect+1)
		if err != nil {
			return false, err
		}
		if _, n, _, err := decodeEntry(m.Data); found && err == nil && n == a.nonce {
			return true, nil
		}
	}
	return false, fault.New(fault.Taken, "stream.look")
}

// last returns the sequence, the position and the nonce of a conversation's last entry, zero if there is none.
func (l *Log) last(ctx context.Context, stream, subject string) (uint64, conversation.Position, nonce, error) {
	m, found, err := l.engine.last(ctx, stream, subject)
	if err != nil || !found {
		return 0, 0, nonce{}, err
	}
	position, n, _, err := decodeEntry(m.Data)
	if err != nil {
		return 0, 0, nonce{}, fault.As(fault.Internal, "stream.last", err)
	}
	return m.Seq, position, n, nil
}

// Read returns the entries after a position, in order. It holds whatever was appended before it was called.
func (l *Log) Read(ctx context.Context, id conversation.ID, after conversation.Position) (entries []Entry, err error) {
	const op fault.Op = "stream.Read"
	if !id.Valid() {
		return nil, fault.New(fault.Invalid, op)
	}
	stream, subject := place(id)
	err = l.engine.retry(ctx, op, func(ctx context.Context) error {
		_, last, _, err := l.last(ctx, stream, subject)
		entries = nil
		if err != nil || last <= after {
			return err
		}
		entries, err = l.read(ctx, stream, subject, id, after)
		if err == nil && (len(entries) == 0 || entries[len(entries)-1].Position < last) {
			return errAgain // a replica behind its leader, or a purge in between
		}
		return err
	})
	return entries, err
}

func (l *Log) read(ctx context.Context, stream, subject string, id conversation.ID, after conversation.Position) ([]Entry, error) {
	var entries []Entry
	for seq := uint64(1); ; {
		messages, err := l.engine.batch(ctx, stream, subject, seq)
		if err != nil || len(messages) == 0 {
			return entries, err
		}
		for _, m := range messages {
			position, _, data, err := decodeEntry(m.Data)
			if err != nil {
				return nil, fault.As(fault.Internal, "stream.read", err)
			}
			if position > after {
				entries = append(entries, Entry{Conversation: id, Position: position, Data: data})
			}
			seq = m.Seq + 1
		}
	}
}

// Purge removes all entries of a conversation.
func (l *Log) Purge(ctx context.Context, id conversation.ID) error {
	const op fault.Op = "stream.Purge"
	if !id.Valid() {
		return fault.New(fault.Invalid, op)
	}
	stream, subject := place(id)
	l.heads.forget(id)
	return l.engine.retry(ctx, op, func(ctx context.Context) error { return l.engine.purge(ctx, stream, subject) })
}
