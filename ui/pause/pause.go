// Package pause suggests a break to the operator, in a line above the desk that can be sent away.
package pause

import (
	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/rest"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// View is the line. It belongs to Fyne's goroutine.
type View struct {
	words   *words.Words
	text    *kit.Label
	line    fyne.CanvasObject
	content *fyne.Container // with nothing in it while there is nothing to suggest
	state   rest.State
}

// New makes the line, hidden.
func New(intents rest.Intents, w *words.Words) *View {
	v := &View{words: w, text: kit.NewLabel("", kit.Paragraph)}
	button := func(kind kit.Kind, code string, do func()) *kit.Button {
		b := kit.NewButton(kind, icons.None, w.T(code), do)
		b.SetCompact(true)
		return b
	}
	v.line = kit.NewStrip(icons.Pause, kit.Info, v.text,
		button(kit.Quiet, "rest.later", intents.Later), button(kit.Secondary, "rest.take", intents.Take))
	v.line.Hide()
	v.content = kit.Column(0, v.line)
	return v
}

// Content is what stands in the window.
func (v *View) Content() fyne.CanvasObject { return v.content }

// Adopt takes over what another view showed.
func (v *View) Adopt(before *View) {
	if before != nil {
		v.Render(before.state)
	}
}

// Render shows what there is to suggest.
func (v *View) Render(s rest.State) {
	v.state = s
	if !s.Due {
		v.line.Hide()
		v.content.Refresh()
		return
	}
	holding := ""
	if s.Holding {
		holding = v.words.T("rest.holding")
	}
	v.text.SetText(words.Sentences(v.words.Say(s.Why), v.words.T("rest.suggest", words.Args{"left": words.Lasting(s.Length)}), holding))
	v.line.Show()
	v.content.Refresh()
}
