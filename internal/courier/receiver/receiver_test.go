package receiver

import (
	"bytes"
	"crypto/ecdsa"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie.example/internal/courier"
	"vigie.example/internal/courier/cms"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/courier/post"
	"vigie.example/internal/courier/spool"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
	"vigie.example/internal/testkit/reporting"
)

func newWorld() reporting.World { return reporting.New(time.Now().UTC().Truncate(time.Second)) }

// options are those of a receiver for one of the world's targets.
func options(t testing.TB, w reporting.World) Options {
	t.Helper()
	return Options{
		Targets: []doctrine.TargetCode{"lrpgn"}, Doctrine: w.Doctrine, Certificate: w.Certificate, Key: w.Key,
		Authority: &w.Authority.PublicKey, Inbox: t.TempDir(), Now: func() time.Time { return w.Now },
	}
}

func opened(t testing.TB, o Options) *Receiver {
	t.Helper()
	r, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// inboxOf lists what the target sees.
func inboxOf(t testing.TB, o Options) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(o.Inbox)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != own {
			names = append(names, e.Name())
		}
	}
	return names
}

func take(t testing.TB, r *Receiver, p courier.Parcel) courier.Answer {
	t.Helper()
	said, err := r.Take(p.Key, p.Sealed)
	if err != nil {
		t.Fatal(err)
	}
	a, err := p.Believe(said)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// stopped is what a crash looks like to the code that it interrupts.
type stopped struct{}

// stopAt makes the receiver stop at the n-th step, and returns the steps that were passed.
func (r *Receiver) stopAt(n int) *[]string {
	var passed []string
	r.step = func(name string) {
		if len(passed) == n {
			panic(stopped{})
		}
		passed = append(passed, name)
	}
	return &passed
}

// untilItStops runs f and reports whether it was stopped.
func untilItStops(f func()) (was bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(stopped); !ok {
				panic(r)
			}
			was = true
		}
	}()
	f()
	return false
}

// However often and wherever the receiver is stopped, what it was sent is in the inbox once, and the answer is always the same one.
func TestC15_StoppedAtEveryStepItIsAcceptedOnce(t *testing.T) {
	w := newWorld()
	for _, openedFiles := range []bool{false, true} {
		for n := range 6 {
			t.Run(fmt.Sprintf("opened %v, step %d", openedFiles, n), func(t *testing.T) {
				o, folder := options(t, w), t.TempDir()
				o.Opened = openedFiles
				for _, dir := range []string{spool.Out, spool.Taken, spool.Reply} {
					if err := os.Mkdir(filepath.Join(folder, dir), 0o770); err != nil {
						t.Fatal(err)
					}
				}
				p := w.Parcel("lrpgn")
				waits := filepath.Join(folder, spool.Out, p.Key+spool.PackageEnd)
				if err := os.WriteFile(waits, p.Sealed, 0o600); err != nil {
					t.Fatal(err)
				}
				r := opened(t, o)
				passed := r.stopAt(n)
				if was := untilItStops(func() { _ = r.look(t.Context(), folder) }); was != (n < 5) {
					t.Fatalf("stopped: %v, after %v", was, *passed)
				}
				seen := len(inboxOf(t, o)) // whoever looks in between
				if seen > 0 {
					if err := os.RemoveAll(filepath.Join(o.Inbox, inboxOf(t, o)[0])); err != nil {
						t.Fatal(err)
					}
				}
				r = opened(t, o)
				for range 2 { // the sender, too, was stopped, and sends again
					if err := os.WriteFile(waits, p.Sealed, 0o600); err != nil {
						t.Fatal(err)
					}
					if err := r.look(t.Context(), folder); err != nil {
						t.Fatal(err)
					}
				}
				if seen += len(inboxOf(t, o)); seen != 1 {
					t.Errorf("taken over %d times", seen)
				}
				a, err := spool.New(spool.Options{Folder: folder}).Send(t.Context(), p)
				if err != nil || a.Outcome != courier.Accepted || a.Receipt != take(t, r, p).Receipt {
					t.Errorf("%+v, %v", a, err)
				}
				if left, err := os.ReadDir(filepath.Join(o.Inbox, own, stagedDir)); err != nil || len(left) > 1 || n > 1 && len(left) > 0 {
					t.Errorf("left beside the inbox: %v, %v", left, err)
				}
			})
		}
	}
}

func TestTheInboxOpened(t *testing.T) {
	w := newWorld()
	o := options(t, w)
	o.Opened = true
	p := w.Parcel("lrpgn")
	take(t, opened(t, o), p)
	entries, err := os.ReadDir(filepath.Join(o.Inbox, p.Key))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if !slices.Equal(names, []string{form.NameJustifications, form.NameReport, form.NamePDF, form.NameXML}) {
		t.Errorf("%v", names)
	}
	text, err := os.ReadFile(filepath.Join(o.Inbox, p.Key, form.NameReport))
	if err != nil || !bytes.Contains(text, []byte("Kevin Exemple")) {
		t.Errorf("%v", err)
	}
}

// remade is a parcel with another content, signed and encrypted as if a console had made it so.
func remade(t testing.TB, w reporting.World, by cms.Signer, change func(*form.Files)) (key string, sealed []byte) {
	t.Helper()
	p := w.Parcel("lrpgn")
	signed, err := cms.Decrypt(p.Sealed, w.Certificate, w.Key)
	if err != nil {
		t.Fatal(err)
	}
	m, err := cms.Verify(signed, &w.Authority.PublicKey, w.Now)
	if err != nil {
		t.Fatal(err)
	}
	f, reasons := form.Unpack(m.Content())
	if len(reasons) > 0 {
		t.Fatal(reasons)
	}
	change(&f)
	content, err := form.Pack(f)
	if err != nil {
		t.Fatal(err)
	}
	if signed, err = cms.Sign(content, by, w.Now); err != nil {
		t.Fatal(err)
	}
	if sealed, err = cms.Encrypt(signed, w.Certificate); err != nil {
		t.Fatal(err)
	}
	return f.Report.Key, sealed
}

// The receiver does not take the console's word for anything (C10 to C14).
func TestC14_WhatTheTableDoesNotListIsRefused(t *testing.T) {
	w := newWorld()
	health := func(f *form.Files) {
		f.Report.Lines[0].Field, f.Report.Lines[0].Class, f.Report.Lines[0].Sensitive = "facts.health", "sensitive", "health"
		f.Justifications.Lines[0].Absolute = "Sans cela le fait ne se comprend pas."
	}
	nmci := func(f *form.Files) {
		t, _ := w.Doctrine.Target("n-mci")
		f.Report.Target, f.Report.Purpose, f.Report.Recipient = "n-mci", string(t.Purposes[0].Code), string(t.Recipients[0].Code)
	}
	for name, test := range map[string]struct {
		change func(*form.Files)
		want   []form.Reason
	}{
		"as it came":              {func(*form.Files) {}, nil},
		"C11 with its reason":     {health, nil},
		"C11 without":             {func(f *form.Files) { health(f); f.Justifications.Lines[0].Absolute = " " }, []form.Reason{{Line: 1, Code: form.ReasonAbsolute}}},
		"C11 passed off":          {func(f *form.Files) { f.Report.Lines[0].Field = "facts.health" }, []form.Reason{{Line: 1, Code: form.ReasonAbsolute}}},
		"C13 sensitive for N-MCI": {func(f *form.Files) { health(f); nmci(f); f.Report.Lines[0].Field = "facts.account" }, []form.Reason{{Line: 1, Code: form.ReasonSensitive}}},
		"C13 a field of others":   {func(f *form.Files) { health(f); nmci(f) }, []form.Reason{{Line: 1, Code: form.ReasonField}}},
		"C12 no category":         {func(f *form.Files) { f.Report.Offence = "z" }, []form.Reason{{Code: form.ReasonOffence}}},
		"C14 another purpose":     {func(f *form.Files) { f.Report.Purpose = "statistics" }, []form.Reason{{Code: form.ReasonPurpose}}},
		"C14 another recipient":   {func(f *form.Files) { f.Report.Recipient = "press" }, []form.Reason{{Code: form.ReasonRecipient}}},
		"C14 an unknown field":    {func(f *form.Files) { f.Report.Lines[2].Field = "person.shoe" }, []form.Reason{{Line: 3, Code: form.ReasonField}}},
		"C4 no reason":            {func(f *form.Files) { f.Justifications.Lines[1].Necessity = "" }, []form.Reason{{Line: 2, Code: form.ReasonNecessity}}},
		"C5 nobody named for it":  {func(f *form.Files) { f.Justifications.Persons[0].Necessity = "" }, []form.Reason{{Code: form.ReasonNecessity}}},
		"another target":          {func(f *form.Files) { f.Report.Target = "dispatch" }, []form.Reason{{Code: form.ReasonOtherTarget}}},
		"an old one":              {func(f *form.Files) { f.Report.Cleared = w.Now.Add(-MaxAge - time.Minute).Format(form.TimeLayout) }, []form.Reason{{Code: form.ReasonStale}}},
		"one of tomorrow":         {func(f *form.Files) { f.Report.Cleared = w.Now.Add(time.Hour).Format(form.TimeLayout) }, []form.Reason{{Code: form.ReasonStale}}},
		"of another operator":     {func(f *form.Files) { f.Report.Operator = "op-other" }, []form.Reason{{Code: form.ReasonOtherSigner}}},
		"of another unit":         {func(f *form.Files) { f.Report.Unit = "police-75" }, []form.Reason{{Code: form.ReasonOtherSigner}}},
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t, w)
			o.Targets = append(o.Targets, "n-mci")
			key, sealed := remade(t, w, w.Signer, test.change)
			a, err := opened(t, o).Take(key, sealed)
			if err != nil || !slices.Equal(a.Reasons, test.want) && len(a.Reasons)+len(test.want) > 0 || (a.Outcome == form.Accepted) != (test.want == nil) || a.Proof == "" {
				t.Errorf("%+v, %v", a, err)
			}
			if got := inboxOf(t, o); (len(got) == 1) != (test.want == nil) {
				t.Errorf("in the inbox: %v", got)
			}
		})
	}
}

func TestWhoSigned(t *testing.T) {
	w := newWorld()
	o := options(t, w)
	o.Revoked = []string{"op-gone"}
	r := opened(t, o)
	gone := w.Certify("op-gone", reporting.Unit, w.Now.Add(-time.Hour), w.Now.Add(time.Hour))
	late := w.Certify(reporting.Operator, reporting.Unit, w.Now.AddDate(-1, 0, 0), w.Now.Add(-time.Minute))
	stranger := newWorld().Signer
	for name, test := range map[string]struct {
		by   cms.Signer
		want form.ReasonCode
	}{"revoked": {gone, form.ReasonRevoked}, "expired": {late, form.ReasonExpired}, "unknown": {stranger, form.ReasonUntrusted}} {
		key, sealed := remade(t, w, test.by, func(*form.Files) {})
		if a, err := r.Take(key, sealed); err != nil || a.Outcome != form.Refused || a.Reasons[0].Code != test.want {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
}

func TestKeys(t *testing.T) {
	w := newWorld()
	o := options(t, w)
	r := opened(t, o)
	p := w.Parcel("lrpgn")
	take(t, r, p)
	// The same key for something else; a key outside that is not the one inside; one that cannot name a file.
	key, sealed := remade(t, w, w.Signer, func(f *form.Files) { f.Report.Key, f.Justifications.Key = p.Key, p.Key })
	if a, err := r.Take(key, sealed); err != nil || a.Outcome != form.Refused || a.Reasons[0].Code != form.ReasonKeyReused {
		t.Errorf("reused: %+v, %v", a, err)
	}
	if a, err := r.Take(strings.Repeat("0", 32), sealed); err != nil || a.Outcome != form.Refused || a.Reasons[0].Code != form.ReasonForm {
		t.Errorf("another one: %+v, %v", a, err)
	}
	if _, err := r.Take("../../x", sealed); !fault.Is(err, fault.Invalid) {
		t.Errorf("a path: %v", err)
	}
	// Rubbish cannot occupy a key.
	other := w.Parcel("lrpgn")
	if a, err := r.Take(other.Key, []byte("rubbish")); err != nil || a.Reasons[0].Code != form.ReasonUnreadable {
		t.Errorf("rubbish: %+v, %v", a, err)
	}
	if a := take(t, r, other); a.Outcome != courier.Accepted {
		t.Errorf("after rubbish: %+v", a)
	}
	// What was withdrawn is not taken over any more, also after a restart.
	third := w.Parcel("lrpgn")
	for range 2 {
		if _, taken, err := r.Withdraw(third.Key); err != nil || taken {
			t.Error(taken, err)
		}
	}
	r = opened(t, o)
	if a := take(t, r, third); a.Outcome != courier.Refused || a.Reasons[0].Code != form.ReasonWithdrawn {
		t.Errorf("withdrawn: %+v", a)
	}
	if got := inboxOf(t, o); len(got) != 2 {
		t.Errorf("in the inbox: %v", got)
	}
}

// Two receivers on one inbox take one package over once.
func TestTwoReceivers(t *testing.T) {
	w := newWorld()
	o := options(t, w)
	p := w.Parcel("lrpgn")
	receipts := make(chan string, 16)
	for range cap(receipts) {
		r := opened(t, o)
		go func() {
			for range 100 {
				if a, err := r.Take(p.Key, p.Sealed); err == nil {
					receipts <- a.Receipt
					return
				}
			}
			receipts <- "none"
		}()
	}
	first := <-receipts
	for range cap(receipts) - 1 {
		if got := <-receipts; got != first {
			t.Errorf("%s and %s", first, got)
		}
	}
	if got := inboxOf(t, o); len(got) != 1 {
		t.Errorf("in the inbox: %v", got)
	}
}

func TestADiskThatIsFull(t *testing.T) {
	w := newWorld()
	o := options(t, w)
	r := opened(t, o)
	if err := os.RemoveAll(filepath.Join(o.Inbox, own, stagedDir)); err != nil {
		t.Fatal(err)
	}
	p := w.Parcel("lrpgn")
	if a, err := r.Take(p.Key, p.Sealed); !fault.Is(err, fault.Unavailable) || len(inboxOf(t, o)) > 0 {
		t.Errorf("%+v, %v", a, err)
	}
	server := httptest.NewServer(r.Handler())
	defer server.Close()
	if status := ask(t, http.MethodPost, server.URL+Path, p.Key, post.ContentType, p.Sealed); status != http.StatusServiceUnavailable {
		t.Errorf("answered %d", status)
	}
	if a := take(t, opened(t, o), p); a.Outcome != courier.Accepted {
		t.Errorf("afterwards: %+v", a)
	}
}

func ask(t *testing.T, method, url, key, kind string, body []byte) int {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Content-Type", kind)
	if key != "" {
		q.Header.Set(post.KeyHeader, `"`+key+`"`)
	}
	response, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func TestRequestsThatAreNone(t *testing.T) {
	w := newWorld()
	server := httptest.NewServer(opened(t, options(t, w)).Handler())
	defer server.Close()
	key := strings.Repeat("0f", 16)
	for name, test := range map[string]struct {
		method, path, key, kind string
		body                    int
		want                    int
	}{
		"rubbish":           {http.MethodPost, Path, key, post.ContentType, 10, http.StatusUnprocessableEntity},
		"no key":            {http.MethodPost, Path, "", post.ContentType, 10, http.StatusBadRequest},
		"a path for a key":  {http.MethodPost, Path, "../x", post.ContentType, 10, http.StatusBadRequest},
		"another kind":      {http.MethodPost, Path, key, "text/plain", 10, http.StatusUnsupportedMediaType},
		"too much":          {http.MethodPost, Path, key, post.ContentType, cms.MaxBytes + 1, http.StatusRequestEntityTooLarge},
		"another method":    {http.MethodGet, Path, key, post.ContentType, 0, http.StatusMethodNotAllowed},
		"another path":      {http.MethodPost, "/", key, post.ContentType, 0, http.StatusNotFound},
		"withdraw":          {http.MethodDelete, Path + "/" + key, "", "", 0, http.StatusNoContent},
		"withdraw nonsense": {http.MethodDelete, Path + "/x", "", "", 0, http.StatusBadRequest},
	} {
		if got := ask(t, test.method, server.URL+test.path, test.key, test.kind, make([]byte, test.body)); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
}

// A spool is a place where anybody on the machine may have put something.
func TestASpoolWithStrangeThings(t *testing.T) {
	w := newWorld()
	o, folder := options(t, w), t.TempDir()
	r := opened(t, o)
	for _, dir := range []string{spool.Out, spool.Taken, spool.Reply} {
		if err := os.Mkdir(filepath.Join(folder, dir), 0o770); err != nil {
			t.Fatal(err)
		}
	}
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	linked, dir, huge := strings.Repeat("1", 32), strings.Repeat("2", 32), strings.Repeat("3", 32)
	if err := os.Symlink(secret, filepath.Join(folder, spool.Out, linked+spool.PackageEnd)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, spool.Out, huge+spool.PackageEnd), make([]byte, cms.MaxBytes+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, spool.Out, dir+spool.PackageEnd), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, spool.Out, "notes.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := w.Parcel("lrpgn")
	if err := os.WriteFile(filepath.Join(folder, spool.Out, p.Key+spool.PackageEnd), p.Sealed, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.look(t.Context(), folder); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]form.ReasonCode{linked: form.ReasonUnreadable, dir: form.ReasonUnreadable, huge: form.ReasonTooLarge} {
		text, err := os.ReadFile(filepath.Join(folder, spool.Reply, key+spool.ReplyEnd))
		if err != nil {
			t.Fatal(err)
		}
		if a, err := form.ParseAnswer(text); err != nil || a.Reasons[0].Code != want {
			t.Errorf("%s: %+v, %v", key[:1], a, err)
		}
	}
	if got := inboxOf(t, o); !slices.Equal(got, []string{p.Key + sealedEnd}) {
		t.Errorf("in the inbox: %v", got)
	}
	if _, err := os.Stat(secret); err != nil {
		t.Error(err)
	}
}

func TestTheLedgerForgets(t *testing.T) {
	w := newWorld()
	o := options(t, w)
	p := w.Parcel("lrpgn")
	take(t, opened(t, o), p)
	file := filepath.Join(o.Inbox, own, ledgerDir, p.Key+ledgerEnd)
	text, err := os.ReadFile(file)
	if err != nil || bytes.Contains(text, []byte("Kevin")) || bytes.Contains(text, []byte(reporting.Operator)) {
		t.Errorf("the ledger holds %s, %v", text, err)
	}
	o.Now = func() time.Time { return w.Now.Add(ledgerAge + time.Hour) }
	r := opened(t, o)
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("still there: %v", err)
	}
	if a, err := r.Take(p.Key, p.Sealed); err != nil || a.Outcome != form.Refused || a.Reasons[0].Code != form.ReasonStale {
		t.Errorf("what was forgotten came again: %+v, %v", a, err)
	}
}

func TestOptions(t *testing.T) {
	w := newWorld()
	for name, change := range map[string]func(*Options){
		"no target": func(o *Options) { o.Targets = nil }, "no doctrine": func(o *Options) { o.Doctrine = nil }, "no inbox": func(o *Options) { o.Inbox = "" },
		"no authority": func(o *Options) { o.Authority = (*ecdsa.PublicKey)(nil) }, "no certificate": func(o *Options) { o.Certificate = nil },
		"somebody who signs": func(o *Options) { o.Certificate = w.Signer.Certificate },
	} {
		o := options(t, w)
		change(&o)
		if _, err := Open(o); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzTake(f *testing.F) {
	w := newWorld()
	p := w.Parcel("lrpgn")
	r := opened(f, options(f, w))
	f.Add(p.Sealed)
	f.Fuzz(func(t *testing.T, sealed []byte) {
		a, err := r.Take(p.Key, sealed)
		if err != nil {
			t.Fatal(err)
		}
		if a.Outcome == form.Accepted && !bytes.Equal(sealed, p.Sealed) {
			t.Error("something else was accepted")
		}
		text, err := a.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := form.ParseAnswer(text); err != nil {
			t.Errorf("answered with %s", text)
		}
	})
}
