package fingers

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console/fingers"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// assessment is the form of the impact assessment, one section at a time (L16). It gives no verdict and suggests no answer.
type assessment struct {
	view     *View
	signed   *kit.Banner
	sections *kit.Choice
	options  []kit.Option
	chosen   string
	version  *kit.Entry
	fields   *fyne.Container
	changed  map[string]string // answers that were typed and not saved yet
	flaws    map[string]*kit.Label
	save     *kit.Button
	reopen   *kit.Button
	content  *fyne.Container
}

func newAssessment(v *View) *assessment {
	w := v.words
	a := &assessment{view: v, signed: kit.NewBanner(), fields: kit.Column(18), changed: map[string]string{}, flaws: map[string]*kit.Label{}}
	a.sections = kit.NewChoice(nil, func(code string) { a.turn(code) })
	a.version = kit.NewEntry("2026-12-01")
	a.save = kit.NewButton(kit.Primary, icons.Check, w.T("finger_page.form.save"), a.send)
	a.reopen = kit.NewButton(kit.Secondary, icons.Warning, w.T("finger_page.form.reopen"), a.ask)
	a.content = section(w.T("finger_page.form"), w.T("finger_page.form.help"), a.signed,
		kit.NewField(w.T("finger_page.form.version"), w.T("finger_page.form.version.help"), a.version),
		a.sections, a.fields, kit.Row(8, a.save, a.reopen))
	return a
}

func (a *assessment) adopt(before *assessment) {
	maps.Copy(a.changed, before.changed)
	a.chosen = before.chosen
}

func (a *assessment) render(s fingers.State) {
	kit.Show(a.content, s.Supervises)
	if s.Phase == fingers.Closed {
		clear(a.changed)
		a.chosen = ""
	}
	if !s.Supervises || len(s.Sections) == 0 {
		return
	}
	a.sayStanding(s)
	if a.version.Text == "" {
		a.version.SetText(s.Version)
	}
	for code, answer := range a.changed {
		if s.Answers[code] == answer {
			delete(a.changed, code) // it has arrived
		}
	}
	options := make([]kit.Option, len(s.Sections))
	for i, one := range s.Sections {
		help := a.view.words.T("finger_page.form.done")
		if one.Left > 0 {
			help = a.view.words.T("finger_page.form.left", words.Args{"n": one.Left})
		}
		options[i] = kit.Option{ID: one.Code, Label: a.view.words.T("finger_page.section." + one.Code), Help: help}
	}
	if !slices.Equal(options, a.options) {
		a.options = options
		a.sections.SetOptions(options)
	}
	if a.chosen == "" {
		a.sections.SetChosen(s.Sections[0].Code)
		a.turn(s.Sections[0].Code)
	}
	a.sayFlaws(s)
	kit.Enable(a.save, s.Phase == fingers.Ready && !s.Asking)
	kit.Enable(a.reopen, s.Phase == fingers.Ready && !s.Asking && s.Signed.Version != "")
}

// sayStanding says which assessment counts.
func (a *assessment) sayStanding(s fingers.State) {
	w := a.view.words
	switch {
	case s.Signed.Version == "":
		a.signed.Set(kit.Info, w.T("finger_page.form.unsigned"))
	case s.Signed.Passed:
		a.signed.Set(kit.Info, w.T("finger_page.form.passed", words.Args{"version": s.Signed.Version, "until": s.Signed.Until}))
	default:
		a.signed.Set(kit.Warning, w.T("finger_page.form.not_passed", words.Args{"version": s.Signed.Version}))
	}
}

// turn shows the questions of a section.
func (a *assessment) turn(section string) {
	if section == "" || section == a.chosen && len(a.fields.Objects) > 0 {
		return
	}
	a.chosen = section
	a.fields.Objects = nil
	clear(a.flaws)
	for _, f := range biometric.Form() {
		if f.Section == section {
			a.fields.Add(a.question(f))
		}
	}
	a.fields.Refresh()
	a.sayFlaws(a.view.state)
}

// question is a field with why it is asked, who asks, and what is wrong with the answer.
func (a *assessment) question(f biometric.Field) fyne.CanvasObject {
	q := a.view.wording.Of(f, a.view.language)
	answer := a.view.state.Answers[f.Code]
	if typed, ok := a.changed[f.Code]; ok {
		answer = typed
	}
	flaw := kit.NewLabel("", kit.LabelStyle{Color: kit.ColorWarning, Wrap: true})
	flaw.Hide()
	a.flaws[f.Code] = flaw
	why := fmt.Sprintf("%s (%s)", q.Why, a.source(f))
	return kit.Column(4, kit.NewField(q.Label, why, a.input(f, answer)), flaw)
}

// source is who asks, by the names that the language has for them.
func (a *assessment) source(f biometric.Field) string {
	if a.view.language == "fr" {
		return strings.ReplaceAll(f.Source, "GDPR", "RGPD")
	}
	return f.Source
}

// input is what an answer is given with.
func (a *assessment) input(f biometric.Field, answer string) fyne.CanvasObject {
	set := func(value string) { a.changed[f.Code] = value }
	if f.Kind == biometric.Choice || f.Kind == biometric.Confirm {
		options := f.Options
		if f.Kind == biometric.Confirm {
			options = []string{"yes"}
		}
		shown := make([]kit.Option, len(options))
		for i, o := range options {
			shown[i] = kit.Option{ID: o, Label: a.option(f, o)}
		}
		choice := kit.NewChoice(shown, nil)
		choice.SetChosen(answer)
		choice.OnChanged = set
		return choice
	}
	entry := kit.NewEntry("")
	if f.Kind == biometric.Text {
		entry = kit.NewTextArea("", 4)
	}
	if f.Kind == biometric.Date {
		entry = kit.NewEntry("2026-12-01")
	}
	entry.SetText(answer)
	entry.OnChanged = set
	return entry
}

// option is an option in words: a letter of the GDPR stands for itself.
func (a *assessment) option(f biometric.Field, option string) string {
	if f.Section == "ground" {
		return a.view.words.T("finger_page.letter", words.Args{"letter": option})
	}
	return a.view.words.T("finger_page.option." + option)
}

// sayFlaws says beside each answer what is wrong with it, until it is changed.
func (a *assessment) sayFlaws(s fingers.State) {
	for code, label := range a.flaws {
		gap, there := s.Gaps[code]
		if _, typed := a.changed[code]; typed || !there {
			kit.Show(label, false)
			continue
		}
		label.SetText(a.view.words.Say(gap))
		kit.Show(label, true)
	}
}

func (a *assessment) send() {
	a.view.intents.Supervise(fingers.Supervision{Do: fingers.Save, Version: a.version.Text, Answers: maps.Clone(a.changed)})
}

// ask asks before the assessment is opened again: fingerprints stop with it.
func (a *assessment) ask() {
	w := a.view.words
	kit.Ask(a.view.window, kit.Question{
		Title: w.T("finger_page.reopen.title"), Text: w.T("finger_page.reopen.text"), Icon: icons.Warning, Tone: kit.Urgent, Kind: kit.Danger,
		Confirm: w.T("finger_page.form.reopen"), Cancel: w.T("account_page.cancel"),
		OnConfirm: func() bool {
			a.view.intents.Supervise(fingers.Supervision{Do: fingers.RiskChanged})
			return true
		},
	})
}
