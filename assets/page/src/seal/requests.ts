// What a page asks of the service, signed by the conversation key.
import type { Erase, Open, Resume } from "../wire/page";
import type { Close, Closed } from "../wire/shared";
import { sha256, toBase64url, type Bytes } from "./bytes";
import { fail } from "./error";
import type { Peer, Sender } from "./peer";
import { verify, type SigningKey } from "./signing";
import { labels, transcript } from "./transcript";

/** The identifier of the conversation whose public signing key this is. */
export async function conversationID(key: Bytes): Promise<string> {
  return toBase64url(await sha256(transcript(labels.conversation, key)));
}

/** The nonce is the connection's, from Welcome. */
export async function signOpen(key: SigningKey, nonce: Bytes, o: Omit<Open, "key" | "signature">): Promise<Open> {
  const signed = transcript(labels.open, nonce, key.publicKey, o.place, o.language, o.urgent);
  return { ...o, key: key.publicKey, signature: await key.sign(signed) };
}

export async function signResume(key: SigningKey, nonce: Bytes, r: Omit<Resume, "signature">): Promise<Resume> {
  return { ...r, signature: await key.sign(transcript(labels.resume, nonce, r.conversation, r.position)) };
}

/** It needs no nonce: what is deleted stays deleted, so that repeating the request changes nothing (D2). */
export async function signDelete(key: SigningKey): Promise<Erase> {
  const conversation = await conversationID(key.publicKey);
  return { conversation, key: key.publicKey, signature: await key.sign(transcript(labels.delete, conversation)) };
}

type Closing = Omit<Close, "signature">;

export async function signClose(from: Sender, c: Omit<Closing, "conversation">): Promise<Close> {
  const full = { ...c, conversation: from.conversation };
  return { ...full, signature: await from.key.sign(closeTranscript(from.side, full)) };
}

/** A verified Close. */
export interface Ending {
  readonly side: Peer["side"];
  readonly end: Closing;
  readonly digest: string;
}

/** Checks that the peer has closed the exchange. */
export async function verifyClose(peer: Peer, c: Close | Closed): Promise<Ending> {
  if (c.signature === undefined || !peer.speaksIn(c.conversation, c.generation)) fail("untrusted");
  const signed = closeTranscript(peer.side, c);
  await verify(peer.publicKey, signed, c.signature);
  return { side: peer.side, end: c, digest: toBase64url(await sha256(signed)) };
}

function closeTranscript(side: Peer["side"], c: Closing): Bytes {
  return transcript(labels.close, c.conversation, side, c.generation, c.sent, c.seen, c.reason);
}
