package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// PassageMark is something about a part of a Passage, given in bytes of its text. Struck draws a line through the words; otherwise
// they are underlined in the tone.
type PassageMark struct {
	Begin, End int
	Tone       Tone
	Struck     bool
}

// Passage is a text of which a part is chosen, word by word: to black it out, or to take it over somewhere else. Left and Right move
// by a word, Up and Down by a line, with Shift they extend what is chosen, Control+A chooses all, Enter and Space do with it what
// OnPick does. The pointer chooses by tapping a word and by drawing over several.
//
// What is chosen begins and ends with a word, letters and digits; with every word, it is the whole text. Offsets are those of the text as it was given; what is shown goes
// through plaintext.Clean, piece by piece. It keeps the text until SetText.
type Passage struct {
	widget.BaseWidget

	// OnSelect is called when another part is chosen. May be nil.
	OnSelect func()
	// OnPick is called for the part that is chosen, on Enter and Space. May be nil.
	OnPick func(begin, end int)

	text    string
	marks   []PassageMark
	words   []int // indices into pieces of those that can be chosen
	pieces  []piece
	lines   []passageLine
	width   float32
	scale   float32 // size of the text that the lines were made for
	from    int     // index into words; -1: nothing is chosen
	at      int
	shift   bool
	drag    bool
	focused bool
	row     fyne.ThemeSizeName
}

var (
	_ fyne.Focusable    = (*Passage)(nil)
	_ fyne.Tappable     = (*Passage)(nil)
	_ fyne.Draggable    = (*Passage)(nil)
	_ fyne.Shortcutable = (*Passage)(nil)
	_ desktop.Keyable   = (*Passage)(nil)
	_ fyne.Accessible   = (*Passage)(nil)
)

// NewPassage makes a passage with nothing chosen.
func NewPassage(text string) *Passage {
	p := &Passage{from: -1, at: -1, row: SizeBody}
	p.ExtendBaseWidget(p)
	p.SetText(text)
	return p
}

// SetText shows another text, with nothing chosen and no marks; the same text changes nothing.
func (p *Passage) SetText(text string) {
	if text == p.text {
		return
	}
	p.text, p.marks, p.from, p.at = text, nil, -1, -1
	p.pieces = piecesOf(text)
	p.words = p.words[:0]
	for i, piece := range p.pieces {
		if piece.word {
			p.words = append(p.words, i)
		}
	}
	p.lines = nil
	p.Refresh()
}

// Text returns the text.
func (p *Passage) Text() string { return p.text }

// SetMarks shows what there is to say about parts of the text.
func (p *Passage) SetMarks(marks []PassageMark) {
	p.marks = marks
	p.Refresh()
}

// Selected returns the part that is chosen; false while none is.
func (p *Passage) Selected() (begin, end int, ok bool) {
	if p.at < 0 || p.from < 0 {
		return 0, 0, false
	}
	first, last := min(p.from, p.at), max(p.from, p.at)
	if first == 0 && last == len(p.words)-1 {
		return 0, len(p.text), true // every word: the whole text, with what stands at its edges
	}
	return p.pieces[p.words[first]].begin, p.pieces[p.words[last]].end, true
}

// SelectAll chooses the whole text.
func (p *Passage) SelectAll() { p.choose(0, len(p.words)-1) }

// SelectNone takes the choice away.
func (p *Passage) SelectNone() { p.choose(-1, -1) }

func (p *Passage) choose(from, at int) {
	if len(p.words) == 0 || from < 0 || at < 0 {
		from, at = -1, -1
	} else {
		from, at = min(from, len(p.words)-1), min(at, len(p.words)-1)
	}
	if from == p.from && at == p.at {
		return
	}
	p.from, p.at = from, at
	p.Refresh()
	if p.OnSelect != nil {
		p.OnSelect()
	}
}

// moveTo goes to a word, and takes those on the way with it while Shift is held.
func (p *Passage) moveTo(i int) {
	i = min(max(i, 0), len(p.words)-1)
	if p.shift && p.from >= 0 {
		p.choose(p.from, i)
		return
	}
	p.choose(i, i)
}

// FocusGained shows the ring.
func (p *Passage) FocusGained() { p.focused = true; reveal(p); p.Refresh() }

// FocusLost takes it away.
func (p *Passage) FocusLost() { p.focused, p.shift = false, false; p.Refresh() }

// KeyDown notes that Shift is held.
func (p *Passage) KeyDown(ev *fyne.KeyEvent) { p.holdShift(ev, true) }

// KeyUp notes that it is not.
func (p *Passage) KeyUp(ev *fyne.KeyEvent) { p.holdShift(ev, false) }

func (p *Passage) holdShift(ev *fyne.KeyEvent, on bool) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		p.shift = on
	}
}

// TypedRune does nothing: the text is read.
func (p *Passage) TypedRune(rune) {}

// TypedKey chooses words.
func (p *Passage) TypedKey(ev *fyne.KeyEvent) {
	used()
	switch ev.Name {
	case fyne.KeyRight:
		p.moveTo(p.at + 1)
	case fyne.KeyLeft:
		p.moveTo(max(p.at, 1) - 1)
	case fyne.KeyDown:
		p.moveByLine(1)
	case fyne.KeyUp:
		p.moveByLine(-1)
	case fyne.KeyHome:
		p.moveTo(0)
	case fyne.KeyEnd:
		p.moveTo(len(p.words) - 1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.pick()
	default:
		bubbleKey(p, ev)
	}
}

func (p *Passage) pick() {
	if begin, end, ok := p.Selected(); ok && p.OnPick != nil {
		p.OnPick(begin, end)
	}
}

// TypedShortcut chooses all; other shortcuts are the window's.
func (p *Passage) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutSelectAll); ok {
		p.SelectAll()
		return
	}
	bubbleShortcut(p, s)
}

// Tapped chooses the word under the pointer, or as far as it while Shift is held.
func (p *Passage) Tapped(ev *fyne.PointEvent) {
	used()
	Focus(p)
	if i := p.wordAt(ev.Position); i >= 0 {
		p.moveTo(i)
	}
}

// Dragged chooses what is drawn over.
func (p *Passage) Dragged(ev *fyne.DragEvent) {
	if !p.drag {
		p.drag = true
		Focus(p)
		if i := p.wordAt(ev.Position.Subtract(ev.Dragged)); i >= 0 {
			p.choose(i, i)
		}
	}
	if i := p.wordAt(ev.Position); i >= 0 && p.from >= 0 {
		p.choose(p.from, i)
	}
}

// DragEnd ends that.
func (p *Passage) DragEnd() { p.drag = false }

// Cursor is that of text.
func (p *Passage) Cursor() desktop.Cursor { return desktop.TextCursor }

// AccessibilityLabel is what is chosen, or the text.
func (p *Passage) AccessibilityLabel() string {
	if begin, end, ok := p.Selected(); ok {
		return p.text[begin:end]
	}
	return p.text
}

// AccessibilityRole is text.
func (p *Passage) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }
