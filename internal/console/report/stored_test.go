package report

import (
	"bytes"
	"reflect"
	"testing"

	"vigie.example/internal/console"
	"vigie.example/internal/conversation"
	"vigie.example/internal/fault"
	rules "vigie.example/internal/report"
)

func written(t testing.TB) *draft {
	t.Helper()
	d := newDraft()
	r, p, err := rules.New().AddPerson(rules.Witness)
	if err == nil {
		r, err = r.EditPerson(p, func(p *rules.Person) { p.Majority, p.Necessity = rules.Minor, "il a vu" })
	}
	var id rules.ElementID
	if err == nil {
		r, id, err = r.Add(rules.Element{Field: "person.name", Person: p, Value: "Sarah Exemple", Sources: []conversation.MessageID{"m1"}})
	}
	if err == nil {
		r, err = r.Edit(id, func(e *rules.Element) {
			e.Included, e.Necessity, e.Absolute, e.Declared = true, "elle a vu", "sans elle, rien", "health"
			e.Reduction = rules.Reduction{Way: "redact", Spans: []rules.Span{{Begin: 6, End: 13}}}
		})
	}
	if err == nil {
		d.report, err = r.SetHead(rules.Head{Target: "lrpgn", Offence: "a", Purpose: "p", Recipient: "r", Informed: true, Danger: "d", Read: [32]byte{1}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestADraftComesBackFromTheVault(t *testing.T) {
	d := written(t)
	again, err := decode(d.encode())
	if err != nil || !reflect.DeepEqual(again.report.Parts(), d.report.Parts()) || again.sending.phase != Writing {
		t.Fatalf("it is another one: %v", err)
	}
	if newDraft().encode() != nil {
		t.Error("what was not begun is kept")
	}
}

// What may have left is handed over again under its name, what was accepted is closed, what was lost stays lost.
func TestAPackageComesBackFromTheVault(t *testing.T) {
	for was, is := range map[Phase]Phase{Preparing: Preparing, OnItsWay: Preparing, Waiting: Preparing, TakingBack: Preparing, Arrived: Arrived, Unread: Arrived, Lost: Lost} {
		d := written(t)
		s := &d.sending
		s.phase, s.parcel = was, console.Package{Name: "0a", Target: "lrpgn", Digest: [32]byte{2}, Sealed: []byte{1, 2, 3}}
		s.lines, s.position, s.receipt = []rules.ElementID{"e1"}, 7, "R-1"
		again, err := decode(d.encode())
		if err != nil {
			t.Fatal(err)
		}
		got := again.sending
		if got.phase != is || !reflect.DeepEqual(got.parcel, s.parcel) || got.position != 7 || got.receipt != "R-1" || len(got.lines) != 1 || !got.kept {
			t.Errorf("%s: %+v", was, got)
		}
		if again.open() {
			t.Errorf("%s: it can be changed", was)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(written(f).encode())
	f.Add([]byte(`{"v":1,"elements":[{"id":"e1","spans":[[0,9]]}],"last_element":1}`))
	f.Add([]byte(`{"v":2}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := decode(raw)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("another fault: %v", err)
			}
			return
		}
		once := d.encode()
		if once == nil {
			return
		}
		again, err := decode(once)
		if err != nil || !bytes.Equal(again.encode(), once) {
			t.Errorf("%s became another draft (%v)", once, err)
		}
	})
}
