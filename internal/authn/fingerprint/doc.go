// Package fingerprint drives one fingerprint reader through libfprint, directly: fprintd is not involved, because it
// searches everybody's prints at enrolment, keeps templates in clear under the user's name, and leaves captures in memory.
//
//	reader, err := fingerprint.Open("")
//	defer reader.Close()
//	template, err := reader.Enrol(ctx, progress)           // several scans
//	match, err := reader.Verify(ctx, template, progress)   // strictly one-to-one: there is no call that compares with many (L2)
//
// Only cmd/vigie-reader uses it, for one capture in a process that then ends, and the measurements. Captures stay inside libfprint:
// no function returns one. Callers see to it that freed memory is wiped. A Reader belongs to one goroutine.
package fingerprint
