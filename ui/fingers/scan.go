package fingers

import (
	"vigie.example/assets/icons"
	"vigie.example/internal/console"
	"vigie.example/internal/console/fingers"
	"vigie.example/ui/kit"
	"vigie.example/ui/scan"
	"vigie.example/ui/words"
)

// step is what has to be done at the key now: in words, and with a mark for each touch that counts.
func step(k fingers.Key, w *words.Words) scan.Step {
	if k.Stage != console.Touching {
		return scan.Step{Icon: icons.SecurityKey, Tone: kit.ColorAccent, What: w.Say(k.Doing)}
	}
	s := scan.Step{Icon: icons.Fingerprint, Tone: kit.ColorAccent, What: w.T("finger_page.key.touch"), Again: w.Say(k.Scan.Again)}
	if k.Scan.Of > 0 {
		s.Done, s.Of, s.Count = k.Scan.Done, k.Scan.Of, w.T("finger_page.key.touches", words.Args{"n": k.Scan.Done, "of": k.Scan.Of})
	}
	if !k.Scan.Again.None() {
		s.Icon, s.Tone = icons.Warning, kit.ColorWarning
	}
	return s
}
