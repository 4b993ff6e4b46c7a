// Package authn holds the ways in. Here are passphrases (B9); below are what security keys and service cards prove (ceremony), and
// the talk with them, for the console alone (fido, hidraw, card).
//
// # What is kept
//
// [Hash] gives the PHC string of argon2id (RFC 9106, second recommended option: 64 MiB, 3 passes, 4 lanes), with a fresh salt
// of 16 bytes. [Matches] compares in constant time and takes as long for [Decoy], which nobody knows the passphrase of, so that
// unknown names cannot be told by the clock. Each call takes 64 MiB: whoever lets strangers call it bounds how many run
// at once.
//
// # What a passphrase must be
//
// CNIL, deliberation 2022-100 of 21 July 2022, asks for a strength by what else protects the account:
//
//	80 bits   nothing else: 12 characters of four classes, 14 of letters and digits, or 7 words
//	50 bits   with throttling of attempts: 8 characters of three classes out of four, 16 digits
//
// The service throttles, so that 50 bits would do. The hash is in a file of the service all the same, where nothing
// throttles who has copied it: [Check] asks for 80. [Strength] says what a passphrase is worth; repeated and consecutive
// characters, and words that everybody uses, count next to nothing. It is an estimate: only chance makes a strong
// passphrase, so [Suggest] draws one.
//
// Passphrases are compared in Unicode normal form C, and every kind of space is the same, so that keyboards which write "é"
// differently do not lock anybody out.
//
// All functions are safe for concurrent use. No error holds any part of a passphrase.
package authn
