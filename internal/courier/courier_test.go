package courier_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/courier"
	"vigie.example/internal/courier/cms"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/report"
	"vigie.example/internal/testkit/reporting"
)

var (
	noon  = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	later = noon.Add(4 * time.Hour)
)

// open is what the target does with a parcel.
func open(t testing.TB, w reporting.World, p courier.Parcel) form.Files {
	t.Helper()
	signed, err := cms.Decrypt(p.Sealed, w.Certificate, w.Key)
	if err != nil {
		t.Fatal(err)
	}
	m, err := cms.Verify(signed, &w.Authority.PublicKey, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	f, reasons := form.Unpack(m.Content())
	if len(reasons) > 0 {
		t.Fatal(reasons)
	}
	return f
}

func TestC4_ExactlyWhatWasClearedLeaves(t *testing.T) {
	w := reporting.New(noon)
	c := w.Clear("lrpgn", func(r report.Report) report.Report {
		r, _, err := r.Add(report.Element{Field: "place.address", Value: "12 rue du Secret"}) // not included
		if err != nil {
			t.Fatal(err)
		}
		return r
	})
	p, err := w.Builder.Build(c, w.Doctrine, w.Signer, noon, later)
	if err != nil {
		t.Fatal(err)
	}
	f, o := open(t, w, p), c.Outgoing()
	if f.Report.Key != p.Key || f.Report.Target != "lrpgn" || f.Report.Operator != reporting.Operator || !f.Report.ClearedAt().Equal(o.Cleared) {
		t.Errorf("the head: %+v", f.Report)
	}
	if len(f.Report.Lines) != len(o.Lines) || len(o.Lines) != 3 || len(f.Report.Persons) != 1 {
		t.Fatalf("%d lines, %d persons; %d were cleared", len(f.Report.Lines), len(f.Report.Persons), len(o.Lines))
	}
	for i, l := range o.Lines {
		got, why := f.Report.Lines[i], f.Justifications.Lines[i]
		if got.Value != l.Value || got.Field != string(l.Field) || got.Person != string(l.Person) || why.Necessity != l.Necessity {
			t.Errorf("line %d: %+v, because %+v", i+1, got, why)
		}
	}
	text, err := f.Report.JSON()
	if err != nil || bytes.Contains(text, []byte("Secret")) || bytes.Contains(text, []byte("necessity")) {
		t.Errorf("%v, %s", err, text)
	}
}

// aloud makes a report one for the operations room.
func aloud(r report.Report) report.Report {
	for _, e := range r.Elements() {
		r = r.Remove(e.ID)
	}
	return reporting.With(r, "facts.danger", "Il est devant la porte.", "")
}

func TestC4_NothingElseIsBuilt(t *testing.T) {
	w, other := reporting.New(noon), reporting.New(noon)
	c := w.Clear("lrpgn")
	expired := w.Certify(reporting.Operator, reporting.Unit, noon.AddDate(-1, 0, 0), noon.AddDate(0, 0, -1))
	for name, test := range map[string]struct {
		c    report.Clearance
		d    *doctrine.Doctrine
		by   cms.Signer
		at   time.Time
		want fault.Kind
	}{
		"not cleared":            {report.Clearance{}, w.Doctrine, w.Signer, noon, fault.Denied},
		"under another doctrine": {c, other.Doctrine, w.Signer, noon, fault.Version},
		"by another operator":    {c, w.Doctrine, w.Certify("op-other", reporting.Unit, noon, noon.AddDate(1, 0, 0)), noon, fault.Denied},
		"by another unit":        {c, w.Doctrine, w.Certify(reporting.Operator, "police-75", noon, noon.AddDate(1, 0, 0)), noon, fault.Denied},
		"by nobody":              {c, w.Doctrine, cms.Signer{}, noon, fault.Denied},
		"not by our authority":   {c, w.Doctrine, other.Signer, noon, fault.Untrusted},
		"an expired signer":      {c, w.Doctrine, expired, noon, fault.Expired},
		"an expired target":      {c, w.Doctrine, w.Signer, noon.AddDate(6, 0, 0), fault.Missing},
		"read aloud":             {w.Clear("dispatch", aloud), w.Doctrine, w.Signer, noon, fault.Missing},
	} {
		if p, err := w.Builder.Build(test.c, test.d, test.by, test.at, test.at.Add(time.Hour)); !fault.Is(err, test.want) || len(p.Sealed) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNothingIsBuiltPastItsDeadline(t *testing.T) {
	w := reporting.New(noon)
	if p, err := w.Builder.Build(w.Clear("lrpgn"), w.Doctrine, w.Signer, noon, noon); !fault.Is(err, fault.Expired) || p.Key != "" {
		t.Errorf("%v, %v", p, err)
	}
	p := w.ParcelUntil("lrpgn", later)
	if until, ok := form.Deadline(open(t, w, p).Report.Key); !ok || !until.Equal(later) {
		t.Errorf("what is signed says %v, %v", until, ok)
	}
}

func TestC15_AnswersThatAreBelieved(t *testing.T) {
	w := reporting.New(noon)
	p := w.Parcel("lrpgn")
	answerKey := open(t, w, p).AnswerKey
	good := form.Accept(p.Key, noon, "R-1").Prove(answerKey)
	if a, err := p.Believe(good); err != nil || a.Outcome != courier.Accepted || a.Receipt != "R-1" || !a.Received.Equal(noon) {
		t.Errorf("%+v, %v", a, err)
	}
	refusal := form.Refuse(p.Key, noon, form.Reason{Line: 2, Code: form.ReasonField})
	if a, err := p.Believe(refusal); err != nil || a.Outcome != courier.Refused || len(a.Reasons) != 1 {
		t.Errorf("%+v, %v", a, err)
	}
	forged := good
	forged.Receipt = "R-2"
	for name, a := range map[string]form.Answer{
		"without a proof":    form.Accept(p.Key, noon, "R-1"),
		"by somebody else":   form.Accept(p.Key, noon, "R-1").Prove(make([]byte, form.AnswerKeyBytes)),
		"changed":            forged,
		"to another package": form.Accept(strings.Repeat("0", 32), noon, "R-1").Prove(answerKey),
	} {
		if got, err := p.Believe(a); !fault.Is(err, fault.Untrusted) || got.Outcome != "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestAParcelIsKeptAsBytes(t *testing.T) {
	w := reporting.New(noon)
	p := w.Parcel("lrpgn")
	got, err := courier.ParseParcel(p.Bytes())
	if err != nil || got.Key != p.Key || got.Target != p.Target || got.Digest() != p.Digest() {
		t.Fatal(err)
	}
	good := form.Accept(p.Key, noon, "R-1").Prove(open(t, w, p).AnswerKey)
	if _, err := got.Believe(good); err != nil {
		t.Errorf("what was kept does not know its answer: %v", err)
	}
	for i := range len(p.Bytes()) - len(p.Sealed) + 1 {
		if _, err := courier.ParseParcel(p.Bytes()[:i]); !fault.Is(err, fault.Invalid) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	if said := fmt.Sprintf("%v %+v %#v %s", p, p, p, p); strings.Contains(said, p.Key) {
		t.Errorf("prints as %s", said)
	}
}

// Hostile text is cleaned by the rules before it is cleared; what is left comes out as it went in, in every form.
func TestHostileTextInEveryField(t *testing.T) {
	w := reporting.New(noon)
	hostile := "</value><script>alert(1)</script> ]]> <!ENTITY x SYSTEM \"file:///etc/passwd\"> (a) Tj ET endstream %%EOF \\u0000 =cmd|' /C calc'!A0 \u202Egnp.exe 👩‍👩‍👧 مرحبا 李 Z" + strings.Repeat("\u0301", 500)
	c := w.Clear("lrpgn", func(r report.Report) report.Report {
		for _, f := range w.Doctrine.Fields() {
			target, _ := w.Doctrine.Target("lrpgn")
			if f.Class == doctrine.Never || f.Group == doctrine.OfPerson || !target.Holds(f.Code) {
				continue
			}
			r2, id, err := r.Add(report.Element{Field: f.Code, Value: hostile})
			if err != nil {
				t.Fatal(err)
			}
			r, err = r2.Edit(id, func(e *report.Element) {
				e.Included, e.Necessity, e.Absolute = true, "car "+hostile, "sans cela "+hostile
				if f.Class != doctrine.SensitiveClass {
					e.Absolute = ""
				}
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		return r
	})
	p, err := w.Builder.Build(c, w.Doctrine, w.Signer, noon, later)
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, w, p)
	if len(f.Report.Lines) < 20 {
		t.Errorf("only %d lines", len(f.Report.Lines))
	}
	for i, l := range c.Outgoing().Lines {
		if f.Report.Lines[i].Value != l.Value {
			t.Errorf("line %d came out as something else", i+1)
		}
	}
	file := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(file, f.PDF, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "qpdf", "--check", file).CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("WARNING")) {
		t.Errorf("%v: %s", err, out)
	}
	text, err := exec.CommandContext(t.Context(), "pdftotext", file, "-").Output()
	if err != nil || !bytes.Contains(text, []byte("<script>alert(1)</script>")) || bytes.ContainsRune(text, '\u202e') {
		t.Errorf("%v", err)
	}
}

func TestThePDFAsItWillBeRead(t *testing.T) {
	w := reporting.New(noon)
	c := w.Clear("lrpgn")
	shown, err := w.Builder.Print(c, w.Doctrine)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(file, shown, 0o600); err != nil {
		t.Fatal(err)
	}
	if keep := os.Getenv("VIGIE_KEEP_PDF"); keep != "" {
		if err := os.WriteFile(filepath.Join(keep, "report.pdf"), shown, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	text, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ").Replace(string(text))
	for _, want := range []string{
		"Signalement", "LRPGN (gendarmerie nationale)", "a) Atteintes à l’intégrité", "28 novembre 2026, 12 h 00 (UTC)", "1. Récit", "Il m’a frappée deux fois",
		"Auteur 1 (personne majeure)", "Kevin Exemple", "Justifications", "C’est lui qui frappe.", "Page 1 sur",
	} {
		if !strings.Contains(plain, want) {
			t.Errorf("no %q in\n%s", want, plain)
		}
	}
	if _, err := w.Builder.Print(report.Clearance{}, w.Doctrine); !fault.Is(err, fault.Denied) {
		t.Errorf("what was not cleared is printed: %v", err)
	}
}

func BenchmarkBuild(b *testing.B) {
	w := reporting.New(noon)
	c := w.Clear("lrpgn")
	for b.Loop() {
		if _, err := w.Builder.Build(c, w.Doctrine, w.Signer, noon, later); err != nil {
			b.Fatal(err)
		}
	}
}
