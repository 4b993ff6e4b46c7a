// Frames of healing. internal/wire/heal.go says what the fields mean; a test holds the two together.
import { bytes, count, flag, list, object, or, positive, type Output } from "./read";
import { conversationID, message } from "./shared";
import { maxPastInFrame, maxTokenBytes, publicKeyBytes, signatureBytes } from "./sizes";

const token = bytes(1, maxTokenBytes);

export const kept = object({ conversation: conversationID, position: positive, token });
export type Kept = Output<typeof kept>;

export const past = object({ message: or(message, undefined), token: or(token, undefined) });
export type Past = Output<typeof past>;

export const restore = object({
  conversation: conversationID, key: or(bytes(publicKeyBytes), undefined), signature: or(bytes(signatureBytes), undefined),
  from: positive, entries: list(past, maxPastInFrame), whole: flag,
});
export type Restore = Output<typeof restore>;

export const restored = object({ conversation: conversationID, position: count, wait_ms: count });
export type Restored = Output<typeof restored>;
