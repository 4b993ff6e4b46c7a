package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	model "vigie.example/internal/console/report"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/report"
	"vigie.example/internal/report/detector"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

const (
	one    = conversation.ID("conversation-one")
	second = conversation.ID("conversation-other")
)

// asked is the view-model, which notes what it is asked.
type asked struct {
	model.Intents // what no test expects
	calls         []string
}

func (a *asked) note(format string, args ...any) {
	a.calls = append(a.calls, fmt.Sprintf(format, args...))
}

func (a *asked) last() string {
	if len(a.calls) == 0 {
		return ""
	}
	return a.calls[len(a.calls)-1]
}

func (a *asked) has(call string) bool { return slices.Contains(a.calls, call) }

func (a *asked) Add(in conversation.ID, f doctrine.FieldCode, p report.PersonID) {
	a.note("add %s %s %s", in, f, p)
}
func (a *asked) Quote(in conversation.ID, m conversation.MessageID, s report.Span, f doctrine.FieldCode, p report.PersonID) {
	a.note("quote %s %s %d-%d %s %s", in, m, s.Begin, s.End, f, p)
}
func (a *asked) Remove(in conversation.ID, e report.ElementID) { a.note("remove %s %s", in, e) }
func (a *asked) SetValue(in conversation.ID, e report.ElementID, text string) {
	a.note("value %s %s %s", in, e, text)
}
func (a *asked) SetPerson(in conversation.ID, e report.ElementID, p report.PersonID) {
	a.note("whose %s %s %s", in, e, p)
}
func (a *asked) Include(in conversation.ID, e report.ElementID, on bool) {
	a.note("include %s %s %v", in, e, on)
}
func (a *asked) Justify(in conversation.ID, e report.ElementID, text string) {
	a.note("justify %s %s %s", in, e, text)
}
func (a *asked) JustifyAbsolutely(in conversation.ID, e report.ElementID, text string) {
	a.note("absolutely %s %s %s", in, e, text)
}
func (a *asked) Declare(in conversation.ID, e report.ElementID, kind doctrine.Sensitive) {
	a.note("declare %s %s %s", in, e, kind)
}
func (a *asked) CutDown(in conversation.ID, e report.ElementID, how report.Reduction) {
	a.note("cut %s %s %s %v %s", in, e, how.Way, how.Spans, how.To)
}
func (a *asked) Choose(in conversation.ID, c doctrine.OffenceCode, none bool) {
	a.note("choose %s %s %v", in, c, none)
}
func (a *asked) Address(in conversation.ID, t doctrine.TargetCode) { a.note("address %s %s", in, t) }
func (a *asked) SetInformed(in conversation.ID, on bool)           { a.note("informed %s %v", in, on) }
func (a *asked) SetDanger(in conversation.ID, text string)         { a.note("danger %s %s", in, text) }
func (a *asked) AddPerson(in conversation.ID, r report.Role)       { a.note("person %s %s", in, r) }
func (a *asked) SetMajority(in conversation.ID, p report.PersonID, m report.Majority) {
	a.note("majority %s %s %s", in, p, m)
}
func (a *asked) JustifyPerson(in conversation.ID, p report.PersonID, text string) {
	a.note("name %s %s %s", in, p, text)
}
func (a *asked) RemovePerson(in conversation.ID, p report.PersonID) {
	a.note("remove person %s %s", in, p)
}
func (a *asked) ReadThrough(in conversation.ID, as [32]byte) { a.note("read %s %d", in, as[0]) }
func (a *asked) Clear(in conversation.ID)                    { a.note("clear %s", in) }
func (a *asked) Reopen(in conversation.ID)                   { a.note("reopen %s", in) }
func (a *asked) Send(in conversation.ID)                     { a.note("send %s", in) }
func (a *asked) TakeBack(in conversation.ID)                 { a.note("take back %s", in) }
func (a *asked) CloseNow(in conversation.ID)                 { a.note("close %s", in) }
func (a *asked) PutAway(parcel string)                       { a.note("put away %s", parcel) }

// pane is the view in a window.
type pane struct {
	*View
	window fyne.Window
	asked  *asked
	canvas fyne.Canvas
	done   []string // what was asked of the window
}

func newPane(t *testing.T) *pane {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(kit.NewTheme(kit.Light, 1))
	w, err := words.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	window := a.NewWindow("")
	t.Cleanup(window.Close)
	p := &pane{window: window, asked: &asked{}, canvas: window.Canvas()}
	does := func(what string) func() { return func() { p.done = append(p.done, what) } }
	p.View, err = New(p.asked, Actions{
		Message:  func(id conversation.MessageID) { p.done = append(p.done, "message "+string(id)) },
		Services: does("services"), Close: does("close"), Delete: does("delete"), Read: does("read"),
	}, window.Canvas(), w)
	if err != nil {
		t.Fatal(err)
	}
	window.SetContent(kit.NewRoot(p.Content()))
	window.Resize(fyne.NewSize(620, 700))
	return p
}

func (p *pane) press(keys ...fyne.KeyName) {
	for _, key := range keys {
		if f := p.canvas.Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: key})
		}
	}
}

func (p *pane) write(text string) { test.Type(p.canvas.Focused(), text) }

func both(s string) doctrine.Text { return doctrine.Text{FR: s, EN: s} }

const account = "Il attend Sarah Martin chaque soir."

// written is a report in the middle of the work.
func written() model.State {
	field := func(code doctrine.FieldCode, g doctrine.FieldGroup, c doctrine.Class, s doctrine.Sensitive, name string) model.Field {
		return model.Field{Code: code, Group: g, Class: c, Sensitive: s, Kind: doctrine.LongText, Name: both(name), Help: both("aide")}
	}
	element := func(id report.ElementID, f model.Field, value, necessity string) model.Element {
		return model.Element{
			Element: report.Element{ID: id, Field: f.Code, Value: value, Necessity: necessity, Included: necessity != ""},
			Name:    f.Name, Group: f.Group, Class: f.Class, Sensitive: f.Sensitive, Kind: f.Kind, Leaves: value,
			Ways: []doctrine.Generalisation{doctrine.Redact}, Said: []model.Said{{ID: "m1", At: time.Now(), Text: "dit le canari"}},
		}
	}
	fields := []model.Field{
		field("facts.account", doctrine.OfFacts, doctrine.Ordinary, "", "Récit des faits"),
		field("facts.health", doctrine.OfFacts, doctrine.SensitiveClass, doctrine.Health, "Santé"),
		field("person.name", doctrine.OfPerson, doctrine.Identifying, "", "Nom de la personne"),
	}
	s := model.State{
		Conversation: one, Enabled: true, Doctrine: "2026-11-28", Fields: fields, Sending: model.Sending{Phase: model.Writing}, ReadAs: [32]byte{1},
		Passages:   map[doctrine.Passage]doctrine.Text{doctrine.AtReading: both("Lisez tout.")},
		Categories: []model.Category{{Code: "a", Name: both("Atteintes")}, {Code: "b", Name: both("Danger"), Covers: both("Risques")}},
		Targets: []model.Target{{Code: "n-mci", Name: both("N-MCI"), Sendable: true, Chosen: true, Refuses: []report.ElementID{"2"}},
			{Code: "lrpgn", Name: both("LRPGN"), Sendable: true}, {Code: "dispatch", Name: both("Salle"), Dispatch: true}},
		Head: report.Head{Target: "n-mci"},
	}
	refused := model.Problem{
		Problem: report.Problem{Code: report.SensitiveRefused, Step: report.StepLimits, Element: "2"}, Text: view.T("reporting.problem.target_sensitive"),
		Ways: []model.Way{{Way: report.CutDown, Text: view.T("reporting.way.cut_down")}, {Way: report.OtherTarget, Target: "lrpgn", Name: both("LRPGN")}},
	}
	s.Elements = []model.Element{element("1", fields[0], account, ""), element("2", fields[1], "Une dépression.", ""), element("3", fields[2], "Karim", "Auteur.")}
	s.Elements[1].Problems = []model.Problem{refused}
	s.Elements[2].Person = "p1"
	noMajority := model.Problem{Problem: report.Problem{Code: report.NoMajority, Step: report.StepPersons, Person: "p1"}, Text: view.T("reporting.problem.majority_missing")}
	s.Persons = []model.Person{{Person: report.Person{ID: "p1", Role: report.Author, Number: 1}, Elements: 1, Leaves: true, Problems: []model.Problem{noMajority}}}
	s.Steps = []model.Step{
		{Code: report.StepCategory, Text: view.T("reporting.step.category"), Remaining: []model.Problem{{Problem: report.Problem{Code: report.NoOffence, Step: report.StepCategory}, Text: view.T("reporting.problem.category_missing")}}},
		{Code: report.StepElements, Text: view.T("reporting.step.elements"), Done: true},
		{Code: report.StepPersons, Text: view.T("reporting.step.persons"), Remaining: []model.Problem{noMajority}},
		{Code: report.StepMessages, Text: view.T("reporting.step.messages"), Remaining: []model.Problem{{Problem: report.Problem{Code: report.UnreadMessages, Step: report.StepMessages}, Text: view.T("reporting.problem.messages_unread")}}},
	}
	s.Leaving = []model.Leaving{{Element: "3", Label: both("Nom de la personne"), Person: s.Persons[0].Person, Said: s.Elements[2].Said, Value: "Karim",
		Line: report.Line{Group: doctrine.OfPerson, Necessity: "Auteur."}}}
	return s
}

// texts are all words that are drawn or could be shown again: labels, fields, canvas texts.
func texts(o fyne.CanvasObject) []string {
	var out []string
	switch o := o.(type) {
	case *canvas.Text:
		out = append(out, o.Text)
	case *kit.Entry:
		out = append(out, o.Text)
	case *kit.Passage:
		out = append(out, o.Text())
	case *kit.Label:
		out = append(out, o.Text())
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			out = append(out, texts(c)...)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			out = append(out, texts(c)...)
		}
	}
	return out
}

// visible is what can be read on the pane now.
func (p *pane) visible() string { return screen.Flow(p.Content()) }

// An element that is included without a reason is asked for one at once, and not included before (C4).
func TestC4_IncludingAsksForTheNecessityAtOnce(t *testing.T) {
	p := newPane(t)
	p.Render(written())
	p.ShowPage(Elements)
	p.Focus()
	p.press(fyne.KeySpace)
	if p.canvas.Focused() != fyne.Focusable(p.elements.element.reason) || p.elements.element.reasons.Error() == "" {
		t.Fatalf("the keyboard is at %T", p.canvas.Focused())
	}
	if slices.ContainsFunc(p.asked.calls, func(c string) bool { return strings.HasPrefix(c, "include") }) {
		t.Fatalf("included: %q", p.asked.calls)
	}
	p.Act()
	if p.asked.last() != "" {
		t.Errorf("asked %q without a reason", p.asked.last())
	}
	p.write("peur")
	if p.asked.last() != "justify "+string(one)+" 1 peur" {
		t.Errorf("asked %q", p.asked.last())
	}
	if p.Act(); p.asked.last() != "include "+string(one)+" 1 true" {
		t.Errorf("asked %q", p.asked.last())
	}
	s := written()
	s.Elements[0].Included, s.Elements[0].Necessity = true, "peur"
	p.Render(s)
	if !p.Back() || p.canvas.Focused() != fyne.Focusable(p.elements.list) {
		t.Error("Escape does not lead to the list")
	}
	if p.press(fyne.KeySpace); p.asked.last() != "include "+string(one)+" 1 false" {
		t.Errorf("asked %q", p.asked.last())
	}
}

// What the target refuses is said while it is written, with ways out that work (C13).
func TestC13_RefusalsComeWithWaysOut(t *testing.T) {
	p := newPane(t)
	p.Render(written())
	p.OpenElement("2")
	if got := p.visible(); !strings.Contains(got, "La destination ne reçoit aucune donnée sensible.") || !strings.Contains(got, "Choisir LRPGN") {
		t.Fatalf("shown: %s", got)
	}
	tapButton(t, p.elements.element.notices, "Choisir LRPGN")
	if p.asked.last() != "address "+string(one)+" lrpgn" {
		t.Errorf("asked %q", p.asked.last())
	}
	tapButton(t, p.elements.element.notices, "Réduire")
	if p.asked.last() != "cut "+string(one)+" 2 redact [] " {
		t.Errorf("asked %q", p.asked.last())
	}
	s := written()
	s.Elements[1].Problems = nil
	p.Render(s)
	if strings.Contains(p.visible(), "Choisir LRPGN") {
		t.Error("a refusal stays after it was mended")
	}
}

func tapButton(t *testing.T, o fyne.CanvasObject, word string) {
	t.Helper()
	test.Tap(screen.Button(t, o, word))
}

// Words are blacked out by keys, and given back (C11).
func TestC11_WordsAreBlackedOutByKeys(t *testing.T) {
	p := newPane(t)
	s := written()
	s.Elements[0].Reduction = report.Reduction{Way: doctrine.Redact}
	s.Elements[0].Leaves = ""
	p.Render(s)
	p.OpenElement("1")
	if got := p.visible(); !strings.Contains(got, "Choisissez les mots à masquer.") {
		t.Errorf("shown: %s", got)
	}
	passage := p.elements.element.reduction.passage
	p.canvas.Focus(passage)
	p.press(fyne.KeyRight, fyne.KeyRight, fyne.KeyRight)
	passage.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	p.press(fyne.KeyRight)
	passage.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	p.press(fyne.KeyReturn)
	if begin := strings.Index(account, "Sarah"); p.asked.last() != fmt.Sprintf("cut %s 1 redact [{%d %d}] ", one, begin, begin+len("Sarah Martin")) {
		t.Fatalf("asked %q", p.asked.last())
	}
	s.Elements[0].Reduction.Spans = []report.Span{{Begin: 10, End: 22}}
	s.Elements[0].Leaves = "Il attend […] chaque soir."
	p.Render(s)
	if got := p.elements.element.preview.Text(); got != "Il attend […] chaque soir." {
		t.Errorf("what would leave is %q", got)
	}
	if p.press(fyne.KeyReturn); p.asked.last() != "cut "+string(one)+" 1 redact [] " {
		t.Errorf("asked %q", p.asked.last())
	}
}

// Marks are advice: they block nothing, and go when they are dismissed (C6).
func TestC6_MarksAreAdvice(t *testing.T) {
	p := newPane(t)
	s := written()
	s.Elements[0].Marks = []detector.Mark{{Kind: detector.Name, Begin: 10, End: 22}}
	p.Render(s)
	p.OpenElement("1")
	if got := p.visible(); !strings.Contains(got, "Sarah Martin") || !strings.Contains(got, "le nom d'une personne") {
		t.Fatalf("shown: %s", got)
	}
	p.write("fait")
	if p.Act(); p.asked.last() != "include "+string(one)+" 1 true" {
		t.Errorf("a mark blocks: %q", p.asked.last())
	}
	tapButton(t, p.elements.element.marks.content, "Écarter")
	p.Render(s)
	if p.elements.element.marks.content.Visible() {
		t.Error("a dismissed mark stays")
	}
	p.Render(model.State{Conversation: second, Why: view.T("reporting.why.waiting")})
	p.Render(s)
	if len(p.ignored) > 0 {
		t.Error("what was dismissed outlives the conversation on screen")
	}
}

// Each third person is a line of their own, and is asked about by keys (C5).
func TestC5_PersonsAreLinesOfTheirOwn(t *testing.T) {
	p := newPane(t)
	p.Render(written())
	p.ShowPage(Elements)
	if got := p.visible(); !strings.Contains(got, "Auteur 1") || !strings.Contains(got, "Âge légal à préciser") {
		t.Fatalf("shown: %s", got)
	}
	p.OpenPerson("p1")
	p.write("désigné")
	if p.asked.last() != "name "+string(one)+" p1 désigné" {
		t.Errorf("asked %q", p.asked.last())
	}
	p.canvas.Focus(p.elements.person.majority)
	if p.press(fyne.KeySpace); p.asked.last() != "majority "+string(one)+" p1 minor" {
		t.Errorf("asked %q", p.asked.last())
	}
	p.Back()
	p.elements.remove(personRow + "p1")
	if p.press(fyne.KeyReturn); p.asked.has("remove person " + string(one) + " p1") {
		t.Error("Enter removes a person without having been asked to")
	}
}

// What is removed is asked about, and the safe answer has the keyboard.
func TestRemovingIsAsked(t *testing.T) {
	p := newPane(t)
	p.Render(written())
	p.ShowPage(Elements)
	p.Focus()
	p.press(fyne.KeyDelete)
	p.press(fyne.KeyReturn)
	if p.asked.last() != "" {
		t.Fatalf("asked %q", p.asked.last())
	}
	p.press(fyne.KeyDelete)
	p.canvas.FocusNext()
	if p.press(fyne.KeyReturn); p.asked.last() != "remove "+string(one)+" 1" {
		t.Errorf("asked %q", p.asked.last())
	}
}

// A part of a message goes into a field by keys alone; of somebody new, after they are there (C5).
func TestC4_APartOfAMessageGoesToAField(t *testing.T) {
	p := newPane(t)
	p.Render(written())
	const text = "Il s'appelle Karim Diallo, oui."
	p.Take(second, Said{Message: "m1", Text: text})
	if p.asking() {
		t.Fatal("a message of another conversation goes into this report")
	}
	p.Take(one, Said{Message: "m1", Text: text})
	p.press(fyne.KeyHome, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight)
	p.View.asked.passage.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	p.press(fyne.KeyRight)
	p.View.asked.passage.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	p.press(fyne.KeyReturn)
	p.write("nom")
	p.press(fyne.KeyDown)
	if p.press(fyne.KeyReturn); p.asked.last() != "" {
		t.Fatalf("asked %q without a person", p.asked.last())
	}
	p.View.asked.person.SetSelectedIndex(1 + slices.Index(report.Roles(), report.Witness))
	p.press(fyne.KeyReturn)
	if p.asked.last() != "person "+string(one)+" witness" {
		t.Fatalf("asked %q", p.asked.last())
	}
	s := written()
	s.Persons = append(s.Persons, model.Person{Person: report.Person{ID: "p2", Role: report.Witness, Number: 1}})
	p.Render(s)
	begin := strings.Index(text, "Karim")
	if want := fmt.Sprintf("quote %s m1 %d-%d person.name p2", one, begin, begin+len("Karim Diallo")); p.asked.last() != want {
		t.Fatalf("asked %q, want %q", p.asked.last(), want)
	}
	s.Elements = append(s.Elements, model.Element{Element: report.Element{ID: "9", Field: "person.name", Person: "p2", Value: "Karim Diallo"}, Group: doctrine.OfPerson})
	p.Render(s)
	if p.elements.element.id != "9" {
		t.Errorf("what was added is not opened: %q", p.elements.element.id)
	}
}

// asking reports whether the question for a field is on screen.
func (p *pane) asking() bool { return p.canvas.Overlays().Top() != nil }

// Every point of the checklist leads to its place.
func TestTheChecklistLeadsToItsPlaces(t *testing.T) {
	p := newPane(t)
	p.Render(written())
	if got := p.tabs.Button(int(Control)).Text(); got != "Contrôle 3" {
		t.Errorf("the tab says %q", got)
	}
	p.ShowPage(Control)
	if got := p.visible(); !strings.Contains(got, "Il reste 3 points") || !strings.Contains(got, "Fait") {
		t.Errorf("shown: %s", got)
	}
	p.Act()
	if p.Page() != Case || p.canvas.Focused() != fyne.Focusable(p.cases.offence.choice) {
		t.Errorf("page %d, keyboard at %T", p.Page(), p.canvas.Focused())
	}
	p.ShowPage(Control)
	p.Focus()
	p.press(fyne.KeyDown, fyne.KeyReturn)
	if p.Page() != Elements || p.elements.person.id != "p1" {
		t.Errorf("page %d, person %q", p.Page(), p.elements.person.id)
	}
	p.ShowPage(Control)
	p.Focus()
	p.press(fyne.KeyEnd, fyne.KeyReturn)
	if !slices.Equal(p.done, []string{"read"}) {
		t.Errorf("the window was asked for %q", p.done)
	}
}

func TestC12_NoCategoryLeadsElsewhere(t *testing.T) {
	p := newPane(t)
	s := written()
	p.Render(s)
	p.ShowPage(Case)
	p.canvas.Focus(p.cases.offence.choice)
	if p.press(fyne.KeyDown); p.asked.last() != "choose "+string(one)+" b false" {
		t.Errorf("asked %q", p.asked.last())
	}
	if p.press(fyne.KeyDown); p.asked.last() != "choose "+string(one)+"  true" {
		t.Errorf("asked %q", p.asked.last())
	}
	s.Head.NoCategory = true
	p.Render(s)
	for _, word := range []string{"Orienter vers un service", "Clore la conversation", "Supprimer la conversation"} {
		tapButton(t, p.cases.nothing, word)
	}
	if !slices.Equal(p.done, []string{"services", "close", "delete"}) || p.cases.rest.Visible() {
		t.Errorf("the window was asked for %q", p.done)
	}
}

// long makes what leaves longer than the screen.
func long(s model.State) model.State {
	for i := range 40 {
		s.Leaving = append(s.Leaving, model.Leaving{Label: both("Champ"), Value: fmt.Sprint("ligne ", i), Line: report.Line{Group: doctrine.OfPerson}})
	}
	return s
}

// What leaves has been read to its end, as it is now, before it can be cleared.
func TestC4_NothingIsClearedUnread(t *testing.T) {
	p := newPane(t)
	s := long(written())
	s.Steps = nil
	p.Render(s)
	p.ShowPage(Leave)
	p.Focus()
	if p.Act(); p.asked.last() != "" || !p.leave.read.Disabled() {
		t.Fatalf("asked %q before it was read", p.asked.last())
	}
	for range 60 {
		p.press(fyne.KeyPageDown)
	}
	if p.Act(); p.asked.last() != "read "+string(one)+" 1" {
		t.Fatalf("asked %q", p.asked.last())
	}
	s.Read, s.Passed = true, true
	p.Render(s)
	if p.Act(); p.asked.last() != "clear "+string(one) {
		t.Errorf("asked %q", p.asked.last())
	}
	s.Read, s.Passed, s.ReadAs = false, false, [32]byte{2}
	s.Leaving = append(slices.Clone(s.Leaving), s.Leaving[0])
	p.Render(s)
	if p.Act(); p.asked.last() != "clear "+string(one) || p.leave.read.Checked || !p.leave.read.Disabled() {
		t.Errorf("what changed counts as read: %q", p.asked.last())
	}
}

// Each phase says what it means and offers what can be done in it, and nothing else (C15).
func TestC15_EveryPhaseOffersWhatCanBeDone(t *testing.T) {
	p := newPane(t)
	p.ShowPage(Leave)
	for _, phase := range model.Phases() {
		s := written()
		s.Steps, s.Read, s.Passed, s.Enabled = nil, true, true, phase == model.Writing || phase == model.Returned
		s.Sending = model.Sending{Phase: phase, Text: view.T("reporting.phase." + string(phase)), CanSend: true, CanBack: true, CanClose: true,
			Tries: 2, Deadline: time.Now(), Reasons: []view.Text{view.T("reporting.refusal.purpose")}}
		p.asked.calls = nil
		p.Render(s)
		got := p.visible()
		if phase != model.Writing && !strings.Contains(strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(p.Say(s.Sending.Text)), " ")) {
			t.Errorf("%s: shown: %s", phase, got)
		}
		p.Act()
		want := map[model.Phase]string{model.Writing: "clear ", model.Returned: "clear ", model.Unread: "close "}[phase]
		if want != "" {
			want += string(one)
		}
		if p.asked.last() != want {
			t.Errorf("%s: asked %q, want %q", phase, p.asked.last(), want)
		}
		if asks := p.asking(); asks != (phase == model.Cleared) {
			t.Errorf("%s: asks once more: %v", phase, asks)
		}
		if phase == model.Cleared {
			p.press(fyne.KeyReturn) // the safe answer
			if p.asked.last() != "" {
				t.Errorf("Enter alone sends: %q", p.asked.last())
			}
			p.Act()
			p.canvas.FocusNext()
			if p.press(fyne.KeyReturn); p.asked.last() != "send "+string(one) {
				t.Errorf("asked %q", p.asked.last())
			}
		}
		if phase == model.Returned && !strings.Contains(got, "Le destinataire n'admet pas cette finalité.") {
			t.Errorf("the reasons are not told: %s", got)
		}
	}
}

// A message that has come since holds what was cleared, and is one press away; elsewhere it is said why nothing can be changed (C15).
func TestC15_ANewerMessageHoldsTheSending(t *testing.T) {
	p := newPane(t)
	s := written()
	s.Steps, s.Read, s.Passed = nil, true, true
	s.Sending = model.Sending{Phase: model.Cleared, Text: view.T("reporting.phase.cleared"), WhyNot: view.T("reporting.void.newer_message")}
	p.Render(s)
	p.ShowPage(Leave)
	if got := p.visible(); !strings.Contains(got, "Le déclarant a écrit depuis la relecture") || strings.Contains(got, "transmettez-le") {
		t.Errorf("shown: %s", got)
	}
	if p.Act(); p.asked.last() != "" || p.asking() {
		t.Errorf("asked %q", p.asked.last())
	}
	tapButton(t, p.leave.status, "Lire ses messages")
	if !slices.Equal(p.done, []string{"read"}) {
		t.Errorf("the window was asked for %q", p.done)
	}
	s.Enabled, s.Why = false, view.T("reporting.why.on_its_way")
	s.Sending.Phase = model.OnItsWay
	p.Render(s)
	if p.problem.Words() != "" {
		t.Errorf("beside its phase: %q", p.problem.Words())
	}
	p.ShowPage(Elements)
	if p.problem.Words() != "Le signalement est en route." {
		t.Errorf("on another page: %q", p.problem.Words())
	}
	if p.AskNew(); p.asking() {
		t.Error("something can be added to what is on its way")
	}
}

// To dispatch the danger is first and large, and nothing is sent (C24).
func TestC24_TheViewToReadAloud(t *testing.T) {
	p := newPane(t)
	s := written()
	s.Dispatch, s.Head.Danger, s.Read, s.Steps = true, "Il force la porte.", true, nil
	s.Sending = model.Sending{Phase: model.Cleared, Text: view.T("reporting.phase.aloud"), CanSend: true}
	p.Render(s)
	p.ShowPage(Leave)
	screen.Settle(p.window)
	got := p.visible()
	if danger, name := strings.Index(got, "Il force la porte."), strings.Index(got, "Karim"); danger < 0 || name < danger {
		t.Errorf("shown: %s", got)
	}
	if !strings.Contains(got, "C'est lu et compris") || strings.Contains(got, "Aperçu") {
		t.Errorf("shown: %s", got)
	}
	if !strings.Contains(got, "Appeler le superviseur") || !p.leave.call.Disabled() {
		t.Errorf("nobody can be called yet: %s", got)
	}
	p.SetMayCall(func(id conversation.ID) bool { return id == one })
	if p.leave.call.Disabled() {
		t.Error("the supervisor cannot be called")
	}
	s.Dispatch = false
	p.Render(s)
	if strings.Contains(p.visible(), "Appeler le superviseur") {
		t.Error("a call is offered where nothing asks for one")
	}
}

// Nothing of a conversation stays in the pane when another one, or none, is on screen (C21).
func TestC21_NothingStaysOfWhatIsGone(t *testing.T) {
	p := newPane(t)
	s := written()
	s.Elements[0].Value, s.Elements[0].Leaves, s.Elements[0].Necessity = "canari valeur", "canari partira", "canari raison"
	s.Elements[0].Absolute, s.Elements[0].Reduction = "canari absolu", report.Reduction{Way: doctrine.Redact, Spans: []report.Span{{Begin: 0, End: 6}}}
	s.Elements[0].Marks = []detector.Mark{{Kind: detector.Name, Begin: 0, End: 6}}
	s.Persons[0].Necessity, s.Head.Danger, s.Dispatch = "canari personne", "canari danger", true
	s.Leaving[0].Value = "canari ligne"
	for _, gone := range []model.State{{}, {Conversation: one, Why: view.T("reporting.why.ended")}, blankOf(second)} {
		for page := Case; page <= Leave; page++ {
			p.Render(s)
			p.ShowPage(page)
			p.OpenElement("1")
			p.ShowPage(page)
			p.Render(s)
			if page == Elements {
				p.OpenPerson("p1")
			}
			p.Take(one, Said{Message: "m1", Text: "canari message"})
			p.Render(gone)
			for i := range p.pages {
				for _, text := range texts(p.pages[i].content()) {
					if strings.Contains(text, "canari") {
						t.Fatalf("page %d, seen from %d: %q stays", i, page, text)
					}
				}
			}
			if p.asking() {
				t.Fatal("a question about what is gone stays")
			}
		}
	}
}

func blankOf(id conversation.ID) model.State {
	s := written()
	s.Conversation, s.Elements, s.Persons, s.Leaving, s.Steps = id, nil, nil, nil, nil
	return s
}

// What is typed at the moment in which another conversation comes to the screen goes to neither by mistake (C22).
func TestC22_WhatIsTypedStaysWithItsConversation(t *testing.T) {
	p := newPane(t)
	p.Render(written())
	p.OpenElement("1")
	p.write("un")
	other := written()
	other.Conversation = second
	p.Render(other)
	p.asked.calls = nil
	p.write("deux")
	for _, call := range p.asked.calls {
		if strings.Contains(call, string(one)) || strings.Contains(call, " 1 ") {
			t.Errorf("asked %q", call)
		}
	}
}

// A field that somebody types in is not overwritten by an older state, and is by what came from elsewhere.
func TestTypingIsNotOverwritten(t *testing.T) {
	p := newPane(t)
	p.Render(written())
	p.OpenElement("1")
	field := p.elements.element.long
	p.canvas.Focus(field)
	p.write("Ah ")
	p.Render(written())
	if field.Text != "Ah "+account {
		t.Errorf("the field says %q", field.Text)
	}
	s := written()
	s.Elements[0].Value, s.Elements[0].Revision = "autre", 1
	if p.Render(s); field.Text != "autre" {
		t.Errorf("the field says %q", field.Text)
	}
}

func TestAbsenceIsExplained(t *testing.T) {
	p := newPane(t)
	for want, s := range map[string]model.State{
		"Aucune conversation à l'écran": {},
		"Doctrine d'emploi absente":     {Conversation: one, Enabled: true, Sending: model.Sending{Phase: model.Writing}},
		"Pas de signalement ici":        {Conversation: one, Why: view.T("reporting.why.waiting")},
	} {
		p.Render(s)
		if got := p.visible(); !strings.Contains(got, want) {
			t.Errorf("%q is not said: %s", want, got)
		}
		if p.FocusTarget() != nil {
			t.Errorf("%q: the keyboard has a place", want)
		}
		if p.AskNew(); p.asking() {
			t.Errorf("%q: something can be added", want)
		}
	}
	p.Render(model.State{Receipts: []model.Receipt{{Name: both("N-MCI"), Outcome: model.ReceiptAccepted, Receipt: "R-1", Package: "colis"}}})
	if got := p.visible(); !strings.Contains(got, "R-1") {
		t.Errorf("the receipt is not shown: %s", got)
	}
	tapButton(t, p.absent, "Ranger")
	if p.asked.last() != "put away colis" {
		t.Errorf("asked %q", p.asked.last())
	}
}

func TestAdoptGoesOnInAnotherLanguage(t *testing.T) {
	p := newPane(t)
	p.Render(written())
	p.OpenElement("2")
	w, err := words.In("en")
	if err != nil {
		t.Fatal(err)
	}
	next, err := New(p.asked, Actions{}, p.canvas, w)
	if err != nil {
		t.Fatal(err)
	}
	next.Adopt(p.View)
	if next.Page() != Elements || next.elements.element.id != "2" || next.tabs.Button(int(Elements)).Text() != "Elements" {
		t.Errorf("page %d, element %q", next.Page(), next.elements.element.id)
	}
}
