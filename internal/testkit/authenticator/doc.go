// Package authenticator is a security key made of software, for tests: CTAPHID on 64-byte reports and CTAP 2 above it, with
// clientPIN (protocols 1 and 2), hmac-secret (CTAP 2.1 section 12.5) and built-in user verification, as keys with and without a
// fingerprint sensor have, and bioEnrollment, by which fingers come onto the sensor and leave it. libfido2 talks to it as to a real
// one (fido_dev_set_io_functions). What its holder does - touches, the wrong finger, nothing, pulls it out - is a function.
//
//	key := authenticator.New(authenticator.Options{PIN: "123456"})
//	pipe := key.Plug()       // reports in, reports out
//
// It keeps secrets in memory and is worth nothing as a key.
package authenticator
