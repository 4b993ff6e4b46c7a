package rulebook_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/rulebook"
)

// changed returns the starting doctrine with one text in the place of another, which must be there, and the line where it begins.
func changed(t testing.TB, old, new string) (text string, line int) {
	t.Helper()
	whole := assets.Doctrine()
	at := strings.Index(whole, old)
	if at < 0 {
		t.Fatalf("the starting doctrine has no %q any more: adapt the test", old)
	}
	return whole[:at] + new + whole[at+len(old):], 1 + strings.Count(whole[:at], "\n")
}

// problems returns what the checks say; none for a good doctrine.
func problems(t testing.TB, text string) doctrine.Problems {
	t.Helper()
	_, err := rulebook.Parse(text)
	if err == nil {
		return nil
	}
	var out doctrine.Problems
	if !fault.Is(err, fault.Invalid) || !errors.As(err, &out) || len(out) == 0 {
		t.Fatalf("refused without a reason: %v", err)
	}
	return out
}

// Every check, with the line that it names (counted from the line of the change) and what it says.
func TestC3_EveryProblemNamesLineAndRemedy(t *testing.T) {
	const declarant = "  declarant.role:\n    group: declarant\n    kind: text\n    class: ordinary\n"
	for _, tt := range []struct {
		name, old, new string
		line           int
		what, remedy   string
	}{
		// the file
		{"format", "format: vigie.doctrine/1", "format: vigie.doctrine/2", 0, `format "vigie.doctrine/2" is not known`, "write one of vigie.doctrine/1"},
		{"version", "version: 2026-11-28", "version: 2026-02-30", 0, `"2026-02-30" is not a date`, "YYYY-MM-DD"},
		{"first version of a day", "version: 2026-11-28", "version: 2026-11-28-1", 0, "is not a date", "-2 after it"},
		{"no version", "version: 2026-11-28\n", "", -1, "version is missing", "write version:"},
		{"status", "status: starting", "status: final", 0, `status "final" is not known`, "starting, official"},
		{"unknown key", "status: starting", "status: starting\nvalid: yes", 1, `"valid" is not known here`, "delete it, or write one of format, version"},
		{"key twice", "status: starting", "status: starting\nstatus: official", 1, `"status" is there twice, first in line`, "keep one"},
		{"two values", "licence: EUPL-1.2", "licence: [EUPL-1.2]", 0, "licence is not one value", "write one value"},
		{"empty value", "licence: EUPL-1.2", "licence:", 0, "licence is empty", "write a value"},

		// offences (C12)
		{"an offence that the decree has not", "  g:\n    name:", "  i:\n    name:", 0, "offence i: the decree has no such category", "a to h"},
		{"an offence twice", "  g:\n    name:", "  f:\n    name:", 0, "f is there twice in offences", "keep one"},
		{"no English", "      en: Sexist insults\n", "", -2, "offence g name: the text in English is missing", "French and English are both complete"},
		{"no translation at all", "    name:\n      fr: Outrages sexistes\n      en: Sexist insults\n", "    name: Outrages\n", 0, "name is missing, or not in two languages", "fr: and en:"},
		{"a third language", "      en: Sexist insults", "      en: Sexist insults\n      de: Sexismus", 1, `"de" is not known here`, "fr, en"},
		{"braces", "Sexist insults", "Sexist {insults}", 0, "braces or angle brackets", "words only"},
		{"hidden character", "Sexist insults", "\"Sexist\\u200b insults\"", 0, "cannot be seen", "delete the character"},
		{"long text", "Sexist insults", strings.Repeat("long ", 41), 0, "the text in English is too long", "at most 200 bytes"},

		// fields (C10, C11)
		{"group", declarant, strings.Replace(declarant, "group: declarant", "group: witness", 1), 1, `group "witness" is not known`, "declarant, person, facts"},
		{"kind", declarant, strings.Replace(declarant, "kind: text", "kind: picture", 1), 2, `kind "picture" is not known`, "text, long_text"},
		{"class", declarant, strings.Replace(declarant, "class: ordinary", "class: secret", 1), 3, `class "secret" is not known`, "ordinary, identifying, sensitive, never"},
		{"sensitivity of an ordinary field", declarant, declarant + "    sensitive: health\n", 4, "class ordinary has no kind of sensitivity", "class: sensitive"},
		{"sensitive without its kind", "    class: sensitive\n    sensitive: union\n", "    class: sensitive\n", -3, "the kind of sensitivity \"\" is missing", "origin, opinions"},
		{"sensitive of no kind", "sensitive: union", "sensitive: income", 0, `"income" is missing or not known`, "health, sex_life"},
		{"genetic that is only sensitive", "class: never\n    sensitive: genetic", "class: sensitive\n    sensitive: genetic", 1, "genetic cannot be class sensitive", "class: never"},
		{"never of another kind", "class: never\n    sensitive: genetic", "class: never\n    sensitive: health", 1, "is not one that can never be recorded", "genetic, biometric"},
		{"a code that is none", "  declarant.role:\n", "  Declarant Role:\n", 0, "is not a code", "lower-case letters"},
		{"a way that does not fit", "    kind: age\n    class: identifying", "    kind: name\n    class: identifying", 6, `"age_band" cannot be done to a value of kind name`, "redact"},

		// targets (C13, C14, C16)
		{"sensitive in N-MCI", "      - facts.steps\n      - place.kind", "      - facts.steps\n      - facts.health\n      - place.kind", 1, "facts.health is sensitive, and the target refuses every sensitive element", "C13"},
		{"N-MCI that takes sensitive data", "sensitive: refused", "sensitive: absolutely_necessary", 0, "allows no sensitive data (C13)", "sensitive: refused"},
		{"never in any target", "      - facts.sex_life\n", "      - facts.sex_life\n      - facts.genetic\n", 1, "facts.genetic can be sent nowhere", "cannot be recorded (C10)"},
		{"biometric in any target", "      - facts.sex_life\n", "      - facts.sex_life\n      - facts.biometric\n", 1, "facts.biometric can be sent nowhere", "cannot be recorded (C10)"},
		{"a field that is none", "      - facts.sex_life\n", "      - facts.sexlife\n", 0, `"facts.sexlife" is not a field of this doctrine`, "add the field"},
		{"every field", "      - facts.sex_life\n", "      - facts.*\n", 0, "stands for several fields", "name every field"},
		{"a field twice", "      - facts.sex_life\n", "      - facts.sex_life\n      - facts.health\n", 1, `"facts.health" is there twice`, "keep one"},
		{"no purposes", "    purposes:\n      rescue: {fr: Faire porter secours à une personne en danger, en: Get help to a person in danger}\n", "", -6, "target dispatch: purposes is missing", "purposes: and its entries"},
		{"no recipients", "    recipients:\n      operations: {fr: Salle opérationnelle de la police ou de la gendarmerie, en: Operations room of police or gendarmerie}\n", "", -9, "target dispatch: recipients is missing", "recipients: and its entries"},
		{"a purpose in one language", "en: Get help to a person in danger}", "de: Hilfe}", 0, "purpose rescue: the text in English is missing", "French and English"},
		{"an offence that is none", "    offences: [a, b, c, d, e, f, g, h]", "    offences: [a, z]", 0, `"z" is not an offence`, "a to h"},
		{"no offences", "    offences: [a, b, c, d, e, f, g, h]", "    offences: []", 0, "offences is missing, or not a list", "such as [one, two]"},
		{"force", "force: gendarmerie", "force: army", 0, `force "army" is not known`, "police, gendarmerie, both"},
		{"connector", "connector: spool", "connector: mail", 0, `connector "mail" is not known`, "spool, https, voice"},
		{"report format", "format: vigie.report/1", "format: word", 0, `format "word" is not known`, "vigie.report/1"},
		{"sent, but spoken", "    format: spoken\n    connector: voice", "    format: spoken\n    connector: spool", 0, "is not sent", "together, or neither"},
		{"checklist", "checklist: full", "checklist: none", 0, `checklist "none" is not known`, "full, dispatch"},
		{"no emergency", "checklist: dispatch", "checklist: full", -51, "no target is for an emergency", "checklist: dispatch"},

		// awareness, openings, passages (C2, C3, C18)
		{"interval", "every_days: 90", "every_days: 0", 0, `every_days "0" is not right`, "1 to 366"},
		{"interval in words", "every_days: 90", "every_days: monthly", 0, `every_days "monthly" is not right`, "whole number of days"},
		{"no point on addresses", "  addresses:\n    every_days: 90", "  telephones:\n    every_days: 90", 0, "the awareness point addresses is missing", "add it"},
		{"alone, reviewed late", "review_hours: 24", "review_hours: 25", 0, "the review comes too late", "at most 24"},
		{"alone", "alone: yes", "alone: maybe", 0, `alone "maybe" is not known`, "yes, no"},
		{"an opening without an end", "lasts_minutes: 30", "lasts_minutes: 241", 0, `lasts_minutes "241" is not right`, "1 to 240"},
		{"a decision that is none", "  report.never:", "  report.nowhere:", 0, `there is no decision "report.nowhere"`, "report.never"},
		{"a passage in one language", "    en: Genetic and biometric data are recorded in no report.\n", "", -2, "passage report.never: the text in English is missing", "French and English"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, line := changed(t, tt.old, tt.new)
			found := problems(t, text)
			fits := func(p doctrine.Problem) bool {
				return strings.Contains(p.What, tt.what) && strings.Contains(p.Remedy, tt.remedy)
			}
			i := slices.IndexFunc(found, fits)
			if i < 0 {
				t.Fatalf("want %q; %q, got\n%v", tt.what, tt.remedy, found)
			}
			// a missing entry is said of the whole list
			if got := found[i].Line; got != line+tt.line && !strings.Contains(tt.name, "no point") && !strings.Contains(tt.name, "no emergency") {
				t.Errorf("it names line %d, want %d: %v", got, line+tt.line, found[i])
			}
		})
	}
}
