package console

import (
	"context"
	"crypto"
	"time"

	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
)

// Courier takes what a checklist has cleared to its target. Its faults have texts of their own. Methods may take long, respect their
// context, and may be called at once for different packages.
type Courier interface {
	// Reaches returns why packages for a target cannot be handed over from this workstation; nil if they can.
	Reaches(t doctrine.Target) error

	// Build makes the package of what was cleared, under a name of its own. Nothing leaves.
	Build(ctx context.Context, o Order) (Package, error)

	// Print returns the document as it will be read, a PDF, so that it can be shown before. Nothing leaves.
	Print(ctx context.Context, c report.Clearance, d *doctrine.Doctrine) ([]byte, error)

	// Send hands the package over, and waits for what the target says until ctx ends. It may be called again with the same package, also
	// by another run of the program: the target takes it over once. Without an answer the outcome is Unanswered, with the fault why.
	Send(ctx context.Context, p Package) (Delivery, error)

	// Withdraw takes back what Send has handed over, as far as that is possible, and leaves nothing of it behind that the target has not
	// taken.
	Withdraw(ctx context.Context, p Package) (Delivery, error)
}

// Order is what a package is made of.
type Order struct {
	Clearance   report.Clearance
	Doctrine    *doctrine.Doctrine // under which it was cleared
	Certificate []byte             // of who cleared it, X.509 in DER
	Key         crypto.Signer      // of that certificate
	At          time.Time          // on the service's clock
	Until       time.Time          // the conversation's deadline: from then on nobody takes the package over
}

// Package is a sealed report on its way. It is kept in the vault, and nowhere else.
type Package struct {
	Name   string // a deadline and random, 32 hexadecimal digits
	Target doctrine.TargetCode
	Digest [32]byte // SHA-256 of what travels
	Sealed []byte   // the Courier's own form of it
}

// Outcome is what is known of a package.
type Outcome string

// The outcomes. The zero value is Unanswered.
const (
	Unanswered Outcome = ""
	Accepted   Outcome = "accepted"
	Refused    Outcome = "refused"
	Withdrawn  Outcome = "withdrawn"
)

// Delivery is what became of a package.
type Delivery struct {
	Outcome  Outcome
	Receipt  string    // of an acceptance: what the target knows the report by
	Received time.Time // by the target's clock
	Reasons  []Reason  // of a refusal
}

// Reason is why a target refused a line, counted from 1, or the whole: 0. The code is one of the target's, and no words.
type Reason struct {
	Line int
	Code string
}
