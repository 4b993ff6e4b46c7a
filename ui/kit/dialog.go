package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"vigie.example/assets/icons"
)

// Question is what a Dialog asks.
type Question struct {
	Title string
	// Text explains, in as many lines as it needs; may be "".
	Text string
	// Content stands below the text: fields, choices. May be nil.
	Content fyne.CanvasObject
	// Icon stands before the title in the tone's colour; icons.None leaves it out.
	Icon icons.Name
	Tone Tone
	// Confirm does it, Cancel does not; Cancel "" leaves one button. Kind is Confirm's: Primary, or Danger for what cannot be undone.
	Confirm, Cancel string
	Kind            Kind
	// OnConfirm says whether the dialog may close. May be nil.
	OnConfirm func() bool
	// OnCancel is called on Cancel and on Escape. May be nil.
	OnCancel func()
	// Focus has the keyboard first; without it the safe choice has: Cancel, or the only button.
	Focus fyne.Focusable
	// Width at 100 %; 0 is 480.
	Width float32
}

// Dialog is a question over the window. Nothing behind it can be reached: Tab stays inside, Escape cancels.
type Dialog struct {
	// OnKey gets the keys that nothing in the dialog uses, except Escape and Enter. Without it the window gets the function
	// keys: which of them work over a question is its own to decide (see Covered).
	OnKey func(*fyne.KeyEvent)

	overlay  overlay
	question Question
	confirm  *Button
	cancel   *Button
	middle   *Scroll
}

// Ask shows a question over a window.
func Ask(win fyne.Canvas, q Question) *Dialog {
	d := &Dialog{question: q}
	if q.Width == 0 {
		q.Width = 480
	}
	d.confirm = NewButton(q.Kind, icons.None, q.Confirm, d.Confirm)
	d.cancel = NewButton(Secondary, icons.None, q.Cancel, d.Cancel)
	first := q.Focus
	if first == nil {
		first = d.confirm
		if q.Cancel != "" {
			first = d.cancel
		}
	}
	d.overlay.attach(win, newLayer(d.body(q), true, q.Width), first, d.typed)
	return d
}

func (d *Dialog) body(q Question) fyne.CanvasObject {
	title := NewLabel(q.Title, LabelStyle{Size: SizeLarge, Bold: true, Wrap: true})
	var head fyne.CanvasObject = title
	if q.Icon != icons.None {
		head = container.NewBorder(nil, nil, NewIcon(q.Icon, q.Tone.color(), 24), nil, Inset(6, 0, title))
	}
	var parts []fyne.CanvasObject
	if q.Text != "" {
		parts = append(parts, NewLabel(q.Text, Paragraph))
	}
	if q.Content != nil {
		parts = append(parts, q.Content)
	}
	buttons := []fyne.CanvasObject{layout.NewSpacer()}
	if q.Cancel != "" {
		buttons = append(buttons, d.cancel)
	}
	foot := Row(8, append(buttons, d.confirm)...)
	d.middle = NewScroll(Column(12, parts...))
	return Inset(24, 20, box(dialogLayout{}, head, d.middle, foot))
}

// dialogLayout keeps the title and the buttons in view; what is between scrolls where it has no room.
type dialogLayout struct{}

const dialogGap = 12

func (dialogLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	head, middle, foot := objects[0].MinSize(), objects[1].(*Scroll).natural(), objects[2].MinSize()
	gaps := 2 * lookOf(fyne.CurrentApp().Settings().Theme()).u(dialogGap)
	return fyne.NewSize(max(head.Width, middle.Width, foot.Width), head.Height+middle.Height+foot.Height+gaps)
}

func (dialogLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := lookOf(fyne.CurrentApp().Settings().Theme()).u(dialogGap)
	head, foot := objects[0].MinSize().Height, objects[2].MinSize().Height
	for i, at := range []struct{ y, height float32 }{
		{0, head}, {head + gap, max(size.Height-head-foot-2*gap, 0)}, {size.Height - foot, foot},
	} {
		objects[i].Move(fyne.NewPos(0, at.y))
		objects[i].Resize(fyne.NewSize(size.Width, at.height))
	}
}

func (d *Dialog) typed(ev *fyne.KeyEvent) {
	switch {
	case ev.Name == fyne.KeyEscape:
		d.Cancel()
	case ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter:
		d.Confirm() // from a choice: fields and buttons have their own use for it
	case d.scrolled(ev.Name):
	case d.OnKey != nil:
		d.OnKey(ev)
	case functionKey(ev.Name):
		d.overlay.below(ev)
	}
}

// scrolled scrolls by keys that nothing in the dialog uses.
func (d *Dialog) scrolled(key fyne.KeyName) bool {
	page := d.middle.Size().Height * 0.9
	switch key {
	case fyne.KeyUp:
		d.middle.by(-page / 6)
	case fyne.KeyDown:
		d.middle.by(page / 6)
	case fyne.KeyPageUp:
		d.middle.by(-page)
	case fyne.KeyPageDown:
		d.middle.by(page)
	default:
		return false
	}
	return true
}

// Confirm does what the confirming button does.
func (d *Dialog) Confirm() {
	if d.confirm.Disabled() || d.question.OnConfirm != nil && !d.question.OnConfirm() {
		return
	}
	d.Close()
}

// Cancel does what the cancelling button does.
func (d *Dialog) Cancel() {
	d.Close()
	if d.question.OnCancel != nil {
		d.question.OnCancel()
	}
}

// Close takes the dialog away without an answer, and gives the keyboard back.
func (d *Dialog) Close() { d.overlay.detach() }

// Resize fits the dialog to content that has changed.
func (d *Dialog) Resize() {
	size := d.overlay.layer.Size()
	d.overlay.layer.Resize(fyne.NewSize(size.Width, size.Height-1)) // the same size again would change nothing
	d.overlay.layer.Resize(size)
}

// Open says whether the dialog is on screen.
func (d *Dialog) Open() bool { return d.overlay.attached }

// ConfirmButton is the confirming button: to disable until the question is answered, or to show as busy.
func (d *Dialog) ConfirmButton() *Button { return d.confirm }

// Covered says whether something lies over the window: its shortcuts should then do nothing.
func Covered(win fyne.Canvas) bool { return win.Overlays().Top() != nil }
