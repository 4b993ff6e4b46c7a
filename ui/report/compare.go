package report

import (
	"slices"

	"fyne.io/fyne/v2"

	model "vigie.example/internal/console/report"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/kit/plaintext"
	"vigie.example/ui/words"
)

// comparePage puts what was said beside what will leave, element by element.
type comparePage struct {
	v      *View
	reader *kit.Reader
	drawn  []model.Leaving // as it is shown
	stays  int
	whole  fyne.CanvasObject
}

func newCompare(v *View) *comparePage {
	c := &comparePage{v: v}
	c.reader = kit.NewReader(kit.Column(0))
	head := kit.Inset(16, 8, newHalves(kit.NewLabel(v.T("report.compare.said"), kit.Strong), kit.NewLabel(v.T("report.compare.leaves"), kit.Strong)))
	c.whole = kit.Frame(kit.Column(0, head, kit.Divider()), nil, c.reader)
	return c
}

func (c *comparePage) content() fyne.CanvasObject { return c.whole }
func (c *comparePage) keyboard() fyne.Focusable   { return c.reader }
func (c *comparePage) shown()                     { c.draw() }

func (c *comparePage) forget() {
	c.drawn, c.stays = nil, 0
	c.reader.SetContent(kit.Column(0))
}

// render draws anew only what is looked at, and only when something else would leave.
func (c *comparePage) render() {
	if c.whole.Visible() && (c.stays != c.staying() || !slices.EqualFunc(c.drawn, c.v.state.Leaving, sameLeaving)) {
		c.draw()
	}
}

func sameLeaving(a, b model.Leaving) bool {
	return a.Element == b.Element && a.Value == b.Value && a.Person == b.Person && slices.Equal(a.Said, b.Said)
}

func (c *comparePage) staying() int { return len(c.v.state.Elements) - len(c.v.state.Leaving) }

func (c *comparePage) draw() {
	c.drawn, c.stays = c.v.state.Leaving, c.staying()
	var rows []fyne.CanvasObject
	shown := map[conversation.MessageID]bool{}
	for _, l := range c.drawn {
		rows = append(rows, kit.Inset(16, 10, newHalves(c.said(l, shown), c.leaves(l))), kit.Divider())
	}
	if len(c.drawn) == 0 {
		rows = append(rows, kit.Inset(16, 12, kit.NewLabel(c.v.T("report.compare.nothing"), kit.MutedLines)))
	}
	if c.stays > 0 {
		rows = append(rows, kit.Inset(16, 10, kit.NewLabel(c.v.T("report.compare.stays", words.Args{"n": c.stays}), kit.MutedLines)))
	}
	c.reader.SetContent(kit.Column(0, rows...))
}

// said are the messages that a line comes from, whole the first time, and what was written of them where that is cut down.
func (c *comparePage) said(l model.Leaving, shown map[conversation.MessageID]bool) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, m := range l.Said {
		switch {
		case m.Text == "":
			parts = append(parts, kit.NewLabel(c.v.T("report.compare.gone"), kit.MutedLines))
			continue
		case shown[m.ID]:
			parts = append(parts, kit.NewLabel(c.v.T("report.compare.above", words.Args{"at": words.Clock(m.At)}), kit.MutedLines))
			continue
		}
		shown[m.ID] = true
		text := kit.NewLabel(plaintext.Clean(m.Text), kit.Paragraph)
		parts = append(parts, kit.Ground(kit.ColorFromThem, kit.Inset(10, 6, kit.Column(2, kit.NewLabel(words.Clock(m.At), kit.Muted), text))))
	}
	if len(parts) == 0 {
		parts = append(parts, kit.NewLabel(c.v.T("report.compare.unsaid"), kit.MutedLines))
	}
	if e, ok := c.v.element(l.Element); ok && e.Value != l.Value {
		parts = append(parts, kit.NewLabel(c.v.T("report.value.full"), kit.Muted), kit.NewLabel(plaintext.Clean(e.Value), kit.Paragraph))
	}
	return kit.Column(6, parts...)
}

func (c *comparePage) leaves(l model.Leaving) fyne.CanvasObject {
	name := c.v.text(l.Label)
	if l.Person.ID != "" {
		name += " · " + c.v.labels.person(l.Person)
	}
	parts := []fyne.CanvasObject{
		kit.NewLabel(name, kit.LabelStyle{Size: kit.SizeSmall, Color: kit.ColorMuted, Bold: true, Wrap: true}),
		kit.NewLabel(plaintext.Clean(l.Value), kit.Paragraph),
	}
	if l.Reduced {
		parts = append(parts, kit.NewLabel(c.v.T("report.paper.reduced"), kit.MutedLines))
	}
	return kit.Ground(kit.ColorFromUs, kit.Inset(10, 6, kit.Column(4, parts...)))
}

// newHalves puts two objects side by side, each on half of the width.
func newHalves(left, right fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: halves{}, Objects: []fyne.CanvasObject{left, right}}
}

type halves struct{}

const halvesGap = 16

// MinSize is as high as the higher one.
func (halves) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(2*max(a.Width, b.Width)+halvesGap, max(a.Height, b.Height))
}

// Layout gives each its half.
func (halves) Layout(o []fyne.CanvasObject, size fyne.Size) {
	half := (size.Width - halvesGap) / 2
	for i, each := range o {
		each.Resize(fyne.NewSize(half, each.MinSize().Height))
		each.Move(fyne.NewPos(float32(i)*(half+halvesGap), 0))
	}
}
