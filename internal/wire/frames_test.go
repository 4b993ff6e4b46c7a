package wire

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/retention"
)

// The corpus is one good frame of every type, in a file for each end that sends it, and frames that are wrong in a known way. Both
// sides fuzz with it: Go here and in internal/backend/gate, the page in assets/page/test/fuzz.test.mjs.
const corpus = "testdata/frames/"

var writeCorpus = flag.Bool("write", false, "write the corpus anew")

// sizes are what byte strings have, by the names of their fields.
var sizes = map[string]int{
	"authority": publicKeyBytes, "key": publicKeyBytes, "shift_key": publicKeyBytes, "nonce": nonceBytes, "signature": signatureBytes,
	"public": hourlyPublicBytes, "proof": signatureBytes, "enc": encapsulationBytes, "body": bodyBytes[0],
}

// texts are what strings say, by the names of their fields.
var texts = map[string]string{
	"state": "waiting", "language": "fr", "hourly": strings.Repeat("h", hourlyIDBytes), "query": "Bordeaux", "place": "33000",
	"version": "2026-11-28", "side": "declarant", "by": "declarant", "reason": "language", "refusal": "busy", "phase": "asked", "choice": "at",
	"package": strings.Repeat("0f", packageNameBytes/2), "outcome": "accepted",
	"method": "key", "erase": strings.Repeat("A", 22), "codes": strings.Repeat("A", 22), "notice": strings.Repeat("A", 43),
}

// sample returns a good value of a type; name is the field that it is for, within a frame's payload of type of.
func sample(of, t reflect.Type, name string) reflect.Value {
	v := reflect.New(t).Elem()
	switch {
	case t == reflect.TypeFor[conversation.ID]():
		v.SetString(strings.Repeat("A", 43))
	case t == reflect.TypeFor[conversation.MessageID](), t == reflect.TypeFor[conversation.QuestionID](), t == reflect.TypeFor[conversation.CallID]():
		v.SetString(strings.Repeat("A", 22))
	case t == reflect.TypeFor[[]byte]():
		v.SetBytes(sampleBytes(of, name))
	case t == reflect.TypeFor[Advise](): // a letter or a refusal
		letter := sample(of, reflect.TypeFor[Letter](), "").Interface().(Letter)
		v.Set(reflect.ValueOf(Advise{Question: conversation.QuestionID(strings.Repeat("A", 22)), Letter: &letter}))
	case t == reflect.TypeFor[Duty]():
		v.Set(reflect.ValueOf(Duty{State: "on"}))
	case t.Kind() == reflect.String:
		v.SetString(sampleText(of, name))
	case t.Kind() == reflect.Bool:
		v.SetBool(true)
	case reflect.TypeFor[int]().ConvertibleTo(t):
		v.Set(reflect.ValueOf(1).Convert(t))
	case t.Kind() == reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(sample(of, t.Elem(), name))
	case t.Kind() == reflect.Slice:
		v.Set(reflect.Append(v, sample(of, t.Elem(), name)))
	case t.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(sample(of, t.Key(), name), sample(of, t.Elem(), name))
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			field, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			v.Field(i).Set(sample(t, f.Type, field))
		}
	}
	return v
}

func sampleBytes(of reflect.Type, name string) []byte {
	size, known := sizes[name]
	switch {
	case of == reflect.TypeFor[Letter]() && name == "body":
		size = letterBytes[0]
	case of == reflect.TypeFor[FingerProof](), of == reflect.TypeFor[NewFinger]() && name == "sig":
		size = signatureBytes
	case (of == reflect.TypeFor[Finger]() || of == reflect.TypeFor[NewFinger]()) && name == "public":
		size = publicKeyBytes
	case of == reflect.TypeFor[Envelope]() && name == "body":
		size = envelopeBodyBytes
	case !known:
		size = 32
	}
	return append([]byte{4}, make([]byte, size-1)...)
}

func sampleText(of reflect.Type, name string) string {
	if (of == reflect.TypeFor[Called]() || of == reflect.TypeFor[CallTold]()) && name == "phase" {
		return "calling"
	}
	if of == reflect.TypeFor[Hourly]() && name == "id" {
		return texts["hourly"]
	}
	if name == "key" && (of == reflect.TypeFor[Stock]() || of == reflect.TypeFor[Wiped]()) {
		return texts["notice"]
	}
	if name == "code" && (of == reflect.TypeFor[Finger]() || of == reflect.TypeFor[NewFinger]() || of == reflect.TypeFor[FingerCode]() || of == reflect.TypeFor[FingerProof]()) {
		return texts["erase"]
	}
	if name == "code" && (of == reflect.TypeFor[Settle]() || of == reflect.TypeFor[Decision]()) {
		return string(retention.Wiped)
	}
	if s, ok := texts[name]; ok {
		return s
	}
	return "code"
}

// payload returns a good payload for a type of frame; nil where there is none.
func payload(s Spec) any {
	if s.Data == nil {
		return nil
	}
	return sample(s.Data, s.Data, "").Interface()
}

// fits decodes a frame's payload as its type says; the value is nil where there is none.
func fits(f Frame) (any, bool) {
	s, known := Lookup(f.T)
	if !known || s.Data == nil {
		return nil, known
	}
	v := reflect.New(s.Data)
	if f.Data == nil || json.Unmarshal(f.Data, v.Interface()) != nil {
		return nil, false
	}
	c, checks := v.Elem().Interface().(checker)
	return v.Elem().Interface(), !checks || c.check()
}

func TestCorpus_HoldsEveryFrame(t *testing.T) {
	for name, end := range map[string]End{"page": Page, "console": Console, "service": Service} {
		var want bytes.Buffer
		for _, s := range Specs() {
			if !s.From.Has(end) {
				continue
			}
			raw, err := Encode(s.Type, 7, 0, payload(s))
			if err != nil {
				t.Fatal(err)
			}
			f, err := Decode(raw, MaxServiceBytes)
			if err != nil {
				t.Fatalf("%s: %v", s.Type, err)
			}
			if _, ok := fits(f); !ok {
				t.Errorf("the sample of %s does not fit: say in sizes or texts what its fields hold: %s", s.Type, raw)
			}
			want.Write(append(raw, '\n'))
		}
		file := corpus + name + ".jsonl"
		if *writeCorpus {
			if err := os.WriteFile(file, want.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s is not what the frames are now (%v): go test ./internal/wire -run Corpus -write", file, err)
		}
	}
}

// lines returns the lines of a file of the corpus.
func lines(t testing.TB, name string) []string {
	t.Helper()
	raw, err := os.ReadFile(corpus + name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
}

// wrongFrame is a line of wrong.jsonl: a frame as text, and how each side refuses it. "" means that it reads it; the page's parser is the
// browser's, which takes the last of two fields of one name.
type wrongFrame struct {
	Raw  string     `json:"raw"`
	Go   fault.Kind `json:"go"`
	Page fault.Kind `json:"page"`
}

func TestCorpus_WrongFramesAreRefused(t *testing.T) {
	for _, line := range lines(t, "wrong.jsonl") {
		var w wrongFrame
		if err := json.Unmarshal([]byte(line), &w); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		f, err := Decode([]byte(w.Raw), MaxServiceBytes)
		if _, ok := fits(f); err == nil && !ok {
			err = fault.Invalid
		}
		if fault.KindOf(err) != w.Go {
			t.Errorf("%s: refused with %q, want %q", w.Raw, fault.KindOf(err), w.Go)
		}
	}
}

// FuzzPayloads: whatever the bytes, and as the payload of whatever type, nothing panics; what fits prints to what fits, and then to
// itself; what a reader is given is never larger than what was read.
func FuzzPayloads(f *testing.F) {
	for _, name := range []string{"page.jsonl", "console.jsonl", "service.jsonl", "wrong.jsonl"} {
		for _, line := range lines(f, name) {
			f.Add(uint8(0), []byte(line))
		}
	}
	for i, s := range Specs() {
		raw, _ := json.Marshal(payload(s))
		f.Add(uint8(i+1), raw)
	}
	f.Fuzz(func(t *testing.T, kind uint8, raw []byte) {
		frame := Frame{V: Version, T: "ping", Data: raw}
		if kind == 0 {
			var err error
			if frame, err = Decode(raw, MaxConsoleBytes); err != nil {
				return
			}
		} else if s := Specs(); int(kind) <= len(s) {
			frame.T = s[kind-1].Type
			if checkForm(raw) != nil {
				return // Decode lets no such payload through
			}
		}
		first, ok := fits(frame)
		if !ok || first == nil {
			return
		}
		printed, err := Encode(frame.T, frame.N, frame.Re, first)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Decode(printed, 8*MaxServiceBytes)
		if err != nil {
			t.Fatalf("%s: %v", printed, err)
		}
		second, ok := fits(again)
		if !ok || !reflect.DeepEqual(first, second) {
			t.Fatalf("%+v\nprints as %s\nand reads as %+v (%v)", first, printed, second, ok)
		}
	})
}
