package gate_test

import (
	"testing"

	"vigie.example/internal/seal"
	"vigie.example/internal/testkit/vigied"
	"vigie.example/internal/wire"
)

// TestD1_TheQueueIsHonest follows the place of those who wait, and who could answer, through everything that changes it.
func TestD1_TheQueueIsHonest(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	first := arrive(t, b, "33000")
	if first.opened.Ahead != 0 || first.opened.OnDuty != 0 || first.opened.UnitName == "" || len(first.opened.Roster) != 0 {
		t.Errorf("first: %+v", first.opened)
	}
	second := arrive(t, b, "33000")
	elsewhere := arrive(t, b, "75001")
	if second.opened.Ahead != 1 || elsewhere.opened.Ahead != 0 {
		t.Errorf("second: %d ahead, elsewhere: %d", second.opened.Ahead, elsewhere.opened.Ahead)
	}

	o := onDuty(t, b, b.AddOperator(t, "op-1", onlyUnit(first)))
	awaitThat(first.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 1 && q.Ahead == 0 })
	awaitThat(second.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 1 && q.Ahead == 1 })
	r := awaitThat(first.line, wire.TypeRoster, func(r wire.Roster) bool { return len(r.Roster) == 1 })

	urgent := &declarant{line: dial(t, b, b.Page), b: b}
	key, err := seal.NewSigningKey()
	check(t, err)
	open := wire.Open{Place: "33000", Language: "en", Urgent: true}
	check(t, seal.SignOpen(key, urgent.welcome.Nonce, &open))
	if got := must[wire.Opened](urgent.line, wire.TypeOpen, open, wire.TypeOpened); got.Ahead != 0 {
		t.Errorf("urgent: %d ahead", got.Ahead)
	}
	awaitThat(first.line, wire.TypeQueue, func(q wire.Queue) bool { return q.Ahead == 1 })
	awaitThat(second.line, wire.TypeQueue, func(q wire.Queue) bool { return q.Ahead == 2 })

	first.sealTo(r.Roster)
	o.key(first.id, 0, first.key.Public())
	o.claim(first.id)
	awaitThat(second.line, wire.TypeQueue, func(q wire.Queue) bool { return q.Ahead == 1 })

	o.publish() // an hour later: another key, which those who wait must seal to
	awaitThat(second.line, wire.TypeRoster, func(r wire.Roster) bool { return len(r.Roster) == 1 && r.Roster[0].Hourly.ID == o.hourly.ID() })
	o.duty("break")
	awaitThat(second.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 0 })
	awaitThat(second.line, wire.TypeRoster, func(r wire.Roster) bool { return len(r.Roster) == 0 })
	o.duty("on")
	awaitThat(second.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 1 })
	o.cut()
	awaitThat(second.line, wire.TypeQueue, func(q wire.Queue) bool { return q.OnDuty == 0 })
	if elsewhere.has(wire.TypeQueue) || elsewhere.has(wire.TypeRoster) {
		t.Error("another unit was told of this one's queue")
	}
}

func TestB3_PlacesAreOfferedAndRouted(t *testing.T) {
	b := vigied.Start(t, vigied.Options{})
	l := dial(t, b, b.Page)
	got := must[wire.Candidates](l, wire.TypePlaces, wire.Places{Query: "Saint-Denis"}, wire.TypeCandidate)
	if len(got.Places) < 2 || len(got.Places) > 10 {
		t.Errorf("%d candidates", len(got.Places))
	}
	for place, national := range map[string]bool{"33000": false, "97400": false, "20000": false, "99999": true, "🙂": true, "": true} {
		d := arrive(t, b, place)
		if (d.opened.Unit == "national") != national {
			t.Errorf("%q leads to %s", place, d.opened.Unit)
		}
	}
}
