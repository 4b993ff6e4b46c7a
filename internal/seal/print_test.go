package seal_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
)

func TestC8_KeysDoNotPrint(t *testing.T) {
	w, secret := newWorld(t), seal.NewSecret()
	raw, err := secret.Bytes()
	must(t, err)
	private, err := w.page.Bytes()
	must(t, err)
	var out strings.Builder
	log := slog.New(slog.NewJSONHandler(&out, nil))
	for _, v := range []any{secret, &secret, w.page, w.hourly, struct{ S seal.Secret }{secret}, w.consoleSender()} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		j, _ := json.Marshal(v)
		out.Write(j)
		log.Info("x", "v", v)
	}
	for _, key := range [][]byte{raw, private} {
		for _, form := range []string{
			hex.EncodeToString(key[:8]), strings.ToUpper(hex.EncodeToString(key[:8])), base64.StdEncoding.EncodeToString(key)[:10],
			strings.Trim(fmt.Sprint(key[:4]), "[]"), strings.Trim(fmt.Sprintf("%#v", key[:4]), "[]byte{}"), string(key[:8]),
		} {
			if strings.Contains(out.String(), form) {
				t.Errorf("a key is printed: %q", form)
			}
		}
	}
}

func TestC8_ErrorsHoldNoContent(t *testing.T) {
	w := newWorld(t)
	const canary = "Camille habite ici"
	sent := w.text(w.pageSender(), seal.NewSecret(), sendOne(), canary)
	_, err := seal.OpenText(w.declarant(), seal.NewSecret(), sent)
	_, err2 := seal.SealEnvelope(w.page, w.recipient(), 0, 0, seal.NewSecret(), strings.Repeat(canary, 9))
	for _, err := range []error{err, err2} {
		if err == nil || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), "Camille") {
			t.Errorf("error %v", err)
		}
	}
}

func TestSigningKey_KeepsAndGoes(t *testing.T) {
	k := newKey(t)
	raw, err := k.Bytes()
	must(t, err)
	same, err := seal.ParseSigningKey(raw)
	if err != nil || !bytes.Equal(same.Public(), k.Public()) || len(raw) != seal.SigningKeyBytes {
		t.Errorf("parsed %v", err)
	}
	sig, err := same.Sign([]byte("x"))
	if err != nil || seal.Verify(k.Public(), []byte("x"), sig) != nil || len(sig) != seal.SignatureBytes {
		t.Errorf("signature %v", err)
	}
	k.Destroy()
	if _, err := k.Sign(nil); !fault.Is(err, fault.Gone) {
		t.Errorf("a destroyed key signs: %v", err)
	}
	if _, err := k.Bytes(); !fault.Is(err, fault.Gone) {
		t.Errorf("a destroyed key is kept: %v", err)
	}
	for _, bad := range [][]byte{nil, make([]byte, 32), make([]byte, 31), bytes.Repeat([]byte{0xff}, 32)} {
		if _, err := seal.ParseSigningKey(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("parsed %d bytes: %v", len(bad), err)
		}
	}
	for _, bad := range [][]byte{nil, {4}, make([]byte, 65), append([]byte{2}, same.Public()[1:33]...)} {
		if err := seal.Verify(bad, []byte("x"), sig); !fault.Is(err, fault.Untrusted) {
			t.Errorf("verified by %d bytes: %v", len(bad), err)
		}
	}
}
