// Command window measures the console's views in a real window: it publishes States as the view-models do, and looks when
// they have been painted. It prints one line of JSON on standard output.
//
//	{"open_200":[ms...],"open_5000":[ms...],"state_to_frame":[ms...],"append_gaps":[ms...]}
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/driver/desktop"

	"vigie.example/ui"
	"vigie.example/ui/kit"
)

func main() {
	long := flag.Int("long", 5000, "messages of a long thread")
	short := flag.Int("short", 200, "messages of a short one")
	opens := flag.Int("opens", 15, "how often each is opened")
	seconds := flag.Int("seconds", 10, "how long messages are appended")
	flag.Parse()
	a := app.NewWithID("example.vigie.bench")
	m := newModels()
	window, err := ui.New(a, m.all(), ui.Look{Language: "fr", Mode: kit.Light, Scale: 1})
	if err != nil {
		fmt.Fprintln(os.Stderr, "window:", err)
		os.Exit(1)
	}
	window.Fyne().Resize(fyne.NewSize(1366, 768))
	clock := newFrames(m)
	a.Lifecycle().SetOnStarted(func() {
		clock.start()
		go func() {
			r := run(m, clock, *short, *long, *opens, *seconds)
			_ = json.NewEncoder(os.Stdout).Encode(r)
			os.Exit(0)
		}()
	})
	if _, ok := a.Driver().(desktop.Driver); !ok {
		fmt.Fprintln(os.Stderr, "window: this is not a real window")
		os.Exit(1)
	}
	window.Fyne().ShowAndRun()
}
