package signin

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console"
	"vigie.example/internal/console/signin"
	"vigie.example/ui/kit"
	"vigie.example/ui/scan"
)

// stage draws what the person has to do now: touch the key, lay the finger on it, leave the card in.
type stage struct {
	view    *View
	picture *kit.IconMark
	gesture *kit.IconMark
	words   *kit.Label
	stop    *kit.Button
	held    fyne.CanvasObject // what is carried
	scan    *scan.Drawing     // a finger on the reader
	content *fyne.Container
}

func newStage(v *View) *stage {
	s := &stage{view: v, words: kit.NewLabel("", kit.LabelStyle{Size: kit.SizeLarge, Bold: true})}
	s.picture, s.gesture = kit.NewIcon(icons.SecurityKey, kit.ColorAccent, 56), kit.NewIcon(icons.None, kit.ColorAccent, 40)
	s.stop = kit.NewButton(kit.Secondary, icons.Close, v.words.T("signin.stop"), v.intents.GiveUp)
	s.held = kit.Ground(kit.ColorSurface, kit.Inset(16, 12, kit.Row(16, s.picture, s.gesture, s.words, s.stop)))
	s.scan = scan.New(v.words, kit.NewButton(kit.Secondary, icons.Close, v.words.T("signin.stop"), v.intents.GiveUp))
	s.content = kit.Column(0, s.held, s.scan.Content())
	return s
}

func (s *stage) render(state signin.State) {
	way, on := console.Way(state.Way), state.Stage == signin.Touching || state.Stage == signin.Proving || state.Stage == signin.Scanning
	kit.Show(s.content, on && way != console.WayPassphrase)
	if !on {
		return
	}
	reads := way == console.WayReader && state.Stage != signin.Touching
	kit.Show(s.held, !reads)
	kit.Show(s.scan.Content(), reads)
	s.scan.Render(state.Stage, state.Scan, false)
	picture, gesture, text := icons.SecurityKey, icons.None, "signin.stage.key"
	switch {
	case way == console.WayCard:
		picture, text = icons.Card, "signin.stage.card"
	case state.Stage == signin.Touching && way == console.WayFinger:
		gesture, text = icons.Fingerprint, "signin.stage.finger"
	case state.Stage == signin.Touching:
		gesture, text = icons.Touch, "signin.stage.touch"
	}
	s.picture.Set(picture, kit.ColorAccent)
	s.gesture.Set(gesture, kit.ColorAccent)
	kit.Show(s.gesture, gesture != icons.None)
	s.words.SetText(s.view.words.T(text))
	kit.Show(s.stop, way != console.WayCard) // a card cannot be interrupted
}
