package reader

import (
	"bytes"
	"slices"
	"testing"

	"vigie.example/internal/biometric"
	"vigie.example/internal/fault"
)

const (
	code  biometric.Code       = "AAAAAAAAAAAAAAAAAAAAAA"
	other biometric.Code       = "AQAAAAAAAAAAAAAAAAAAAA"
	desk  biometric.ReaderCode = "reader-1"
	model biometric.Model      = "virtual_image:swipe"
)

var key = bytes.Repeat([]byte{7}, KeyBytes)

func enrolling() Request {
	return Request{Operation: Enrol, Model: model, Reader: desk, Code: code, Key: key}
}

func verifying(sealed []byte) Request {
	r := enrolling()
	r.Operation, r.Challenge, r.Sealed = Verify, bytes.Repeat([]byte{9}, ChallengeBytes), sealed
	return r
}

func TestL2_RequestHoldsOnePseudonymAndOneTemplate(t *testing.T) {
	for _, r := range []Request{enrolling(), verifying([]byte("sealed"))} {
		var pipe bytes.Buffer
		if err := WriteRequest(&pipe, r); err != nil {
			t.Fatal(err)
		}
		got, err := ReadRequest(&pipe, plainSpace)
		if err != nil || !bytes.Equal(encodeRequest(got), encodeRequest(r)) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	for name, spoil := range map[string]func(*Request){
		"no code":              func(r *Request) { r.Code = "" },
		"a name for a code":    func(r *Request) { r.Code = "op-1" },
		"short key":            func(r *Request) { r.Key = r.Key[1:] },
		"no challenge":         func(r *Request) { r.Challenge = nil },
		"no template":          func(r *Request) { r.Sealed = nil },
		"too long a template":  func(r *Request) { r.Sealed = make([]byte, maxSealedBytes+1) },
		"neither":              func(r *Request) { r.Operation = 3 },
		"template to an enrol": func(r *Request) { r.Operation = Enrol },
		"no reader":            func(r *Request) { r.Reader = "" },
		"any model":            func(r *Request) { r.Model = "" },
	} {
		r := verifying([]byte("sealed"))
		spoil(&r)
		if err := WriteRequest(&bytes.Buffer{}, r); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: written: %v", name, err)
		}
		var pipe bytes.Buffer
		if err := writeFrame(&pipe, tagRequest, encodeRequest(r)); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadRequest(&pipe, plainSpace); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

func TestReadRequest_ClearsWhatItRefuses(t *testing.T) {
	var pipe bytes.Buffer
	if err := writeFrame(&pipe, tagRequest, append(encodeRequest(verifying([]byte("secret template"))), 0)); err != nil {
		t.Fatal(err)
	}
	var given []byte
	_, err := ReadRequest(&pipe, func(n int) ([]byte, error) { given = make([]byte, n); return given, nil })
	if !fault.Is(err, fault.Invalid) || len(given) == 0 || bytes.ContainsFunc(given, func(r rune) bool { return r != 0 }) {
		t.Errorf("%v, left %q", err, given)
	}
}

// What a helper may say, and what nobody is to believe (L10).
func TestL10_AnswerIsMatchOrNoMatchAndAPseudonym(t *testing.T) {
	asked := verifying([]byte("sealed"))
	frames := func(parts ...func(*bytes.Buffer)) *bytes.Buffer {
		var b bytes.Buffer
		for _, p := range parts {
			p(&b)
		}
		return &b
	}
	say := func(tag byte, payload ...[]byte) func(*bytes.Buffer) {
		return func(b *bytes.Buffer) {
			f := fields{}
			for _, p := range payload {
				f.put(p)
			}
			_ = writeFrame(b, tag, f.raw)
		}
	}
	raw := func(tag byte, payload []byte) func(*bytes.Buffer) {
		return func(b *bytes.Buffer) { _ = writeFrame(b, tag, payload) }
	}
	proof := make([]byte, ProofBytes)
	for _, tt := range []struct {
		name  string
		out   *bytes.Buffer
		match bool
		want  fault.Kind
	}{
		{"match", frames(raw('P', []byte{1, 1, 0}), say('M', []byte(code), proof)), true, ""},
		{"no match", frames(say('N', []byte(code))), false, ""},
		{"another pseudonym", frames(say('M', []byte(other), proof)), false, fault.Untrusted},
		{"a name", frames(say('N', []byte("op-1"))), false, fault.Untrusted},
		{"no match with a proof", frames(say('N', []byte(code), proof)), false, fault.Untrusted},
		{"match without a proof", frames(say('M', []byte(code))), false, fault.Untrusted},
		{"something after it", frames(say('M', []byte(code), proof, []byte("and a capture"))), false, fault.Untrusted},
		{"a template instead", frames(say('T', []byte(code), make([]byte, PublicBytes), []byte("x"))), false, fault.Untrusted},
		{"an unknown tag", frames(raw('X', nil)), false, fault.Untrusted},
		{"too long", bytes.NewBuffer([]byte{'M', 0xff, 0xff, 0xff, 0xff}), false, fault.Untrusted},
		{"cut short", bytes.NewBuffer([]byte{'M', 0, 0, 0, 9, 1}), false, fault.Untrusted},
		{"nothing", frames(), false, fault.Unavailable},
		{"a reason", frames(raw('E', []byte{4})), false, fault.Unavailable},
		{"no such reason", frames(raw('E', []byte{200})), false, fault.Untrusted},
		{"impossible progress", frames(raw('P', []byte{9, 1, 0})), false, fault.Untrusted},
		{"endless progress", bytes.NewBuffer(bytes.Repeat([]byte{'P', 0, 0, 0, 3, 0, 5, 1}, mostProgress+1)), false, fault.Untrusted},
	} {
		a, err := ReadAnswer(tt.out, asked, func(Progress) {})
		if fault.KindOf(err) != tt.want || a.Match != tt.match {
			t.Errorf("%s: %+v, %v", tt.name, a, err)
		}
	}
}

func TestWriteFailure_SendsANumberAndNoText(t *testing.T) {
	for _, r := range reasons {
		var pipe bytes.Buffer
		if err := WriteFailure(&pipe, fault.New(r.kind, "x.Y", fault.Key(r.key))); err != nil {
			t.Fatal(err)
		}
		_, err := ReadAnswer(&pipe, enrolling(), nil)
		if p := fault.PublicOf(err); p.Key != r.key || !fault.Is(err, r.kind) {
			t.Errorf("%s came as %v", r.key, err)
		}
	}
	var pipe bytes.Buffer
	_ = WriteFailure(&pipe, fault.New(fault.Internal, "x.Y"))
	if pipe.Len() != headerBytes+1 {
		t.Errorf("%d bytes", pipe.Len())
	}
}

func TestL9_ATemplateOpensForItsPersonReaderAndPseudonymAlone(t *testing.T) {
	template := bytes.Repeat([]byte("minutiae"), 500)
	sealed, public, err := NewTemplate(enrolling(), template)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, template[:16]) || len(sealed)%padBytes != nonceBytes+16 {
		t.Errorf("%d bytes sealed", len(sealed))
	}
	r := verifying(sealed)
	got, sign, err := OpenTemplate(r, make([]byte, len(sealed)))
	if err != nil || !bytes.Equal(got, template) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	proof, err := sign()
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckProof(public, code, r.Challenge, proof); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"another pseudonym": CheckProof(public, other, r.Challenge, proof),
		"another sign-in":   CheckProof(public, code, make([]byte, ChallengeBytes), proof),
		"another key":       CheckProof(append([]byte{4}, make([]byte, 64)...), code, r.Challenge, proof),
		"a changed proof":   CheckProof(public, code, r.Challenge, append(slices.Clone(proof[:63]), proof[63]^1)),
	} {
		if !fault.Is(err, fault.Untrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, spoil := range map[string]func(*Request){
		"another person's key": func(r *Request) { r.Key = bytes.Repeat([]byte{8}, KeyBytes) },
		"another reader":       func(r *Request) { r.Reader = "reader-2" },
		"another pseudonym":    func(r *Request) { r.Code = other },
		"a flipped bit":        func(r *Request) { r.Sealed = slices.Clone(sealed); r.Sealed[100] ^= 1 },
		"cut":                  func(r *Request) { r.Sealed = sealed[:len(sealed)-1] },
		"nearly nothing":       func(r *Request) { r.Sealed = sealed[:20] },
	} {
		r := verifying(sealed)
		spoil(&r)
		if _, _, err := OpenTemplate(r, make([]byte, len(sealed))); !fault.Is(err, fault.Untrusted) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzRequest: what is read prints again as it was, and nothing else is read.
func FuzzRequest(f *testing.F) {
	f.Add(encodeRequest(enrolling()))
	f.Add(encodeRequest(verifying([]byte("sealed"))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, ok := decodeRequest(slices.Clone(raw))
		if ok && (!r.Valid() || !bytes.Equal(encodeRequest(r), raw)) {
			t.Errorf("%q reads as %+v", raw, r)
		}
	})
}

// FuzzAnswer: no bytes of a helper make the console believe a match that is not about what was asked, or panic.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte{'P', 0, 0, 0, 3, 1, 5, 0, 'E', 0, 0, 0, 1, 2})
	f.Add([]byte{'N', 0, 0, 0, 4, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := ReadAnswer(bytes.NewReader(raw), verifying([]byte("x")), func(p Progress) {
			if p.Stage > p.Of || p.Again > Lift {
				t.Errorf("progress %+v", p)
			}
		})
		if err == nil && (a.Code != code || a.Match != (len(a.Proof) == ProofBytes) || a.Sealed != nil) {
			t.Errorf("%+v", a)
		}
	})
}

// FuzzOpenTemplate: no bytes open.
func FuzzOpenTemplate(f *testing.F) {
	f.Add(make([]byte, 9000))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := verifying(raw)
		if _, _, err := OpenTemplate(r, make([]byte, len(raw))); err == nil {
			t.Error("it opened")
		}
	})
}
