package tools

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"vigie.example/internal/doctrine"
)

// Doctrine is what the panes offer. It is safe for concurrent use.
type Doctrine struct {
	Texts       *doctrine.Texts
	Directory   *doctrine.Directory
	Departments []doctrine.Department
}

// Query is what somebody looks for.
type Query struct {
	Texts, Services string // as typed
	Department      string // code; empty for none
	Language        string // of what is inserted
}

// Find returns what both panes show.
func (d Doctrine) Find(q Query) (Texts, Services) {
	chosen, _ := d.department(q.Department)
	return Texts{q.Texts, d.texts(q.Texts, q.Language)},
		Services{q.Services, chosen, d.departments(q.Services), d.services(chosen.Code, q.Services, q.Language)}
}

// texts returns the canned texts that were searched for, by category.
func (d Doctrine) texts(typed, language string) []Group {
	found := map[doctrine.TextCode]bool{}
	for _, t := range d.Texts.Find(typed) {
		found[t.Code] = true
	}
	var groups []Group
	for _, c := range d.Texts.Categories() {
		all := Matches(typed, c.Name.FR, c.Name.EN)
		g := Group{Code: c.Code, Name: c.Name}
		for _, t := range d.Texts.In(c.Code) {
			if all || found[t.Code] {
				g.Texts = append(g.Texts, Text{t.Code, t.Keys, t.Title, t.Body.In(language)})
			}
		}
		if len(g.Texts) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// services returns what a department offers and was searched for; without a department what holds in the whole country.
func (d Doctrine) services(department, typed, language string) []Service {
	all := d.Directory.National()
	if department != "" {
		all = d.Directory.For(department)
	}
	var found []Service
	for _, s := range all {
		if Matches(typed, s.Name.FR, s.Name.EN, s.For.FR, s.For.EN, s.Call, strings.ReplaceAll(s.Call, " ", "")) {
			found = append(found, Service{s, s.Insert(language)})
		}
	}
	return found
}

// departments returns those that were typed, by number first.
func (d Doctrine) departments(typed string) []doctrine.Department {
	if strings.TrimSpace(typed) == "" {
		return nil
	}
	var numbers, names []doctrine.Department
	for _, dep := range d.Departments {
		switch {
		case strings.EqualFold(dep.Code, strings.TrimSpace(typed)):
			numbers = append([]doctrine.Department{dep}, numbers...)
		case Matches(typed, dep.Code):
			numbers = append(numbers, dep)
		case Matches(typed, dep.Name):
			names = append(names, dep)
		}
	}
	found := append(numbers, names...)
	return found[:min(len(found), MaxCandidates)]
}

func (d Doctrine) department(code string) (doctrine.Department, bool) {
	for _, dep := range d.Departments {
		if dep.Code == code {
			return dep, true
		}
	}
	return doctrine.Department{}, false
}

// Matches reports whether each of the words typed begins a word of one of the texts; nothing typed fits every text. Neither
// case nor accents count.
func Matches(typed string, texts ...string) bool {
	words := fold(typed)
	for _, text := range texts {
		if begins(fold(text), words) {
			return true
		}
	}
	return false
}

func begins(words, typed []string) bool {
	for _, t := range typed {
		found := false
		for _, w := range words {
			found = found || strings.HasPrefix(w, t)
		}
		if !found {
			return false
		}
	}
	return true
}

// fold returns the words of a text without case and accents.
func fold(text string) []string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
	return strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}
