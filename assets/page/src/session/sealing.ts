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
  #lost = false;                   // the store has lost what it had before the claim, and the claimant's key

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
    await this.#toAll(recipients);
    return true;
  }

  /** Makes a fresh key for a claimant alone. handOver gives it to the store. */
  async toClaimant(r: Recipient, generation: number): Promise<void> {
    this.#claimant = await this.keys.fresh(r, generation);
    this.#lost = false;
  }

  /** The store has lost every envelope. */
  forgotten(): void {
    this.keys.unkept();
    this.#lost = true;
  }

  /**
   * Gives the holder of the present generation what the store lacks for them: the key of their claim while that is not there, and every key
   * so far after the store has lost all of them. The chain may name other keys than at the claim. False when it does not verify.
   */
  async again(chain: Chain): Promise<boolean> {
    if (!this.#claimant && !this.#lost) return true;
    const r = await this.verify(chain);
    if (typeof r === "string") return r === "expired"; // what the log has of the claim: the keys of now follow
    if (this.#claimant && this.#claimant.hourly !== r.hourly) this.#claimant = await this.keys.anew(this.#claimant.key, r);
    await this.handOver();
    if (this.#lost) await this.#toAll([r]);
    return true;
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

  async #toAll(recipients: readonly Recipient[]): Promise<void> {
    const envelopes = await this.keys.lacking(recipients);
    for (let i = 0; i < envelopes.length; i += batch) await this.#keep(envelopes.slice(i, i + batch));
  }

  async #keep(envelopes: readonly Envelope[]): Promise<void> {
    try {
      await this.#send(envelopes);
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      if (e.refusal.retry_ms > 0) {
        this.ctx.clock.after(e.refusal.retry_ms, () => this.ctx.run(() => this.#keep(envelopes)));
        return;
      }
      // One of them may have left duty meanwhile: the others still need theirs.
      if (envelopes.length > 1) for (const one of envelopes) await this.#keep([one]);
    }
  }

  async #send(envelopes: readonly Envelope[]): Promise<void> {
    await this.ctx.connection.request("envelopes", { conversation: this.conversation, envelopes });
    for (const e of envelopes) this.keys.kept(e);
  }
}
