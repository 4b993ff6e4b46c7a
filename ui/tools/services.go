package tools

import (
	"strings"

	"fyne.io/fyne/v2"

	"vigie.example/assets/icons"
	"vigie.example/internal/console/tools"
	"vigie.example/internal/doctrine"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

// services is the pane of the referral directory. One field finds departments and services; the department is chosen here
// and nowhere else (B3).
type services struct {
	picker
	intents tools.Intents
	where   *kit.Button // the chosen department, to drop it
	none    *kit.Label
	content fyne.CanvasObject
}

func newServices(intents tools.Intents, insert func(tools.Insertion), w *words.Words) *services {
	s := &services{intents: intents}
	s.init(w, insert, w.T("tools.services.search"))
	s.field.OnChanged = intents.FindServices
	s.where = kit.NewButton(kit.Secondary, icons.Close, "", func() { intents.Choose(s.state.Conversation, "") })
	s.where.SetCompact(true)
	s.where.SetHint(w.T("tools.department.drop"))
	s.none = kit.NewLabel(w.T("tools.department.none"), kit.MutedLines)
	s.content = s.layout(kit.Column(6, s.field, kit.Bar(0, kit.BarItem{Object: s.where}), s.none))
	return s
}

func (s *services) render(state tools.State) {
	moved := state.Conversation != s.state.Conversation || state.Services.Chosen != s.state.Services.Chosen
	s.state = state
	if moved && s.field.Text != "" {
		s.field.SetText("")
	}
	chosen := state.Services.Chosen
	s.where.SetText(chosen.Code + " · " + chosen.Name)
	kit.Show(s.where, chosen.Code != "")
	kit.Show(s.none, chosen.Code == "")
	s.fill()
}

func (s *services) fill() {
	choices := map[string]choice{}
	sections := s.departments(choices)
	for _, service := range s.state.Services.Found {
		kind := string(service.Kind)
		if n := len(sections); n == 0 || sections[n-1].ID != kind {
			sections = append(sections, kit.Section{ID: kind, Title: s.words.T("tools.kind." + kind)})
		}
		id, name := "service:"+string(service.Code), service.Name.In(s.words.Language())
		choices[id] = choice{title: name, text: service.Line}
		last := &sections[len(sections)-1]
		last.Rows = append(last.Rows, kit.ConversationRow{ID: id, Title: name, Detail: s.detail(service.Service)})
	}
	s.showFound(sections, choices, "tools.services.none")
}

// departments are those that were typed, on top: whoever types a number and presses Enter has chosen one.
func (s *services) departments(choices map[string]choice) []kit.Section {
	if len(s.state.Services.Candidates) == 0 {
		return nil
	}
	section := kit.Section{ID: "departments", Title: s.words.T("tools.departments")}
	for _, d := range s.state.Services.Candidates {
		id := "department:" + d.Code
		choices[id] = choice{title: d.Code + " · " + d.Name, text: s.words.T("tools.department.choose"), act: func() { s.settle(d.Code) }, button: s.words.T("tools.department.take")}
		section.Rows = append(section.Rows, kit.ConversationRow{ID: id, Title: d.Name, Detail: s.words.T("tools.department.choose"), Time: d.Code})
	}
	return []kit.Section{section}
}

func (s *services) settle(code string) {
	s.intents.Choose(s.state.Conversation, code)
	kit.Focus(s.list)
}

// detail is how to reach a service, in a few words.
func (s *services) detail(service doctrine.Service) string {
	var parts []string
	if service.Local {
		parts = append(parts, s.words.T("tools.local"))
	}
	for _, way := range []string{service.Call, sms(service.SMS), strings.Join(service.Towns, ", "), service.Address, service.Web} {
		if way != "" {
			parts = append(parts, way)
			break
		}
	}
	if hours := service.Hours.In(s.words.Language()); hours != "" {
		parts = append(parts, hours)
	}
	return strings.Join(parts, " · ")
}

func sms(number string) string {
	if number == "" {
		return ""
	}
	return "SMS " + number
}
