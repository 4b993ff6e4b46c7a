package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Widths of the columns at 100 %. They grow with half of the text scale: at 200 % a line of text needs more room, and a screen
// has none.
const (
	leftMin, leftMax   = 260, 320
	rightMin, rightMax = 320, 420
	middleMin          = 480
	wideMin            = 560 // of a right column that is worked in
)

// Columns is the main window's body: a list at the left, the work in the middle, what the work needs at the right. The outer ones
// fold; the middle is never narrower than its minimum while one of them is open. Where both do not fit, the one that was opened
// last stays.
//
// A wide right column takes more than the middle does, and what is left where there is no room for anything beside it: then the middle
// is hidden until the column folds or is no longer wide.
type Columns struct {
	widget.BaseWidget

	// OnFold is called when an outer column appears or goes, by hand or for lack of room, and when the middle does. May be nil.
	OnFold func(left, right bool)

	left, middle, right fyne.CanvasObject
	wantLeft, wantRight bool
	lastRight           bool // the right one was opened last
	wide                bool // the right one is worked in
	shownL, shownR      bool
	alone               bool // the right one has everything
}

// NewColumns makes the three columns with the outer ones open.
func NewColumns(left, middle, right fyne.CanvasObject) *Columns {
	c := &Columns{left: left, middle: middle, right: right, wantLeft: true, wantRight: true, shownL: true, shownR: true}
	c.ExtendBaseWidget(c)
	return c
}

// SetLeft opens or folds the left column.
func (c *Columns) SetLeft(open bool) {
	c.wantLeft = open
	if open {
		c.lastRight = false
	}
	c.Refresh()
}

// SetRight opens or folds the right column.
func (c *Columns) SetRight(open bool) {
	c.wantRight = open
	if open {
		c.lastRight = true
	}
	c.Refresh()
}

// SetWide says whether the right column is worked in.
func (c *Columns) SetWide(on bool) {
	if c.wide != on {
		c.wide = on
		c.Refresh()
	}
}

// Shown says which outer columns are in view.
func (c *Columns) Shown() (left, right bool) { return c.shownL, c.shownR }

// MiddleShown says whether the middle is in view: it is, unless a wide right column leaves no room.
func (c *Columns) MiddleShown() bool { return !c.alone }

// widths decides what is shown at a width, and how wide the outer columns are.
func (c *Columns) widths(l look, width float32) (left, right float32) {
	grow := (1 + l.u(1)) / 2
	lo := func(v float32) float32 { return v * grow }
	c.shownL, c.shownR, c.alone = c.wantLeft, c.wantRight, false
	if c.wide && c.shownR {
		if c.lastRight || !c.shownL || lo(leftMin+middleMin+wideMin) <= width {
			return c.wideWidths(lo, width)
		}
		c.shownR = false
	}
	if c.shownL && c.shownR && lo(leftMin+middleMin+rightMin) > width {
		c.shownL, c.shownR = !c.lastRight, c.lastRight
	}
	if c.shownL {
		left = min(max(width*0.21, lo(leftMin)), lo(leftMax))
	}
	if c.shownR {
		right = min(max(width*0.27, lo(rightMin)), lo(rightMax))
	}
	if short := left + right + lo(middleMin) - width; short > 0 { // give way as far as the minima allow
		if c.shownL {
			give := min(short, left-lo(leftMin))
			left, short = left-give, short-give
		}
		if c.shownR {
			right -= min(short, right-lo(rightMin))
		}
	}
	return left, right
}

// wideWidths is widths for a right column that is worked in.
func (c *Columns) wideWidths(lo func(float32) float32, width float32) (left, right float32) {
	c.shownL = c.shownL && lo(leftMin+middleMin+wideMin) <= width
	if c.shownL {
		left = lo(leftMin)
	}
	if lo(middleMin+wideMin) > width-left {
		c.alone = true
		return left, width - left
	}
	return left, min(max((width-left)*0.55, lo(wideMin)), width-left-lo(middleMin))
}

// CreateRenderer is Fyne's.
func (c *Columns) CreateRenderer() fyne.WidgetRenderer {
	rules := [2]*canvas.Rectangle{canvas.NewRectangle(nil), canvas.NewRectangle(nil)}
	r := &simpleRenderer{objects: []fyne.CanvasObject{c.left, c.middle, c.right, rules[0], rules[1]}}
	r.min = func() fyne.Size {
		l := lookOf(c.Theme())
		height := max(c.left.MinSize().Height, c.middle.MinSize().Height, c.right.MinSize().Height)
		return fyne.NewSize((leftMin+middleMin)*(1+l.u(1))/2, height)
	}
	r.layout = func(size fyne.Size) {
		wasL, wasR, was := c.shownL, c.shownR, c.alone
		left, right := c.widths(lookOf(c.Theme()), size.Width)
		Show(c.left, c.shownL)
		Show(c.right, c.shownR)
		Show(c.middle, !c.alone)
		Show(rules[0], c.shownL)
		Show(rules[1], c.shownR && !c.alone)
		place(c.left, 0, left, size.Height)
		place(c.middle, left, size.Width-left-right, size.Height)
		place(c.right, size.Width-right, right, size.Height)
		place(rules[0], left-1, 1, size.Height)
		place(rules[1], size.Width-right, 1, size.Height)
		if c.OnFold != nil && (wasL != c.shownL || wasR != c.shownR || was != c.alone) {
			c.OnFold(c.shownL, c.shownR)
		}
	}
	r.refresh = func() {
		l := lookOf(c.Theme())
		for _, rule := range rules {
			rule.FillColor = l.color(ColorDivider)
		}
		if c.Size().Width > 0 {
			r.layout(c.Size())
		}
	}
	return r
}

func place(o fyne.CanvasObject, x, width, height float32) {
	o.Move(fyne.NewPos(x, 0))
	o.Resize(fyne.NewSize(max(width, 0), height))
}
