// Package judged has an example of everything that the biometric login's gate asks for, so that tests can look at what happens
// behind it. Every word of it says that it is an example: it judges nothing, and no program that ships contains it (L17).
package judged

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"maps"
	"strings"
	"time"

	words "vigie.example/assets/biometric"
	"vigie.example/internal/access"
	"vigie.example/internal/biometric"
)

// Controller signs assessments.
type Controller struct{ key *ecdsa.PrivateKey }

// NewController draws a key.
func NewController() Controller {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return Controller{key}
}

// Public returns the key under which the signatures hold.
func (c Controller) Public() []byte {
	raw, err := c.key.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	return raw
}

// Sign signs a transcript, r || s.
func (c Controller) Sign(transcript []byte) ([]byte, error) {
	digest := sha256.Sum256(transcript)
	r, s, err := ecdsa.Sign(rand.Reader, c.key, digest[:])
	if err != nil {
		return nil, err
	}
	return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...), nil
}

// Notice returns the notice that ships, with an example of a controller and of a legal basis.
func Notice() biometric.Notice {
	n, err := biometric.ParseNotice(words.Notice())
	if err != nil {
		panic(err)
	}
	n.Facts.Basis, n.Facts.Ground, n.Facts.Methods = "e", "g", biometric.Methods()
	n.Contacts = biometric.Contacts{
		Controller: "EXEMPLE, ne juge rien", ControllerContact: "essai@example.org", Officer: "dpo@example.org",
		Authority: "CNIL", AuthorityContact: "3 place de Fontenoy, Paris",
	}
	return n
}

// Models of readers that the example judges.
const Models = "virtual_image:swipe, goodixmoc:press"

// Answers returns an answer to every question: a verdict that passed on day, after a trial and an opinion before it, and holds for a year.
func Answers(day time.Time) map[string]string {
	out := make(map[string]string)
	for _, f := range biometric.Form() {
		switch f.Kind {
		case biometric.Text:
			out[f.Code] = "EXAMPLE FOR TESTS, JUDGES NOTHING: " + strings.Repeat(f.Code+" ", 6)
		case biometric.Short:
			out[f.Code] = "example"
		case biometric.Number:
			out[f.Code] = "40"
		case biometric.Confirm:
			out[f.Code] = "yes"
		case biometric.Choice:
			out[f.Code] = f.Options[0]
		case biometric.Models:
			out[f.Code] = Models
		}
	}
	date := func(days int) string { return day.AddDate(0, 0, days).Format(time.DateOnly) }
	maps.Copy(out, map[string]string{
		"description.method": "both", "ground.article6": "e", "ground.article9": "g",
		"trial.from": date(-40), "trial.until": date(-21), "trial.genuine": "4000", "trial.refused": "31",
		"trial.impostor": "9000", "trial.accepted": "0", "trial.not_enrolled": "1",
		"dpo.date": date(-8), "consultation.date": date(-5), "verdict.date": date(0), "verdict.until": date(364),
	})
	return out
}

// Assessment returns a signed one, passed three weeks before now.
func Assessment(c Controller, n biometric.Notice, now time.Time) biometric.Assessment {
	day := now.AddDate(0, 0, -21)
	a, err := biometric.Assessment{Version: day.Format(time.DateOnly), Notice: n.Digest(), Answers: Answers(day)}.WithSignature(c.Sign)
	if err != nil {
		panic(err)
	}
	return a
}

// Reader is one of the inventory that Dossier has.
const Reader biometric.ReaderCode = "reader-1"

// Dossier returns one that permits either method to the person at now, and who signed it.
func Dossier(person access.ActorCode, now time.Time) (biometric.Dossier, Controller) {
	c, n := NewController(), Notice()
	announced, started, read := now.AddDate(0, 0, -10), now.AddDate(0, 0, -5), now.AddDate(0, 0, -1)
	return biometric.Dossier{
		Seen: now, Controller: c.Public(), Notice: n, Announced: announced, Start: started,
		Register: n.Facts, Configuration: biometric.Doing("e", "g", biometric.Methods()),
		Assessment: Assessment(c, n, now),
		Readers: []biometric.Reader{{
			Code: Reader, Model: "virtual_image:swipe", Unit: "police-33", Administrators: []access.ActorCode{"tech-1"},
			Key: n.Digest(), Added: started,
		}},
		Acknowledged: biometric.Acknowledgement{Person: person, Notice: n.Digest(), Language: "fr", ToTheEnd: true, At: read},
		Latest:       read,
	}, c
}
