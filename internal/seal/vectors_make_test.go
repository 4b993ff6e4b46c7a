package seal_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/conversation"
	"vigie.example/internal/seal"
	"vigie.example/internal/wire"
)

// fixed gives bytes that are the same at every run. They protect nothing.
func fixed(name string, n int) []byte {
	sum := sha256.Sum256([]byte("vigie vectors: " + name))
	return sum[:n]
}

func fixedKey(t *testing.T, name string) *seal.SigningKey {
	t.Helper()
	k, err := seal.ParseSigningKey(fixed(name, 32))
	must(t, err)
	return k
}

// fixedWorld is the world of the vectors.
func fixedWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		t: t, authority: fixedKey(t, "authority"), workstation: fixedKey(t, "workstation"), shift: fixedKey(t, "shift"),
		page: fixedKey(t, "conversation"),
	}
	w.id = seal.ConversationID(w.page.Public())
	w.vouch("A-17", seal.RoleOperator, fixed("nonce", 32))
	hourly, err := seal.RecipientKeyFrom(fixed("hourly", 32), now.Add(-10*time.Minute), now.Add(time.Hour))
	must(t, err)
	w.adopt(hourly)
	return w
}

func makeVectors(t *testing.T) vectors {
	w := fixedWorld(t)
	v := vectors{
		About:        "Shared by internal/seal and assets/page/src/seal. Made by: go test ./internal/seal -run Vectors -update. The keys are for tests and nothing else.",
		Now:          wire.At(now),
		Keys:         map[string]keyPair{},
		Hourly:       hourlySeed{Seed: fixed("hourly", 32), ID: w.hourly.ID()},
		Transcripts:  transcriptCases(),
		Conversation: w.id,
		Chains:       chainCases(t),
		Requests:     w.requests(),
		Envelopes:    w.envelopeCases(),
		Texts:        w.textCases(),
		Marks:        w.markCases(),
		Closes:       w.closeCases(),
		Orders:       w.orderCases(),
	}
	// The peer of the operator's messages comes from the first chain, so it must be of the same world.
	v.Chains[0].Chain = w.chain
	challenge := seal.ShiftChallenge(w.chain.Shift)
	v.Challenge = challenge[:]
	for name, k := range map[string]*seal.SigningKey{
		"authority": w.authority, "workstation": w.workstation, "shift": w.shift, "conversation": w.page,
	} {
		raw, err := k.Bytes()
		must(t, err)
		v.Keys[name] = keyPair{Private: raw, Public: k.Public()}
	}
	return v
}

func transcriptCases() []transcriptCase {
	lists := [][][]byte{
		{}, {{}}, {{}, {}}, {[]byte("a"), []byte("bc")}, {[]byte("ab"), []byte("c")}, {seal.Number(uint64(1)), seal.Moment(wire.At(now))},
		{seal.Number(uint64(1)<<53 - 1)}, {[]byte("é👩🏽‍🚒"), {0}, {1}}, {bytes.Repeat([]byte{7}, 300)},
	}
	var out []transcriptCase
	for _, fields := range lists {
		out = append(out, transcriptCase{"vigie/1 delete", fields, seal.Transcript("vigie/1 delete", fields...)})
	}
	return out
}

func chainCases(t *testing.T) []chainCase {
	var out []chainCase
	for _, c := range []struct {
		name, want string
		change     func(w *world)
	}{
		{"good", "", func(*world) {}},
		{"another actor", "untrusted", func(w *world) { w.chain.Credential.Actor = "A-18" }},
		{"supervisor, signed", "untrusted", func(w *world) { w.chain.Credential.Role = "supervisor"; w.resignCredential() }},
		{"shift of another actor, signed", "untrusted", func(w *world) { w.chain.Shift.Actor = "A-18"; w.resignShift(); w.resignHourly() }},
		{"another console", "untrusted", func(w *world) { w.chain.Shift.Console = "console-2" }},
		{"another nonce of the shift", "untrusted", func(w *world) { w.chain.Shift.Nonce = fixed("another", 32) }},
		{"no point as the shift key, signed", "untrusted", func(w *world) {
			w.chain.Shift.Key = append([]byte{4}, make([]byte, 64)...)
			w.resignShift()
			w.resignHourly()
		}},
		{"another way in", "untrusted", func(w *world) { w.chain.Shift.Way = "trust me" }},
		{"shift of seventeen hours, signed", "untrusted", func(w *world) { w.chain.Shift.Expires = wire.At(now.Add(17 * time.Hour)); w.resignShift() }},
		{"hourly identifier", "untrusted", func(w *world) { w.chain.Hourly.ID = strings.Repeat("A", 22) }},
		{"hourly of three hours, signed", "untrusted", func(w *world) {
			w.chain.Hourly.NotAfter = wire.At(now.Add(170 * time.Minute))
			w.resignHourly()
		}},
		{"hourly outlasts the shift, signed", "untrusted", func(w *world) {
			w.chain.Shift.Expires = wire.At(now.Add(30 * time.Minute))
			w.resignShift()
			w.resignHourly()
		}},
		{"hourly signed by the workstation", "untrusted", func(w *world) { w.shift = w.workstation; w.resignHourly() }},
		{"credential over, signed", "expired", func(w *world) { w.chain.Credential.NotAfter = wire.At(now); w.resignCredential() }},
		{"shift over, signed", "expired", func(w *world) { w.chain.Shift.Expires = wire.At(now); w.resignShift() }},
		{"hourly over, signed", "expired", func(w *world) { w.chain.Hourly.NotAfter = wire.At(now); w.resignHourly() }},
		{"hourly not begun, signed", "expired", func(w *world) {
			w.chain.Hourly.NotBefore = wire.At(now.Add(seal.Skew + time.Second))
			w.resignHourly()
		}},
	} {
		w := fixedWorld(t)
		c.change(w)
		out = append(out, chainCase{c.name, w.authority.Public(), w.chain, wire.At(now), c.want})
	}
	stranger := out[0]
	stranger.Name, stranger.Authority, stranger.Want = "another authority", fixedKey(t, "stranger").Public(), "untrusted"
	return append(out, stranger)
}

func (w *world) requests() requests {
	r := requests{
		Nonce:  fixed("connection", 32),
		Open:   wire.Open{Place: "Saint-Étienne", Language: "fr", Urgent: true},
		Resume: wire.Resume{Conversation: w.id, Position: 41},
		Return: wire.Return{Ticket: fixed("ticket", 16), Shift: w.chain.Shift},
	}
	must(w.t, seal.SignOpen(w.page, r.Nonce, &r.Open))
	must(w.t, seal.SignResume(w.page, r.Nonce, &r.Resume))
	must(w.t, seal.SignDelete(w.page, &r.Delete))
	must(w.t, seal.SignReturn(w.shift, r.Nonce, &r.Return))
	return r
}

func (w *world) envelopeCases() []envelopeCase {
	raw := fixed("secret", 32)
	secret := must2(seal.ParseSecret(raw))
	var out []envelopeCase
	for _, name := range []string{"", "Camille", strings.Repeat("é", 32), "👩🏽‍🚒"} {
		out = append(out, envelopeCase{"with a pseudonym of " + name, raw, name, w.envelope(1, 1, secret, name), ""})
	}
	bad := func(name, want string, set func(*wire.Envelope)) {
		e := out[1].Envelope
		set(&e)
		out = append(out, envelopeCase{name, raw, "Camille", e, want})
	}
	bad("another key number", "untrusted", func(e *wire.Envelope) { e.Key = 2 })
	bad("another generation", "untrusted", func(e *wire.Envelope) { e.Generation = 2 })
	bad("another actor", "untrusted", func(e *wire.Envelope) { e.Actor = "A-18" })
	bad("another encapsulation", "untrusted", func(e *wire.Envelope) { e.Enc = out[0].Envelope.Enc })
	bad("truncated", "invalid", func(e *wire.Envelope) { e.Body = e.Body[:112] })
	return out
}

func (w *world) textCases() []textCase {
	raw := fixed("secret", 32)
	secret := must2(seal.ParseSecret(raw))
	var out []textCase
	add := func(from seal.Sender, head wire.Send, text string) {
		head.ID = fixedID(len(out))
		m := w.text(from, secret, head, text)
		out = append(out, textCase{"text " + string(head.ID), whose{from.Side, head.Generation}, raw, text, m, ""})
	}
	add(w.pageSender(), wire.Send{N: 1}, "Il est devant la porte.")
	add(w.pageSender(), wire.Send{Key: 1, Generation: 1, N: 2, Seen: 1}, strings.Repeat("é", 126))
	add(w.consoleSender(), wire.Send{Key: 1, Generation: 1, N: 1, Seen: 2}, "Je suis là. 👍🏽")
	add(w.consoleSender(), wire.Send{Key: 1<<32 - 1, Generation: 1 << 40, N: 3, Seen: 4}, "\ufeff\x00\u202e")
	bad := func(of int, name, want string, set func(*textCase)) {
		c := out[of]
		c.Name, c.Want = name, want
		set(&c)
		out = append(out, c)
	}
	for _, of := range []int{0, 2} {
		bad(of, "another number", "untrusted", func(c *textCase) { c.Send.N++ })
		bad(of, "another seen", "untrusted", func(c *textCase) { c.Send.Seen++ })
		bad(of, "another key", "untrusted", func(c *textCase) { c.Send.Key++ })
		bad(of, "another identifier", "untrusted", func(c *textCase) { c.Send.ID = fixedID(77) })
		bad(of, "another conversation", "untrusted", func(c *textCase) { c.Send.Conversation = conversation.ID(strings.Repeat("A", 43)) })
		bad(of, "another secret", "untrusted", func(c *textCase) { c.Secret = fixed("other", 32) })
		bad(of, "another body", "untrusted", func(c *textCase) { c.Send.Body = append(bytes.Clone(c.Send.Body[:283]), c.Send.Body[283]^1) })
		bad(of, "a longer body", "invalid", func(c *textCase) { c.Send.Body = append(bytes.Clone(c.Send.Body), 0) })
		bad(of, "number 0", "invalid", func(c *textCase) { c.Send.N = 0 })
	}
	whole := w.consoleSender()
	head := wire.Send{ID: fixedID(50), Key: 1, Generation: 1, N: 1}
	for _, form := range []struct {
		name   string
		padded []byte
	}{
		{"a larger bucket than needed", append(seal.Pad([]byte("abc")), make([]byte, 768)...)},
		{"something after the text", append(seal.Pad([]byte("abc"))[:255], 1)},
		{"a length beyond the end", append([]byte{0, 0, 0, 253}, make([]byte, 252)...)},
		{"an enormous length", append([]byte{0xff, 0xff, 0xff, 0xff}, make([]byte, 252)...)},
		{"no text", seal.Pad([]byte{0xff})},
		{"nothing", seal.Pad(nil)},
		{"more than a text may be", seal.Pad(bytes.Repeat([]byte("a"), wire.MaxTextBytes+1))},
	} {
		bad(2, form.name, "invalid", func(c *textCase) { c.Send = must2(seal.SealPadded(whole, secret, head, form.padded)) })
	}
	bad(2, "signed by somebody else", "untrusted", func(c *textCase) {
		from := whole
		from.Key = w.workstation
		c.Send = w.text(from, secret, head, "Partez.")
	})
	bad(2, "said in another conversation", "untrusted", func(c *textCase) {
		from := whole
		from.Conversation = seal.ConversationID(w.shift.Public())
		c.Send = w.text(from, secret, head, "Partez.")
	})
	bad(2, "another generation", "untrusted", func(c *textCase) { c.Peer.Generation = 2 })
	bad(2, "the operator's as the declarant's", "untrusted", func(c *textCase) { c.Peer.Side = conversation.Declarant })
	bad(0, "the declarant's as the operator's", "invalid", func(c *textCase) { c.Peer = whose{conversation.Operator, 0} })
	return out
}

func (w *world) markCases() []markCase {
	raw := fixed("secret", 32)
	secret := must2(seal.ParseSecret(raw))
	var out []markCase
	add := func(from seal.Sender, head wire.Mark, c counts) {
		head.ID = fixedID(100 + len(out))
		m, err := seal.SealMark(from, secret, head, seal.Counts(c))
		must(w.t, err)
		out = append(out, markCase{"mark " + string(head.ID), whose{from.Side, head.Generation}, raw, c, m, ""})
	}
	add(w.pageSender(), wire.Mark{Key: 1, Generation: 1, N: 1}, counts{3, 2, 1})
	add(w.consoleSender(), wire.Mark{Key: 1, Generation: 1, N: 9}, counts{seal.MaxMessages, seal.MaxMessages, seal.MaxMessages})
	changed := out[1]
	changed.Name, changed.Want = "another number", "untrusted"
	changed.Mark.N++
	text := w.text(w.consoleSender(), secret, wire.Send{ID: changed.Mark.ID, Key: 1, Generation: 1, N: 9}, strings.Repeat("a", 24))
	asText := out[1]
	asText.Name, asText.Want = "a text as a mark", "untrusted"
	asText.Mark.Body, asText.Mark.Signature = text.Body, text.Signature
	return append(out, changed, asText)
}

func (w *world) closeCases() []closeCase {
	page := wire.Close{Generation: 1, Sent: 3, Seen: 2, Reason: "done"}
	must(w.t, seal.SignClose(w.pageSender(), &page))
	operator := wire.Close{Generation: 1, Sent: 2, Seen: 3, Reason: "no_answer"}
	must(w.t, seal.SignClose(w.consoleSender(), &operator))
	fewer := operator
	fewer.Sent--
	other := operator
	other.Reason = "abuse"
	return []closeCase{
		{"the declarant's", whose{conversation.Declarant, 1}, page, ""},
		{"the operator's", whose{conversation.Operator, 1}, operator, ""},
		{"the operator's as the declarant's", whose{conversation.Declarant, 1}, operator, "untrusted"},
		{"of another generation", whose{conversation.Operator, 2}, operator, "untrusted"},
		{"fewer sent", whose{conversation.Operator, 1}, fewer, "untrusted"},
		{"another reason", whose{conversation.Operator, 1}, other, "untrusted"},
	}
}

func fixedID(n int) conversation.MessageID {
	return conversation.MessageID(base64.RawURLEncoding.EncodeToString(fixed("message "+string(rune('A'+n)), 16)))
}

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
