package fingers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie.example/assets/icons"
	"vigie.example/internal/console"
	"vigie.example/internal/console/fingers"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// scan shows how far the touches are: what to do now in words, and a mark for each touch that counts.
type scan struct {
	view    *View
	picture *kit.IconMark
	doing   *kit.Label
	far     *kit.Progress
	again   *kit.Label
	stop    *kit.Button
	content fyne.CanvasObject
}

func newScan(v *View) *scan {
	w := v.words
	s := &scan{view: v, picture: kit.NewIcon(icons.SecurityKey, kit.ColorAccent, 56), far: kit.NewProgress("")}
	s.doing = kit.NewLabel("", kit.LabelStyle{Size: kit.SizeLarge, Bold: true, Wrap: true})
	s.again = kit.NewLabel("", kit.LabelStyle{Wrap: true})
	s.stop = kit.NewButton(kit.Secondary, icons.Close, w.T("signin.stop"), func() { v.intents.Key(fingers.AtKey{Do: fingers.GiveUp}) })
	text := kit.Column(8, s.doing, s.far, s.again, kit.Row(0, s.stop))
	s.content = kit.Ground(kit.ColorSurface, kit.Inset(16, 12, container.NewBorder(nil, nil, kit.Inset(0, 4, s.picture), nil, kit.Inset(16, 0, text))))
	return s
}

func (s *scan) render(k fingers.Key) {
	w := s.view.words
	kit.Show(s.content, k.Stage != console.Idle)
	touching := k.Stage == console.Touching
	kit.Show(s.far, touching && k.Scan.Of > 0)
	kit.Show(s.again, touching && !k.Scan.Again.None())
	if !touching {
		s.picture.Set(icons.SecurityKey, kit.ColorAccent)
		s.doing.SetText(w.Say(k.Doing))
		return
	}
	s.picture.Set(icons.Fingerprint, kit.ColorAccent)
	s.doing.SetText(w.T("finger_page.key.touch"))
	s.far.Set(w.T("finger_page.key.touches", words.Args{"n": k.Scan.Done, "of": k.Scan.Of}), float32(k.Scan.Done)/float32(max(k.Scan.Of, 1)))
	s.again.SetText(w.Say(k.Scan.Again))
	if !k.Scan.Again.None() {
		s.picture.Set(icons.Warning, kit.ColorWarning)
	}
}
