package main

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/biometric"
	"vigie.example/internal/testkit/judged"
	"vigie.example/internal/testkit/vigied"
)

// judgedPlace is a service with its administration's socket, an authority, and files to hand over.
type judgedPlace struct {
	t                 *testing.T
	data              string
	authority, public string
	backend           *vigied.Backend
	notice            string // file
}

func newJudgedPlace(t *testing.T) *judgedPlace {
	t.Helper()
	p := &judgedPlace{t: t, data: t.TempDir()}
	p.authority, p.public = filepath.Join(p.data, "authority.pem"), filepath.Join(p.data, "authority.pub")
	p.does("authority", "init", "--key", p.authority, "--public", p.public)
	key, err := readKey(p.authority, func() (string, error) { return "", nil })
	if err != nil {
		t.Fatal(err)
	}
	p.backend = vigied.Start(t, vigied.Options{Authority: key, Fingerprints: biometric.Doing("e", "g", biometric.Methods())})
	listener, err := net.Listen("unix", filepath.Join(p.data, "admin.sock"))
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: p.backend.Service.Admin()}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	p.notice = p.file("notice.json", judged.Notice())
	return p
}

func (p *judgedPlace) file(name string, v any) string {
	p.t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		p.t.Fatal(err)
	}
	file := filepath.Join(p.data, name)
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		p.t.Fatal(err)
	}
	return file
}

// does runs a command that must succeed, and returns what it printed.
func (p *judgedPlace) does(args ...string) string {
	p.t.Helper()
	status, out, problems := at(p.t, "", args...)
	if status != 0 {
		p.t.Fatalf("vigiectl %s: %d: %s%s", strings.Join(args, " "), status, out, problems)
	}
	return out
}

// refuses runs a command that must fail and say so.
func (p *judgedPlace) refuses(says string, args ...string) {
	p.t.Helper()
	if status, out, problems := at(p.t, "", args...); status == 0 || !strings.Contains(out+problems, says) {
		p.t.Errorf("vigiectl %s: %d: %s%s, want %q", strings.Join(args, " "), status, out, problems, says)
	}
}

// The whole way of a controller, on the command line: notice, register, reader, assessment, announcement; suspension; evidence.
func TestL17_TheWayOfAController(t *testing.T) {
	p := newJudgedPlace(t)
	data := []string{"--data", p.data}
	with := func(args ...string) []string { return append(args, data...) }

	shipped := filepath.Join(p.data, "shipped.json")
	p.does("notice", "new", "--out", shipped)
	p.refuses("contacts.controller: is missing", "notice", "check", shipped)
	p.refuses("vigiectl notice check", with("notice", "put", shipped)...)
	p.does("notice", "check", p.notice)
	p.does(with("notice", "put", p.notice)...)
	p.does(with("register", "put", p.file("register.json", judged.Notice().Facts))...)
	p.does(with("reader", "add", "--reader", "reader-1", "--model", "virtual_image:swipe", "--unit", "police-33",
		"--administrators", "tech-1,tech-2", "--key", string(judged.Notice().Digest()))...)
	p.refuses("a moment with its zone", with("notice", "announce", "--start", "tomorrow")...)
	p.refuses("a moment to come", with("notice", "announce", "--start", "2020-01-01T00:00:00Z")...)
	p.does(with("notice", "announce", "--start", time.Now().Add(4*time.Second).Format(time.RFC3339))...)

	blank := filepath.Join(p.data, "blank.json")
	p.does("assessment", "new", "--notice", p.notice, "--out", blank)
	p.refuses("AEPD p. 45", "assessment", "check", blank)
	p.refuses("Only a local trial counts", "assessment", "check", blank, "--language", "en")
	p.refuses("is not signed", "assessment", "sign", blank, "--authority", p.authority, "--out", filepath.Join(p.data, "no.json"))
	day := time.Now().AddDate(0, 0, -21)
	a := biometric.Assessment{Version: day.Format(time.DateOnly), Notice: judged.Notice().Digest(), Answers: judged.Answers(day)}
	full, signed := p.file("full.json", a), filepath.Join(p.data, "signed.json")
	p.does("assessment", "check", full)
	p.does(with("assessment", "put", full)...) // a draft
	if out := p.does(with("biometric", "status")...); !strings.Contains(out, "assessment.unsigned") {
		t.Errorf("with a draft: %s", out)
	}
	p.does("assessment", "sign", full, "--authority", p.authority, "--out", signed)
	p.does(with("assessment", "put", signed)...)
	open := func() bool {
		out := p.does(with("biometric", "status")...)
		return strings.Contains(out, "key: open") && strings.Contains(out, "reader: open") && strings.Contains(out, "reader-1  virtual_image:swipe")
	}
	for until := time.Now().Add(60 * time.Second); !open(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("never open: %s", p.does(with("biometric", "status")...))
		}
	}

	p.refuses("--reason is", with("biometric", "suspend", "--reason", "weather")...)
	p.does(with("biometric", "suspend", "--reason", "ordered")...)
	if out := p.does(with("biometric", "status")...); !strings.Contains(out, "suspended ordered") {
		t.Errorf("suspended: %s", out)
	}
	p.does(with("biometric", "resume")...)
	p.does(with("assessment", "reopen")...)
	p.does(with("biometric", "suspend", "--reason", "incident")...)
	p.refuses("the suspension stays", with("biometric", "resume")...)
	p.refuses("still in use", with("reader", "wiped", "--reader", "reader-1")...)
	p.does(with("reader", "remove", "--reader", "reader-1")...)
	p.does(with("reader", "wiped", "--reader", "reader-1")...)

	pack := filepath.Join(p.data, "evidence.tar")
	p.does(with("evidence", "pack", "--authority", p.authority, "--out", pack)...)
	p.does("evidence", "verify", pack, "--public", p.public)
	p.refuses("never overwritten", with("evidence", "pack", "--authority", p.authority, "--out", pack)...)
}

// L19: the pack holds everything that L19 lists, and no change of it goes unseen.
func TestL19_EvidenceIsWholeAndSigned(t *testing.T) {
	p := newJudgedPlace(t)
	p.does("notice", "put", p.notice, "--data", p.data)
	day := time.Now().AddDate(0, 0, -21)
	a, err := biometric.Assessment{Version: day.Format(time.DateOnly), Notice: judged.Notice().Digest(), Answers: judged.Answers(day)}.WithSignature(p.backend.Authority.Sign)
	if err != nil {
		t.Fatal(err)
	}
	p.does("assessment", "put", p.file("signed.json", a), "--data", p.data)
	p.backend.AddOperator(t, "op-1", "police-33")
	pack := filepath.Join(p.data, "evidence.tar")
	p.does("evidence", "pack", "--data", p.data, "--authority", p.authority, "--out", pack)
	contents, err := unpack(pack)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"assessments/", "notices/", "acknowledgements.csv", "reconciliation.csv", "access.csv", "rules.json", "separation.json", "readers.json", "disorders.json", "processing.json"} {
		found := false
		for name := range contents {
			found = found || strings.HasPrefix(name, want)
		}
		if !found {
			t.Errorf("no %s in the pack", want)
		}
	}
	for name, raw := range contents {
		if strings.Contains(string(raw), "Nom de op-1") {
			t.Errorf("%s holds a name", name)
		}
	}
	other := filepath.Join(p.data, "other.pem")
	p.does("authority", "init", "--key", other, "--public", other+".pub")
	p.refuses("not signed by this authority", "evidence", "verify", pack, "--public", other+".pub")
	whole, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(map[string][]byte){
		"changed":   func(m map[string][]byte) { m["access.csv"] = []byte("account\n") },
		"taken out": func(m map[string][]byte) { delete(m, "reconciliation.csv") },
		"added":     func(m map[string][]byte) { m["more.txt"] = []byte("x") },
		"manifest":  func(m map[string][]byte) { m[manifestName] = append(m[manifestName], '\n') },
		"unsigned":  func(m map[string][]byte) { delete(m, signatureName) },
	} {
		spoilt, err := unpack(pack)
		if err != nil {
			t.Fatal(err)
		}
		change(spoilt)
		raw, err := packFiles(spoilt, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(p.data, "spoilt.tar")
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, _ := at(t, "", "evidence", "verify", file, "--public", p.public); status == 0 {
			t.Errorf("%s: verified", name)
		}
	}
	cut := filepath.Join(p.data, "cut.tar")
	if err := os.WriteFile(cut, whole[:len(whole)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, _ := at(t, "", "evidence", "verify", cut, "--public", p.public); status == 0 {
		t.Error("half of it verified")
	}
}

// The service must run: a suspension that no console hears of is none.
func TestL18_NothingIsChangedWhereNobodyIsTold(t *testing.T) {
	if status, _, problems := at(t, "", "biometric", "suspend", "--data", t.TempDir(), "--reason", "incident"); status == 0 || !strings.Contains(problems, "does not run") {
		t.Errorf("%d, %s", status, problems)
	}
}
