// Byte strings on the wire: standard base64 with padding.
import { fromBase64, toBase64, type Bytes } from "../seal/bytes";
import { invalid } from "./read";

/** Throws WireError for anything but standard base64 with padding. */
export function decodeBase64(s: string): Bytes {
  return fromBase64(s) ?? invalid();
}

export const encodeBase64: (b: Uint8Array) => string = toBase64;
