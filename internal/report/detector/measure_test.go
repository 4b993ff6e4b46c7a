package detector_test

import (
	"os"
	"strings"
	"testing"

	assets "vigie.example/assets/detector"
	"vigie.example/internal/report/detector"
)

func parsed(t testing.TB) *detector.Detector {
	t.Helper()
	d, err := detector.Parse(assets.Lists())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func score(t testing.TB, name string) detector.Score {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := detector.Measure(parsed(t), string(raw))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What the lists do on sentences that nothing was tuned on is printed by bench; this holds that it does not get worse.
func TestC6_RecallAndPrecision(t *testing.T) {
	for name, least := range map[string][2]float64{"tuned.txt": {0.95, 0.95}, "held.txt": {0.70, 0.90}} {
		s := score(t, name)
		t.Logf("%s: %d sentences, %d labels, recall %.1f %%, precision %.1f %%", name, s.Sentences, s.Labels, 100*s.Recall(), 100*s.Precision())
		if s.Recall() < least[0] || s.Precision() < least[1] {
			t.Errorf("%s: worse than %v", name, least)
		}
		if name == "tuned.txt" { // nobody looks at what is missed in the other
			t.Log("missed: " + strings.Join(s.Missed, " | "))
			t.Log("marked for nothing: " + strings.Join(s.Wrong, " | "))
		}
	}
	if s := score(t, "tuned.txt"); s.Sentences < 150 || s.Labels < 100 {
		t.Error("too few sentences to say anything")
	}
}

func TestMeasureRefusesWhatIsNoLabel(t *testing.T) {
	for _, bad := range []string{"[health", "[health|x", "[nothing|x]", "[health x]"} {
		if _, err := detector.Measure(parsed(t), bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
