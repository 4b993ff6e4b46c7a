package rulebook_test

import (
	"crypto/sha256"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/rulebook"
)

func starting(t testing.TB) *doctrine.Doctrine {
	t.Helper()
	d, err := rulebook.Parse(assets.Doctrine())
	if err != nil {
		t.Fatalf("%v\n%v", err, errors.Unwrap(err))
	}
	return d
}

func TestC3_StartingDoctrinePassesItsOwnChecks(t *testing.T) {
	d := starting(t)
	if !d.Starting() || len(d.Offences()) != 8 || len(d.Targets()) != 3 || len(d.Awareness()) != 3 || len(d.Openings()) != 2 {
		t.Error("the starting doctrine is not whole")
	}
	if d.Digest() != sha256.Sum256([]byte(assets.Doctrine())) {
		t.Error("the digest is not that of the file")
	}
	keepsItsPromises(t, d)
}

// C13: what the CNIL says of the two targets is what the starting file says.
func TestC13_StartingTargets(t *testing.T) {
	d := starting(t)
	police, _ := d.Target("n-mci")
	gendarmerie, _ := d.Target("lrpgn")
	dispatch, _ := d.Target("dispatch")
	if police.Sensitive != doctrine.Refused || police.Force != doctrine.Police {
		t.Error("N-MCI is the police's, and takes no sensitive data")
	}
	if gendarmerie.Sensitive != doctrine.AbsolutelyNecessary || gendarmerie.Force != doctrine.Gendarmerie {
		t.Error("LRPGN is the gendarmerie's, and takes what is strictly necessary")
	}
	for _, f := range d.Fields() {
		ordinary := f.Class == doctrine.Ordinary || f.Class == doctrine.Identifying
		if police.Holds(f.Code) != ordinary || gendarmerie.Holds(f.Code) != (f.Class != doctrine.Never) {
			t.Errorf("%s (%s): N-MCI %v, LRPGN %v", f.Code, f.Class, police.Holds(f.Code), gendarmerie.Holds(f.Code))
		}
	}
	if dispatch.Checklist != doctrine.DispatchChecklist || dispatch.Connector != doctrine.ByVoice || len(dispatch.Certificate) > 0 {
		t.Error("the emergency is read aloud, after the short checklist (C24)")
	}
}

// What is handed out is the caller's: nobody changes the doctrine under the others.
func TestC14_ADoctrineDoesNotChange(t *testing.T) {
	d := starting(t)
	target, _ := d.Target("n-mci")
	target.Fields[0], target.Offences[0], target.Purposes[0].Code = "facts.genetic", "z", "anything"
	d.Targets()[0].Recipients[0].Code = "anybody"
	d.Fields()[1].Generalise[0] = "nothing"
	d.Offences()[0].Code = "z"
	one, _ := d.Field("declarant.age")
	one.Generalise[0] = "nothing"
	keepsItsPromises(t, d)
	if again, _ := d.Target("n-mci"); again.Fields[0] == "facts.genetic" || again.Recipients[0].Code == "anybody" || d.Offences()[0].Code == "z" {
		t.Error("the doctrine changed")
	}
	for _, f := range d.Fields() {
		if slices.Contains(f.Generalise, "nothing") {
			t.Errorf("field %s changed", f.Code)
		}
	}
}

func TestC3_PassagesAreInBothLanguages(t *testing.T) {
	d := starting(t)
	for _, where := range []doctrine.Passage{
		doctrine.AtInclusion, doctrine.AtPerson, doctrine.AtSensitive, doctrine.AtNever, doctrine.AtOffence, doctrine.AtTarget,
		doctrine.AtRefusal, doctrine.AtRouting, doctrine.AtInforming, doctrine.AtReading, doctrine.AtSending, doctrine.AtNothing,
		doctrine.AtDispatch, doctrine.AtDeletion, doctrine.AtAddress, doctrine.AtAdviser,
	} {
		if fr, en := d.Passage(where, "fr"), d.Passage(where, "en"); fr == "" || en == "" || fr == en {
			t.Errorf("%s: %q, %q", where, fr, en)
		}
	}
	if d.Passage("nowhere", "fr") != "" {
		t.Error("a decision that does not exist has words")
	}
}

// French signs stand after a no-break space, quotation marks hold one, the apostrophe is the typographic one.
func TestFrenchTypographyOfTheStartingDoctrine(t *testing.T) {
	d := starting(t)
	var all []string
	add := func(texts ...doctrine.Text) {
		for _, text := range texts {
			all = append(all, text.FR)
		}
	}
	for _, o := range d.Offences() {
		add(o.Name, o.Covers)
	}
	for _, f := range d.Fields() {
		add(f.Name, f.Help)
	}
	for _, target := range d.Targets() {
		add(target.Name, target.Basis)
		for _, p := range target.Purposes {
			add(p.Name)
		}
		for _, r := range target.Recipients {
			add(r.Name)
		}
	}
	for _, a := range d.Awareness() {
		add(a.Title, a.Body)
	}
	for _, o := range d.Openings() {
		add(o.Name, o.When)
	}
	for _, where := range []doctrine.Passage{
		doctrine.AtInclusion, doctrine.AtPerson, doctrine.AtSensitive, doctrine.AtNever, doctrine.AtOffence, doctrine.AtTarget,
		doctrine.AtRefusal, doctrine.AtRouting, doctrine.AtInforming, doctrine.AtReading, doctrine.AtSending, doctrine.AtNothing,
		doctrine.AtDispatch, doctrine.AtDeletion, doctrine.AtAddress, doctrine.AtAdviser,
	} {
		all = append(all, d.Passage(where, "fr"))
	}
	wrong := regexp.MustCompile(`[^\x{202f}][;?!]|[^\x{a0}\x{202f}]:|«[^\x{a0}\x{202f}]|[^\x{a0}\x{202f}]»|'`)
	for _, text := range all {
		if at := wrong.FindString(text); at != "" {
			t.Errorf("%q in %q", at, text)
		}
	}
	if len(all) < 100 {
		t.Errorf("only %d texts were looked at", len(all))
	}
}

func TestC3_VersionsAreOrdered(t *testing.T) {
	inOrder := []string{"2025-12-31", "2026-01-01", "2026-01-01-2", "2026-01-01-9", "2026-01-01-10", "2026-01-02"}
	for i, a := range inOrder {
		for j, b := range inOrder {
			got := doctrine.CompareVersions(a, b)
			if got < 0 != (i < j) || got == 0 != (i == j) {
				t.Errorf("%s, %s: %d", a, b, got)
			}
		}
	}
}

func TestC3_ALineOfTheStartingFileIsNotTooLong(t *testing.T) {
	for i, line := range slices.Collect(strings.Lines(assets.Doctrine())) {
		if len([]rune(line)) > 190 {
			t.Errorf("line %d has %d characters", i+1, len([]rune(line)))
		}
	}
}
