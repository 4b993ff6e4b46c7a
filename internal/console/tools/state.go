package tools

import (
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
)

// State is everything that both panes show. It holds no content.
type State struct {
	Phase        Phase
	Conversation conversation.ID // that insertions are for; empty while none is selected
	Enabled      bool            // something can be inserted
	Why          view.Text       // why not
	Language     string          // of what is inserted: the conversation's unless it was switched
	Texts        Texts
	Services     Services
}

// Phase tells whether the doctrine is there.
type Phase int

// The phases.
const (
	Loading Phase = iota // it is being read
	Ready
	Broken // it does not pass its checks: there is nothing to insert
)

// Texts is the pane of canned texts.
type Texts struct {
	Typed  string // what is searched for
	Groups []Group
}

// Group is a category with the texts in it that were found; one without any is left out.
type Group struct {
	Code  doctrine.CategoryCode
	Name  doctrine.Text
	Texts []Text
}

// Text is a canned text.
type Text struct {
	Code  doctrine.TextCode
	Keys  string        // what to type to insert it; none begins another's
	Title doctrine.Text // in the operator's language
	Body  string        // as it is inserted, in State.Language
}

// Services is the pane of the directory.
type Services struct {
	Typed      string
	Chosen     doctrine.Department   // the operator's choice for this conversation; the zero value for none
	Candidates []doctrine.Department // those that were typed, at most MaxCandidates
	Found      []Service             // emergencies, help, rights, places; in each the department's own first
}

// MaxCandidates bounds the departments that are offered at once.
const MaxCandidates = 6

// Service is an entry of the directory.
type Service struct {
	doctrine.Service
	Line string // as it is inserted, in State.Language
}

// Insertion is a text for the draft of one conversation.
type Insertion struct {
	In   conversation.ID
	Text string
}

// Insertion returns a text as an insertion; false when nothing can be inserted.
func (s State) Insertion(text string) (Insertion, bool) {
	return Insertion{s.Conversation, text}, s.Enabled && s.Conversation != "" && text != ""
}

// Begun returns the groups with the texts whose keys begin as typed, and the text whose keys these are, if one has them
// all. As no keys begin another's, the first match is meant.
func Begun(groups []Group, typed string) (left []Group, match *Text) {
	for _, g := range groups {
		var texts []Text
		for _, t := range g.Texts {
			if len(t.Keys) >= len(typed) && t.Keys[:len(typed)] == typed {
				texts = append(texts, t)
			}
			if t.Keys == typed {
				match = &t
			}
		}
		if len(texts) > 0 {
			left = append(left, Group{g.Code, g.Name, texts})
		}
	}
	return left, match
}

// Intents is what the panes may ask for. None of it blocks. What names another conversation than the selected one is dropped.
type Intents interface {
	// FindTexts searches the canned texts by code, title and category; all of them for nothing typed.
	FindTexts(typed string)

	// FindServices searches services by name, and departments by number and name.
	FindServices(typed string)

	// Choose makes a department the one in which this conversation's declarant is referred to services; none for the empty
	// code.
	Choose(in conversation.ID, department string)

	// SetLanguage changes the language of what is inserted in this conversation.
	SetLanguage(in conversation.ID, language string)
}
