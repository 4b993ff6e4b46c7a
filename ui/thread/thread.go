// Package thread draws one conversation: whose it is, its messages, and the place to answer.
package thread

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
	"vigie.example/ui/tones"
	"vigie.example/ui/words"
)

// View is the middle of the desk. It belongs to Fyne's goroutine.
type View struct {
	// OnClaim is called when the operator wants to answer the conversation on screen.
	OnClaim func(conversation.ID)
	// OnCopied is called with what was copied from a conversation to the clipboard. May be nil.
	OnCopied func(in conversation.ID, text string)
	// MayClaim says whether it can be answered now, and else why not. May be nil: it can.
	MayClaim func(conversation.ID) (may bool, why string)

	// OnTake is called for a message of which something goes into the report. May be nil.
	OnTake func(in conversation.ID, message conversation.MessageID, text string)

	// OnTransfer is called when the operator wants a colleague to take over. May be nil.
	OnTransfer func()

	// OnAdvice is called when the operator wants to ask a colleague about the conversation. May be nil.
	OnAdvice func()

	// OnCall is called when the operator wants the supervisor to come (C24). May be nil.
	OnCall func()

	// OnBlank is called when nothing is left to show of a conversation in which the keyboard was. May be nil.
	OnBlank func()

	words       *words.Words
	intents     thread.Intents
	window      fyne.Canvas
	items       items
	state       thread.State
	looked      bool // somebody can see the view
	mayTransfer func(conversation.ID) bool
	mayAsk      func(conversation.ID) bool
	mayCall     func(conversation.ID) bool
	newest      string // newest line that came into view

	header   *header
	planned  *planned
	alarm    *kit.Banner
	messages *kit.Thread
	composer *kit.Composer
	answer   fyne.CanvasObject
	claim    *kit.Button
	claimWhy *kit.Label
	note     *kit.Banner
	talk     fyne.CanvasObject
	none     fyne.CanvasObject
	watch    fyne.CanvasObject // none for who conducts no conversations
	watches  bool
	gone     fyne.CanvasObject
	why      *kit.Label // there is nothing left
	content  *fyne.Container
}

// New makes the view; window is where its questions are asked.
func New(intents thread.Intents, window fyne.Canvas, w *words.Words) *View {
	v := &View{words: w, intents: intents, window: window, items: items{words: w}}
	v.header = newHeader(w, v.AskClose, v.adviceShown, v.transferShown, v.callShown, v.AskDelete)
	v.planned = newPlanned(w, v.keepShown)
	v.alarm = kit.NewBanner()
	v.note = kit.NewBanner()
	v.messages = v.newMessages()
	v.composer = v.newComposer()
	v.claim = kit.NewButton(kit.Primary, icons.Conversation, w.T("thread.answer"), v.claimShown)
	v.claim.SetKey("Ctrl+R")
	v.claimWhy = kit.NewLabel("", kit.MutedLines)
	v.answer = kit.Ground(kit.ColorSurface, kit.Column(0, kit.Divider(), kit.Inset(20, 14, kit.Beside(v.claim, v.claimWhy))))
	v.talk = kit.Frame(
		kit.Column(0, v.header.content, kit.Divider(), v.planned.content, v.alarm),
		kit.Column(0, v.note, v.answer, v.composer),
		v.messages)
	v.none = kit.NewEmptyState(icons.Conversation, w.T("thread.none"), w.T("thread.none.more"), nil)
	v.why = kit.NewLabel("", kit.LabelStyle{Color: kit.ColorMuted, Center: true, Wrap: true})
	v.gone = kit.NewEmptyStateWith(icons.Shield, w.T("thread.gone"), v.why)
	v.watch = kit.NewEmptyState(icons.Queue, w.T("thread.watch"), w.T("thread.watch.more"), nil)
	v.content = container.NewStack(v.none, v.watch, v.gone, v.talk)
	v.Render(thread.State{})
	return v
}

// Content is what stands in the window.
func (v *View) Content() fyne.CanvasObject { return v.content }

// Adopt takes over what another view of the same conversation showed: its state, and what was typed since.
func (v *View) Adopt(before *View) {
	if before == nil {
		return
	}
	v.looked, v.header.online = before.looked, before.header.online
	v.Render(before.state)
	if live(v.state) {
		v.composer.SetDraft(before.composer.Draft())
	}
}

// SetOnline says whether the service is there: without it nobody knows whether the declarant is.
func (v *View) SetOnline(on bool) {
	if v.header.online != on {
		v.header.online = on
		v.header.presence(v.state)
	}
}

// SetLookedAt says whether anybody can see the view, which nobody can at first: what comes while it is covered does not count
// as read, and it does not take the keyboard.
func (v *View) SetLookedAt(on bool) {
	v.looked = on
	if on && v.newest != "" {
		v.seen(v.newest)
	}
}

func (v *View) newMessages() *kit.Thread {
	t := kit.NewThread(kit.ThreadWords{
		Copy: v.words.T("thread.copy"),
		New:  func(n int) string { return v.words.T("thread.new", words.Args{"n": n}) },
	})
	t.OnAction = func(i kit.Item) { v.intents.Resend(v.state.Conversation, conversation.MessageID(i.ID)) }
	t.OnSeen = v.seen
	t.OnCopied = v.copied
	t.Menu = v.menu
	return t
}

func (v *View) newComposer() *kit.Composer {
	c := kit.NewComposer(kit.ComposerWords{
		Placeholder: v.words.T("thread.compose.placeholder"),
		Send:        v.words.T("thread.compose.send"),
		Key:         v.words.T("thread.compose.key"),
		Left: func(left int) string {
			if left < 0 {
				return v.words.T("thread.compose.excess", words.Args{"n": -left})
			}
			return v.words.T("thread.compose.left", words.Args{"n": left})
		},
	}, maxMessageRunes)
	c.OnCopied = v.copied
	c.OnSend = func(text string) bool { v.intents.Send(v.state.Conversation, text); return true }
	c.OnChanged = func(draft string) { v.intents.Draft(v.state.Conversation, draft) }
	return c
}

// maxMessageRunes keeps a message under the wire's limit of bytes whatever it is written in: a rune has four at most,
// and the text limit is 12,000.
const maxMessageRunes = 3000

// Render shows a state.
func (v *View) Render(s thread.State) {
	before, typing := v.state, v.composer.Focused() && v.composer.Draft() != ""
	within := v.hasKeyboard()
	v.state = s
	v.showPart(s)
	if s.Conversation != before.Conversation {
		v.forget()
		v.composer.SetDraft(s.Draft)
	}
	if !shows(s) {
		v.forget()
		if within && v.OnBlank != nil {
			v.OnBlank()
		}
		return
	}
	v.header.render(s)
	v.renderTransfer()
	v.planned.render(s, v.AskDelete)
	v.renderAlarms(s.Alarms)
	v.messages.SetItems(v.items.update(s))
	v.renderFoot(s)
	v.moveKeyboard(before, typing)
}

// live reports whether messages can be written.
func live(s thread.State) bool { return shows(s) && s.Compose.Enabled }

// shows reports whether there is anything of the conversation to show.
func shows(s thread.State) bool { return s.Phase != thread.None && s.Phase != thread.Gone }

func (v *View) showPart(s thread.State) {
	kit.Show(v.none, s.Phase == thread.None && !v.watches)
	kit.Show(v.watch, s.Phase == thread.None && v.watches)
	kit.Show(v.gone, s.Phase == thread.Gone)
	kit.Show(v.talk, shows(s))
	v.why.SetText(v.words.Say(s.Note))
}

// SetWatches says that who is signed in conducts no conversations: a supervisor.
func (v *View) SetWatches(on bool) {
	v.watches = on
	v.showPart(v.state)
}

// forget drops every word of the conversation from the widgets.
func (v *View) forget() {
	v.newest = ""
	v.items.forget()
	v.messages.Clear()
	v.composer.SetDraft("")
	v.header.forget()
}

// renderAlarms says the worst of what is wrong, and offers the rest: what is read must not be pushed off the screen.
func (v *View) renderAlarms(alarms []thread.Alarm) {
	switch len(alarms) {
	case 0:
		v.alarm.Set(kit.Neutral, "")
	case 1:
		v.alarm.Set(tones.Alarm(alarms[0].Code), v.words.Say(alarms[0].Text))
	default:
		more := v.words.T("thread.alarm.more", words.Args{"n": len(alarms) - 1})
		v.alarm.SetAction(tones.Alarm(alarms[0].Code), v.words.Say(alarms[0].Text), more, v.showAlarms)
	}
}

func (v *View) showAlarms() {
	var all []fyne.CanvasObject
	for _, alarm := range v.state.Alarms {
		banner := kit.NewBanner()
		banner.Set(tones.Alarm(alarm.Code), v.words.Say(alarm.Text))
		all = append(all, banner)
	}
	kit.Ask(v.window, kit.Question{
		Title: v.words.T("thread.alarms"), Icon: icons.Warning, Tone: kit.Urgent, Content: kit.Column(8, all...), Width: 640,
		Confirm: v.words.T("help.close"), Kind: kit.Primary,
	})
}

// renderFoot shows the place to answer, or why there is none.
func (v *View) renderFoot(s thread.State) {
	why := v.words.Say(s.Compose.Why)
	if note := v.words.Say(s.Note); note != why {
		v.note.Set(kit.Info, note)
	} else {
		v.note.Set(kit.Info, "")
	}
	kit.Show(v.answer, s.Phase == thread.Waiting)
	v.renderClaim(s)
	kit.Show(v.composer, s.Compose.Enabled)
	switch {
	case !s.Compose.Enabled:
		v.composer.Block(why, false)
	default:
		v.composer.Unblock()
		if why != "" {
			v.note.Set(kit.Info, why)
		}
	}
}

func (v *View) renderClaim(s thread.State) {
	may, why := true, ""
	if v.MayClaim != nil && s.Phase == thread.Waiting {
		may, why = v.MayClaim(s.Conversation)
	}
	if why == "" {
		why = v.words.T("thread.answer.more")
	}
	v.claimWhy.SetText(why)
	if may {
		v.claim.Enable()
	} else {
		v.claim.Disable()
	}
}

func (v *View) claimShown() {
	if v.OnClaim != nil {
		v.OnClaim(v.state.Conversation)
	}
}

// seen tells the model how far somebody has looked.
func (v *View) seen(id string) {
	v.newest = id
	if !v.looked {
		return
	}
	for i := len(v.items.made) - 1; i >= 0; i-- {
		if v.items.made[i].ID == id {
			v.intents.Shown(v.state.Conversation, i+1)
			return
		}
	}
}

func (v *View) copied(text string) {
	if v.OnCopied != nil {
		v.OnCopied(v.state.Conversation, text)
	}
}

func (v *View) menu(i kit.Item) []*fyne.MenuItem {
	if i.State != kit.Failed {
		return v.takeMenu(i.ID)
	}
	in, message := v.state.Conversation, conversation.MessageID(i.ID)
	return []*fyne.MenuItem{
		fyne.NewMenuItem(v.words.T("thread.resend"), func() { v.intents.Resend(in, message) }),
		fyne.NewMenuItem(v.words.T("thread.discard"), func() { v.intents.Discard(in, message) }),
	}
}
