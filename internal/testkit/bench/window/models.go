package main

import (
	"fmt"
	"strings"
	"time"

	"vigie.example/internal/console/account"
	"vigie.example/internal/console/advice"
	"vigie.example/internal/console/call"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/report"
	"vigie.example/internal/console/rest"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/console/tools"
	"vigie.example/internal/console/transfer"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/ui"
)

// models publish what they are given. The window asks for nothing that matters here.
type models struct {
	shell    shellModel
	signIn   signInModel
	inbox    inboxModel
	thread   threadModel
	tools    toolsModel
	notes    notesModel
	rest     restModel
	transfer transferModel
	advice   adviceModel
	call     callModel
	report   reportModel
	account  accountModel
	fingers  fingersModel
}

type (
	shellModel struct {
		view.Publisher[shell.State]
		shell.Intents
	}
	signInModel struct {
		view.Publisher[signin.State]
		signin.Intents
	}
	inboxModel struct {
		view.Publisher[inbox.State]
		inbox.Intents
	}
	threadModel struct {
		view.Publisher[thread.State]
		thread.Intents
	}
	toolsModel struct {
		view.Publisher[tools.State]
		tools.Intents
	}
	notesModel struct {
		view.Publisher[notes.State]
		notes.Intents
	}
	restModel struct {
		view.Publisher[rest.State]
		rest.Intents
	}
	accountModel struct {
		view.Publisher[account.State]
		account.Intents
	}
	fingersModel struct {
		view.Publisher[fingers.State]
		fingers.Intents
	}
	callModel struct {
		view.Publisher[call.State]
		call.Intents
	}
	adviceModel struct {
		view.Publisher[advice.State]
		advice.Intents
	}
	transferModel struct {
		view.Publisher[transfer.State]
		transfer.Intents
	}
	reportModel struct {
		view.Publisher[report.State]
		report.Intents
	}
)

// What the window calls by itself:

func (*shellModel) Signals(func(shell.Signal)) func()   { return func() {} }
func (*inboxModel) Select(conversation.ID)              {}
func (*threadModel) Draft(conversation.ID, string)      {}
func (*threadModel) Shown(conversation.ID, int)         {}
func (*toolsModel) FindTexts(string)                    {}
func (*toolsModel) FindServices(string)                 {}
func (*toolsModel) SetLanguage(conversation.ID, string) {}

func (m *models) all() ui.Models {
	return ui.Models{
		Shell: &m.shell, SignIn: &m.signIn, Inbox: &m.inbox, Thread: &m.thread, Tools: &m.tools, Notes: &m.notes, Rest: &m.rest,
		Transfer: &m.transfer, Advice: &m.advice, Call: &m.call, Report: &m.report, Account: &m.account, Fingers: &m.fingers,
	}
}

// newModels returns models of somebody who is signed in and holds eight conversations, while some wait.
func newModels() *models {
	m := &models{}
	now := time.Now()
	m.shell.Publish(shell.State{
		Screen: shell.Desk, Now: now, Connection: shell.Connection{Phase: shell.Online, Since: now},
		Name: "Camille Roche", UnitName: "Police nationale · Gironde", Duty: shell.OnDuty, Held: 8,
	})
	s := inbox.State{Phase: inbox.Current, Now: now, Capacity: 8}
	for n := range 20 {
		id := conversationID(n)
		row := inbox.Row{
			Conversation: id, Reference: id.Reference(), Language: "fr", Status: inbox.Waiting, Here: true,
			Opened: now, LastMessage: now, Deadline: now.Add(4 * time.Hour),
		}
		if n < 8 {
			row.Status = inbox.Mine
			s.Mine = append(s.Mine, row)
		} else {
			s.Waiting = append(s.Waiting, row)
		}
	}
	m.inbox.Publish(s)
	return m
}

func conversationID(n int) conversation.ID { return conversation.ID(fmt.Sprintf("%043d", n)) }

// sentences are of the lengths that people write; each message is another mix of them.
var sentences = []string{
	"Oui.", "Je ne sais pas.", "Il est rentré plus tôt que d'habitude et je n'ai pas pu répondre.",
	"Ça a commencé il y a plusieurs mois, d'abord des remarques, puis il a voulu savoir à qui je parlais.",
	"Je suis dans la chambre, la porte est fermée.", "Les enfants dorment.", "D'accord, merci.",
}

func message(n int, at time.Time) thread.Item {
	var text strings.Builder
	for i := range 1 + n%4 {
		text.WriteString(sentences[(n*7+i*3)%len(sentences)] + " ")
	}
	it := thread.Item{
		Kind: thread.Message, ID: conversation.MessageID(fmt.Sprintf("m%d", n)), Side: conversation.Declarant,
		Text: fmt.Sprintf("%s(%d)", text.String(), n), At: at.Add(time.Duration(n) * 20 * time.Second),
	}
	if n%3 == 1 {
		it.Side, it.Delivery = conversation.Operator, thread.Read
	}
	return it
}

// conversationOf is a thread with that many messages. All of them are this person's own: no two threads share a text.
func conversationOf(n, messages int) thread.State {
	at := time.Now().Add(-time.Duration(messages) * 20 * time.Second)
	id := conversationID(n)
	s := thread.State{
		Conversation: id, Phase: thread.Held, Now: time.Now(), Reference: id.Reference(), Language: "fr", Opened: at,
		Deadline: time.Now().Add(4 * time.Hour), Here: true, HereSince: at,
		Compose: thread.Compose{Enabled: true, TextBytes: 8000}, CanClose: true,
	}
	for i := range messages {
		it := message(i, at)
		it.Text = fmt.Sprintf("%d. %s", n, it.Text)
		s.Items = s.Items.Append(it)
	}
	return s
}
