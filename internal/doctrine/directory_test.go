package doctrine_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

func directory(t testing.TB) *doctrine.Directory {
	t.Helper()
	d, err := doctrine.ParseDirectory(assets.Directory(), assets.Courts(), places(t))
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	return d
}

func find(services []doctrine.Service, code doctrine.ServiceCode) (doctrine.Service, bool) {
	i := slices.IndexFunc(services, func(s doctrine.Service) bool { return s.Code == code })
	if i < 0 {
		return doctrine.Service{}, false
	}
	return services[i], true
}

func TestC20_EveryDepartmentHasHelpAndPlaces(t *testing.T) {
	d := directory(t)
	for _, department := range places(t).Departments() {
		kinds := map[doctrine.ServiceKind]int{}
		services := d.For(department.Code)
		for _, s := range services {
			kinds[s.Kind]++
			for _, language := range []string{"fr", "en"} {
				line := s.Insert(language)
				if strings.ContainsAny(line, "\n!") || !strings.HasSuffix(line, ".") || len(line) > 500 {
					t.Errorf("%s: %s", department.Code, line)
				}
			}
		}
		if kinds[doctrine.ForEmergency] < 3 || kinds[doctrine.ForHelp] < 3 || kinds[doctrine.ForRights] < 3 || kinds[doctrine.ToGo] < 3 {
			t.Errorf("%s: %v", department.Name, kinds)
		}
		if s, ok := find(services, "police"); !ok || s.Call != "17" || services[0].Kind != doctrine.ForEmergency {
			t.Errorf("%s: 17 is missing or not among the first", department.Name)
		}
	}
}

// Before service the ministry completes the directory; until then it says so.
func TestC20_TheDirectoryIsAStartingOne(t *testing.T) {
	h := directory(t).Headers()
	if len(h) != 2 || h[0].Status != "starting" || h[1].Format != "vigie.courts/1" {
		t.Errorf("%+v", h)
	}
	if !strings.Contains(assets.Directory(), "A STARTING DIRECTORY. Ministry and associations complete it") {
		t.Error("the file does not say who completes it")
	}
}

func TestC20_NumbersOfThePageAreInTheDirectory(t *testing.T) {
	numbers, err := doctrine.ParseNumbers(assets.Numbers())
	if err != nil {
		t.Fatal(err)
	}
	services := directory(t).For("33")
	for _, n := range numbers {
		i := slices.IndexFunc(services, func(s doctrine.Service) bool { return s.Call == n.Number || s.SMS == n.Number })
		switch {
		case i < 0:
			t.Errorf("%s is not in the directory", n.Number)
		case string(services[i].Kind) != string(n.Kind), services[i].Hours.Always != n.Always:
			t.Errorf("%s: %+v in the directory, %+v on the page", n.Number, services[i], n)
		}
	}
}

func TestB3_ReferralByTheDepartmentThatTheOperatorChooses(t *testing.T) {
	d := directory(t)
	for _, tt := range []struct {
		department string
		code       doctrine.ServiceCode
		want       string // "" for not offered
	}{
		{"59", "victims.office", "Bureau d’aide aux victimes (Lille, Douai, Valenciennes, Dunkerque, Cambrai, Avesnes-sur-Helpe). Au tribunal"},
		{"2B", "victims.office", "Bureau d’aide aux victimes (Bastia). Au"},
		{"978", "victims.office", "Bureau d’aide aux victimes. Au"}, // depends on the court of Basse-Terre
		{"975", "victims.office", ""},
		{"975", "court.first_instance", "Tribunal de première instance (Saint-Pierre). L’accueil"},
		{"988", "court.first_instance", "Tribunal de première instance (Nouméa). "},
		{"33", "court.first_instance", ""},
		{"33", "victims", "France Victimes : 116 006, tous les jours de 9 h à 20 h, www.france-victimes.fr. Toute personne"},
		{"974", "victims", ""},
		{"974", "victims.far", "France Victimes, hors métropole : +33 1 80 52 33 76, tous les jours de 9 h à 20 h, heure de Paris, www"},
		{"33", "text", "Urgences par SMS : SMS au 114, jour et nuit, www.urgence114.fr. Danger"},
		{"33", "hospital", "Urgences d’un hôpital. Être soigné"},
		{"988", "women", ""}, // not reachable from there
		{"988", "nc.violence", "SOS Violences, Nouvelle-Calédonie : 05 11 11, service-public.nc. Victimes"},
		{"33", "nc.violence", ""},
		{"", "police", "Police secours : 17, jour et nuit. Danger"},
		{"", "women", ""},
		{"9999", "women", ""},
	} {
		s, ok := find(d.For(tt.department), tt.code)
		if ok != (tt.want != "") || ok && !strings.HasPrefix(s.Insert("fr"), tt.want) {
			t.Errorf("%s in %q: %q", tt.code, tt.department, s.Insert("fr"))
		}
	}
	help := d.For("988")
	help = help[slices.IndexFunc(help, func(s doctrine.Service) bool { return s.Kind == doctrine.ForHelp }):]
	if !help[0].Local || !help[2].Local || help[3].Local {
		t.Errorf("local entries are not the first: %s %s %s", help[0].Code, help[2].Code, help[3].Code)
	}
	if _, ok := find(d.National(), "nc.violence"); ok || len(d.National()) < len(d.For("33")) {
		t.Error("National is not what every department can have")
	}
}

func TestC20_InsertionInBothLanguages(t *testing.T) {
	all := directory(t).For("33")
	victims, _ := find(all, "victims")
	women, _ := find(all, "women")
	want := "- France Victimes, victim support: 116 006, every day from 9:00 to 20:00, www.france-victimes.fr. Any victim of an offence, and those close to them. Listening, rights, an association near you. Free of charge and confidential.\n- Helpline for violence against women: 3919, day and night, www.solidaritefemmes.org. "
	if got := doctrine.Insertion("en", victims, women); !strings.HasPrefix(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := doctrine.Insertion("fr", women); got != women.Insert("fr") || doctrine.Insertion("fr") != "" {
		t.Errorf("one service: %q", got)
	}
}

func TestC20_Courts(t *testing.T) {
	p := places(t)
	n := 0
	for line := range strings.Lines(assets.Courts()) {
		insee, rest, ok := strings.Cut(strings.TrimSpace(line), ";")
		if !ok || line[0] == '#' || insee == "insee" {
			continue
		}
		town, kind, _ := strings.Cut(rest, ";")
		if found := p.Suggest("c" + insee); insee != "98613" && (len(found) != 1 || found[0].Name != town) { // Mata-Utu lies in Uvea
			t.Errorf("%s %s: the commune is %v", insee, town, found)
		}
		if kind == "judicial" {
			n++
		}
	}
	if n != 164 {
		t.Errorf("%d tribunaux judiciaires, there are 164", n)
	}
}

func TestB3_DepartmentsForTheOperatorsChoice(t *testing.T) {
	list := places(t).Departments()
	if len(list) < 105 || list[0] != (doctrine.Department{Code: "01", Name: "Ain"}) {
		t.Fatalf("%d departments, first %+v", len(list), list[0])
	}
	for i, code := range []string{"2A", "2B", "974", "988"} {
		if !slices.ContainsFunc(list, func(d doctrine.Department) bool { return d.Code == code }) {
			t.Errorf("%d: %s is missing", i, code)
		}
	}
	list[0].Name = "changed"
	if places(t).Departments()[0].Name != "Ain" {
		t.Error("the list can be changed from outside")
	}
}

const someDirectory = "# format: vigie.directory/1" + head + `
[police]
where: everywhere
kind: emergency
call: 17
sms: 15
fr: Police
    Danger.
en: Police
    Danger.

[aid]
where: metropole 33
kind: help
call: 112
sms: 114
web: example.fr/a
hours: 1-5 09:00-18:30
fr: Aide
    Aide.
en: Aid
    Aid.

[a]
where: 33
kind: help
call: 3919
sms: 116 006
fr: A
    A.
en: A
    A.

[b]
where: 33
kind: place
call: 119
sms: 3018
address: 1 rue du Lieu
court: judicial
fr: B
    B.
en: B
    B.
`

const someCourts = "# format: vigie.courts/1" + head + "insee;town;kind\n33063;Bordeaux;judicial\n"

func TestC3_DirectoryProblems(t *testing.T) {
	p, err := doctrine.ParsePlaces(small())
	if err != nil {
		t.Fatal(err)
	}
	d, err := doctrine.ParseDirectory(someDirectory, someCourts, p)
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	for code, want := range map[doctrine.ServiceCode]string{
		"aid": "Aid: 112, text message to 114, Monday to Friday from 9:00 to 18:30, example.fr/a. Aid.",
		"b":   "B (Bordeaux): 1 rue du Lieu, 119, text message to 3018. B.",
	} {
		if s, _ := find(d.For("33"), code); s.Insert("en") != want {
			t.Errorf("%s: %s", code, s.Insert("en"))
		}
	}
	for _, tt := range []struct{ old, new, want string }{
		{"directory/1", "texts/1", `directory.txt: the format is "vigie.texts/1"; begin`},
		{"where: everywhere", "where: anywhere", `directory.txt:8: there is no place "anywhere"; write everywhere`},
		{"where: everywhere", "where: 34", `directory.txt:8: there is no place "34"`},
		{"where: everywhere\n", "", "directory.txt:7: police has no place; write where"},
		{"kind: emergency", "kind: fun", `directory.txt:9: "fun" is not a kind; write kind: emergency`},
		{"kind: emergency\n", "", `directory.txt:7: "" is not a kind`},
		{"call: 17", "call: dix-sept", `directory.txt:10: "dix-sept" is not a telephone number`},
		{"call: 17", "call: 1+7", `directory.txt:10: "1+7" is not a telephone number`},
		{"call: 17", "call: 18", "directory.txt: number 17 is missing; add an entry"},
		{"sms: 15", "sms: x", `directory.txt:11: "x" is not a telephone number`},
		{"web: example.fr/a", "web: https://example.fr", `directory.txt:22: "https://example.fr" is not the address of a site; write it as in`},
		{"web: example.fr/a", "web: exаmple.fr", `is not the address of a site`}, // a Cyrillic letter
		{"web: example.fr/a", "fax: 1", "directory.txt:22: the line is not understood; write one of where, kind, call"},
		{"hours: 1-5 09:00-18:30", "hours: mornings", `directory.txt:23: "mornings" are not hours; write always`},
		{"hours: 1-5 09:00-18:30", "hours: 5-1 09:00-18:30", "are not hours"},
		{"hours: 1-5 09:00-18:30", "hours: 1-5 18:30-09:00", "are not hours"},
		{"hours: 1-5 09:00-18:30", "hours: 1-5 9:00-18:30", "are not hours"},
		{"hours: 1-5 09:00-18:30", "hours: 1-5 09:00-18:30 x", "are not hours"},
		{"court: judicial", "court: food", `directory.txt:45: "food" is not a kind of court`},
		{"call: 3919\nsms: 116 006\n", "", "directory.txt:29: a cannot be reached; write call:"},
		{"    Danger.\n", "    Danger.\n    - a\n", "has several paragraphs; write one"},
		{"    Danger.\n", "", "directory.txt:12: police lacks its fr"},
		{"[aid]", "= a; b; c\n[aid]", "directory.txt:17: the directory has no groups; delete"},
		{"[aid]", "[police]", "directory.txt:17: police is there twice; keep one"},
	} {
		if !strings.Contains(someDirectory, tt.old) {
			t.Fatalf("%q is not in the file", tt.old)
		}
		checkProblem(t, strings.Replace(someDirectory, tt.old, tt.new, 1), someCourts, p, tt.want)
	}
	for _, tt := range []struct{ old, new, want string }{
		{"33063;", "33064;", `courts.csv:7: there is no commune "33064" today`},
		{"33063;", "33999;", `courts.csv:7: there is no commune "33999" today`},
		{"Bordeaux", "", "courts.csv:7: commune 33063 has no town's name; write"},
		{";judicial", ";supreme", `courts.csv:7: "supreme" is not a kind of court`},
		{"33063;Bordeaux;judicial\n", "33063;Bordeaux;judicial\n33063;Bordeaux;judicial\n", "courts.csv:8: commune 33063 is there twice"},
	} {
		checkProblem(t, someDirectory, strings.Replace(someCourts, tt.old, tt.new, 1), p, tt.want)
	}
}

func checkProblem(t *testing.T, directory, courts string, p *doctrine.Places, want string) {
	t.Helper()
	d, err := doctrine.ParseDirectory(directory, courts, p)
	var problems doctrine.Problems
	if d != nil || !fault.Is(err, fault.Invalid) || !errors.As(err, &problems) || !strings.Contains(problems.Error(), want) {
		t.Errorf("got\n%v\nwant %s", problems, want)
	}
}

// FuzzParseDirectory: files are refused with problems, or every entry that is offered is one line that names itself.
func FuzzParseDirectory(f *testing.F) {
	f.Add(someDirectory, someCourts)
	f.Add("", "")
	f.Add(someCourts, someDirectory)
	f.Add(strings.ReplaceAll(someDirectory, "33", "2A"), strings.ReplaceAll(someCourts, "judicial", "first_instance"))
	p, err := doctrine.ParsePlaces(small())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, directory, courts string) {
		d, err := doctrine.ParseDirectory(directory, courts, p)
		if err != nil {
			var problems doctrine.Problems
			if d != nil || !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("refused without a problem: %v", err)
			}
			return
		}
		for _, department := range []string{"33", "", "988", directory} {
			for _, s := range d.For(department) {
				line := s.Insert("en")
				if !strings.HasPrefix(line, s.Name.EN) || strings.ContainsAny(line, "\n\r\u202e\u200b") {
					t.Fatalf("%q", line)
				}
			}
		}
	})
}
