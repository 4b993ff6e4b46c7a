package biometric

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Item is one of the things that GDPR art. 13 wants said, by its letter: "13.1.a". AEPD pp. 30-31 lists them.
type Item string

// items in the order of the article, after the first: which processing this is, and that it is the only one told of here (AEPD p. 32).
var items = []Item{
	"processing", "13.1.a", "13.1.b", "13.1.c", "13.1.d", "13.1.e", "13.1.f",
	"13.2.a", "13.2.b", "13.2.c", "13.2.d", "13.2.e", "13.2.f",
}

// Items returns everything that a notice must say, in order (L4).
func Items() []Item { return slices.Clone(items) }

// Scope is the only processing that a notice of this service tells of (L4, L15).
const Scope = "biometric-login"

// Languages of a notice; every text is in each.
var Languages = []string{"fr", "en"}

// Passage is a title and a text in one language.
type Passage struct {
	Title string `json:"title"`
	Body  string `json:"body"`
}

// Notice is what a person reads, to the end, before any capture (L4). Fields in braces in its texts, such as {controller}, are
// filled in from Contacts and Facts, so that its words and its figures cannot differ.
type Notice struct {
	Version      string                      `json:"version"`
	Scope        string                      `json:"scope"`
	Facts        Facts                       `json:"facts"`
	Contacts     Contacts                    `json:"contacts"`
	Announcement map[string]Passage          `json:"announcement"` // by language: how people are told that there is a notice (L5)
	Texts        map[Item]map[string]Passage `json:"texts"`        // by item, by language
}

// Contacts are those whom a notice names. The controller fills them in; the product ships with none.
type Contacts struct {
	Controller        string `json:"controller"`
	ControllerContact string `json:"controller_contact"`
	Officer           string `json:"officer"` // how to reach the data protection officer
	Authority         string `json:"authority"`
	AuthorityContact  string `json:"authority_contact"`
}

// Lack is what keeps a notice from being shown: a part of it, and what is wrong.
type Lack struct {
	Part string // an Item, "announcement", "contacts.x", "facts", "scope", "version"
	Flaw Flaw
}

// leastPassage is the fewest characters of a text that says something.
const leastPassage = 30

// Lacks lists what the notice does not say, in order. None: it may be shown, if it agrees with register and configuration.
func (n Notice) Lacks() []Lack {
	var out []Lack
	add := func(part string, flaw Flaw) { out = append(out, Lack{part, flaw}) }
	if !version(n.Version) {
		add("version", Unreadable)
	}
	if n.Scope != Scope {
		add("scope", Unlike)
	}
	if !n.Facts.complete() {
		add("facts", Empty)
	}
	for _, c := range n.Contacts.list() {
		if utf8.RuneCountInString(strings.TrimSpace(c.value)) < leastShort {
			add("contacts."+c.name, Empty)
		}
	}
	if flaw := n.announces(); flaw != "" {
		add("announcement", flaw)
	}
	for _, item := range items {
		if flaw := n.says(item); flaw != "" {
			add(string(item), flaw)
		}
	}
	for _, item := range slices.Sorted(maps.Keys(n.Texts)) {
		if !slices.Contains(items, item) {
			add(string(item), Unreadable)
		}
	}
	return out
}

// words by which an announcement names the biometric login: "update of the policy" names nothing (L5; AEPD p. 25).
var announced = map[string][]string{"fr": {"empreinte", "connexion"}, "en": {"fingerprint", "sign"}}

func (n Notice) announces() Flaw {
	for _, language := range Languages {
		p := n.Announcement[language]
		if len([]rune(p.Body)) < leastPassage || p.Title == "" {
			return Empty
		}
		for _, word := range announced[language] {
			if !strings.Contains(strings.ToLower(p.Title), word) {
				return Unlike
			}
		}
	}
	return ""
}

// mustHold are fields that the text of an item cannot do without.
var mustHold = map[Item][]string{
	"13.1.a": {"{controller}", "{controller_contact}"},
	"13.1.b": {"{officer}"},
	"13.1.c": {"{basis}", "{ground}"},
	"13.2.a": {"{template_days}", "{record_days}"}, // in figures (L4)
	"13.2.d": {"{authority}", "{authority_contact}"},
}

func (n Notice) says(item Item) Flaw {
	for _, language := range Languages {
		p, there := n.Texts[item][language]
		body := strings.TrimSpace(p.Body)
		switch {
		case !there || body == "" || strings.TrimSpace(p.Title) == "":
			return Empty
		case utf8.RuneCountInString(body) < leastPassage:
			return TooShort
		case len(body) > mostText:
			return TooLong
		}
		for _, field := range mustHold[item] {
			if !strings.Contains(body, field) {
				return Unlike
			}
		}
		if _, left := n.fill(body); left {
			return Unreadable
		}
	}
	return ""
}

// Read returns the notice as a person reads it in a language, item by item; French for a language that there is not.
func (n Notice) Read(language string) []Passage {
	if !slices.Contains(Languages, language) {
		language = Languages[0]
	}
	out := make([]Passage, 0, len(items))
	for _, item := range items {
		p := n.Texts[item][language]
		body, _ := n.fill(p.Body)
		out = append(out, Passage{p.Title, body})
	}
	return out
}

// fill puts the facts into a text; left reports a brace that nothing filled.
func (n Notice) fill(body string) (text string, left bool) {
	pairs := []string{
		"{basis}", n.Facts.Basis, "{ground}", n.Facts.Ground,
		"{template_days}", strconv.Itoa(n.Facts.TemplateDays), "{record_days}", strconv.Itoa(n.Facts.RecordDays),
	}
	for _, c := range n.Contacts.list() {
		pairs = append(pairs, "{"+c.name+"}", c.value)
	}
	rest := body
	for i := 0; i < len(pairs); i += 2 {
		rest = strings.ReplaceAll(rest, pairs[i], "")
	}
	return strings.NewReplacer(pairs...).Replace(body), strings.ContainsAny(rest, "{}")
}

// Fits reports whether the notice can be kept in one piece.
func (n Notice) Fits() bool { return fits(n) }

type contact struct{ name, value string }

func (c Contacts) list() []contact {
	return []contact{
		{"controller", c.Controller}, {"controller_contact", c.ControllerContact}, {"officer", c.Officer},
		{"authority", c.Authority}, {"authority_contact", c.AuthorityContact},
	}
}

// Digest identifies the notice exactly as it is read: an acknowledgement is of one digest (L6).
func (n Notice) Digest() Digest {
	parts := []string{n.Version, n.Scope, n.Facts.canonical()}
	for _, c := range n.Contacts.list() {
		parts = append(parts, c.name, c.value)
	}
	for _, language := range Languages {
		p := n.Announcement[language]
		parts = append(parts, language, p.Title, p.Body)
		for _, item := range slices.Sorted(maps.Keys(n.Texts)) {
			p := n.Texts[item][language]
			parts = append(parts, string(item), p.Title, p.Body)
		}
	}
	return digestOf(transcript("vigie/1 notice", parts...))
}
