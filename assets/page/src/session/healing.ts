// Gives a conversation back to a service that has lost its memory (B13): see internal/adr/007-healing.md.
import { signResume, type Bytes, type Sender } from "../seal";
import { Refused } from "./connection";
import type { Context } from "./context";
import type { Ledger } from "./ledger";

/** How often the service is asked again while it waits for the operator's console, in milliseconds. */
export const askAgain = 700;

export class Healing {
  #epoch = "";
  #offered = ""; // the epoch in which everything was offered

  constructor(private readonly ctx: Context, private readonly sender: Sender, private readonly ledger: Ledger) {}

  /** Whether the service's memory began empty after it last told us of the conversation. */
  needed(epoch: string): boolean { return this.#epoch !== "" && this.#epoch !== epoch; }

  /** The service has told everything in this epoch. */
  settled(epoch: string): void { this.#epoch = epoch; this.#offered = ""; }

  /** Offers what we have, once in an epoch. Throws Refused when the conversation is deleted, and Lost. */
  async offer(nonce: Bytes, epoch: string): Promise<void> {
    if (this.#offered === epoch) return;
    const { conversation, key } = this.sender;
    try {
      for (const part of this.ledger.offer()) {
        const { signature } = await signResume(key, nonce, { conversation, position: part.from, ticket: undefined });
        await this.ctx.connection.request("restore", { conversation, key: key.publicKey, signature, ...part });
      }
      this.#offered = epoch;
    } catch (e) {
      // Whatever else is refused is told by what follows: the conversation is there, or it is not.
      if (!(e instanceof Refused) || e.refusal.code === "gone") throw e;
      if (e.refusal.retry_ms === 0) this.#offered = epoch;
    }
  }
}
