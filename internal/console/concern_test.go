package console_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/console"
	"vigie.example/internal/console/inbox"
	reporting "vigie.example/internal/console/report"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/fault"
)

// elsewhere lets the operator look at another conversation.
func (r *reporter) elsewhere() {
	r.t.Helper()
	other := r.held("Dominique")
	r.inbox.Select(other.ID())
	until(r.t, r.report, "the other one", func(s reporting.State) bool { return s.Conversation == other.ID() })
}

// warned wants the state line's word of the report, and returns it.
func (r *reporter) warned(code string, severity shell.Severity) (out shell.Warning) {
	r.t.Helper()
	eventually(r.t, code, func() bool {
		r.pass(time.Second)
		for _, w := range r.shell.State().Warnings {
			if w.Code == code {
				out = w
				return true
			}
		}
		return false
	})
	if out.Severity != severity || out.Conversation != r.about.ID() || out.Text.Name != string(r.about.ID().Reference()) || out.Hint.None() {
		r.t.Errorf("%+v", out)
	}
	until(r.t, r.inbox, "the mark on its line", func(s inbox.State) bool {
		i := slices.IndexFunc(s.Mine, func(row inbox.Row) bool { return row.Conversation == r.about.ID() })
		return i >= 0 && s.Mine[i].Beside.Key == "inbox.beside."+code
	})
	return out
}

// unwarned wants no word of any report.
func (r *reporter) unwarned(when string) {
	r.t.Helper()
	r.pass(time.Second)
	for _, w := range r.shell.State().Warnings {
		if strings.HasPrefix(w.Code, "report_") {
			r.t.Errorf("%s: %s", when, w.Code)
		}
	}
	for _, row := range slices.Concat(r.inbox.State().Mine, r.inbox.State().Ended) {
		if !row.Beside.None() {
			r.t.Errorf("%s: %s", when, row.Beside.Key)
		}
	}
}

func nobody(context.Context, console.Package) (console.Delivery, error) {
	return console.Delivery{}, fault.New(fault.Unavailable, "test", fault.Key("fault.unavailable"))
}

func TestC15_AnUnansweredReportIsToldElsewhere(t *testing.T) {
	r := reports(t, newDisk())
	r.target.answer = nobody
	r.write()
	r.unwarned("before it is sent")
	r.report.Send(r.about.ID())
	r.phase(reporting.Waiting)
	r.elsewhere()
	r.warned(reporting.ConcernWaiting, shell.Medium)
	var deadline time.Time
	r.desk(func(d *console.Desk) {
		x, _ := d.Conversation(r.about.ID())
		deadline = x.Deadline()
	})
	r.clock.Advance(deadline.Sub(r.clock.Now()) - 29*time.Minute)
	w := r.warned(reporting.ConcernLate, shell.High)
	if !w.Text.At.Equal(deadline.Add(-2 * time.Minute)) {
		t.Errorf("to be taken up until %v, the deadline is %v", w.Text.At, deadline)
	}
	r.target.set(func(g *target) { g.silent = true })
	r.clock.Advance(deadline.Sub(r.clock.Now()) - 2*time.Minute)
	r.warned(reporting.ConcernLost, shell.High)
}

func TestC15_ARefusedReportIsToldElsewhere(t *testing.T) {
	r := reports(t, newDisk())
	hold := make(chan struct{})
	r.target.answer = func(context.Context, console.Package) (console.Delivery, error) {
		<-hold
		return console.Delivery{Outcome: console.Refused, Reasons: []console.Reason{{Line: 1, Code: "necessity"}}}, nil
	}
	r.write()
	r.report.Send(r.about.ID())
	r.phase(reporting.OnItsWay)
	r.elsewhere()
	r.unwarned("at the first try")
	close(hold)
	r.warned(reporting.ConcernRefused, shell.Medium)
}

func TestC15_AnAcceptedReportWithAnUnreadMessageIsToldElsewhere(t *testing.T) {
	r := reports(t, newDisk())
	hold := make(chan struct{})
	r.target.before = func(context.Context) { <-hold }
	r.write()
	r.report.Send(r.about.ID())
	r.phase(reporting.OnItsWay)
	r.elsewhere()
	r.says(r.about, 4, "attendez")
	close(hold)
	r.warned(reporting.ConcernUnread, shell.High)
	r.pass(5 * time.Second) // it stays as long as nobody reads it
	r.warned(reporting.ConcernUnread, shell.High)
	r.inbox.Select(r.about.ID())
	r.phase(reporting.Unread)
	r.read(2)
	r.report.CloseNow(r.about.ID())
	r.gone("export")
	r.unwarned("once it is closed")
}
