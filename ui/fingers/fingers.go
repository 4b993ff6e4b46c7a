// Package fingers draws the page about the biometric login: how it stands, the notice to read to its end, withdrawing; and for a supervisor the
// one switch and the impact assessment, question by question, with what is missing and why it is asked.
package fingers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	form "vigie.example/assets/biometric"
	"vigie.example/assets/icons"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console/fingers"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// View is the page. It belongs to Fyne's goroutine.
type View struct {
	// OnClose is called when the person wants to go back to the desk.
	OnClose func()

	words    *words.Words
	language string
	wording  biometric.Wording
	intents  fingers.Intents
	window   fyne.Canvas
	state    fingers.State

	line     *kit.Banner
	loading  fyne.CanvasObject
	standing *fyne.Container
	stands   *fyne.Container // with its heading
	notice   *notice
	key      *key
	control  *control
	form     *assessment
	body     *fyne.Container
	back     *kit.Button
	scroll   *kit.Scroll
}

// New makes the page; window is where its questions are asked, language that of the notice. The fault is Invalid for a form without words.
func New(intents fingers.Intents, window fyne.Canvas, w *words.Words, language string) (*View, error) {
	wording, err := biometric.ParseWording(form.Form())
	if err != nil {
		return nil, err
	}
	v := &View{words: w, language: language, wording: wording, intents: intents, window: window, OnClose: func() {}}
	v.line, v.standing = kit.NewBanner(), kit.Column(8)
	v.back = kit.NewButton(kit.Secondary, icons.ArrowLeft, w.T("account_page.back"), func() { v.OnClose() })
	v.loading = kit.NewProgress(w.T("finger_page.loading"))
	v.notice, v.key, v.control, v.form = newNotice(v), newKey(v), newControl(v), newAssessment(v)
	v.stands = section(w.T("finger_page.standing"), w.T("finger_page.standing.help"), v.standing)
	v.body = kit.Column(24, v.stands,
		v.notice.content, v.key.content, v.control.content, v.form.content)
	title := kit.Row(12, kit.NewIcon(icons.Fingerprint, kit.ColorAccent, 32), kit.NewLabel(w.T("finger_page.title"), kit.Title))
	head := container.NewBorder(nil, nil, title, kit.Row(0, v.back))
	v.scroll = kit.NewScroll(container.New(kit.Page{}, kit.Inset(24, 24, kit.Column(16, head, v.line, v.loading, v.body))))
	v.scroll.OnMoved = v.notice.look
	v.Render(fingers.State{})
	return v, nil
}

// section is a part of the page with a heading and a line that explains it.
func section(title, help string, content ...fyne.CanvasObject) *fyne.Container {
	parts := append([]fyne.CanvasObject{kit.NewLabel(title, kit.Heading), kit.NewLabel(help, kit.MutedLines)}, content...)
	return kit.Column(8, parts...)
}

// Content is what stands in the window.
func (v *View) Content() fyne.CanvasObject { return v.scroll }

// FocusTarget is where the keyboard begins.
func (v *View) FocusTarget() fyne.Focusable { return v.back }

// Adopt takes over what another view showed, answers that were not saved yet included.
func (v *View) Adopt(before *View) {
	if before != nil {
		v.form.adopt(before.form)
		before.key.clear() // a PIN is a secret
		v.Render(before.state)
	}
}

// Render shows a state.
func (v *View) Render(s fingers.State) {
	v.state = s
	kit.Show(v.loading, s.Phase == fingers.Loading)
	kit.Show(v.body, s.Phase == fingers.Ready || s.Phase == fingers.Offline)
	switch {
	case !s.Problem.None():
		v.line.Set(kit.Urgent, words.Sentences(v.words.Say(s.Problem), v.words.Say(s.Hint)))
	case s.Phase == fingers.Offline:
		v.line.Set(kit.Warning, v.words.T("finger_page.offline"))
	case s.Suspended:
		v.line.Set(kit.Warning, words.Sentences(v.words.T("finger_page.suspended"), v.words.Say(s.Reason)))
	default:
		v.line.Set(kit.Info, "")
	}
	v.renderStanding(s)
	v.order(s.Acknowledged || s.Key.Due > 0 || s.Phase == fingers.Offline)
	v.notice.render(s)
	v.key.render(s)
	v.control.render(s)
	v.form.render(s)
	v.notice.look()
}

// order puts the key behind the notice until that has been read, and before it afterwards, or when there is nothing else to do: nobody scrolls past
// the notice each time.
func (v *View) order(read bool) {
	second, third := fyne.CanvasObject(v.notice.content), fyne.CanvasObject(v.key.content)
	if read {
		second, third = third, second
	}
	if v.body.Objects[1] != second {
		v.body.Objects[1], v.body.Objects[2] = second, third
		v.body.Refresh()
	}
}

// renderStanding lists what is in the way of each method.
func (v *View) renderStanding(s fingers.State) {
	kit.Show(v.stands, len(s.Ways) > 0) // offline nothing is known
	v.standing.Objects = nil
	for _, way := range s.Ways {
		badge := kit.NewBadge(kit.Neutral, icons.Lock, v.words.T("finger_page.shut"))
		if way.Open {
			badge.Set(kit.InOrder, icons.Check, v.words.T("finger_page.open"))
		}
		parts := []fyne.CanvasObject{container.NewBorder(nil, nil, nil, kit.Row(0, badge), kit.NewLabel(v.words.Say(way.Title), kit.Strong))}
		for _, o := range way.Obstacles {
			parts = append(parts, kit.NewLabel("• "+v.words.Say(o), kit.MutedLines))
		}
		if !way.Here.None() {
			parts = append(parts, kit.NewLabel(v.words.Say(way.Here), kit.MutedLines))
		}
		v.standing.Add(kit.Ground(kit.ColorSurface, kit.Inset(14, 10, kit.Column(4, parts...))))
	}
	v.standing.Refresh()
}
