// The core of the page, without a document: what the person asks for goes in, a new State comes out. It connects when it is
// needed, begins a conversation, comes back to it, and ends it.
import type { Bytes } from "../seal";
import type { Incoming, Welcome } from "../wire/frame";
import { Connection, Lost, Refused, type Clock, type Listener, type Socket } from "./connection";
import type { Context } from "./context";
import type { State } from "./state";
import { Store } from "./store";
import { Talk } from "./talk";

/** The text of a refusal because nobody is on duty: see internal/backend/crew.go. */
const nobodyKey = "fault.nobody";

export interface Options {
  open(): Socket;
  /** Posts a signed deletion on another way than the socket, and tells whether the service has confirmed it. */
  post(deletion: string): Promise<boolean>;
  /** The pinned authority key. */
  readonly authority: Bytes;
  readonly clock: Clock;
}

export interface Beginning {
  readonly place: string;
  readonly pseudonym: string;
  readonly urgent: boolean;
  readonly language: string;
}

/** The service's clock is believed up to this distance from the device's, in milliseconds. */
const believable = 24 * 3_600_000;
const tickEvery = 5_000;
/** Attempts to reach the service before the person is told that beginning has failed. */
const attempts = 3;
/** How often a service with too much to do is asked again, and after which pauses. */
const busyAttempts = 5;
const [leastBusy, mostBusy] = [1_000, 30_000];
const suggestAfter = 150;

export class Session implements Listener {
  readonly #store = new Store();
  readonly #connection: Connection;
  readonly #ctx: Context;
  #offset = 0;
  #tail: Promise<void> = Promise.resolve();
  #asked: Beginning | undefined; // until it has been opened: the place is not kept (B3)
  #talk: Talk | undefined;
  #talkFor = "";
  #failures = 0;
  #refusals = 0; // by a service with too much to do, one after the other
  #query = "";
  #cancelSuggest = () => {};
  #disposed = false;

  constructor(private readonly options: Options) {
    this.#connection = new Connection(options.open, options.clock, this);
    this.#ctx = {
      connection: this.#connection, store: this.#store, clock: options.clock,
      serverNow: () => options.clock.now() + this.#offset,
      local: (t) => t - this.#offset,
      run: (task) => this.#run(task),
    };
    this.#tick();
  }

  get state(): State { return this.#store.state; }
  subscribe(changed: () => void): void { this.#store.watch(changed); }

  /** Asks which communes a text may mean. The first question connects. */
  suggest(query: string): void {
    this.#cancelSuggest();
    this.#query = "";
    if (query.length < 2 || new TextEncoder().encode(query).length > 80) return this.#store.set({ places: [], placesFor: query });
    this.#connection.start();
    this.#cancelSuggest = this.options.clock.after(suggestAfter, () => {
      this.#query = query;
      void this.#suggest();
    });
  }

  begin(b: Beginning): void {
    if (this.state.phase !== "start") return;
    this.#cancelSuggest();
    this.#asked = b;
    this.#failures = this.#refusals = 0;
    this.#store.set({ phase: "opening", failed: false, busy: false, nobody: false, places: [], placesFor: "" });
    this.#connection.start();
    if (this.#connection.welcome) this.#run(() => this.#open());
    else this.#connection.hurry();
  }

  send(text: string): void {
    if (this.state.phase === "waiting" || this.state.phase === "held") this.#talk?.send(text);
  }
  typing(): void { this.#talk?.typing(); }
  attend(attending: boolean): void { this.#talk?.attend(attending); }
  close(): void { this.#run(async () => this.#talk?.close()); }

  /** The device says that its network has gone or come back. */
  network(up: boolean): void {
    if (up) this.#connection.hurry();
    else this.#connection.giveUp();
  }

  /** The signed deletion as JSON, or undefined when there is nothing to delete. */
  deletion(): string | undefined {
    return this.state.erasure?.confirmed ? undefined : this.#talk?.deletionText;
  }

  /** Erases the conversation: here at once, then on the service and every console. post: on both ways. */
  erase(post = true): void {
    const talk = this.#talk;
    if (!talk || this.state.phase === "deleted") return;
    this.#store.set({ phase: "deleted", lines: [], typing: false, warnings: [], erasure: { cause: "declarant", confirmed: false } });
    talk.destroy();
    void this.#erase(talk);
    if (post) void this.options.post(talk.deletionText).then((done) => { if (done) this.#erased(); });
  }

  /** Forgets everything; nothing happens any more. */
  dispose(): void {
    this.#disposed = true;
    this.#store.close();
    this.#connection.stop();
    this.#talk?.destroy();
    this.#talk = undefined;
    this.#asked = undefined;
  }

  welcome(w: Welcome): void {
    this.#offset = w.time - this.options.clock.now();
    if (w.authority && !same(w.authority, this.options.authority)) this.#store.warn("authority");
    const talk = this.#talk;
    if (!talk) this.#store.set({ link: "online" });
    if (this.state.phase === "deleted") { if (talk && !this.state.erasure?.confirmed) void this.#erase(talk); }
    else if (this.#asked) this.#run(() => this.#open());
    else if (talk) this.#run(() => talk.resume(w));
    else if (this.#query !== "" && this.#query !== this.state.placesFor) void this.#suggest();
  }

  event(f: Incoming): void {
    this.#run(async () => {
      if (this.state.phase !== "deleted") await this.#talk?.event(f);
      else if (f.t === "deleted") this.#erased();
    });
  }

  lost(): void {
    this.#talk?.detach();
    if (this.state.phase === "opening" && ++this.#failures >= attempts) return this.#fail();
    if (this.state.phase === "start" || this.state.phase === "opening") return;
    if (this.state.link !== "lost") this.#store.set({ link: "lost", lostSince: this.options.clock.now(), typing: false });
  }

  outdated(): void {
    this.#store.warn("version");
    this.#store.set(this.state.phase === "opening" ? { phase: "start", failed: true } : { stopped: true });
  }

  async #open(): Promise<void> {
    const asked = this.#asked;
    const welcome = this.#connection.welcome;
    if (!asked || !welcome) return;
    if (Math.abs(this.#offset) > believable) { this.#store.warn("clock"); return this.#fail(false); }
    // The same key again, so that a conversation that was opened unnoticed is found; another key for another wish.
    const wish = JSON.stringify(asked);
    if (!this.#talk || this.#talkFor !== wish) this.#talk = await Talk.create(this.#ctx, this.options.authority, asked.pseudonym);
    this.#talkFor = wish;
    try {
      await this.#talk.open(welcome, { place: asked.place, language: asked.language, urgent: asked.urgent });
      this.#asked = undefined;
      this.#talkFor = "";
      this.#store.set({ busy: false });
    } catch (e) {
      if (e instanceof Refused) this.#refused(e);
      else throw e;
    }
  }

  /** Beginning was refused: nobody is on duty, the service has too much to do for now, or it will not do. */
  #refused({ refusal }: Refused): void {
    if (refusal.message === nobodyKey) {
      this.#talk?.destroy(); // nothing of it was kept, there or here
      this.#talk = undefined;
      this.#talkFor = "";
      this.#fail(false);
      return this.#store.set({ nobody: true });
    }
    if (refusal.code !== "too_many") return this.#fail();
    this.#store.set({ busy: true });
    if (++this.#refusals >= busyAttempts) return this.#fail(false);
    const pause = Math.min(Math.max(refusal.retry_ms, leastBusy * this.#refusals), mostBusy);
    const asked = this.#asked;
    this.options.clock.after(pause, () => {
      if (this.#asked !== undefined && this.#asked === asked) this.#run(() => this.#open());
    });
  }

  #fail(failed = true): void {
    this.#asked = undefined;
    this.#connection.stop();
    this.#store.set({ phase: "start", failed, link: "none" });
  }

  async #suggest(): Promise<void> {
    const query = this.#query;
    if (this.state.phase !== "start" || query.length < 2) return;
    try {
      const answer = await this.#connection.request("places", { query });
      if (answer.t === "candidates" && query === this.#query) this.#store.set({ places: answer.d.places, placesFor: query });
    } catch { /* a suggestion is a help, not a need */ }
  }

  async #erase(talk: Talk): Promise<void> {
    try {
      const answer = await this.#connection.request("delete", talk.deletion);
      if (answer.t === "deleted") this.#erased();
    } catch (e) {
      // Unknown to the service, or gone: nothing is left there.
      if (e instanceof Refused && (e.refusal.code === "gone" || e.refusal.code === "missing")) this.#erased();
    }
  }

  #erased(): void {
    if (this.#disposed || this.state.erasure?.confirmed) return;
    this.#store.set({ erasure: { cause: "declarant", confirmed: true } });
    this.#connection.stop();
  }

  #run(task: () => Promise<void>): void {
    this.#tail = this.#tail.then(async () => {
      if (this.#disposed) return;
      try {
        await task();
      } catch (e) {
        if (!(e instanceof Lost)) this.#connection.giveUp(); // what went wrong here is told to nobody: it may hold content
      }
    });
  }

  #tick(): void {
    this.options.clock.after(tickEvery, () => {
      if (this.#disposed) return;
      this.#talk?.tick();
      if (this.state.erasure?.confirmed) this.#connection.stop();
      this.#tick();
    });
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
