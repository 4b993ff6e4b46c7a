// Package ui is the console's window: it renders the view-models' states and calls their intents, and decides nothing.
// Everything here belongs to Fyne's goroutine; ui/pump brings the states there.
package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/internal/console/shell"
	"vigie.example/internal/conversation"
	"vigie.example/ui/frame"
	"vigie.example/ui/inbox"
	"vigie.example/ui/kit"
	"vigie.example/ui/pump"
	"vigie.example/ui/signin"
	"vigie.example/ui/thread"
	"vigie.example/ui/words"
)

// Look is how the window looks and which language it speaks; the person changes it while it runs.
type Look struct {
	Language string // "fr" or "en"
	Mode     kit.Mode
	Scale    float32 // of text, kit.MinScale to kit.MaxScale
}

// Window is the console's window.
type Window struct {
	app    fyne.App
	window fyne.Window
	models Models
	look   Look
	words  *words.Words

	frame  *frame.View
	signIn *signin.View
	inbox  *inbox.View
	thread *thread.View
	body   *fyne.Container
	cover  *kit.Cover
	screen shell.Screen
	duty   shell.Duty
	stops  []func()
}

// smallest is the least size of the window: what an old laptop's screen gives.
var smallest = fyne.NewSize(1280, 720)

// New makes the window. Nothing shows before Window.Fyne().Show.
func New(app fyne.App, models Models, look Look) (*Window, error) {
	w := &Window{app: app, window: app.NewWindow(""), models: models, look: look}
	w.window.SetPadded(false)
	w.window.Resize(smallest)
	w.window.SetMaster()
	w.bindKeys()
	return w, w.rebuild()
}

// Fyne returns the window of the toolkit.
func (w *Window) Fyne() fyne.Window { return w.window }

// Close stops rendering. The models go on.
func (w *Window) Close() { w.disconnect() }

func (w *Window) disconnect() {
	for _, stop := range w.stops {
		stop()
	}
	w.stops = nil
}

// rebuild makes every view anew, in the present language.
func (w *Window) rebuild() error {
	texts, err := words.In(w.look.Language)
	if err != nil {
		return err
	}
	w.disconnect()
	w.words = texts
	w.app.Settings().SetTheme(kit.NewTheme(w.look.Mode, w.look.Scale))
	w.window.SetTitle(texts.T("app.title")) // never more: a title is seen by whoever passes (C8)
	canvas := w.window.Canvas()
	w.frame = frame.New(w.models.Shell, frame.Actions{
		Help: w.Help, Theme: w.SwitchTheme, Language: w.SwitchLanguage, Larger: w.Larger, Cover: w.Cover,
		Deadline: func(d shell.Deadline) { w.models.Inbox.Select(d.Conversation) },
	}, texts)
	w.signIn = signin.New(w.models.SignIn, w.app.Clipboard(), texts)
	w.inbox = inbox.New(w.models.Inbox, texts)
	w.thread = thread.New(w.models.Thread, canvas, texts)
	w.thread.OnClaim = func(id conversation.ID) { w.models.Inbox.Claim(id) }
	w.body = container.NewStack(w.signIn.Content(), w.desk())
	w.screen = -1
	w.window.SetContent(kit.NewRoot(container.NewBorder(w.frame.Bar(), w.frame.Foot(), nil, nil, w.body)))
	w.stops = []func(){
		pump.Connect(w.models.Shell, w.render),
		pump.Connect(w.models.SignIn, w.signIn.Render),
		pump.Connect(w.models.Inbox, w.inbox.Render),
		pump.Connect(w.models.Thread, w.thread.Render),
	}
	return nil
}

// desk is what an operator works at. The right column comes with the tools that stand in it.
func (w *Window) desk() fyne.CanvasObject {
	columns := kit.NewColumns(w.inbox.Content(), w.thread.Content(), container.NewStack())
	columns.SetRight(false)
	return columns
}

func (w *Window) render(s shell.State) {
	w.frame.Render(s)
	w.duty = s.Duty
	if s.Screen == w.screen {
		return
	}
	w.screen = s.Screen
	desk := s.Screen == shell.Desk
	for i, o := range w.body.Objects {
		if (i == 1) == desk {
			o.Show()
		} else {
			o.Hide()
		}
	}
	if desk {
		w.window.Canvas().Focus(w.inbox.FocusTarget())
	} else {
		w.window.Canvas().Focus(w.signIn.FocusTarget())
	}
}
