package shell

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/view"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

const gone = exchange.Gone

// How long a condition lasts before it is shown: a connection that comes back at once worries nobody.
const offlineShows = 2 * time.Second

// answerShows is how long before an unanswered conversation goes back to the queue its holder is warned (B12).
const answerShows = 90 * time.Second

// warnings returns what is wrong now, the worst first, each with the time since which it is.
func (m *Model) warnings(d *console.Desk) []Warning {
	var found []Warning
	found = append(found, summons(d)...)
	found = append(found, connectionWarnings(d)...)
	for _, x := range d.Conversations() {
		found = append(found, conversationWarnings(d, x)...)
	}
	return m.dated(found, d.Now())
}

func connectionWarnings(d *console.Desk) []Warning {
	var out []Warning
	c, active := d.Connection(), d.Session().Phase == console.SignedIn
	switch {
	case c.Phase == console.Offline && c.Reason.Kind == fault.Untrusted:
		out = append(out, Warning{Code: "untrusted", Severity: High, Text: view.T("shell.warning.untrusted"), Hint: view.T("shell.warning.untrusted.hint")})
	case c.Phase == console.Offline && c.Reason.Kind == fault.Version:
		out = append(out, Warning{Code: "version", Severity: High, Text: view.T("shell.warning.version"), Hint: view.T("shell.warning.version.hint")})
	case c.Phase == console.Offline && d.Local().Sub(c.Since) >= offlineShows && active:
		out = append(out, Warning{Code: "offline", Severity: High, Text: view.Text{Key: "shell.warning.offline", At: c.Since, Count: unsent(d)}, Hint: view.T("shell.warning.offline.hint")})
	case c.Phase == console.Offline && d.Local().Sub(c.Since) >= offlineShows:
		out = append(out, Warning{Code: "unreachable", Severity: Medium, Text: view.Text{Key: "shell.warning.unreachable", At: c.Since}, Hint: view.T("shell.warning.unreachable.hint")})
	}
	if c.Other {
		out = append(out, Warning{Code: "authority", Severity: High, Text: view.T("shell.warning.authority"), Hint: view.T("shell.warning.authority.hint")})
	}
	if d.Lies() > 0 {
		out = append(out, Warning{Code: "lies", Severity: High, Text: view.Text{Key: "shell.warning.lies", Count: d.Lies()}, Hint: view.T("shell.warning.lies.hint")})
	}
	if d.Notices().Hourly != nil && c.Phase == console.Online {
		out = append(out, Warning{Code: "hourly", Severity: Medium, Text: view.T("shell.warning.hourly"), Hint: view.T("shell.warning.hourly.hint")})
	}
	out = append(out, unconfirmed(d)...)
	return append(append(out, cacheWarnings(d)...), doctrineWarnings(d)...)
}

// summons is that operators call this supervisor (C24).
func summons(d *console.Desk) []Warning {
	called := d.Summoned()
	if len(called) == 0 {
		return nil
	}
	text := view.Text{Key: "shell.warning.called", Name: called[0].Name, Count: len(called)}
	return []Warning{{Code: "called", Severity: High, Text: text, Hint: view.T("shell.warning.called.hint")}}
}

// doctrineWarnings say that there is no doctrine, or that the service gave one that is not used, and why (C3).
func doctrineWarnings(d *console.Desk) []Warning {
	if d.Session().Phase != console.SignedIn || d.DoctrineAwaited() {
		return nil
	}
	problem, current := d.DoctrineProblem(), d.Doctrine()
	cause, severity := "none", Medium
	if problem != nil {
		key := string(fault.PublicOf(problem).Key)
		cause = key[strings.LastIndexByte(key, '.')+1:]
	}
	if cause == "unsigned" {
		severity = High
	}
	switch {
	case current == nil:
		return []Warning{{Code: "doctrine", Severity: severity, Text: view.T("shell.warning.doctrine." + cause), Hint: view.T("shell.warning.doctrine.hint")}}
	case problem != nil:
		text := view.Text{Key: "shell.warning.doctrine_kept." + cause, Name: current.Version()}
		return []Warning{{Code: "doctrine_kept", Severity: severity, Text: text, Hint: view.T("shell.warning.doctrine_kept.hint")}}
	}
	return nil
}

// DoctrineCauses are why a doctrine that the service gave is not used.
var DoctrineCauses = []string{"unsigned", "older", "same_version", "unreadable"}

// cacheWarnings say why nothing is kept on disk, and what cannot be read yet (C21).
func cacheWarnings(d *console.Desk) []Warning {
	var out []Warning
	if why := d.KeptInMemory(); why != nil && d.Session().Phase == console.SignedIn {
		out = append(out, Warning{Code: "memory", Severity: Medium, Text: view.T("shell.warning.memory." + memoryCause(why)), Hint: view.T("shell.warning.memory.hint")})
	}
	if d.Swaps() && d.Session().Phase == console.SignedIn {
		out = append(out, Warning{Code: "swap", Severity: Info, Text: view.T("shell.warning.swap"), Hint: view.T("shell.warning.swap.hint")})
	}
	if n := d.Locked(); n > 0 && d.Connection().Phase != console.Online {
		out = append(out, Warning{Code: "locked", Severity: Medium, Text: view.Text{Key: "shell.warning.locked", Count: n}, Hint: view.T("shell.warning.locked.hint")})
	}
	return out
}

// memoryCause is the last word of the fault's key, if there is a text for it.
func memoryCause(why error) string {
	key := string(fault.PublicOf(why).Key)
	cause := key[strings.LastIndexByte(key, '.')+1:]
	if !slices.Contains(MemoryCauses, cause) {
		return "failed"
	}
	return cause
}

// MemoryCauses are why a console keeps what it has in memory alone: the keyring's faults, then the disk's.
var MemoryCauses = []string{"absent", "no_bus", "locked", "slow", "refused", "damaged", "full", "read_only", "in_use", "failed"}

// unsent counts the messages that wait for the connection.
func unsent(d *console.Desk) int {
	n := 0
	for _, x := range d.Conversations() {
		queued, _ := x.Unsent()
		n += queued
	}
	return n
}

// conversationWarnings are about one of ours; what only its thread shows stays there.
func conversationWarnings(d *console.Desk, x *exchange.Exchange) []Warning {
	if !x.Mine() || x.Phase() == gone {
		return nil
	}
	var out []Warning
	about := func(code string, severity Severity, count int) {
		out = append(out, Warning{
			Code: code, Severity: severity, Conversation: x.ID(), Hint: view.T("shell.warning." + code + ".hint"),
			Text: view.Text{Key: "shell.warning." + code, Name: string(x.Reference()), Count: count, At: x.Deadline()},
		})
	}
	if alarms := x.Alarms(); len(alarms) > 0 {
		about("alarm", severityOf(alarms[0].Code), len(alarms))
	}
	if x.Phase() == exchange.Lost {
		about("lost", High, 0)
	}
	if _, failed := x.Unsent(); failed > 0 {
		about("failed", Medium, failed)
	}
	if by, due := x.AnswerBy(); due && by.Sub(d.Now()) <= answerShows {
		about("unanswered", Medium, 0)
		out[len(out)-1].Text.At = by
	}
	for _, c := range d.Concerns(x.ID()) {
		severity := Medium
		if c.Serious {
			severity = High
		}
		about(c.Code, severity, 0)
		out[len(out)-1].Text.At = c.At
	}
	if life := view.LifeOf(d.Now(), x.Deadline()); life == view.Urgent && x.Phase() != exchange.Closed {
		about("deadline", Medium, 0)
	}
	return out
}

func severityOf(code exchange.AlarmCode) Severity {
	switch code {
	case exchange.Silent, exchange.BadDeadline, exchange.Reordered:
		return Medium
	}
	return High
}

// dated notes since when each warning holds, and sorts them.
func (m *Model) dated(found []Warning, now time.Time) []Warning {
	holds := make(map[string]bool, len(found))
	for i := range found {
		key := found[i].Code + " " + string(found[i].Conversation)
		holds[key] = true
		if _, known := m.warned[key]; !known {
			m.warned[key] = now
		}
		found[i].Since = m.warned[key]
	}
	for key := range m.warned {
		if !holds[key] {
			delete(m.warned, key)
		}
	}
	slices.SortStableFunc(found, func(a, b Warning) int {
		if by := cmp.Compare(b.Severity, a.Severity); by != 0 {
			return by
		}
		return a.Since.Compare(b.Since)
	})
	return found
}

// unconfirmed is the alert about deletions that a console has not confirmed in time, until a decision about each is recorded (C23).
func unconfirmed(d *console.Desk) []Warning {
	n := 0
	for _, r := range d.Receipts() {
		if r.Standing(d.Now()) == retention.Unconfirmed {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []Warning{{Code: "unconfirmed", Severity: High, Text: view.Text{Key: "shell.warning.unconfirmed", Count: n}, Hint: view.T("shell.warning.unconfirmed.hint")}}
}
