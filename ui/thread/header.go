package thread

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/thread"
	"vigie.example/ui/kit"
	"vigie.example/ui/kit/plaintext"
	"vigie.example/ui/tones"
	"vigie.example/ui/words"
)

// header says whose conversation it is and how long it still lives (C19).
type header struct {
	words    *words.Words
	title    *kit.Label
	facts    *kit.Label
	urgent   *kit.Badge
	here     *kit.Badge
	life     *kit.Badge
	advice   *kit.Button
	transfer *kit.Button
	call     *kit.Button
	closing  *kit.Button
	erasing  *kit.Button
	online   bool // whether the declarant is there is known
	bar      *fyne.Container
	content  fyne.CanvasObject
}

// maxTitleRunes bounds the pseudonym in the header; the page allows 64 bytes.
const maxTitleRunes = 64

func newHeader(w *words.Words, closing, advice, transfer, call, erasing func()) *header {
	h := &header{
		words:   w,
		online:  true,
		title:   kit.NewLabel("", kit.Heading),
		facts:   kit.NewLabel("", kit.Muted),
		urgent:  kit.NewBadge(kit.Urgent, icons.Urgent, w.T("inbox.urgent")),
		here:    kit.NewBadge(kit.Neutral, icons.None, ""),
		life:    kit.NewBadge(kit.Neutral, icons.Clock, ""),
		closing: kit.NewButton(kit.Secondary, icons.Door, w.T("thread.close"), closing),
		erasing: kit.NewButton(kit.Secondary, icons.Delete, w.T("thread.delete"), erasing),
	}
	h.transfer = kit.NewIconButton(icons.Transfer, w.T("handover.transfer")+" (Ctrl+G)", transfer)
	h.transfer.Hide()
	h.advice = kit.NewIconButton(icons.People, w.T("advice.ask")+" (Ctrl+H)", advice)
	h.advice.Hide()
	h.call = kit.NewIconButton(icons.Phone, w.T("call.call")+" (Ctrl+S)", call)
	h.call.Hide()
	h.closing.SetCompact(true)
	h.closing.SetKey("Ctrl+W")
	h.erasing.SetCompact(true)
	h.erasing.SetKey("F7")
	item := func(o fyne.CanvasObject, drop int) kit.BarItem { return kit.BarItem{Object: o, Drop: drop} }
	h.bar = kit.Bar(10, item(h.urgent, 0), item(h.title, 0), item(h.here, 1), kit.BarSpace(), item(h.life, 0),
		item(h.advice, 5), item(h.call, 3), item(h.transfer, 2), kit.BarItem{Object: h.closing, Drop: 4, Shrinks: true},
		kit.BarItem{Object: h.erasing, Shrinks: true}, kit.BarMore(w.T("frame.rest")))
	h.content = kit.Inset(20, 10, kit.Column(2, h.bar, h.facts))
	return h
}

// forget drops what the declarant wants to be called.
func (h *header) forget() { h.title.SetText("") }

func (h *header) render(s thread.State) {
	name := plaintext.Line(s.Pseudonym, maxTitleRunes)
	if name == "" {
		name = h.words.T("thread.anonymous")
	}
	h.title.SetText(name)
	h.facts.SetText(h.words.T("thread.facts", words.Args{
		"reference": s.Reference, "opened": words.Clock(s.Opened), "language": h.words.LanguageName(s.Language),
	}))
	h.life.Set(tones.Life(s.Life), icons.Clock, h.words.T("thread.lives", words.Args{
		"left": words.Lasting(s.Deadline.Sub(s.Now)), "at": words.Clock(s.Deadline)}))
	kit.Want(h.bar, h.urgent, s.Urgent)
	kit.Want(h.bar, h.closing, s.CanClose)
	kit.Want(h.bar, h.erasing, s.Deletion.Can || s.Deletion.Asking)
	kit.Enable(h.erasing, s.Deletion.Can)
	h.presence(s)
}

// presence tells whether the declarant can read what is sent now.
func (h *header) presence(s thread.State) {
	known := h.online && (s.Phase == thread.Waiting || s.Phase == thread.Opening || s.Phase == thread.Held)
	kit.Want(h.bar, h.here, known)
	switch {
	case s.Typing:
		h.here.Set(kit.Info, icons.None, h.words.T("inbox.typing"))
	case s.Here:
		h.here.Set(kit.InOrder, icons.Connected, h.words.T("thread.here"))
	default:
		h.here.Set(kit.Warning, icons.Disconnected, h.words.T("thread.away", words.Args{"at": words.Clock(s.HereSince)}))
	}
}
