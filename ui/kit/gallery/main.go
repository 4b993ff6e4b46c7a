// Command gallery shows every widget of the console's kit in its states, in a real window, for looking at and for screenshots.
//
//	go run ./ui/kit/gallery --page console --theme dark --scale 1.5
package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/driver/desktop"

	"vigie.example/ui/kit"
)

// pages by name; each builds its content for a window.
var pages = map[string]func(fyne.Window) fyne.CanvasObject{
	"console": consolePage,
	"thread":  threadPage,
	"long":    longPage,
	"list":    listPage,
	"buttons": buttonsPage,
	"inputs":  inputsPage,
	"states":  statesPage,
	"dialog":  dialogPage,
	"cover":   coverPage,
}

func main() {
	theme := flag.String("theme", "light", "light or dark")
	scale := flag.Float64("scale", 1, "text scale, 1 to 2")
	page := flag.String("page", "console", strings.Join(pageNames(), ", "))
	width := flag.Int("width", 1366, "window width")
	height := flag.Int("height", 768, "window height")
	flag.Parse()

	build, ok := pages[*page]
	if !ok {
		fmt.Fprintln(os.Stderr, "no such page; there are:", strings.Join(pageNames(), ", "))
		os.Exit(2)
	}
	mode := kit.Light
	if *theme == "dark" {
		mode = kit.Dark
	}
	a := app.NewWithID("example.vigie.gallery")
	a.Settings().SetTheme(kit.NewTheme(mode, float32(*scale)))
	w := a.NewWindow("Kit")
	w.SetPadded(false)
	w.SetContent(kit.NewRoot(build(w)))
	w.Resize(fyne.NewSize(float32(*width), float32(*height)))
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { fmt.Println("key", ev.Name) })
	w.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyT, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { fmt.Println("shortcut Control+T") })
	w.ShowAndRun()
}

func pageNames() []string {
	var names []string
	for name := range pages {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
