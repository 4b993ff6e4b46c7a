// What a message's key, ciphertext and signature are bound to.
import type { Side } from "../wire/shared";
import { bodySizes } from "../wire/sizes";
import { concat, random, sha256, toBase64url, type Bytes } from "./bytes";
import { fail } from "./error";
import type { Peer } from "./peer";
import { pad, unpad } from "./pad";
import type { Secret } from "./secret";
import { verify, type SigningKey } from "./signing";
import { labels, transcript, type Field } from "./transcript";

export const maxMessages = 10_000;
export const maxMarks = 100_000;

const nonceBytes = 12;

export interface Header {
  readonly conversation: string;
  readonly side: Side;
  readonly key: number;
  readonly generation: number;
  readonly kind: "text" | "mark";
  readonly id: string;
  readonly number: number;
  readonly seen: number;
}

export async function sealBody(
  h: Header, signer: SigningKey, secret: Secret, content: Bytes,
): Promise<{ body: Bytes; signature: Bytes }> {
  if (!valid(h)) fail("invalid");
  const padded = pad(content);
  const nonce = random(nonceBytes);
  const key = await messageKey(h, secret);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: associated(h) }, key, padded);
  padded.fill(0);
  const body = concat(nonce, new Uint8Array(sealed));
  return { body, signature: await signer.sign(await signed(h, body)) };
}

/** Checks everything that needs no secret, and returns the digest that tells the message from every other. */
export async function verifyBody(h: Header, peer: Peer, body: Bytes, signature: Bytes): Promise<string> {
  if (!valid(h) || !validSize(h.kind, body.length)) fail("invalid");
  if (!peer.speaksIn(h.conversation, h.generation)) fail("untrusted");
  const what = await signed(h, body);
  await verify(peer.publicKey, what, signature);
  return toBase64url(await sha256(what));
}

/** Returns the content, which the caller clears. */
export async function openBody(h: Header, secret: Secret, body: Bytes): Promise<Bytes> {
  const padded = await decrypt(h, await messageKey(h, secret), body);
  try {
    return unpad(padded);
  } finally {
    padded.fill(0);
  }
}

async function decrypt(h: Header, key: CryptoKey, body: Bytes): Promise<Bytes> {
  const how = { name: "AES-GCM", iv: body.subarray(0, nonceBytes), additionalData: associated(h) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, key, body.subarray(nonceBytes)));
  } catch {
    return fail("untrusted");
  }
}

async function messageKey(h: Header, secret: Secret): Promise<CryptoKey> {
  const base = await secret.use((raw) => crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey"]));
  const info = transcript(labels.messageKey, h.conversation, h.key, h.side, h.kind, h.id);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

function associated(h: Header): Bytes {
  return transcript(labels.message, ...fields(h));
}

async function signed(h: Header, body: Bytes): Promise<Bytes> {
  return transcript(labels.sent, ...fields(h), await sha256(body));
}

function fields(h: Header): Field[] {
  return [h.conversation, h.side, h.key, h.generation, h.kind, h.id, h.number, h.seen];
}

function valid(h: Header): boolean {
  const most = h.kind === "mark" ? maxMarks : maxMessages;
  if (h.number < 1 || h.number > most || h.seen < 0 || h.seen > maxMessages) return false;
  return h.side === "declarant" || h.generation > 0;
}

function validSize(kind: Header["kind"], size: number): boolean {
  return kind === "mark" ? size === bodySizes[0] : bodySizes.some((b) => b === size);
}
