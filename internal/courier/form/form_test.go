package form

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"vigie.example/internal/fault"
)

var update = flag.Bool("update", false, "write the golden files again")

const schemas = "../../../assets/report"

var moment = time.Date(2026, 11, 28, 10, 0, 0, 123e6, time.UTC)

// sample is a report with everything that one can have.
func sample() Files {
	key := strings.Repeat("0f", 16)
	return Files{
		Report: Report{
			Format: ReportFormat, Key: key, Doctrine: Doctrine{"2026-11-28", strings.Repeat("ab", 32)},
			Target: "lrpgn", Offence: "a", Purpose: "investigation", Recipient: "investigators", Operator: "op-camille", Unit: "police-33",
			Cleared: moment.Format(TimeLayout), Danger: "Il est devant la porte.",
			Persons: []Person{{"p1", "author", 1, "adult"}, {"p2", "witness", 1, "minor"}},
			Lines: []Line{
				{Number: 1, Field: "facts.account", Group: "facts", Class: "ordinary", Label: Text{"Récit", "Account"}, Value: "Elle dit :\n« il m’a suivie » <b>&amp;</b> 👩‍👧"},
				{Number: 2, Field: "person.name", Group: "person", Class: "identifying", Person: "p1", Label: Text{"Nom", "Name"}, Value: "李 مرحبا ]]>"},
				{Number: 3, Field: "person.health", Group: "person", Class: "sensitive", Sensitive: "health", Person: "p2", Reduced: true, Label: Text{"Santé", ""}, Value: " enceinte "},
			},
		},
		Justifications: Justifications{
			Format: JustificationsFormat, Key: key, Persons: []PersonNecessity{{"p1", "C’est l’auteur."}, {"p2", ""}},
			Lines: []LineNecessity{{Number: 1, Necessity: "C’est le fait."}, {Number: 2, Necessity: "Il est désigné."}, {3, "Elle est vulnérable.", "Circonstance aggravante."}},
		},
		PDF: []byte("%PDF-1.7\n..."), AnswerKey: bytes.Repeat([]byte{7}, AnswerKeyBytes),
	}
}

func TestParcelRoundTrip(t *testing.T) {
	f := sample()
	parcel, err := Pack(f)
	if err != nil {
		t.Fatal(err)
	}
	got, reasons := Unpack(parcel)
	if len(reasons) > 0 {
		t.Fatal(reasons)
	}
	again, err := Pack(got)
	if err != nil || !bytes.Equal(again, parcel) {
		t.Errorf("another parcel, %v", err)
	}
	if !got.Report.ClearedAt().Equal(moment) || got.Report.Lines[0].Value != f.Report.Lines[0].Value || !bytes.Equal(got.AnswerKey, f.AnswerKey) {
		t.Errorf("read as %+v", got.Report)
	}
}

// What a format writes never changes: those who receive it have programs for it.
func TestGoldenFiles(t *testing.T) {
	f := sample()
	members, err := f.Members()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{NameReport, NameXML, NameJustifications} {
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, members[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(want, members[name]) {
			t.Errorf("%s is written in another way (%v): that is another version of the format", name, err)
		}
	}
}

func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(filepath.Join(schemas, name))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fits(t *testing.T, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

func TestPublishedSchemas(t *testing.T) {
	f := sample()
	members, err := f.Members()
	if err != nil {
		t.Fatal(err)
	}
	if err := fits(t, schema(t, "report-1.schema.json"), members[NameReport]); err != nil {
		t.Error(err)
	}
	if err := fits(t, schema(t, "justifications-1.schema.json"), members[NameJustifications]); err != nil {
		t.Error(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "report.xml"), members[NameXML], 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := xmllint(t, filepath.Join(dir, "report.xml")); err != nil {
		t.Errorf("xmllint: %v\n%s", err, out)
	}
	answers := schema(t, "answer-1.schema.json")
	for _, a := range []Answer{
		Accept(f.Report.Key, moment, "R-2026.1").Prove(f.AnswerKey),
		Refuse(f.Report.Key, moment, Reason{0, ReasonStale}, Reason{3, ReasonSensitive}),
	} {
		text, err := a.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if err := fits(t, answers, text); err != nil {
			t.Error(err)
		}
	}
}

func xmllint(t *testing.T, file string) (string, error) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "xmllint", "--nonet", "--noout", "--schema", filepath.Join(schemas, "report-1.xsd"), file).CombinedOutput()
	return string(out), err
}

// broken are reports that are not of the form: the program and both published schemas refuse them alike.
var broken = map[string]func(*Report){
	"another format":         func(r *Report) { r.Format = "vigie.report/2" },
	"a key that is a path":   func(r *Report) { r.Key = "../../../../../etc/passwd........" },
	"a code with words":      func(r *Report) { r.Operator = "Camille Roche" },
	"no target":              func(r *Report) { r.Target = "" },
	"a short digest":         func(r *Report) { r.Doctrine.Digest = "ab" },
	"a local time":           func(r *Report) { r.Cleared = "2026-11-28T10:00:00+01:00" },
	"no lines":               func(r *Report) { r.Lines = []Line{} },
	"another role":           func(r *Report) { r.Persons[0].Role = "suspect" },
	"a person of number 0":   func(r *Report) { r.Persons[0].Number = 0 },
	"a value of never":       func(r *Report) { r.Lines[2].Class = "never" },
	"genetic":                func(r *Report) { r.Lines[2].Sensitive = "genetic" },
	"another group":          func(r *Report) { r.Lines[0].Group = "history" },
	"an empty value":         func(r *Report) { r.Lines[0].Value = "" },
	"a value of a megabyte":  func(r *Report) { r.Lines[0].Value = strings.Repeat("x", 1<<20) },
	"a field that is a path": func(r *Report) { r.Lines[0].Field = "../x" },
}

// The published schemas cannot say these: which lines count from 1, who is known, what cannot be seen.
var brokenBeyondSchemas = map[string]func(*Report){
	"lines out of order":    func(r *Report) { r.Lines[0].Number, r.Lines[1].Number = 2, 1 },
	"somebody unknown":      func(r *Report) { r.Lines[1].Person = "p9" },
	"the same person twice": func(r *Report) { r.Persons[1].ID = "p1" },
	"a day that is none":    func(r *Report) { r.Cleared = "2026-02-30T10:00:00.000Z" },
	"reversed text":         func(r *Report) { r.Lines[0].Value = "abc\u202egnp" },
	"a control":             func(r *Report) { r.Lines[0].Value = "a\x00b" },
	"no width":              func(r *Report) { r.Lines[0].Value = "a\u200bb" },
	"a tag":                 func(r *Report) { r.Lines[0].Value = "a\U000e0041b" },
	"a carriage return":     func(r *Report) { r.Lines[0].Value = "a\rb" },
	"not UTF-8":             func(r *Report) { r.Lines[0].Value = "a\xffb" },
	"sensitive, of no kind": func(r *Report) { r.Lines[0].Sensitive = "health" },
	"a danger of a page":    func(r *Report) { r.Danger = strings.Repeat("é", MaxTextBytes) },
}

func TestWhatIsNotOfTheForm(t *testing.T) {
	published := schema(t, "report-1.schema.json")
	for name, breakIt := range broken {
		f := sample()
		breakIt(&f.Report)
		text, err := encode("test", &f.Report)
		if err != nil {
			t.Fatal(err)
		}
		if fits(t, published, text) == nil {
			t.Errorf("%s: the JSON Schema allows it", name)
		}
		if len(f.Report.check()) == 0 {
			t.Errorf("%s: allowed", name)
		}
		markup, err := xml.Marshal(&f.Report)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "report.xml")
		if err := os.WriteFile(file, markup, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := xmllint(t, file); err == nil {
			t.Errorf("%s: the XML Schema allows it: %s", name, out)
		}
	}
	for name, breakIt := range brokenBeyondSchemas {
		f := sample()
		breakIt(&f.Report)
		if len(f.Report.check()) == 0 {
			t.Errorf("%s: allowed", name)
		}
		if _, err := Pack(f); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: packed, %v", name, err)
		}
	}
}

func TestReasonsNameTheLine(t *testing.T) {
	f := sample()
	f.Report.Lines[1].Value = "a\u202eb"
	if got := f.Report.check(); !slices.Equal(got, []Reason{{2, ReasonForm}}) {
		t.Errorf("%v", got)
	}
}

// rewrite packs a parcel with one member changed.
func rewrite(t *testing.T, change func(map[string][]byte)) []byte {
	t.Helper()
	f := sample()
	members, err := f.Members()
	if err != nil {
		t.Fatal(err)
	}
	change(members)
	parcel, err := zipped(members, names)
	if err != nil {
		t.Fatal(err)
	}
	return parcel
}

func TestParcelsThatAreRefused(t *testing.T) {
	replace := func(name, old, by string) func(map[string][]byte) {
		return func(m map[string][]byte) {
			if !bytes.Contains(m[name], []byte(old)) {
				t.Fatalf("no %q in %s", old, name)
			}
			m[name] = bytes.Replace(m[name], []byte(old), []byte(by), 1)
		}
	}
	for name, change := range map[string]func(map[string][]byte){
		"a field that is not known": replace(NameReport, `"target"`, `"note": "x", "target"`),
		"a key twice":               replace(NameReport, `"target": "lrpgn"`, `"target": "n-mci", "target": "lrpgn"`),
		"a name in capitals":        replace(NameReport, `"target"`, `"Target"`),
		"another white space":       replace(NameReport, "\n", "\n\n"),
		"the XML says another":      replace(NameXML, "suivie", "blessée"),
		"the XML has a comment":     replace(NameXML, "<persons>", "<!-- x --><persons>"),
		"the XML has a declaration": replace(NameXML, "<report", `<!DOCTYPE report [<!ENTITY x SYSTEM "file:///etc/passwd">]><report`),
		"of another report":         replace(NameJustifications, strings.Repeat("0f", 16), strings.Repeat("0e", 16)),
		"a line too few":            replace(NameJustifications, `"line": 2`, `"line": 3`),
		"no PDF":                    func(m map[string][]byte) { m[NamePDF] = []byte("<html>") },
		"a short key":               func(m map[string][]byte) { m[NameAnswerKey] = []byte("07") },
		"capitals in the key":       func(m map[string][]byte) { m[NameAnswerKey] = bytes.Repeat([]byte("AB"), AnswerKeyBytes) },
		"empty":                     func(m map[string][]byte) { clear(m) },
	} {
		if _, reasons := Unpack(rewrite(t, change)); len(reasons) == 0 {
			t.Errorf("%s: allowed", name)
		}
	}
	if _, reasons := Unpack(rewrite(t, func(map[string][]byte) {})); len(reasons) > 0 {
		t.Errorf("unchanged: %v", reasons)
	}
	f := sample()
	members, err := f.Members()
	if err != nil {
		t.Fatal(err)
	}
	for name, order := range map[string][]string{
		"another order": {NameXML, NameReport, NamePDF, NameJustifications, NameAnswerKey},
		"one twice":     {NameReport, NameXML, NamePDF, NameJustifications, NameJustifications},
		"one too few":   names[:4],
		"one too many":  append(slices.Clone(names), "../../evil"),
	} {
		parcel, err := zipped(members, order)
		if err != nil {
			t.Fatal(err)
		}
		if _, reasons := Unpack(parcel); len(reasons) == 0 {
			t.Errorf("%s: allowed", name)
		}
	}
	if _, reasons := Unpack(make([]byte, MaxParcelBytes+1)); len(reasons) == 0 {
		t.Error("too large: allowed")
	}
}

func TestAnswers(t *testing.T) {
	key, secret := strings.Repeat("0f", 16), bytes.Repeat([]byte{7}, AnswerKeyBytes)
	a := Accept(key, moment, "R-1").Prove(secret)
	if !a.ProvenBy(secret) || a.ProvenBy(make([]byte, AnswerKeyBytes)) || a.ProvenBy(nil) {
		t.Error("the proof does not tell who made it")
	}
	for name, forge := range map[string]func(*Answer){
		"another key":     func(a *Answer) { a.Key = strings.Repeat("1f", 16) },
		"another outcome": func(a *Answer) { a.Outcome = Refused },
		"another time":    func(a *Answer) { a.Received = moment.Add(time.Second).Format(TimeLayout) },
		"another receipt": func(a *Answer) { a.Receipt = "R-2" },
		"a reason":        func(a *Answer) { a.Reasons = []Reason{{1, ReasonField}} },
		"no proof":        func(a *Answer) { a.Proof = "" },
	} {
		forged := a
		forge(&forged)
		if forged.ProvenBy(secret) {
			t.Errorf("%s: believed", name)
		}
	}
	text, err := a.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ParseAnswer(text); err != nil || !got.ProvenBy(secret) {
		t.Errorf("read as %+v, %v", got, err)
	}
	for name, bad := range map[string]Answer{
		"accepted with reasons":    {AnswerFormat, key, Accepted, a.Received, "R-1", []Reason{{1, ReasonField}}, ""},
		"accepted, no receipt":     {AnswerFormat, key, Accepted, a.Received, "", []Reason{}, ""},
		"refused without a reason": {AnswerFormat, key, Refused, a.Received, "", []Reason{}, ""},
		"words for a reason":       {AnswerFormat, key, Refused, a.Received, "", []Reason{{1, "the name is wrong"}}, ""},
		"words for a receipt":      {AnswerFormat, key, Accepted, a.Received, "Madame X", []Reason{}, ""},
		"another outcome":          {AnswerFormat, key, "perhaps", a.Received, "R", []Reason{}, ""},
		"a negative line":          {AnswerFormat, key, Refused, a.Received, "", []Reason{{-1, ReasonField}}, ""},
		"a key of another kind":    {AnswerFormat, "x", Accepted, a.Received, "R", []Reason{}, ""},
	} {
		text, err := bad.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseAnswer(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := Refuse(key, moment, make([]Reason, 500)...); len(got.Reasons) != MaxReasons {
		t.Errorf("%d reasons", len(got.Reasons))
	}
}

func FuzzUnpack(f *testing.F) {
	parcel, err := Pack(sample())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(parcel)
	f.Fuzz(func(t *testing.T, parcel []byte) {
		files, reasons := Unpack(parcel)
		if len(reasons) > 0 {
			return
		}
		again, err := Pack(files)
		if err != nil {
			t.Fatalf("accepted, and cannot be written: %v", err)
		}
		if other, reasons := Unpack(again); len(reasons) > 0 || other.Report.Key != files.Report.Key {
			t.Errorf("written again it is another: %v", reasons)
		}
	})
}

func FuzzReport(f *testing.F) {
	report := sample().Report
	text, err := report.JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, text []byte) {
		var r Report
		if !decode(text, &r) || len(r.check()) > 0 {
			return
		}
		again, err := r.JSON()
		if err != nil || !bytes.Equal(again, text) {
			t.Errorf("%q becomes %q, %v", text, again, err)
		}
		if _, err := r.XML(); err != nil {
			t.Error(err)
		}
	})
}

func FuzzParseAnswer(f *testing.F) {
	text, err := Accept(strings.Repeat("0f", 16), moment, "R-1").JSON()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ParseAnswer(text)
		if err != nil {
			return
		}
		if again, err := a.JSON(); err != nil || !bytes.Equal(again, text) || !json.Valid(text) {
			t.Errorf("%q becomes %q", text, again)
		}
	})
}
