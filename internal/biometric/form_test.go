package biometric_test

import (
	"slices"
	"strings"
	"testing"

	words "vigie.example/assets/biometric"
	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/judged"
)

func TestL16_EveryQuestionSaysWhyItIsAskedInEveryLanguage(t *testing.T) {
	wording, err := biometric.ParseWording(words.Form())
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, f := range biometric.Form() {
		if seen[f.Code] {
			t.Errorf("%s is asked twice", f.Code)
		}
		seen[f.Code] = true
		if f.Source == "" || !slices.Contains(biometric.Sections, f.Section) {
			t.Errorf("%s: source %q, section %q", f.Code, f.Source, f.Section)
		}
		for _, language := range biometric.Languages {
			if q := wording.Of(f, language); len(q.Label) < 4 || len(q.Why) < 20 {
				t.Errorf("%s in %s: %+v", f.Code, language, q)
			}
		}
	}
	for code := range wording {
		risk, _, _ := strings.Cut(strings.TrimPrefix(code, "risk."), ".")
		known := seen[code] || strings.HasPrefix(code, "risk.*.") || seen["risk."+risk+".assessed"] && code == "risk."+risk
		if !known {
			t.Errorf("form.json has words for %s, which is not asked", code)
		}
	}
}

func TestL16_EveryItemIsAsked(t *testing.T) {
	// What L16 lists, and where the form asks it.
	for item, prefix := range map[string]string{
		"description": "description.operations", "purposes": "description.purposes", "each alternative": "necessity.card",
		"why the other ways do not defeat the necessity": "necessity.ways", "suitability, measured": "trial.refused",
		"proportionality": "proportionality.weighing", "rights": "risk.coercion.assessed", "IT": "risk.leak.after",
		"measures": "measures.special", "art. 9(2) ground": "ground.article9", "DPO": "dpo.opinion", "reactive": "reactive.plan",
		"art. 36": "consultation.outcome", "verdict": "verdict.outcome", "UV limit": "measures.limits", "special category": "description.special",
	} {
		if !slices.ContainsFunc(biometric.Form(), func(f biometric.Field) bool { return f.Code == prefix }) {
			t.Errorf("%s: nothing asks %s", item, prefix)
		}
	}
	if len(biometric.RightsRisks) < len(biometric.MachineRisks) {
		t.Error("more risks of machines than of people (AEPD p. 46)")
	}
}

func TestL16_NeedsEveryAnswer(t *testing.T) {
	for _, f := range biometric.Form() {
		a := full()
		delete(a, f.Code)
		if f.Section == "consultation" || f.Code == "dpo.answered" {
			continue // conditional: below
		}
		gaps := biometric.Assessment{Answers: a}.Gaps()
		if !slices.Contains(gaps, biometric.Gap{Field: f.Code, Flaw: biometric.Empty}) {
			t.Errorf("without %s: %v", f.Code, gaps)
		}
	}
}

func TestL16_AnswersAreHeldAgainstEachOther(t *testing.T) {
	for _, tt := range []struct {
		name string
		set  map[string]string
		want []biometric.Gap
	}{
		{"all well", nil, nil},
		{"a plain yes is no judgement", map[string]string{"necessity.card": "OUI"}, []biometric.Gap{{"necessity.card", biometric.TooShort}}},
		{"synthetic figures are no evidence", map[string]string{"trial.kind": "synthetic"}, []biometric.Gap{{"trial.kind", biometric.NotLocal}}},
		{"nor are a vendor's", map[string]string{"trial.kind": "vendor"}, []biometric.Gap{{"trial.kind", biometric.NotLocal}}},
		{"nobody took part", map[string]string{"trial.people": "0", "trial.not_enrolled": "0"}, []biometric.Gap{{"trial.people", biometric.NothingDone}}},
		{"more refused than tried", map[string]string{"trial.refused": "4001"}, []biometric.Gap{{"trial.refused", biometric.MoreThanDone}}},
		{"more accepted than tried", map[string]string{"trial.accepted": "9001"}, []biometric.Gap{{"trial.accepted", biometric.MoreThanDone}}},
		{"negative", map[string]string{"trial.accepted": "-1"}, []biometric.Gap{{"trial.accepted", biometric.Unreadable}}},
		{"trial ends before it begins", map[string]string{"trial.until": "2026-09-01"}, []biometric.Gap{{"trial.until", biometric.OutOfOrder}}},
		{"opinion before the trial's end", map[string]string{"dpo.date": "2026-10-19"}, []biometric.Gap{{"dpo.date", biometric.OutOfOrder}}},
		{"verdict before the opinion", map[string]string{"verdict.date": "2026-11-01", "verdict.until": "2027-10-01"}, []biometric.Gap{{"verdict.date", biometric.OutOfOrder}}},
		{"valid for too long", map[string]string{"verdict.until": "2027-11-12"}, []biometric.Gap{{"verdict.until", biometric.OutOfOrder}}},
		{"no date", map[string]string{"verdict.until": "next year"}, []biometric.Gap{{"verdict.until", biometric.Unreadable}}},
		{"reservations without an answer", map[string]string{"dpo.opinion": "unfavourable", "dpo.answered": ""}, []biometric.Gap{{"dpo.answered", biometric.Empty}}},
		{"a high risk wants the authority", map[string]string{"risk.creep.after": "high", "consultation.outcome": "", "consultation.date": "", "consultation.reference": ""},
			[]biometric.Gap{{"consultation.date", biometric.Empty}, {"consultation.reference", biometric.Empty}, {"consultation.outcome", biometric.Empty}}},
		{"which has not allowed it", map[string]string{"risk.creep.after": "high", "consultation.outcome": "pending"}, []biometric.Gap{{"consultation.outcome", biometric.NotAllowed}}},
		{"which has allowed it", map[string]string{"risk.creep.after": "high"}, nil},
		{"verdict before the authority's answer", map[string]string{"risk.creep.after": "high", "consultation.date": "2026-11-11"}, []biometric.Gap{{"verdict.date", biometric.OutOfOrder}}},
		{"premise denied", map[string]string{"description.special": "no"}, []biometric.Gap{{"description.special", biometric.Unreadable}}},
		{"no model", map[string]string{"description.models": "the grey one"}, []biometric.Gap{{"description.models", biometric.Unreadable}}},
		{"key only needs no model", map[string]string{"description.method": "key", "description.models": ""}, nil},
		{"too long", map[string]string{"reactive.plan": strings.Repeat("x", 3001)}, []biometric.Gap{{"reactive.plan", biometric.TooLong}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := full()
			for k, v := range tt.set {
				a[k] = v
			}
			if got := (biometric.Assessment{Answers: a}).Gaps(); !slices.Equal(got, tt.want) {
				t.Errorf("gaps %v, want %v", got, tt.want)
			}
		})
	}
}

func TestL16_IncompleteIsNotSigned(t *testing.T) {
	s := judged.NewController()
	a := biometric.Assessment{Version: "2026-11-10", Notice: notice(t).Digest(), Answers: full()}
	for name, spoil := range map[string]func(*biometric.Assessment){
		"gap":     func(a *biometric.Assessment) { delete(a.Answers, "dpo.text") },
		"stray":   func(a *biometric.Assessment) { a.Answers["smuggled"] = "x" },
		"version": func(a *biometric.Assessment) { a.Version = "latest" },
		"notice":  func(a *biometric.Assessment) { a.Notice = "" },
	} {
		b := a
		b.Answers = full()
		spoil(&b)
		if _, err := b.WithSignature(s.Sign); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestL4_NoticeSaysEveryItem(t *testing.T) {
	n := notice(t)
	if lacks := n.Lacks(); len(lacks) != 0 {
		t.Fatalf("lacks %v", lacks)
	}
	for _, item := range biometric.Items() {
		for _, language := range biometric.Languages {
			spoilt := notice(t)
			delete(spoilt.Texts[item], language)
			if got := spoilt.Lacks(); !slices.Equal(got, []biometric.Lack{{Part: string(item), Flaw: biometric.Empty}}) {
				t.Errorf("without %s in %s: %v", item, language, got)
			}
		}
	}
}

func TestL4_L5_NoticeFlaws(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*biometric.Notice)
		want  biometric.Lack
	}{
		{"retention without figures", func(n *biometric.Notice) {
			n.Texts["13.2.a"]["fr"] = biometric.Passage{Title: "Durée", Body: "Le temps nécessaire aux obligations légales."}
		}, biometric.Lack{Part: "13.2.a", Flaw: biometric.Unlike}},
		{"no authority", func(n *biometric.Notice) {
			n.Texts["13.2.d"]["en"] = biometric.Passage{Title: "Complaint", Body: "You may complain to the competent authority."}
		}, biometric.Lack{Part: "13.2.d", Flaw: biometric.Unlike}},
		{"announced as an update of the policy", func(n *biometric.Notice) {
			n.Announcement["fr"] = biometric.Passage{Title: "Mise à jour de la politique de protection des données", Body: strings.Repeat("empreinte connexion ", 4)}
		}, biometric.Lack{Part: "announcement", Flaw: biometric.Unlike}},
		{"for other processing as well", func(n *biometric.Notice) { n.Scope = "staff-data" }, biometric.Lack{Part: "scope", Flaw: biometric.Unlike}},
		{"an item of another processing", func(n *biometric.Notice) {
			n.Texts["payroll"] = map[string]biometric.Passage{"fr": {Title: "Paie", Body: "Nous faisons aussi la paie."}}
		}, biometric.Lack{Part: "payroll", Flaw: biometric.Unreadable}},
		{"a field that nothing fills", func(n *biometric.Notice) {
			n.Texts["13.1.e"]["en"] = biometric.Passage{Title: "Who", Body: "It is given to {somebody} and to no one else at all."}
		}, biometric.Lack{Part: "13.1.e", Flaw: biometric.Unreadable}},
		{"no controller", func(n *biometric.Notice) { n.Contacts.Controller = " " }, biometric.Lack{Part: "contacts.controller", Flaw: biometric.Empty}},
		{"no basis", func(n *biometric.Notice) { n.Facts.Basis = "f" }, biometric.Lack{Part: "facts", Flaw: biometric.Empty}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := notice(t)
			tt.spoil(&n)
			if got := n.Lacks(); !slices.Equal(got, []biometric.Lack{tt.want}) {
				t.Errorf("lacks %v, want %v", got, tt.want)
			}
		})
	}
}

// What a person reads has the figures of the configuration in it, and no gap (L4, L7).
func TestL7_NoticeReadsWithItsFigures(t *testing.T) {
	n := notice(t)
	for _, language := range biometric.Languages {
		text := ""
		for _, p := range n.Read(language) {
			text += p.Title + "\n" + p.Body + "\n"
		}
		for _, want := range []string{"1095", "CNIL", "dpo@example.org", "(e)", "(g)"} {
			if language == "fr" && strings.HasPrefix(want, "(") {
				want = "point " + strings.Trim(want, "()")
			}
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q", language, want)
			}
		}
		if strings.ContainsAny(text, "{}") {
			t.Errorf("%s: a gap is left", language)
		}
	}
}

// Every letter of a notice is in its digest (L6).
func TestL6_DigestHoldsEveryPart(t *testing.T) {
	digests := map[biometric.Digest]string{notice(t).Digest(): "unchanged"}
	for name, change := range map[string]func(*biometric.Notice){
		"version": func(n *biometric.Notice) { n.Version = "2026-12-24" }, "scope": func(n *biometric.Notice) { n.Scope = "x" },
		"fact": func(n *biometric.Notice) { n.Facts.RecordDays++ }, "contact": func(n *biometric.Notice) { n.Contacts.AuthorityContact += "." },
		"method":       func(n *biometric.Notice) { n.Facts.Methods = []biometric.Method{biometric.OnKey} },
		"announcement": func(n *biometric.Notice) { n.Announcement["en"] = biometric.Passage{} },
		"text":         func(n *biometric.Notice) { n.Texts["13.2.e"]["en"] = biometric.Passage{} },
		"stray":        func(n *biometric.Notice) { n.Texts["x"] = nil },
	} {
		n := notice(t)
		change(&n)
		if other, there := digests[n.Digest()]; there {
			t.Errorf("%s: same digest as %s", name, other)
		}
		digests[n.Digest()] = name
	}
}
