package fido

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// data is authenticator data with flags and what follows the counter.
func data(flags byte, rest ...[]byte) []byte {
	out := make([]byte, fixedBytes)
	out[partyBytes] = flags
	return append(out, bytes.Join(rest, nil)...)
}

func answered(t testing.TB, data []byte) []byte {
	raw, err := cbor.Marshal(map[int]any{1: map[string]any{"id": []byte{1}, "type": "public-key"}, 2: data, 3: []byte("signature")})
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte{0}, raw...)
}

// through is what comes through of an answer to a request.
func through(t *testing.T, asked byte, answer []byte) []byte {
	t.Helper()
	s := &sieve{Pipe: &answers{reportsOf(commandCBOR, answer)}}
	request := make([]byte, 1+reportBytes)
	request[5], request[firstReport] = commandCBOR, asked
	if _, err := s.Write(request); err != nil {
		t.Fatal(err)
	}
	cancel := make([]byte, 1+reportBytes)
	cancel[5] = 0x91
	if _, err := s.Write(cancel); err != nil { // which is no request
		t.Fatal(err)
	}
	return passedBy(t, s)
}

var (
	output     = []byte("\xa1\x6bhmac-secret\x44abcd")
	credential = append(make([]byte, modelBytes), 0, 2, 7, 7, 0xa1, 0x01, 0x02) // with a COSE key
)

// What is in authenticator data is looked at as well: libfido2 gives it to libcbor again.
func TestL13_TheSieveLooksIntoAuthenticatorData(t *testing.T) {
	huge := []byte{0x9a, 0x25, 0xfe, 0xf6, 0x21}
	for name, tt := range map[string]struct {
		asked  byte
		answer []byte
		fine   bool
	}{
		"a proof":                             {askAssertion, answered(t, data(1)), true},
		"a proof with a secret":               {askAssertion, answered(t, data(1|flagExtended, output)), true},
		"the next proof":                      {askNext, answered(t, data(1|flagExtended, output)), true},
		"a credential":                        {askCredential, answered(t, data(1|flagAttested, credential)), true},
		"a credential with an extension":      {askCredential, answered(t, data(1|flagAttested|flagExtended, credential, output)), true},
		"a token, which is no data":           {0x06, answered(t, huge), true},
		"637 million in an extension":         {askAssertion, answered(t, data(1|flagExtended, huge)), false},
		"637 million in the next":             {askNext, answered(t, data(1|flagExtended, huge)), false},
		"637 million for a public key":        {askCredential, answered(t, data(1|flagAttested, append(slices.Clone(credential[:modelBytes+4]), huge...))), false},
		"637 million behind a credential":     {askCredential, answered(t, data(1|flagAttested|flagExtended, credential, huge)), false},
		"an extension that is not announced":  {askAssertion, answered(t, data(1, output)), false},
		"an extension that is announced":      {askAssertion, answered(t, data(1|flagExtended)), false},
		"a list of extensions":                {askAssertion, answered(t, data(1|flagExtended, []byte{0x80})), false},
		"two maps":                            {askAssertion, answered(t, data(1|flagExtended, output, output)), false},
		"one name twice":                      {askAssertion, answered(t, data(1|flagExtended, []byte("\xa2\x61a\x01\x61a\x02"))), false},
		"a credential in a proof":             {askAssertion, answered(t, data(1|flagAttested, credential)), false},
		"a credential without one":            {askCredential, answered(t, data(1)), false},
		"a credential longer than the answer": {askCredential, answered(t, data(1|flagAttested, credential[:modelBytes], []byte{0xff, 0xff, 7})), false},
		"cut in the credential":               {askCredential, answered(t, data(1|flagAttested, credential[:modelBytes+1])), false},
		"short data":                          {askAssertion, answered(t, data(1)[:fixedBytes-1]), false},
		"no data":                             {askAssertion, []byte{0, 0xa0}, false},
		"data that is none":                   {askAssertion, []byte{0, 0xa1, 0x02, 0x01}, false},
		"data twice":                          {askAssertion, []byte{0, 0xa2, 0x02, 0x40, 0x18, 0x02, 0x40}, false},
		"a list for an answer":                {askAssertion, []byte{0, 0x80}, false},
	} {
		want := tt.answer
		if !tt.fine {
			want = []byte{statusOther}
		}
		if got := through(t, tt.asked, tt.answer); !bytes.Equal(got, want) {
			t.Errorf("%s: %x came through", name, got)
		}
	}
}

// FuzzL13_Sieve: what comes through is what came, or an error; and of authenticator data every byte is accounted for.
func FuzzL13_Sieve(f *testing.F) {
	f.Add(byte(askAssertion), answered(f, data(1|flagExtended, output)))
	f.Add(byte(askCredential), answered(f, data(1|flagAttested|flagExtended, credential, output)))
	f.Add(byte(askNext), []byte{0x2e})
	f.Add(byte(0x06), []byte{0, 0xa1, 0x01, 0x9a, 0x25, 0xfe, 0xf6, 0x21})
	f.Fuzz(func(t *testing.T, asked byte, answer []byte) {
		if len(answer) > maxMessage {
			return
		}
		began := time.Now()
		got := through(t, asked, answer)
		if time.Since(began) > 10*time.Second {
			t.Error("it hung")
		}
		if bytes.Equal(got, []byte{statusOther}) {
			return
		}
		if !bytes.Equal(got, answer) {
			t.Fatalf("%x became %x", answer, got)
		}
		if asked != askAssertion || len(got) == 1 {
			return
		}
		var in struct {
			Data []byte `cbor:"2,keyasint"`
		}
		if err := cbor.Unmarshal(got[1:], &in); err != nil || len(in.Data) < fixedBytes || in.Data[partyBytes]&flagAttested != 0 {
			t.Fatalf("%x: %v", in.Data, err)
		}
		if rest := in.Data[fixedBytes:]; in.Data[partyBytes]&flagExtended == 0 && len(rest) > 0 {
			t.Errorf("%x is behind what was announced", rest)
		} else if len(rest) > 0 && cbor.Wellformed(rest) != nil {
			t.Errorf("extensions %x", rest)
		}
	})
}
