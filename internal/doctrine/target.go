package doctrine

import (
	"slices"
	"time"
)

// TargetCode names a target, such as "n-mci".
type TargetCode string

// PurposeCode names a purpose of a target.
type PurposeCode string

// RecipientCode names a recipient of a target.
type RecipientCode string

// Purpose is what a report to a target may be for.
type Purpose struct {
	Code PurposeCode
	Name Text
}

// Recipient is who reads a report at a target.
type Recipient struct {
	Code RecipientCode
	Name Text
}

// SensitiveRule says what a target does with sensitive elements.
type SensitiveRule string

// Never renumber or re-use.
const (
	Refused             SensitiveRule = "refused"              // none at all (C13)
	AbsolutelyNecessary SensitiveRule = "absolutely_necessary" // with a reason of its own (C11)
)

// Checklist says which checklist stands before a target.
type Checklist string

// Never renumber or re-use.
const (
	FullChecklist     Checklist = "full"
	DispatchChecklist Checklist = "dispatch" // somebody is in danger: the short one (C24)
)

// Connector says how a report reaches a target. It is data: a target that is replaced changes here alone (C16).
type Connector string

// Never renumber or re-use.
const (
	BySpool Connector = "spool" // a folder that the target empties
	ByHTTPS Connector = "https"
	ByVoice Connector = "voice" // read aloud: nothing leaves the machine
)

// ReportFormat is what a package holds.
type ReportFormat string

// Never renumber or re-use.
const (
	ReportV1 ReportFormat = "vigie.report/1"
	Spoken   ReportFormat = "spoken" // a view to read aloud
)

// Target is where a report may go, as a table: what it does not list is refused (C14).
type Target struct {
	Code       TargetCode
	Name       Text
	Force      Zone // whose it is; empty: both
	Basis      Text // the act that governs it
	Purposes   []Purpose
	Offences   []OffenceCode
	Recipients []Recipient
	Fields     []FieldCode // what it may hold
	Sensitive  SensitiveRule
	Format     ReportFormat
	Connector  Connector
	Checklist  Checklist

	// Certificate is the X.509 certificate, in DER, to which packages are encrypted. Empty: nothing can be sent to it (see
	// Sendable); never set for ByVoice.
	Certificate                       []byte
	CertificateFrom, CertificateUntil time.Time
}

// Sendable reports whether a package can be encrypted to the target at the given time: its certificate is there, has begun, and
// has not ended.
func (t Target) Sendable(now time.Time) bool {
	return len(t.Certificate) > 0 && !now.Before(t.CertificateFrom) && now.Before(t.CertificateUntil)
}

// Holds reports whether the target may hold a field at all.
func (t Target) Holds(code FieldCode) bool { return slices.Contains(t.Fields, code) }

// Takes reports whether the target takes reports of an offence.
func (t Target) Takes(code OffenceCode) bool { return slices.Contains(t.Offences, code) }

// Purpose returns the purpose with the given code, and whether the target has it.
func (t Target) Purpose(code PurposeCode) (Purpose, bool) {
	return find(t.Purposes, func(p Purpose) bool { return p.Code == code })
}

func (t Target) clone() Target {
	t.Purposes, t.Offences, t.Recipients = slices.Clone(t.Purposes), slices.Clone(t.Offences), slices.Clone(t.Recipients)
	t.Fields, t.Certificate = slices.Clone(t.Fields), slices.Clone(t.Certificate)
	return t
}
