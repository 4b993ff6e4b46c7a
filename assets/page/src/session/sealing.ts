// To whom the keys of a conversation go: everybody on duty while it waits, then the claimant alone. Nobody gets one whose chain does
// not lead to the pinned authority (B11).
import { SealError, verifyChain, type Bytes, type Recipient } from "../seal";
import type { Chain, Envelope } from "../wire/shared";
import { Refused } from "./connection";
import type { Context } from "./context";
import type { Keys } from "./keys";

/** Envelopes in one frame: each is about 1.9 KB of the 64 that a frame may have. */
const batch = 25;

export class Sealing {
  #roster: readonly Chain[] = [];  // the last one of this connection
  #claimant: Envelope | undefined; // the claimant's envelope, until the store has it

  constructor(private readonly ctx: Context, private readonly conversation: string, private readonly authority: Bytes,
    private readonly keys: Keys, private readonly done: () => void) {}

  /** Whether a claimant's key is on its way: nothing is sealed under another one meanwhile. */
  get pending(): boolean { return this.#claimant !== undefined; }

  set roster(chains: readonly Chain[]) { this.#roster = chains; }

  /** Nobody holds the conversation any more: the claimant's key is not needed. */
  release(): void { this.#claimant = undefined; }

  /** Gives every key so far to everybody on duty who lacks it. False when one of them does not verify: then nobody got any. */
  async toRoster(): Promise<boolean> {
    const recipients: Recipient[] = [];
    for (const chain of this.#roster) {
      const r = await this.verify(chain);
      if (r === "untrusted") return false;
      if (r !== "expired") recipients.push(r);
    }
    const envelopes = await this.keys.forWaiting(recipients);
    for (let i = 0; i < envelopes.length; i += batch) await this.#keep(envelopes.slice(i, i + batch));
    return true;
  }

  /** Makes a fresh key for a claimant alone. handOver gives it to the store. */
  async toClaimant(r: Recipient, generation: number): Promise<void> {
    this.#claimant = await this.keys.fresh(r, generation);
  }

  /** Gives the store the claimant's envelope; the key is used once it is there. */
  async handOver(): Promise<void> {
    const envelope = this.#claimant;
    if (!envelope) return;
    try {
      await this.#send([envelope]);
    } catch (e) {
      // Lost: the resume tries again. Refused for now: so do we. Refused: the claimant has gone, what follows says so, and the key is never used.
      if (!(e instanceof Refused)) throw e;
      if (e.refusal.retry_ms > 0) this.ctx.clock.after(e.refusal.retry_ms, () => this.ctx.run(() => this.handOver()));
      return;
    }
    if (this.#claimant !== envelope) return;
    this.keys.use();
    this.#claimant = undefined;
    this.done();
  }

  async verify(chain: Chain): Promise<Recipient | "untrusted" | "expired"> {
    try {
      return await verifyChain(this.authority, chain, this.ctx.serverNow());
    } catch (e) {
      return e instanceof SealError && e.kind === "expired" ? "expired" : "untrusted";
    }
  }

  async #keep(envelopes: readonly Envelope[]): Promise<void> {
    try {
      await this.#send(envelopes);
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      // One of them may have left duty meanwhile: the others still need theirs.
      if (envelopes.length > 1) for (const one of envelopes) await this.#keep([one]);
    }
  }

  async #send(envelopes: readonly Envelope[]): Promise<void> {
    await this.ctx.connection.request("envelopes", { conversation: this.conversation, envelopes });
    for (const e of envelopes) this.keys.kept(e);
  }
}
