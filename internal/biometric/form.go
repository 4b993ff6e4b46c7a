package biometric

import "slices"

// Kind is the form of an answer.
type Kind string

// Never renumber or re-use: kinds are on the wire.
const (
	Text    Kind = "text"    // a judgement in words; "YES" is none (AEPD p. 43)
	Short   Kind = "short"   // a name, a place, a reference
	Date    Kind = "date"    // 2026-11-28
	Number  Kind = "number"  // a whole number, not negative
	Choice  Kind = "choice"  // one of Options
	Confirm Kind = "confirm" // "yes", or not answered
	Models  Kind = "models"  // models of readers, with commas between them
)

// Field is one question of the assessment. What it asks, and why, is said in assets/biometric/form.json.
type Field struct {
	Code    string // "section.name"
	Section string
	Kind    Kind
	Options []string // of a Choice
	Source  string   // who asks: the GDPR's article, and the page of the AEPD's decision where its absence was found
	needed  func(answers) bool
}

// Fewest characters of an answer in words. A judgement is a sentence at least; a name has a letter or two.
const (
	leastText  = 60
	leastShort = 2
	mostText   = 3_000 // bytes: what is longer is a document of its own, named under description.documents
)

// levels of a risk, before and after the measures.
var levels = []string{"low", "medium", "high"}

// Risks that an assessment must weigh, those to people's rights first: an assessment of nothing but the safety of the machines was
// no assessment (AEPD p. 46).
var (
	RightsRisks  = []string{"coercion", "exclusion", "creep", "irrevocable", "surveillance"}
	MachineRisks = []string{"leak", "insider", "impersonation"}
)

// Alternatives against each of which the necessity is judged: the ways in that are always offered (L3), and whatever else there is.
var Alternatives = []string{"key_pin", "card", "passphrase", "other"}

// Sections of the form, in order.
var Sections = []string{"description", "ground", "necessity", "suitability", "trial", "proportionality", "risk", "measures", "reactive", "dpo", "consultation", "verdict"}

var fields = slices.Concat(
	[]Field{
		ask("description", "operations", Text, "GDPR 35(7)(a); AEPD p. 39"),
		ask("description", "purposes", Text, "GDPR 35(7)(a); AEPD p. 43"),
		ask("description", "people", Text, "GDPR 35(7)(a)"),
		ask("description", "data", Text, "GDPR 5(1)(c), 35(7)(a); AEPD p. 41"),
		ask("description", "special", Confirm, "GDPR 9(1); AEPD pp. 22, 40"),
		choose("description", "method", "GDPR 35(7)(a)", "key", "reader", "both"),
		when(ask("description", "models", Models, "GDPR 35(7)(a), 35(11)"), usesReader),
		ask("description", "documents", Text, "GDPR 5(2); AEPD p. 43"),

		choose("ground", "article6", "GDPR 6(1); AEPD p. 28", bases...),
		choose("ground", "article9", "GDPR 9(2); AEPD pp. 28, 41", grounds...),
		ask("ground", "reasons", Text, "GDPR 9(2); AEPD p. 41"),

		ask("necessity", "need", Text, "GDPR 35(7)(b), recital 39; AEPD pp. 41, 44"),
	},
	each(Alternatives, func(a string) Field { return ask("necessity", a, Text, "GDPR 35(7)(b); AEPD pp. 44-45") }),
	[]Field{
		ask("necessity", "ways", Text, "GDPR 35(7)(b); AEPD p. 45"),

		ask("suitability", "link", Text, "GDPR 35(7)(b); AEPD p. 45"),
		ask("suitability", "threshold", Text, "GDPR 35(7)(b); AEPD p. 45"),
		choose("trial", "kind", "AEPD pp. 39, 45", "local", "vendor", "synthetic"),
		ask("trial", "place", Short, "AEPD p. 39"),
		ask("trial", "from", Date, "AEPD p. 39"),
		ask("trial", "until", Date, "AEPD p. 39"),
		ask("trial", "people", Number, "AEPD p. 45"),
		ask("trial", "not_enrolled", Number, "AEPD p. 45"),
		ask("trial", "genuine", Number, "AEPD p. 45"),
		ask("trial", "refused", Number, "AEPD p. 45"),
		ask("trial", "impostor", Number, "AEPD p. 45"),
		ask("trial", "accepted", Number, "AEPD p. 45"),

		ask("proportionality", "benefit", Text, "GDPR 35(7)(b); AEPD pp. 42, 46"),
		ask("proportionality", "existing", Text, "GDPR 35(7)(b); AEPD pp. 45-46"),
		ask("proportionality", "intrusion", Text, "GDPR 35(7)(b); AEPD p. 46"),
		ask("proportionality", "storage", Text, "GDPR 25(1); AEPD p. 46"),
		ask("proportionality", "weighing", Text, "GDPR 35(7)(b); AEPD pp. 42, 46"),
	},
	risks(RightsRisks, "GDPR 35(7)(c); AEPD p. 46"),
	risks(MachineRisks, "GDPR 32, 35(7)(c); AEPD p. 46"),
	[]Field{
		ask("measures", "special", Text, "GDPR 35(7)(d); AEPD p. 41"),
		ask("measures", "technical", Text, "GDPR 35(7)(d); AEPD pp. 36, 46"),
		ask("measures", "organisational", Text, "GDPR 35(7)(d); AEPD p. 46"),
		ask("measures", "limits", Confirm, "GDPR 35(7)(d)"),

		ask("reactive", "plan", Text, "AEPD p. 43"),
		ask("reactive", "people", Text, "GDPR 33, 34; AEPD p. 43"),

		choose("dpo", "opinion", "GDPR 35(2); AEPD p. 43", "favourable", "reserved", "unfavourable"),
		ask("dpo", "date", Date, "GDPR 35(2); AEPD p. 43"),
		ask("dpo", "text", Text, "GDPR 35(2); AEPD p. 43"),
		when(ask("dpo", "answered", Text, "GDPR 35(2), 39(1)(c)"), func(a answers) bool { return a["dpo.opinion"] != "favourable" && a["dpo.opinion"] != "" }),

		when(ask("consultation", "date", Date, "GDPR 36(1); AEPD p. 40"), answers.highRisk),
		when(ask("consultation", "reference", Short, "GDPR 36(1); AEPD p. 40"), answers.highRisk),
		when(choose("consultation", "outcome", "GDPR 36(2); AEPD p. 40", "allowed", "pending", "refused"), answers.highRisk),

		choose("verdict", "outcome", "GDPR 35(1); AEPD pp. 39, 43", "passed", "not_passed"),
		ask("verdict", "reasons", Text, "AEPD p. 43"),
		ask("verdict", "by", Short, "GDPR 5(2), 35(1)"),
		ask("verdict", "date", Date, "GDPR 35(1)"),
		ask("verdict", "until", Date, "GDPR 35(11); AEPD p. 40"),
	},
)

// Form returns every question, in order.
func Form() []Field { return slices.Clone(fields) }

func ask(section, name string, kind Kind, source string) Field {
	return Field{Code: section + "." + name, Section: section, Kind: kind, Source: source}
}

func choose(section, name, source string, options ...string) Field {
	f := ask(section, name, Choice, source)
	f.Options = options
	return f
}

func when(f Field, needed func(answers) bool) Field {
	f.needed = needed
	return f
}

func each(names []string, question func(string) Field) []Field {
	out := make([]Field, len(names))
	for i, n := range names {
		out[i] = question(n)
	}
	return out
}

// risks asks four things of each risk: what it is here, how high, what is done, and what is left.
func risks(names []string, source string) []Field {
	var out []Field
	for _, n := range names {
		out = append(out,
			ask("risk", n+".assessed", Text, source),
			choose("risk", n+".before", source, levels...),
			ask("risk", n+".measures", Text, "GDPR 35(7)(d); AEPD p. 46"),
			choose("risk", n+".after", "GDPR 35(7)(d), 36(1); AEPD p. 40", levels...))
	}
	return out
}
