package tools

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/notes"
	"vigie.example/ui/kit"
	"vigie.example/ui/kit/plaintext"
	"vigie.example/ui/words"
)

// pad is the pane of internal notes. It is made without anything that could insert or send what is written in it (C22).
type pad struct {
	words   *words.Words
	intents notes.Intents
	window  fyne.Canvas
	state   notes.State
	shown   []notes.Note // that the list was made of

	list    *fyne.Container
	scroll  *container.Scroll
	empty   *kit.Label
	field   *kit.Entry
	button  *kit.Button
	problem *kit.Banner
	write   fyne.CanvasObject
	quiet   bool // the field is being filled, not typed in
	content fyne.CanvasObject
}

func newPad(intents notes.Intents, window fyne.Canvas, w *words.Words) *pad {
	p := &pad{words: w, intents: intents, window: window}
	p.list = kit.Column(8)
	p.empty = kit.NewLabel("", kit.MutedLines)
	p.scroll = container.NewVScroll(kit.Inset(12, 8, kit.Column(8, p.empty, p.list)))
	p.field = kit.NewTextArea(w.T("notes.placeholder"), 4)
	p.field.OnChanged = p.changed
	p.button = kit.NewButton(kit.Secondary, icons.Plus, w.T("notes.add"), p.add)
	p.button.SetKey(w.T("key.ctrl_enter"))
	p.problem = kit.NewBanner()
	p.write = kit.Column(0, kit.Divider(), p.problem, kit.Inset(12, 8, kit.Column(8, p.field, p.button)))
	head := kit.NewBanner()
	head.Set(kit.Warning, w.T("notes.never_sent"))
	head.SetIcon(icons.EyeOff)
	p.content = kit.Frame(head, p.write, p.scroll)
	return p
}

// focusTarget is where notes are written; nil while none can be.
func (p *pad) focusTarget() fyne.Focusable {
	if !p.state.Enabled {
		return nil
	}
	return p.field
}

// changed keeps the draft where it belongs.
func (p *pad) changed(text string) {
	p.enable()
	if !p.quiet && p.state.Enabled {
		p.intents.Draft(p.state.Conversation, notes.Write(text))
	}
}

func (p *pad) enable() {
	if p.state.Enabled && p.field.Text != "" {
		p.button.Enable()
	} else {
		p.button.Disable()
	}
}

func (p *pad) add() {
	if text := p.field.Text; p.state.Enabled && text != "" {
		p.intents.Add(p.state.Conversation, notes.Write(text))
		p.fill("") // what is typed from now on is the next note
		p.enable()
	}
}

// fill shows a text in the field, and forgets what could be undone there.
func (p *pad) fill(text string) {
	p.quiet = true
	p.field.SetText(text)
	p.quiet = false
}

// adopt takes over what was typed since the last state.
func (p *pad) adopt(before *pad) {
	p.state = before.state
	p.fill(before.field.Text)
}

func (p *pad) render(s notes.State) {
	added := len(s.Notes) > len(p.state.Notes) && s.Conversation == p.state.Conversation
	refused := s.Problem != p.state.Problem && !s.Problem.None() && p.field.Text == "" // it is still the draft
	if s.Conversation != p.state.Conversation || !s.Enabled || refused {
		p.fill(s.Draft.Read())
	}
	p.state = s
	kit.Show(p.write, s.Enabled)
	p.problem.Set(kit.Warning, p.words.Say(s.Problem))
	p.showEmpty()
	p.showNotes()
	p.enable()
	if added {
		p.scroll.ScrollToBottom()
	}
}

func (p *pad) showEmpty() {
	text := ""
	switch s := p.state; {
	case s.Conversation == "":
		text = p.words.T("notes.why.none")
	case !s.Enabled:
		text = p.words.Say(s.Why)
	case len(s.Notes) == 0:
		text = p.words.T("notes.empty")
	}
	p.empty.SetText(text)
	kit.Show(p.empty, text != "")
}

// showNotes makes the list anew when it is another one; rows of what is gone do not stay.
func (p *pad) showNotes() {
	if sameNotes(p.shown, p.state.Notes) {
		return
	}
	p.shown = p.state.Notes
	p.list.RemoveAll()
	for _, n := range p.state.Notes {
		p.list.Add(p.row(n))
	}
	p.scroll.Refresh()
}

func sameNotes(a, b []notes.Note) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].ID != b[i].ID {
			return false
		}
	}
	return true
}

func (p *pad) row(n notes.Note) fyne.CanvasObject {
	remove := kit.NewIconButton(icons.Delete, p.words.T("notes.remove"), func() { p.askRemove(n.ID) })
	remove.SetCompact(true)
	head := kit.Bar(6, kit.BarItem{Object: kit.NewLabel(words.Clock(n.At), kit.Caps)}, kit.BarSpace(), kit.BarItem{Object: remove})
	text := kit.NewLabel(plaintext.Clean(n.Text.Read()), kit.Paragraph)
	return kit.Ground(kit.ColorWarningGround, kit.Inset(12, 6, kit.Column(2, head, text)))
}

func (p *pad) askRemove(note notes.ID) {
	in := p.state.Conversation
	kit.Ask(p.window, kit.Question{
		Title: p.words.T("notes.remove.title"), Text: p.words.T("notes.remove.body"), Icon: icons.Delete, Tone: kit.Warning,
		Confirm: p.words.T("notes.remove.confirm"), Cancel: p.words.T("notes.remove.cancel"), Kind: kit.Danger,
		OnConfirm: func() bool { p.intents.Remove(in, note); return true },
	})
}
