// Package seal is the end-to-end encryption between the declarant's page and the consoles: the chain of trust, the
// envelopes that carry conversation keys, and the sealing, signing and ordering of messages. The page's half is
// assets/page/src/seal; both halves pass the same vectors (testdata/vectors.json).
//
// # Primitives
//
// Signatures are ECDSA on P-256 with SHA-256, 64 bytes r||s; public keys are uncompressed points, 65 bytes. Envelopes
// are HPKE base mode (RFC 9180) with X-Wing (0x647a), HKDF-SHA256 and AES-256-GCM. Messages are AES-256-GCM under keys
// from HKDF-SHA256. Nothing else, and nothing of our own.
//
// # Transcripts
//
// Whatever is signed, hashed or bound is a transcript T(label, field...): for the label and each field, four bytes of
// length (big endian) and the bytes. Numbers and times (milliseconds since the Unix epoch) are eight bytes, big
// endian. Labels begin with "vigie/1 ".
//
//	credential    T("vigie/1 credential", actor, role, unit, key, notBefore, notAfter)         by the authority key
//	shift         SHA-256(T("vigie/1 shift", nonce, actor, console, shiftKey, expires))       these 32 bytes are the challenge that every way in signs; way "key": by the credential's key
//	hourly        T("vigie/1 hourly", actor, console, public, notBefore, notAfter)            by the shift key
//	return        T("vigie/1 return", nonce, actor, console, shiftKey)                        by the shift key
//	conversation  identifier = base64url(SHA-256(T("vigie/1 conversation", key)))
//	open          T("vigie/1 open", nonce, key, place, language, urgent)                      by the conversation key; urgent is one byte, 0 or 1
//	resume        T("vigie/1 resume", nonce, conversation, position)                          by the conversation key
//	envelope      T("vigie/1 envelope", conversation, key number, generation, actor, hourly id, enc, body)   by the conversation key
//	message       T("vigie/1 sent", conversation, side, key number, generation, kind, id, number, seen, SHA-256(body))   by the conversation key, or the shift key
//	close         T("vigie/1 close", conversation, side, generation, sent, seen, reason)      by the conversation key, or the shift key
//	delete        T("vigie/1 delete", conversation)                                           by the conversation key
//
// The hourly key's id is base64url(SHA-256(public)), first 22 characters.
//
// # Keys of a conversation
//
// The page draws 32 random bytes for key number 0 while it waits, and seals it to every operator on duty; at each claim
// a fresh one (number + 1) for the claimant alone, bound to the claim's generation. An envelope's HPKE info is
// T("vigie/1 envelope info", conversation, key number, generation, actor, hourly id), its AAD is empty, its plaintext is
// always 97 bytes: the secret (32), one byte of pseudonym length, the pseudonym (UTF-8) padded with zeros to 64.
//
// # Messages
//
// key = HKDF-SHA256(secret, salt empty, info T("vigie/1 message key", conversation, key number, side, kind, id), 32 bytes)
// body = nonce (12 random bytes) || AES-256-GCM(key, nonce, padded, AAD T("vigie/1 message", conversation, side, key
// number, generation, kind, id, number, seen)).
//
// The padded plaintext is four bytes of length, the content, and zeros up to the next bucket of 256, 1,024, 4,096 or
// 16,384 bytes. Kind "text" holds UTF-8. Kind "mark" holds three numbers: how many messages the sender has sent (in the
// current generation, for an operator), received and read of the other side's; its own number counts marks, and its
// seen is 0. A message is sealed once: what is sent again is the same bytes.
//
// # Order
//
// Each side numbers its messages from 1 (an operator: in each generation) and says how many of the other side's it had
// accepted. A receiver expects exactly the next number: a known number with the same digest is a repeat and is dropped
// in silence; a known number with another digest, a message that does not verify, or a seen that is lower than before or
// higher than what was sent, is a forgery; a higher number is a gap. Marks and Close repeat the sender's count, so that
// the last message cannot be dropped unnoticed; if marks are dropped as well, the sender sees its message "received by
// the service" and never "received by the operator", and says so after a while. All of these are shown to the person.
package seal
