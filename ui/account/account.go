// Package account draws the account page: what the operator signs in with, how another means is enrolled, and, for a supervisor, the
// invitations and confirmations that colleagues need.
package account

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/account"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// View is the account page. It belongs to Fyne's goroutine.
type View struct {
	// OnClose is called when the person wants to go back to the desk, OnFingers when they want to see how fingerprints stand.
	OnClose, OnFingers func()

	words   *words.Words
	intents account.Intents
	window  fyne.Canvas
	state   account.State

	who     *kit.Label
	line    *kit.Banner
	own     *list
	enrol   *enrol
	others  *others
	body    *fyne.Container
	loading fyne.CanvasObject
	back    *kit.Button
	finger  *kit.Button
	head    *fyne.Container
	content fyne.CanvasObject
}

// New makes the page; window is where its questions are asked.
func New(intents account.Intents, window fyne.Canvas, w *words.Words) *View {
	v := &View{words: w, intents: intents, window: window, OnClose: func() {}, OnFingers: func() {}}
	v.who, v.line = kit.NewLabel("", kit.Muted), kit.NewBanner()
	v.back = kit.NewButton(kit.Secondary, icons.ArrowLeft, w.T("account_page.back"), func() { v.OnClose() })
	v.finger = kit.NewButton(kit.Secondary, icons.Fingerprint, w.T("finger_page.title"), func() { v.OnFingers() })
	v.own = newList(v, "")
	v.enrol, v.others = newEnrol(v), newOthers(v)
	v.loading = kit.NewProgress(w.T("account_page.loading"))
	own := section(w.T("account_page.own"), w.T("account_page.own.help"), v.own.content)
	v.body = kit.Column(24, own, v.enrol.content, v.others.content)
	title := kit.Row(12, kit.NewIcon(icons.Person, kit.ColorAccent, 32), kit.NewLabel(w.T("account_page.title"), kit.Title))
	v.head = container.NewBorder(nil, nil, title, kit.Row(8, v.finger, v.back), kit.Inset(12, 12, v.who))
	page := kit.Column(16, v.head, v.line, v.loading, v.body)
	v.content = kit.NewScroll(container.New(kit.Page{}, kit.Inset(24, 24, page)))
	v.Render(account.State{})
	return v
}

// section is a part of the page with a heading and a line that explains it.
func section(title, help string, content ...fyne.CanvasObject) *fyne.Container {
	parts := append([]fyne.CanvasObject{kit.NewLabel(title, kit.Heading), kit.NewLabel(help, kit.MutedLines)}, content...)
	return kit.Column(8, parts...)
}

// Content is what stands in the window.
func (v *View) Content() fyne.CanvasObject { return v.content }

// FocusTarget is where the keyboard begins.
func (v *View) FocusTarget() fyne.Focusable { return v.back }

// Adopt takes over what another view showed. What was typed there is not kept: codes and PINs are secrets.
func (v *View) Adopt(before *View) {
	if before != nil {
		before.enrol.clear()
		v.Render(before.state)
	}
}

// Render shows a state.
func (v *View) Render(s account.State) {
	v.state = s
	v.who.SetText(who(s))
	v.head.Refresh()
	kit.Show(v.loading, s.Phase == account.Loading)
	kit.Show(v.body, s.Phase == account.Ready || s.Phase == account.Offline)
	switch {
	case !s.Problem.None():
		v.line.Set(kit.Urgent, words.Sentences(v.words.Say(s.Problem), v.words.Say(s.Hint)))
	case s.Phase == account.Offline:
		v.line.Set(kit.Warning, v.words.T("account_page.offline"))
	default:
		v.line.Set(kit.Info, "")
	}
	v.own.render(s.Own)
	v.enrol.render(s)
	v.others.render(s)
	if s.Phase == account.Closed {
		v.enrol.clear()
	}
}

func who(s account.State) string {
	if s.Name == "" {
		return ""
	}
	return s.Name + " · " + s.Unit
}
