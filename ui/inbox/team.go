package inbox

import (
	"fyne.io/fyne/v2"

	"vigie.example/internal/console/inbox"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// team is the line on how busy the unit is (C25): who decides on a break, or whether to ask somebody, looks here first.
type team struct {
	words   *words.Words
	who     *kit.Label
	load    *kit.Label
	content fyne.CanvasObject
}

func newTeam(w *words.Words) *team {
	t := &team{words: w, who: kit.NewLabel("", kit.MutedLines), load: kit.NewLabel("", kit.MutedLines)}
	t.content = kit.Inset(12, 6, kit.Column(0, t.who, t.load))
	t.content.Hide()
	return t
}

// render shows nothing while nothing is known: the state line says why.
func (t *team) render(s inbox.Team) {
	if !s.Known {
		t.content.Hide()
		return
	}
	who, load := t.say(s)
	t.who.SetText(who)
	t.load.SetText(load)
	t.who.SetStyle(kit.MutedLines)
	if s.OnDuty == 0 {
		t.who.SetTone(kit.Warning)
	}
	t.content.Show()
}

// say tells who is there, and how much they hold. Nobody is named, nobody is compared.
func (t *team) say(s inbox.Team) (who, load string) {
	who = t.words.T("inbox.team.on", words.Args{"n": s.OnDuty})
	if s.OnBreak > 0 {
		who += ", " + t.words.T("inbox.team.break", words.Args{"n": s.OnBreak})
	}
	if s.Ending > 0 {
		who += ", " + t.words.T("inbox.team.ending", words.Args{"n": s.Ending})
	}
	load = t.words.T("inbox.team.held", words.Args{"n": s.Held})
	if s.OnDuty > 0 { // without anybody there is no room to speak of
		load += ", " + t.words.T("inbox.team.room", words.Args{"n": s.Room})
	}
	return who, load
}
