// ECDSA on P-256 with SHA-256.
import { publicKeyBytes, signatureBytes } from "../wire/sizes";
import type { Bytes } from "./bytes";
import { fail } from "./error";

const curve = { name: "ECDSA", namedCurve: "P-256" } as const;
const scheme = { name: "ECDSA", hash: "SHA-256" } as const;

/** The conversation signing key. Its private half cannot leave the browser's key store, not even for this page. */
export class SigningKey {
  private constructor(private readonly key: CryptoKey, readonly publicKey: Bytes) {}

  static async create(): Promise<SigningKey> {
    const pair = await crypto.subtle.generateKey(curve, false, ["sign", "verify"]);
    return SigningKey.hold(pair);
  }

  /** Takes over a pair that was made elsewhere. */
  static async hold(pair: CryptoKeyPair): Promise<SigningKey> {
    return new SigningKey(pair.privateKey, new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  }

  /** Returns r||s, 64 bytes. */
  async sign(transcript: Bytes): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign(scheme, this.key, transcript));
  }
}

/** Throws "untrusted" unless the signature over the transcript is by the private half of the key. */
export async function verify(publicKey: Bytes, transcript: Bytes, signature: Bytes): Promise<void> {
  if (publicKey.length !== publicKeyBytes || publicKey[0] !== 4 || signature.length !== signatureBytes) fail("untrusted");
  if (!(await verified(publicKey, transcript, signature))) fail("untrusted");
}

async function verified(publicKey: Bytes, transcript: Bytes, signature: Bytes): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, curve, false, ["verify"]);
    return await crypto.subtle.verify(scheme, key, signature, transcript);
  } catch {
    return false; // not a point on the curve
  }
}
