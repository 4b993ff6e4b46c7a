// Frames as text: see internal/wire/frame.go.
import { toBase64 } from "../seal/bytes";
import * as heal from "./heal";
import * as page from "./page";
import { count, invalid, none, WireError, type Output, type Reader } from "./read";
import * as shared from "./shared";
import { maxServiceBytes } from "./sizes";

const version = 1;

/** What the service sends to a page. */
export const incoming = {
  welcome: shared.welcome, ping: none, pong: shared.pong, error: shared.refusal, ack: shared.ack,
  message: shared.message, mark: shared.mark, typing: shared.typing, closed: shared.closed, deleted: shared.deleted,
  presence: shared.presence, draining: none, ok: none, candidates: page.candidates, opened: page.opened,
  roster: page.onDuty, queue: page.queue, claimed: page.claimed, released: page.released,
  kept: heal.kept, restored: heal.restored,
} as const;

/** What a page sends to the service. */
export const outgoing = {
  ping: none, pong: shared.pong, send: shared.send, mark: shared.mark, typing: shared.typing, close: shared.close,
  places: page.places, open: page.open, resume: page.resume, envelopes: page.envelopes, delete: page.erase,
  restore: heal.restore,
} as const;

type FrameOf<R extends Record<string, Reader<unknown>>> = {
  readonly [T in keyof R]: { readonly t: T; readonly n: number; readonly re: number; readonly d: Output<R[T]> };
}[keyof R];

/** A frame of a type that this page does not know: to be ignored, but for the request that it answers. */
export interface Unknown { readonly t: "unknown"; readonly n: number; readonly re: number }

export type Incoming = FrameOf<typeof incoming> | Unknown;
export type Frame = Incoming;
export type { Pong, Refusal, Welcome } from "./shared";
export type OutgoingType = keyof typeof outgoing;
export type OutgoingData<T extends OutgoingType> = Output<(typeof outgoing)[T]>;

/** Parses a frame from the service. Throws WireError for anything that is not what the protocol says. */
export function decode(raw: unknown): Incoming {
  if (typeof raw !== "string") invalid();
  if (raw.length > maxServiceBytes) throw new WireError("too_large");
  const given = parse(raw);
  if (typeof given !== "object" || given === null || Array.isArray(given)) invalid();
  const field = (name: string): unknown =>
    Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined;
  if (field("v") !== version) throw new WireError("version");
  const t = field("t");
  if (typeof t !== "string" || !/^[a-z_]{1,32}$/.test(t)) invalid();
  const numbers = { n: count(field("n") ?? 0), re: count(field("re") ?? 0) };
  if (!Object.hasOwn(incoming, t)) return { t: "unknown", ...numbers };
  const read = incoming[t as keyof typeof incoming] as Reader<unknown>;
  return { t, ...numbers, d: read(field("d")) } as Incoming;
}

/** Prints a frame to the service. n numbers a request, re repeats the number of what it answers; 0 where there is none. */
export function encode<T extends OutgoingType>(t: T, d: OutgoingData<T>, n = 0, re = 0): string {
  const frame = { v: version, t, ...(n > 0 ? { n } : {}), ...(re > 0 ? { re } : {}), ...(d === undefined ? {} : { d }) };
  return JSON.stringify(frame, bytesAsBase64);
}

/** Prints a payload alone, for POST /v1/delete. */
export function encodeData(d: object): string {
  return JSON.stringify(d, bytesAsBase64);
}

function bytesAsBase64(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? toBase64(value) : value;
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return invalid();
  }
}
