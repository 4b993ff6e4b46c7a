package vault_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/vault"
)

// model is what a vault must hold, as plainly as it can be said.
type model struct {
	records   map[conversation.ID]map[[2]uint32][]byte
	deadlines map[conversation.ID]time.Time
	shares    map[conversation.ID][]byte
	now       time.Time
}

// TestC21_RandomHistories holds a vault against the model, through writes, erasures, purges and restarts.
func TestC21_RandomHistories(t *testing.T) {
	for seed := range uint64(12) {
		rnd := rand.New(rand.NewPCG(seed, 21))
		m := &model{map[conversation.ID]map[[2]uint32][]byte{}, map[conversation.ID]time.Time{}, map[conversation.ID][]byte{}, start}
		folder := t.TempDir()
		v, _ := open(t, folder, start)
		for range 150 {
			v = m.step(t, rnd, v, folder)
		}
		m.compare(t, seed, v)
	}
}

func (m *model) step(t *testing.T, rnd *rand.Rand, v *vault.Vault, folder string) *vault.Vault {
	t.Helper()
	at := id(byte(rnd.IntN(4)))
	switch kind := rnd.IntN(10); {
	case m.deadlines[at].IsZero():
		m.deadlines[at], m.shares[at], m.records[at] = m.now.Add(time.Hour), vault.NewShare(), map[[2]uint32][]byte{}
		must(t, v.Unlock(at, m.shares[at], m.deadlines[at]))
	case kind < 6:
		kind, number := uint32(1+rnd.IntN(3)), uint32(rnd.IntN(5))
		data := bytes.Repeat([]byte{byte(rnd.Uint32())}, 1+rnd.IntN(300))
		if rnd.IntN(4) == 0 {
			data = nil
			delete(m.records[at], [2]uint32{kind, number})
		} else {
			m.records[at][[2]uint32{kind, number}] = data
		}
		must(t, v.Write(at, vault.Record{vault.Kind(kind), number, data}))
	case kind == 6:
		must(t, v.Forget(at))
		m.drop(at)
	case kind == 7:
		m.now = m.now.Add(time.Duration(rnd.IntN(30)) * time.Minute)
		must(t, v.Observe(m.now))
		_, err := v.Purge(start)
		must(t, err)
		m.purge()
	case kind == 8:
		m.deadlines[at] = m.now.Add(time.Duration(1+rnd.IntN(120)) * time.Minute)
		must(t, v.Extend(at, m.deadlines[at]))
	default:
		must(t, v.Close())
		v, _ = open(t, folder, m.now)
		m.purge()
		for at, share := range m.shares {
			must(t, v.Unlock(at, share, m.deadlines[at]))
		}
	}
	return v
}

func (m *model) purge() {
	for at, deadline := range m.deadlines {
		if !m.now.Before(deadline) {
			m.drop(at)
		}
	}
}

func (m *model) drop(at conversation.ID) {
	delete(m.records, at)
	delete(m.deadlines, at)
	delete(m.shares, at)
}

func (m *model) compare(t *testing.T, seed uint64, v *vault.Vault) {
	t.Helper()
	if len(v.Held()) != len(m.records) {
		t.Fatalf("seed %d: holds %d, want %d", seed, len(v.Held()), len(m.records))
	}
	for at, want := range m.records {
		got, err := v.Read(at)
		must(t, err)
		if len(got) != len(want) {
			t.Errorf("seed %d: %d records, want %d", seed, len(got), len(want))
		}
		for _, r := range got {
			if !bytes.Equal(want[[2]uint32{uint32(r.Kind), r.Number}], r.Data) {
				t.Errorf("seed %d: a record is another one", seed)
			}
		}
	}
}
