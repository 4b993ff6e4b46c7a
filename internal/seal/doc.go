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
//	doctrine      T("vigie/1 doctrine", version, SHA-256(text))                               by the authority key
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
// The hourly key's id is base64url(SHA-256(public)), first 22 characters. Every nonce is 32 bytes: the connection's, from
// Welcome, or the challenge's.
//
// # The chain
//
// Whoever seals verifies the whole chain from the authority key that they have pinned: the credential's signature, its
// window and its role, which is "operator"; a shift of the same actor, that ends within 16 hours from now, with a proof
// by the credential's key; an hourly key of the same actor and console, signed by the shift key, that lives at most two
// hours and ends no later than shift and credential. A window counts as begun five minutes early, and ends when it
// ends. Time is one's own clock's. A page whose clock is wrong may take the service's time where the two differ by less
// than a day: a lying service can then bring back an hourly key of yesterday, whose private half is gone. A console signs
// no shift that it would not believe itself, whatever end the service proposes.
//
// A page accepts a claim only with a higher generation than any before.
//
// # Keys of a conversation
//
// The page draws 32 random bytes for key number 0 while it waits, and seals it to every operator on duty; at each claim
// a fresh one (number + 1) for the claimant alone, bound to the claim's generation. An envelope's HPKE info is
// T("vigie/1 envelope info", conversation, key number, generation, actor, hourly id), its AAD is empty, its plaintext is
// always 97 bytes: the secret (32), one byte of pseudonym length, the pseudonym (UTF-8) padded with zeros to 64.
//
// # History
//
// At a transfer the old holder's console seals a history (see History, adr/009) to the receiver's hourly key: HPKE as for an
// envelope, with the info T("vigie/1 history info", conversation, ending generation, sender's actor, receiver's actor, hourly
// id), an empty AAD, and a plaintext of whole kilobytes. Its shift key signs T("vigie/1 history", the same fields, enc, body).
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
// Wherever a generation is stated, it is the latest that the sender knows: 0 before the first claim, and still the last
// holder's while the conversation waits again.
//
// # Order
//
// Each side numbers its messages from 1 (an operator: in each generation) and says how many of the other side's it had
// accepted without a gap (a declarant: of the operator of the message's generation). A receiver expects exactly the next
// number, and judges:
//
//	a known number with the same digest      a repeat, dropped in silence
//	a known number with another digest       a forgery
//	a message that does not verify           a forgery
//	a seen below that of a message before    a forgery (within a generation)
//	a seen above what one has sent           a forgery
//	a generation below one before            a forgery
//	a number higher than the next            used, and a gap is shown: so many are missing
//	a number that was missing                used in its place, and shown as out of order
//
// One has sent what one has sealed, acknowledged or not. What a close, a mark or a message says about its sender's own
// messages is a lower bound: it may not count what is on its way. It never goes down, and nothing comes after a close
// but what it counts.
//
// Marks number from 1 (an operator: in each generation). Only the newest counts; an older one is a repeat and rolls
// nothing back; another one with the same number, or one whose counts go down, is a forgery. A mark may overtake the
// message that it counts, so that what it shows as missing is shown to a person only after a few seconds.
//
// Marks and Close repeat the sender's count, so that the last message cannot be dropped unnoticed; if marks are dropped as
// well, the sender sees its message "received by the service" and never "received by the operator", and says so after a
// while. All of these are shown to the person. A sender has at most 10,000 messages and 100,000 marks.
package seal
