package receiver

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"sync"
	"time"

	"vigie.example/internal/courier/cms"
	"vigie.example/internal/courier/form"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

// How old a report may be when it comes first, and how far the sender's clock may be ahead. A conversation lives four hours.
const (
	MaxAge  = 24 * time.Hour
	maxSkew = 10 * time.Minute
)

// Options is what a receiver needs.
type Options struct {
	Targets     []doctrine.TargetCode // it is these targets
	Doctrine    *doctrine.Doctrine    // what they take
	Certificate *x509.Certificate     // packages are encrypted to it
	Key         any                   // its private key: *ecdsa.PrivateKey or *rsa.PrivateKey
	Authority   *ecdsa.PublicKey      // pinned: vouches for who signs
	Revoked     []string              // actors whose certificate counts no more
	Inbox       string                // folder in which what was accepted appears; its hidden part is the receiver's own
	Opened      bool                  // put the files there instead of the sealed package
	Now         func() time.Time      // nil: the clock of the machine
	Answered    func(form.Answer)     // told of each answer, from several goroutines; nil: nobody is
}

// Receiver takes packages. It is safe for concurrent use.
type Receiver struct {
	o    Options
	box  *inbox
	step func(name string) // tests stop it there

	mu sync.Mutex // one acceptance at a time
}

// Open prepares the folders, and finishes what was interrupted.
func Open(o Options) (*Receiver, error) {
	const op = "receiver.Open"
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Answered == nil {
		o.Answered = func(form.Answer) {}
	}
	if len(o.Targets) == 0 || o.Doctrine == nil || o.Authority == nil || o.Inbox == "" {
		return nil, fault.New(fault.Invalid, op)
	}
	if err := cms.CheckRecipient(o.Certificate); err != nil {
		return nil, fault.Wrap(op, err)
	}
	r := &Receiver{o: o, box: newInbox(o.Inbox, o.Opened), step: func(string) {}}
	return r, fault.Wrap(op, r.box.recover(o.Now()))
}

// Take judges a package that came under a key, and takes it over if nothing speaks against it. An error means that there is no
// answer: nothing was taken over, or will be without the same package coming again.
func (r *Receiver) Take(key string, sealed []byte) (form.Answer, error) {
	const op = "receiver.Take"
	if !form.ValidKey(key) {
		return form.Answer{}, fault.New(fault.Invalid, op)
	}
	now := r.o.Now()
	files, reasons := r.read(key, sealed, now)
	if len(reasons) > 0 {
		answer := form.Refuse(key, now, reasons...)
		if len(files.AnswerKey) == form.AnswerKeyBytes {
			answer = answer.Prove(files.AnswerKey)
		}
		r.o.Answered(answer)
		return answer, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	answer, err := r.decide(files, sealed, now)
	if err == nil {
		r.o.Answered(answer)
	}
	return answer, fault.Wrap(op, err)
}

// read opens a package, and finds out whether it is one, whole, signed by who cleared it, under its own key.
func (r *Receiver) read(key string, sealed []byte, now time.Time) (form.Files, []form.Reason) {
	signed, err := cms.Decrypt(sealed, r.o.Certificate, r.o.Key)
	if err != nil {
		return form.Files{}, one(form.ReasonUnreadable)
	}
	message, err := cms.Verify(signed, r.o.Authority, now)
	switch {
	case fault.Is(err, fault.Expired):
		return form.Files{}, one(form.ReasonExpired)
	case err != nil:
		return form.Files{}, one(form.ReasonUntrusted)
	}
	holder := cms.HolderOf(message.Signer())
	if slices.Contains(r.o.Revoked, holder.Actor) {
		return form.Files{}, one(form.ReasonRevoked)
	}
	files, reasons := form.Unpack(message.Content())
	switch {
	case len(reasons) > 0:
		return files, reasons
	case files.Report.Key != key:
		return files, one(form.ReasonForm)
	case holder != cms.Holder{Actor: files.Report.Operator, Unit: files.Report.Unit}:
		return files, one(form.ReasonOtherSigner)
	}
	return files, nil
}

func one(code form.ReasonCode) []form.Reason { return []form.Reason{{Code: code}} }

// decide answers as before, or judges and takes over. Only what was signed comes here: nobody else can occupy a key.
func (r *Receiver) decide(files form.Files, sealed []byte, now time.Time) (form.Answer, error) {
	report := &files.Report
	digest := sha256.Sum256(sealed)
	refuse := func(reasons ...form.Reason) (form.Answer, error) {
		return form.Refuse(report.Key, now, reasons...).Prove(files.AnswerKey), nil
	}
	known, err := r.box.find(report.Key)
	switch {
	case err == nil && known.Withdrawn:
		return refuse(form.Reason{Code: form.ReasonWithdrawn})
	case err == nil && known.Digest != hex.EncodeToString(digest[:]):
		return refuse(form.Reason{Code: form.ReasonKeyReused})
	case err == nil:
		return known.Answer, r.box.publish(report.Key, known)
	case !fault.Is(err, fault.Missing):
		return form.Answer{}, err
	}
	if age := now.Sub(report.ClearedAt()); age > MaxAge || age < -maxSkew {
		return refuse(form.Reason{Code: form.ReasonStale})
	}
	switch _, told := form.Deadline(report.Key); {
	case !told:
		return refuse(form.Reason{Code: form.ReasonForm})
	case form.Late(report.Key, now): // for good, also when the clock is set back
		if err := r.box.record(report.Key, entry{Withdrawn: true}); err != nil {
			return form.Answer{}, err
		}
		return refuse(form.Reason{Code: form.ReasonLate})
	}
	if reasons := r.judge(report, &files.Justifications); len(reasons) > 0 {
		return refuse(reasons...)
	}
	receipt := make([]byte, 8)
	_, _ = rand.Read(receipt) // never fails
	answer := form.Accept(report.Key, now, "V-"+hex.EncodeToString(receipt)).Prove(files.AnswerKey)
	return answer, r.accept(files, sealed, entry{Digest: hex.EncodeToString(digest[:]), Answer: answer})
}

// accept takes over, in steps that each last.
func (r *Receiver) accept(files form.Files, sealed []byte, e entry) error {
	var err error
	if e.Staged, err = r.box.stage(files, sealed); err != nil {
		return err
	}
	r.step("staged")
	if err := r.box.record(e.Answer.Key, e); err != nil {
		return err
	}
	r.step("recorded")
	if err := r.box.publish(e.Answer.Key, e); err != nil {
		return err
	}
	r.step("published")
	return nil
}

// Withdraw forgets a key, so that nothing that comes under it is taken over. What was taken over before stays so, and is answered.
func (r *Receiver) Withdraw(key string) (answer form.Answer, taken bool, err error) {
	const op = "receiver.Withdraw"
	if !form.ValidKey(key) {
		return form.Answer{}, false, fault.New(fault.Invalid, op)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	known, err := r.box.find(key)
	if fault.Is(err, fault.Missing) {
		return form.Answer{}, false, fault.Wrap(op, r.box.record(key, entry{Withdrawn: true}))
	}
	if err != nil || known.Withdrawn {
		return form.Answer{}, false, fault.Wrap(op, err)
	}
	return known.Answer, true, fault.Wrap(op, r.box.publish(key, known))
}
