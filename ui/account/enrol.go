package account

import (
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console"
	"vigie.example/internal/console/account"
	"vigie.example/ui/kit"
	"vigie.example/ui/scan"
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
	scan    *scan.Drawing
	stage   console.Stage     // that is shown
	form    fyne.CanvasObject // what has to be given; while it is worked on, what has to be done stands in its place
	by      *kit.Choice       // what opens the template of a finger
	bys     fyne.CanvasObject
	pinOf   *kit.Field
	pinFree *kit.Field // which need not be filled in
	free    *kit.Entry
	opens   []kit.Option
	content *fyne.Container
	options []kit.Option
}

func newEnrol(v *View) *enrol {
	w := v.words
	e := &enrol{view: v, working: kit.NewLabel("", kit.LabelStyle{Size: kit.SizeLarge, Bold: true})}
	e.kinds = kit.NewChoice(nil, func(string) { e.chosen() })
	e.by = kit.NewChoice(nil, func(string) { e.chosen() })
	e.code, e.name, e.pin, e.free = kit.NewEntry("ABCD-EFGH-JKMN-PQRS"), kit.NewEntry(""), kit.NewPasswordEntry(""), kit.NewPasswordEntry("")
	for _, entry := range e.entries() {
		entry.OnChanged = func(string) { e.enable() }
	}
	e.pin.OnSubmitted = func(string) { e.send() }
	e.free.OnSubmitted = e.pin.OnSubmitted
	e.submit = kit.NewButton(kit.Primary, icons.Plus, w.T("account_page.enrol.submit"), e.send)
	e.stop = kit.NewButton(kit.Secondary, icons.Close, w.T("signin.stop"), v.intents.GiveUp)
	e.picture = kit.NewIcon(icons.SecurityKey, kit.ColorAccent, 40)
	e.doing = kit.Ground(kit.ColorSurface, kit.Inset(16, 12, kit.Row(16, e.picture, e.working, e.stop)))
	e.scan = scan.New(w, kit.NewButton(kit.Secondary, icons.Close, w.T("signin.stop"), v.intents.GiveUp))
	e.bys = kit.Column(6, kit.NewLabel(w.T("account_page.enrol.by"), kit.Strong), kit.NewLabel(w.T("account_page.enrol.by.help"), kit.MutedLines), e.by)
	e.pinOf = kit.NewField(w.T("account_page.enrol.pin"), w.T("account_page.enrol.pin.help"), e.pin)
	e.pinFree = kit.NewField(w.T("account_page.enrol.pin.key"), w.T("account_page.enrol.pin.help"), e.free)
	e.form = kit.Column(8, e.kinds,
		kit.NewField(w.T("account_page.enrol.code"), w.T("account_page.enrol.code.help"), e.code),
		kit.NewField(w.T("account_page.enrol.name"), w.T("account_page.enrol.name.help"), e.name),
		e.bys, e.pinOf, e.pinFree, kit.Row(0, e.submit))
	e.content = section(w.T("account_page.enrol"), w.T("account_page.enrol.help"), e.form, e.doing, e.scan.Content())
	return e
}

func (e *enrol) entries() []*kit.Entry { return []*kit.Entry{e.code, e.name, e.pin, e.free} }

// finger reports whether a finger on the reader was chosen, key whether it is to be opened by a security key.
func (e *enrol) finger() bool { return e.kinds.Chosen() == string(console.WayReader) }

func (e *enrol) key() bool { return e.finger() && e.by.Chosen() == string(console.HeldKey) }

// chosen is what follows a choice of the person.
func (e *enrol) chosen() {
	e.choose()
	e.enable()
	e.view.content.Refresh() // the page has another height
}

// choose shows what has to be given for what was chosen.
func (e *enrol) choose() {
	kit.Show(e.bys, e.finger())
	kit.Show(e.pinOf, !e.key())
	kit.Show(e.pinFree, e.key())
}

// typed is where the PIN is.
func (e *enrol) typed() *kit.Entry {
	if e.key() {
		return e.free
	}
	return e.pin
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
	var opens []kit.Option
	for _, h := range []console.Held{console.HeldKey, console.HeldCard} {
		help := texts.T("signin.way.here")
		if problem, there := s.Held[h]; there {
			help = texts.Say(problem)
		}
		opens = append(opens, kit.Option{ID: string(h), Label: texts.T("account_page.enrol.by." + string(h)), Help: help})
	}
	if !same(opens, e.opens) {
		e.opens = opens
		e.by.SetOptions(opens)
	}
	if e.by.Chosen() == "" {
		e.by.SetChosen(string(console.HeldKey))
	}
	e.choose()
	reads := s.Way == console.WayReader && (s.Stage == console.Scanning || s.Stage == console.Proving)
	kit.Show(e.form, s.Stage == console.Idle)
	kit.Show(e.doing, s.Stage != console.Idle && !reads)
	kit.Show(e.scan.Content(), reads)
	e.scan.Render(s.Stage, s.Scan, true)
	if s.Stage != console.Idle && e.stage == console.Idle {
		kit.Reveal(e.content)
	}
	e.stage = s.Stage
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
			return k.Ready && s.Phase == account.Ready && s.Stage == console.Idle && e.code.Text != "" && e.opened(s) && (e.key() || e.pin.Text != "")
		}
	}
	return false
}

// opened reports whether what is to open the template of a finger is here; nothing has to, of another means.
func (e *enrol) opened(s account.State) bool {
	_, problem := s.Held[console.Held(e.by.Chosen())]
	return !e.finger() || !problem
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
	asked := console.Enrolling{Way: console.Way(e.kinds.Chosen()), Code: e.code.Text, PIN: e.typed().Text, Name: e.name.Text}
	if e.finger() {
		asked.By = console.Held(e.by.Chosen())
	}
	e.view.intents.Enrol(asked)
	e.pin.SetText("")
	e.free.SetText("")
}

func (e *enrol) clear() {
	for _, entry := range e.entries() {
		if entry.Text != "" {
			entry.SetText("")
		}
	}
}

// date is a day and a time, as short as they can be told apart.
func date(t time.Time) string { return t.Local().Format("02/01/2006 15:04") }
