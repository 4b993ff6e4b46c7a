// Holds the present State, and tells who watches when it changes.
import { initial, type Line, type Progress, type State, type Warning } from "./state";

export class Store {
  #state: State = initial;
  #watchers = new Set<() => void>();

  get state(): State { return this.#state; }

  watch(changed: () => void): void { this.#watchers.add(changed); }

  /** Nobody is told any more. */
  close(): void { this.#watchers.clear(); }

  set(change: Partial<State>): void {
    this.#state = Object.freeze({ ...this.#state, ...change });
    for (const w of this.#watchers) w();
  }

  warn(w: Warning): void {
    if (!this.#state.warnings.includes(w)) this.set({ warnings: [...this.#state.warnings, w] });
  }

  unwarn(w: Warning): void {
    if (this.#state.warnings.includes(w)) this.set({ warnings: this.#state.warnings.filter((x) => x !== w) });
  }

  /** Adds a line at the end, or before the line with the given identifier. */
  add(line: Line, before?: string): void {
    const lines = [...this.#state.lines];
    const at = before === undefined ? -1 : lines.findIndex((l) => l.id === before);
    lines.splice(at < 0 ? lines.length : at, 0, line);
    this.set({ lines });
  }

  /** Sets how far the declarant's messages have come, where the function says something new. */
  progress(of: (id: string, now: Progress) => Progress): void {
    let changed = false;
    const lines = this.#state.lines.map((l) => {
      if (l.kind !== "sent") return l;
      const next = of(l.id, l.progress);
      if (next === l.progress) return l;
      changed = true;
      return { ...l, progress: next };
    });
    if (changed) this.set({ lines });
  }
}
