package browser_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"vigie.example/internal/testkit/browser"
	"vigie.example/internal/wire"
)

// visit is one look at every screen in one window, language and colour scheme.
type visit struct {
	name string
	o    browser.Options
}

// TestScreens walks through every screen and calls look at each. It is the ground for the accessibility test and, with
// PAGE_SHOTS=folder, for pictures to look at.
func TestScreens(t *testing.T) {
	folder := os.Getenv("PAGE_SHOTS")
	if folder == "" {
		t.Skip("PAGE_SHOTS=folder makes pictures of every screen")
	}
	b := chromium(t)
	for _, v := range visits() {
		n := 0
		walk(t, b, v, func(p *browser.Page, screen string) {
			n++
			p.Screenshot(filepath.Join(folder, fmt.Sprintf("%s-%02d-%s.png", v.name, n, screen)), false)
		})
	}
}

func visits() []visit {
	desktop := browser.Options{Width: 1280, Height: 800}
	with := func(o browser.Options, language string, dark bool) browser.Options {
		o.Language, o.Dark = language, dark
		return o
	}
	return []visit{
		{"phone-fr-light", with(browser.Phone, "fr-FR", false)}, {"desktop-en-dark", with(desktop, "en-GB", true)},
		{"phone-en-dark", with(browser.Phone, "en-GB", true)}, {"desktop-fr-light", with(desktop, "fr-FR", false)},
	}
}

// walk goes through every screen of a service that behaves, and then of one that does not.
func walk(t *testing.T, b *browser.Browser, v visit, look func(p *browser.Page, screen string)) {
	t.Helper()
	s := newService(t)
	s.ahead = 2
	p := b.Page(t, s.url(), v.o)
	p.Wait("h1")
	var top float64
	if p.Evaluate("scrollY", &top); top != 0 {
		t.Errorf("the first screen begins at %v", top)
	}
	look(p, "start")
	p.Click("form button[type=submit]")
	p.Wait("#place-error")
	look(p, "start-error")
	p.Type("#place", "Bord")
	p.Wait("[role=option]")
	p.Press("ArrowDown")
	look(p, "start-choices")
	for _, panel := range []string{"traces", "policy", "rights"} {
		p.Click("#show-" + panel)
		p.Wait(".reading h1")
		look(p, "panel-"+panel)
		p.Click(".panel .back")
	}
	begin(p, "33000", "Camille")
	k := s.talk(0)
	p.Wait(".status")
	look(p, "waiting")
	write(p, "Bonsoir. Je ne sais pas si je suis au bon endroit. Mon compagnon lit mes messages et surveille mon téléphone.")
	k.read(1)
	p.Wait("[data-progress=stored]")
	look(p, "waiting-written")
	k.claim()
	k.confirm(true)
	k.say("Bonsoir, vous avez bien fait d’écrire. Prenez votre temps. Êtes-vous en sécurité en ce moment ?")
	p.Wait(".theirs")
	write(p, "Oui, il dort. Je suis dans la cuisine.\nIl s’est énervé tout à l’heure, il a cassé une chaise.")
	k.read(2)
	k.confirm(false)
	p.Wait("[data-progress=received]")
	k.push(wire.TypeTyping, wire.Typing{Conversation: k.id})
	p.Wait(".typing-line")
	look(p, "held")
	p.Click("#end")
	p.Wait("#close-erase")
	look(p, "end")
	p.Click(".end .back")
	p.Offline(true)
	p.Wait(".status[data-tone=warning]")
	write(p, "Il bouge, je reviens.")
	look(p, "lost")
	p.Offline(false)
	k.read(3)
	p.Wait(".status[data-tone=good]")
	k.close("done", 1)
	p.Wait(".ended")
	look(p, "closed")
	p.Click("#erase")
	p.Wait("text=" + word(v, "L’échange a été effacé à votre demande.", "The conversation was erased at your request."))
	look(p, "deleted")
	p.Close()
	walkBad(t, b, v, look)
}

func walkBad(t *testing.T, b *browser.Browser, v visit, look func(p *browser.Page, screen string)) {
	t.Helper()
	s := newService(t)
	s.roster = nil
	p := b.Page(t, s.url(), v.o)
	begin(p, "33000", "")
	k := s.talk(0)
	p.Wait(".status[data-tone=warning]")
	look(p, "nobody")
	k.push(wire.TypeRoster, wire.Roster{Conversation: k.id, Roster: []wire.Chain{s.op.chain}})
	k.push(wire.TypeQueue, wire.Queue{Conversation: k.id, OnDuty: 1})
	k.await("a key is sealed", func() bool { return len(k.secrets) > 0 })
	write(p, "Bonsoir")
	k.read(1)
	k.claim()
	k.say("Bonsoir.")
	k.seal("perdu")
	k.say("Vous m’entendez ?")
	bad := k.seal("faux")
	bad.Body[40] ^= 1
	k.push(wire.TypeMessage, bad)
	p.Wait("[data-warning=forged]")
	p.Wait("[data-warning=gap]")
	look(p, "warnings")
	k.push(wire.TypeReleased, wire.Released{Conversation: k.id, Generation: 1, Position: 99, Time: wire.At(s.now())})
	forged := hire(t, key(t), "X-1").chain
	k.push(wire.TypeRoster, wire.Roster{Conversation: k.id, Roster: []wire.Chain{forged}})
	p.Wait("[data-warning=untrusted]")
	look(p, "untrusted")
	p.Close()
}

func word(v visit, fr, en string) string {
	if v.o.Language == "en-GB" {
		return en
	}
	return fr
}

// begin fills in the first screen.
func begin(p *browser.Page, place, pseudonym string) {
	p.Wait("#place")
	p.Fill("#place", place)
	if pseudonym != "" {
		p.Fill("#pseudonym", pseudonym)
	}
	p.Click("form button[type=submit]")
	p.Wait("#message")
}

// write sends a message.
func write(p *browser.Page, text string) {
	p.Fill("#message", text)
	p.Click(".send")
}
