package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

// Banner says in words what is wrong or noteworthy now, with an icon, and what can be done about it as a button. Across the foot
// of a window it is the state line. Without words it is hidden.
type Banner struct {
	widget.BaseWidget
	tone   Tone
	icon   icons.Name
	label  *Label
	action *Button
}

// NewBanner makes a hidden banner.
func NewBanner() *Banner {
	b := &Banner{label: NewLabel("", LabelStyle{Wrap: true}), action: NewButton(Secondary, icons.None, "", nil)}
	b.action.SetCompact(true)
	b.action.Hide()
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

// Set shows words in a tone, without an action; "" hides the banner.
func (b *Banner) Set(tone Tone, words string) { b.SetAction(tone, words, "", nil) }

// SetAction shows words in a tone with what can be done about it.
func (b *Banner) SetAction(tone Tone, words, action string, tapped func()) {
	b.tone, b.icon = tone, tone.icon()
	b.label.SetText(words)
	b.action.SetText(action)
	b.action.OnTapped = tapped
	if action == "" {
		b.action.Hide()
	} else {
		b.action.Show()
	}
	if words == "" {
		b.Hide()
		return
	}
	b.Show()
	b.Refresh()
}

// SetIcon shows another icon than the tone's, until the next Set.
func (b *Banner) SetIcon(icon icons.Name) {
	b.icon = icon
	b.Refresh()
}

// Words returns what the banner says.
func (b *Banner) Words() string { return b.label.Text() }

// CreateRenderer is Fyne's.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	ground, bar, mark := canvas.NewRectangle(nil), canvas.NewRectangle(nil), newGlyph()
	r := &simpleRenderer{objects: []fyne.CanvasObject{ground, bar, mark.Image, b.label, b.action}}
	r.refresh = func() {
		l := lookOf(b.Theme())
		ground.FillColor, bar.FillColor = l.color(b.tone.ground()), l.color(b.tone.color())
		mark.set(l, b.icon, b.tone.color(), l.u(20))
	}
	r.min = func() fyne.Size {
		l := lookOf(b.Theme())
		height, width := b.label.MinSize().Height, l.u(48)+b.label.MinSize().Width+l.u(16)
		if b.action.Visible() {
			height, width = max(height, b.action.MinSize().Height), width+b.action.MinSize().Width+l.u(12)
		}
		return fyne.NewSize(width, height+l.u(12))
	}
	r.layout = func(size fyne.Size) {
		l := lookOf(b.Theme())
		ground.Resize(size)
		bar.Resize(fyne.NewSize(l.u(4), size.Height))
		line := l.lineHeight(SizeBody)
		right := size.Width - l.u(16)
		if b.action.Visible() {
			min := b.action.MinSize()
			right -= min.Width
			b.action.Resize(min)
			b.action.Move(fyne.NewPos(right, (size.Height-min.Height)/2))
			right -= l.u(12)
		}
		b.label.Resize(fyne.NewSize(right-l.u(48), size.Height))
		height := float32(max(len(b.label.lines), 1)) * line
		y := (size.Height - height) / 2
		b.label.Move(fyne.NewPos(l.u(48), y))
		mark.Move(fyne.NewPos(l.u(18), y+(line-l.u(20))/2))
	}
	return r
}

// Badge is a word, or an icon and a word, on a small ground of its tone.
type Badge struct {
	widget.BaseWidget
	tone Tone
	icon icons.Name
	text string
}

// NewBadge makes a badge; icons.None leaves the icon out.
func NewBadge(tone Tone, icon icons.Name, text string) *Badge {
	b := &Badge{tone: tone, icon: icon, text: text}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the badge.
func (b *Badge) Set(tone Tone, icon icons.Name, text string) {
	if b.tone != tone || b.icon != icon || b.text != text {
		b.tone, b.icon, b.text = tone, icon, text
		b.Refresh()
	}
}

// CreateRenderer is Fyne's.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	ground, mark, text := canvas.NewRectangle(nil), newGlyph(), canvas.NewText("", nil)
	lead := func(l look) float32 {
		if b.icon == icons.None {
			return l.u(10)
		}
		return l.u(8) + l.u(15) + l.u(5)
	}
	height := func(l look) float32 { return l.lineHeight(SizeSmall) + l.u(8) }
	r := &simpleRenderer{objects: []fyne.CanvasObject{ground, mark.Image, text}}
	r.refresh = func() {
		l := lookOf(b.Theme())
		ground.FillColor, ground.CornerRadius = l.color(b.tone.ground()), height(l)/2
		mark.set(l, b.icon, b.tone.color(), l.u(15))
		colour := b.tone.color()
		if b.tone == Neutral || b.tone == Info {
			colour = ColorText
		}
		l.set(text, b.text, SizeSmall, colour, fyne.TextStyle{})
	}
	r.min = func() fyne.Size {
		l := lookOf(b.Theme())
		return fyne.NewSize(lead(l)+text.Size().Width+l.u(10), height(l))
	}
	r.layout = func(size fyne.Size) {
		l := lookOf(b.Theme())
		h := height(l)
		y := (size.Height - h) / 2
		ground.Resize(fyne.NewSize(size.Width, h))
		ground.Move(fyne.NewPos(0, y))
		mark.Move(fyne.NewPos(l.u(8), y+(h-l.u(15))/2))
		text.Move(fyne.NewPos(lead(l), y+(h-text.Size().Height)/2))
	}
	return r
}
