/** The kinds of fault that sealing knows: the same codes as in internal/fault. */
export type Kind = "invalid" | "untrusted" | "expired" | "too_large" | "gone";

/** A fault of sealing. It holds no content. */
export class SealError extends Error {
  override readonly name = "SealError";
  constructor(readonly kind: Kind) {
    super(kind);
  }
}

export function fail(kind: Kind): never {
  throw new SealError(kind);
}
