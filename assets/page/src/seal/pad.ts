// Padding to size buckets, so that a ciphertext's size tells little.
import { buckets } from "../wire/sizes";
import { zeros, type Bytes } from "./bytes";
import { fail } from "./error";

const lengthBytes = 4;

function bucketFor(size: number): number | undefined {
  return buckets.find((b) => size + lengthBytes <= b);
}

export function pad(content: Bytes): Bytes {
  const size = bucketFor(content.length);
  if (size === undefined) fail("too_large");
  const out = new Uint8Array(size);
  new DataView(out.buffer).setUint32(0, content.length);
  out.set(content, lengthBytes);
  return out;
}

/** Returns a copy of the content. It accepts only what pad makes. */
export function unpad(padded: Bytes): Bytes {
  if (!buckets.some((b) => b === padded.length)) fail("invalid");
  const size = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  if (size > padded.length - lengthBytes || bucketFor(size) !== padded.length) fail("invalid");
  if (!zeros(padded.subarray(lengthBytes + size))) fail("invalid");
  return padded.slice(lengthBytes, lengthBytes + size);
}
