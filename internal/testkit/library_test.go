package testkit_test

import (
	"testing"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/console"
	"vigie.example/internal/console/contract"
	"vigie.example/internal/testkit"
)

func TestC3_LibraryInMemory(t *testing.T) {
	l := testkit.NewLibrary()
	contract.Library(t, assets.Doctrine(), func() console.Library { return l })
}
