package fingers

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie.example/internal/biometric"
	"vigie.example/internal/console/fingers"
	"vigie.example/internal/console/view"
	"vigie.example/internal/testkit/judged"
	"vigie.example/internal/testkit/screen"
	"vigie.example/ui/kit"
	"vigie.example/ui/words"
)

type asked struct{ calls []string }

func (a *asked) note(format string, args ...any) {
	a.calls = append(a.calls, fmt.Sprintf(format, args...))
}
func (a *asked) Open()  { a.note("open") }
func (a *asked) Close() { a.note("close") }
func (a *asked) Read(shown biometric.Digest, language string) {
	a.note("read %s %s", shown, language)
}
func (a *asked) Shown(end biometric.Digest, language string) { a.note("shown %s %s", end, language) }
func (a *asked) Withdraw()                                   { a.note("withdraw") }
func (a *asked) Key(k fingers.AtKey) {
	a.note("%s %s%s", []string{"show", "enrol", "remove", "give up"}[k.Do], k.PIN, strings.Join(append([]string{""}, k.IDs...), " "))
}
func (a *asked) Supervise(s fingers.Supervision) {
	a.note("%d %s%s %v", s.Do, s.Reason, s.Version, s.Answers)
}

func start(t *testing.T, s fingers.State) (*View, *asked) {
	t.Helper()
	screen.Start(t)
	w, err := words.In("fr")
	if err != nil {
		t.Fatal(err)
	}
	a := &asked{}
	window := test.NewTempWindow(t, kit.NewLabel("", kit.Paragraph))
	v, err := New(a, window.Canvas(), w, "fr")
	if err != nil {
		t.Fatal(err)
	}
	window.SetContent(kit.NewRoot(v.Content()))
	v.Render(s)
	window.Resize(fyne.NewSize(1366, 700))
	return v, a
}

func shut() fingers.State {
	n := judged.Notice()
	return fingers.State{
		Phase: fingers.Ready, HasNotice: true, Digest: n.Digest(), Notice: map[string][]biometric.Passage{"fr": n.Read("fr"), "en": n.Read("en")},
		Ways: []fingers.Way{{Title: view.T("finger_page.method.key"), Obstacles: []view.Text{view.T("finger_page.obstacle.start")}}},
	}
}

func supervised() fingers.State {
	s := shut()
	s.Supervises, s.Version = true, "2026-12-01"
	s.Answers = map[string]string{"description.purposes": "OUI"}
	s.Gaps = map[string]view.Text{"description.purposes": view.T("finger_page.flaw.too_short"), "description.operations": view.T("finger_page.flaw.empty")}
	for _, code := range biometric.Sections {
		s.Sections = append(s.Sections, fingers.Section{Code: code, Left: 2})
	}
	return s
}

// The button that says that the notice was read stands below its last word: whoever presses it has had all of it before them.
func TestL6_TheNoticeIsReadToItsEndBeforeItIsAcknowledged(t *testing.T) {
	v, a := start(t, shut())
	if len(v.notice.text.Objects) != len(biometric.Items()) {
		t.Fatalf("%d passages are shown", len(v.notice.text.Objects))
	}
	place := fyne.CurrentApp().Driver().AbsolutePositionForObject
	last := v.notice.text.Objects[len(v.notice.text.Objects)-1]
	if end := place(last).Y + last.Size().Height; place(v.notice.read).Y < end {
		t.Errorf("the button is at %v, the notice ends at %v", place(v.notice.read).Y, end)
	}
	if place(v.notice.read).Y < 700 {
		t.Error("the button shows before anything was scrolled")
	}
	if len(a.calls) > 0 {
		t.Errorf("before anything was scrolled: %v", a.calls)
	}
	v.window.Focus(v.notice.read) // as Tab does: it comes into view, and the last word with it
	v.window.Focus(v.back)
	v.window.Focus(v.notice.read)
	test.Tap(v.notice.read)
	digest := string(shut().Digest)
	if !slices.Equal(a.calls, []string{"shown " + digest + " fr", "read " + digest + " fr"}) {
		t.Errorf("asked %v", a.calls)
	}
	v.Render(func() fingers.State { s := shut(); s.ShownIn = "en"; return s }()) // of another language, and so not told yet
	if last := a.calls[len(a.calls)-1]; last != "shown "+digest+" fr" {
		t.Errorf("after another language: %s", last)
	}
	s := shut()
	s.Acknowledged = true
	v.Render(s)
	if v.notice.read.Visible() {
		t.Error("what was acknowledged can be acknowledged again")
	}
}

func TestL11_WithdrawingIsThereOnlyWithSomethingToWithdraw(t *testing.T) {
	v, _ := start(t, shut())
	if v.notice.leave.Visible() {
		t.Error("nothing is enrolled")
	}
	s := shut()
	s.Templates = 1
	v.Render(s)
	if !v.notice.leave.Visible() {
		t.Error("a template cannot be withdrawn")
	}
	read := shut()
	read.Acknowledged = true
	v.Render(read)
	if !v.notice.leave.Visible() {
		t.Error("a word that was given cannot be taken back")
	}
	s.Phase = fingers.Offline
	v.Render(s)
	if !v.notice.leave.Disabled() || !v.notice.read.Disabled() {
		t.Error("offline something can be asked for")
	}
}

func TestL18_OnlyASupervisorHasTheSwitch(t *testing.T) {
	v, _ := start(t, shut())
	if v.control.content.Visible() || v.form.content.Visible() {
		t.Error("an operator sees the supervisor's part")
	}
	s := supervised()
	v.Render(s)
	if !v.control.suspend.Visible() || v.control.resume.Visible() || !v.form.content.Visible() {
		t.Error("a supervisor does not")
	}
	s.Suspended = true
	v.Render(s)
	if v.control.choice.Visible() || !v.control.resume.Visible() {
		t.Error("what is suspended is suspended again")
	}
}

// The form says what is missing and why it is asked, keeps what is typed through every state, and sends what was changed and no more (L16).
func TestL16_TheFormKeepsWhatIsTyped(t *testing.T) {
	v, a := start(t, supervised())
	flaw := v.form.flaws["description.purposes"]
	if flaw == nil || !flaw.Visible() || flaw.Text() != "Trop court : dites pourquoi, pas seulement oui ou non." {
		t.Fatalf("beside the answer it says %v", flaw)
	}
	v.form.changed["description.purposes"] = "Vérifier qui ouvre une session."
	v.Render(supervised()) // something changed elsewhere
	if flaw.Visible() {
		t.Error("an answer that is being changed is blamed")
	}
	test.Tap(v.form.save)
	if want := []string{"0 2026-12-01 map[description.purposes:Vérifier qui ouvre une session.]"}; !slices.Equal(a.calls, want) {
		t.Errorf("asked %v, want %v", a.calls, want)
	}
	s := supervised()
	s.Answers["description.purposes"] = "Vérifier qui ouvre une session."
	v.Render(s)
	if len(v.form.changed) != 0 {
		t.Errorf("what has arrived is still to be sent: %v", v.form.changed)
	}
	v.form.turn("trial")
	if len(v.form.fields.Objects) != 10 {
		t.Errorf("the local trial has %d questions", len(v.form.fields.Objects))
	}
	v.Render(fingers.State{})
	if v.form.chosen != "" {
		t.Error("a closed page remembers where it was")
	}
}

// Every question can be drawn, in every language.
func TestL16_EveryQuestionIsDrawn(t *testing.T) {
	v, _ := start(t, supervised())
	drawn := 0
	for _, code := range biometric.Sections {
		v.form.turn(code)
		drawn += len(v.form.fields.Objects)
	}
	if drawn != len(biometric.Form()) {
		t.Errorf("%d of %d questions", drawn, len(biometric.Form()))
	}
}
