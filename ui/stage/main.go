// Command stage shows the console's window in one of its states, with made-up conversations: for screenshots, and to
// look at what cannot be reached by hand easily.
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"vigie.example/ui"
	"vigie.example/ui/kit"
	"vigie.example/ui/pump"
	"vigie.example/ui/tools"
)

// settles is how long the window needs to have rendered something.
const settles = 700 * time.Millisecond

func main() {
	names := slices.Sorted(maps.Keys(scenes))
	name := flag.String("scene", "desk", "what to show: "+strings.Join(names, ", "))
	dark := flag.Bool("dark", false, "the dark theme")
	language := flag.String("lang", "fr", "fr or en")
	scale := flag.Float64("scale", 1, "size of text, 1 to 2")
	width := flag.Float64("width", 1366, "of the window")
	height := flag.Float64("height", 768, "of the window")
	do := flag.String("do", "", "help, cover, away, warnings, close, delete, receipts, leave, texts, services, notes, fold, transfer, ending, advice or read: what to open")
	document := flag.String("document", "", "a PDF of the courier's, to be shown where a report has passed its checklist")
	flag.Parse()
	if *document != "" {
		file, err := os.ReadFile(*document)
		if err != nil {
			fmt.Fprintln(os.Stderr, "stage:", err)
			os.Exit(1)
		}
		printedReport = file
	}
	make, ok := scenes[*name]
	if !ok {
		fmt.Fprintf(os.Stderr, "stage: there is no scene %q; there are %s\n", *name, strings.Join(names, ", "))
		os.Exit(2)
	}
	look := ui.Look{Language: *language, Scale: float32(*scale)}
	if *dark {
		look.Mode = kit.Dark
	}
	a := app.NewWithID("example.vigie.stage")
	s := make()
	window, err := ui.New(a, models(s), look)
	if err != nil {
		fmt.Fprintln(os.Stderr, "stage:", err)
		os.Exit(1)
	}
	window.Fyne().Resize(fyne.NewSize(float32(*width), float32(*height)))
	a.Lifecycle().SetOnStarted(func() {
		pump.After(settles, func() { // once the states have been rendered
			if s.open != nil {
				s.open(window)
			}
			open(window, *do)
			pump.After(settles, func() { fmt.Println("shown") })
		})
	})
	window.Fyne().ShowAndRun()
}

func open(w *ui.Window, what string) {
	switch what {
	case "help":
		w.Help()
	case "cover":
		w.Cover()
	case "away":
		w.Away(true)
	case "warnings":
		w.Warnings()
	case "close":
		w.AskClose()
	case "delete":
		w.AskDelete()
	case "receipts":
		w.Receipts()
	case "leave":
		w.AskLeave()
	case "advice":
		w.AskAdvice()
	case "read":
		w.ReadAdvice()
	case "texts":
		w.ShowTools(tools.Texts)
	case "services":
		w.ShowTools(tools.Services)
	case "notes":
		w.ShowTools(tools.Notes)
	case "transfer":
		w.AskTransfer()
	case "ending":
		w.EndShift()
	case "fold":
		w.FoldTools()
	}
}
