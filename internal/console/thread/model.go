package thread

import (
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/retention"
	"vigie.example/internal/wire"
)

// Model publishes the State of one conversation: the selected one, or always the same.
type Model struct {
	view.Publisher[State]
	console *console.Console
	fixed   conversation.ID // empty: the selected one
	shows   conversation.ID // of the Desk's goroutine
	unread  int             // of the Desk's goroutine: when it was selected
	first   bool            // of the Desk's goroutine: nothing was published yet
	stop    func()
}

var _ Intents = (*Model)(nil)

// New returns the model that follows the selection.
func New(c *console.Console) *Model { return watch(c, "") }

// Of returns the model of one conversation, whatever is selected. Stop it when done.
func Of(c *console.Console, id conversation.ID) *Model { return watch(c, id) }

func watch(c *console.Console, id conversation.ID) *Model {
	m := &Model{console: c, fixed: id, first: true}
	m.stop = c.Watch(m.seen)
	return m
}

// Stop ends the publishing.
func (m *Model) Stop() { m.stop() }

// Send implements Intents.
func (m *Model) Send(to conversation.ID, text string) {
	// Compose says beforehand what cannot be sent. The view, which shows the selection a moment late, has emptied its field.
	m.console.Do(func(d *console.Desk) { _ = d.Send(to, text) })
}

// Resend implements Intents.
func (m *Model) Resend(in conversation.ID, message conversation.MessageID) {
	m.console.Do(func(d *console.Desk) { d.Resend(in, message) })
}

// Discard implements Intents.
func (m *Model) Discard(in conversation.ID, message conversation.MessageID) {
	m.do(in, func(d *console.Desk) { d.Discard(in, message) })
}

// Draft implements Intents.
func (m *Model) Draft(in conversation.ID, text string) {
	m.console.Do(func(d *console.Desk) { d.Draft(in, text) }) // of the thread that was left, too: a draft stays where it belongs
}

// Shown implements Intents.
func (m *Model) Shown(in conversation.ID, n int) {
	m.do(in, func(d *console.Desk) { d.Shown(in, n) })
}

// Close implements Intents.
func (m *Model) Close(in conversation.ID, reason string) {
	m.do(in, func(d *console.Desk) { d.Close(in, reason) })
}

// Delete implements Intents.
func (m *Model) Delete(in conversation.ID, choice retention.Choice, at time.Time) {
	m.do(in, func(d *console.Desk) { d.Delete(in, choice, at) })
}

// Keep implements Intents.
func (m *Model) Keep(in conversation.ID) {
	m.do(in, func(d *console.Desk) { d.Keep(in) })
}

// do drops what is about another conversation than the one that is shown.
func (m *Model) do(id conversation.ID, intent func(*console.Desk)) {
	m.console.Do(func(d *console.Desk) {
		if id == m.which(d) {
			intent(d)
		}
	})
}

func (m *Model) which(d *console.Desk) conversation.ID {
	if m.fixed != "" {
		return m.fixed
	}
	return d.Selected()
}

func (m *Model) seen(d *console.Desk, change console.Change) {
	id := m.which(d)
	_, touched := change.Threads[id]
	switch {
	case id != m.shows || m.first:
		m.first = false
		m.shows, m.unread = id, 0
		if x, ok := d.Conversation(id); ok {
			m.unread = x.Unread()
		}
	case !touched && !change.Session && !change.Second:
		return
	}
	m.Publish(m.project(d, id))
}

func (m *Model) project(d *console.Desk, id conversation.ID) State {
	x, ok := d.Conversation(id)
	if !ok {
		return State{Now: d.Now()}
	}
	now := d.Now()
	s := State{
		Conversation: id, Phase: x.Phase(), Now: now, Reference: x.Reference(), Pseudonym: x.Pseudonym(), Language: x.Language(),
		Urgent: x.Urgent(), Opened: x.Opened(), Deadline: x.Deadline(), Life: view.LifeOf(now, x.Deadline()),
		Typing: x.Typing(now), Items: x.Items(), Unread: m.unread, Draft: x.Draft(), Compose: compose(d, x),
		CanClose: d.MayClose(x), Alarms: x.Alarms(), Note: note(d, x),
	}
	s.Here, s.HereSince = x.Here()
	s.Deletion = Deletion{Can: d.MayDelete(x), Asking: d.Deleting(id), Plan: d.PlanOf(id)}
	if s.Deletion.Can {
		s.Deletion.Choices = d.Choices(x)
		if rules := d.Doctrine(); rules != nil {
			s.Deletion.Passage = rules.PassageText(doctrine.AtDeletion)
		}
	}
	return s
}

func compose(d *console.Desk, x *exchange.Exchange) Compose {
	c := Compose{TextBytes: wire.MaxTextBytes}
	switch x.Phase() {
	case Waiting:
		c.Why = view.T("thread.why.waiting")
	case Opening:
		c.Enabled, c.Why = true, view.T("thread.why.opening")
	case Held:
		c.Enabled = true
		if d.Connection().Phase != console.Online {
			c.Why = view.T("thread.why.offline")
		}
	default:
		c.Why = view.T("thread.why.ended")
	}
	return c
}

func note(d *console.Desk, x *exchange.Exchange) view.Text {
	here, since := x.Here()
	switch p := x.Phase(); {
	case p == Closed && x.Cause() != "":
		return view.Text{Key: "thread.note.closed." + x.Cause(), At: x.Deadline()}
	case p == Gone:
		return view.T("thread.note.gone." + x.Cause())
	case p == Lost:
		return view.Text{Key: "thread.note.lost", At: x.Deadline()}
	case p == Waiting && !x.Readable():
		return view.T("thread.note.sealed")
	case p == Held && !here && d.Connection().Phase == console.Online:
		return view.Text{Key: "thread.note.away", At: since, Left: d.Now().Sub(since).Round(time.Second)}
	}
	return view.Text{}
}
