package trace_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/access"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/trace"
)

var at = time.Date(2026, 3, 9, 14, 2, 3, 4_567_890, time.UTC)

var id = conversation.ID(base64.RawURLEncoding.EncodeToString(make([]byte, 32)))

func good() trace.Record {
	operator := access.Actor{Kind: access.Staff, Code: "op-1", Role: access.Operator, Unit: "police-33", Authorised: true, Trained: true}
	object := access.Object{State: access.Waiting, Conversation: id, Unit: "police-33"}
	return trace.Of(at, operator, access.Claim, trace.Conversation(id), access.Decide(operator, access.Claim, object), nil)
}

func TestB5_RecordOfAnOperation(t *testing.T) {
	r := good()
	if err := r.Validate(); err != nil {
		t.Fatal(err)
	}
	want := trace.Record{
		At: at.Truncate(time.Millisecond), Class: trace.Exchange, Actor: "op-1", Quality: access.Staff, Action: access.Claim,
		Object: trace.Conversation(id), Outcome: trace.Done, Reason: access.Granted,
	}
	if r != want {
		t.Errorf("got %+v\nwant %+v", r, want)
	}
}

func TestB5_RefusalsAndFaultsAreTraced(t *testing.T) {
	declarant := access.Holding(id)
	refused := access.Decide(declarant, access.Claim, access.Object{})
	if r := trace.Of(at, declarant, access.Claim, trace.Conversation(id), refused, nil); r.Outcome != "denied" || r.Reason != access.NotForThisOne || r.Actor != "" || r.Validate() != nil {
		t.Errorf("refusal: %+v, %v", r, r.Validate())
	}
	granted := access.Decision{Allowed: true, Reason: access.Granted}
	if r := trace.Of(at, declarant, access.Send, trace.Conversation(id), granted, errors.New("secret text")); r.Outcome != "internal" || r.Validate() != nil {
		t.Errorf("fault: %+v", r)
	}
	if r := trace.Of(at, access.Backend(), access.Claim, trace.Conversation(id), granted, fault.New(fault.Taken, "stream.Put")); r.Outcome != "taken" {
		t.Errorf("lost race: %+v", r)
	}
}

func TestB6_EveryActionHasAClass(t *testing.T) {
	for _, a := range access.Actions() {
		want := trace.Administration
		prefix, _, _ := strings.Cut(string(a), ".")
		if strings.Contains("roster conversation transfer advice call note queue", prefix) {
			want = trace.Exchange
		}
		if got := trace.ClassOf(a); got != want {
			t.Errorf("%s is %s, want %s", a, got, want)
		}
	}
	if trace.DefaultExchangeTerm >= trace.AdministrationTerm {
		t.Error("traces of exchanges are kept shorter")
	}
}

func TestB7_NothingButCodesFits(t *testing.T) {
	for _, content := range []string{
		"je m'appelle Camille", "192.0.2.7", "2001:db8::7", "192.0.2.7:54321", "+33612345678", "33000", "a b", "é",
		"op-1\n", strings.Repeat("a", 65), "camille@example.org", "",
	} {
		bad := map[string]func(*trace.Record){
			"class":        func(r *trace.Record) { r.Class = trace.Class(content) },
			"actor":        func(r *trace.Record) { r.Actor = access.ActorCode(content) },
			"quality":      func(r *trace.Record) { r.Quality = access.Kind(content) },
			"action":       func(r *trace.Record) { r.Action = access.Action(content) },
			"conversation": func(r *trace.Record) { r.Object.ID = content },
			"kind":         func(r *trace.Record) { r.Object.Kind = trace.ObjectKind(content) },
			"account":      func(r *trace.Record) { r.Object = trace.Account(access.ActorCode(content)) },
			"unit":         func(r *trace.Record) { r.Object = trace.Unit(access.UnitCode(content)) },
			"doctrine":     func(r *trace.Record) { r.Object = trace.Doctrine(content) },
			"outcome":      func(r *trace.Record) { r.Outcome = trace.Outcome(content) },
			"declarant":    func(r *trace.Record) { r.Quality = access.Declarant; r.Actor = access.ActorCode("x" + content) },
		}
		if content != "" {
			bad["reason"] = func(r *trace.Record) { r.Reason = access.Reason(content) }
			bad["service"] = func(r *trace.Record) { r.Object = trace.Object{Kind: trace.OnService, ID: content} }
		}
		for name, set := range bad {
			r := good()
			set(&r)
			err := r.Validate()
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%s accepts %q", name, content)
			}
			if err != nil && len(content) > 5 && strings.Contains(err.Error(), content) {
				t.Errorf("%s repeats %q", name, content)
			}
		}
	}
	if r := (trace.Record{}); r.Validate() == nil {
		t.Error("the zero record is valid")
	}
}

func TestB7_ObjectsByKind(t *testing.T) {
	for _, o := range []trace.Object{
		trace.Whole(), trace.Conversation(id), trace.Account("op-1"), trace.Unit("police-2a"), trace.Console("c0nsole_A-1"),
		trace.Doctrine("2026-03-09"), trace.Doctrine("2026-03-09-2"),
	} {
		if !o.Valid() {
			t.Errorf("%+v is not valid", o)
		}
	}
	for _, v := range []string{"2026-3-9", "2026-03-09-", "2026-03-09-12-12", "20260309xx", "2026/03/09"} {
		if trace.Doctrine(v).Valid() {
			t.Errorf("version %q is valid", v)
		}
	}
}

func FuzzObject(f *testing.F) {
	for _, s := range []string{string(id), "op-1", "192.0.2.7", "2026-03-09", "a b", ""} {
		f.Add("conversation", s)
		f.Add("console", s)
		f.Add("doctrine", s)
	}
	f.Fuzz(func(t *testing.T, kind, s string) {
		o := trace.Object{Kind: trace.ObjectKind(kind), ID: s}
		if o.Valid() && (len(s) > 64 || strings.ContainsAny(s, " .:@/'\"\n\t\x00") || strings.ToValidUTF8(s, "?") != s) {
			t.Errorf("accepted %q", s)
		}
	})
}

func TestC15_AnExportIsTracedByCodesAlone(t *testing.T) {
	r := good()
	r.Action, r.Export = access.Export, trace.Export{
		Target: "n-mci", Package: strings.Repeat("0a", 16), Digest: strings.Repeat("0b", 32), Outcome: "accepted",
	}
	if err := r.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*trace.Record){
		"no target":      func(r *trace.Record) { r.Export.Target = "" },
		"words":          func(r *trace.Record) { r.Export.Target = "chez Camille" },
		"a long one":     func(r *trace.Record) { r.Export.Target = strings.Repeat("a", 41) },
		"no package":     func(r *trace.Record) { r.Export.Package = "" },
		"a number":       func(r *trace.Record) { r.Export.Package = "+33612345678" },
		"a short digest": func(r *trace.Record) { r.Export.Digest = "0b" },
		"an outcome":     func(r *trace.Record) { r.Export.Outcome = "Camille" },
		"no export":      func(r *trace.Record) { r.Export = trace.Export{} },
		"another action": func(r *trace.Record) { r.Action = access.Close },
	} {
		bad := r
		spoil(&bad)
		if err := bad.Validate(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
