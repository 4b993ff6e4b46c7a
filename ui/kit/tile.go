package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

// Tile is one of several things to choose from, side by side: an icon, a name, what it needs, and how it stands. All tiles of a row have
// one size. A tile that cannot be used can have the keyboard all the same, so that why is heard.
type Tile struct {
	widget.BaseWidget

	icon    icons.Name
	title   *Label
	needs   *Label
	stands  *Label
	mark    *IconMark
	tapped  func()
	chosen  bool
	off     bool
	focused bool
	hovered bool
}

// NewTile makes a tile.
func NewTile(icon icons.Name, title, needs string, tapped func()) *Tile {
	t := &Tile{
		icon: icon, title: NewLabel(title, LabelStyle{Bold: true, Wrap: true}), needs: NewLabel(needs, MutedLines),
		stands: NewLabel("", LabelStyle{Size: SizeSmall, Wrap: true}), mark: NewIcon(icons.None, ColorMuted, 16), tapped: tapped,
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetChosen marks the tile as the one that was chosen.
func (t *Tile) SetChosen(on bool) {
	if t.chosen != on {
		t.chosen = on
		t.Refresh()
	}
}

// SetUsable lets the tile be chosen or not, and says how it stands.
func (t *Tile) SetUsable(on bool, tone Tone, stands string) {
	t.off = !on
	t.stands.SetText(stands)
	t.stands.SetTone(tone)
	icon := tone.icon()
	if stands == "" {
		icon = icons.None
	}
	t.mark.Set(icon, tone.color())
	t.Refresh()
}

// Usable reports whether the tile can be chosen.
func (t *Tile) Usable() bool { return !t.off }

// Tapped chooses the tile.
func (t *Tile) Tapped(*fyne.PointEvent) {
	used()
	Focus(t)
	t.choose()
}

func (t *Tile) choose() {
	if !t.off && t.tapped != nil {
		t.tapped()
	}
}

// FocusGained shows the ring.
func (t *Tile) FocusGained() { t.focused = true; reveal(t); t.Refresh() }

// FocusLost takes it away.
func (t *Tile) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune does nothing.
func (t *Tile) TypedRune(rune) {}

// TypedKey chooses by Space and Enter.
func (t *Tile) TypedKey(ev *fyne.KeyEvent) {
	used()
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		t.choose()
	default:
		bubbleKey(t, ev)
	}
}

// MouseIn marks the tile.
func (t *Tile) MouseIn(*desktop.MouseEvent) { t.hovered = true; t.Refresh() }

// MouseMoved does nothing.
func (t *Tile) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the mark away.
func (t *Tile) MouseOut() { t.hovered = false; t.Refresh() }

// AccessibilityLabel is the name and how it stands.
func (t *Tile) AccessibilityLabel() string { return t.title.Text() + " " + t.stands.Text() }

// AccessibilityRole is a button's.
func (t *Tile) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer is Fyne's.
func (t *Tile) CreateRenderer() fyne.WidgetRenderer {
	ground, symbol, ring := canvas.NewRectangle(nil), newGlyph(), newFocusRing()
	r := &simpleRenderer{objects: []fyne.CanvasObject{ground, symbol.Image, t.title, t.needs, t.mark, t.stands, ring.Rectangle}}
	r.refresh = func() {
		l := lookOf(t.Theme())
		ground.FillColor, ground.StrokeColor, ground.StrokeWidth = l.color(ColorSurface), l.color(ColorControl), 1
		colour := ColorText
		switch {
		case t.chosen:
			ground.FillColor, ground.StrokeColor, ground.StrokeWidth = l.color(ColorSelected), l.color(ColorAccent), 2
		case t.hovered && !t.off:
			ground.FillColor = l.color(ColorHover)
		}
		if t.off {
			colour = ColorMuted
		}
		ground.CornerRadius = l.u(8)
		symbol.set(l, t.icon, colour, l.u(28))
		ring.set(l, t.focused)
		r.layout(t.Size())
	}
	const pad, gap = 14, 6
	r.min = func() fyne.Size {
		l := lookOf(t.Theme())
		height := l.u(2*pad+28+gap) + t.title.MinSize().Height + l.u(gap) + t.needs.MinSize().Height + l.u(2*gap)
		height += max(t.stands.MinSize().Height, l.lineHeight(SizeSmall))
		return fyne.NewSize(l.u(150), height)
	}
	r.layout = func(size fyne.Size) {
		l := lookOf(t.Theme())
		ground.Resize(size)
		ring.layout(size)
		inner := size.Width - 2*l.u(pad)
		y := l.u(pad)
		symbol.Move(fyne.NewPos(l.u(pad), y))
		y += l.u(28 + gap)
		for _, label := range []*Label{t.title, t.needs} {
			label.Resize(fyne.NewSize(inner, label.MinSize().Height))
			label.Resize(fyne.NewSize(inner, label.MinSize().Height)) // wrapped text knows its height once it has a width
			label.Move(fyne.NewPos(l.u(pad), y))
			y += label.MinSize().Height + l.u(gap)
		}
		side := l.u(21)
		t.stands.Resize(fyne.NewSize(inner-side, t.stands.MinSize().Height))
		t.stands.Resize(fyne.NewSize(inner-side, t.stands.MinSize().Height))
		y = size.Height - l.u(pad) - max(t.stands.MinSize().Height, l.lineHeight(SizeSmall)) // on one line in every tile of a row
		t.stands.Move(fyne.NewPos(l.u(pad)+side, y))
		t.mark.Resize(t.mark.MinSize())
		t.mark.Move(fyne.NewPos(l.u(pad), y))
	}
	return r
}

// Tiles puts tiles side by side, all of one size: in one row if there is room, otherwise in several of as many.
func Tiles(least float32, tiles ...fyne.CanvasObject) *fyne.Container {
	return box(&tilesLayout{least: least}, tiles...)
}

// tilesLayout remembers the width that it was given: the height depends on it.
type tilesLayout struct {
	least, width float32
}

const tilesGap = 12

// columns returns how many fit beside each other, so that no row has fewer than it could, and how wide each is.
func (t *tilesLayout) columns(n int) (columns int, width float32) {
	l := lookOf(fyne.CurrentApp().Settings().Theme())
	columns = min(n, max(1, int((t.width+l.u(tilesGap))/(l.u(t.least)+l.u(tilesGap)))))
	rows := (n + columns - 1) / max(columns, 1)
	columns = (n + rows - 1) / max(rows, 1)
	return columns, (t.width - l.u(tilesGap)*float32(columns-1)) / float32(columns)
}

func (t *tilesLayout) tallest(objects []fyne.CanvasObject, width float32) (height float32) {
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.Size().Height))
		height = max(height, o.MinSize().Height)
	}
	return height
}

func (t *tilesLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	l := lookOf(fyne.CurrentApp().Settings().Theme())
	if len(objects) == 0 || t.width <= 0 {
		return fyne.NewSize(l.u(t.least), 0)
	}
	columns, width := t.columns(len(objects))
	rows := float32((len(objects) + columns - 1) / columns)
	return fyne.NewSize(l.u(t.least), rows*t.tallest(objects, width)+(rows-1)*l.u(tilesGap))
}

func (t *tilesLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if len(objects) == 0 {
		return
	}
	t.width = size.Width
	l := lookOf(fyne.CurrentApp().Settings().Theme())
	columns, width := t.columns(len(objects))
	height := t.tallest(objects, width)
	for i, o := range objects {
		o.Resize(fyne.NewSize(width, height))
		o.Move(fyne.NewPos(float32(i%columns)*(width+l.u(tilesGap)), float32(i/columns)*(height+l.u(tilesGap))))
	}
}
