package kit

import (
	"strings"

	"vigie.example/ui/kit/plaintext"
)

// cell is what is known about drawing one item at the thread's present width.
type cell struct {
	exact    bool // measured; until then height is an estimate
	showDay  bool // the date stands above
	above    float32
	showWho  bool // the author stands above
	showMeta bool // time and state stand below
	lines    []line
	warning  []line
	bubble   float32 // width of the ground
	height   float32 // of the whole row
}

// metrics are the thread's distances at one scale and width.
type metrics struct {
	l                     look
	width                 float32 // of the column
	margin, padX, padY    float32
	line, small, maxText  float32
	gapSame, gapOther, gp float32
	charWidth             float32
}

// maxChars is how long a line of a message gets: beyond some 70 characters the eye loses the next line.
const maxChars = 70

func measureThread(l look, width float32, charWidth float32) metrics {
	m := metrics{
		l: l, width: width, margin: l.u(20), padX: l.u(12), padY: l.u(8),
		line: l.lineHeight(SizeBody), small: l.lineHeight(SizeSmall),
		gapSame: l.u(6), gapOther: l.u(14), gp: l.u(4), charWidth: charWidth,
	}
	room := width - 2*m.margin - 2*m.padX
	m.maxText = max(min(room-min(l.u(64), room/6), maxChars*charWidth), l.u(60))
	return m
}

// textWidth is how wide lines of a side may be.
func (m metrics) textWidth(s Side) float32 {
	if s == System || s == Note {
		return max(m.width-2*m.margin-2*m.padX, m.l.u(60))
	}
	return m.maxText
}

// frame fills in what follows from the neighbours: date, distance, whether the time shows.
func (m metrics) frame(c *cell, prev *Item, it Item, next *Item) {
	c.showDay = it.Day != "" && (prev == nil || prev.Day != it.Day)
	switch {
	case c.showDay:
		c.above = m.small + 2*m.l.u(14)
	case prev != nil && prev.Side == it.Side && prev.Author == it.Author:
		c.above = m.gapSame
	default:
		c.above = m.gapOther
	}
	c.showWho = it.Author != "" && (prev == nil || prev.Author != it.Author || prev.Side != it.Side || c.showDay)
	if c.showWho {
		c.above += m.small + m.l.u(2)
	}
	switch {
	case it.Side == System:
		c.showMeta = false
	case it.Side == Declarant && it.Action == "" && next != nil && next.Side == Declarant:
		c.showMeta = it.Time != "" && (next.Time != it.Time || next.Day != it.Day)
	default:
		c.showMeta = it.Time != "" || it.StateText != "" || it.Action != ""
	}
}

// below is the height of what stands under the ground, the distance to it included.
func (m metrics) below(c cell) float32 {
	var h float32
	if n := len(c.warning); n > 0 {
		h += m.gp + float32(n)*m.small
	}
	if c.showMeta {
		h += m.l.u(3) + m.small
	}
	return h
}

// text is the height of the ground with n lines on it.
func (m metrics) text(s Side, n int) float32 {
	if s == System {
		return float32(n) * m.small
	}
	return float32(n)*m.line + 2*m.padY
}

// estimate guesses a height without measuring: enough for the scroll bar until the item comes into view.
func (m metrics) estimate(c cell, it Item) float32 {
	perLine := max(m.textWidth(it.Side)/m.charWidth, 8)
	n := 1 + int(float32(len(it.Text))/perLine) + strings.Count(it.Text, "\n")
	if it.Warning != "" && !it.broken() {
		c.warning = make([]line, 1)
	}
	return c.above + m.text(it.Side, n) + m.below(c)
}

// measure wraps the item and fixes its height.
func (m metrics) measure(c *cell, it Item, body, small *wrapper) {
	wide := m.textWidth(it.Side)
	if it.Side == System {
		c.lines = small.wrap(systemText(it), wide)
	} else {
		c.lines = body.wrap(plaintext.Clean(it.Text), wide)
	}
	c.warning = nil
	if it.Warning != "" && !it.broken() {
		c.warning = small.wrap(it.Warning, wide-m.l.u(20))
	}
	c.bubble = 0
	for _, ln := range c.lines {
		c.bubble = max(c.bubble, ln.width)
	}
	c.bubble += 2 * m.padX
	if it.Side == Note {
		c.bubble = m.width - 2*m.margin
	}
	c.height = c.above + m.text(it.Side, len(c.lines)) + m.below(*c)
	c.exact = true
}

func systemText(it Item) string {
	text := plaintext.Clean(it.Text)
	if it.broken() {
		text = it.Warning
	}
	if it.Time == "" {
		return text
	}
	return it.Time + "  " + text
}
