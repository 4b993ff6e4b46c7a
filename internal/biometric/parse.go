package biometric

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"vigie.example/internal/fault"
)

// MaxDocumentBytes bounds a notice and an assessment, as JSON: what the service keeps in one piece.
const MaxDocumentBytes = 56 << 10

const maxDossierBytes = 4 * MaxDocumentBytes

// ParseNotice reads a notice as JSON. It may lack things: see Notice.Lacks. The error is Invalid, or TooLarge.
func ParseNotice(text []byte) (Notice, error) {
	var n Notice
	err := decode("biometric.ParseNotice", text, MaxDocumentBytes, &n)
	return n, err
}

// ParseAssessment reads an assessment as JSON. It may be incomplete: see Assessment.Gaps. The error is Invalid, or TooLarge.
func ParseAssessment(text []byte) (Assessment, error) {
	var a Assessment
	err := decode("biometric.ParseAssessment", text, MaxDocumentBytes, &a)
	return a, err
}

// ParseFacts reads an account of the processing, such as the register's entry, as JSON. The error is Invalid, or TooLarge.
func ParseFacts(text []byte) (Facts, error) {
	var f Facts
	err := decode("biometric.ParseFacts", text, MaxDocumentBytes, &f)
	return f, err
}

// ParseDossier reads what json.Marshal makes of a Dossier. Controller is what its sender says: whoever
// receives it puts the key there that they trust. The error is Invalid, or TooLarge.
func ParseDossier(text []byte) (Dossier, error) {
	var d Dossier
	err := decode("biometric.ParseDossier", text, maxDossierBytes, &d)
	return d, err
}

// Question is a field in words.
type Question struct {
	Label string `json:"label"`
	Why   string `json:"why"` // why it is asked
}

// Wording is the form in words, by the code of a field and by language.
type Wording map[string]map[string]Question

// ParseWording reads assets/biometric/form.json. The error is Invalid, or TooLarge.
func ParseWording(text []byte) (Wording, error) {
	var w Wording
	err := decode("biometric.ParseWording", text, MaxDocumentBytes, &w)
	return w, err
}

// Of returns a field in words; those of a risk are put together from the risk and from what is asked of each.
func (w Wording) Of(f Field, language string) Question {
	if _, ok := w[f.Code]; ok {
		return w[f.Code][language]
	}
	risk, aspect, ok := strings.Cut(strings.TrimPrefix(f.Code, "risk."), ".")
	if !ok {
		return Question{}
	}
	about := w["risk."+risk][language]
	return Question{Label: about.Label + " — " + w["risk.*."+aspect][language].Label, Why: about.Why}
}

func fits(document any) bool {
	raw, err := json.Marshal(document)
	return err == nil && len(raw) <= MaxDocumentBytes
}

// decode reads exactly one JSON value without unknown fields.
func decode(op fault.Op, text []byte, most int, into any) error {
	if len(text) > most {
		return fault.New(fault.TooLarge, op, fault.Key("fault.biometric.document"))
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.Decode(&struct{}{}) != io.EOF {
		err = fault.Invalid
	}
	if err != nil {
		return fault.As(fault.Invalid, op, err, fault.Key("fault.biometric.document"))
	}
	return nil
}
