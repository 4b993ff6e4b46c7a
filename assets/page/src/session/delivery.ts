// Hands the declarant's messages over, and knows how far each has come.
import { use, type Verdict } from "../seal";
import { Refused } from "./connection";
import type { Context } from "./context";
import type { Outbox, Place } from "./outbox";
import type { Ack, Send } from "../wire/shared";
import type { Progress } from "./state";

/** A message that the operator has not confirmed for so long is shown as such, in milliseconds. */
export const confirmWithin = 45_000;
const pause = 1_000;

export interface Conditions {
  /** Whether a message may leave now: attached, keys settled, nothing wrong. */
  ready(): boolean;
  place(): Place;
  /** Since when an operator holds the conversation; 0 when nobody does. */
  heldSince(): number;
  /** The service has a message. */
  stored(message: Send, ack: Ack): void;
  /** The service says that the conversation is gone or unknown. */
  ended(code: string): void;
}

export class Delivery {
  #busy = false;
  #received = 0;
  #read = 0;

  constructor(private readonly ctx: Context, private readonly outbox: Outbox, private readonly on: Conditions) {}

  send(text: string): void {
    const id = this.outbox.add(text);
    this.ctx.store.add({ kind: "sent", id, text, time: this.ctx.clock.now(), progress: "sending" });
    void this.pump();
  }

  /** Sends what waits, as long as it may. */
  async pump(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.on.ready()) {
        const message = await this.outbox.next(() => this.on.place());
        if (!message || !this.on.ready()) break;
        const answer = await this.ctx.connection.request("send", message);
        if (answer.t !== "ack") break;
        this.acknowledge(answer.d.id);
        this.on.stored(message, answer.d);
      }
    } catch (e) {
      if (e instanceof Refused) this.#refused(e.refusal.code, e.refusal.retry_ms);
    } finally {
      this.#busy = false;
      this.refresh();
    }
  }

  acknowledge(id: string): void {
    this.outbox.acknowledge({ id }, this.ctx.clock.now());
    this.refresh();
  }

  /** Takes in what the operator says to have received and read; it never goes back. */
  confirm(verdict: Verdict, received: number, read: number): void {
    if (!use(verdict)) return;
    this.#received = Math.max(this.#received, received);
    this.#read = Math.max(this.#read, read);
    this.refresh();
  }

  /** Says of each message how far it has come. */
  refresh(): void {
    const { store, clock } = this.ctx;
    let unconfirmed = false;
    store.progress((id) => {
      const p = this.#progress(id, clock.now());
      unconfirmed ||= p === "unconfirmed";
      return p;
    });
    if (unconfirmed) store.warn("unconfirmed");
    else store.unwarn("unconfirmed");
  }

  #progress(id: string, now: number): Progress {
    const item = this.outbox.find(id);
    if (!item) return "refused";
    if (item.storedAt === 0) return item.refused ? "refused" : this.#over() ? "stopped" : "sending";
    if (item.number <= this.#read) return "read";
    if (item.number <= this.#received) return "received";
    const since = this.on.heldSince();
    return since > 0 && now - Math.max(since, item.storedAt) >= confirmWithin ? "unconfirmed" : "stored";
  }

  #over(): boolean {
    const { stopped, phase } = this.ctx.store.state;
    return stopped || phase === "closed";
  }

  #refused(code: string, retry: number): void {
    switch (code) {
      case "unavailable": case "too_many":
        this.ctx.clock.after(Math.max(retry, pause), () => void this.pump());
        return;
      case "gone": case "missing":
        return this.on.ended(code);
      case "taken": // the conversation has moved on; the event that says how follows
        return;
    }
    this.outbox.refuse();
    this.ctx.store.warn("refused");
    this.ctx.clock.after(0, () => void this.pump());
  }
}
