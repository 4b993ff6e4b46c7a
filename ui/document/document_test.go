package document_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"vigie.example/assets/fonts"
	"vigie.example/internal/courier/pdf"
	"vigie.example/ui/document"
)

// printed is a document as the courier writes them.
func printed(t testing.TB, write func(*pdf.Document)) []byte {
	t.Helper()
	regular, err := pdf.ParseFace(fonts.Regular, "Regular")
	if err != nil {
		t.Fatal(err)
	}
	bold, err := pdf.ParseFace(fonts.Bold, "Bold")
	if err != nil {
		t.Fatal(err)
	}
	d := pdf.New(pdf.Faces{Regular: regular, Bold: bold}, pdf.Frame{Title: "Signalement", Language: "fr-FR", Footer: func(page, pages int) string {
		return fmt.Sprintf("Page %d sur %d", page, pages)
	}})
	write(d)
	file, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func all(pages []document.Page) string {
	var out []string
	for _, p := range pages {
		for _, l := range p.Lines {
			out = append(out, l.Text)
		}
	}
	return strings.Join(out, " ")
}

// Every word of a document is shown, on its page, inside the sheet.
func TestC4_TheDocumentIsShownAsItWillBeRead(t *testing.T) {
	file := printed(t, func(d *pdf.Document) {
		d.Heading(1, "Signalement")
		d.Entry("Lieu", "Bordeaux, près de l’école", "Moins précis que ce qui a été dit.")
		for i := range 120 {
			d.Entry(fmt.Sprintf("Élément %d", i), fmt.Sprintf("Valeur numéro %d : « œuvre » ; fin ?", i))
		}
		d.Paragraph("Dernière ligne")
	})
	pages, err := document.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) < 4 {
		t.Fatalf("%d pages", len(pages))
	}
	got := all(pages)
	for _, want := range []string{"Signalement", "Bordeaux, près de l’école", "Moins précis que ce qui a été dit.", "Valeur numéro 119 : « œuvre » ; fin ?", "Dernière ligne"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is lost", want)
		}
	}
	for i, p := range pages {
		if foot := fmt.Sprintf("Page %d sur %d", i+1, len(pages)); !strings.HasSuffix(all(pages[i:i+1]), foot) {
			t.Errorf("page %d does not end with %q", i+1, foot)
		}
		for _, l := range p.Lines {
			if l.X < 0 || l.Y < 0 || l.X+l.Width > p.Width || l.Width <= 0 || l.Y > p.Height || l.Size < 5 {
				t.Errorf("%q is at %v, %v in %v", l.Text, l.X, l.Y, l.Size)
			}
		}
	}
	if first := pages[0].Lines[0]; !first.Bold || first.Size != 20 || first.Quiet || len(pages[0].Rules) == 0 {
		t.Errorf("the title is %+v", first)
	}
}

// What a document may hold of hostile text comes out as the courier wrote it: no control character, nothing that turns.
func TestC4_HostileTextStaysText(t *testing.T) {
	pages, err := document.Parse(printed(t, func(d *pdf.Document) {
		d.Paragraph("a\u202eb) Tj ET endstream endobj /JS 1 0 R <</S/JavaScript>> 😀 日本 \x00\x07")
		d.Paragraph("")
	}))
	if err != nil {
		t.Fatal(err)
	}
	got := all(pages)
	if strings.ContainsAny(got, "\u202e\x00\x07") || !strings.Contains(got, "endstream endobj") || !strings.Contains(got, "[U+202E]") {
		t.Errorf("shown: %q", got)
	}
}

// What is not such a document is refused, however little is wrong with it.
func TestWhatIsNotADocumentIsRefused(t *testing.T) {
	file := printed(t, func(d *pdf.Document) { d.Paragraph("Un") })
	for name, bad := range map[string][]byte{
		"nothing": nil, "words": []byte("bonjour"), "the head alone": file[:20], "half": file[:len(file)/2],
		"other version": bytes.Replace(file, []byte("%PDF-1.7"), []byte("%PDF-1.4"), 1),
		"no pages":      bytes.Replace(file, []byte("/Kids["), []byte("/Kidz["), 1),
		"no faces":      bytes.ReplaceAll(file, []byte("/ToUnicode"), []byte("/ToUnicodf")),
		"no table":      bytes.Replace(file, []byte("\nxref\n"), []byte("\nxxef\n"), 1),
	} {
		if pages, err := document.Parse(bad); err == nil {
			t.Errorf("%s: %d pages", name, len(pages))
		}
	}
}

// Whatever the bytes, reading ends, and what it gives is within its bounds.
func FuzzParse(f *testing.F) {
	file := printed(f, func(d *pdf.Document) { d.Heading(1, "Un"); d.Entry("a", "b", "c") })
	f.Add(file)
	f.Add(file[:len(file)-10])
	f.Add([]byte("%PDF-1.7\nxref\nstartxref\n9\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		pages, err := document.Parse(data)
		if err == nil && (len(pages) == 0 || len(pages) > document.MaxPages) {
			t.Errorf("%d pages", len(pages))
		}
		for _, p := range pages {
			for _, l := range p.Lines {
				if l.Text == "" || l.Size <= 0 {
					t.Errorf("%+v", l)
				}
			}
		}
	})
}
