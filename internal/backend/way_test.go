package backend

import (
	"sync"
	"sync/atomic"
	"testing"

	"vigie.example/internal/wire"
)

// However many sign in at once, no more than a few passphrases are hashed at a time.
func TestB9_HashesAreFewAtATime(t *testing.T) {
	var now, most atomic.Int32
	proceed := make(chan struct{})
	p := NewPassphrases(func(string, string) bool {
		n := now.Add(1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		<-proceed
		now.Add(-1)
		return true
	}, "decoy")
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { _ = p.Check(t.Context(), Account{PassphraseHash: "x"}, wire.SignIn{}) })
	}
	close(proceed)
	all.Wait()
	if got := most.Load(); got < 1 || got > parallelPassphrases {
		t.Errorf("%d at a time", got)
	}
}
