package main

import (
	"strings"
	"time"

	"vigie.example/internal/console/report"
	"vigie.example/internal/console/view"
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	rules "vigie.example/internal/report"
	"vigie.example/internal/report/detector"
	"vigie.example/ui"
	page "vigie.example/ui/report"
)

// printedReport is the document of a report, as the courier writes it: a test writes one, and -document names another. Without it
// scenes show its lines.
var printedReport []byte

func both(fr, en string) doctrine.Text { return doctrine.Text{FR: fr, EN: en} }

// offences, targets and fields are as in the doctrine that is shipped: the stage cannot read it, since a window reads no files.
var offences = []report.Category{
	{Code: "a", Name: both("Atteintes à l’intégrité physique ou psychique de la personne", "Attacks on physical or psychological integrity"), Covers: both(
		"Violences physiques, sexuelles ou psychologiques, dont celles commises dans le couple ou la famille ; viol et agression sexuelle ; harcèlement moral ou sexuel ; menaces ; administration de substances nuisibles ; cyberharcèlement.",
		"Physical, sexual or psychological violence, including within a couple or a family; rape and sexual assault; moral or sexual harassment; threats; giving harmful substances; online harassment.")},
	{Code: "b", Name: both("Mise en danger de la personne", "Endangering a person")},
	{Code: "c", Name: both("Atteintes aux libertés de la personne", "Attacks on personal freedom")},
	{Code: "d", Name: both("Atteintes à la dignité de la personne", "Attacks on dignity")},
	{Code: "e", Name: both("Atteintes à la personnalité", "Attacks on privacy and personality")},
	{Code: "f", Name: both("Atteintes aux mineurs et à la famille", "Offences against minors and the family")},
	{Code: "g", Name: both("Outrages sexistes", "Sexist insults")},
	{Code: "h", Name: both("Provocations, diffamations et injures non publiques présentant un caractère raciste ou discriminatoire", "Non-public provocation, defamation and insult of a racist or discriminatory nature")},
}

var fields = []report.Field{
	field("declarant.pseudonym", doctrine.OfDeclarant, doctrine.PersonName, doctrine.Identifying, "", "Pseudonyme", "Pseudonym", "Le nom choisi par la personne. Il suffit presque toujours.", "The name that the person chose. It is nearly always enough."),
	field("declarant.age", doctrine.OfDeclarant, doctrine.Age, doctrine.Identifying, "", "Âge du déclarant", "Declarant's age", "Si l’âge compte pour les faits ou la protection. Une tranche suffit souvent.", "If age matters for the facts or for protection. A band is often enough."),
	field("declarant.telephone", doctrine.OfDeclarant, doctrine.Telephone, doctrine.Identifying, "", "Téléphone du déclarant", "Declarant's telephone", "Si la personne a accepté d’être appelée, à ce numéro, sans danger pour elle.", "If the person has agreed to be called, on this number, without danger to them."),
	field("person.name", doctrine.OfPerson, doctrine.PersonName, doctrine.Identifying, "", "Nom de la personne", "The person's name", "Si les faits ne peuvent être traités sans savoir de qui il s’agit.", "If the facts cannot be dealt with without knowing who it is."),
	field("person.relation", doctrine.OfPerson, doctrine.LineOfText, doctrine.Ordinary, "", "Lien avec le déclarant", "Relation to the declarant", "Le lien utile aux faits.", "The relation that matters for the facts."),
	field("facts.nature", doctrine.OfFacts, doctrine.LineOfText, doctrine.Ordinary, "", "Nature des faits", "Nature of the facts", "En quelques mots, sans nom ni adresse.", "In a few words, without a name or an address."),
	field("facts.account", doctrine.OfFacts, doctrine.LongText, doctrine.Ordinary, "", "Récit des faits", "Account of the facts", "Ce qui s’est passé, tel que la personne l’a dit, réduit à ce qui qualifie les faits. Les noms et les détails intimes ont leurs champs.", "What happened, as the person told it, cut down to what makes it an offence. Names and intimate details have fields of their own."),
	field("facts.repetition", doctrine.OfFacts, doctrine.LineOfText, doctrine.Ordinary, "", "Fréquence des faits", "How often it happened", "Une fois, plusieurs fois, toujours en cours.", "Once, several times, still going on."),
	field("facts.danger", doctrine.OfFacts, doctrine.LongText, doctrine.Ordinary, "", "Danger actuel", "Present danger", "Ce qui menace maintenant, et qui.", "What threatens now, and whom."),
	field("facts.evidence", doctrine.OfFacts, doctrine.LongText, doctrine.Ordinary, "", "Éléments de preuve", "Evidence", "Ce qui existe et où.", "What there is and where."),
	field("facts.health", doctrine.OfFacts, doctrine.LongText, doctrine.SensitiveClass, doctrine.Health, "Santé", "Health", "Si elle est nécessaire à la protection.", "If it is necessary for protection."),
	field("place.commune", doctrine.OfPlaceTime, doctrine.Commune, doctrine.Ordinary, "", "Commune des faits", "Commune of the facts", "Si les faits la nomment.", "If the facts name it."),
	field("time.period", doctrine.OfPlaceTime, doctrine.LineOfText, doctrine.Ordinary, "", "Période des faits", "Period of the facts", "Depuis quand.", "Since when."),
}

func field(code doctrine.FieldCode, g doctrine.FieldGroup, k doctrine.FieldKind, c doctrine.Class, s doctrine.Sensitive, fr, en, helpFR, helpEN string) report.Field {
	return report.Field{Code: code, Group: g, Kind: k, Class: c, Sensitive: s, Name: both(fr, en), Help: both(helpFR, helpEN)}
}

var passages = map[doctrine.Passage]doctrine.Text{
	doctrine.AtInclusion: both("Quel fait rapporté rend cet élément nécessaire ? S’il n’y en a pas, l’élément reste dehors.", "Which reported fact makes this element necessary? If there is none, it stays out."),
	doctrine.AtPerson:    both("Cette personne ne saura pas qu’elle est nommée. Peut-on traiter les faits sans elle ? Un rôle suffit-il à la place du nom ?", "This person will not know that they are named. Can the facts be dealt with without them? Is a role enough instead of the name?"),
	doctrine.AtSensitive: both("Donnée sensible. Elle ne reste qu’en cas de nécessité absolue, avec un motif propre. Sinon, réduisez-la ou retirez-la.", "Sensitive data. It stays only in absolute necessity, with a reason of its own. Otherwise cut it down or leave it out."),
	doctrine.AtOffence:   both("Les faits doivent relever d’une catégorie de l’article 1er du décret n° 2022-337. Si aucune ne convient, orientez la personne.", "The facts must fit a category of article 1 of decree 2022-337. If none fits, refer the person elsewhere."),
	doctrine.AtTarget:    both("Le destinataire ne prend que ce que son acte autorise. Ce qui n’est pas dans sa liste est refusé.", "The target takes only what its act allows. What is not on its list is refused."),
	doctrine.AtInforming: both("Dites à la personne ce que vous transmettez, à qui, pourquoi, et quels sont ses droits, avant d’envoyer.", "Tell the person what you pass on, to whom, why, and what their rights are, before you send."),
	doctrine.AtReading:   both("Voici exactement ce qui partira, rien de plus. Lisez tout.", "This is exactly what will leave, and nothing more. Read all of it."),
	doctrine.AtSending:   both("Accepté, l’échange est clos et effacé partout. Refusé ou sans réponse, rien n’est clos ni effacé ; le délai de quatre heures court toujours.", "If accepted, the conversation is closed and deleted everywhere. If refused or unanswered, nothing is closed or deleted; the four hours still run."),
	doctrine.AtNothing:   both("Aucune catégorie ne convient. Orientez la personne vers un service ou une association, puis fermez et effacez.", "No category fits. Refer the person to a service or an association, then close and delete."),
	doctrine.AtDispatch:  both("Quelqu’un est en danger. Lisez ces lignes à la salle opérationnelle, restez en ligne avec la personne, appelez le superviseur.", "Somebody is in danger. Read these lines to the operations room, stay with the person, call the supervisor."),
}

var (
	police   = report.Target{Code: "n-mci", Name: both("N-MCI (police nationale)", "N-MCI (national police)"), Sendable: true}
	gendarme = report.Target{Code: "lrpgn", Name: both("LRPGN (gendarmerie nationale)", "LRPGN (national gendarmerie)"), Why: view.T("reporting.unsendable.certificate")}
	dispatch = report.Target{Code: "dispatch", Name: both("Salle opérationnelle", "Operations room"), Dispatch: true, Why: view.T("reporting.unsendable.voice")}
)

// reporting shows the pane with a page in front.
func reporting(s scene, to page.Page) scene {
	s.open = func(w *ui.Window) { w.ShowReport(); w.ShowReportPage(to) }
	return s
}

// blank is a report of which nothing is written.
func blank() report.State {
	return report.State{
		Conversation: id(4), Enabled: true, Doctrine: "2026-11-28", Starting: true, Passages: passages, Fields: fields, Categories: offences,
		Targets: []report.Target{police, gendarme, dispatch}, Sending: report.Sending{Phase: report.Writing},
		Steps: steps(map[rules.StepCode][]report.Problem{
			rules.StepCategory: {problem(rules.NoOffence, rules.StepCategory)}, rules.StepTarget: {problem(rules.NoTarget, rules.StepTarget)},
			rules.StepElements: {problem(rules.NothingIncluded, rules.StepElements)}, rules.StepInformed: {problem(rules.NotInformed, rules.StepInformed)},
			rules.StepRead: {problem(rules.NotReadThrough, rules.StepRead)},
		}),
	}
}

func problem(code rules.Code, step rules.StepCode, ways ...report.Way) report.Problem {
	return report.Problem{Problem: rules.Problem{Code: code, Step: step, Blocks: true}, Text: view.T("reporting.problem." + string(code)), Ways: ways}
}

func about(p report.Problem, element rules.ElementID, person rules.PersonID) report.Problem {
	p.Element, p.Person = element, person
	return p
}

func steps(remaining map[rules.StepCode][]report.Problem) (out []report.Step) {
	for _, code := range []rules.StepCode{rules.StepCategory, rules.StepTarget, rules.StepElements, rules.StepPersons, rules.StepLimits,
		rules.StepInformed, rules.StepMessages, rules.StepRead} {
		out = append(out, report.Step{Code: code, Text: view.T("reporting.step." + string(code)), Done: len(remaining[code]) == 0, Remaining: remaining[code]})
	}
	return out
}

func said(n int) report.Said {
	for _, it := range talk().All() {
		if it.ID == text(n, conversation.Declarant, 0, "", 0).ID {
			return report.Said{ID: it.ID, Side: it.Side, At: it.At, Text: it.Text}
		}
	}
	return report.Said{}
}

func element(n rules.ElementID, code doctrine.FieldCode, value, necessity string, from ...report.Said) report.Element {
	e := report.Element{Element: rules.Element{ID: n, Field: code, Value: value, Necessity: necessity, Included: necessity != ""}, Leaves: value, Said: from}
	for _, f := range fields {
		if f.Code == code {
			e.Name, e.Help, e.Group, e.Kind, e.Class, e.Sensitive, e.Ways = f.Name, f.Help, f.Group, f.Kind, f.Class, f.Sensitive, []doctrine.Generalisation{doctrine.Redact}
		}
	}
	if e.Kind == doctrine.Age {
		e.Ways = []doctrine.Generalisation{doctrine.AgeBand}
	}
	return e
}

func mark(kind detector.Kind, words, in string) detector.Mark {
	at := strings.Index(in, words)
	return detector.Mark{Kind: kind, Begin: at, End: at + len(words)}
}

const account = "Son ex-compagnon l'attend presque tous les soirs en bas de son travail depuis trois semaines, et envoie des messages toute la journée. Hier il a écrit qu'il savait à quelle heure elle prenait le tram avec Sarah Martin."

// written is a report as it looks in the middle of the work.
func written() report.State {
	s := blank()
	s.Head = rules.Head{Offence: "a", Target: "n-mci", Purpose: "investigation", Recipient: "investigators"}
	s.Categories = withCategory(0)
	s.Targets[0].Chosen = true
	s.Purposes = []report.Choice{
		{Code: "investigation", Chosen: true, Name: both("Transmettre le signalement au service d’enquête territorialement compétent", "Pass the report on to the territorially competent investigating service")},
		{Code: "reception", Name: both("Faciliter l’accueil et la prise en charge par le service de police", "Prepare the reception of the person by the police service")},
	}
	s.Recipients = []report.Choice{{Code: "investigators", Chosen: true, Name: both("Service d’enquête de la police nationale", "Investigating service of the national police")}}
	s.Elements = []report.Element{
		element("1", "facts.nature", "Harcèlement par un ex-compagnon", "Qualifie les faits : appels et attentes répétés.", said(2)),
		with(element("2", "facts.account", account, "Décrit les actes répétés et la peur qu'ils causent.", said(2)), func(e *report.Element) {
			e.Reduction = rules.Reduction{Way: doctrine.Redact, Spans: []rules.Span{{Begin: len(account) - 13, End: len(account) - 1}}}
			e.Leaves = account[:len(account)-13] + rules.Blacked + "."
			e.Marks = []detector.Mark{mark(detector.Address, "en bas de son travail", account)}
		}),
		element("3", "facts.evidence", "Messages et captures d'écran gardés par le déclarant.", "", said(6)),
		with(element("4", "declarant.age", "34 ans", "L'âge situe la relation et le travail.", said(2)), func(e *report.Element) {
			e.Reduction, e.Leaves = rules.Reduction{Way: doctrine.AgeBand}, "de 25 à 34 ans"
		}),
		with(element("5", "facts.health", "Suivie pour une dépression depuis les faits.", "", said(4)), func(e *report.Element) {
			refused := problem(rules.SensitiveRefused, rules.StepLimits,
				report.Way{Way: rules.CutDown, Text: view.T("reporting.way.cut_down")},
				report.Way{Way: rules.OtherTarget, Text: view.T("reporting.way.other_target"), Target: "lrpgn", Name: gendarme.Name},
				report.Way{Way: rules.LeaveOut, Text: view.T("reporting.way.leave_out")})
			refused.Blocks = false
			e.Problems = []report.Problem{refused}
			e.Marks = []detector.Mark{{Kind: detector.Health, Begin: 16, End: 28}}
		}),
		with(element("6", "person.relation", "Ex-compagnon", "Le lien fait la circonstance.", said(2)), func(e *report.Element) { e.Person = "p1" }),
		with(element("7", "person.name", "Karim B.", "", said(2)), func(e *report.Element) {
			e.Person, e.Included = "p1", true
			e.Problems = []report.Problem{about(problem(rules.NoNecessity, rules.StepElements), "7", "p1")}
		}),
		element("8", "time.period", "Depuis trois semaines", "Établit la répétition.", said(2)),
	}
	s.Persons = []report.Person{
		{Person: rules.Person{ID: "p1", Role: rules.Author, Number: 1, Necessity: "Auteur désigné des faits."}, Elements: 2, Leaves: true,
			Problems: []report.Problem{about(problem(rules.NoMajority, rules.StepPersons), "", "p1")}},
		{Person: rules.Person{ID: "p2", Role: rules.Witness, Number: 1}},
	}
	s.Steps = steps(map[rules.StepCode][]report.Problem{
		rules.StepElements: {s.Elements[6].Problems[0]}, rules.StepPersons: {s.Persons[0].Problems[0]},
		rules.StepInformed: {problem(rules.NotInformed, rules.StepInformed)}, rules.StepRead: {problem(rules.NotReadThrough, rules.StepRead)},
	})
	s.Leaving = leaving(s)
	s.ReadAs = [32]byte{1}
	return s
}

func withCategory(i int) []report.Category {
	out := append([]report.Category{}, offences...)
	out[i].Chosen = true
	return out
}

func leaving(s report.State) (out []report.Leaving) {
	for _, g := range []doctrine.FieldGroup{doctrine.OfFacts, doctrine.OfPlaceTime, doctrine.OfDeclarant, doctrine.OfPerson} {
		for _, e := range s.Elements {
			if e.Group != g || !e.Included {
				continue
			}
			l := report.Leaving{Element: e.ID, Label: e.Name, Said: e.Said, Value: e.Leaves, Reduced: !e.Reduction.None(),
				Line: rules.Line{Element: e.ID, Field: e.Field, Label: e.Name, Group: e.Group, Value: e.Leaves, Necessity: e.Necessity, Absolute: e.Absolute}}
			for _, p := range s.Persons {
				if p.ID == e.Person {
					l.Person = p.Person
				}
			}
			out = append(out, l)
		}
	}
	return out
}

// ready is a report of which nothing remains to be done.
func ready() report.State {
	s := written()
	s.Head.Informed = true
	s.Elements[6].Necessity, s.Elements[6].Problems = "Permet d'identifier l'auteur.", nil
	s.Persons[0].Majority, s.Persons[0].Problems = rules.Adult, nil
	s.Steps = steps(map[rules.StepCode][]report.Problem{rules.StepRead: {problem(rules.NotReadThrough, rules.StepRead)}})
	s.Leaving = leaving(s)
	return s
}

// passed has been read through, too.
func passed() report.State {
	s := ready()
	s.Steps, s.Read, s.Passed, s.Done = steps(nil), true, true, 8
	return s
}

// sent is a report on its way, or behind it.
func sent(phase report.Phase, change func(*report.State)) report.State {
	s := passed()
	s.Enabled, s.Why = false, view.T("reporting.why.on_its_way")
	s.Sending = report.Sending{Phase: phase, Text: view.T("reporting.phase." + string(phase)), Target: police.Name, Since: now.Add(-2 * time.Minute),
		Tries: 1, Deadline: now.Add(3*time.Hour + 50*time.Minute)}
	if change != nil {
		change(&s)
	}
	return s
}

func withReport(s report.State, to page.Page) func() scene {
	return func() scene {
		out := desk()
		out.report = s
		return reporting(out, to)
	}
}

// aloud is for somebody in danger (C24).
func aloud() report.State {
	s := passed()
	s.Head.Target, s.Head.Danger, s.Dispatch = "dispatch", "Un homme force sa porte, elle est seule avec deux enfants, 12 rue des Lilas, Bordeaux.", true
	s.Targets[0].Chosen, s.Targets[2].Chosen = false, true
	s.Sending = report.Sending{Phase: report.Cleared, Text: view.T("reporting.phase.aloud"), CanSend: true}
	return s
}

func nothingFits() report.State {
	s := blank()
	s.Head.NoCategory = true
	return s
}

func opened(s report.State, open func(*ui.Window)) func() scene {
	return func() scene {
		out := withReport(s, page.Elements)()
		before := out.open
		out.open = func(w *ui.Window) { before(w); open(w) }
		return out
	}
}

func hostileReport() report.State {
	s := passed()
	for i := range s.Elements {
		s.Elements[i].Value += " \u202e<b>gpj</b>\u202c " + longest
		s.Elements[i].Leaves = s.Elements[i].Value
	}
	s.Leaving = leaving(s)
	return s
}

const longest = "motsansfinmotsansfinmotsansfinmotsansfinmotsansfinmotsansfinmotsansfinmotsansfinmotsansfinmotsansfin"

// reportScenes are the states of the report.
func reportScenes() map[string]func() scene {
	refused := func(s *report.State) {
		s.Enabled, s.Why = true, view.Text{}
		s.Sending.Reasons = []view.Text{view.T("reporting.refusal.purpose")}
		s.Elements[1].Refusals = []view.Text{view.T("reporting.refusal.necessity")}
	}
	return map[string]func() scene{
		"report-case": withReport(blank(), page.Case), "report-case-chosen": withReport(written(), page.Case), "report-nothing-fits": withReport(nothingFits(), page.Case),
		"report-empty": withReport(blank(), page.Elements), "report-elements": withReport(written(), page.Elements),
		"report-element":   opened(written(), func(w *ui.Window) { w.OpenElement("2") }),
		"report-sensitive": opened(written(), func(w *ui.Window) { w.OpenElement("5") }),
		"report-person":    opened(written(), func(w *ui.Window) { w.OpenPerson("p1") }),
		"report-new":       opened(written(), func(w *ui.Window) { w.NewElement() }),
		"report-pick":      opened(written(), func(w *ui.Window) { w.TakeToReport(said(2).ID) }),
		"report-hostile":   withReport(hostileReport(), page.Compare),
		"report-compare":   withReport(written(), page.Compare), "report-control": withReport(written(), page.Control), "report-passed": withReport(passed(), page.Control),
		"report-read": withReport(ready(), page.Leave), "report-aloud": withReport(aloud(), page.Leave),
		"report-cleared": withReport(sent(report.Cleared, func(s *report.State) { s.Enabled, s.Why, s.Sending.CanSend = true, view.Text{}, true }), page.Leave),
		"report-offline": withReport(sent(report.Cleared, func(s *report.State) {
			s.Enabled, s.Why, s.Sending.WhyNot = true, view.Text{}, view.T("reporting.unsendable.offline")
		}), page.Leave),
		"report-newer": withReport(sent(report.Cleared, func(s *report.State) {
			s.Enabled, s.Why, s.Sending.WhyNot = true, view.Text{}, view.T("reporting.void.newer_message")
		}), page.Leave),
		"report-preparing": withReport(sent(report.Preparing, nil), page.Leave),
		"report-waiting": withReport(sent(report.Waiting, func(s *report.State) {
			s.Sending.Tries, s.Sending.CanBack = 3, true
		}), page.Leave),
		"report-late": withReport(sent(report.Waiting, func(s *report.State) {
			s.Sending.Text, s.Sending.Late, s.Sending.Tries, s.Sending.CanBack = view.T("reporting.phase.late"), true, 12, true
		}), page.Leave),
		"report-unknown": withReport(sent(report.Lost, nil), page.Leave), "report-accepted": withReport(sent(report.Arrived, nil), page.Leave),
		"report-unread": withReport(sent(report.Unread, nil), page.Leave), "report-refused": withReport(sent(report.Returned, refused), page.Leave),
		"report-refused-element": opened(sent(report.Returned, refused), func(w *ui.Window) { w.OpenElement("2") }),
		"report-denied":          withReport(report.State{Conversation: id(4), Why: view.T("reporting.why.waiting")}, page.Case),
		"report-broken":          withReport(report.State{Conversation: id(4), Enabled: true, Sending: report.Sending{Phase: report.Writing}}, page.Case),
		"report-none":            withReport(report.State{Receipts: receiptsOfReports()}, page.Case),
		"report-problem": withReport(with(written(), func(s *report.State) {
			s.Problem, s.InMemory = view.T("reporting.problem.no_message"), true
		}), page.Elements),
	}
}

func receiptsOfReports() []report.Receipt {
	return []report.Receipt{
		{Reference: id(8).Reference(), Name: police.Name, Outcome: report.ReceiptAccepted, Receipt: "NMCI-2026-118832", At: now.Add(-30 * time.Minute), Package: "3f9c0a1177de42b0a1b28f5512c0d9ee"},
		{Reference: id(9).Reference(), Name: gendarme.Name, Outcome: report.ReceiptUnknown, At: now.Add(-90 * time.Minute), Package: "a07b5c6611de42b0a1b28f5512c0d912"},
	}
}
