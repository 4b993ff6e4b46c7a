package seal_test

import (
	"testing"

	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

func BenchmarkVerifyChain(b *testing.B) {
	w := newWorld(b)
	for b.Loop() {
		w.recipient()
	}
}

func BenchmarkSealEnvelope(b *testing.B) {
	w := newWorld(b)
	to, secret := w.recipient(), seal.NewSecret()
	for b.Loop() {
		_, err := seal.SealEnvelope(w.page, to, 0, 0, secret, "Camille")
		must(b, err)
	}
}

func BenchmarkOpenEnvelope(b *testing.B) {
	w := newWorld(b)
	e := w.envelope(0, 0, seal.NewSecret(), "Camille")
	for b.Loop() {
		_, _, err := w.hourly.Open(w.id, w.page.Public(), e)
		must(b, err)
	}
}

func BenchmarkSealText(b *testing.B) {
	w, secret := newWorld(b), seal.NewSecret()
	for b.Loop() {
		w.text(w.pageSender(), secret, wire.Send{N: 1}, "Il est devant la porte.")
	}
}

func BenchmarkVerifyAndOpenText(b *testing.B) {
	w, secret := newWorld(b), seal.NewSecret()
	m := w.text(w.pageSender(), secret, wire.Send{N: 1}, "Il est devant la porte.")
	peer := w.declarant()
	for b.Loop() {
		_, err := seal.OpenText(peer, secret, m)
		must(b, err)
	}
}
