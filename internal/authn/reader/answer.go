package reader

import (
	"io"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

// Progress is what a person wants to know while they scan.
type Progress struct {
	Stage int // scans that are done, of Of
	Of    int
	Again Again // why the last scan is to be repeated; None if it was good
}

// Again says why a scan is to be repeated.
type Again uint8

// Never renumber: they cross the pipe.
const (
	None     Again = iota
	Once           // no reason is known
	TooShort       // the finger was lifted too soon
	Centre         // it was not in the middle
	Lift           // it was not lifted since the last scan
)

// Answer is the helper's last word.
type Answer struct {
	Code   biometric.Code
	Match  bool
	Proof  []byte // of a match: signature over ProofTranscript by the key that was made with the template
	Public []byte // of a new template: the key that its matches sign with
	Sealed []byte // of a new template, under the person's key
}

// reasons are the failures that can cross the pipe: a number for each, and no text. Never renumber.
var reasons = []struct {
	kind      fault.Kind
	key, hint fault.TextKey
}{
	{fault.Unavailable, "fault.reader.failed", "hint.reader.other_ways"},
	{fault.Missing, "fault.reader.none", "hint.reader.other_ways"},
	{fault.Taken, "fault.reader.busy", "hint.reader.other_ways"},
	{fault.Denied, "fault.reader.refused", "hint.reader.administrator"},
	{fault.Unavailable, "fault.reader.unplugged", "hint.reader.plug"},
	{fault.Unavailable, "fault.reader.cancelled", "hint.reader.other_ways"},
	{fault.Invalid, "fault.reader.template", "hint.reader.enrol_again"},
	{fault.Denied, "fault.reader.memory", "hint.reader.administrator"},
	{fault.Invalid, "fault.reader.request", "hint.reader.other_ways"},
}

// WriteProgress tells of a scan.
func WriteProgress(w io.Writer, p Progress) error {
	return writeFrame(w, tagProgress, []byte{byte(min(p.Stage, 255)), byte(min(p.Of, 255)), byte(p.Again)})
}

// WriteAnswer sends the last word.
func WriteAnswer(w io.Writer, o Operation, a Answer) error {
	f := fields{}
	f.put([]byte(a.Code))
	switch {
	case o == Enrol:
		f.put(a.Public)
		f.put(a.Sealed)
		return writeFrame(w, tagTemplate, f.raw)
	case a.Match:
		f.put(a.Proof)
		return writeFrame(w, tagMatch, f.raw)
	}
	return writeFrame(w, tagNoMatch, f.raw)
}

// WriteFailure sends the number of the error, or of the general one for an error that has none.
func WriteFailure(w io.Writer, err error) error {
	number, p := 0, fault.PublicOf(err)
	for i, r := range reasons {
		if r.key == p.Key {
			number = i
		}
	}
	return writeFrame(w, tagFailure, []byte{byte(number)})
}

// mostProgress bounds how often a helper may tell of progress before it says anything else.
const mostProgress = 200

// ReadAnswer reads until the last word. The error is what the helper reported, or Untrusted for what no helper of ours says.
func ReadAnswer(r io.Reader, asked Request, progress func(Progress)) (Answer, error) {
	const op = "reader.ReadAnswer"
	untrusted := fault.New(fault.Untrusted, op, fault.Key("fault.reader.failed"), fault.Hint("hint.reader.other_ways"))
	for range mostProgress {
		tag, raw, err := readFrame(r, maxFrameBytes, plainSpace)
		switch {
		case fault.Is(err, fault.Invalid):
			return Answer{}, untrusted
		case err != nil:
			return Answer{}, fault.As(fault.Unavailable, op, err, fault.Key("fault.reader.gone"), fault.Hint("hint.reader.other_ways"))
		}
		if tag == tagProgress {
			p, ok := decodeProgress(raw)
			if !ok {
				return Answer{}, untrusted
			}
			progress(p)
			continue
		}
		if tag == tagFailure && len(raw) == 1 && int(raw[0]) < len(reasons) {
			e := reasons[raw[0]]
			return Answer{}, fault.New(e.kind, op, fault.Key(e.key), fault.Hint(e.hint))
		}
		a, ok := decodeAnswer(tag, raw, asked)
		if !ok {
			return Answer{}, untrusted
		}
		return a, nil
	}
	return Answer{}, untrusted
}

func decodeProgress(raw []byte) (Progress, bool) {
	if len(raw) != 3 || Again(raw[2]) > Lift || raw[0] > raw[1] {
		return Progress{}, false
	}
	return Progress{int(raw[0]), int(raw[1]), Again(raw[2])}, true
}

// decodeAnswer wants the answer to what was asked, about the pseudonym that was asked for.
func decodeAnswer(tag byte, raw []byte, asked Request) (Answer, bool) {
	f := fields{raw: raw}
	a := Answer{Code: biometric.Code(f.next(codeBytes, codeBytes))}
	switch {
	case tag == tagTemplate && asked.Operation == Enrol:
		a.Public, a.Sealed = f.next(PublicBytes, PublicBytes), f.next(1, maxSealedBytes)
	case tag == tagMatch && asked.Operation == Verify:
		a.Match, a.Proof = true, f.next(ProofBytes, ProofBytes)
	case tag == tagNoMatch && asked.Operation == Verify:
	default:
		return Answer{}, false
	}
	return a, f.end() && a.Code == asked.Code
}
