// Package biometric decides whether a fingerprint may be processed for signing in at a workstation, and keeps the book of it. It
// treats every such processing as one of special-category data, one-to-one or not (L1).
//
//	permission, obstacles := dossier.Permit(request, now)
//	if len(obstacles) > 0 { ... }                 // each says what is missing; permission is good for nothing
//	err := permission.Check(request, now)         // what processes a fingerprint asks this before anything else
//
// A [Permission] is the only thing that opens the way, and [Dossier.Permit] is the only thing that makes one: from an
// assessment that is complete, passed, signed and in date (L17), a notice that has every item of GDPR art. 13 and agrees with
// the register and the configuration (L4, L7), an acknowledgement of exactly that notice (L6), and no suspension (L18). It is a
// type and not a setting: no configuration, no file and no other package can make one. The zero value permits nothing. The
// product ships without any of these records, so that nothing is permitted.
//
// Sources are quoted as in requirements.md; "AEPD" is the decision EXP202202960. What an assessment says, and whether it is
// passed, is the controller's judgement; this package looks after form, order and time, and gives no opinion.
//
// Everything here is pure and safe for concurrent use; times come in as arguments and are the service's.
package biometric
