// One run of numbers from 1: the twin of internal/seal/order_stream.go.
import type { Receipt } from "./mark";
import { maxMessages } from "./message";
import type { Ending } from "./requests";

/**
 * accepted: the next one, use it. repeat: known, drop it in silence. late: one that was missing, use it in its place. gap:
 * use it, and say that others are missing. forgery: do not use it, and say so.
 */
export type Judgement = "accepted" | "repeat" | "late" | "gap" | "forgery";

export interface Verdict {
  readonly judgement: Judgement;
  /** For a gap: how many are missing in all. */
  readonly missing: number;
}

export interface Entry {
  readonly digest: string;
  readonly seen: number;
  readonly generation: number;
}

const verdict = (judgement: Judgement, missing = 0): Verdict => ({ judgement, missing });
const repeatOr = (same: boolean): Verdict => verdict(same ? "repeat" : "forgery");

/** Generations never go down along the numbers, and neither does what was seen within a generation. */
function follows(a: Pick<Entry, "seen" | "generation">, b: Pick<Entry, "seen" | "generation">): boolean {
  return a.generation < b.generation || (a.generation === b.generation && a.seen <= b.seen);
}

export class Stream {
  readonly #entries = new Map<number, Entry>();
  #last = 0;
  #claimed = 0;
  #closing: Ending | undefined;
  /** How many from the first without a gap. */
  run = 0;
  /** The newest mark. */
  receipt: Receipt | undefined;

  accept(number: number, e: Entry, possible: boolean): Verdict {
    const known = this.#entries.get(number);
    if (known !== undefined) return repeatOr(known.digest === e.digest);
    if (!possible || !this.#plausible(number, e)) return verdict("forgery");
    return this.#place(number, e);
  }

  mark(r: Receipt): Verdict {
    const old = this.receipt;
    if (old !== undefined && r.number <= old.number) {
      return r.number < old.number ? verdict("repeat") : repeatOr(r.digest === old.digest);
    }
    if (this.#closing !== undefined && r.counts.sent > this.#closing.end.sent) return verdict("forgery");
    if (old !== undefined && !grows(old, r)) return verdict("forgery");
    this.receipt = r;
    return this.#claim(r.counts.sent);
  }

  /** May count fewer than arrived: a sender does not count what it has no acknowledgement for. Never fewer than a mark said. */
  close(e: Ending): Verdict {
    if (this.#closing !== undefined) return repeatOr(e.digest === this.#closing.digest);
    const last = this.#entries.get(this.#last);
    const enough = e.end.sent >= this.#claimed && e.end.sent <= maxMessages;
    if (!enough || (last !== undefined && !follows(last, e.end))) return verdict("forgery");
    this.#closing = e;
    return this.#claim(e.end.sent);
  }

  missing(): number {
    return Math.max(this.#claimed, this.#last) - this.#entries.size;
  }

  #plausible(number: number, e: Entry): boolean {
    if (this.#closing !== undefined && number > Math.max(this.#closing.end.sent, this.#last)) return false;
    const before = this.#before(number);
    const after = this.#after(number);
    return (before === undefined || follows(before, e)) && (after === undefined || follows(e, after));
  }

  #before(number: number): Entry | undefined {
    for (let n = Math.min(number - 1, this.#last); n > 0; n--) {
      const e = this.#entries.get(n);
      if (e !== undefined) return e;
    }
    return undefined;
  }

  #after(number: number): Entry | undefined {
    for (let n = number + 1; n <= this.#last; n++) {
      const e = this.#entries.get(n);
      if (e !== undefined) return e;
    }
    return undefined;
  }

  #place(number: number, e: Entry): Verdict {
    const last = this.#last;
    this.#entries.set(number, e);
    this.#last = Math.max(last, number);
    while (this.#entries.has(this.run + 1)) this.run++;
    if (number <= last) return verdict("late");
    return number === last + 1 ? verdict("accepted") : verdict("gap", this.missing());
  }

  #claim(sent: number): Verdict {
    this.#claimed = Math.max(this.#claimed, sent);
    const missing = this.missing();
    return missing > 0 ? verdict("gap", missing) : verdict("accepted");
  }
}

function grows(a: Receipt, b: Receipt): boolean {
  if (b.generation < a.generation || b.counts.sent < a.counts.sent) return false;
  return b.generation > a.generation || (b.counts.received >= a.counts.received && b.counts.read >= a.counts.read);
}
