// Package signin draws the way in: who is there, by which way, and how this workstation's key stands.
package signin

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/signin"
	"vigie.example/ui/kit"
	"vigie.example/ui/pump"
	"vigie.example/ui/words"
)

// View is the sign-in screen. It belongs to Fyne's goroutine.
type View struct {
	words     *words.Words
	intents   signin.Intents
	clipboard fyne.Clipboard
	state     signin.State

	actor      *kit.Entry
	passphrase *kit.Entry
	submit     *kit.Button
	problem    *kit.Banner
	ended      *kit.Banner
	way        *kit.Label
	key        *workstation
	content    fyne.CanvasObject
	tick       func() // ends the counting of seconds
}

// New makes the view. The clipboard takes the workstation's public key, and nothing else ever.
func New(intents signin.Intents, clipboard fyne.Clipboard, w *words.Words) *View {
	v := &View{words: w, intents: intents, clipboard: clipboard, tick: func() {}}
	v.actor = kit.NewEntry("")
	v.passphrase = kit.NewPasswordEntry("")
	v.actor.OnSubmitted = func(string) { v.focus(v.passphrase) }
	v.passphrase.OnSubmitted = func(string) { v.send() }
	v.actor.OnChanged = func(string) { v.enable() }
	v.passphrase.OnChanged = func(string) { v.enable() }
	v.submit = kit.NewButton(kit.Primary, icons.Key, w.T("signin.submit"), v.send)
	v.problem, v.ended = kit.NewBanner(), kit.NewBanner()
	v.way = kit.NewLabel("", kit.Strong)
	v.key = newWorkstation(v)
	form := kit.Column(14,
		kit.Row(12, kit.NewIcon(icons.Shield, kit.ColorAccent, 32), kit.NewLabel(w.T("signin.title"), kit.Title)),
		kit.NewLabel(w.T("signin.intro"), kit.MutedLines),
		v.ended,
		kit.NewField(w.T("signin.actor"), w.T("signin.actor.help"), v.actor),
		kit.NewField(w.T("signin.passphrase"), w.T("signin.way.passphrase.needs"), v.passphrase),
		v.problem,
		v.submit,
		kit.Divider(),
		v.key.content)
	v.content = kit.NewScroll(container.New(card{}, kit.Inset(0, 24, form)))
	v.Render(signin.State{})
	return v
}

// Content is what stands in the window.
func (v *View) Content() fyne.CanvasObject { return v.content }

// FocusName is where the keyboard is at first, FocusSecret where it goes then.
func (v *View) FocusName() fyne.Focusable { return v.actor }

// FocusSecret is the field of the passphrase.
func (v *View) FocusSecret() fyne.Focusable { return v.passphrase }

// Adopt takes over what another view showed, and what was typed there.
func (v *View) Adopt(before *View) {
	if before == nil {
		return
	}
	v.actor.SetText(before.actor.Text)
	v.passphrase.SetText(before.passphrase.Text)
	before.clear()
	v.Render(before.state)
}

// Close ends the counting of seconds.
func (v *View) Close() { v.tick() }

func (v *View) clear() {
	v.actor.SetText("")
	v.passphrase.SetText("")
}

func (v *View) focus(o fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.content); c != nil {
		c.Focus(o)
	}
}

// Render shows a state.
func (v *View) Render(s signin.State) {
	before := v.state.Phase
	v.state = s
	v.submit.SetBusy(s.Phase == signin.Working)
	if s.Phase == signin.Working {
		v.submit.SetText(v.words.T("signin.working"))
	} else {
		v.submit.SetText(v.words.T("signin.submit"))
	}
	v.problem.Set(kit.Urgent, v.sentence(s))
	v.ended.Set(kit.Info, v.words.Say(s.Ended))
	v.key.render(s.Workstation)
	if before == signin.Working && s.Phase == signin.Ready {
		v.passphrase.SetText("")
		v.focus(v.passphrase)
	}
	if s.Phase == signin.SignedIn {
		v.clear()
	}
	v.enable()
	v.count(s)
}

// count renders again in a second while an attempt has to wait.
func (v *View) count(s signin.State) {
	v.tick()
	v.tick = func() {}
	if wait := time.Until(s.RetryAt); wait > 0 {
		v.tick = pump.After(min(wait, time.Second), func() { v.Render(v.state) })
	}
}

// sentence says why the last attempt failed and what to do; it never tells whether a name exists (B9).
func (v *View) sentence(s signin.State) string {
	out := v.words.Say(s.Problem)
	if out != "" {
		out = words.Sentences(out, v.words.Say(s.Hint))
	}
	if wait := time.Until(s.RetryAt); wait > 0 {
		out = words.Sentences(out, v.words.T("signin.retry", words.Args{"left": words.Lasting(wait)}))
	}
	for _, way := range s.Ways {
		if out == "" && !way.Available {
			out = v.words.Say(way.Problem)
		}
	}
	return out
}

func (v *View) ready() bool {
	usable := false
	for _, way := range v.state.Ways {
		usable = usable || way.Available
	}
	return usable && v.state.Phase == signin.Ready && v.state.Reachable && !time.Now().Before(v.state.RetryAt) && v.actor.Text != "" && v.passphrase.Text != ""
}

func (v *View) enable() {
	if v.ready() {
		v.submit.Enable()
	} else {
		v.submit.Disable()
	}
}

func (v *View) send() {
	if v.ready() {
		v.intents.SignIn(v.actor.Text, v.passphrase.Text)
	}
}

// card puts the form in the middle, in a width that reads well at every size of text.
type card struct{}

func (card) width() float32 {
	return 115 * fyne.CurrentApp().Settings().Theme().Size(kit.SizeUnit)
}

func (c card) MinSize(objects []fyne.CanvasObject) fyne.Size {
	objects[0].Resize(fyne.NewSize(c.width(), objects[0].Size().Height)) // wrapped text needs to know its width first
	return fyne.NewSize(c.width(), objects[0].MinSize().Height)
}

func (c card) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(c.width(), size.Width)
	objects[0].Resize(fyne.NewSize(width, size.Height))
	height := objects[0].MinSize().Height
	objects[0].Resize(fyne.NewSize(width, height))
	objects[0].Move(fyne.NewPos((size.Width-width)/2, max(0, (size.Height-height)/2)))
}
