// Package scan draws what a person does while their finger is scanned, on the workstation's reader or on their own key: put it down, lift
// it, and how many scans are done. Signing in and enrolling show the same.
package scan

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// Drawing shows a scan. It belongs to Fyne's goroutine.
type Drawing struct {
	words   *words.Words
	picture *kit.IconMark
	what    *kit.Label
	again   *kit.Label
	count   *kit.Label
	steps   *kit.Steps
	content fyne.CanvasObject
}

// New makes the drawing; stop is a button that stands beside it.
func New(w *words.Words, stop fyne.CanvasObject) *Drawing {
	d := &Drawing{words: w, picture: kit.NewIcon(icons.FingerReader, kit.ColorAccent, 56), steps: kit.NewSteps()}
	d.what = kit.NewLabel("", kit.LabelStyle{Size: kit.SizeLarge, Bold: true, Wrap: true})
	d.again, d.count = kit.NewLabel("", kit.Paragraph), kit.NewLabel("", kit.Muted)
	middle := kit.Column(6, d.what, d.again, kit.Row(12, d.steps, d.count))
	d.content = kit.Ground(kit.ColorSurface, kit.Inset(16, 12, container.NewBorder(nil, nil, kit.Row(0, d.picture), kit.Row(0, stop), kit.Inset(16, 0, container.New(centred{}, middle)))))
	return d
}

// Content is what stands in the window.
func (d *Drawing) Content() fyne.CanvasObject { return d.content }

// Step is what has to be done now.
type Step struct {
	Icon     icons.Name
	Tone     fyne.ThemeColorName // of the icon
	What     string
	Again    string // why the last scan does not count; empty if it does
	Done, Of int    // scans; Of is 0 where there is nothing to count
	Count    string // the same in words
}

// Show draws a step.
func (d *Drawing) Show(s Step) {
	d.picture.Set(s.Icon, s.Tone)
	d.what.SetText(s.What)
	d.again.SetText(s.Again)
	kit.Show(d.again, s.Again != "")
	if s.Of > 0 {
		d.steps.Set(s.Done, s.Of)
		d.count.SetText(s.Count)
	}
	kit.Show(d.steps, s.Of > 0)
	kit.Show(d.count, s.Of > 0)
	d.content.Refresh()
}

// Render shows how far a scan on the reader is, of a finger that is being enrolled or of one that signs in. Before it has begun, the reader
// gets ready.
func (d *Drawing) Render(stage console.Stage, s console.Scan, enrols bool) {
	text := "scan.wait"
	switch {
	case stage != console.Scanning:
	case !enrols:
		text = "scan.place"
	case s.Check:
		text = "scan.check"
	case s.Stage == 0:
		text = "scan.first"
	default:
		text = "scan.next"
	}
	step := Step{Icon: icons.FingerReader, Tone: kit.ColorAccent, What: d.words.T(text)}
	if s.Again != "" {
		step.Again = d.words.T("scan.again." + string(s.Again))
	}
	if enrols && s.Of > 1 && !s.Check {
		step.Done, step.Of = s.Stage, s.Of
		step.Count = d.words.T("scan.count", words.Args{"n": s.Stage, "of": s.Of})
	}
	d.Show(step)
}

// centred puts an object in the middle of the height that there is, in the whole width.
type centred struct{}

// MinSize implements fyne.Layout.
func (centred) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

// Layout implements fyne.Layout.
func (centred) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	o := objects[0]
	o.Resize(fyne.NewSize(size.Width, o.Size().Height)) // wrapped text needs to know its width first
	height := o.MinSize().Height
	o.Resize(fyne.NewSize(size.Width, height))
	o.Move(fyne.NewPos(0, max(0, (size.Height-height)/2)))
}
