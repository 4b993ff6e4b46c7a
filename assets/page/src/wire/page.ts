// Frames of the declarant page. internal/wire/page.go says what the fields mean; a test holds the two together.
import { bytes, count, flag, list, object, or, positive, text, type Output } from "./read";
import { chain, conversationID, envelope, mark } from "./shared";
import { maxPlaceBytes, publicKeyBytes, signatureBytes } from "./sizes";

const signature = bytes(signatureBytes);
const roster = list(chain, 1_000);

export const places = object({ query: text(maxPlaceBytes) });
export type Places = Output<typeof places>;

export const place = object({ code: text(), label: text(200) });
export type Place = Output<typeof place>;

export const candidates = object({ places: list(place, 10) });
export type Candidates = Output<typeof candidates>;

export const open = object({
  key: bytes(publicKeyBytes), place: text(maxPlaceBytes), language: text(), urgent: or(flag, false), signature,
});
export type Open = Output<typeof open>;

export const opened = object({
  conversation: conversationID, reference: text(16), unit: text(), unit_name: text(200), state: text(), generation: count,
  position: count, key: count, time: count, deadline: count, ahead: count, on_duty: count, closes: or(count, 0), roster,
  mark: or(mark, undefined), sent: count, ticket: or(bytes(0, 512), undefined),
});
export type Opened = Output<typeof opened>;

export const resume = object({ conversation: conversationID, position: count, ticket: or(bytes(0, 512), undefined), signature });
export type Resume = Output<typeof resume>;

export const envelopes = object({ conversation: conversationID, envelopes: list(envelope, 64) });
export type Envelopes = Output<typeof envelopes>;

export const erase = object({ conversation: conversationID, key: bytes(publicKeyBytes), signature });
/** Delete in Go. */
export type Erase = Output<typeof erase>;

export const onDuty = object({ conversation: conversationID, roster });
/** Roster in Go. */
export type Roster = Output<typeof onDuty>;

export const queue = object({ conversation: conversationID, ahead: count, on_duty: count, closes: or(count, 0) });
export type Queue = Output<typeof queue>;

export const claimed = object({ conversation: conversationID, generation: positive, operator: chain, position: count, time: count });
export type Claimed = Output<typeof claimed>;

export const released = object({ conversation: conversationID, generation: positive, position: count, time: count, cause: or(text(), "") });
export type Released = Output<typeof released>;
