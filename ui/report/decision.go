package report

import (
	"slices"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/ui/kit"
)

// decision is a question with one answer of a few, and the doctrine's words beside it. Once answered it can be folded to its answer.
type decision struct {
	quote   *kit.Label
	choice  *kit.Choice
	answer  *kit.Label
	help    *kit.Label
	change  *kit.Button
	more    *kit.Label
	folded  fyne.CanvasObject
	open    bool
	options []kit.Option
	window  fyne.Canvas
	content fyne.CanvasObject
}

func newDecision(v *View, title string, choose func(string)) *decision {
	d := &decision{
		quote: kit.NewLabel("", kit.MutedLines), choice: kit.NewChoice(nil, choose), answer: kit.NewLabel("", kit.LabelStyle{Bold: true, Wrap: true}),
		help: kit.NewLabel("", kit.MutedLines), more: kit.NewLabel("", kit.Paragraph), window: v.window,
	}
	d.change = kit.NewButton(kit.Secondary, icons.None, v.T("report.change"), d.unfold)
	d.change.SetCompact(true)
	answer := kit.Column(2, d.answer, d.help)
	d.folded = kit.Ground(kit.ColorSelected, kit.Inset(12, 8, kit.Frame(nil, nil, newBeside(answer, d.change))))
	d.content = kit.Column(6, kit.NewLabel(v.T(title), kit.Strong), d.quote, d.choice, d.folded, d.more)
	return d
}

// set shows the answers, the chosen one, the doctrine's words, and what there is to say about the chosen one.
func (d *decision) set(options []kit.Option, chosen, quote, more string) {
	if !slices.Equal(options, d.options) {
		d.options = options
		d.choice.SetOptions(options)
	}
	if d.choice.Chosen() != chosen {
		d.choice.SetChosen(chosen)
	}
	d.quote.SetText(quote)
	kit.Show(d.quote, quote != "")
	d.more.SetText(more)
	kit.Show(d.more, more != "")
	answer, help := "", ""
	for _, o := range options {
		if o.ID == chosen {
			answer, help = o.Label, o.Help
		}
	}
	d.answer.SetText(answer)
	d.help.SetText(help)
	kit.Show(d.help, help != "")
	d.arrange()
}

func (d *decision) arrange() {
	d.open = d.open || d.choice.Chosen() == ""
	kit.Show(d.choice, d.open)
	kit.Show(d.folded, !d.open)
}

// fold leaves the answer alone, if there is one.
func (d *decision) fold() {
	d.open = false
	d.arrange()
}

func (d *decision) unfold() {
	d.open = true
	d.arrange()
	kit.FocusIn(d.window, d.choice)
}

// opened unfolds the decision and returns what has the keyboard then.
func (d *decision) opened() fyne.Focusable {
	d.open = true
	d.arrange()
	return d.choice
}

func (d *decision) focusable() fyne.Focusable {
	if d.open {
		return d.choice
	}
	return d.change
}

// newBeside puts an object beside what takes the rest.
func newBeside(rest, last fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: beside{}, Objects: []fyne.CanvasObject{rest, last}}
}

type beside struct{}

const besideGap = 12

// MinSize is that of both.
func (beside) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	if !o[1].Visible() {
		return a
	}
	return fyne.NewSize(a.Width+besideGap+b.Width, max(a.Height, b.Height))
}

// Layout gives the first what the last leaves.
func (beside) Layout(o []fyne.CanvasObject, size fyne.Size) {
	last := fyne.Size{}
	if o[1].Visible() {
		last = o[1].MinSize()
		o[1].Resize(last)
		o[1].Move(fyne.NewPos(size.Width-last.Width, (size.Height-last.Height)/2))
		last.Width += besideGap
	}
	o[0].Resize(fyne.NewSize(max(size.Width-last.Width, 0), size.Height))
	o[0].Move(fyne.NewPos(0, (size.Height-o[0].MinSize().Height)/2))
}
