/** Positions that have arrived, in any order: run is the last one before the first hole, which is where a resume begins. */
export class Sequence {
  run = 1; // the opening itself is the first entry, and comes as no frame
  readonly #ahead = new Set<number>();

  /** Everything will be told again. */
  reset(): void {
    this.run = 1;
    this.#ahead.clear();
  }

  add(position: number): void {
    if (position <= this.run) return;
    this.#ahead.add(position);
    while (this.#ahead.delete(this.run + 1)) this.run++;
  }
}
