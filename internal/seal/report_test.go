package seal_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"

	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
)

func TestTheReportKeyIsAnother(t *testing.T) {
	k, err := seal.NewSigningKey()
	if err != nil {
		t.Fatal(err)
	}
	r, err := k.ReportKey()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(r.Point(), k.Public()) || len(r.Point()) != seal.PublicKeyBytes {
		t.Error("it is the workstation's own")
	}
	digest := sha256.Sum256([]byte("signed attributes"))
	signature, err := r.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil || !ecdsa.VerifyASN1(r.Public().(*ecdsa.PublicKey), digest[:], signature) {
		t.Errorf("%v", err)
	}
	if _, err := r.Sign(rand.Reader, digest[:20], crypto.SHA1); !fault.Is(err, fault.Invalid) {
		t.Errorf("another digest: %v", err)
	}
	if said := fmt.Sprintf("%v %+v %#v %s", r, r, r, r); said != "seal.ReportKey seal.ReportKey seal.ReportKey seal.ReportKey" {
		t.Errorf("prints as %s", said)
	}
	k.Destroy()
	if _, err := k.ReportKey(); !fault.Is(err, fault.Gone) {
		t.Errorf("after Destroy: %v", err)
	}
}

// Certificates are issued for it: the same workstation key has the same report key in every version.
func TestTheReportKeyStaysTheSame(t *testing.T) {
	k, err := seal.ParseSigningKey(bytes.Repeat([]byte{1}, seal.SigningKeyBytes))
	if err != nil {
		t.Fatal(err)
	}
	r, err := k.ReportKey()
	if err != nil {
		t.Fatal(err)
	}
	const want = "0402f9f05ab229019130776436485cffc3f54cb510e1ec1e64b65995c674955cea7738c0f7d12b60efbf11b267d83e8698ea0201b16cbb7192aaad02a009c82400"
	if got := hex.EncodeToString(r.Point()); got != want {
		t.Errorf("%s", got)
	}
}
