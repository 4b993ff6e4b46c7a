// Command window measures the console's views in a real window: it publishes States as the view-models do, and looks when
// they have been painted. It prints one line of JSON on standard output.
//
//	{"open_200":[ms...],"open_5000":[ms...],"state_to_frame":[ms...],"append_gaps":[ms...]}
//
// With --empty the same States only change one word in an otherwise empty window of the same size: what Fyne and this
// machine's graphics cost in any case.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime/pprof"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/view"
	"vigie.example/ui"
	"vigie.example/ui/kit"
	"vigie.example/ui/pump"
)

func main() {
	long := flag.Int("long", 5000, "messages of a long thread")
	short := flag.Int("short", 200, "messages of a short one")
	opens := flag.Int("opens", 15, "how often each is opened")
	seconds := flag.Int("seconds", 10, "how long messages are appended")
	empty := flag.Bool("empty", false, "a window with one word")
	profile := flag.String("profile", "", "write a CPU profile to this `file`")
	flag.Parse()
	a := app.NewWithID("example.vigie.bench")
	clock := newFrames()
	window, shown, err := content(a, *empty)
	if err != nil {
		fmt.Fprintln(os.Stderr, "window:", err)
		os.Exit(1)
	}
	window.Resize(fyne.NewSize(1366, 768))
	a.Lifecycle().SetOnStarted(func() {
		clock.start(shown)
		go func() {
			stop := record(*profile)
			r := run(clock, *short, *long, *opens, *seconds)
			stop()
			_ = json.NewEncoder(os.Stdout).Encode(r)
			os.Exit(0)
		}()
	})
	if _, ok := a.Driver().(desktop.Driver); !ok {
		fmt.Fprintln(os.Stderr, "window: this is not a real window")
		os.Exit(1)
	}
	window.ShowAndRun()
}

// content makes the window, and returns what hands it States.
func content(a fyne.App, empty bool) (fyne.Window, *view.Publisher[thread.State], error) {
	if !empty {
		m := newModels()
		w, err := ui.New(a, m.all(), ui.Look{Language: "fr", Mode: kit.Light, Scale: 1})
		if err != nil {
			return nil, nil, err
		}
		return w.Fyne(), &m.thread.Publisher, nil
	}
	w, label, states := a.NewWindow("Empty"), widget.NewLabel(""), new(view.Publisher[thread.State])
	w.SetContent(container.NewVBox(label))
	pump.Connect(states, func(s thread.State) { label.SetText(fmt.Sprint("Vigie ", s.Items.Len())) })
	return w, states, nil
}

// record writes a CPU profile until stop is called.
func record(file string) (stop func()) {
	if file == "" {
		return func() {}
	}
	f, err := os.Create(file)
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "window: no profile:", err)
		return func() {}
	}
	return func() { pprof.StopCPUProfile(); f.Close() }
}
