package main

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie.example/assets/fonts"
	"vigie.example/internal/courier/pdf"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui"
)

// printDocument makes the document of the staged report, as the courier writes it.
func printDocument(t *testing.T) {
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
	if printedReport, err = d.Bytes(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { printedReport = nil })
}

// A report that has passed its checklist is shown as the document that will be read, and by its lines where that cannot be shown.
func TestC4_TheDocumentIsShown(t *testing.T) {
	app := test.NewTempApp(t)
	shown := func() string {
		s := scenes["report-cleared"]()
		w, err := ui.New(app, models(s), ui.Look{Language: "fr", Scale: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		w.Fyne().Resize(fyne.NewSize(1366, 700))
		s.open(w)
		return screen.Flow(w.Fyne().Content())
	}
	if got := shown(); !strings.Contains(got, "Aperçu des mêmes lignes") {
		t.Errorf("without a document: %s", got)
	}
	printDocument(t)
	if got := shown(); !strings.Contains(got, "Le document tel qu'il sera lu") || !strings.Contains(got, "Page 1 sur 1") {
		t.Errorf("with one: %s", got)
	}
}
