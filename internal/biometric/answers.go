package biometric

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// answers are what was answered so far, by the code of the field.
type answers map[string]string

// Flaw says what is wrong with an answer.
type Flaw string

// Never renumber or re-use: flaws are on the wire.
const (
	Empty        Flaw = "empty"
	TooShort     Flaw = "too_short"     // a judgement in words is a sentence at least
	TooLong      Flaw = "too_long"      // more than the record keeps
	Unreadable   Flaw = "unreadable"    // no date, no number, no option, no model
	NotLocal     Flaw = "not_local"     // effectiveness is that of a local trial (AEPD p. 39)
	OutOfOrder   Flaw = "out_of_order"  // a date before what it must follow, or after what it must precede
	MoreThanDone Flaw = "more_than"     // more errors than attempts
	NothingDone  Flaw = "nothing_tried" // a trial with nobody, or without attempts
	NotAllowed   Flaw = "not_allowed"   // the authority was consulted and has not allowed it (art. 36)
	Unlike       Flaw = "unlike"        // says something else than another answer, or than the notice
)

// Flaws returns every flaw, in a fixed order.
func Flaws() []Flaw {
	return []Flaw{Empty, TooShort, TooLong, Unreadable, NotLocal, OutOfOrder, MoreThanDone, NothingDone, NotAllowed, Unlike}
}

// Gap is what keeps an assessment from being complete: a question and what is wrong with its answer.
type Gap struct {
	Field string
	Flaw  Flaw
}

const dateLayout = time.DateOnly

// date reads an answer; the zero time for none.
func (a answers) date(field string) time.Time {
	t, err := time.Parse(dateLayout, a[field])
	if err != nil {
		return time.Time{}
	}
	return t
}

// number reads an answer; -1 for none.
func (a answers) number(field string) int {
	n, err := strconv.Atoi(a[field])
	if err != nil || n < 0 || n > 100_000_000 {
		return -1
	}
	return n
}

func usesReader(a answers) bool {
	return a["description.method"] == "reader" || a["description.method"] == "both"
}

// methods that the assessment covers.
func (a answers) methods() []Method {
	switch a["description.method"] {
	case "key":
		return []Method{OnKey}
	case "reader":
		return []Method{OnReader}
	case "both":
		return Methods()
	}
	return nil
}

// models of readers that it covers.
func (a answers) models() []Model {
	var out []Model
	for _, m := range strings.Split(a["description.models"], ",") {
		if m = strings.TrimSpace(m); m != "" {
			out = append(out, Model(m))
		}
	}
	return out
}

// highRisk reports whether a risk stays high in spite of the measures, so that the authority must be asked first (art. 36).
func (a answers) highRisk() bool {
	return slices.ContainsFunc(slices.Concat(RightsRisks, MachineRisks), func(r string) bool { return a["risk."+r+".after"] == "high" })
}

// gaps are what is missing or wrong, in the order of the form.
func (a answers) gaps() []Gap {
	var out []Gap
	for _, f := range fields {
		if f.needed != nil && !f.needed(a) {
			continue
		}
		if flaw := f.flaw(a[f.Code]); flaw != "" {
			out = append(out, Gap{f.Code, flaw})
		} else if flaw := a.contradiction(f.Code); flaw != "" {
			out = append(out, Gap{f.Code, flaw})
		}
	}
	return out
}

// flaw tells what is wrong with an answer by itself.
func (f Field) flaw(answer string) Flaw {
	answer = strings.TrimSpace(answer)
	if answer == "" {
		return Empty
	}
	if len(answer) > mostText {
		return TooLong
	}
	one := answers{f.Code: answer}
	ok := true
	switch f.Kind {
	case Text:
		if utf8.RuneCountInString(answer) < leastText {
			return TooShort
		}
	case Short:
		if utf8.RuneCountInString(answer) < leastShort {
			return TooShort
		}
	case Date:
		ok = !one.date(f.Code).IsZero()
	case Number:
		ok = one.number(f.Code) >= 0
	case Choice:
		ok = slices.Contains(f.Options, answer)
	case Confirm:
		ok = answer == "yes"
	case Models:
		models := answers{"description.models": answer}.models()
		ok = len(models) > 0 && !slices.ContainsFunc(models, func(m Model) bool { return !m.Valid() })
	}
	if !ok {
		return Unreadable
	}
	return ""
}

// contradiction tells what is wrong with an answer beside the others. A field whose partner is not answered yet is not blamed.
func (a answers) contradiction(field string) Flaw {
	switch field {
	case "trial.kind":
		if a[field] != "local" {
			return NotLocal
		}
	case "trial.people", "trial.genuine", "trial.impostor":
		if a.number(field) == 0 {
			return NothingDone
		}
	case "trial.not_enrolled":
		return a.within(field, "trial.people")
	case "trial.refused":
		return a.within(field, "trial.genuine")
	case "trial.accepted":
		return a.within(field, "trial.impostor")
	case "trial.until":
		return a.follows(field, "trial.from")
	case "dpo.date":
		return a.follows(field, "trial.until")
	case "consultation.date":
		return a.follows(field, "dpo.date")
	case "consultation.outcome":
		if a[field] != "allowed" {
			return NotAllowed
		}
	case "verdict.date":
		return a.verdictOrder()
	case "verdict.until":
		return a.validity()
	}
	return ""
}

func (a answers) within(field, of string) Flaw {
	if n := a.number(of); n >= 0 && a.number(field) > n {
		return MoreThanDone
	}
	return ""
}

func (a answers) follows(field, earlier string) Flaw {
	if before := a.date(earlier); !before.IsZero() && a.date(field).Before(before) {
		return OutOfOrder
	}
	return ""
}

// verdictOrder wants the judgement after the trial, the DPO's opinion, and the authority's answer if one was needed.
func (a answers) verdictOrder() Flaw {
	for _, earlier := range []string{"trial.until", "dpo.date"} {
		if flaw := a.follows("verdict.date", earlier); flaw != "" {
			return flaw
		}
	}
	if a.highRisk() {
		return a.follows("verdict.date", "consultation.date")
	}
	return ""
}

// MaxValidity is how long a verdict holds at most: what it judged is looked at again (art. 35(11)).
const MaxValidity = 366 * 24 * time.Hour

func (a answers) validity() Flaw {
	from, until := a.date("verdict.date"), a.date("verdict.until")
	switch {
	case from.IsZero():
		return ""
	case !until.After(from), until.Sub(from) > MaxValidity:
		return OutOfOrder
	}
	return ""
}
