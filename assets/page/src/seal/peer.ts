import type { Side } from "../wire/shared";
import type { Bytes } from "./bytes";
import { fail } from "./error";
import { conversationID } from "./requests";
import type { SigningKey } from "./signing";

/** One's own end of a conversation. */
export interface Sender {
  readonly conversation: string;
  readonly side: Side;
  readonly key: SigningKey;
}

const made = Symbol("verified");

/** The other end of a conversation, whose public key has been verified: see Recipient.peer and declarantPeer. */
export class Peer {
  /** Keeps look-alikes out: only this class has it. */
  protected declare readonly verified: true;
  /** Only this module and chain.ts make peers. */
  constructor(
    proof: typeof made, readonly conversation: string, readonly side: Side, readonly publicKey: Bytes, readonly generation: number,
  ) {
    if (proof !== made) fail("invalid");
  }

  /** Whether the peer can have sent something in a conversation and generation. */
  speaksIn(conversation: string, generation: number): boolean {
    if (conversation !== this.conversation) return false;
    return this.side === "declarant" || (generation === this.generation && generation > 0);
  }
}

/** For chain.ts, which has verified the operator's shift key. */
export function operatorPeer(conversation: string, shiftKey: Bytes, generation: number): Peer {
  return new Peer(made, conversation, "operator", shiftKey, generation);
}

/** The declarant of the conversation that the key belongs to. */
export async function declarantPeer(conversation: string, key: Bytes): Promise<Peer> {
  if ((await conversationID(key)) !== conversation) fail("untrusted");
  return new Peer(made, conversation, "declarant", key, 0);
}
