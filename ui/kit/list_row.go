package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/ui/kit/plaintext"
)

// maxTitle bounds a pseudonym before it is measured.
const maxTitle = 80

// rowMarks are what a row shows beyond its words.
type rowMarks struct{ open, hovered, ring bool }

// listRow is one drawn entry of a ConversationList. Rows are pooled.
type listRow struct {
	box    *fyne.Container
	ground *canvas.Rectangle
	bar    *canvas.Rectangle // urgent, or open
	badge  *canvas.Rectangle
	ring   *focusRing
	icon   *glyph
	clock  *glyph
	texts  []*canvas.Text
	used   int
	bound  bool
	key    listKey
}

// listKey is everything that a row's drawing depends on.
type listKey struct {
	row          ConversationRow
	key          string
	title, count string
	empty, first bool
	width        float32
	marks        rowMarks
	theme        fyne.Theme
}

func newListRow() *listRow {
	return &listRow{
		box: container.NewWithoutLayout(), ground: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil),
		badge: canvas.NewRectangle(nil), ring: newFocusRing(), icon: newGlyph(), clock: newGlyph(),
	}
}

func (r *listRow) bind(l look, width float32, e listEntry, marks rowMarks) {
	key := listKey{key: e.key, empty: e.empty, first: e.first, width: width, marks: marks, theme: l.th}
	if e.row != nil {
		key.row = *e.row
	} else {
		key.title, key.count = e.section.Title, e.section.Count
		if e.empty {
			key.title = e.section.Empty
		}
	}
	if r.bound && r.key == key {
		return
	}
	r.key, r.bound, r.used = key, true, 0
	r.box.Objects = r.box.Objects[:0]
	size := fyne.NewSize(width, e.height(l))
	r.box.Resize(size)
	switch {
	case e.row != nil:
		r.drawRow(l, size)
	case e.empty:
		r.text(l, fit(l, key.title, SizeSmall, fyne.TextStyle{}, width-l.u(32)), SizeSmall, ColorMuted, fyne.TextStyle{}, l.u(16), l.u(4))
	default:
		r.drawHead(l)
	}
	r.box.Refresh()
}

func (r *listRow) drawHead(l look) {
	y := l.u(36) - l.lineHeight(SizeSmall) - l.u(5)
	w := r.text(l, r.key.title, SizeSmall, ColorMuted, boldStyle, l.u(16), y).Width
	if r.key.count != "" {
		r.text(l, r.key.count, SizeSmall, ColorText, boldStyle, l.u(16)+w+l.u(8), y)
	}
}

func (r *listRow) drawRow(l look, size fyne.Size) {
	row := r.key.row
	r.drawGround(l, size)
	left, right := l.u(16), size.Width-l.u(14)
	line1, line2 := l.u(8), l.u(8)+l.lineHeight(SizeBody)

	limit := right
	if row.Time != "" {
		limit = r.textRight(l, row.Time, SizeBody, toneOr(row.TimeTone, ColorMuted), fyne.TextStyle{}, right, line1) - l.u(8)
	}
	title := plaintext.Line(row.Title, maxTitle)
	title = plaintext.Visual(title, plaintext.RightToLeft(title))
	r.text(l, fit(l, title, SizeBody, boldStyle, limit-left), SizeBody, ColorText, boldStyle, left, line1)

	limit = right
	if row.Unread != "" {
		limit = r.drawBadge(l, row.Unread, limit, line2) - l.u(8)
	}
	if row.Life != "" {
		limit = r.drawLife(l, limit, line2) - l.u(8)
	}
	r.drawDetail(l, left, limit, line2)
	if r.key.marks.ring {
		r.ring.set(l, true)
		r.ring.Resize(size.SubtractWidthHeight(l.u(8)+2, 2))
		r.ring.Move(fyne.NewPos(l.u(4)+1, 1))
		r.box.Objects = append(r.box.Objects, r.ring.Rectangle)
	}
}

// drawGround draws the ground of an open or hovered row, and the bar at its edge: red for urgent, accent for open.
func (r *listRow) drawGround(l look, size fyne.Size) {
	marks := r.key.marks
	if marks.open || marks.hovered {
		r.ground.FillColor = l.color(ColorHover)
		if marks.open {
			r.ground.FillColor = l.color(ColorSelected)
		}
		r.ground.CornerRadius = l.u(6)
		r.ground.Resize(size.SubtractWidthHeight(l.u(8), 0))
		r.ground.Move(fyne.NewPos(l.u(4), 0))
		r.box.Objects = append(r.box.Objects, r.ground)
	}
	if r.key.row.Urgent == "" && !marks.open {
		return
	}
	r.bar.FillColor = l.color(ColorAccent)
	if r.key.row.Urgent != "" {
		r.bar.FillColor = l.color(ColorUrgent)
	}
	r.bar.CornerRadius = l.u(2)
	r.bar.Resize(fyne.NewSize(l.u(4), size.Height-l.u(12)))
	r.bar.Move(fyne.NewPos(l.u(6), l.u(6)))
	r.box.Objects = append(r.box.Objects, r.bar)
}

// drawDetail draws the second line: the urgent word, reference and detail.
func (r *listRow) drawDetail(l look, x, limit, y float32) {
	row := r.key.row
	icon, colour := row.Icon, toneOr(row.DetailTone, ColorMuted)
	if row.Urgent != "" {
		icon, colour = icons.Urgent, ColorUrgent
	}
	side := l.u(15)
	r.icon.set(l, icon, colour, side)
	if icon != icons.None {
		r.icon.Move(fyne.NewPos(x, y+(l.lineHeight(SizeSmall)-side)/2))
		r.box.Objects = append(r.box.Objects, r.icon.Image)
		x += side + l.u(4)
	}
	if row.Urgent != "" {
		x += r.text(l, row.Urgent, SizeSmall, ColorUrgent, boldStyle, x, y).Width + l.u(8)
	}
	words := row.Reference
	if row.Detail != "" && words != "" {
		words += "  ·  "
	}
	r.text(l, fit(l, words+row.Detail, SizeSmall, fyne.TextStyle{}, limit-x), SizeSmall, toneOr(row.DetailTone, ColorMuted), fyne.TextStyle{}, x, y)
}

// drawLife draws what remains, with a clock once it is little, and returns its left edge.
func (r *listRow) drawLife(l look, right, y float32) float32 {
	row := r.key.row
	left := r.textRight(l, row.Life, SizeSmall, toneOr(row.LifeTone, ColorMuted), fyne.TextStyle{}, right, y)
	if row.LifeTone == Neutral {
		return left
	}
	side := l.u(15)
	left -= side + l.u(4)
	r.clock.set(l, icons.Clock, row.LifeTone.color(), side)
	r.clock.Move(fyne.NewPos(left, y+(l.lineHeight(SizeSmall)-side)/2))
	r.box.Objects = append(r.box.Objects, r.clock.Image)
	return left
}

// drawBadge draws the unread badge and returns its left edge.
func (r *listRow) drawBadge(l look, words string, right, y float32) float32 {
	text := fyne.MeasureText(words, l.size(SizeSmall), boldStyle)
	size := fyne.NewSize(max(text.Width+l.u(12), text.Height+l.u(2)), text.Height+l.u(2))
	pos := fyne.NewPos(right-size.Width, y-l.u(1))
	r.badge.FillColor, r.badge.CornerRadius = l.color(ColorAccent), size.Height/2
	r.badge.Resize(size)
	r.badge.Move(pos)
	r.box.Objects = append(r.box.Objects, r.badge)
	r.text(l, words, SizeSmall, ColorTextOnAccent, boldStyle, pos.X+(size.Width-text.Width)/2, pos.Y+l.u(1))
	return pos.X
}

func toneOr(t Tone, otherwise fyne.ThemeColorName) fyne.ThemeColorName {
	if t == Neutral {
		return otherwise
	}
	return t.color()
}

// text adds words to the row.
func (r *listRow) text(l look, s string, size fyne.ThemeSizeName, c fyne.ThemeColorName, style fyne.TextStyle, x, y float32) fyne.Size {
	if r.used == len(r.texts) {
		r.texts = append(r.texts, canvas.NewText("", nil))
	}
	t := r.texts[r.used]
	r.used++
	sz := l.set(t, s, size, c, style)
	t.Move(fyne.NewPos(x, y))
	r.box.Objects = append(r.box.Objects, t)
	return sz
}

// textRight adds words that end at x, and returns where they begin.
func (r *listRow) textRight(l look, s string, size fyne.ThemeSizeName, c fyne.ThemeColorName, style fyne.TextStyle, x, y float32) float32 {
	w := r.text(l, s, size, c, style, 0, y).Width
	r.texts[r.used-1].Move(fyne.NewPos(x-w, y))
	return x - w
}

// fit cuts s with an ellipsis until it is no wider than width.
func fit(l look, s string, size fyne.ThemeSizeName, style fyne.TextStyle, width float32) string {
	measure := func(s string) float32 { return fyne.MeasureText(s, l.size(size), style).Width }
	if measure(s) <= width {
		return s
	}
	runes := []rune(s)
	lo, hi := 0, len(runes)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if measure(string(runes[:mid])+"…") <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return string(runes[:lo]) + "…"
}
