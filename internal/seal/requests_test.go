package seal_test

import (
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

func TestB11_RequestsHoldOnlyAsTheyWereSigned(t *testing.T) {
	w, other := newWorld(t), newKey(t)
	nonce, stale := random(seal.NonceBytes), random(seal.NonceBytes)
	open := wire.Open{Place: "33000", Language: "fr"}
	must(t, seal.SignOpen(w.page, nonce, &open))
	if id, err := seal.VerifyOpen(nonce, open); err != nil || id != w.id {
		t.Fatalf("open: %s, %v", id, err)
	}
	resume := wire.Resume{Conversation: w.id, Position: 7}
	must(t, seal.SignResume(w.page, nonce, &resume))
	must(t, seal.VerifyResume(w.page.Public(), nonce, resume))
	var erase wire.Delete
	must(t, seal.SignDelete(w.page, &erase))
	must(t, seal.VerifyDelete(erase))
	back := wire.Return{Shift: w.chain.Shift}
	must(t, seal.SignReturn(w.shift, nonce, &back))
	must(t, seal.VerifyReturn(nonce, back))

	tests := []struct {
		name string
		err  func() error
	}{
		{"open on another connection", func() error { _, err := seal.VerifyOpen(stale, open); return err }},
		{"open from another place", func() error { o := open; o.Place = "13001"; _, err := seal.VerifyOpen(nonce, o); return err }},
		{"open in another language", func() error { o := open; o.Language = "en"; _, err := seal.VerifyOpen(nonce, o); return err }},
		{"open made urgent", func() error { o := open; o.Urgent = true; _, err := seal.VerifyOpen(nonce, o); return err }},
		{"open with another key", func() error { o := open; o.Key = other.Public(); _, err := seal.VerifyOpen(nonce, o); return err }},
		{"resume on another connection", func() error { return seal.VerifyResume(w.page.Public(), stale, resume) }},
		{"resume from elsewhere", func() error { r := resume; r.Position = 0; return seal.VerifyResume(w.page.Public(), nonce, r) }},
		{"resume of another conversation", func() error { return seal.VerifyResume(other.Public(), nonce, resume) }},
		{"resume signed by a stranger", func() error {
			r := resume
			must(t, seal.SignResume(other, nonce, &r))
			return seal.VerifyResume(w.page.Public(), nonce, r)
		}},
		{"delete of another conversation", func() error {
			d := erase
			d.Conversation = seal.ConversationID(other.Public())
			return seal.VerifyDelete(d)
		}},
		{"delete with another key", func() error { d := erase; d.Key = other.Public(); return seal.VerifyDelete(d) }},
		{"a stranger's resume, held against the stranger's key", func() error {
			r := resume
			must(t, seal.SignResume(other, nonce, &r))
			return seal.VerifyResume(other.Public(), nonce, r)
		}},
		{"a stranger's delete with the stranger's key", func() error {
			sig, err := other.Sign(seal.Transcript("vigie/1 delete", []byte(w.id)))
			must(t, err)
			return seal.VerifyDelete(wire.Delete{Conversation: w.id, Key: other.Public(), Signature: sig})
		}},
		{"delete by a stranger", func() error {
			var d wire.Delete
			must(t, seal.SignDelete(other, &d))
			d.Conversation = w.id
			return seal.VerifyDelete(d)
		}},
		{"a resume as a delete", func() error { d := erase; d.Signature = resume.Signature; return seal.VerifyDelete(d) }},
		{"return on another connection", func() error { return seal.VerifyReturn(stale, back) }},
		{"return of another actor", func() error { r := back; r.Shift.Actor = "A-18"; return seal.VerifyReturn(nonce, r) }},
		{"return with another key", func() error { r := back; r.Shift.Key = other.Public(); return seal.VerifyReturn(nonce, r) }},
	}
	for _, tt := range tests {
		if err := tt.err(); !fault.Is(err, fault.Untrusted) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := seal.VerifyOpen(nil, open); !fault.Is(err, fault.Invalid) {
		t.Errorf("no nonce: %v", err)
	}
}

func TestB11_ACloseIsOfItsSide(t *testing.T) {
	w := newWorld(t)
	fromPage := wire.Close{Generation: 1, Sent: 3, Seen: 2, Reason: "done"}
	must(t, seal.SignClose(w.pageSender(), &fromPage))
	ending, err := seal.VerifyClose(w.declarant(), fromPage)
	if err != nil || ending.Reason() != "done" {
		t.Fatal(err)
	}
	fromConsole := wire.Close{Generation: 1, Sent: 3, Seen: 2, Reason: "done"}
	must(t, seal.SignClose(w.consoleSender(), &fromConsole))
	if _, err := seal.VerifyClose(w.operator(1), fromConsole); err != nil {
		t.Fatal(err)
	}
	change := func(set func(*wire.Close)) wire.Close { c := fromConsole; set(&c); return c }
	for name, bad := range map[string]struct {
		peer  seal.Peer
		close wire.Close
	}{
		"the page's as the operator's":  {w.operator(1), fromPage},
		"the operator's as the page's":  {w.declarant(), fromConsole},
		"of another generation":         {w.operator(2), fromConsole},
		"generation changed":            {w.operator(2), change(func(c *wire.Close) { c.Generation = 2 })},
		"fewer sent":                    {w.operator(1), change(func(c *wire.Close) { c.Sent-- })},
		"fewer seen":                    {w.operator(1), change(func(c *wire.Close) { c.Seen-- })},
		"another reason":                {w.operator(1), change(func(c *wire.Close) { c.Reason = "abuse" })},
		"another conversation":          {newWorld(t).declarant(), fromPage},
		"from nobody who was verified":  {seal.Peer{}, fromPage},
		"for a conversation of nothing": {w.declarant(), wire.Close{}},
	} {
		if _, err := seal.VerifyClose(bad.peer, bad.close); !fault.Is(err, fault.Untrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestB11_AConversationBelongsToItsKey(t *testing.T) {
	w, other := newWorld(t), newKey(t)
	if !w.id.Valid() || seal.ConversationID(other.Public()) == w.id {
		t.Error("identifiers do not tell keys apart")
	}
	if _, err := seal.DeclarantPeer(w.id, other.Public()); !fault.Is(err, fault.Untrusted) {
		t.Errorf("another key: %v", err)
	}
	junk := make([]byte, 65)
	if _, err := seal.DeclarantPeer(seal.ConversationID(junk), junk); !fault.Is(err, fault.Untrusted) {
		t.Errorf("no key: %v", err)
	}
	if p, err := seal.DeclarantPeer(w.id, w.page.Public()); err != nil || p.Side() != conversation.Declarant {
		t.Errorf("its own key: %v", err)
	}
}
