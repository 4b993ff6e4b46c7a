package kit

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie.example/assets/icons"
)

// ComposerWords are the words that a Composer says.
type ComposerWords struct {
	Placeholder string
	Send        string
	// Key is how the Enter key is called on the send button. May be "".
	Key string
	// Left is shown when the end of what fits comes near; left is negative when it is passed.
	Left func(left int) string
}

// Composer is where the operator writes: three to eight lines, Enter sends, Shift+Enter breaks the line. Its draft is the
// caller's to keep (C22): SetDraft and Draft when the conversation changes.
//
// A composer can be blocked with a reason in words; whether one may go on writing meanwhile is said with it.
type Composer struct {
	widget.BaseWidget

	// OnSend gets the text without blank space around it and says whether it was taken; only then the field empties. Never
	// called with nothing, too much, or while blocked.
	OnSend func(text string) bool
	// OnCopied is called with what was copied or cut from the field to the clipboard. May be nil.
	OnCopied func(text string)
	// OnChanged is called with each new draft. May be nil.
	OnChanged func(draft string)

	words    ComposerWords
	limit    int // runes; 0 is none
	entry    *composerEntry
	send     *Button
	reason   string
	mayType  bool
	blocked  bool
	focused  bool
	rows     int
	measure  *wrapper
	notifies bool
}

const (
	composerMinRows = 3
	composerMaxRows = 8
)

// leastRows is what an empty field shows: three lines, and two where big letters leave no room for the thread.
func leastRows(l look) int {
	if l.u(1) > 1.5 {
		return composerMinRows - 1
	}
	return composerMinRows
}

// NewComposer makes a composer for texts of at most limit characters; 0 is no limit.
func NewComposer(words ComposerWords, limit int) *Composer {
	c := &Composer{words: words, limit: limit, entry: newComposerEntry(), rows: composerMinRows, notifies: true}
	c.entry.SetPlaceHolder(words.Placeholder)
	c.entry.SetMinRowsVisible(composerMinRows)
	c.entry.onEnter = c.trySend
	c.entry.onFocus = func(on bool) { c.focused = on; c.Refresh() }
	c.entry.OnChanged = c.changed
	c.entry.onCopied = func(text string) {
		if c.OnCopied != nil {
			c.OnCopied(text)
		}
	}
	c.send = NewButton(Primary, icons.Send, words.Send, c.trySend)
	c.send.SetKey(words.Key)
	c.ExtendBaseWidget(c)
	c.update()
	return c
}

// Draft returns what is in the field.
func (c *Composer) Draft() string { return c.entry.Text }

// SetDraft replaces what is in the field, and forgets what could be undone. OnChanged is not called.
func (c *Composer) SetDraft(text string) {
	c.notifies = false
	c.entry.SetText(text)
	c.notifies = true
	c.entry.CursorRow, c.entry.CursorColumn = cursorAtEnd(text)
	c.update()
}

func cursorAtEnd(text string) (row, column int) {
	i := strings.LastIndexByte(text, '\n')
	return strings.Count(text, "\n"), utf8.RuneCountInString(text[i+1:])
}

// Insert puts text where the cursor is, as a paste would.
func (c *Composer) Insert(text string) {
	if c.entry.Disabled() {
		return
	}
	c.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: insertion(text)})
}

// Block keeps texts from being sent, and says why. The draft stays; mayType lets it be changed meanwhile.
func (c *Composer) Block(reason string, mayType bool) {
	c.blocked, c.reason, c.mayType = true, reason, mayType
	if mayType {
		c.entry.Enable()
	} else {
		c.entry.Disable()
	}
	c.update()
}

// Unblock lets texts be sent again.
func (c *Composer) Unblock() {
	c.blocked, c.reason, c.mayType = false, "", false
	c.entry.Enable()
	c.update()
}

// Focus puts the keyboard in the field.
func (c *Composer) Focus() { Focus(c.entry) }

// Field is what has the keyboard while somebody writes.
func (c *Composer) Field() fyne.Focusable { return c.entry }

// Focused says whether somebody writes.
func (c *Composer) Focused() bool { return c.focused }

func (c *Composer) changed(text string) {
	if c.notifies && c.OnChanged != nil {
		c.OnChanged(text)
	}
	c.update()
}

func (c *Composer) left() int {
	return c.limit - utf8.RuneCountInString(strings.TrimSpace(c.entry.Text))
}

func (c *Composer) fits() bool { return c.limit == 0 || c.left() >= 0 }

func (c *Composer) sendable() bool {
	return !c.blocked && c.fits() && strings.TrimSpace(c.entry.Text) != ""
}

func (c *Composer) trySend() {
	if !c.sendable() || c.OnSend == nil {
		return
	}
	if c.OnSend(strings.TrimSpace(c.entry.Text)) {
		c.entry.SetText("") // and with it the undo history, which would keep what was sent
	}
	c.Focus()
}

// update follows the text: rows, count, whether it can be sent.
func (c *Composer) update() {
	if c.sendable() {
		c.send.Enable()
	} else {
		c.send.Disable()
	}
	if rows := c.neededRows(); rows != c.rows {
		c.rows = rows
		c.entry.SetMinRowsVisible(rows)
	}
	c.Refresh()
}

func (c *Composer) neededRows() int {
	l := lookOf(c.Theme())
	if c.measure == nil || c.measure.size != l.size(SizeBody) {
		c.measure = newWrapper(l.size(SizeBody), fyne.TextStyle{})
	}
	width := c.entry.Size().Width - 2*l.u(12)
	if width <= 0 {
		return leastRows(l)
	}
	rows := 0
	for _, p := range strings.SplitN(c.entry.Text, "\n", composerMaxRows+1) {
		rows += len(c.measure.wrap(p, width))
	}
	c.measure.forget()
	return min(max(rows, leastRows(l)), composerMaxRows)
}

// count is the line that says how much still fits; empty far from the limit.
func (c *Composer) count() string {
	if c.limit == 0 || c.words.Left == nil || c.left() > max(c.limit/10, 20) {
		return ""
	}
	return c.words.Left(c.left())
}
