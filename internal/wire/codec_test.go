package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	"vigie.example/internal/wire"
)

var (
	someID      = conversation.ID(strings.Repeat("A", 43))
	someMessage = conversation.MessageID(strings.Repeat("A", 22))
)

func someSend() wire.Send {
	return wire.Send{
		Conversation: someID, ID: someMessage, Key: 1, Generation: 2, N: 3, Seen: 4,
		Body: make([]byte, 256+28), Signature: make([]byte, 64),
	}
}

func TestDecode_ReadsWhatEncodePrints(t *testing.T) {
	raw, err := wire.Encode(wire.TypeSend, 7, 0, someSend())
	if err != nil {
		t.Fatal(err)
	}
	f, err := wire.Decode(raw, wire.MaxFrameBytes)
	if err != nil {
		t.Fatal(err)
	}
	if f.T != wire.TypeSend || f.N != 7 || f.Re != 0 {
		t.Errorf("frame %v %d %d", f.T, f.N, f.Re)
	}
	got, err := wire.DecodeData[wire.Send](f)
	if err != nil || !reflect.DeepEqual(got, someSend()) {
		t.Errorf("data %+v, %v", got, err)
	}
	if raw, err = wire.Encode(wire.TypePing, 1, 0, nil); err != nil || string(raw) != `{"v":1,"t":"ping","n":1}` {
		t.Errorf("a frame without data: %s, %v", raw, err)
	}
}

func TestDecode_RefusesWhatIsNoFrame(t *testing.T) {
	deep := `{"v":1,"t":"send","d":` + strings.Repeat("[", 12) + strings.Repeat("]", 12) + `}`
	for _, tt := range []struct {
		name, raw string
		want      fault.Kind
	}{
		{"nothing", ``, fault.Invalid},
		{"no object", `[1]`, fault.Invalid},
		{"a number", `1`, fault.Invalid},
		{"cut off", `{"v":1,"t":"ping"`, fault.Invalid},
		{"two values", `{"v":1,"t":"ping"}{}`, fault.Invalid},
		{"no type", `{"v":1}`, fault.Invalid},
		{"odd type", `{"v":1,"t":"Ping me"}`, fault.Invalid},
		{"long type", `{"v":1,"t":"` + strings.Repeat("a", 33) + `"}`, fault.Invalid},
		{"no version", `{"t":"ping"}`, fault.Version},
		{"another version", `{"v":2,"t":"ping"}`, fault.Version},
		{"negative number", `{"v":1,"t":"ping","n":-1}`, fault.Invalid},
		{"fraction", `{"v":1,"t":"ping","n":1.5}`, fault.Invalid},
		{"invalid UTF-8", "{\"v\":1,\"t\":\"ping\",\"x\":\"\xff\"}", fault.Invalid},
		{"too deep", deep, fault.Invalid},
		{"very deep", strings.Repeat(`{"a":`, 10_000), fault.Invalid},
		{"a name twice", `{"v":1,"t":"ping","t":"close"}`, fault.Invalid},
		{"a name twice inside", `{"v":1,"t":"send","d":{"number":1,"number":2}}`, fault.Invalid},
		{"a name twice by escape", `{"v":1,"t":"send","d":{"number":1,"n\u0075mber":2}}`, fault.Invalid},
		{"a name twice by case", `{"v":1,"t":"send","d":{"seen":1,"Seen":2}}`, fault.Invalid},
		{"a name twice by folding", `{"v":1,"t":"send","d":{"seen":1,"ſeen":2}}`, fault.Invalid},
		{"a name twice in a list", `{"v":1,"t":"send","d":[0,{"a":1,"a":2}]}`, fault.Invalid},
		{"too large", `{"v":1,"t":"ping","x":"` + strings.Repeat("a", 300) + `"}`, fault.TooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			limit := 256
			if tt.name == "very deep" {
				limit = 1 << 20
			}
			if _, err := wire.Decode([]byte(tt.raw), limit); !fault.Is(err, tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

func TestDecode_IgnoresWhatItDoesNotKnow(t *testing.T) {
	f, err := wire.Decode([]byte(` {"v":1,"t":"from_the_future","more":[{"a":{}},[],null,-1.5e3,true],"d":null} `), 256)
	if err != nil {
		t.Fatal(err)
	}
	if _, known := wire.Lookup(f.T); known || f.Data != nil {
		t.Errorf("known %v, data %s", known, f.Data)
	}
}

func TestDecodeData_HoldsFieldsToTheirSizes(t *testing.T) {
	change := func(set func(*wire.Send)) wire.Send {
		s := someSend()
		set(&s)
		return s
	}
	for name, bad := range map[string]wire.Send{
		"conversation":  change(func(s *wire.Send) { s.Conversation = "x.>" }),
		"identifier":    change(func(s *wire.Send) { s.ID = "*" }),
		"number":        change(func(s *wire.Send) { s.N = 0 }),
		"body":          change(func(s *wire.Send) { s.Body = make([]byte, 300) }),
		"no body":       change(func(s *wire.Send) { s.Body = nil }),
		"no signature":  change(func(s *wire.Send) { s.Signature = nil }),
		"long sigature": change(func(s *wire.Send) { s.Signature = make([]byte, 65) }),
	} {
		raw, _ := wire.Encode(wire.TypeSend, 1, 0, bad)
		f, err := wire.Decode(raw, wire.MaxFrameBytes)
		if err != nil {
			t.Fatal(name, err)
		}
		if _, err := wire.DecodeData[wire.Send](f); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := wire.DecodeData[wire.Message](f); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s in a message: %v", name, err)
		}
	}
	if _, err := wire.DecodeData[wire.Send](wire.Frame{V: 1, T: wire.TypeSend}); !fault.Is(err, fault.Invalid) {
		t.Errorf("no data: %v", err)
	}
}

func TestC8_ErrorsDoNotRepeatWhatWasSent(t *testing.T) {
	const canary = "Camille"
	_, err := wire.Decode([]byte(`{"v":1,"t":"send","n":"`+canary+`"}`), 256)
	if err == nil || strings.Contains(err.Error(), canary) {
		t.Errorf("error %v", err)
	}
	_, err = wire.DecodeData[wire.Send](wire.Frame{Data: json.RawMessage(`{"number":"` + canary + `"}`)})
	if err == nil || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), canary) {
		t.Errorf("error %v", err)
	}
}

func TestSpecs_EveryQuestionHasItsAnswer(t *testing.T) {
	seen := map[wire.Type]bool{}
	for _, s := range wire.Specs() {
		if seen[s.Type] {
			t.Errorf("%s is there twice", s.Type)
		}
		seen[s.Type] = true
		if s.From == 0 || s.To == 0 {
			t.Errorf("%s: from %d, to %d", s.Type, s.From, s.To)
		}
		if s.Answer == "" {
			continue
		}
		a, ok := wire.Lookup(s.Answer)
		if !ok || !a.From.Has(wire.Service) || !a.To.Has(s.From&wire.Clients) {
			t.Errorf("%s: the service cannot answer %s to who asks", s.Type, s.Answer)
		}
	}
}

// What parses prints to something that parses to the same; nothing panics.
func FuzzDecode(f *testing.F) {
	raw, _ := wire.Encode(wire.TypeSend, 7, 0, someSend())
	for _, seed := range []string{
		string(raw), `{"v":1,"t":"ping"}`, `{"v":1,"t":"sync","n":2,"d":{"known":{"` + string(someID) + `":3}}}`,
		`{"v":1,"t":"a","d":[[],{},"\u00e9\\",1e9,null]}`, `{"v":1,"t":"a","d":{"a":{"a":1}}}`, `{`, `"`, `{"a`, `{"\`, `[`, `{"v":1,"t":"a","\ud800":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		first, err := wire.Decode(raw, wire.MaxFrameBytes)
		if err != nil {
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.TooLarge && k != fault.Version {
				t.Fatalf("kind %s", k)
			}
			return
		}
		printed, err := wire.Encode(first.T, first.N, first.Re, data(first))
		if err != nil {
			t.Fatal(err)
		}
		second, err := wire.Decode(printed, 2*wire.MaxFrameBytes)
		if err != nil {
			t.Fatalf("%s: %v", printed, err)
		}
		again, err := wire.Encode(second.T, second.N, second.Re, data(second))
		if err != nil || !bytes.Equal(printed, again) {
			t.Fatalf("%s prints as %s, %v", printed, again, err)
		}
		decodeAny(t, second)
	})
}

func data(f wire.Frame) any {
	if f.Data == nil {
		return nil
	}
	return f.Data
}

// decodeAny decodes the payload as what its type says, and holds parse and print together.
func decodeAny(t *testing.T, f wire.Frame) {
	switch f.T {
	case wire.TypeSend:
		roundTrip[wire.Send](t, f)
	case wire.TypeMessage:
		roundTrip[wire.Message](t, f)
	case wire.TypeSync:
		roundTrip[wire.Sync](t, f)
	case wire.TypeClosed:
		roundTrip[wire.Closed](t, f)
	default:
		roundTrip[wire.Opened](t, f)
	}
}

func roundTrip[T any](t *testing.T, f wire.Frame) {
	first, err := wire.DecodeData[T](f)
	if err != nil {
		return
	}
	f.Data, err = json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	second, err := wire.DecodeData[T](f)
	if err != nil || !reflect.DeepEqual(first, second) {
		t.Fatalf("%+v\n%+v\n%v", first, second, err)
	}
}

func BenchmarkDecode(b *testing.B) {
	raw, _ := wire.Encode(wire.TypeSend, 7, 0, someSend())
	for b.Loop() {
		f, err := wire.Decode(raw, wire.MaxFrameBytes)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := wire.DecodeData[wire.Send](f); err != nil {
			b.Fatal(err)
		}
	}
}
