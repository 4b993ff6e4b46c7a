package ui

import (
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
	"vigie.example/ui/pump"
)

// Models are the view-models behind the window: a state to show and intents to call, for each screen.
type Models struct {
	Shell    Shell
	SignIn   SignIn
	Inbox    Inbox
	Thread   Thread
	Tools    Tools
	Notes    Notes
	Rest     Rest
	Transfer Transfer
	Advice   Advice
	Call     Call
	Report   Report
	Account  Account
	Fingers  Fingers
}

// Shell is the frame's view-model.
type Shell interface {
	pump.Source[shell.State]
	shell.Intents
}

// SignIn is the sign-in screen's view-model.
type SignIn interface {
	pump.Source[signin.State]
	signin.Intents
}

// Inbox is the list's view-model.
type Inbox interface {
	pump.Source[inbox.State]
	inbox.Intents
}

// Thread is the conversation's view-model.
type Thread interface {
	pump.Source[thread.State]
	thread.Intents
}

// Tools is the view-model of canned texts and services.
type Tools interface {
	pump.Source[tools.State]
	tools.Intents
}

// Notes is the view-model of internal notes.
type Notes interface {
	pump.Source[notes.State]
	notes.Intents
}

// Report is the view-model of the report that is written beside a conversation.
type Report interface {
	pump.Source[report.State]
	report.Intents
}

// Rest is the view-model that suggests breaks.
type Rest interface {
	pump.Source[rest.State]
	rest.Intents
}

// Call is the view-model of calling the supervisors.
type Call interface {
	pump.Source[call.State]
	call.Intents
}

// Advice is the view-model of asking a colleague.
type Advice interface {
	pump.Source[advice.State]
	advice.Intents
}

// Transfer is the view-model of passing conversations on.
type Transfer interface {
	pump.Source[transfer.State]
	transfer.Intents
}

// Account is the account page's view-model.
type Account interface {
	pump.Source[account.State]
	account.Intents
}

// Fingers is the view-model of the page about the biometric login.
type Fingers interface {
	pump.Source[fingers.State]
	fingers.Intents
}
