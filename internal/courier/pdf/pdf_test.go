package pdf_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vigie.example/assets/fonts"
	"vigie.example/internal/courier/pdf"
	"vigie.example/internal/fault"
)

func faces(t testing.TB) pdf.Faces {
	t.Helper()
	regular, err := pdf.ParseFace(fonts.Regular, "VigieHyperlegible-Regular")
	if err != nil {
		t.Fatal(err)
	}
	bold, err := pdf.ParseFace(fonts.Bold, "VigieHyperlegible-Bold")
	if err != nil {
		t.Fatal(err)
	}
	return pdf.Faces{Regular: regular, Bold: bold}
}

func begin(t testing.TB) *pdf.Document {
	t.Helper()
	return pdf.New(faces(t), pdf.Frame{
		Title: "Signalement", Language: "fr-FR",
		Footer: func(page, pages int) string { return fmt.Sprintf("Page %d sur %d", page, pages) },
	})
}

// finish writes the file and returns its name.
func finish(t *testing.T, d *pdf.Document) string {
	t.Helper()
	text, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if keep := os.Getenv("VIGIE_KEEP_PDF"); keep != "" {
		name := strings.ReplaceAll(t.Name(), "/", "-") + ".pdf"
		if err := os.WriteFile(filepath.Join(keep, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return file
}

func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// sample is a document of several pages.
func sample(t testing.TB) *pdf.Document {
	d := begin(t)
	d.Heading(1, "Signalement")
	d.Paragraph("À l’attention du service : N-MCI (police nationale).")
	d.Heading(2, "Faits")
	d.Entry("Récit", strings.Repeat("La personne dit qu’elle a été suivie jusqu’à son domicile ; elle ne connaît pas l’auteur. ", 120))
	d.Entry("Date", "entre le 3 et le 5 novembre 2026", "Valeur moins précise que ce qui a été dit.")
	d.Entry("Un intitulé particulièrement long, qui prend plusieurs lignes à lui seul", "Oui")
	d.Heading(2, "Lieu")
	for i := range 30 {
		d.Entry(fmt.Sprintf("Lieu %d", i+1), "Bordeaux\nquartier de la gare")
	}
	return d
}

func TestToolsAcceptIt(t *testing.T) {
	file := finish(t, sample(t))
	if out := tool(t, "qpdf", "--check", file); !strings.Contains(out, "No syntax or stream encoding errors") || strings.Contains(out, "WARNING") {
		t.Error(out)
	}
	info := tool(t, "pdfinfo", file)
	for _, want := range []string{"Title:           Signalement", "Tagged:          yes", "JavaScript:      no", "Encrypted:       no", "Form:            none"} {
		if !strings.Contains(info, want) {
			t.Errorf("no %q in\n%s", want, info)
		}
	}
	for _, unwanted := range []string{"Creator", "Producer", "Author", "CreationDate", "ModDate", "Keywords", "Subject"} {
		if strings.Contains(info, unwanted) {
			t.Errorf("says %s:\n%s", unwanted, info)
		}
	}
	if got := tool(t, "pdffonts", file); strings.Count(got, "yes yes yes") != 2 || strings.Count(got, "\n") != 4 {
		t.Errorf("fonts, want two that are embedded, subsets, and map to Unicode:\n%s", got)
	}
	if meta := tool(t, "pdfinfo", "-meta", file); !strings.Contains(meta, "<pdfuaid:part>1</pdfuaid:part>") {
		t.Error(meta)
	}
	text := tool(t, "pdftotext", "-layout", file, "-")
	for _, want := range []string{"À l’attention du service : N-MCI", "Page 1 sur 5", "Page 5 sur 5", "elle ne connaît pas l’auteur"} {
		if !strings.Contains(strings.ReplaceAll(text, "\u202f", " "), strings.ReplaceAll(want, "\u202f", " ")) {
			t.Errorf("no %q in the text\n%s", want, text[:min(len(text), 600)])
		}
	}
}

// What a screen reader follows: the tree, with everything that is said in it, and the page numbers outside.
func TestStructure(t *testing.T) {
	d := begin(t)
	d.Heading(1, "Signalement")
	d.Heading(2, "Faits")
	d.Entry("Récit", "Une ligne.", "Une note.")
	d.Entry("Date", "3 novembre")
	d.Paragraph("Fin.")
	got := tool(t, "pdfinfo", "-struct-text", finish(t, d))
	want := `Document
  H1 (block)
    "Signalement"
  H2 (block)
    "Faits"
  Table (block)
    TR
      TH:
         /Scope /Row
        "Récit"
      TD
        P (block)
          "Une ligne."
        P (block)
          "Une note."
    TR
      TH:
         /Scope /Row
        "Date"
      TD
        P (block)
          "3 novembre"
  P (block)
    "Fin."
`
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	a, err := sample(t).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	b, err := sample(t).Bytes()
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("%d and %d bytes, %v", len(a), len(b), err)
	}
}

// Hostile is what people, or those who want to harm the reader, may type.
var hostile = map[string]string{
	"PDF syntax":  "(a) Tj ET Q endstream endobj\nxref trailer <</Root 1 0 R>> %%EOF <</S/JavaScript/JS(app.alert(1))>> \\ ) > ]",
	"XML":         `</rdf:li><script>alert(1)</script><!ENTITY x SYSTEM "file:///etc/passwd"> ]]>`,
	"bidi":        "abc \u202Egnp.exe\u202C \u2066x\u2069 \u200Fy",
	"emoji":       "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301te\u0301",
	"scripts":     "مرحبا 你好 שלום नमस्ते Ελληνικά Русский",
	"controls":    "a\x00b\x1b[31m\x7f\ufeff\u200b\u00ad\U000e0041 \ufffd \xff\xfe",
	"combining":   "Z" + strings.Repeat("\u0301\u0327", 3000),
	"no spaces":   strings.Repeat("x", 20000),
	"only breaks": strings.Repeat("\r\n\u2028", 20000),
	"private":     "\ue000 \uf8ff \U0010ffff",
}

func TestHostileTextIsHarmless(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			d := begin(t)
			d.Heading(1, text[:min(len(text), 300)])
			d.Paragraph(text)
			d.Entry(text[:min(len(text), 300)], text, text)
			file := finish(t, d)
			if out := tool(t, "qpdf", "--check", file); strings.Contains(out, "WARNING") {
				t.Error(out)
			}
			plain := tool(t, "qpdf", "--qdf", "--object-streams=disable", file, "-")
			for _, unwanted := range []string{"/JavaScript", "/JS", "/URI", "/Launch", "/EmbeddedFile", "/Annots", "/OpenAction", "/AA", "<script"} {
				if strings.Contains(plain, unwanted) {
					t.Errorf("the file has %s", unwanted)
				}
			}
			out := tool(t, "pdftotext", file, "-")
			for _, r := range out {
				if r == 0x202d || r == 0x202e || // poppler itself puts U+202B to U+202C around Arabic
					r >= 0x2066 && r <= 0x2069 || r == 0x200b || r == 0 || r == 0x1b || r >= 0xe0000 && r <= 0xe007f {
					t.Errorf("copying gives %U", r)
					break
				}
			}
		})
	}
}

func TestWhatCannotBeShownIsGivenByItsCode(t *testing.T) {
	d := begin(t)
	d.Paragraph("nom : 李 et \u202Eabc")
	file := finish(t, d)
	if got := tool(t, "pdftotext", file, "-"); !strings.Contains(got, "nom : 李 et [U+202E]abc") {
		t.Errorf("%q", got)
	}
}

func TestOneMegabyte(t *testing.T) {
	for name, text := range map[string]string{"words": strings.Repeat("mot ", 1<<18), "emoji": strings.Repeat("😀", 1<<18)} {
		t.Run(name, func(t *testing.T) {
			d := begin(t)
			d.Entry("Récit", text)
			if out := tool(t, "qpdf", "--check", finish(t, d)); strings.Contains(out, "WARNING") {
				t.Error(out)
			}
		})
	}
	d := begin(t)
	d.Paragraph(strings.Repeat("a\n", 1<<19))
	if _, err := d.Bytes(); !fault.Is(err, fault.TooLarge) {
		t.Errorf("ten thousand pages: %v", err)
	}
}

func FuzzParseFace(f *testing.F) {
	f.Add(fonts.Regular)
	f.Add([]byte{0, 1, 0, 0})
	f.Fuzz(func(t *testing.T, ttf []byte) {
		face, err := pdf.ParseFace(ttf, "x")
		if err != nil {
			return
		}
		d := pdf.New(pdf.Faces{Regular: face, Bold: face}, pdf.Frame{Footer: func(int, int) string { return "1" }})
		d.Paragraph("Un texte.")
		_, _ = d.Bytes()
	})
}
