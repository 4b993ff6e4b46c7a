package console

import (
	"slices"

	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
)

// ReportSigner returns what signs this person's reports: the certificate, in DER, as the service handed it on, and the workstation's
// report key. Whoever signs checks the certificate up to the pinned authority. The fault is Denied when nobody is signed in, or when
// the authority has not certified this workstation for reports: the administrator renews the account then.
func (d *Desk) ReportSigner() (certificate []byte, key *seal.ReportKey, err error) {
	if !d.session.active() || d.workstation.reports == nil || len(d.session.certifies) == 0 {
		return nil, nil, fault.New(fault.Denied, "console.ReportSigner", fault.Key("courier.signer"))
	}
	return slices.Clone(d.session.certifies), d.workstation.reports, nil
}
