// Command empty is what the console's window is compared with: a Fyne window of the same size with one word in it.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("example.vigie.bench")
	w := a.NewWindow("Empty")
	w.SetContent(widget.NewLabel("Vigie"))
	w.Resize(fyne.NewSize(1280, 720))
	w.ShowAndRun()
}
