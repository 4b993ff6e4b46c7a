package rulebook_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/rulebook"
)

// parsed returns the starting doctrine with one text in the place of another.
func parsed(t testing.TB, old, new string) *doctrine.Doctrine {
	t.Helper()
	text, _ := changed(t, old, new)
	d, err := rulebook.Parse(text)
	if err != nil {
		t.Fatal(problems(t, text))
	}
	return d
}

// change is a doctrine.Change.
type change struct {
	Consequence doctrine.Consequence
	What        string
}

func TestC3_DiffSaysWhatAVersionChangesByConsequence(t *testing.T) {
	const (
		more, less, other, words = doctrine.LetsMoreOut, doctrine.LetsLessOut, doctrine.AsksOtherwise, doctrine.SaysOtherwise
	)
	entry := "  third:\n    name: {fr: Un autre cas, en: Another case}\n    when: {fr: Toujours, en: Always}\n    alone: no\n    lasts_minutes: 15\n    review_hours: 72\n"
	for _, tt := range []struct {
		name, old, new string
		want           []change
	}{
		{"nothing", "version: 2026-11-28", "version: 2026-11-29", nil},
		{"the ministry's", "status: starting", "status: official", []change{{other, "the status: starting becomes official"}}},
		{"a field less", "      - facts.sex_life\n", "", []change{{less, "lrpgn may not hold facts.sex_life any more"}}},
		{"a field more", "      - facts.danger\n      - facts.weapon\n      - facts.health\n", "      - facts.danger\n      - facts.weapon\n      - facts.health\n      - facts.origin\n",
			[]change{{more, "dispatch may hold facts.origin (sensitive)"}}},
		{"a new field", "  agent.unit:\n", "  agent.shift:\n    group: agent\n    kind: code\n    class: ordinary\n    name: {fr: Vacation, en: Shift}\n    help: {fr: La vacation, en: The shift}\n  agent.unit:\n",
			[]change{{other, "field agent.shift (ordinary) is new; the targets say where it may go"}}},
		{"a class lowered", "    kind: age\n    class: identifying", "    kind: age\n    class: ordinary", []change{{more, "field declarant.age is ordinary instead of identifying"}}},
		{"a class raised", "    kind: text\n    class: ordinary\n    name: {fr: Victime", "    kind: text\n    class: identifying\n    name: {fr: Victime",
			[]change{{less, "field declarant.role is identifying instead of ordinary"}}},
		{"a way less", "    generalise: [month, year, age_band]", "    generalise: [year, age_band]", []change{{other, "field declarant.birth_date can no longer be cut down by month"}}},
		{"an offence less", "    offences: [a, b, c, d, e, f, g, h]", "    offences: [a, b, c, d, e, f, g]", []change{{less, "n-mci takes no reports of offence h any more"}}},
		{"a recipient more", "      investigators: {fr: Unité", "      prosecutors: {fr: Parquet, en: Prosecutors}\n      investigators: {fr: Unité", []change{{more, "lrpgn has the recipient prosecutors"}}},
		{"another connector", "    connector: spool", "    connector: https", []change{{other, "reports reach n-mci by https as vigie.report/1 instead of by spool as vigie.report/1"}}},
		{"another case", "openings:\n", "openings:\n" + entry, []change{{more, "sealed addresses can be opened for another case: third"}}},
		{"longer", "lasts_minutes: 15", "lasts_minutes: 60", []change{{more, "for the case misuse an opened address is shown for 1 hour instead of 15 minutes"}}},
		{"a second person", "    alone: yes", "    alone: no", []change{{less, "for the case danger a second person is needed"}}},
		{"alone", "    alone: no\n    lasts_minutes: 15\n    review_hours: 72", "    alone: yes\n    lasts_minutes: 15\n    review_hours: 24",
			[]change{{more, "for the case misuse an operator may open alone"}, {less, "for the case misuse the review follows within 1 day instead of 3 days"}}},
		{"awareness", "every_days: 90", "every_days: 30", []change{{other, "the awareness point deletion comes every 30 days instead of 90 days"}}},
		{"words", "    en: Which reported fact", "    en: Which fact", []change{{words, "the passage report.include"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []change
			for _, c := range doctrine.Diff(starting(t), parsed(t, tt.old, tt.new)) {
				got = append(got, change(c))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %v\nwant %v", got, tt.want)
			}
		})
	}
}

// What changes a target as a whole; read backwards it is the opposite.
func TestC14_DiffOfWholeTargets(t *testing.T) {
	whole, before := assets.Doctrine(), starting(t)
	from, to := strings.Index(whole, "  lrpgn:\n"), strings.Index(whole, "  # [own] Somebody is in danger now")
	if from < 0 || to < from {
		t.Fatal("the starting doctrine looks otherwise: adapt the test")
	}
	without, err := rulebook.Parse(whole[:from] + whole[to:])
	if err != nil {
		t.Fatal(err)
	}
	want := []doctrine.Change{{Consequence: doctrine.LetsLessOut, What: "nothing can be sent to lrpgn any more"}}
	if got := doctrine.Diff(before, without); !slices.Equal(got, want) {
		t.Errorf("gone: %v", got)
	}
	back := doctrine.Diff(without, before)
	if len(back) != 1+42 || back[0].What != "reports can be sent to another target: lrpgn (spool)" ||
		!slices.Contains(back, doctrine.Change{Consequence: doctrine.LetsMoreOut, What: "lrpgn may hold facts.sex_life (sensitive)"}) {
		t.Errorf("new: %d, %v", len(back), back)
	}
	strict := strings.Replace(whole[to:], "sensitive: absolutely_necessary", "sensitive: refused", 1)
	strict = strings.Replace(strict, "      - facts.health\n", "", 1)
	refuses, err := rulebook.Parse(whole[:to] + strict)
	if err != nil {
		t.Fatal(err)
	}
	want = []doctrine.Change{
		{Consequence: doctrine.LetsLessOut, What: "dispatch may not hold facts.health any more"},
		{Consequence: doctrine.LetsLessOut, What: "dispatch refuses every sensitive element"},
	}
	if got := doctrine.Diff(before, refuses); !slices.Equal(got, want) {
		t.Errorf("refuses: %v", got)
	}
	if got := doctrine.Diff(refuses, before); len(got) != 2 || got[0].Consequence != doctrine.LetsMoreOut || got[1].Consequence != doctrine.LetsMoreOut {
		t.Errorf("and back: %v", got)
	}
}

// Whatever words change, it is said.
func TestC3_DiffSeesEveryWord(t *testing.T) {
	whole, before := assets.Doctrine(), starting(t)
	word := regexp.MustCompile(`(?m)(en: [A-Z][a-z]+)`)
	found := word.FindAllStringIndex(whole, -1)
	for _, at := range found {
		if strings.Contains(whole[strings.LastIndexByte(whole[:at[0]], '\n')+1:at[0]], "#") {
			continue
		}
		d, err := rulebook.Parse(whole[:at[1]] + "x" + whole[at[1]:])
		if err != nil {
			t.Fatal(problems(t, whole[:at[1]]+"x"+whole[at[1]:]))
		}
		if got := doctrine.Diff(before, d); len(got) != 1 || got[0].Consequence != doctrine.SaysOtherwise {
			t.Errorf("after %q: %v", whole[at[0]:at[1]], got)
		}
	}
	if len(found) < 100 {
		t.Errorf("only %d places were tried", len(found))
	}
}

// certificate returns the lines of a target's certificate, indented.
func certificate(t testing.TB, public, private any, usage x509.KeyUsage, from, until time.Time) string {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "target"}, NotBefore: from, NotAfter: until, KeyUsage: usage}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	if err != nil {
		t.Fatal(err)
	}
	return indented(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
}

func indented(text string) string {
	return "    certificate: |\n      " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n      ") + "\n"
}

const beforeCertificate = "    format: vigie.report/1\n    connector: spool\n    checklist: full\n"

func TestC14_CertificatesAreChecked(t *testing.T) {
	from, until := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	p384, err2 := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	ed, edKey, err3 := ed25519.GenerateKey(rand.Reader)
	short, err4 := rsa.GenerateKey(rand.Reader, 2048)
	long, err5 := rsa.GenerateKey(rand.Reader, 3072)
	for _, err := range []error{err, err2, err3, err4, err5} {
		if err != nil {
			t.Fatal(err)
		}
	}
	secret, err := x509.MarshalECPrivateKey(p256)
	if err != nil {
		t.Fatal(err)
	}
	good := certificate(t, &p256.PublicKey, p256, x509.KeyUsageKeyAgreement, from, until)
	for _, tt := range []struct{ name, lines, what string }{
		{"P-256", good, ""},
		{"P-256 for anything", certificate(t, &p256.PublicKey, p256, 0, from, until), ""},
		{"RSA 3072", certificate(t, &long.PublicKey, long, x509.KeyUsageKeyEncipherment, from, until), ""},
		{"P-256 for signatures", certificate(t, &p256.PublicKey, p256, x509.KeyUsageDigitalSignature, from, until), "packages cannot be encrypted"},
		{"P-384", certificate(t, &p384.PublicKey, p384, x509.KeyUsageKeyAgreement, from, until), "packages cannot be encrypted"},
		{"Ed25519", certificate(t, ed, edKey, 0, from, until), "packages cannot be encrypted"},
		{"RSA 2048", certificate(t, &short.PublicKey, short, x509.KeyUsageKeyEncipherment, from, until), "packages cannot be encrypted"},
		{"RSA for signatures", certificate(t, &long.PublicKey, long, x509.KeyUsageDigitalSignature, from, until), "packages cannot be encrypted"},
		{"two", good + strings.TrimPrefix(good, "    certificate: |\n"), "not one certificate in PEM"},
		{"words before it", strings.Replace(good, "      -----BEGIN", "      ours:\n      -----BEGIN", 1), "not one certificate in PEM"},
		{"a private key", indented(string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret}))), "not one certificate in PEM"},
		{"cut", strings.Replace(good, "END CERT", "CERT", 1), "not one certificate in PEM"},
		{"not DER", indented(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("hello")}))), "the certificate cannot be read"},
		{"no value", "    certificate:\n", "not one certificate in PEM"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, line := changed(t, beforeCertificate, beforeCertificate+tt.lines)
			found := problems(t, text)
			if tt.what == "" && len(found) == 0 {
				return
			}
			if len(found) != 1 || tt.what == "" || !strings.Contains(found[0].What, tt.what) || found[0].Line != line+3 || !strings.HasPrefix(found[0].What, "target n-mci") {
				t.Errorf("got %v, want %q in line %d", found, tt.what, line+3)
			}
		})
	}
	text, _ := changed(t, "    connector: voice\n", "    connector: voice\n"+good)
	if found := problems(t, text); len(found) != 1 || !strings.Contains(found[0].What, "nothing is encrypted for a target that is read aloud to") {
		t.Errorf("spoken: %v", found)
	}
}

// C14: what cannot be encrypted to cannot be sent to, and it is said.
func TestC14_NotesSayWhatCannotBeSentTo(t *testing.T) {
	at := func(days int) time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days) }
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := parsed(t, beforeCertificate, beforeCertificate+certificate(t, &key.PublicKey, key, x509.KeyUsageKeyAgreement, at(0), at(100)))
	for _, tt := range []struct {
		day      int
		code     doctrine.NoteCode
		sendable bool
		said     string
	}{
		{-1, doctrine.NoteNotYet, false, "begins on 2026-01-01"},
		{0, "", true, ""},
		{69, "", true, ""},
		{70, doctrine.NoteEnds, true, "ends on 2026-04-11"},
		{99, doctrine.NoteEnds, true, "ends on 2026-04-11"},
		{100, doctrine.NoteEnded, false, "ended on 2026-04-11"},
	} {
		target, _ := d.Target("n-mci")
		if target.Sendable(at(tt.day)) != tt.sendable {
			t.Errorf("day %d: sendable is not %v", tt.day, tt.sendable)
		}
		notes := d.Notes(at(tt.day))
		i := slices.IndexFunc(notes, func(n doctrine.Note) bool { return n.Target == "n-mci" })
		if tt.code == "" && i >= 0 || tt.code != "" && (i < 0 || notes[i].Code != tt.code || !strings.Contains(notes[i].String(), tt.said)) {
			t.Errorf("day %d: %v, want %s", tt.day, notes, tt.code)
		}
		if !slices.ContainsFunc(notes, func(n doctrine.Note) bool { return n.Code == doctrine.NoteStarting }) ||
			!slices.ContainsFunc(notes, func(n doctrine.Note) bool {
				return n.Code == doctrine.NoteUnencrypted && n.Target == "lrpgn"
			}) || slices.ContainsFunc(notes, func(n doctrine.Note) bool { return n.Target == "dispatch" }) {
			t.Errorf("day %d: %v", tt.day, notes)
		}
	}
	ahead := func(now time.Time) bool {
		return slices.ContainsFunc(d.Notes(now), func(n doctrine.Note) bool {
			return n.Code == doctrine.NoteAhead && strings.Contains(n.String(), "2026-11-28")
		})
	}
	if day := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC); ahead(day) || ahead(day.Add(-24*time.Hour)) || !ahead(day.Add(-25*time.Hour)) {
		t.Error("a version ahead of the calendar")
	}
	before := starting(t)
	want := []doctrine.Change{{Consequence: doctrine.LetsMoreOut, What: "n-mci has a certificate, until 2026-04-11: reports can be sent to it"}}
	if got := doctrine.Diff(before, d); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	want = []doctrine.Change{{Consequence: doctrine.LetsLessOut, What: "n-mci has no certificate any more: nothing can be sent to it"}}
	if got := doctrine.Diff(d, before); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	other := parsed(t, beforeCertificate, beforeCertificate+certificate(t, &key.PublicKey, key, x509.KeyUsageKeyAgreement, at(0), at(200)))
	if got := doctrine.Diff(d, other); len(got) != 1 || got[0].Consequence != doctrine.AsksOtherwise || !strings.Contains(got[0].What, "another key opens") {
		t.Errorf("got %v", got)
	}
}
