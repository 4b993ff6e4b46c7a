// Package ceremony holds the proofs that a person gives with something that they carry: what an authenticator signs (WebAuthn,
// level 3), what a service card signs, and how the service checks both. It needs no device: packages fido and card, which the
// console alone links, talk to those.
//
// Every proof signs the same challenge of 32 bytes, which the caller has made of the service's nonce, the person, the console,
// the shift key and its end: a proof that was given for one shift is worth nothing for another.
//
// # What is asked of a security key
//
//	user verification   always: a touch alone proves nobody
//	algorithm           ES256 alone, when it is enrolled and ever after
//	origin              the service's own, which no web page has (see Party)
//	counter             never back: whoever has a copy of a key is noticed at the second of the two
//	copies              a key whose secret can leave it ("backup eligible") is not enrolled
//
// The verification of a person is by fingerprint or by PIN, on the key; the answer does not tell which, and nothing here
// tries to learn it (L13).
//
// All functions are safe for concurrent use. No error holds anything of what was checked.
package ceremony
