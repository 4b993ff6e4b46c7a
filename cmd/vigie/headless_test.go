package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"vigie.example/cmd/internal/attended"
	"vigie.example/internal/console"
	"vigie.example/internal/console/exchange"
	"vigie.example/internal/console/inbox"
	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/shell"
	"vigie.example/internal/console/signin"
	"vigie.example/internal/console/thread"
	"vigie.example/internal/conversation"
	"vigie.example/internal/retention"
)

// order is what a test tells a console without a window to do; one line of JSON on its standard input.
type order struct {
	Do           string // the name of an intent
	Conversation conversation.ID
	Actor, Text  string
	Choice       retention.Choice
	Kill         time.Duration // of "report": when it kills itself, after Send; 0: it does not
	At           time.Time
}

// told is what it shows, one line of JSON on its standard output, whenever it changes.
type told struct {
	Start    int64 // of this program, in nanoseconds since 1970: another one after it has started itself again
	SignIn   signin.Phase
	Desk     bool
	Away     bool // nobody is at the workstation
	Covered  bool // the session is locked
	Problem  string
	Locked   bool     // a conversation is kept that cannot be read
	Waiting  []string // that can be claimed
	Mine     []string
	Texts    []string // of the selected conversation's messages, with how far ours have come
	Draft    string
	Notes    []string
	Private  string // the note that is being written
	Phase    exchange.Phase
	Receipts map[string]string // conversation: standing
	Sending  string            // how far the report of the selected conversation has come
	Why      string            // it has not come further
	Reported []string          // what became of reports, by their packages: "KEY accepted"
}

// headless is the console as it is delivered, without its window: what it shows goes to standard output.
func headless() error {
	if err := errors.Join(hardenProcess(), ensureEnvironment()); err != nil {
		return err
	}
	s, err := parse(os.Args[1:], os.Stderr)
	if err != nil {
		return err
	}
	roots, err := certificates(s.policy.CA)
	if err != nil {
		return err
	}
	keeps, err := openCache()
	if err != nil {
		return err
	}
	c, err := newCore(s.policy, roots, keeps)
	if err != nil {
		return err
	}
	anew := &again{desk: c.desk}
	if os.Getenv("VIGIE_TEST_STAY") == "" {
		anew = whenSpent(c.desk, func(do func()) { do() })
	}
	watch := attended.Start(context.Background(), attended.Options{Idle: s.policy.idle()})
	go anew.attend(watch, func(bool) {})
	go report(c, watch)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var o order
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return err
		}
		c.obey(o)
	}
	c.desk.Close()
	return nil
}

func (c *core) obey(o order) {
	switch id := o.Conversation; o.Do {
	case "sign in":
		c.signIn.Enter(console.Attempt{Actor: o.Actor, Way: console.WayPassphrase, Secret: o.Text})
	case "sign out":
		c.shell.SignOut()
	case "claim":
		c.inbox.Claim(id)
	case "select":
		c.inbox.Select(id)
	case "send":
		c.thread.Send(id, o.Text)
	case "draft":
		c.thread.Draft(id, o.Text)
	case "note":
		c.notes.Add(id, notes.Write(o.Text))
	case "begin note":
		c.notes.Draft(id, notes.Write(o.Text))
	case "delete":
		c.desk.Do(func(d *console.Desk) { d.Delete(id, o.Choice, o.At) })
	case "close":
		c.thread.Close(id, "done")
	case "read":
		c.thread.Shown(id, 100)
		c.report.CloseNow(id)
	case "report":
		go c.reportOn(id, o.Text, o.Kill)
	}
}

// report writes what is shown, while it changes.
func report(c *core, watch *attended.Watch) {
	begun, last := time.Now().UnixNano(), ""
	for {
		t := shown(c, begun)
		t.Away = watch.Away()
		raw, err := json.Marshal(t)
		if err == nil && string(raw) != last {
			last = string(raw)
			fmt.Println(last)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func shown(c *core, begun int64) told {
	in, list, talk, beside, frame := c.signIn.State(), c.inbox.State(), c.thread.State(), c.notes.State(), c.shell.State()
	t := told{
		Start: begun, SignIn: in.Phase, Desk: frame.Screen == shell.Desk && list.Phase == inbox.Current, Covered: frame.Screen == shell.Locked, Problem: in.Problem.Key,
		Draft: talk.Draft, Private: beside.Draft.Read(), Phase: talk.Phase, Receipts: map[string]string{},
	}
	for _, w := range frame.Warnings {
		t.Locked = t.Locked || w.Code == "locked"
		t.Problem += strings.TrimPrefix(w.Code, "offline")
	}
	for _, row := range list.Waiting {
		if row.Claim == inbox.Claimable {
			t.Waiting = append(t.Waiting, string(row.Conversation))
		}
	}
	for _, row := range list.Mine {
		t.Mine = append(t.Mine, string(row.Conversation))
	}
	for _, it := range talk.Items.All() {
		if it.Kind == thread.Message {
			t.Texts = append(t.Texts, it.Text+deliveries[it.Delivery])
		}
	}
	for _, n := range beside.Notes {
		t.Notes = append(t.Notes, n.Text.Read())
	}
	for _, r := range list.Receipts {
		t.Receipts[string(r.Conversation)] = string(r.Standing)
	}
	written := c.report.State()
	t.Sending, t.Why = string(written.Sending.Phase), written.Sending.Problem.Key
	for _, r := range written.Receipts {
		t.Reported = append(t.Reported, r.Package+" "+string(r.Outcome))
	}
	return t
}

var deliveries = map[exchange.Delivery]string{exchange.Received: " (received)", exchange.Read: " (received)"}
