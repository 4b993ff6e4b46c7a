// What comes from the operator: verified, opened, judged for its place in the order. Whatever does not hold is not shown, and the
// person is told (B11).
import { openMark, Order, use, verifyClose, verifyText, type Counts, type Peer, type Verdict } from "../seal";
import type { Closed, Mark, Message } from "../wire/shared";
import type { Keys } from "./keys";

export interface Received {
  readonly verdict: Verdict;
  readonly text: string;
  /** The identifier of the message that this one belongs before, when it came late. */
  readonly before: string | undefined;
}

const forged: Verdict = { judgement: "forgery", missing: 0 };

export class Inbox {
  readonly #order: Order;
  readonly #peers = new Map<number, Peer>(); // by generation
  readonly #shown: { id: string; generation: number; number: number }[] = [];

  constructor(conversation: string, private readonly keys: Keys, private readonly sent: () => number) {
    this.#order = new Order(conversation, "operator");
  }

  /** The operator of a generation, whose chain has been verified. */
  meet(peer: Peer): void { this.#peers.set(peer.generation, peer); }

  knows(generation: number): boolean { return this.#peers.has(generation); }

  /** How many messages have been accepted in a generation without a gap. */
  seen(generation: number): number { return this.#order.seen(generation); }

  missing(): number { return this.#order.missing(); }

  receipts(generation: number): Counts { return this.#order.receipts(generation); }

  async message(m: Message): Promise<Received> {
    const nothing = { text: "", before: undefined };
    const peer = this.#peers.get(m.generation);
    const secret = this.keys.secret(m.key);
    if (!peer || !secret) return { verdict: forged, ...nothing };
    try {
      const sealed = await verifyText(peer, m);
      const text = await sealed.open(secret);
      const verdict = this.#order.accept(sealed, this.#mine(m.generation));
      if (!use(verdict)) return { verdict, ...nothing };
      return { verdict, text, before: this.#place(m) };
    } catch {
      return { verdict: forged, ...nothing };
    }
  }

  async mark(m: Mark): Promise<Verdict> {
    const peer = this.#peers.get(m.generation);
    const secret = this.keys.secret(m.key);
    if (!peer || !secret) return forged;
    try {
      return this.#order.acceptMark(await openMark(peer, secret, m), this.#mine(m.generation));
    } catch {
      return forged;
    }
  }

  async close(c: Closed): Promise<Verdict> {
    const peer = this.#peers.get(c.generation);
    if (!peer) return forged;
    try {
      return this.#order.acceptClose(await verifyClose(peer, c), this.#mine(c.generation));
    } catch {
      return forged;
    }
  }

  #mine(generation: number) { return { generation, count: this.sent() }; }

  /** Remembers where a message stands, and returns the first one that comes after it. */
  #place(m: Message): string | undefined {
    const later = this.#shown.findIndex((s) => s.generation > m.generation || (s.generation === m.generation && s.number > m.number));
    const before = later < 0 ? undefined : this.#shown[later]?.id;
    this.#shown.splice(later < 0 ? this.#shown.length : later, 0, { id: m.id, generation: m.generation, number: m.number });
    return before;
  }
}
