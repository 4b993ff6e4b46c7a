// What the parts of a session share.
import type { Clock, Connection } from "./connection";
import type { Store } from "./store";

export interface Context {
  readonly connection: Connection;
  readonly store: Store;
  readonly clock: Clock;
  /** The service's clock, as far as this device knows it. */
  serverNow(): number;
  /** A moment of the service's clock on this device's clock. */
  local(server: number): number;
  /** Runs tasks one after the other, in the order in which frames arrive. */
  run(task: () => Promise<void>): void;
}
