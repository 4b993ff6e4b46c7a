package signin

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/signin"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// workstation shows how this workstation's key stands, and what can be done when the keyring does not give it.
type workstation struct {
	view    *View
	state   *kit.Banner
	key     *kit.Label
	copy    *kit.Button
	retry   *kit.Button
	replace *kit.Button
	content fyne.CanvasObject
	last    signin.Workstation
}

func newWorkstation(v *View) *workstation {
	w := &workstation{view: v, state: kit.NewBanner(), key: kit.NewLabel("", kit.MutedLines)}
	w.copy = kit.NewButton(kit.Secondary, icons.Copy, v.words.T("signin.workstation.copy"), func() {
		v.clipboard.SetContent(w.last.Public)
	})
	w.retry = kit.NewButton(kit.Secondary, icons.Refresh, v.words.T("signin.workstation.retry"), v.intents.ReadKey)
	w.replace = kit.NewButton(kit.Secondary, icons.Key, v.words.T("signin.workstation.replace"), v.intents.ReplaceKey)
	for _, b := range []*kit.Button{w.copy, w.retry, w.replace} {
		b.SetCompact(true)
	}
	w.content = kit.Column(8,
		kit.NewLabel(v.words.T("signin.workstation"), kit.Caps),
		w.state, w.key, kit.Row(8, w.copy, w.retry, w.replace))
	return w
}

func (w *workstation) render(s signin.Workstation) {
	w.last = s
	texts := w.view.words
	tone, sentence := kit.Urgent, words.Sentences(texts.Say(s.Problem), texts.Say(s.Hint))
	switch {
	case s.State == signin.KeyReading || s.State == "":
		tone, sentence = kit.Neutral, texts.T("signin.workstation.reading")
	case s.State == signin.KeyPresent && s.New:
		tone = kit.Warning // the hint says it all
	case s.State == signin.KeyPresent:
		tone, sentence = kit.InOrder, texts.T("signin.workstation.present")
	}
	w.state.Set(tone, sentence)
	if s.New {
		w.key.SetText(s.Public)
	} else {
		w.key.SetText("")
	}
	kit.Show(w.key, s.New)
	kit.Show(w.copy, s.Public != "")
	kit.Show(w.retry, s.Problem.Key != "")
	kit.Show(w.replace, s.State == signin.KeyDamaged)
}
