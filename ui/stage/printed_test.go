package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"testing"

	"vigie.example/assets/fonts"
	"vigie.example/internal/courier/pdf"
	page "vigie.example/ui/report"
)

var update = flag.Bool("update", false, "write testdata/report.pdf anew")

// The stage shows a document as the courier writes them today: it cannot write one itself, since a window knows no courier.
func TestC4_TheStagedDocumentIsTheCouriers(t *testing.T) {
	regular, err := pdf.ParseFace(fonts.Regular, "Regular")
	if err != nil {
		t.Fatal(err)
	}
	bold, err := pdf.ParseFace(fonts.Bold, "Bold")
	if err != nil {
		t.Fatal(err)
	}
	d := pdf.New(pdf.Faces{Regular: regular, Bold: bold}, pdf.Frame{Title: "Signalement", Language: "fr-FR", Footer: func(page, pages int) string {
		return fmt.Sprintf("Page\u00a0%d sur\u00a0%d", page, pages)
	}})
	d.Heading(1, "Signalement")
	d.Entry("Destinataire", police.Name.FR+"\n"+passed().Recipients[0].Name.FR)
	d.Entry("Catégorie d’infraction", "a) "+offences[0].Name.FR)
	d.Heading(2, "Faits")
	for i, l := range passed().Leaving {
		d.Entry(fmt.Sprintf("%d. %s", i+1, l.Label.FR), l.Value)
	}
	d.Heading(2, "Justifications")
	for i, l := range passed().Leaving {
		d.Entry(fmt.Sprintf("%d. %s", i+1, l.Label.FR), l.Line.Necessity)
	}
	file, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/report.pdf", file, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(file, printedReport) {
		t.Error("the courier writes documents differently now: run this test with -update, and look at the scene report-cleared")
	}
	w := withReport(sent("cleared", nil), page.Leave)()
	if len(w.report.Sending.Document) == 0 {
		t.Error("the scene has no document")
	}
}
