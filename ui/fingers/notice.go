package fingers

import (
	"slices"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/biometric"
	"vigie.example/internal/console/fingers"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// notice is what is read to its end before anything is captured (L4, L6): the button stands after the last word, and nowhere else. Whoever gets there,
// by pointer or keyboard, has the last word in sight, and the console is told of that: it takes no acknowledgement without.
type notice struct {
	view    *View
	shown   []biometric.Passage
	digest  biometric.Digest // of what is shown
	text    *fyne.Container
	ground  fyne.CanvasObject // below it
	none    *kit.Label
	read    *kit.Button
	done    *kit.Banner
	leave   *kit.Button
	told    biometric.Digest // that the end of this one has been in sight
	content *fyne.Container
}

func newNotice(v *View) *notice {
	w := v.words
	n := &notice{view: v, text: kit.Column(14), none: kit.NewLabel(w.T("finger_page.notice.none"), kit.Paragraph), done: kit.NewBanner()}
	n.read = kit.NewButton(kit.Primary, icons.Check, w.T("finger_page.notice.read"), func() { v.intents.Read(n.digest, v.language) })
	n.leave = kit.NewButton(kit.Secondary, icons.Delete, w.T("finger_page.withdraw"), n.ask)
	n.ground = kit.Ground(kit.ColorSurface, kit.Inset(16, 14, n.text))
	n.content = section(w.T("finger_page.notice"), w.T("finger_page.notice.help"), n.none, n.ground, n.done, kit.Row(8, n.read, n.leave))
	return n
}

func (n *notice) render(s fingers.State) {
	passages := s.Notice[n.view.language]
	n.digest = s.Digest
	if !slices.Equal(passages, n.shown) {
		n.shown = passages
		n.text.Objects = nil
		for _, p := range passages {
			n.text.Add(kit.Column(4, kit.NewLabel(p.Title, kit.Strong), kit.NewLabel(p.Body, kit.Paragraph)))
		}
		n.text.Refresh()
	}
	kit.Show(n.none, !s.HasNotice)
	kit.Show(n.ground, s.HasNotice)
	kit.Show(n.read, s.HasNotice && !s.Acknowledged)
	kit.Show(n.leave, s.Templates > 0 || s.Acknowledged)
	if s.Acknowledged {
		n.done.Set(kit.InOrder, n.view.words.T("finger_page.notice.acknowledged"))
	} else {
		n.done.Set(kit.Info, "")
	}
	if s.ShownIn != n.view.language {
		n.told = ""
	}
	kit.Enable(n.read, s.Phase == fingers.Ready && !s.Asking)
	kit.Enable(n.leave, s.Phase == fingers.Ready && !s.Asking)
}

// look tells when the last word of the notice is in sight.
func (n *notice) look() {
	last := len(n.text.Objects) - 1
	if last < 0 || n.told == n.digest || n.view.state.Acknowledged || n.view.state.Phase != fingers.Ready {
		return
	}
	if n.view.scroll.ShowsEndOf(n.text.Objects[last]) {
		n.told = n.digest
		n.view.intents.Shown(n.digest, n.view.language)
	}
}

// ask asks before templates are erased; no reason is wanted.
func (n *notice) ask() {
	w := n.view.words
	text := w.T("finger_page.withdraw.text")
	if n.view.state.Key.Kept > 0 {
		text = words.Sentences(text, w.T("finger_page.withdraw.key"))
	}
	kit.Ask(n.view.window, kit.Question{
		Title: w.T("finger_page.withdraw.title"), Text: text, Icon: icons.Delete, Tone: kit.Info, Kind: kit.Primary,
		Confirm: w.T("finger_page.withdraw"), Cancel: w.T("account_page.cancel"),
		OnConfirm: func() bool { n.view.intents.Withdraw(); return true },
	})
}
