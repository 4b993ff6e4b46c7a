package tools

import (
	"strings"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
)

// Model publishes the State for the selected conversation.
type Model struct {
	view.Publisher[State]
	console  *console.Console
	doctrine Doctrine // of the Desk's goroutine, as all below
	state    State    // as published
	kept     map[conversation.ID]kept
	shown    kept // in the state
	stale    bool // something else of the state's lists has changed
}

// kept is what the operator chose in one conversation, for as long as it is there (B3).
type kept struct{ department, language string }

var _ Intents = (*Model)(nil)

// New returns the model of a console that was not started yet. It shows nothing before Load.
func New(c *console.Console) *Model {
	m := &Model{console: c, kept: map[conversation.ID]kept{}}
	c.OnErase(func(id conversation.ID) { delete(m.kept, id) })
	c.Watch(m.seen)
	return m
}

// Load gives what the panes offer; an error says that there is nothing to offer. It may be called at any time.
func (m *Model) Load(of Doctrine, err error) {
	m.console.Do(func(d *console.Desk) {
		m.state.Phase = Broken
		if err == nil {
			m.doctrine, m.state.Phase = of, Ready
		}
		m.stale = true
		m.show(d)
	})
}

// FindTexts implements Intents.
func (m *Model) FindTexts(typed string) {
	m.console.Do(func(d *console.Desk) {
		m.show(d) // selected a moment ago: what follows is about this one
		m.state.Texts.Typed, m.stale = typed, true
		m.show(d)
	})
}

// FindServices implements Intents.
func (m *Model) FindServices(typed string) {
	m.console.Do(func(d *console.Desk) {
		m.show(d) // selected a moment ago: what follows is about this one
		m.state.Services.Typed, m.stale = typed, true
		m.show(d)
	})
}

// Choose implements Intents.
func (m *Model) Choose(in conversation.ID, department string) {
	m.keep(in, func(k *kept) {
		if _, known := m.doctrine.department(department); known || department == "" {
			k.department = department
			m.state.Services.Typed = ""
		}
	})
}

// SetLanguage implements Intents.
func (m *Model) SetLanguage(in conversation.ID, language string) {
	m.keep(in, func(k *kept) { k.language = supported(language) })
}

// keep changes what was chosen in the selected conversation; of one that is gone nothing is kept.
func (m *Model) keep(in conversation.ID, change func(*kept)) {
	m.console.Do(func(d *console.Desk) {
		if x, ok := d.Conversation(in); !ok || in != d.Selected() || x.Phase() == exchange.Gone {
			return
		}
		k := m.kept[in]
		change(&k)
		m.kept[in], m.stale = k, true
		m.show(d)
	})
}

func (m *Model) seen(d *console.Desk, change console.Change) {
	_, touched := change.Threads[d.Selected()]
	if touched || change.Session || d.Selected() != m.state.Conversation {
		m.show(d)
	}
}

// show publishes what has changed. The lists are made anew only when they may differ: a message changes nothing of them.
func (m *Model) show(d *console.Desk) {
	before, s := m.state, m.state
	s.Conversation = d.Selected()
	s.Enabled, s.Why = enabled(d, s.Conversation)
	if s.Conversation != before.Conversation {
		s.Texts.Typed, s.Services.Typed = "", "" // what was looked for was for somebody else
		m.stale = true
	}
	k := m.kept[s.Conversation]
	s.Language = k.language
	if x, ok := d.Conversation(s.Conversation); ok && k.language == "" {
		s.Language = supported(x.Language())
	}
	m.stale = m.stale || k != m.shown || s.Language != before.Language
	if s.Phase == Ready && m.stale {
		s.Texts, s.Services = m.doctrine.Find(Query{s.Texts.Typed, s.Services.Typed, k.department, s.Language})
	}
	if !m.stale && s.Enabled == before.Enabled && s.Why == before.Why {
		return
	}
	m.state, m.shown, m.stale = s, k, false
	m.Publish(s)
}

// enabled reports whether a message can be written in a conversation, or why not.
func enabled(d *console.Desk, id conversation.ID) (bool, view.Text) {
	x, ok := d.Conversation(id)
	if !ok {
		return false, view.T("tools.why.none")
	}
	switch x.Phase() {
	case exchange.Opening, exchange.Held:
		return true, view.Text{}
	case exchange.Waiting:
		return false, view.T("tools.why.waiting")
	}
	return false, view.T("tools.why.ended")
}

// supported returns the language of the doctrine's texts for a tag.
func supported(tag string) string {
	if strings.HasPrefix(strings.ToLower(tag), "en") {
		return "en"
	}
	return "fr"
}
