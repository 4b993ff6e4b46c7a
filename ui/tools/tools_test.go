package tools

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/console/notes"
	"vigie.example/internal/console/tools"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

const (
	one    = conversation.ID("conversation-one")
	second = conversation.ID("conversation-other")
)

// asked are the view-models, which note what they are asked.
type asked struct{ calls []string }

func (a *asked) note(call ...string)       { a.calls = append(a.calls, strings.Join(call, " ")) }
func (a *asked) FindTexts(typed string)    { a.note("texts", typed) }
func (a *asked) FindServices(typed string) { a.note("services", typed) }
func (a *asked) Choose(in conversation.ID, department string) {
	a.note("choose", string(in), department)
}
func (a *asked) SetLanguage(in conversation.ID, l string)   { a.note("language", string(in), l) }
func (a *asked) Add(in conversation.ID, text notes.Private) { a.note("add", string(in), text.Read()) }
func (a *asked) Remove(in conversation.ID, n notes.ID)      { a.note("remove", string(in), string(n)) }
func (a *asked) Draft(in conversation.ID, text notes.Private) {
	a.note("draft", string(in), text.Read())
}

func (a *asked) last() string {
	if len(a.calls) == 0 {
		return ""
	}
	return a.calls[len(a.calls)-1]
}

// pane stands where the report is drawn.
type pane struct{ *kit.Label }

func (p pane) Content() fyne.CanvasObject  { return p.Label }
func (p pane) FocusTarget() fyne.Focusable { return nil }

// column is the view in a window.
type column struct {
	*View
	asked    *asked
	canvas   fyne.Canvas
	inserted []tools.Insertion
}

func newColumn(t *testing.T) *column {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(kit.NewTheme(kit.Light, 1))
	w, err := words.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	window := a.NewWindow("")
	t.Cleanup(window.Close)
	c := &column{asked: &asked{}, canvas: window.Canvas()}
	c.View = New(c.asked, c.asked, pane{kit.NewLabel("", kit.Body)}, Actions{Insert: func(i tools.Insertion) { c.inserted = append(c.inserted, i) }}, window.Canvas(), w)
	window.SetContent(kit.NewRoot(c.Content()))
	window.Resize(fyne.NewSize(360, 700))
	return c
}

func found() tools.State {
	title := func(s string) doctrine.Text { return doctrine.Text{FR: s, EN: s} }
	return tools.State{
		Phase: tools.Ready, Conversation: one, Enabled: true, Language: "fr",
		Texts: tools.Texts{Groups: []tools.Group{
			{Code: "a", Name: title("Accueil"), Texts: []tools.Text{
				{Code: "hello", Keys: "bj", Title: title("Bonjour"), Body: "Bonjour.\n\nJe vous lis."},
				{Code: "button", Keys: "br", Title: title("Bouton"), Body: "Le bouton."},
			}},
			{Code: "b", Name: title("Droits"), Texts: []tools.Text{{Code: "data", Keys: "dd", Title: title("Données"), Body: "Vos droits."}}},
		}},
		Services: tools.Services{Found: []tools.Service{
			{Line: "Police secours : 17.", Service: doctrine.Service{Code: "17", Kind: doctrine.ForEmergency, Name: title("Police secours"), Call: "17"}},
			{Line: "France Victimes : 116 006.", Service: doctrine.Service{Code: "victims", Kind: doctrine.ForHelp, Name: title("France Victimes"), Local: true}},
		}},
	}
}

func (c *column) press(key fyne.KeyName) { c.canvas.Focused().TypedKey(&fyne.KeyEvent{Name: key}) }

func TestC20_ACodeInsertsItsText(t *testing.T) {
	c := newColumn(t)
	c.RenderTools(found())
	c.canvas.Focus(c.FocusCodes())
	test.Type(c.canvas.Focused(), "b")
	if len(c.inserted) > 0 || len(c.texts.order) != 2 || !strings.Contains(c.texts.hint.Text(), "b") {
		t.Fatalf("after one key: %d inserted, %q", len(c.inserted), c.texts.order)
	}
	c.press(fyne.KeyBackspace)
	if len(c.texts.order) != 3 {
		t.Errorf("%d texts after taking it back", len(c.texts.order))
	}
	test.Type(c.canvas.Focused(), "xBR")
	if want := []tools.Insertion{{In: one, Text: "Le bouton."}}; !slices.Equal(c.inserted, want) {
		t.Errorf("inserted %q", c.inserted)
	}
	test.Type(c.canvas.Focused(), "b")
	c.press(fyne.KeyDown) // from what is left of the list
	c.press(fyne.KeyReturn)
	if len(c.inserted) != 2 || c.inserted[1].Text != "Le bouton." {
		t.Errorf("inserted %q", c.inserted)
	}
	test.Type(c.canvas.Focused(), "/")
	if c.canvas.Focused() != fyne.Focusable(c.texts.field) {
		t.Error("/ does not lead to the search")
	}
}

func TestC20_SearchingTakesTheFirst(t *testing.T) {
	c := newColumn(t)
	c.RenderTools(found())
	c.canvas.Focus(c.FocusTarget())
	test.Type(c.canvas.Focused(), "donn")
	if c.asked.last() != "texts donn" {
		t.Fatalf("asked %q", c.asked.last())
	}
	s := found()
	s.Texts.Typed, s.Texts.Groups = "donn", s.Texts.Groups[1:]
	c.RenderTools(s)
	c.press(fyne.KeyReturn)
	if want := []tools.Insertion{{In: one, Text: "Vos droits."}}; !slices.Equal(c.inserted, want) || c.texts.field.Text != "" || c.asked.last() != "texts " {
		t.Errorf("inserted %q, field %q, asked %q", c.inserted, c.texts.field.Text, c.asked.last())
	}
	c.press(fyne.KeyDown)
	if c.canvas.Focused() != fyne.Focusable(c.texts.list) {
		t.Error("Down does not lead to the list")
	}
	test.Tap(c.texts.language)
	if c.asked.last() != "language "+string(one)+" en" {
		t.Errorf("asked %q", c.asked.last())
	}
}

// The pointer looks before it inserts.
func TestC20_ATapShowsWhatWouldBeInserted(t *testing.T) {
	c := newColumn(t)
	c.RenderTools(found())
	c.texts.list.OnTap("data")
	if len(c.inserted) > 0 || c.texts.body.Text() != "Vos droits." {
		t.Errorf("inserted %q, shows %q", c.inserted, c.texts.body.Text())
	}
	test.Tap(c.texts.take)
	if len(c.inserted) != 1 || c.inserted[0].Text != "Vos droits." {
		t.Errorf("inserted %q", c.inserted)
	}
}

func TestC22_NothingIsInsertedWhereNothingCanBeWritten(t *testing.T) {
	c := newColumn(t)
	s := found()
	s.Enabled, s.Why = false, view.T("tools.why.waiting")
	c.RenderTools(s)
	c.canvas.Focus(c.FocusCodes())
	test.Type(c.canvas.Focused(), "dd")
	c.press(fyne.KeyReturn)
	test.Tap(c.texts.take)
	if len(c.inserted) > 0 || !c.texts.take.Disabled() || !c.texts.why.Visible() {
		t.Errorf("inserted %q", c.inserted)
	}
}

func TestB3_ADepartmentIsChosenHere(t *testing.T) {
	c := newColumn(t)
	c.RenderTools(found())
	c.Show(Services)
	c.canvas.Focus(c.FocusTarget())
	test.Type(c.canvas.Focused(), "33")
	s := found()
	s.Services.Typed, s.Services.Candidates, s.Services.Found = "33", []doctrine.Department{{Code: "33", Name: "Gironde"}}, nil
	c.RenderTools(s)
	c.press(fyne.KeyReturn)
	if c.asked.last() != "choose "+string(one)+" 33" || len(c.inserted) > 0 {
		t.Fatalf("asked %q", c.asked.last())
	}
	s = found()
	s.Services.Chosen = doctrine.Department{Code: "33", Name: "Gironde"}
	c.RenderTools(s)
	if c.services.field.Text != "" || !c.services.where.Visible() || c.canvas.Focused() != fyne.Focusable(c.services.list) {
		t.Error("the department that was chosen does not show")
	}
	c.press(fyne.KeyDown)
	c.press(fyne.KeyReturn)
	if len(c.inserted) != 1 || c.inserted[0] != (tools.Insertion{In: one, Text: "France Victimes : 116 006."}) {
		t.Errorf("inserted %q", c.inserted)
	}
	test.Tap(c.services.where)
	if c.asked.last() != "choose "+string(one)+" " {
		t.Errorf("asked %q", c.asked.last())
	}
	s = found()
	s.Conversation = second
	c.RenderTools(s)
	if c.services.where.Visible() {
		t.Error("the next conversation begins with the department of the last")
	}
}

func written(texts ...string) notes.State {
	s := notes.State{Conversation: one, Enabled: true}
	for _, text := range texts {
		s.Notes = append(s.Notes, notes.Note{ID: notes.ID(text), At: time.Now(), Text: notes.Write(text)})
	}
	return s
}

func TestC22_NotesAreWrittenAndNeverInserted(t *testing.T) {
	c := newColumn(t)
	c.RenderTools(found())
	c.RenderNotes(written())
	c.Show(Notes)
	c.canvas.Focus(c.FocusTarget())
	test.Type(c.canvas.Focused(), "voisin")
	if c.asked.last() != "draft "+string(one)+" voisin" {
		t.Errorf("asked %q", c.asked.last())
	}
	c.AddNote()
	if c.asked.last() != "add "+string(one)+" voisin" || c.notes.field.Text != "" {
		t.Errorf("asked %q, field %q", c.asked.last(), c.notes.field.Text)
	}
	test.Type(c.canvas.Focused(), "suite")
	c.RenderNotes(written("voisin"))
	if c.notes.field.Text != "suite" || len(c.notes.list.Objects) != 1 {
		t.Errorf("field %q, %d notes", c.notes.field.Text, len(c.notes.list.Objects))
	}
	c.Show(Texts)
	c.AddNote() // the pane is not on screen
	if slices.Contains(c.asked.calls, "add "+string(one)+" suite") || len(c.inserted) > 0 {
		t.Errorf("%q, inserted %q", c.asked.calls, c.inserted)
	}
	for i := range reflect.TypeFor[pad]().NumField() {
		if f := reflect.TypeFor[pad]().Field(i); f.Type == reflect.TypeFor[func(tools.Insertion)]() || f.Type == reflect.TypeFor[Actions]() {
			t.Errorf("the pane of notes has %s", f.Name)
		}
	}
}

// A note that was refused is in the field again; another conversation's field begins with its own draft; of one that is gone nothing stays.
func TestC22_NotesStayWithTheirConversation(t *testing.T) {
	c := newColumn(t)
	s := written("un")
	s.Draft = notes.Write("brouillon")
	c.RenderNotes(s)
	if c.notes.field.Text != "brouillon" {
		t.Errorf("field %q", c.notes.field.Text)
	}
	c.Show(Notes)
	c.AddNote()
	s.Problem = view.T("notes.problem.too_long")
	c.RenderNotes(s)
	if c.notes.field.Text != "brouillon" {
		t.Error("what was refused is lost")
	}
	c.RenderNotes(notes.State{Conversation: second, Enabled: true})
	if c.notes.field.Text != "" || len(c.notes.list.Objects) > 0 {
		t.Error("the next conversation shows the notes of the last")
	}
	c.RenderNotes(s)
	c.RenderNotes(notes.State{Conversation: one, Why: view.T("notes.why.ended")})
	if c.notes.field.Text != "" || len(c.notes.list.Objects) > 0 || c.notes.write.Visible() || c.FocusTarget() != nil {
		t.Error("something of what is gone stays")
	}
}

func TestC22_RemovingANoteIsAsked(t *testing.T) {
	c := newColumn(t)
	c.RenderNotes(written("un", "deux"))
	c.notes.askRemove("deux")
	if strings.HasPrefix(c.asked.last(), "remove") {
		t.Error("removed without a question")
	}
	c.press(fyne.KeyReturn) // the safe answer has the keyboard
	if strings.HasPrefix(c.asked.last(), "remove") || c.canvas.Overlays().Top() != nil {
		t.Error("Enter removed it")
	}
	c.notes.askRemove("deux")
	c.canvas.FocusNext()
	c.press(fyne.KeyReturn)
	if c.asked.last() != "remove "+string(one)+" deux" {
		t.Errorf("asked %q", c.asked.last())
	}
}

func TestAdoptGoesOnInAnotherLanguage(t *testing.T) {
	c := newColumn(t)
	c.RenderTools(found())
	c.RenderNotes(written("un"))
	c.Show(Notes)
	c.canvas.Focus(c.FocusTarget())
	test.Type(c.canvas.Focused(), "en cours")
	w, err := words.In("en")
	if err != nil {
		t.Fatal(err)
	}
	next := New(c.asked, c.asked, pane{kit.NewLabel("", kit.Body)}, Actions{}, c.canvas, w)
	next.Adopt(c.View)
	if next.Tab() != Notes || next.notes.field.Text != "en cours" || len(next.notes.list.Objects) != 1 || len(next.texts.order) != 3 {
		t.Errorf("tab %v, field %q", next.Tab(), next.notes.field.Text)
	}
	if next.notes.shown[0].Text != c.notes.shown[0].Text {
		t.Error("another note")
	}
}
