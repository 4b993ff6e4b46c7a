import type { Send } from "../wire/shared";
import { maxTextBytes } from "../wire/sizes";
import { fromUtf8, random, toBase64url, utf8, wellFormed, type Bytes } from "./bytes";
import { fail } from "./error";
import { openBody, sealBody, verifyBody, type Header } from "./message";
import type { Peer, Sender } from "./peer";
import type { Secret } from "./secret";

/** A fresh identifier for a message or a mark. */
export function newMessageID(): string {
  return toBase64url(random(16));
}

type Head = Pick<Send, "id" | "key" | "generation" | "number" | "seen">;

/** Seals a person's message. What is sent again is the same result: a message is sealed once. */
export async function sealText(from: Sender, secret: Secret, head: Head, text: string): Promise<Send> {
  const content = utf8(text);
  if (content.length > maxTextBytes) fail("too_large");
  if (text === "" || !wellFormed(text)) fail("invalid");
  const h = textHeader(from.side, { ...head, conversation: from.conversation });
  const sealed = await sealBody(h, from.key, secret, content);
  content.fill(0);
  const { id, key, generation, number, seen } = head;
  return { conversation: from.conversation, id, key, generation, number, seen, ...sealed };
}

/** A verified message of the peer, still sealed. Only verifyText makes one. */
export class Sealed {
  readonly #body: Bytes;

  private constructor(readonly header: Header, readonly digest: string, body: Bytes) {
    this.#body = body;
  }

  /** Checks that the peer sent the message, in this conversation, generation and place. It needs no secret. */
  static async verify(peer: Peer, m: Send): Promise<Sealed> {
    const header = textHeader(peer.side, m);
    return new Sealed(header, await verifyBody(header, peer, m.body, m.signature), m.body);
  }

  /** Throws "untrusted" when the secret is not the one that it was sealed under, "invalid" when the content is no text. */
  async open(secret: Secret): Promise<string> {
    const content = await openBody(this.header, secret, this.#body);
    const text = content.length > 0 && content.length <= maxTextBytes ? fromUtf8(content) : undefined;
    content.fill(0);
    return text ?? fail("invalid");
  }
}

export const verifyText = (peer: Peer, m: Send): Promise<Sealed> => Sealed.verify(peer, m);

/** Bytes of a text as it will be sealed, for a composer that shows the limit. */
export const textBytes = (text: string): number => utf8(text).length;

function textHeader(side: Peer["side"], m: Head & { conversation: string }): Header {
  const { conversation, key, generation, id, number, seen } = m;
  return { conversation, side, key, generation, kind: "text", id, number, seen };
}
