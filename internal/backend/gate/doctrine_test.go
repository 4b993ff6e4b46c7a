package gate_test

import (
	"context"
	"crypto/sha256"
	"testing"

	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/memstore"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// signed returns a doctrine that the backend's authority has signed. The service does not read it: any text will do.
func signed(t testing.TB, by *seal.SigningKey, version, text string) wire.Doctrine {
	t.Helper()
	d := wire.Doctrine{Version: version, Text: text}
	check(t, seal.SignDoctrine(by, &d))
	return d
}

func isDoctrine(want wire.Doctrine) func(wire.Doctrine) bool {
	return func(d wire.Doctrine) bool { return d.Version == want.Version && d.Text == want.Text }
}

// A console that comes is given the doctrine in force unless it has it; when another replaces it, every console is told, on every
// process of the service.
func TestC3_ConsolesAreGivenTheDoctrineInForce(t *testing.T) {
	store := memstore.New()
	a := vigied.Start(t, vigied.Options{Store: store})
	b := vigied.Start(t, vigied.Options{Store: store, Authority: a.Authority, Secret: a.Secret})
	ctx := context.Background()
	unit := bordeaux(t, a)
	early := onDuty(t, a, a.AddOperator(t, "op-1", unit))
	if early.has(wire.TypeDoctrine) {
		t.Error("there is none yet")
	}
	first, second := signed(t, a.Authority, "2026-11-28", "one\n"), signed(t, a.Authority, "2026-11-28-2", "two\n")
	check(t, a.Service.LoadDoctrine(ctx, first))
	awaitThat(early.line, wire.TypeDoctrine, isDoctrine(first))

	who := a.AddOperator(t, "op-2", unit)
	eventually(t, "the account is known to the other process", func() bool { _, ok := b.Service.Accounts().Get(who.Actor); return ok })
	late := onDuty(t, b, who)
	awaitThat(late.line, wire.TypeDoctrine, isDoctrine(first))
	digest := sha256.Sum256([]byte(first.Text))
	must[struct{}](late.line, wire.TypeSync, wire.Sync{Doctrine: digest[:]}, wire.TypeOK)
	late.await(wire.TypeSynced)
	if late.has(wire.TypeDoctrine) {
		t.Error("it was told what it has")
	}
	must[struct{}](late.line, wire.TypeSync, wire.Sync{}, wire.TypeOK)
	awaitThat(late.line, wire.TypeDoctrine, isDoctrine(first))

	check(t, b.Service.LoadDoctrine(ctx, second))
	awaitThat(early.line, wire.TypeDoctrine, isDoctrine(second))
	awaitThat(late.line, wire.TypeDoctrine, isDoctrine(second))
	check(t, a.Service.LoadDoctrine(ctx, second)) // again: nothing changes
}

// What the authority has not signed, what is older, and another text of the same version is refused, and what is in force stays.
func TestC3_NoDoctrineGoesBack(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	stranger, err := seal.NewSigningKey()
	check(t, err)
	inForce := signed(t, b.Authority, "2026-11-28-2", "in force\n")
	ctx := context.Background()
	check(t, b.Service.LoadDoctrine(ctx, inForce))
	changed := signed(t, b.Authority, "2026-12-01", "as signed\n")
	changed.Text = "changed\n"
	for name, tt := range map[string]struct {
		d    wire.Doctrine
		want fault.Kind
		key  fault.TextKey
	}{
		"older by a day":       {signed(t, b.Authority, "2026-11-27", "x"), fault.Taken, "fault.doctrine.older"},
		"older by a number":    {signed(t, b.Authority, "2026-11-28", "x"), fault.Taken, "fault.doctrine.older"},
		"another text":         {signed(t, b.Authority, "2026-11-28-2", "x"), fault.Taken, "fault.doctrine.same_version"},
		"not signed":           {wire.Doctrine{Version: "2026-12-01", Text: "x"}, fault.Untrusted, "fault.doctrine.unsigned"},
		"another authority's":  {signed(t, stranger, "2026-12-01", "x"), fault.Untrusted, "fault.doctrine.unsigned"},
		"changed after it":     {changed, fault.Untrusted, "fault.doctrine.unsigned"},
		"a version that is no": {signed(t, b.Authority, "tomorrow", "x"), fault.Invalid, ""},
	} {
		err := b.Service.LoadDoctrine(ctx, tt.d)
		if !fault.Is(err, tt.want) || tt.key != "" && fault.PublicOf(err).Key != tt.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	eventually(t, "the first is in force", func() bool { d, _, known := b.Service.Doctrine(); return known && isDoctrine(inForce)(d) })
}

// A service that begins anew has what its store has, and an authority that is another one begins its versions anew.
func TestC3_TheDoctrineOutlivesTheService(t *testing.T) {
	store := memstore.New()
	a := vigied.Start(t, vigied.Options{Store: store})
	inForce := signed(t, a.Authority, "2026-11-28", "in force\n")
	check(t, a.Service.LoadDoctrine(context.Background(), inForce))
	a.Stop()
	again := vigied.Start(t, vigied.Options{Store: store, Authority: a.Authority, Secret: a.Secret})
	if d, _, known := again.Service.Doctrine(); !known || !isDoctrine(inForce)(d) {
		t.Errorf("after the restart: %v, %v", d, known)
	}
	again.Stop()
	other := vigied.Start(t, vigied.Options{Store: store, Secret: a.Secret})
	older := signed(t, other.Authority, "2025-01-01", "another authority\n")
	check(t, other.Service.LoadDoctrine(context.Background(), older))
	eventually(t, "it is in force", func() bool { d, _, known := other.Service.Doctrine(); return known && isDoctrine(older)(d) })
}
