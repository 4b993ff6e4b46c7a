package main

import (
	"context"
	"errors"

	"vigie.example/internal/fault"
)

// problem is an error that says to whoever typed the command what is wrong and what to do.
type problem string

func (p problem) Error() string { return string(p) }

// status is the program's exit status for an error.
func status(err error) int {
	var p problem
	if errors.As(err, &p) || fault.Is(err, fault.Invalid) {
		return 2
	}
	return 1
}

// fileProblem adds what the system says, which names the file.
func fileProblem(what string, err error) error { return problem(what + ": " + err.Error()) }

// sentences say for each text key what is wrong and what to do.
var sentences = map[fault.TextKey]string{
	"fault.store.locked":          "another process uses this data folder and does not answer on its socket. If it is vigied, wait until it is ready or look at its log; if it is another vigiectl, try again when it has ended",
	"fault.store.none":            "no vigied runs on this data folder, and none has: is it the right one? Otherwise start vigied first, it serves without accounts too",
	"fault.store.owner":           "the data folder belongs to another user: run vigiectl as the user that runs vigied",
	"fault.store.folder":          "the data folder cannot be used. Is it the right one, and does this user own it?",
	"fault.store.connect":         "the store given by --nats does not answer. Check its address, that it runs, and that its JetStream is on",
	"fault.store.options":         "--nats, --credentials or --ca is not usable: look at the addresses and the files",
	"fault.store.replicas":        "--replicas is 1 or 3, and for --nats only",
	"fault.store.differs":         "the store was made with other settings (--replicas, perhaps): use the same as vigied",
	"fault.store.full":            "the store is full",
	"fault.deletion.unproven":     "not proven: what was found, or could not be looked at, is above",
	"fault.passphrase.weak":       "the passphrase is too weak. Take 7 words that do not belong together, or 12 characters of four kinds, or let --generate draw one",
	"fault.passphrase.form":       "the passphrase is empty, too long, or has characters that cannot be typed",
	"fault.access.actor_code":     "--actor is a code of 2 to 32 lower-case letters, digits and hyphens that begins with a letter: never a civil name",
	"fault.access.role":           "--role is operator, psychologist, supervisor or technical",
	"fault.account.unit":          "there is no such unit: units look like police-33, gendarmerie-2a, national",
	"fault.account.fields":        "the account was refused: its fields do not fit each other",
	"fault.account.credential":    "the account was refused: its credential is for somebody else",
	"fault.account.revoked":       "this account was revoked: its code is never given again, choose another --actor",
	"fault.biometric.document":    "the document is too long, or holds what its format does not know",
	"fault.biometric.not_due":     "nobody asked for this erasure: the person withdraws first, or the account is revoked",
	"fault.notice.lacks":          "the notice was refused: vigiectl notice check FILE lists what it does not say",
	"fault.notice.none":           "there is no notice in force: vigiectl notice put FILE first",
	"fault.notice.start":          "the processing begins at a moment to come: people are told before it",
	"fault.assessment.none":       "there is no assessment",
	"fault.assessment.incomplete": "the assessment was refused: vigiectl assessment check FILE lists what is missing",
	"fault.assessment.signature":  "the assessment was refused: its signature is not the authority's, or it was changed after it was signed",
	"fault.assessment.version":    "the assessment was refused: its version does not follow the one in force. Give it a later one, and sign it again",
	"fault.suspension.reason":     "--reason is incident, failing, reviewing or ordered",
	"fault.suspension.gate":       "the suspension stays: vigiectl biometric status says what else is in the way",
	"fault.inventory.fields":      "the reader was refused: it wants a model, a unit, named administrators and the digest of its own key",
	"fault.inventory.another":     "a reader of this code was removed, or is another one: choose another code",
	"fault.inventory.in_use":      "the reader is still in use: vigiectl reader remove first",
	"fault.service.stopped":       "vigied does not run on this data folder: what people sign in with is decided there, start it first",
	"fault.means.none_waits":      "nothing of this person's waits for a confirmation of yours",
	"fault.means.number":          "that is not the number that the person's screen shows. After three errors the enrolment has to be made again",
	"fault.account.exists":        "there is an account of this code already: say --replace to replace it, or choose another --actor",
}

// kinds say it for what has no sentence of its own.
var kinds = map[fault.Kind]string{
	fault.Invalid:     "that is not valid",
	fault.Denied:      "that is not allowed",
	fault.Missing:     "there is no such account: vigiectl account list shows those there are",
	fault.Taken:       "somebody else changed it at the same moment: look, and try again",
	fault.Unavailable: "the store or the service does not answer: try again, and look at vigied's log if it stays so. What was asked for may have been done: look before you repeat it",
	fault.TooLarge:    "that is too large",
	fault.TooMany:     "that is too much at once",
	fault.Internal:    "an error of the program itself: please report it",
}

// explain turns an error into a sentence. Nothing of a cause that is not ours is shown.
func explain(err error) string {
	var p problem
	if errors.As(err, &p) {
		return p.Error()
	}
	if errors.Is(err, context.Canceled) {
		return "interrupted. What was asked for may have been done: look before you repeat it"
	}
	public := fault.PublicOf(err)
	if s, ok := sentences[public.Key]; ok {
		return s
	}
	if s, ok := kinds[public.Kind]; ok {
		return s + " (" + err.Error() + ")"
	}
	return err.Error()
}
