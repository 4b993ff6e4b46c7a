// Frames that page and console share. internal/wire/shared.go says what the fields mean; a test holds the two together.
import { bytes, count, flag, identifier, object, oneOf, or, orNull, positive, text, type Output } from "./read";
import { bodySizes, envelopeBodyBytes, encapsulationBytes, hourlyPublicBytes, nonceBytes, publicKeyBytes, signatureBytes } from "./sizes";

export const conversationID = identifier(43);
export const messageID = identifier(22);
const key = bytes(publicKeyBytes);
const signature = bytes(signatureBytes);
const mac = or(bytes(0, 64), undefined);
const body = bytes(bodySizes[0], bodySizes[3]);

export const side = oneOf("declarant", "operator");
export type Side = Output<typeof side>;

export const welcome = object({
  epoch: text(), nonce: bytes(nonceBytes), time: count, heartbeat_ms: positive, frame_bytes: count, text_bytes: count,
  authority: or(key, undefined),
});
export type Welcome = Output<typeof welcome>;

export const pong = object({ time: count });
export type Pong = Output<typeof pong>;

export const refusal = object({
  code: text(), message: text(), hint: or(text(), ""), retry_ms: or(count, 0), conversation: or(text(43), ""),
});
/** Error in Go: a request was refused. */
export type Refusal = Output<typeof refusal>;

const sent = {
  conversation: conversationID, id: messageID, key: count, generation: count, number: positive, seen: count, body, signature,
};

export const send = object(sent);
export type Send = Output<typeof send>;

export const ack = object({ id: messageID, position: positive, time: count, deadline: count, mac });
export type Ack = Output<typeof ack>;

export const message = object({ ...sent, side, position: positive, time: count, deadline: count, mac });
export type Message = Output<typeof message>;

export const mark = object({
  conversation: conversationID, side: or(side, undefined), id: messageID, key: count, generation: count, number: positive,
  body: bytes(bodySizes[0]), signature,
});
export type Mark = Output<typeof mark>;

export const typing = object({ conversation: conversationID });
export type Typing = Output<typeof typing>;

const closing = { conversation: conversationID, generation: count, sent: count, seen: count, reason: text() };

export const close = object({ ...closing, signature });
export type Close = Output<typeof close>;

/** Where `by` is "", the service itself closed, and there is no signature. */
export const closed = object({
  ...closing, signature: or(orNull(bytes(0, signatureBytes)), undefined), by: or(oneOf("declarant", "operator", ""), "" as const),
  position: count, time: count, deadline: count,
});
export type Closed = Output<typeof closed>;

export const deleted = object({ conversation: conversationID, cause: text(), time: count });
export type Deleted = Output<typeof deleted>;

export const presence = object({ conversation: conversationID, side, here: flag, since: count });
export type Presence = Output<typeof presence>;

export const credential = object({ actor: text(), role: text(), unit: text(), key, not_before: count, not_after: count, signature });
export type Credential = Output<typeof credential>;

export const shift = object({
  actor: text(), console: text(), key, nonce: bytes(nonceBytes), expires: count, way: text(), proof: bytes(1, 4096),
});
export type Shift = Output<typeof shift>;

export const hourly = object({
  id: identifier(22), public: bytes(hourlyPublicBytes), not_before: count, not_after: count, signature,
});
export type Hourly = Output<typeof hourly>;

export const chain = object({ credential, shift, hourly });
export type Chain = Output<typeof chain>;

export const envelope = object({
  key: count, generation: count, actor: text(), hourly: identifier(22), enc: bytes(encapsulationBytes),
  body: bytes(envelopeBodyBytes), signature,
});
export type Envelope = Output<typeof envelope>;
