// Readers take what JSON.parse gave and return a value of a known, bounded shape, or throw WireError. They read own
// properties only, and never say what they were given.
import { fromBase64, type Bytes } from "../seal/bytes";

/** A frame that is not what the protocol says. It holds no content. */
export class WireError extends Error {
  override readonly name = "WireError";
  constructor(readonly kind: "invalid" | "too_large" | "version") {
    super(kind);
  }
}

/** What a field holds: the test against the Go types compares these. */
export type Shape = "text" | "bytes" | "count" | "flag" | "none" | { list: Shape } | { [name: string]: Shape };

export interface Reader<T> {
  (value: unknown): T;
  readonly shape: Shape;
}

export type Output<R> = R extends Reader<infer T> ? T : never;

function reader<T>(shape: Shape, read: (value: unknown) => T): Reader<T> {
  return Object.assign((value: unknown) => read(value), { shape });
}

export function invalid(): never {
  throw new WireError("invalid");
}

export const text = (most = 64): Reader<string> =>
  reader("text", (v) => (typeof v === "string" && v.length <= most ? v : invalid()));

/** One of the given codes; codes that a later service may add are not for this. */
export const oneOf = <const C extends readonly string[]>(...codes: C): Reader<C[number]> =>
  reader("text", (v) => (typeof v === "string" && codes.includes(v) ? v : invalid()));

/** A whole number from 0 to 2^53 - 1. */
export const count: Reader<number> = reader("count", (v) =>
  typeof v === "number" && Number.isSafeInteger(v) && v >= 0 ? v : invalid());

export const positive: Reader<number> = reader("count", (v) => (count(v) > 0 ? count(v) : invalid()));

export const flag: Reader<boolean> = reader("flag", (v) => (typeof v === "boolean" ? v : invalid()));

/** Bytes in standard base64, between two sizes. */
export const bytes = (least: number, most = least): Reader<Bytes> =>
  reader("bytes", (v) => {
    if (typeof v !== "string" || v.length > Math.ceil(most / 3) * 4) invalid();
    const out = fromBase64(v);
    return out !== undefined && out.length >= least && out.length <= most ? out : invalid();
  });

/** An identifier: the unpadded base64url form of as many bytes as give this length. */
export const identifier = (length: number): Reader<string> =>
  reader("text", (v) =>
    typeof v === "string" && v.length === length && /^[A-Za-z0-9_-]+$/.test(v) ? v : invalid());

/** A list; what Go prints for an empty one may be null. */
export const list = <T>(item: Reader<T>, most: number): Reader<readonly T[]> =>
  reader({ list: item.shape }, (v) => {
    if (v === null) return [];
    return Array.isArray(v) && v.length <= most ? v.map((i) => item(i)) : invalid();
  });

/** A field that may be absent. */
export const or = <T, D>(item: Reader<T>, absent: D): Reader<T | D> =>
  reader<T | D>(item.shape, (v) => (v === undefined ? absent : item(v)));

/** A field that Go prints as null when it is empty. */
export const orNull = <T>(item: Reader<T>): Reader<T | undefined> =>
  reader<T | undefined>(item.shape, (v) => (v === null ? undefined : item(v)));

type Fields = Record<string, Reader<unknown>>;
type Outputs<F extends Fields> = { readonly [K in keyof F]: Output<F[K]> };

export interface ObjectReader<F extends Fields> extends Reader<Outputs<F>> {
  readonly fields: F;
}

/** An object with these fields; others are ignored. */
export function object<F extends Fields>(fields: F): ObjectReader<F> {
  const shape = Object.fromEntries(Object.entries(fields).map(([name, r]) => [name, r.shape]));
  const read = (v: unknown): Outputs<F> => {
    if (typeof v !== "object" || v === null || Array.isArray(v)) invalid();
    const given = v as Record<string, unknown>;
    const out: Record<string, unknown> = {};
    for (const [name, item] of Object.entries(fields)) {
      out[name] = item(Object.hasOwn(given, name) ? given[name] : undefined);
    }
    return out as Outputs<F>;
  };
  return Object.assign(reader(shape, read), { fields });
}

/** No payload: whatever is there is ignored. */
export const none: Reader<undefined> = reader("none", () => undefined);
