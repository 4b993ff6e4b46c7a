// The way from the pinned authority key to an operator's current hourly key.
import type { Chain, Credential, Hourly, Shift } from "../wire/shared";
import { sha256, toBase64url, type Bytes } from "./bytes";
import { fail } from "./error";
import { operatorPeer, type Peer } from "./peer";
import { verify } from "./signing";
import { labels, transcript } from "./transcript";

const minute = 60_000;
const maxShift = 16 * 60 * minute;
const maxHourly = 2 * 60 * minute;
/** A window counts as begun this much earlier; it ends when it ends. */
const skew = 5 * minute;

const made = Symbol("verified");

/** An operator to whom a conversation key may be sealed now. Only verifyChain makes one (B11). */
export class Recipient {
  /** Keeps look-alikes out: only this class has it. */
  protected declare readonly verified: true;
  readonly actor: string;
  readonly unit: string;
  readonly hourly: string;
  readonly hourlyKey: Bytes;
  readonly shiftKey: Bytes;
  /** Milliseconds since the Unix epoch. */
  readonly notAfter: number;

  constructor(proof: typeof made, c: Chain) {
    if (proof !== made) fail("invalid");
    this.actor = c.credential.actor;
    this.unit = c.credential.unit;
    this.hourly = c.hourly.id;
    this.hourlyKey = c.hourly.public;
    this.shiftKey = c.shift.key;
    this.notAfter = c.hourly.not_after;
  }

  /** This operator in a conversation and generation. */
  peer(conversation: string, generation: number): Peer {
    return operatorPeer(conversation, this.shiftKey, generation);
  }
}

/** Throws "untrusted", or "expired" when a window has not begun or is over. now is in milliseconds since the Unix epoch. */
export async function verifyChain(authority: Bytes, c: Chain, now: number): Promise<Recipient> {
  await verify(authority, credentialTranscript(c.credential), c.credential.signature);
  await verifyShift(c, now);
  const h = c.hourly;
  if (c.credential.role !== "operator" || !(await plausible(h)) || !nested(c)) fail("untrusted");
  await verify(c.shift.key, hourlyTranscript(c.shift, h), h.signature);
  if (!within(now, h.not_before, h.not_after)) fail("expired");
  return new Recipient(made, c);
}

async function verifyShift(c: Chain, now: number): Promise<void> {
  const { credential, shift } = c;
  const named = [credential.actor, credential.role, credential.unit, shift.console].every((s) => s !== "");
  if (!named || shift.actor !== credential.actor || shift.way !== "key") fail("untrusted");
  await verify(credential.key, await shiftChallenge(shift), shift.proof);
  if (!within(now, credential.not_before, credential.not_after) || now >= shift.expires) fail("expired");
  if (shift.expires - now > maxShift + skew) fail("untrusted");
}

/** What every way in signs to prove who begins the shift. */
export async function shiftChallenge(s: Shift): Promise<Bytes> {
  return sha256(transcript(labels.shift, s.nonce, s.actor, s.console, s.key, s.expires));
}

export function credentialTranscript(c: Credential): Bytes {
  return transcript(labels.credential, c.actor, c.role, c.unit, c.key, c.not_before, c.not_after);
}

export function hourlyTranscript(of: Shift, h: Hourly): Bytes {
  return transcript(labels.hourly, of.actor, of.console, h.public, h.not_before, h.not_after);
}

/** The identifier of an hourly key. */
export async function hourlyID(key: Bytes): Promise<string> {
  return toBase64url(await sha256(key)).slice(0, 22);
}

async function plausible(h: Hourly): Promise<boolean> {
  const lasts = h.not_after - h.not_before;
  return lasts > 0 && lasts <= maxHourly && h.id === (await hourlyID(h.public));
}

function nested(c: Chain): boolean {
  return c.hourly.not_after <= c.shift.expires && c.hourly.not_after <= c.credential.not_after;
}

function within(now: number, from: number, to: number): boolean {
  return now >= from - skew && now < to;
}
