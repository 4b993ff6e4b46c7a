package access_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
)

var update = flag.Bool("update", false, "write testdata/matrix.txt again; read the difference before committing it")

const (
	theirs conversation.ID = "conversation-1"
	others conversation.ID = "conversation-2"
)

func staff(code string, role access.Role, unit access.UnitCode) access.Actor {
	return access.Actor{
		Kind: access.Staff, Code: access.ActorCode(code), Role: role, Unit: unit, Authorised: true, Trained: true,
	}
}

type class struct {
	name  string
	actor access.Actor
}

// classes are all the ways of standing to a conversation of unit police-33, held by op-1, offered to op-3, asked about at op-6.
func classes() []class {
	untrained := staff("op-1", access.Operator, "police-33")
	untrained.Trained = false
	lapsed := staff("op-1", access.Operator, "police-33")
	lapsed.Authorised = false
	untrainedReceiver := staff("op-3", access.Operator, "police-33")
	untrainedReceiver.Trained = false
	untrainedAdviser := staff("op-6", access.Operator, "gendarmerie-33")
	untrainedAdviser.Trained = false
	return []class{
		{"zero", access.Actor{}},
		{"nobody", access.Asking()},
		{"declarant", access.Holding(theirs)},
		{"declarant.other", access.Holding(others)},
		{"declarant.none", access.Actor{Kind: access.Declarant}},
		{"operator.holder", staff("op-1", access.Operator, "police-33")},
		{"operator.holder.untrained", untrained},
		{"operator.holder.lapsed", lapsed},
		{"operator.colleague", staff("op-2", access.Operator, "police-33")},
		{"operator.receiver", staff("op-3", access.Operator, "gendarmerie-33")},
		{"operator.receiver.untrained", untrainedReceiver},
		{"operator.adviser", staff("op-6", access.Operator, "gendarmerie-33")},
		{"operator.adviser.untrained", untrainedAdviser},
		{"operator.elsewhere", staff("op-4", access.Operator, "police-75")},
		{"operator.national", staff("op-5", access.Operator, access.NationalUnit)},
		{"operator.nameless", staff("", access.Operator, "police-33")},
		{"psychologist", staff("psy-1", access.Psychologist, "police-33")},
		{"supervisor", staff("sup-1", access.Supervisor, "police-33")},
		{"supervisor.national", staff("sup-3", access.Supervisor, access.NationalUnit)},
		{"supervisor.elsewhere", staff("sup-2", access.Supervisor, "police-75")},
		{"technical", staff("tech-1", access.Technical, "")},
		{"service", access.Backend()},
	}
}

// objects are all the states that an action can find.
func objects() []access.Object {
	states := []access.State{access.Absent, access.Present, access.Waiting, access.Held, access.Closed}
	out := make([]access.Object, len(states))
	for i, s := range states {
		out[i] = access.Object{State: s, Unit: "police-33"}
		switch s {
		case access.Absent:
			out[i] = access.Object{}
		case access.Present:
			out[i].Holder = "op-1" // somebody's own session, in the unit
		case access.Waiting:
			out[i].Conversation, out[i].Also = theirs, access.NationalUnit // it overflowed
		case access.Held:
			out[i].Conversation, out[i].Holder, out[i].Receiver = theirs, "op-1", "op-3"
			out[i].Adviser = "op-6"
		case access.Closed:
			out[i].Conversation, out[i].Holder = theirs, "op-1"
		}
	}
	return out
}

// allowed is written by hand from the requirements: action, who, in which states. What is not here is denied.
const allowed = `
roster.read           nobody declarant declarant.other declarant.none : present
conversation.open     nobody : present
conversation.read     declarant : waiting held closed
conversation.read     operator.holder operator.colleague operator.national : waiting
conversation.read     operator.holder operator.holder.untrained : held closed
conversation.send     declarant : waiting held
conversation.send     operator.holder operator.holder.untrained : held
conversation.seal     declarant : waiting held
conversation.seal     operator.holder operator.holder.untrained : held
conversation.claim    operator.holder operator.colleague operator.national : waiting
conversation.close    declarant : waiting held
conversation.close    operator.holder operator.holder.untrained : held
conversation.delete   declarant : waiting held closed
conversation.delete   operator.holder operator.holder.untrained : held closed
conversation.keep     operator.holder operator.holder.untrained : held closed
transfer.offer        operator.holder operator.holder.untrained : held
transfer.withdraw     operator.holder operator.holder.untrained : held
transfer.answer       operator.receiver : held
transfer.handover     operator.holder operator.holder.untrained : held
transfer.handover     service : held
conversation.export   operator.holder operator.holder.untrained : held closed
advice.ask            operator.holder operator.holder.untrained : held
advice.answer         operator.adviser : held
call.supervisor       operator.holder operator.holder.untrained : held
call.answer           supervisor supervisor.national : held
note.write            operator.holder operator.holder.untrained : held closed
conversation.requeue  service : held
conversation.reroute  service : waiting
conversation.expire   service : waiting held closed
conversation.restore  declarant : waiting held closed
conversation.restore  operator.holder operator.holder.untrained : held closed
conversation.unheard  service : waiting
session.open          nobody : present
session.close         operator.holder operator.holder.untrained operator.holder.lapsed : present
key.publish           operator.holder operator.holder.untrained : present
duty.set              operator.holder operator.holder.untrained : present
session.lock          operator.holder operator.holder.untrained operator.holder.lapsed : present
means.read            operator.holder operator.holder.untrained supervisor technical : present
means.invite          supervisor technical : present
means.enrol           operator.holder operator.holder.untrained : present
means.confirm         supervisor technical : present
means.revoke          operator.holder operator.holder.untrained supervisor technical : present
queue.list            operator.holder operator.holder.untrained operator.colleague operator.receiver.untrained supervisor : present
doctrine.read         operator.holder operator.holder.untrained operator.colleague operator.receiver operator.receiver.untrained operator.adviser operator.adviser.untrained operator.elsewhere operator.national operator.nameless psychologist supervisor supervisor.elsewhere supervisor.national technical : present
doctrine.load         technical : present
biometric.read        operator.holder operator.holder.untrained : present
biometric.acknowledge operator.holder operator.holder.untrained : present
biometric.enrol       operator.holder operator.holder.untrained : present
biometric.withdraw    operator.holder operator.holder.untrained operator.holder.lapsed : present
biometric.erased      operator.holder operator.holder.untrained operator.holder.lapsed operator.adviser operator.adviser.untrained operator.colleague operator.receiver operator.receiver.untrained operator.elsewhere operator.national operator.nameless psychologist supervisor supervisor.elsewhere supervisor.national technical : present
biometric.judge       supervisor supervisor.elsewhere supervisor.national technical : present
biometric.inform      supervisor supervisor.elsewhere supervisor.national technical : present
biometric.suspend     supervisor supervisor.elsewhere supervisor.national technical : present
biometric.resume      supervisor supervisor.elsewhere supervisor.national technical : present
reader.manage         technical : present
evidence.export       supervisor supervisor.elsewhere supervisor.national technical : present
account.add           technical : present
account.list          supervisor technical : present
account.revoke        supervisor technical : present
load.read             supervisor : present
trace.export          supervisor supervisor.elsewhere supervisor.national technical : present
deletion.settle       operator.holder operator.holder.untrained operator.colleague operator.receiver operator.receiver.untrained operator.elsewhere operator.national operator.nameless operator.adviser operator.adviser.untrained supervisor supervisor.elsewhere supervisor.national : present
deletion.prove        supervisor supervisor.elsewhere supervisor.national technical : present
`

func parseAllowed(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for line := range strings.Lines(allowed) {
		who, states, ok := strings.Cut(strings.TrimSpace(line), " : ")
		if !ok {
			continue
		}
		fields := strings.Fields(who)
		for _, class := range fields[1:] {
			for _, state := range strings.Fields(states) {
				out[fields[0]+" "+class+" "+state] = true
			}
		}
	}
	return out
}

func stateName(s access.State) string {
	if s == access.Absent {
		return "absent"
	}
	return string(s)
}

// TestMatrix asks every actor x action x state, holds the answers against the list above, and the reasons against
// testdata/matrix.txt.
func TestMatrix_EveryActorActionAndState(t *testing.T) {
	want := parseAllowed(t)
	var rows strings.Builder
	for _, action := range append(access.Actions(), "conversation.search") {
		for _, c := range classes() {
			for _, object := range objects() {
				d := access.Decide(c.actor, action, object)
				key := fmt.Sprintf("%s %s %s", action, c.name, stateName(object.State))
				if d.Allowed != want[key] {
					t.Errorf("%s: allowed = %v (%s)", key, d.Allowed, d.Reason)
				}
				delete(want, key)
				if d.Allowed != (d.Reason == access.Granted) || d.Allowed != (d.Serves != "") {
					t.Errorf("%s: reason %s, serves %q", key, d.Reason, d.Serves)
				}
				fmt.Fprintf(&rows, "%-22s %-28s %-8s %s %s\n", action, c.name, stateName(object.State), d.Reason, d.Serves)
			}
		}
	}
	for key := range want {
		t.Errorf("not in the matrix: %s", key)
	}
	checkGolden(t, trimLines(rows.String()))
}

func trimLines(s string) string { return strings.ReplaceAll(s, " \n", "\n") }

func checkGolden(t *testing.T, got string) {
	t.Helper()
	const file = "testdata/matrix.txt"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] {
			t.Fatalf("line %d:\n got  %s\n want %s", i+1, gotLines[i], wantLines[i])
		}
	}
	if len(gotLines) != len(wantLines) {
		t.Fatalf("%d lines, want %d", len(gotLines), len(wantLines))
	}
}

// What an outsider gets for a conversation that exists must be what they get for one that does not.
func TestDeniedAndAbsentLookAlike(t *testing.T) {
	for _, action := range access.Actions() {
		for _, c := range classes() {
			absent := access.Decide(c.actor, action, access.Object{}).Err("backend.Op")
			for _, object := range objects() {
				d := access.Decide(c.actor, action, object)
				if d.Allowed || d.Known {
					continue
				}
				err := d.Err("backend.Op")
				if err.Error() != absent.Error() || fault.PublicOf(err) != fault.PublicOf(absent) {
					t.Errorf("%s %s %s: %v, but absent: %v", action, c.name, stateName(object.State), err, absent)
				}
				if d.Reason == access.NotTheirs || d.Reason == access.OtherUnit {
					if !fault.Is(err, fault.Missing) || errors.Is(err, fault.Denied) {
						t.Errorf("%s %s: %v shows that the object exists", action, c.name, err)
					}
				}
			}
		}
	}
}

func TestErr_SaysWhyToWhoMayKnow(t *testing.T) {
	holder := staff("op-1", access.Operator, "police-33")
	waiting := access.Object{State: access.Waiting, Conversation: theirs, Unit: "police-33"}
	untrained, lapsed := holder, holder
	untrained.Trained, lapsed.Authorised = false, false
	tests := []struct {
		name   string
		actor  access.Actor
		action access.Action
		object access.Object
		want   fault.Kind
	}{
		{"S5 untrained may not claim", untrained, access.Claim, waiting, fault.Denied},
		{"S1 lapsed", lapsed, access.Claim, waiting, fault.Denied},
		{"B12 taken by somebody else", holder, access.Claim, access.Object{State: access.Held, Unit: "police-33", Holder: "op-2"}, fault.Taken},
		{"not signed in", access.Asking(), access.ListQueue, access.Of("police-33"), fault.Unauthenticated},
		{"zero actor", access.Actor{}, access.Claim, waiting, fault.Unauthenticated},
		{"S7 supervisor reads no conversation", staff("sup-1", access.Supervisor, "police-33"), access.Read, waiting, fault.Missing},
		{"role", holder, access.AddAccount, access.Whole(), fault.Denied},
		{"unknown action", holder, "conversation.search", waiting, fault.Missing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := access.Decide(tt.actor, tt.action, tt.object).Err("backend.Op")
			if !fault.Is(err, tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	if err := access.Decide(holder, access.Claim, waiting).Err("backend.Op"); err != nil {
		t.Errorf("allowed: %v", err)
	}
}

// S7, P1, L: nobody but the holder and the declarant gets at content; no action of any other role leads to it.
func TestS7_OnlyOperatorsAndDeclarantsTouchConversations(t *testing.T) {
	content := []access.Action{
		access.Read, access.Send, access.Seal, access.Claim, access.Close, access.Delete, access.KeepOn,
		access.OfferTransfer, access.WithdrawTransfer, access.AnswerTransfer, access.HandOver, access.Export, access.WriteNote,
		access.Restore,
	}
	for _, role := range []access.Role{access.Psychologist, access.Supervisor, access.Technical} {
		// Even one who is named as holder and receiver, in the same unit, trained and authorised.
		actor := staff("op-1", role, "police-33")
		for _, object := range objects() {
			object.Receiver = "op-1"
			for _, action := range content {
				if access.Decide(actor, action, object).Allowed {
					t.Errorf("%s may %s", role, action)
				}
			}
		}
	}
}

func TestC9_EmptyIdentifiersNeverMatch(t *testing.T) {
	nameless := staff("", access.Operator, "")
	object := access.Object{State: access.Held}
	for _, action := range access.Actions() {
		if d := access.Decide(nameless, action, object); d.Allowed {
			t.Errorf("%s: an actor without a code holds what nobody holds", action)
		}
		if d := access.Decide(access.Holding(""), action, object); d.Allowed {
			t.Errorf("%s: a declarant without a conversation owns one", action)
		}
	}
}

func TestParse_Codes(t *testing.T) {
	for _, s := range []string{"op-1", "ab", "police-33", "gendarmerie-2a", strings.Repeat("a", 32)} {
		if _, err := access.ParseActor(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
		if _, err := access.ParseUnit(s); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"", "a", "1a", "-a", "Op-1", "op 1", "op_1", "op.1", "éé", strings.Repeat("a", 33), "op\n"} {
		if _, err := access.ParseActor(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", s, err)
		}
		if _, err := access.ParseUnit(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []access.ConsoleCode{"", "a b", "é", access.ConsoleCode(strings.Repeat("a", 65))} {
		if s.Valid() {
			t.Errorf("console %q is valid", s)
		}
	}
	if r, err := access.ParseRole("operator"); err != nil || r != access.Operator {
		t.Error(r, err)
	}
	if _, err := access.ParseRole("root"); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

// Two people are there when somebody enrols: nobody gives themselves a code, nor confirms themselves (L2).
func TestL2_NobodyInvitesThemselves(t *testing.T) {
	supervisor, technical := staff("sup-1", access.Supervisor, "police-33"), staff("tech-1", access.Technical, "")
	for _, action := range []access.Action{access.InviteMeans, access.ConfirmMeans} {
		for name, tt := range map[string]struct {
			actor  access.Actor
			object access.Object
			want   bool
		}{
			"a colleague":             {supervisor, access.OfStaff("police-33", "op-1"), true},
			"themselves":              {supervisor, access.OfStaff("police-33", "sup-1"), false},
			"somebody elsewhere":      {supervisor, access.OfStaff("police-75", "op-4"), false},
			"nobody":                  {supervisor, access.OfStaff("police-33", ""), false},
			"anybody, by the host":    {technical, access.OfStaff("police-33", "sup-1"), true},
			"the host, by themselves": {technical, access.OfStaff("", "tech-1"), false},
			"an operator":             {staff("op-2", access.Operator, "police-33"), access.OfStaff("police-33", "op-1"), false},
		} {
			if got := access.Decide(tt.actor, action, tt.object).Allowed; got != tt.want {
				t.Errorf("%s %s: %v", action, name, got)
			}
		}
	}
}
