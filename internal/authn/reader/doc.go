// Package reader asks the fingerprint helper, cmd/vigie-reader, for one capture and one answer, and keeps the templates.
//
//	helper := reader.Helper{Path: "vigie-reader"}
//	answer, err := helper.Verify(ctx, permission, request, now, reader.Ask{...}, progress)
//
// Nothing starts without a [biometric.Permission] for exactly the person, method and reader asked for: there is no other way to
// call it (L17). The helper is a process of its own that gets one template and nothing else (L2), answers match or no match with a
// pseudonym (L10), and ends. What comes from it is read under bounds and believed only as far as its form goes: a helper that was
// replaced can say "match", but not sign for a finger that it has no template of.
//
// A template is sealed twice. The helper seals it under a key that the person holds (a secret of their security key, or their
// card's) and never gives it out in clear; [Store] seals what it gets under the reader's own key, in a folder of its own, under
// the pseudonym (L9, L13). Neither key opens a template alone, and neither store holds an identity.
package reader
