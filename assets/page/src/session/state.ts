// What the person sees, as one immutable value. The session makes a new State at each change; views only render it.
import type { Place } from "../wire/page";

/** Where the conversation is. "start": nothing has been asked for. */
export type Phase = "start" | "opening" | "waiting" | "held" | "closed" | "deleted";

/** Where the connection is. "none": nobody needs one yet. */
export type Link = "none" | "connecting" | "online" | "lost";

/** How far one of the declarant's messages has come. "stopped": sending has ended before it left. */
export type Progress = "sending" | "stored" | "received" | "read" | "unconfirmed" | "stopped" | "refused";

/** Conditions that stay, and that the person must know of. */
export type Warning =
  | "untrusted"   // a roster entry or a claimant that does not chain to the authority: nothing more is sent
  | "clock"       // this device's clock and the service's are more than a day apart: nothing can be verified
  | "authority"   // the service announces another authority than the pinned one
  | "forged"      // something arrived that the operator has not signed, or not for this place
  | "gap"         // messages of the operator are missing
  | "late"        // a message of the operator came out of order
  | "unconfirmed" // the operator does not confirm what the service says it has
  | "version"     // the service speaks a version that this page does not
  | "lost"        // the service does not know the conversation any more
  | "refused";    // the service refused a message

/** A line of the thread. */
export type Line =
  | { readonly kind: "sent"; readonly id: string; readonly text: string; readonly time: number; readonly progress: Progress }
  | { readonly kind: "received"; readonly id: string; readonly text: string; readonly time: number }
  | { readonly kind: "event"; readonly id: string; readonly event: "joined" | "changed" | "released"; readonly time: number };

/** How the conversation ended. */
export interface Ending {
  readonly by: "declarant" | "operator" | "";
  readonly reason: string;
}

/** How the conversation was erased. Not confirmed: asked for, and no answer yet. */
export interface Erasure {
  readonly cause: string;
  readonly confirmed: boolean;
}

export interface State {
  readonly phase: Phase;
  readonly link: Link;
  /** When the connection was lost, on this device's clock; 0 while it is not. */
  readonly lostSince: number;
  /** The last attempt to begin did not reach the service. */
  readonly failed: boolean;
  /** The service has too much to do: it is asked again by itself; or it was, for long enough. */
  readonly busy: boolean;
  /** The service said that nobody is on duty: nothing was kept. */
  readonly nobody: boolean;
  readonly places: readonly Place[];
  /** The query that places answers. */
  readonly placesFor: string;
  readonly reference: string;
  readonly unitName: string;
  readonly ahead: number;
  readonly onDuty: number;
  /** Nobody is on duty: when what waits is erased, on this device's clock; 0 while somebody is. */
  readonly closes: number;
  readonly lines: readonly Line[];
  readonly typing: boolean;
  readonly here: boolean;
  readonly warnings: readonly Warning[];
  /** Nothing is sent any more in this conversation. */
  readonly stopped: boolean;
  /** When the service erases it, on this device's clock; 0 while unknown. */
  readonly deadline: number;
  readonly ending: Ending | undefined;
  readonly erasure: Erasure | undefined;
}

export const initial: State = Object.freeze({
  phase: "start", link: "none", lostSince: 0, failed: false, busy: false, nobody: false, places: [], placesFor: "", reference: "",
  unitName: "", ahead: 0, onDuty: 0, closes: 0, lines: [], typing: false, here: false, warnings: [], stopped: false, deadline: 0,
  ending: undefined, erasure: undefined,
});

/** How many of the declarant's messages have not reached the service. */
export function unsent(state: State): number {
  return state.lines.filter((l) => l.kind === "sent" && l.progress === "sending").length;
}
