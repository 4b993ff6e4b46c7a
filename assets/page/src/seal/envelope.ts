// Envelopes: HPKE base mode with X-Wing (0x647a), HKDF-SHA256, AES-256-GCM.
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import type { Envelope } from "../wire/shared";
import { envelopePlainBytes, maxPseudonymBytes, secretBytes } from "../wire/sizes";
import { utf8, wellFormed, type Bytes } from "./bytes";
import type { Recipient } from "./chain";
import { fail } from "./error";
import { conversationID } from "./requests";
import type { Secret } from "./secret";
import type { SigningKey } from "./signing";
import { labels, transcript } from "./transcript";

const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** Which key is sealed: its number, and the generation that it is for (0 while the declarant waits). */
export interface Which {
  readonly key: number;
  readonly generation: number;
}

type Addressed = Pick<Envelope, "key" | "generation" | "actor" | "hourly">;

/** Seals a conversation key to one operator. The pseudonym is at most 64 bytes of UTF-8, or "". */
export async function sealEnvelope(
  signer: SigningKey, to: Recipient, which: Which, secret: Secret, pseudonym: string,
): Promise<Envelope> {
  const conversation = await conversationID(signer.publicKey);
  const head: Addressed = { key: which.key, generation: which.generation, actor: to.actor, hourly: to.hourly };
  const plain = writePlain(secret, pseudonym);
  try {
    const sealed = await hpkeSeal(to.hourlyKey, envelopeInfo(conversation, head), plain);
    const signature = await signer.sign(envelopeTranscript(conversation, head, sealed.enc, sealed.body));
    return { ...head, ...sealed, signature };
  } finally {
    plain.fill(0);
  }
}

async function hpkeSeal(publicKey: Bytes, info: Bytes, plain: Bytes): Promise<{ enc: Bytes; body: Bytes }> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey.slice().buffer);
  const sender = await suite.createSenderContext({ recipientPublicKey, info: info.slice().buffer });
  const body = new Uint8Array(await sender.seal(plain.slice().buffer));
  return { enc: new Uint8Array(sender.enc), body };
}

function writePlain(secret: Secret, pseudonym: string): Bytes {
  const name = utf8(pseudonym);
  if (name.length > maxPseudonymBytes) fail("too_large");
  if (!wellFormed(pseudonym)) fail("invalid");
  const plain = new Uint8Array(envelopePlainBytes);
  secret.use((raw) => plain.set(raw));
  plain[secretBytes] = name.length;
  plain.set(name, secretBytes + 1);
  return plain;
}

export function envelopeInfo(conversation: string, e: Addressed): Bytes {
  return transcript(labels.envelopeInfo, conversation, e.key, e.generation, e.actor, e.hourly);
}

export function envelopeTranscript(conversation: string, e: Addressed, enc: Bytes, body: Bytes): Bytes {
  return transcript(labels.envelope, conversation, e.key, e.generation, e.actor, e.hourly, enc, body);
}
