package fault_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"vigie.example/internal/fault"
)

const canary = "je m'appelle Camille, 192.0.2.7"

var errForeign = errors.New("decode: invalid character in " + canary)

// The list is written out by hand: a changed or removed code must fail here.
func TestKinds_CodesNeverChange(t *testing.T) {
	want := "invalid denied missing taken expired too_large too_many unavailable internal unauthenticated untrusted version gone"
	var got []string
	for _, k := range fault.Kinds() {
		got = append(got, k.String())
		if parsed, ok := fault.ParseKind(k.String()); !ok || parsed != k {
			t.Errorf("ParseKind(%q) = %q, %v", k, parsed, ok)
		}
	}
	if s := strings.Join(got, " "); s != want {
		t.Errorf("codes = %s\n want %s", s, want)
	}
	if k, ok := fault.ParseKind("from_the_future"); ok || k != fault.Internal {
		t.Errorf("unknown code: %q, %v", k, ok)
	}
}

func TestIs(t *testing.T) {
	taken := fault.New(fault.Taken, "backend.Claim", fault.Key("fault.claim.taken"))
	tests := []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"nil", nil, ""},
		{"new", taken, fault.Taken},
		{"wrapped keeps its kind", fault.Wrap("a.B", taken), fault.Taken},
		{"wrapped by fmt", fmt.Errorf("x: %w", taken), fault.Taken},
		{"joined", errors.Join(errForeign, taken), fault.Taken},
		{"foreign", errForeign, fault.Internal},
		{"foreign wrapped", fault.Wrap("a.B", errForeign), fault.Internal},
		{"foreign with a kind", fault.As(fault.Invalid, "a.B", errForeign), fault.Invalid},
		{"given another kind", fault.As(fault.Unavailable, "a.B", taken), fault.Unavailable},
		{"bare kind", fault.Gone, fault.Gone},
		{"bare kind wrapped", fault.Wrap("a.B", fault.Gone), fault.Gone},
		{"cancelled", fault.Wrap("a.B", context.Canceled), fault.Unavailable},
		{"out of time", context.DeadlineExceeded, fault.Unavailable},
		{"not a kind", fault.New("nonsense", "a.B"), fault.Internal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fault.KindOf(tt.err); got != tt.want {
				t.Fatalf("KindOf = %q, want %q", got, tt.want)
			}
			for _, k := range fault.Kinds() {
				if got := fault.Is(tt.err, k); got != (k == tt.want) {
					t.Errorf("Is(%s) = %v", k, got)
				}
			}
		})
	}
	if !errors.Is(fault.Wrap("a.B", taken), fault.Taken) || errors.Is(taken, fault.Gone) {
		t.Error("errors.Is does not follow the kind")
	}
	if !errors.Is(fault.Wrap("a.B", errForeign), errForeign) {
		t.Error("the cause is out of reach")
	}
	var e *fault.Error
	if !errors.As(fmt.Errorf("x: %w", taken), &e) || e.Op() != "backend.Claim" || e.Kind() != fault.Taken {
		t.Error("errors.As does not find the fault")
	}
	if fault.Wrap("a.B", nil) != nil {
		t.Error("Wrap(nil) is not nil")
	}
}

func TestC8_ErrorTextHoldsNoForeignText(t *testing.T) {
	errs := []error{
		fault.Wrap("a.B", errForeign),
		fault.As(fault.Invalid, "a.B", errForeign, fault.Key("fault.x"), fault.Hint("hint.x")),
		fault.Wrap("a.B", fault.Wrap("c.D", errForeign)),
		fault.Wrap("a.B", fmt.Errorf("%s: %w", canary, fault.New(fault.Gone, "c.D"))),
		fault.Wrap("a.B", errors.Join(errForeign, fault.New(fault.Gone, "c.D"))),
	}
	for _, err := range errs {
		for _, verb := range []string{"%v", "%s", "%+v", "%#v", "%q"} {
			if s := fmt.Sprintf(verb, err); strings.Contains(s, "Camille") || strings.Contains(s, "192.0.2") {
				t.Errorf("%s leaks the cause: %s", verb, s)
			}
		}
	}
}

func TestErrorText(t *testing.T) {
	taken := fault.New(fault.Taken, "stream.Put", fault.Key("fault.claim.taken"))
	for _, tt := range []struct {
		err  error
		want string
	}{
		{taken, "stream.Put: taken (fault.claim.taken)"},
		{fault.Wrap("backend.Claim", taken), "backend.Claim: stream.Put: taken (fault.claim.taken)"},
		{fault.As(fault.Unavailable, "backend.Claim", taken), "backend.Claim: unavailable: stream.Put: taken (fault.claim.taken)"},
		{fault.New(fault.Gone, ""), "gone"},
		{fault.Wrap("a.B", errForeign), "a.B: internal"},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

func TestPublicOf(t *testing.T) {
	taken := fault.New(fault.Taken, "stream.Put", fault.Key("fault.claim.taken"), fault.Hint("hint.claim.other"))
	tests := []struct {
		name string
		err  error
		want fault.Public
	}{
		{"nil", nil, fault.Public{}},
		{"foreign", errForeign, fault.Public{Kind: fault.Internal, Key: "fault.internal"}},
		{"general text", fault.New(fault.TooMany, "a.B"), fault.Public{Kind: fault.TooMany, Key: "fault.too_many"}},
		{"inner key", fault.Wrap("a.B", fault.Wrap("c.D", taken)), fault.Public{Kind: fault.Taken, Key: "fault.claim.taken", Hint: "hint.claim.other"}},
		{"outer key wins", fault.Wrap("a.B", taken, fault.Key("fault.mine")), fault.Public{Kind: fault.Taken, Key: "fault.mine", Hint: "hint.claim.other"}},
		{"another kind, other words", fault.As(fault.Unavailable, "a.B", taken), fault.Public{Kind: fault.Unavailable, Key: "fault.unavailable"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fault.PublicOf(tt.err); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestConceal_DeniedAndAbsentLookAlike(t *testing.T) {
	denied := fault.Conceal(fault.New(fault.Denied, "access.Decide", fault.Key("fault.not_yours"), fault.Hint("hint.ask")))
	missing := fault.Conceal(fault.Wrap("stream.Get", fault.New(fault.Missing, "kv.Get", fault.Key("fault.no_such"))))
	if denied.Error() != missing.Error() || fault.PublicOf(denied) != fault.PublicOf(missing) {
		t.Errorf("they differ: %v, %v", denied, missing)
	}
	if fmt.Sprintf("%#v", denied) != fmt.Sprintf("%#v", missing) || errors.Is(denied, fault.Denied) {
		t.Error("the concealed error still leads to the refusal")
	}
	taken := fault.New(fault.Taken, "a.B")
	if fault.Conceal(taken) != taken || fault.Conceal(nil) != nil {
		t.Error("Conceal changes other errors")
	}
}

func TestFromPeer(t *testing.T) {
	good := fault.PublicOf(fault.FromPeer("link.Read", "taken", "fault.claim.taken", "hint.other"))
	if good != (fault.Public{Kind: fault.Taken, Key: "fault.claim.taken", Hint: "hint.other"}) {
		t.Errorf("got %+v", good)
	}
	bad := fault.FromPeer("link.Read", "nonsense", canary, strings.Repeat("a", 65))
	if fault.PublicOf(bad) != (fault.Public{Kind: fault.Internal, Key: "fault.internal"}) {
		t.Errorf("believed a peer: %v", bad)
	}
}

func FuzzValidKey(f *testing.F) {
	for _, s := range []string{"", "fault.taken", "Fault", "a b", "9a", canary, strings.Repeat("a", 65), "a\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !fault.ValidKey(s) {
			return
		}
		if len(s) > 64 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789._-") != "" {
			t.Errorf("accepted %q", s)
		}
	})
}
