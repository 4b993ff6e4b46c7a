package stream_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/stream"
)

func newID() conversation.ID {
	raw := make([]byte, 32)
	rand.Read(raw)
	return conversation.ID(base64.RawURLEncoding.EncodeToString(raw))
}

// BenchmarkAppend measures from the call of Append to its return, one caller.
func BenchmarkAppend(b *testing.B) {
	store, err := stream.Open(b.Context(), stream.Config{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	data := make([]byte, 1024)
	ids := make([]conversation.ID, 100)
	for i := range ids {
		ids[i] = newID()
	}
	for i := 0; b.Loop(); i++ {
		if err := store.Log().Append(b.Context(), ids[i%100], conversation.Position(i/100), data); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDelivery measures from the call of Append to the call of a follower's deliver.
func BenchmarkDelivery(b *testing.B) {
	store, err := stream.Open(b.Context(), stream.Config{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	arrived, caught := make(chan struct{}, 1), make(chan struct{})
	go func() {
		_ = store.Log().Follow(ctx, func(stream.Entry) { arrived <- struct{}{} }, func() { close(caught) })
	}()
	<-caught
	id, data := newID(), make([]byte, 1024)
	for i := 0; b.Loop(); i++ {
		if err := store.Log().Append(b.Context(), id, conversation.Position(i), data); err != nil {
			b.Fatal(err)
		}
		<-arrived
	}
}

// BenchmarkPutDisk measures a synced write.
func BenchmarkPutDisk(b *testing.B) {
	store, err := stream.Open(b.Context(), stream.Config{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	for b.Loop() {
		if _, err := store.Disk().Put(b.Context(), "bench.cell", []byte("x"), stream.AnyRevision, time.Hour); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen measures from nothing to a ready store.
func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		store, err := stream.Open(b.Context(), stream.Config{Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		_ = store.Close()
	}
}
