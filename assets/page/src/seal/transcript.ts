// Transcripts: what is signed, hashed or bound. internal/seal/doc.go defines them.
import { concat, utf8, type Bytes } from "./bytes";

/** The labels keep what is signed for one purpose from being accepted for another. Never change, never reuse. */
export const labels = {
  credential: "vigie/1 credential",
  shift: "vigie/1 shift",
  hourly: "vigie/1 hourly",
  conversation: "vigie/1 conversation",
  open: "vigie/1 open",
  resume: "vigie/1 resume",
  envelope: "vigie/1 envelope",
  envelopeInfo: "vigie/1 envelope info",
  messageKey: "vigie/1 message key",
  message: "vigie/1 message",
  sent: "vigie/1 sent",
  close: "vigie/1 close",
  delete: "vigie/1 delete",
} as const;

type Label = (typeof labels)[keyof typeof labels];

/** A field: bytes as they are, a string as UTF-8, a number or a time as eight bytes, a flag as one. */
export type Field = Bytes | string | number | boolean;

export function transcript(label: Label, ...fields: readonly Field[]): Bytes {
  const parts = [utf8(label), ...fields.map(fieldBytes)];
  return concat(...parts.flatMap((p) => [lengthOf(p), p]));
}

function fieldBytes(f: Field): Bytes {
  switch (typeof f) {
    case "string": return utf8(f);
    case "number": return numberBytes(f);
    case "boolean": return new Uint8Array([f ? 1 : 0]);
    default: return f;
  }
}

export function numberBytes(n: number): Bytes {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(n));
  return out;
}

function lengthOf(b: Bytes): Bytes {
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, b.length);
  return out;
}
