package report

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	model "vigie.example/internal/console/report"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// leavePage is the read-through of exactly what will leave, the sending, and what became of it. To dispatch it is the view that is read
// aloud (C24).
type leavePage struct {
	v           *View
	paper       paper
	pages       *kit.Pages
	reader      *kit.Reader
	blocks      []kit.Block // that are drawn
	aloud       bool        // they are drawn large
	drawn       [32]byte    // what they are known by
	printed     int         // bytes of the document that is drawn in their place; 0: none is
	quote       *kit.Label
	status      *fyne.Container
	shownStatus string
	progress    *kit.Progress
	read        *kit.Check
	forward     *kit.Button
	other       *kit.Button
	call        *kit.Button       // the supervisors, while it is for dispatch
	calling     fyne.CanvasObject // its line
	why         *kit.Label
	filling     bool
	whole       fyne.CanvasObject
}

func newLeave(v *View, p paper) *leavePage {
	l := &leavePage{v: v, paper: p, quote: kit.NewLabel("", kit.MutedLines), status: kit.Column(0), why: kit.NewLabel("", kit.Muted)}
	l.pages = kit.NewPages(p.foot)
	l.progress = kit.NewProgress("")
	l.reader = kit.NewReader(container.NewStack())
	l.reader.OnEnd = func() { l.enable() }
	l.read = kit.NewCheck(v.T("report.leave.read"), func(on bool) {
		if !l.filling && on {
			v.intents.ReadThrough(v.state.Conversation, l.drawn)
		}
	})
	l.forward = kit.NewButton(kit.Primary, icons.Send, "", l.act)
	l.forward.SetKey(v.T("key.ctrl_enter"))
	l.other = kit.NewButton(kit.Secondary, icons.None, "", nil)
	l.call = kit.NewButton(kit.Secondary, icons.Phone, v.T("report.leave.call"), func() { v.actions.Call() })
	l.call.SetKey("Ctrl+S")
	l.calling = kit.Bar(8, kit.BarItem{Object: l.call, Shrinks: true})
	buttons := kit.Bar(8, kit.BarItem{Object: l.forward}, kit.BarItem{Object: l.other, Shrinks: true}, kit.BarItem{Object: l.why})
	foot := kit.Column(0, kit.Divider(), kit.Inset(12, 6, kit.Column(4, l.read, l.calling, buttons)))
	l.whole = kit.Frame(nil, foot, kit.Ground(kit.ColorSurface, l.reader))
	return l
}

func (l *leavePage) content() fyne.CanvasObject { return l.whole }
func (l *leavePage) keyboard() fyne.Focusable   { return l.reader }
func (l *leavePage) shown()                     { l.draw(); l.enable() }

func (l *leavePage) forget() {
	l.blocks, l.drawn, l.aloud, l.printed, l.shownStatus = nil, [32]byte{}, false, 0, ""
	l.pages.SetBlocks(nil)
	l.status.RemoveAll()
	l.reader.SetContent(container.NewStack())
}

func (l *leavePage) render() {
	where := doctrine.AtReading
	if l.v.state.Dispatch {
		where = doctrine.AtDispatch
	}
	if !l.writing() && l.v.state.Sending.Phase != model.Cleared {
		where = doctrine.AtSending
	}
	l.quote.SetText(l.v.passage(where))
	if l.whole.Visible() {
		l.draw()
	}
	l.renderStatus()
	l.enable()
}

// draw shows what would leave now, and once there is a document, that. Other lines have to be read again, from their beginning.
func (l *leavePage) draw() {
	s := l.v.state
	blocks, whole := l.paper.blocks(s), len(s.Sending.Document)
	if l.drawn == s.ReadAs && l.aloud == s.Dispatch && l.printed == whole && sameBlocks(blocks, l.blocks) {
		return
	}
	l.blocks, l.aloud, l.drawn, l.printed = blocks, s.Dispatch, s.ReadAs, whole
	if s.Dispatch {
		l.reader.SetContent(l.under(l.large()))
		return
	}
	note := "report.leave.preview"
	if sheets, ok := sheetsOf(s.Sending.Document); ok {
		note = "report.leave.document"
		l.pages.SetSheets(sheets)
	} else {
		l.pages.SetBlocks(blocks)
	}
	l.reader.SetContent(l.under(kit.Column(8, kit.NewLabel(l.v.T(note), kit.MutedLines), l.pages)))
}

// under puts what is read below what has become of it, and the doctrine's words.
func (l *leavePage) under(o fyne.CanvasObject) fyne.CanvasObject {
	return kit.Column(0, l.status, kit.Inset(16, 10, kit.Column(8, l.quote, o)))
}

// large sets the lines to be read aloud, the danger first.
func (l *leavePage) large() fyne.CanvasObject {
	s, out := l.v.state, kit.Column(14)
	add := func(name, text string, bold bool) {
		style := kit.LabelStyle{Size: kit.SizeTitle, Bold: bold, Wrap: true}
		out.Add(kit.Column(0, kit.NewLabel(name, kit.Caps), kit.NewLabel(text, style)))
	}
	if s.Head.Danger != "" {
		add(l.v.T("report.paper.danger"), s.Head.Danger, true)
	}
	for _, line := range s.Leaving {
		name := l.v.text(line.Label)
		if line.Person.ID != "" {
			name += " · " + l.v.labels.person(line.Person)
		}
		add(name, line.Value, false)
	}
	return out
}

// writing reports whether the report can still change.
func (l *leavePage) writing() bool {
	switch l.v.state.Sending.Phase {
	case "", model.Writing, model.Returned:
		return true
	}
	return false
}

// enable says what can be done now, and why not more.
func (l *leavePage) enable() {
	if !l.v.open() {
		return
	}
	s, read, writing := l.v.state, l.v.state.Read, l.writing()
	l.filling = true
	l.read.SetChecked(read)
	l.filling = false
	kit.Enable(l.read, l.reader.Ended() && !read && writing)
	kit.Show(l.read, writing)
	l.buttons(s)
	why := l.whyNot(read)
	l.why.SetText(why)
	kit.Show(l.why, why != "")
}

// buttons are what comes next, and what can be done instead.
func (l *leavePage) buttons(s model.State) {
	set := func(b *kit.Button, key string, icon icons.Name, on, can bool) {
		b.SetText(l.v.T(key))
		b.SetIcon(icon)
		kit.Show(b, on)
		kit.Enable(b, can)
	}
	in := s.Conversation
	kit.Show(l.calling, s.Dispatch)
	kit.Enable(l.call, l.v.mayCall != nil && l.v.mayCall(in))
	switch {
	case l.writing():
		set(l.forward, "report.leave.clear", icons.Check, true, s.Passed)
		kit.Show(l.other, false)
	case s.Sending.Phase == model.Cleared:
		set(l.forward, l.sendKey(), icons.Send, true, s.Sending.CanSend)
		l.other.OnTapped = func() { l.v.intents.Reopen(in) }
		set(l.other, "report.leave.reopen", icons.ArrowLeft, true, true)
	case s.Sending.Phase == model.Unread:
		set(l.forward, "report.leave.close", icons.Door, true, s.Sending.CanClose)
		l.other.OnTapped = l.v.actions.Read
		set(l.other, "report.leave.messages", icons.Eye, true, true)
	default:
		kit.Show(l.forward, false)
		l.other.OnTapped = func() { l.v.intents.TakeBack(in) }
		set(l.other, "report.leave.take_back", icons.ArrowLeft, s.Sending.CanBack, s.Sending.CanBack)
	}
}

func (l *leavePage) sendKey() string {
	if l.v.state.Dispatch {
		return "report.leave.aloud"
	}
	return "report.leave.send"
}

func (l *leavePage) whyNot(read bool) string {
	rest := l.v.remaining()
	if !read {
		rest-- // that it is not read is said by the box
	}
	switch {
	case !l.writing():
		return "" // said above what is read
	case rest > 0:
		return l.v.T("report.leave.rest", words.Args{"n": rest})
	case !read && !l.reader.Ended():
		return l.v.T("report.leave.to_the_end")
	case !read:
		return l.v.T("report.leave.say_read")
	}
	return ""
}

// act does the next thing: say that it was read, pass the checklist, send, close.
func (l *leavePage) act() {
	s := l.v.state
	switch {
	case l.writing() && !l.v.state.Read:
		if !l.read.Disabled() {
			l.read.SetChecked(true)
		}
	case l.forward.Disabled() || !l.forward.Visible():
	case l.writing():
		l.v.intents.Clear(s.Conversation)
	case s.Sending.Phase == model.Unread:
		l.v.intents.CloseNow(s.Conversation)
	default:
		l.ask()
	}
}

// ask asks once more: what has left cannot be called back.
func (l *leavePage) ask() {
	v := l.v
	in := v.state.Conversation
	title, confirm := v.T("report.leave.ask", words.Args{"target": v.text(v.state.Sending.Target)}), "report.leave.send"
	if v.state.Dispatch {
		title, confirm = v.T("report.leave.ask_aloud"), "report.leave.aloud"
	}
	kit.Ask(v.window, kit.Question{
		Title: title, Text: v.passage(doctrine.AtSending), Icon: icons.Send, Tone: kit.Warning,
		Confirm: v.T(confirm), Cancel: v.T("report.pick.cancel"), Kind: kit.Primary,
		OnConfirm: func() bool { v.intents.Send(in); return true },
	})
}

// SetMayCall says about which conversations the supervisors can be called.
func (v *View) SetMayCall(may func(conversation.ID) bool) {
	v.mayCall = may
	v.leave.enable()
}
