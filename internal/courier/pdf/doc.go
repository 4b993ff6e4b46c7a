// Package pdf writes plain documents that everybody can read: headings, paragraphs and labelled values, tagged as PDF/UA-1
// (ISO 14289-1) wants it, with the typeface embedded, page numbers, and no metadata but a title and a language.
//
//	regular, err := pdf.ParseFace(ttf)
//	d := pdf.New(pdf.Faces{Regular: regular, Bold: bold}, pdf.Frame{Title: "Signalement", Language: "fr-FR", Footer: footer})
//	d.Heading(1, "Signalement")
//	d.Entry("Lieu", "Bordeaux")
//	file, err := d.Bytes()
//
// # Text is never syntax
//
// What is shown is written as glyph numbers in hexadecimal; nothing of it is copied into the file. Whatever a text holds, the file
// has no link, no script, no attachment, no form and no outside reference: this package cannot write any.
//
// A character that the typeface does not have is shown by its code, such as [U+4E2D]; screen readers and copying get the character
// itself. A control or format character (direction overrides, zero-width, tags) is shown by its code, and is its code to
// everybody: nothing turns or hides the text around it. So is every lone surrogate or broken byte, as [U+FFFD].
//
// The same input gives the same bytes.
package pdf
