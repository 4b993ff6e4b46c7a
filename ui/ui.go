// Package ui is the console's window: it renders the view-models' states and calls their intents, and decides nothing.
// Everything here belongs to Fyne's goroutine; ui/pump brings the states there.
package ui

import (
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"vigie.example/internal/console/shell"
	"vigie.example/internal/conversation"
	"vigie.example/ui/account"
	"vigie.example/ui/advice"
	"vigie.example/ui/call"
	"vigie.example/ui/fingers"
	"vigie.example/ui/frame"
	"vigie.example/ui/inbox"
	"vigie.example/ui/kit"
	"vigie.example/ui/pause"
	"vigie.example/ui/pump"
	"vigie.example/ui/report"
	"vigie.example/ui/signin"
	"vigie.example/ui/thread"
	"vigie.example/ui/tools"
	"vigie.example/ui/transfer"
	"vigie.example/ui/words"
)

// Window is the console's window.
type Window struct {
	// OnLook is called with what the person has changed, to remember it. May be nil.
	OnLook func(Look)
	// Sound plays a WAV file without waiting. Nil where nothing can sound.
	Sound func(wav []byte)

	app     fyne.App
	window  fyne.Window
	models  Models
	look    Look
	theming bool // the theme is being set from here
	redone  bool // the theme was changed since the views were made
	words   *words.Words

	frame    *frame.View
	signIn   *signin.View
	inbox    *inbox.View
	thread   *thread.View
	tools    *tools.View
	report   *report.View
	pause    *pause.View
	transfer *transfer.View
	advice   *advice.View
	call     *call.View
	account  *account.View
	fingers  *fingers.View
	page     pageKind // what stands where the desk does
	column   column
	body     *fyne.Container
	desk     fyne.CanvasObject
	cover    *kit.Cover
	gone     *kit.Cover // nobody may be here; nil while somebody is
	away     bool
	shell    shell.State // as last rendered
	shown    bool        // something was rendered since the views were made
	usedAt   time.Time   // when the session was last told that somebody is there
	leave    leaving
	copied   copied
	stops    []func()
	size     atomic.Value // fyne.Size, as last rendered
}

// smallest is the least size of the window: what an old laptop's screen gives.
var smallest = fyne.NewSize(1280, 720)

// New makes the window. Nothing shows before Window.Fyne().Show.
func New(app fyne.App, models Models, look Look) (*Window, error) {
	w := &Window{app: app, window: app.NewWindow(""), models: models, look: look}
	w.followDesktop()
	w.followAttention()
	w.window.SetPadded(false)
	w.window.Resize(smallest)
	w.window.SetMaster()
	w.window.SetCloseIntercept(w.AskLeave)
	w.bindKeys()
	kit.OnUse(w.attended)
	return w, w.rebuild()
}

// Fyne returns the window of the toolkit.
func (w *Window) Fyne() fyne.Window { return w.window }

// Close stops rendering. The models go on.
func (w *Window) Close() {
	w.leave.stop()
	w.disconnect()
}

func (w *Window) disconnect() {
	for _, stop := range w.stops {
		stop()
	}
	w.stops = nil
	if w.signIn != nil {
		w.signIn.Close()
	}
}

// rebuild makes every view anew, in the present language. What was typed at the sign-in is kept; drafts are the model's.
func (w *Window) rebuild() error {
	texts, err := words.In(w.look.Language)
	if err != nil {
		return err
	}
	at, was := w.keyboard(), *w
	w.disconnect()
	w.words = texts
	w.dress()
	w.window.SetTitle(texts.T("app.title")) // never more: a title is seen by whoever passes (C8)
	w.frame = frame.New(w.models.Shell, frame.Actions{
		Help: w.Help, Theme: w.SwitchTheme, Language: w.SwitchLanguage, Larger: w.Larger, Cover: w.Cover, Tools: w.FoldTools,
		Show: func(id conversation.ID) { w.models.Inbox.Select(id) }, Account: w.ShowAccount,
	}, texts)
	w.signIn = signin.New(w.models.SignIn, w.app.Clipboard(), texts)
	w.inbox = inbox.New(w.models.Inbox, w.window.Canvas(), texts)
	w.thread = thread.New(w.models.Thread, w.window.Canvas(), texts)
	w.thread.OnCopied = w.noteCopied
	w.thread.OnTake = w.takeToReport
	w.thread.OnBlank = func() { w.focusOn(list) }
	w.thread.MayClaim = w.inbox.MayClaim
	w.thread.OnClaim = func(id conversation.ID) { w.models.Inbox.Claim(id) }
	if w.report, err = w.newReport(); err != nil {
		return err
	}
	w.tools = w.newTools()
	w.pause = pause.New(w.models.Rest, texts)
	w.transfer, w.advice = w.newTransfer(), w.newAdvice()
	w.call = call.New(w.models.Call, texts)
	w.thread.OnCall = w.CallSupervisor
	w.desk = kit.Frame(kit.Column(0, w.call.Content(), w.transfer.Content(), w.advice.Content(), w.pause.Content()), nil, w.columns())
	w.account = account.New(w.models.Account, w.window.Canvas(), texts)
	w.account.OnClose, w.account.OnFingers = w.HidePage, w.ShowFingers
	if w.fingers, err = fingers.New(w.models.Fingers, w.window.Canvas(), texts, w.words.Language()); err != nil {
		return err
	}
	w.fingers.OnClose = w.HidePage
	w.body = kit.Stack()
	w.shown = false
	w.window.SetContent(kit.NewRoot(kit.Frame(w.frame.Bar(), w.frame.Foot(), w.body)))
	w.adopt(was)
	w.focusOn(at)
	w.stops = append(w.stops, pump.Connect(w.models.Shell, w.render), w.listen())
	return nil
}

// adopt shows at once what the views before showed.
func (w *Window) adopt(was Window) {
	w.signIn.Adopt(was.signIn)
	w.inbox.Adopt(was.inbox)
	w.thread.Adopt(was.thread)
	w.report.Adopt(was.report)
	w.tools.Adopt(was.tools)
	w.pause.Adopt(was.pause)
	w.transfer.Adopt(was.transfer)
	w.advice.Adopt(was.advice)
	w.call.Adopt(was.call)
	w.account.Adopt(was.account)
	w.fingers.Adopt(was.fingers)
	w.render(w.shell)
}

func (w *Window) render(s shell.State) {
	changed := !w.shown || s.Screen != w.shell.Screen
	w.shell, w.shown = s, true
	w.size.Store(w.window.Canvas().Size())
	w.frame.Render(s)
	w.thread.SetOnline(s.Connection.Phase == shell.Online)
	if w.leave.asked && s.Screen == shell.SignIn {
		w.quit()
		return
	}
	if !changed {
		return
	}
	if s.Screen == shell.SignIn {
		w.inbox.ForgetSearch()
	}
	if s.Screen != shell.Desk {
		w.cover = nil
		w.leave.open = false
		w.leavePage()
		kit.CloseLayers(w.window.Canvas()) // a question may say something of a conversation
	}
	w.place()
	w.see()
	if !kit.Covered(w.window.Canvas()) {
		w.focusOn(first)
	}
}

// see tells the thread whether it can be seen: nobody reads what is covered.
func (w *Window) see() {
	middle := w.column.columns == nil || w.column.columns.MiddleShown()
	w.thread.SetLookedAt(w.shell.Screen == shell.Desk && middle && !w.away && w.page == noPage && (w.cover == nil || !w.cover.Up()))
}
