package account

import (
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/ui/kit"
)

// enrol is the form with which another means is enrolled.
type enrol struct {
	view    *View
	kinds   *kit.Choice
	code    *kit.Entry
	name    *kit.Entry
	pin     *kit.Entry
	submit  *kit.Button
	stop    *kit.Button
	working *kit.Label
	picture *kit.IconMark
	doing   fyne.CanvasObject
	content *fyne.Container
	options []kit.Option
}

func newEnrol(v *View) *enrol {
	w := v.words
	e := &enrol{view: v, working: kit.NewLabel("", kit.LabelStyle{Size: kit.SizeLarge, Bold: true})}
	e.kinds = kit.NewChoice(nil, func(string) { e.enable() })
	e.code, e.name, e.pin = kit.NewEntry("ABCD-EFGH-JKMN-PQRS"), kit.NewEntry(""), kit.NewPasswordEntry("")
	for _, entry := range []*kit.Entry{e.code, e.name, e.pin} {
		entry.OnChanged = func(string) { e.enable() }
	}
	e.pin.OnSubmitted = func(string) { e.send() }
	e.submit = kit.NewButton(kit.Primary, icons.Plus, w.T("account_page.enrol.submit"), e.send)
	e.stop = kit.NewButton(kit.Secondary, icons.Close, w.T("signin.stop"), v.intents.GiveUp)
	e.picture = kit.NewIcon(icons.SecurityKey, kit.ColorAccent, 40)
	e.doing = kit.Ground(kit.ColorSurface, kit.Inset(16, 12, kit.Row(16, e.picture, e.working, e.stop)))
	e.content = section(w.T("account_page.enrol"), w.T("account_page.enrol.help"),
		e.kinds,
		kit.NewField(w.T("account_page.enrol.code"), w.T("account_page.enrol.code.help"), e.code),
		kit.NewField(w.T("account_page.enrol.name"), w.T("account_page.enrol.name.help"), e.name),
		kit.NewField(w.T("account_page.enrol.pin"), w.T("account_page.enrol.pin.help"), e.pin),
		e.doing, kit.Row(0, e.submit))
	return e
}

func (e *enrol) render(s account.State) {
	texts := e.view.words
	var options []kit.Option
	for _, k := range s.Enrol {
		help := texts.T("signin.way.here")
		if !k.Ready {
			help = texts.Say(k.Problem)
		}
		options = append(options, kit.Option{ID: string(k.Way), Label: texts.Say(k.Title), Help: help})
	}
	if !same(options, e.options) {
		e.options = options
		e.kinds.SetOptions(options)
	}
	show(e.doing, s.Stage != console.Idle)
	switch {
	case s.Stage == console.Touching:
		e.picture.Set(icons.Touch, kit.ColorAccent)
		e.working.SetText(texts.T("signin.stage.touch"))
	case e.kinds.Chosen() == string(console.WayCard):
		e.picture.Set(icons.Card, kit.ColorAccent)
		e.working.SetText(texts.T("signin.stage.card"))
	default:
		e.picture.Set(icons.SecurityKey, kit.ColorAccent)
		e.working.SetText(texts.T("signin.stage.key"))
	}
	e.submit.SetBusy(s.Stage != console.Idle)
	e.enable()
}

func same(a, b []kit.Option) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// ready reports whether everything was given, and the means is here.
func (e *enrol) ready() bool {
	s := e.view.state
	for _, k := range s.Enrol {
		if string(k.Way) == e.kinds.Chosen() {
			return k.Ready && s.Phase == account.Ready && s.Stage == console.Idle && e.code.Text != "" && e.pin.Text != ""
		}
	}
	return false
}

func (e *enrol) enable() {
	if e.ready() {
		e.submit.Enable()
	} else {
		e.submit.Disable()
	}
}

func (e *enrol) send() {
	if !e.ready() {
		return
	}
	e.view.intents.Enrol(console.Enrolling{Way: console.Way(e.kinds.Chosen()), Code: e.code.Text, PIN: e.pin.Text, Name: e.name.Text})
	e.pin.SetText("")
}

func (e *enrol) clear() {
	for _, entry := range []*kit.Entry{e.code, e.name, e.pin} {
		if entry.Text != "" {
			entry.SetText("")
		}
	}
}

// date is a day and a time, as short as they can be told apart.
func date(t time.Time) string { return t.Local().Format("02/01/2006 15:04") }
