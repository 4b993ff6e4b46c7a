// Tells the operator, end to end, what this page has received and shown, and how much it has sent (B13). What is said is
// coalesced: only the last counts.
import { newMessageID, sealMark, type Counts, type Sender } from "../seal";
import type { Context } from "./context";
import type { Keys } from "./keys";

/** What the operator waits for is told soon; how much was sent only guards the last messages against being dropped. */
const soon = 300;
const later = 2500;

export class Receipts {
  #number = 0;
  #said = "";
  #due = { [soon]: false, [later]: false };
  #busy = false;

  constructor(private readonly ctx: Context, private readonly from: Sender, private readonly keys: Keys,
    private readonly now: () => { generation: number; counts: Counts } | undefined) {}

  /** Something of the operator's has come or was shown. */
  touch(): void { this.#after(soon); }

  /** The service has another message of ours. */
  sent(): void { this.#after(later); }

  /** The service has lost what was said: it is said again. */
  again(): void {
    this.#said = "";
    this.touch();
  }

  #after(delay: typeof soon | typeof later): void {
    if (this.#due[delay]) return;
    this.#due[delay] = true;
    this.ctx.clock.after(delay, () => { this.#due[delay] = false; void this.#say(); });
  }

  async #say(): Promise<void> {
    if (this.#busy) return this.touch();
    const now = this.now();
    if (!now) return;
    const { generation, counts } = now;
    const what = `${generation} ${counts.sent} ${counts.received} ${counts.read}`;
    if (what === this.#said) return;
    this.#busy = true;
    try {
      const head = { id: newMessageID(), key: this.keys.current, generation, number: ++this.#number };
      await this.ctx.connection.request("mark", await sealMark(this.from, this.keys.secretNow, head, counts));
      this.#said = what;
    } catch { /* lost, or the conversation has moved on: the next occasion tells it */ } finally {
      this.#busy = false;
    }
  }
}
