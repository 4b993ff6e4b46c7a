package tools

import (
	"unicode"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/tools"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// texts is the pane of canned texts. With the keyboard in its list, typing a code inserts its text at once.
type texts struct {
	picker
	typed    string // of a code
	hint     *kit.Label
	language *kit.Button
	content  fyne.CanvasObject
}

func newTexts(intents tools.Intents, insert func(tools.Insertion), w *words.Words) *texts {
	t := &texts{}
	t.init(w, func(i tools.Insertion) {
		t.reset()
		t.clear(intents)
		insert(i)
	}, w.T("tools.texts.search"))
	t.field.OnChanged = intents.FindTexts
	t.list.OnRune = t.code
	t.list.OnKey = t.correct
	t.language = kit.NewButton(kit.Secondary, icons.Language, "", func() {
		intents.SetLanguage(t.state.Conversation, other(t.state.Language))
	})
	t.language.SetCompact(true)
	t.hint = kit.NewLabel(w.T("tools.codes"), kit.Muted)
	t.content = t.layout(kit.Column(6, t.field, kit.Bar(8, kit.BarItem{Object: t.hint}, kit.BarSpace(), kit.BarItem{Object: t.language})))
	return t
}

// clear empties the search after an insertion.
func (t *texts) clear(intents tools.Intents) {
	if t.field.Text != "" {
		t.field.SetText("")
		intents.FindTexts("")
	}
}

func other(language string) string {
	if language == "en" {
		return "fr"
	}
	return "en"
}

func (t *texts) render(s tools.State) {
	if s.Conversation != t.state.Conversation {
		t.reset()
		if t.field.Text != "" {
			t.field.SetText("")
		}
	}
	t.state = s
	t.language.SetText(t.words.LanguageName(s.Language))
	t.language.SetHint(t.words.T("tools.language"))
	if s.Conversation == "" {
		t.language.Disable()
	} else {
		t.language.Enable()
	}
	t.fill()
}

// fill shows the texts that were found, or those whose codes begin as typed.
func (t *texts) fill() {
	groups := t.state.Texts.Groups
	if t.typed != "" {
		groups, _ = tools.Begun(groups, t.typed)
	}
	choices := map[string]choice{}
	var sections []kit.Section
	for _, g := range groups {
		section := kit.Section{ID: string(g.Code), Title: g.Name.In(t.words.Language())}
		for _, text := range g.Texts {
			id, title := string(text.Code), text.Title.In(t.words.Language())
			choices[id] = choice{title: title, text: text.Body}
			section.Rows = append(section.Rows, kit.ConversationRow{ID: id, Title: title, Detail: firstLine(text.Body), Time: text.Keys})
		}
		sections = append(sections, section)
	}
	t.showFound(sections, choices, "tools.texts.none")
}

// code takes in one character of a code.
func (t *texts) code(r rune) {
	if r == '/' {
		kit.Focus(t.field)
		return
	}
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return
	}
	typed := t.typed + string(unicode.ToLower(r))
	left, match := tools.Begun(t.state.Texts.Groups, typed)
	switch {
	case match != nil:
		t.insertText(match.Body)
		t.setTyped("")
	case len(left) == 0:
		t.setTyped("")
		t.hint.SetText(t.words.T("tools.codes.none", words.Args{"code": typed}))
	default:
		t.setTyped(typed)
	}
}

// correct takes a character back.
func (t *texts) correct(ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyBackspace || t.typed == "" {
		return false
	}
	runes := []rune(t.typed)
	t.setTyped(string(runes[:len(runes)-1]))
	return true
}

// reset forgets a code that was begun.
func (t *texts) reset() { t.setTyped("") }

func (t *texts) setTyped(typed string) {
	changed := t.typed != typed
	t.typed = typed
	if typed == "" {
		t.hint.SetText(t.words.T("tools.codes"))
	} else {
		t.hint.SetText(t.words.T("tools.codes.typed", words.Args{"code": typed}))
	}
	if changed {
		t.fill()
	}
}

func firstLine(text string) string {
	for i, r := range text {
		if r == '\n' {
			return text[:i]
		}
	}
	return text
}
