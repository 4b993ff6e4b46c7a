// The declarant's messages on their way: sealed once, one at a time, the same bytes again until the service has them (B13).
import { newMessageID, sealText, type Sender } from "../seal";
import type { Ack, Send } from "../wire/shared";
import type { Keys } from "./keys";

interface Item {
  readonly id: string;
  readonly text: string;
  sealed?: Send;
  number: number;
  /** When the service had it, on the clock of this device; 0 before. */
  storedAt: number;
  refused: boolean;
}

/** What an outbox needs to know of the conversation at the moment of sealing. */
export interface Place {
  readonly generation: number;
  /** How many of the operator's messages have been accepted. */
  readonly seen: number;
}

export class Outbox {
  readonly #items = new Map<string, Item>();
  #sealed = 0;

  constructor(private readonly from: Sender, private readonly keys: Keys) {}

  /** How many messages have been sealed, and so may have reached the other side. */
  get count(): number { return this.#sealed; }

  /** How many the service has. */
  get stored(): number {
    let n = 0;
    for (const i of this.#items.values()) if (i.storedAt > 0) n++;
    return n;
  }

  add(text: string): string {
    const id = newMessageID();
    this.#items.set(id, { id, text, number: 0, storedAt: 0, refused: false });
    return id;
  }

  /** The message to send next, sealed; undefined when there is none. */
  async next(place: () => Place): Promise<Send | undefined> {
    const item = [...this.#items.values()].find((i) => i.storedAt === 0 && !i.refused);
    if (!item) return undefined;
    if (!item.sealed) {
      const { generation, seen } = place();
      item.number = this.#sealed + 1;
      item.sealed = await sealText(this.from, this.keys.secretNow,
        { id: item.id, key: this.keys.current, generation, number: item.number, seen }, item.text);
      this.#sealed = item.number;
    }
    return item.sealed;
  }

  acknowledge(ack: Pick<Ack, "id">, now: number): void {
    const item = this.#items.get(ack.id);
    if (item && item.storedAt === 0) item.storedAt = now;
  }

  /** The service has lost its memory, and got only so many of our messages back: the others are sent again, the same bytes. */
  unstore(kept: number): void {
    for (const i of this.#items.values()) if (i.number > kept) i.storedAt = 0;
  }

  /** The service will not take the message that was on its way. Its number goes to the next one: what is not stored leaves no gap. */
  refuse(): void {
    const item = [...this.#items.values()].find((i) => i.sealed && i.storedAt === 0 && !i.refused);
    if (!item) return;
    item.refused = true;
    if (item.number === this.#sealed) this.#sealed--;
  }

  /** What became of a message: its number, since when the service has it (0: not yet), whether it was refused. */
  find(id: string): Pick<Readonly<Item>, "number" | "storedAt" | "refused"> | undefined { return this.#items.get(id); }

  clear(): void { this.#items.clear(); }
}
