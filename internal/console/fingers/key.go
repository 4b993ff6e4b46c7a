package fingers

import (
	"encoding/base64"
	"time"

	"vigie.example/internal/biometric"
	"vigie.example/internal/console"
	"vigie.example/internal/console/view"
	"vigie.example/internal/wire"
)

// Key is what the page shows of the fingers on the person's own key: they are there, and nowhere else (L13).
type Key struct {
	Supported bool      // this console can speak to keys
	Absent    view.Text // why no key can be asked; none when one can
	May       bool      // a finger can be enrolled here and now
	Why       view.Text // if not: what has to come first
	Stage     console.Stage
	Doing     view.Text // what is under way, in words
	Scan      Scan
	Known     bool // what is on the key, as it was when it was looked at last
	Fingers   []Finger
	Kept      int // fingers on keys that the service knows of, and that this person wants
	Due       int // those that they no longer want, and that are not known to be gone
	Problem   view.Text
	Hint      view.Text
}

// Scan is how far an enrolment is. Of is 0 before the key has said how many touches it wants.
type Scan struct {
	Done, Of int
	Again    view.Text // why the last touch does not count; none if it does
}

// Finger is a fingerprint on the key.
type Finger struct {
	ID     string // opaque, for Remove
	Number int    // from 1, as the key lists them
	Since  time.Time
	Ours   bool // the service has a record of it; Since is from there
	Due    bool // and the person no longer wants it
}

// keyOf fills in the part about the key.
func keyOf(d *console.Desk, acknowledged bool) Key {
	at, told := d.OnKey(), d.Biometric()
	k := Key{
		Supported: at.Supported, Stage: at.Stage, Known: at.Known, Scan: Scan{Done: at.Scan.Of - at.Scan.Left, Of: at.Scan.Of}, Due: len(told.Due),
	}
	for _, f := range told.Templates {
		if biometric.Method(f.Method) == biometric.OnKey {
			k.Kept++
		}
	}
	if at.Absent != "" {
		k.Absent = view.T(string(at.Absent))
	}
	if at.Scan.Again != "" {
		k.Scan.Again = view.T("finger_page.again." + view.Known(Agains, at.Scan.Again, "once"))
	}
	if at.Stage != console.Idle {
		k.Doing = view.T("finger_page.key.doing." + string(at.Deed))
	}
	switch {
	case d.Connection().Phase != console.Online:
		k.Why = view.T("finger_page.key.offline")
	case told.Suspended || !told.Allows(string(biometric.OnKey)):
		k.Why = view.T("finger_page.key.shut")
	case !acknowledged:
		k.Why = view.T("finger_page.key.read_first")
	default:
		k.May = true
	}
	for i, f := range at.Fingers {
		k.Fingers = append(k.Fingers, fingerOf(i+1, f, told))
	}
	if at.Problem != nil {
		k.Problem, k.Hint = view.OfFault(at.Problem)
	}
	return k
}

// Agains are the reasons for another touch that there are texts for; what a newer key says is said in general words.
var Agains = []string{"high", "low", "left", "right", "fast", "slow", "skewed", "short", "poor", "nobody", "lift", "once"}

func fingerOf(number int, f console.KeyFinger, told wire.Biometric) Finger {
	out := Finger{ID: base64.RawURLEncoding.EncodeToString(f.ID), Number: number}
	for _, t := range told.Templates {
		if f.Code != "" && t.Code == string(f.Code) {
			out.Ours, out.Since = true, t.Since.Time()
		}
	}
	for _, t := range told.Due {
		if f.Code != "" && t.Code == string(f.Code) {
			out.Ours, out.Due, out.Since = true, true, t.Since.Time()
		}
	}
	return out
}

// AtKey is one intent about the fingers on the person's key. The PIN is passed on, and kept nowhere.
type AtKey struct {
	Do  KeyDeed
	PIN string
	IDs []string // with Remove
}

// KeyDeed is what is done with the key.
type KeyDeed int

// The deeds.
const (
	Show   KeyDeed = iota // what is on it
	Enrol                 // a finger
	Remove                // fingers
	GiveUp                // what waits for the key
)

// Key implements Intents.
func (m *Model) Key(a AtKey) {
	m.console.Do(func(d *console.Desk) {
		switch a.Do {
		case Show:
			d.LookAtKey(a.PIN)
		case Enrol:
			d.EnrolOnKey(a.PIN)
		case Remove:
			var ids [][]byte
			for _, id := range a.IDs {
				if raw, err := base64.RawURLEncoding.DecodeString(id); err == nil {
					ids = append(ids, raw)
				}
			}
			d.RemoveFromKey(a.PIN, ids)
		case GiveUp:
			d.GiveUpKey()
		}
	})
}
