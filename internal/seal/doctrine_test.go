package seal_test

import (
	"crypto/sha256"
	"testing"

	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

func TestC3_ADoctrineIsWhatTheAuthoritySigned(t *testing.T) {
	w, mallory := newWorld(t), newWorld(t)
	signed := wire.Doctrine{Version: "2026-11-28", Text: "format: vigie.doctrine/1\n"}
	must(t, seal.SignDoctrine(w.authority, &signed))
	if err := seal.VerifyDoctrine(w.authority.Public(), signed); err != nil {
		t.Fatal(err)
	}
	resigned := signed
	must(t, seal.SignDoctrine(mallory.authority, &resigned))
	digest := sha256.Sum256([]byte(signed.Text))
	other := func(label string) []byte { // what the authority may have signed for something else
		sig, err := w.authority.Sign(seal.Transcript(label, []byte(signed.Version), digest[:]))
		must(t, err)
		return sig
	}
	for name, change := range map[string]func(d *wire.Doctrine){
		"another text":      func(d *wire.Doctrine) { d.Text += "\n" },
		"another version":   func(d *wire.Doctrine) { d.Version = "2026-11-29" },
		"no signature":      func(d *wire.Doctrine) { d.Signature = nil },
		"a short signature": func(d *wire.Doctrine) { d.Signature = d.Signature[:63] },
		"a changed one":     func(d *wire.Doctrine) { d.Signature = append([]byte{d.Signature[0] ^ 1}, d.Signature[1:]...) },
		"another authority": func(d *wire.Doctrine) { d.Signature = resigned.Signature },
		"a credential":      func(d *wire.Doctrine) { d.Signature = w.chain.Credential.Signature },
		"another label":     func(d *wire.Doctrine) { d.Signature = other("vigie/1 credential") },
		"split otherwise":   func(d *wire.Doctrine) { d.Version, d.Text = d.Version+d.Text, "" },
	} {
		d := signed
		change(&d)
		if err := seal.VerifyDoctrine(w.authority.Public(), d); !fault.Is(err, fault.Untrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := seal.VerifyDoctrine(nil, signed); !fault.Is(err, fault.Untrusted) {
		t.Errorf("without an authority: %v", err)
	}
	for _, d := range []wire.Doctrine{{Text: "x"}, {Version: "2026-11-28"}} {
		if err := seal.SignDoctrine(w.authority, &d); !fault.Is(err, fault.Invalid) {
			t.Errorf("signed half a doctrine: %v", err)
		}
	}
}
