// Package form is the form in which a report leaves: what the files of a package look like, and what the receiver answers.
//
//	files := form.Files{Report: report, Justifications: justifications, PDF: pdf, AnswerKey: key}
//	parcel, err := form.Pack(files)
//	files, reasons := form.Unpack(parcel)
//
// A parcel is a ZIP file, not compressed, with these members in this order; it is what is signed and encrypted (package cms):
//
//	report.json          the report, vigie.report/1: assets/report/report-1.schema.json
//	report.xml           the same, as XML: assets/report/report-1.xsd
//	report.pdf           the same, for people
//	justifications.json  why each line is necessary, vigie.justifications/1: a file of its own, so that who works with the report
//	                     need not get it
//	answer.key           32 bytes in hexadecimal: who answers proves with them that they opened the parcel
//
// # One way to write
//
// A format has one encoding: what is read must be, byte for byte, what this package would write, and report.xml what it would
// write of report.json. So there are no two readings of a parcel, no unknown member, no duplicate key, no comment. A change of any
// byte that is written is a new version of the format.
//
// Reasons are codes and line numbers, never content (C8). All functions are pure; nothing here knows what may be sent where.
package form
