// What the page keeps of its conversation in order to give it back, should the service lose its memory: the proof of each entry, by
// position (see internal/adr/007-healing.md). Only the service can make them; the page neither reads nor changes them.
import type { Kept, Past } from "../wire/heal";
import type { Ack, Message, Send } from "../wire/shared";
import { maxFrameBytes } from "../wire/sizes";

/** Entries of one frame, from a position on. */
export interface Part { readonly from: number; readonly entries: readonly Past[]; readonly whole: boolean }

const room = maxFrameBytes - 1024;
const aMessage = 700; // in base64 and JSON, beside its body
const aToken = 32;

export class Ledger {
  readonly #past = new Map<number, Past>();

  keep(k: Kept): void { this.#past.set(k.position, { message: undefined, token: k.token }); }

  received(m: Message): void {
    if (m.mac) this.#past.set(m.position, { message: m, token: undefined });
  }

  /** A message of our own, with its acknowledgement. */
  acknowledged(send: Send, a: Ack): void {
    this.received({ ...send, side: "declarant", position: a.position, time: a.time, deadline: a.deadline, mac: a.mac });
  }

  /** The service has the entries up to a position; what we had beyond it is not so any more. */
  cut(position: number): void {
    for (const at of this.#past.keys()) if (at > position) this.#past.delete(at);
  }

  /** Everything from the first entry to the first gap, in parts that each fit a frame; none when there is nothing. */
  offer(): Part[] {
    const parts: { from: number; entries: Past[]; whole: boolean }[] = [];
    let left = 0;
    for (let at = 1; ; at++) {
      const entry = this.#past.get(at);
      if (!entry) break;
      const size = entry.message ? aMessage + Math.ceil(entry.message.body.length / 3) * 4 : aToken + Math.ceil((entry.token?.length ?? 0) / 3) * 4;
      if (parts.length === 0 || size > left) {
        parts.push({ from: at, entries: [], whole: false });
        left = room;
      }
      parts.at(-1)?.entries.push(entry);
      left -= size;
    }
    const last = parts.at(-1);
    if (last) last.whole = true;
    return parts;
  }

  clear(): void { this.#past.clear(); }
}
