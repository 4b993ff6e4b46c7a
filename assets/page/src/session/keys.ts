// The keys of one conversation: who holds which, and which one is used now (see "Keys of a conversation" in
// internal/seal/doc.go). Everything is sealed to verified recipients only (B11).
import { sealEnvelope, Secret, type Recipient, type SigningKey } from "../seal";
import type { Envelope } from "../wire/shared";

interface Key { readonly secret: Secret; readonly generation: number }

export class Keys {
  readonly #keys: Key[] = [{ secret: Secret.create(), generation: 0 }];
  readonly #sealed = new Set<string>(); // "number hourly": what the store has, or will be sent

  /** The number of the key that messages are sealed under. */
  current = 0;

  constructor(private readonly signer: SigningKey, private readonly pseudonym: string) {}

  get highest(): number { return this.#keys.length - 1; }

  secret(number: number): Secret | undefined { return this.#keys[number]?.secret; }

  get secretNow(): Secret { return (this.#keys[this.current] as Key).secret; }

  /** Every key so far for those who do not have it yet: whoever answers reads what was written before. */
  async lacking(to: readonly Recipient[]): Promise<Envelope[]> {
    const out: Envelope[] = [];
    for (const recipient of to) {
      for (const number of this.#keys.keys()) {
        if (!this.#sealed.has(`${number} ${recipient.hourly}`)) out.push(await this.#seal(number, recipient));
      }
    }
    return out;
  }

  /** A fresh key for the claimant alone; it is used once the store has its envelope: see use. */
  async fresh(to: Recipient, generation: number): Promise<Envelope> {
    this.#keys.push({ secret: Secret.create(), generation });
    return this.#seal(this.highest, to);
  }

  /** The same key for the same claimant, who has another hourly key by now. */
  anew(number: number, to: Recipient): Promise<Envelope> { return this.#seal(number, to); }

  /** The store has an envelope. */
  kept(e: Envelope): void { this.#sealed.add(`${e.key} ${e.hourly}`); }

  /** The last key made is the one to use. */
  use(): void { this.current = this.highest; }

  /** The store has no envelope any more. */
  unkept(): void { this.#sealed.clear(); }

  destroy(): void { for (const k of this.#keys) k.secret.destroy(); }

  #seal(number: number, to: Recipient): Promise<Envelope> {
    const key = this.#keys[number] as Key;
    return sealEnvelope(this.signer, to, { key: number, generation: key.generation }, key.secret, this.pseudonym);
  }
}
