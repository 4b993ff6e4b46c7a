package main

import (
	"time"

	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	accounts "vigie.example/internal/console/account"
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
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
	"vigie.example/ui"
)

// still is a view-model that stands still: one state, and intents that do nothing.
type still[S any] struct{ state S }

func (m still[S]) Subscribe(changed func(S)) func() {
	changed(m.state)
	return func() {}
}

type (
	stillShell    struct{ still[shell.State] }
	stillSignIn   struct{ still[signin.State] }
	stillInbox    struct{ still[inbox.State] }
	stillThread   struct{ still[thread.State] }
	stillTools    struct{ still[tools.State] }
	stillNotes    struct{ still[notes.State] }
	stillRest     struct{ still[rest.State] }
	stillTransfer struct{ still[transfer.State] }
	stillCall     struct{ still[call.State] }
	stillAdvice   struct{ still[advice.State] }
	stillReport   struct {
		still[report.State]
		report.Intents // none is called: a scene stands still
	}
	stillAccount struct{ still[accounts.State] }
	stillFingers struct{ still[fingers.State] }
)

func (stillShell) SetDuty(shell.Duty)                {}
func (stillShell) SignOut()                          {}
func (stillShell) Reconnect()                        {}
func (stillShell) Lock()                             {}
func (stillShell) Attended()                         {}
func (stillShell) Signals(func(shell.Signal)) func() { return func() {} }

func (stillSignIn) Enter(console.Attempt) {}
func (stillSignIn) GiveUp()               {}
func (stillSignIn) SignOut()              {}
func (stillSignIn) ReadKey()              {}
func (stillSignIn) ReplaceKey()           {}

func (stillAccount) Open()                          {}
func (stillAccount) Close()                         {}
func (stillAccount) Enrol(console.Enrolling)        {}
func (stillAccount) GiveUp()                        {}
func (stillAccount) Revoke(string, string)          {}
func (stillAccount) Supervise(accounts.Supervision) {}

func (stillFingers) Open()                          {}
func (stillFingers) Close()                         {}
func (stillFingers) Read(biometric.Digest, string)  {}
func (stillFingers) Shown(biometric.Digest, string) {}
func (stillFingers) Withdraw()                      {}
func (stillFingers) Key(fingers.AtKey)              {}
func (stillFingers) Supervise(fingers.Supervision)  {}

func (stillInbox) Select(conversation.ID)  {}
func (stillInbox) Claim(conversation.ID)   {}
func (stillInbox) ClaimNext()              {}
func (stillInbox) Find(inbox.Filter)       {}
func (stillInbox) Dismiss(conversation.ID) {}

func (stillInbox) Settle(conversation.ID, retention.Disposition) {}

func (stillThread) Send(conversation.ID, string)                    {}
func (stillThread) Resend(conversation.ID, conversation.MessageID)  {}
func (stillThread) Discard(conversation.ID, conversation.MessageID) {}
func (stillThread) Draft(conversation.ID, string)                   {}
func (stillThread) Shown(conversation.ID, int)                      {}
func (stillThread) Close(conversation.ID, string)                   {}
func (stillThread) Keep(conversation.ID)                            {}

func (stillThread) Delete(conversation.ID, retention.Choice, time.Time) {}

func (stillTools) FindTexts(string)                    {}
func (stillTools) FindServices(string)                 {}
func (stillTools) Choose(conversation.ID, string)      {}
func (stillTools) SetLanguage(conversation.ID, string) {}

func (stillNotes) Add(conversation.ID, notes.Private)   {}
func (stillNotes) Remove(conversation.ID, notes.ID)     {}
func (stillNotes) Draft(conversation.ID, notes.Private) {}

func (stillTransfer) Find(conversation.ID)                         {}
func (stillTransfer) Ask(conversation.ID, string, transfer.Reason) {}
func (stillTransfer) Withdraw(conversation.ID)                     {}
func (stillTransfer) Accept(conversation.ID)                       {}
func (stillTransfer) Refuse(conversation.ID, transfer.Refusal)     {}
func (stillTransfer) Seen(conversation.ID)                         {}
func (stillTransfer) Close(conversation.ID, string)                {}

func (stillCall) Call(conversation.ID)                                    {}
func (stillCall) Seen(conversation.ID)                                    {}
func (stillCall) Answer(conversation.CallID)                              {}
func (stillAdvice) Find(conversation.ID)                                  {}
func (stillAdvice) Ask(conversation.ID, string, string)                   {}
func (stillAdvice) PutAway(conversation.ID)                               {}
func (stillAdvice) Answer(conversation.QuestionID, string)                {}
func (stillAdvice) Decline(conversation.QuestionID, conversation.Refusal) {}

func (stillRest) Take()  {}
func (stillRest) Later() {}

// reported is the state of the report: of a scene that says nothing of it, one that is empty.
func (s scene) reported() report.State {
	if s.report.Conversation == "" && s.open == nil && s.thread.Conversation != "" {
		out := blank()
		out.Conversation = s.thread.Conversation
		return out
	}
	out := s.report
	if out.Sending.Phase != "" && out.Sending.Phase != report.Writing {
		out.Sending.Document = printedReport
	}
	return out
}

func models(s scene) ui.Models {
	return ui.Models{
		Shell:    stillShell{still[shell.State]{s.shell}},
		SignIn:   stillSignIn{still[signin.State]{s.signIn}},
		Inbox:    stillInbox{still[inbox.State]{s.inbox}},
		Thread:   stillThread{still[thread.State]{s.thread}},
		Tools:    stillTools{still[tools.State]{s.tools()}},
		Notes:    stillNotes{still[notes.State]{s.notes()}},
		Rest:     stillRest{still[rest.State]{s.rest}},
		Transfer: stillTransfer{still[transfer.State]{s.transfer}},
		Call:     stillCall{still[call.State]{s.call}},
		Advice:   stillAdvice{still[advice.State]{s.advice}},
		Report:   stillReport{still: still[report.State]{s.reported()}},
		Account:  stillAccount{still[accounts.State]{s.account}},
		Fingers:  stillFingers{still[fingers.State]{s.fingers}},
	}
}
