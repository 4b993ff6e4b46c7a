import type { Mark, Side } from "../wire/shared";
import { concat, type Bytes } from "./bytes";
import { fail } from "./error";
import { maxMessages, openBody, sealBody, verifyBody, type Header } from "./message";
import type { Peer, Sender } from "./peer";
import type { Secret } from "./secret";
import { numberBytes } from "./transcript";

/** How many messages the sender has sent (an operator: in this generation), and has received and read of the other side's. */
export interface Counts {
  readonly sent: number;
  readonly received: number;
  readonly read: number;
}

/** A verified, opened mark. */
export interface Receipt {
  readonly conversation: string;
  readonly side: Side;
  readonly generation: number;
  readonly number: number;
  readonly digest: string;
  readonly counts: Counts;
}

type Head = Pick<Mark, "id" | "key" | "generation" | "number">;

export async function sealMark(from: Sender, secret: Secret, head: Head, counts: Counts): Promise<Mark> {
  if (!valid(counts)) fail("invalid");
  const h = markHeader(from.conversation, from.side, head);
  const content = concat(numberBytes(counts.sent), numberBytes(counts.received), numberBytes(counts.read));
  const sealed = await sealBody(h, from.key, secret, content);
  const { id, key, generation, number } = head;
  return { conversation: from.conversation, side: from.side, id, key, generation, number, ...sealed };
}

/** Verifies and opens a mark of the peer. */
export async function openMark(peer: Peer, secret: Secret, m: Mark): Promise<Receipt> {
  const h = markHeader(m.conversation, peer.side, m);
  const digest = await verifyBody(h, peer, m.body, m.signature);
  const counts = parse(await openBody(h, secret, m.body));
  return { conversation: m.conversation, side: peer.side, generation: m.generation, number: m.number, digest, counts };
}

function parse(b: Bytes): Counts {
  if (b.length !== 24) fail("invalid");
  const view = new DataView(b.buffer, b.byteOffset);
  const at = (i: number): number => Number(view.getBigUint64(8 * i));
  const counts = { sent: at(0), received: at(1), read: at(2) };
  return valid(counts) ? counts : fail("invalid");
}

function valid(c: Counts): boolean {
  return c.sent >= 0 && c.read >= 0 && c.sent <= maxMessages && c.received <= maxMessages && c.read <= c.received;
}

/** seen is 0: what a mark says about the other side is inside it. */
function markHeader(conversation: string, side: Side, m: Head): Header {
  return { conversation, side, key: m.key, generation: m.generation, kind: "mark", id: m.id, number: m.number, seen: 0 };
}
