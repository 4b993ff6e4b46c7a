package memstore_test

import (
	"testing"

	"go.uber.org/goleak"

	"vigie.example/internal/backend"
	"vigie.example/internal/backend/contract"
	"vigie.example/internal/testkit/memstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestContract(t *testing.T) {
	contract.Test(t, func(t *testing.T) backend.Store {
		s := memstore.New()
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}
