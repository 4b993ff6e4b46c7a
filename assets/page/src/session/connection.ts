// One WebSocket to the service after the other: requests and their answers, heartbeats, and coming back with growing pauses.
// It knows frames, and nothing of conversations.
import { decode, encode, type Incoming, type OutgoingData, type OutgoingType, type Refusal, type Welcome } from "../wire/frame";
import { WireError } from "../wire/read";

/** The part of a WebSocket that is used. */
export interface Socket {
  send(data: string): void;
  close(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

/** Time, so that tests have their own. after returns a function that calls it off. */
export interface Clock {
  now(): number;
  after(millis: number, run: () => void): () => void;
}

/** Who is told what happens on the connection. */
export interface Listener {
  welcome(w: Welcome): void;
  event(f: Incoming): void;
  /** The connection went away; another attempt follows by itself. retry: when, in milliseconds. */
  lost(retry: number): void;
  /** The service speaks another version: no attempt follows. */
  outdated(): void;
}

/** A request was refused by the service. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) { super(refusal.code); }
}

/** A request got no answer before the connection went away. It may or may not have been done. */
export class Lost extends Error {
  constructor() { super("lost"); }
}

const firstPause = 500;
const longestPause = 15_000;
const patience = 10_000; // for the first frame, and for an answer

interface Waiting { resolve(f: Incoming): void; reject(e: Error): void; cancel(): void }

export class Connection {
  #socket: Socket | undefined;
  #welcome: Welcome | undefined;
  #next = 1;
  #waiting = new Map<number, Waiting>();
  #failures = 0;
  #heard = 0;
  #timers = new Set<() => void>();
  #running = false;

  constructor(private readonly open: () => Socket, private readonly clock: Clock, private readonly listener: Listener,
    private readonly random: () => number = Math.random) {}

  /** The present connection's welcome, or undefined while there is none. */
  get welcome(): Welcome | undefined { return this.#welcome; }

  /** Connects, and keeps connected until stop. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#connect();
  }

  stop(): void {
    this.#running = false;
    this.#drop();
  }

  /** Tries now instead of after the pause: the device says that its network is back. */
  hurry(): void {
    if (!this.#running || this.#socket) return;
    this.#clearTimers();
    this.#connect();
  }

  /** Gives the present connection up: the device says that its network is gone. */
  giveUp(): void {
    if (this.#socket) this.#fail(this.#socket);
  }

  /** Sends a request and returns its answer; throws Refused or Lost. */
  request<T extends OutgoingType>(type: T, data: OutgoingData<T>): Promise<Incoming> {
    const socket = this.#socket;
    if (!socket || !this.#welcome) return Promise.reject(new Lost());
    const n = this.#next++;
    return new Promise((resolve, reject) => {
      const cancel = this.#after(patience, () => this.#fail(socket));
      this.#waiting.set(n, { resolve, reject, cancel });
      this.#write(socket, encode(type, data, n));
    });
  }

  /** Sends a frame that is not answered; without a connection it is dropped. */
  post<T extends OutgoingType>(type: T, data: OutgoingData<T>): void {
    if (this.#socket && this.#welcome) this.#write(this.#socket, encode(type, data));
  }

  #write(socket: Socket, frame: string): void {
    try { socket.send(frame); } catch { this.#fail(socket); }
  }

  #connect(): void {
    let socket: Socket;
    try { socket = this.open(); } catch { this.#pause(); return; }
    this.#socket = socket;
    socket.onmessage = (e) => { if (this.#socket === socket) this.#receive(socket, e.data); };
    socket.onclose = () => this.#fail(socket);
    this.#after(patience, () => { if (!this.#welcome) this.#fail(socket); });
  }

  #receive(socket: Socket, data: unknown): void {
    let frame: Incoming;
    try {
      frame = decode(data);
    } catch (e) {
      if (!(e instanceof WireError) || e.kind !== "version") return this.#fail(socket);
      this.stop();
      return this.listener.outdated();
    }
    this.#heard = this.clock.now();
    if (frame.t === "ping") return this.#write(socket, encode("pong", { time: this.#heard }, 0, frame.n));
    if (!this.#welcome) return this.#greet(socket, frame);
    const waiting = this.#waiting.get(frame.re);
    if (!waiting) {
      if (frame.re === 0) this.listener.event(frame);
      return;
    }
    this.#waiting.delete(frame.re);
    waiting.cancel();
    if (frame.t === "error") waiting.reject(new Refused(frame.d));
    else waiting.resolve(frame);
  }

  #greet(socket: Socket, frame: Incoming): void {
    if (frame.t !== "welcome") return this.#fail(socket);
    this.#welcome = frame.d;
    this.#failures = 0;
    this.#beat(socket, Math.max(1000, frame.d.heartbeat_ms));
    this.listener.welcome(frame.d);
  }

  #beat(socket: Socket, every: number): void {
    this.#after(every, () => {
      if (this.#socket !== socket) return;
      const silent = this.clock.now() - this.#heard;
      if (silent > 3 * every) return this.#fail(socket);
      if (silent >= every / 2) this.#write(socket, encode("ping", undefined, this.#next++));
      this.#beat(socket, every);
    });
  }

  #fail(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#drop();
    if (this.#running) this.#pause();
  }

  #pause(): void {
    const pause = Math.min(longestPause, firstPause * 2 ** Math.min(this.#failures++, 10)) * (0.75 + this.random() / 2);
    this.#after(pause, () => this.#connect());
    this.listener.lost(pause);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#welcome = undefined;
    this.#clearTimers();
    if (socket) {
      socket.onmessage = socket.onclose = null;
      try { socket.close(); } catch { /* it was not open yet */ }
    }
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const w of waiting) w.reject(new Lost());
  }

  #after(millis: number, run: () => void): () => void {
    const cancel = this.clock.after(millis, () => { this.#timers.delete(off); run(); });
    const off = () => { this.#timers.delete(off); cancel(); };
    this.#timers.add(off);
    return off;
  }

  #clearTimers(): void {
    for (const off of [...this.#timers]) off();
  }
}
