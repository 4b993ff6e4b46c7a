// Follows the messages, marks and close of one sender of one conversation, and notices what a lying service does to them
// (B11): see "Order" in internal/seal/doc.go. A pure state machine, the twin of internal/seal/order.go.
import type { Side } from "../wire/shared";
import type { Counts, Receipt } from "./mark";
import { Stream, type Verdict } from "./order_stream";
import type { Ending } from "./requests";
import type { Sealed } from "./text";

export type { Judgement, Verdict } from "./order_stream";

const maxStreams = 1_000;
const forgery: Verdict = { judgement: "forgery", missing: 0 };

/** How many messages one has sent oneself: in all for a declarant, in the generation that one holds for an operator. */
export interface Sent {
  readonly generation: number;
  readonly count: number;
}

export function use(v: Verdict): boolean {
  return v.judgement !== "repeat" && v.judgement !== "forgery";
}

export class Order {
  readonly #streams = new Map<number, Stream>();

  constructor(readonly conversation: string, readonly side: Side) {}

  /** Judges a message. */
  accept(m: Sealed, mine: Sent): Verdict {
    const h = m.header;
    const s = this.#stream(h.generation);
    if (h.conversation !== this.conversation || h.side !== this.side || s === undefined) return forgery;
    return s.accept(h.number, { digest: m.digest, seen: h.seen, generation: h.generation }, this.#possible(h.generation, h.seen, mine));
  }

  /** Judges a mark. Only the newest counts; an older one is a repeat. */
  acceptMark(r: Receipt, mine: Sent): Verdict {
    const s = this.#stream(r.generation);
    if (r.conversation !== this.conversation || r.side !== this.side || s === undefined) return forgery;
    return this.#possible(r.generation, r.counts.received, mine) ? s.mark(r) : forgery;
  }

  /** Judges a close. After it, nothing more can come of what it does not count. */
  acceptClose(e: Ending, mine: Sent): Verdict {
    const s = this.#stream(e.end.generation);
    if (e.end.conversation !== this.conversation || e.side !== this.side || s === undefined) return forgery;
    return this.#possible(e.end.generation, e.end.seen, mine) ? s.close(e) : forgery;
  }

  /** How many have been accepted without a gap: what one's own messages and marks say in a generation. */
  seen(generation: number): number {
    return this.#known(generation)?.run ?? 0;
  }

  /** How many the sender is known to have sent that have not arrived. When it stays above 0, it is to be shown. */
  missing(): number {
    let n = 0;
    for (const s of this.#streams.values()) n += s.missing();
    return n;
  }

  /** What this sender's newest mark of a generation said. */
  receipts(generation: number): Counts {
    const r = this.#known(generation)?.receipt;
    return r?.generation === generation ? r.counts : { sent: 0, received: 0, read: 0 };
  }

  /** Whether the sender can have seen so many messages. */
  #possible(generation: number, seen: number, mine: Sent): boolean {
    if (this.side === "operator") return seen <= mine.count;
    if (generation === 0) return seen === 0; // nobody has answered yet
    return generation !== mine.generation || seen <= mine.count;
  }

  /** A declarant's numbers run through all generations. */
  #known(generation: number): Stream | undefined {
    return this.#streams.get(this.side === "declarant" ? 0 : generation);
  }

  #stream(generation: number): Stream | undefined {
    const known = this.#known(generation);
    if (known !== undefined || this.#streams.size >= maxStreams) return known;
    const s = new Stream();
    this.#streams.set(this.side === "declarant" ? 0 : generation, s);
    return s;
  }
}
