package console_test

import (
	"encoding/base64"
	"testing"

	"vigie.example/internal/console"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
)

// signer asks the desk what signs reports.
func (s *scripted) signer() (certificate []byte, key *seal.ReportKey, err error) {
	s.t.Helper()
	done := make(chan struct{})
	s.console.Do(func(d *console.Desk) {
		defer close(done)
		certificate, key, err = d.ReportSigner()
	})
	<-done
	return certificate, key, err
}

func TestReportsAreSignedByWhoIsCertifiedAndSignedIn(t *testing.T) {
	s := newScripted(t)
	s.certificate = []byte("certificate")
	if _, _, err := s.start().signer(); !fault.Is(err, fault.Denied) {
		t.Errorf("before anybody signed in: %v", err)
	}
	s = newScripted(t)
	s.certificate = []byte("certificate")
	certificate, key, err := s.signedIn().signer()
	if err != nil || string(certificate) != "certificate" {
		t.Fatalf("%q, %v", certificate, err)
	}
	line, err := console.WorkstationKey(t.Context(), s.secrets)
	if err != nil {
		t.Fatal(err)
	}
	if both, err := base64.StdEncoding.DecodeString(line); err != nil || string(both) != string(append(s.publicKey(), key.Point()...)) {
		t.Errorf("what is certified is another key: %v", err)
	}
	if _, _, err := newScripted(t).signedIn().signer(); !fault.Is(err, fault.Denied) {
		t.Errorf("without a certificate: %v", err)
	}
}
