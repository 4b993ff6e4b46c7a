package form

import "slices"

// Justifications is justifications.json: why each line, and each person, had to be in the report. It is content.
type Justifications struct {
	Format  string            `json:"format"`
	Key     string            `json:"key"` // of the report
	Persons []PersonNecessity `json:"persons"`
	Lines   []LineNecessity   `json:"lines"`
}

// PersonNecessity says why a third person is named (C5).
type PersonNecessity struct {
	ID        string `json:"id"`
	Necessity string `json:"necessity"`
}

// LineNecessity says which reported fact makes a line necessary (C4), and why a sensitive one is absolutely so (C11).
type LineNecessity struct {
	Number    int    `json:"line"`
	Necessity string `json:"necessity"`
	Absolute  string `json:"absolute,omitempty"`
}

// check returns what is wrong with the form of the justifications of a report.
func (j *Justifications) check(r *Report) []Reason {
	var wrong []Reason
	named := make([]string, len(r.Persons))
	for i, p := range r.Persons {
		named[i] = p.ID
	}
	given := make([]string, len(j.Persons))
	for i, p := range j.Persons {
		given[i] = p.ID
		if !clean(p.Necessity) {
			wrong = append(wrong, Reason{Code: ReasonForm})
		}
	}
	if j.Format != JustificationsFormat || j.Key != r.Key || j.Persons == nil || !slices.Equal(named, given) || len(j.Lines) != len(r.Lines) {
		return []Reason{{Code: ReasonForm}}
	}
	for i, l := range j.Lines {
		if l.Number != i+1 || !clean(l.Necessity) || !clean(l.Absolute) || l.Absolute != "" && r.Lines[i].Sensitive == "" {
			wrong = append(wrong, Reason{Line: i + 1, Code: ReasonForm})
		}
	}
	return wrong[:min(len(wrong), MaxReasons)]
}
