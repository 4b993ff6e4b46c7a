// Package signin draws the way in: who is there, the ways to prove it side by side, and how this workstation's key stands. A session
// that is locked is unlocked on the same screen.
package signin

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console"
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

	mark    *kit.IconMark
	title   *kit.Label
	row     *fyne.Container
	buttons *fyne.Container
	rule    fyne.CanvasObject
	intro   *kit.Label
	actor   *kit.Entry
	who     *kit.Field
	ways    *choice
	secrets secrets
	stage   *stage
	submit  *kit.Button
	leave   *kit.Button
	problem *kit.Banner
	ended   *kit.Banner
	key     *workstation
	content fyne.CanvasObject
	tick    func() // ends the counting of seconds
}

// New makes the view. The clipboard takes the workstation's public key, and nothing else ever.
func New(intents signin.Intents, clipboard fyne.Clipboard, w *words.Words) *View {
	v := &View{words: w, intents: intents, clipboard: clipboard, tick: func() {}}
	v.title, v.intro = kit.NewLabel("", kit.Title), kit.NewLabel("", kit.MutedLines)
	v.actor = kit.NewEntry("")
	v.actor.OnSubmitted = func(string) { v.focus(v.ways.first()) }
	v.actor.OnChanged = func(string) { v.enable() }
	v.who = kit.NewField(w.T("signin.actor"), w.T("signin.actor.help"), v.actor)
	v.ways = newChoice(v)
	v.secrets = newSecrets(v)
	v.stage = newStage(v)
	v.submit = kit.NewButton(kit.Primary, icons.Key, w.T("signin.submit"), v.send)
	v.leave = kit.NewButton(kit.Quiet, icons.Door, w.T("signin.leave"), intents.SignOut)
	v.problem, v.ended = kit.NewBanner(), kit.NewBanner()
	v.key = newWorkstation(v)
	v.mark = kit.NewIcon(icons.Shield, kit.ColorAccent, 32)
	v.row, v.rule, v.buttons = kit.Row(12, v.mark, v.title), kit.Divider(), kit.Row(12, v.submit, v.leave)
	form := kit.Column(14,
		v.row,
		v.intro,
		v.ended,
		v.who,
		v.ways.content,
		v.secrets.content,
		v.problem,
		v.stage.content,
		v.buttons,
		v.rule,
		v.key.content)
	v.content = kit.NewScroll(container.New(card{}, kit.Inset(16, 24, form)))
	v.Render(signin.State{})
	return v
}

// Content is what stands in the window.
func (v *View) Content() fyne.CanvasObject { return v.content }

// FocusName is where the keyboard is at first: on who is there, or in a locked session on the ways.
func (v *View) FocusName() fyne.Focusable {
	if v.locked() {
		return v.ways.first()
	}
	return v.actor
}

// FocusSecret is the field of what has to be typed for the way that was chosen; the ways before one was.
func (v *View) FocusSecret() fyne.Focusable {
	if entry := v.secrets.entry(v.ways.chosen); entry != nil {
		return entry
	}
	return v.ways.first()
}

// Adopt takes over what another view showed, and what was typed there.
func (v *View) Adopt(before *View) {
	if before == nil {
		return
	}
	v.Render(before.state)
	v.actor.SetText(before.actor.Text)
	v.ways.choose(before.ways.chosen)
	v.secrets.adopt(before.secrets)
	before.clear()
	v.Render(before.state)
}

// Close ends the counting of seconds.
func (v *View) Close() { v.tick() }

// reveal brings what has to be done now into sight.
func (v *View) reveal() { kit.Reveal(v.stage.content) }

func (v *View) clear() {
	v.actor.SetText("")
	v.secrets.clear()
	v.ways.choose("")
}

func (v *View) focus(o fyne.Focusable) {
	if o, ok := o.(interface {
		fyne.CanvasObject
		fyne.Focusable
	}); ok {
		kit.Focus(o)
	}
}

func (v *View) locked() bool { return !v.state.Locked.None() }

// Render shows a state.
func (v *View) Render(s signin.State) {
	before := v.state
	v.state = s
	v.head(s)
	v.ways.render(s)
	v.secrets.render(v.ways.chosen)
	v.stage.render(s)
	kit.Show(v.buttons, !v.stage.content.Visible())
	if before.Stage == signin.Idle && v.stage.content.Visible() {
		v.reveal()
	}
	v.submit.SetBusy(s.Phase == signin.Working)
	v.problem.Set(kit.Urgent, v.sentence(s))
	v.ended.Set(kit.Info, v.words.Say(s.Ended))
	v.key.render(s.Workstation)
	if before.Phase == signin.Working && s.Phase == signin.Ready {
		v.secrets.clear()
		v.focus(v.FocusSecret())
	}
	if s.Phase == signin.SignedIn || before.Locked.None() != s.Locked.None() {
		v.clear()
	}
	v.enable()
	v.count(s)
}

// head says whose session it is, or asks who is there.
func (v *View) head(s signin.State) {
	title, intro, submit, mark := "signin.title", v.words.T("signin.intro"), "signin.submit", icons.Shield
	if v.locked() {
		mark = icons.Lock
		title, submit = "signin.locked.title", "signin.unlock"
		held := v.words.T("signin.locked.nothing")
		if s.Holding > 0 {
			held = v.words.T("signin.locked.holding", words.Args{"n": s.Holding})
		}
		intro = words.Sentences(v.words.Say(s.Locked), held)
	}
	v.title.SetText(v.words.T(title, words.Args{"name": s.Name}))
	v.mark.Set(mark, kit.ColorAccent)
	v.row.Refresh()
	v.intro.SetText(intro)
	if s.Phase == signin.Working {
		submit = "signin.working"
	}
	v.submit.SetText(v.words.T(submit))
	v.buttons.Refresh()
	kit.Show(v.who, !v.locked())
	kit.Show(v.leave, v.locked() && s.Holding == 0)
	kit.Show(v.rule, !v.locked())
	kit.Show(v.key.content, !v.locked())
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
	return out
}

func (v *View) ready() bool {
	return v.state.Phase == signin.Ready && v.state.Reachable && !time.Now().Before(v.state.RetryAt) &&
		(v.locked() || v.actor.Text != "") && v.ways.usable() && v.secrets.complete(v.ways.chosen)
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
		v.intents.Enter(console.Attempt{Actor: v.actor.Text, Way: console.Way(v.ways.chosen), Secret: v.secrets.text(v.ways.chosen)})
	}
}

// card puts the form in the middle, in a width in which the ways have room side by side.
type card struct{}

func (card) width() float32 {
	return 220 * fyne.CurrentApp().Settings().Theme().Size(kit.SizeUnit)
}

func (c card) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := objects[0].Size().Width
	if width == 0 {
		width = c.width()
	}
	objects[0].Resize(fyne.NewSize(width, objects[0].Size().Height)) // wrapped text needs to know its width first
	return fyne.NewSize(0, objects[0].MinSize().Height)
}

func (c card) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(c.width(), size.Width)
	objects[0].Resize(fyne.NewSize(width, size.Height))
	height := objects[0].MinSize().Height
	objects[0].Resize(fyne.NewSize(width, height))
	objects[0].Move(fyne.NewPos((size.Width-width)/2, max(0, (size.Height-height)/2)))
}
