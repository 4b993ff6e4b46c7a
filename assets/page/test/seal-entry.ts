// What the tests of the encryption need, in one bundle: the page's half, and the console's end of an envelope.
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { fromUtf8, type Bytes } from "../src/seal/bytes";
import { envelopeInfo, envelopeTranscript } from "../src/seal/envelope";
import { Secret } from "../src/seal/secret";
import { conversationID } from "../src/seal/requests";
import { verify } from "../src/seal/signing";
import type { Envelope } from "../src/wire/shared";

export * from "../src/seal/index";
export { fromBase64, toBase64 } from "../src/seal/bytes";
export { shiftChallenge } from "../src/seal/chain";
export { verify } from "../src/seal/signing";
export { labels, transcript } from "../src/seal/transcript";
export { decode, encode, encodeData, incoming, outgoing } from "../src/wire/frame";
export * as page from "../src/wire/page";
export * as shared from "../src/wire/shared";

const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });

/** Opens an envelope as a console does. */
export async function openEnvelope(seed: Bytes, key: Bytes, e: Envelope): Promise<{ secret: Secret; pseudonym: string | undefined }> {
  const conversation = await conversationID(key);
  await verify(key, envelopeTranscript(conversation, e, e.enc, e.body), e.signature);
  const recipientKey = await suite.kem.deserializePrivateKey(seed.slice().buffer);
  const recipient = await suite.createRecipientContext({
    recipientKey, enc: e.enc.slice().buffer, info: envelopeInfo(conversation, e).slice().buffer,
  });
  const plain = new Uint8Array(await recipient.open(e.body.slice().buffer));
  return { secret: Secret.parse(plain.slice(0, 32)), pseudonym: fromUtf8(plain.slice(33, 33 + (plain[32] ?? 0))) };
}
