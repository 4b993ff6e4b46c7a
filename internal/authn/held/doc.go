// Package held gives the key under which a person's template is sealed on a reader (L9, L13). The person holds it: their security key
// derives it at a touch, or their service card at its PIN. No machine keeps it.
//
//	binding, secret, err := holder.Make(ctx, held.Ask{Code: code, Blink: blink}) // a new template: keep the binding beside it
//	secret, err := holder.Open(ctx, binding, held.Ask{Code: code, Blink: blink}) // a sign-in
//	defer secret.Wipe()
//	secret.Use(func(key []byte) { answer, err = helper.Verify(..., reader.Ask{Key: key, ...}) })
//
// A [Binding] says which key or card, and holds what it needs to come to the same secret again; whoever reads it learns nothing of the
// secret. The secret is bound to the pseudonym of the enrolment and to this purpose: it is none that a sign-in or another enrolment of
// the same person ever uses. A binding that was changed, or belongs to another pseudonym, gives an error or another secret, under which nothing
// opens. What is revoked opens nothing: a holder uses the means that it was given and no other.
//
// A lost key or card takes the secret with it; the person enrols again. Calls wait for a person and end with their context. Faults are those of
// packages fido and card, with the text key of what the person has to know.
package held
