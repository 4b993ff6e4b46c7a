package report

import (
	"vigie.example/assets/icons"
	"vigie.example/internal/report"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

func (v *View) askRemove(id report.ElementID) {
	in := v.state.Conversation
	kit.Ask(v.window, kit.Question{
		Title: v.T("report.remove.title"), Text: v.T("report.remove.body"), Icon: icons.Delete, Tone: kit.Warning,
		Confirm: v.T("report.remove.confirm"), Cancel: v.T("report.keep"), Kind: kit.Danger,
		OnConfirm: func() bool { v.elements.back(); v.intents.Remove(in, id); return true },
	})
}

func (v *View) askRemovePerson(id report.PersonID) {
	in := v.state.Conversation
	who, _ := v.third(id)
	kit.Ask(v.window, kit.Question{
		Title: v.T("report.person.remove.title"), Text: v.T("report.person.remove.body", words.Args{"n": who.Elements}), Icon: icons.Delete, Tone: kit.Warning,
		Confirm: v.T("report.remove.confirm"), Cancel: v.T("report.keep"), Kind: kit.Danger,
		OnConfirm: func() bool { v.elements.back(); v.intents.RemovePerson(in, id); return true },
	})
}
