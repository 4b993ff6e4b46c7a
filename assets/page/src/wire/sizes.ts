// Limits and sizes in bytes: the same as in internal/wire and internal/seal.
export const maxFrameBytes = 64 << 10;
export const maxServiceBytes = 4 << 20;
export const maxTextBytes = 12_000;
export const maxPseudonymBytes = 64;
export const maxPlaceBytes = 80;

export const maxTokenBytes = 8 << 10;
export const maxPastInFrame = 2_000;

export const publicKeyBytes = 65;
export const signatureBytes = 64;
export const nonceBytes = 32;
export const secretBytes = 32;
export const hourlyPublicBytes = 1216;
export const encapsulationBytes = 1120;
export const envelopePlainBytes = secretBytes + 1 + maxPseudonymBytes;
export const envelopeBodyBytes = envelopePlainBytes + 16;

/** The only sizes that a padded plaintext has. */
export const buckets = [256, 1_024, 4_096, 16_384] as const;
/** What a sealed message has more: a nonce and a tag. */
export const sealBytes = 12 + 16;
/** The only sizes that the body of a message has. */
export const bodySizes = [256 + sealBytes, 1_024 + sealBytes, 4_096 + sealBytes, 16_384 + sealBytes] as const;
