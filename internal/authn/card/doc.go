// Package card talks to service cards through a PKCS#11 module (cgo, Linux), OpenSC for instance. The console alone links it.
//
//	cards := card.Open("/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so")
//	proof, err := cards.Sign(ctx, card.Ask{Keys: ids, Digest: digest, PIN: pin})
//
// A card proves who holds it by a fresh signature and by nothing else: a module may report a login with a wrong PIN as done when
// somebody is logged in already. So nobody stays logged in: every call logs in, signs, and logs out. Faults carry a text key of what the person has to
// know ("carried.card.pin.last"). The module keeps the PIN for as long as it likes; nothing here does.
//
// A card whose keys may agree or decrypt also keeps a secret, under which a template is sealed (NewSecret, Secret). What the module, and the
// library that calls it, copy of that on their way is theirs; nothing here keeps it.
//
// One call speaks to a card at a time. Where this program is not built for Linux with cgo, there are no cards.
package card
