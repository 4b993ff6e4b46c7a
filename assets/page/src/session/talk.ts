// One conversation, from its key to its end. Events arrive here in the order of the connection, one after the other.
import { toBase64 } from "../seal/bytes";
import { conversationID, signClose, signDelete, signOpen, signResume, SigningKey, type Bytes, type Sender } from "../seal";
import { encodeData, type Incoming, type Welcome } from "../wire/frame";
import type { Erase, Opened } from "../wire/page";
import type { Chain, Message } from "../wire/shared";
import { Refused } from "./connection";
import type { Context } from "./context";
import { Delivery } from "./delivery";
import { askAgain, Healing } from "./healing";
import { Inbox } from "./inbox";
import { Keys } from "./keys";
import { Ledger } from "./ledger";
import { Outbox } from "./outbox";
import { Receipts } from "./receipts";
import { Sealing } from "./sealing";
import { Sequence } from "./sequence";

/** A message that a mark has announced may arrive so much later before it counts as missing, in milliseconds. */
const missingAfter = 5_000;
const typingShown = 6_000;
const typingSaid = 3_000;

interface Asked { readonly place: string; readonly language: string; readonly urgent: boolean }

export class Talk {
  readonly #keys: Keys;
  readonly #outbox: Outbox;
  readonly #inbox: Inbox;
  readonly #delivery: Delivery;
  readonly #receipts: Receipts;
  readonly #sealing: Sealing;
  readonly #sequence = new Sequence();
  readonly #ledger = new Ledger();
  readonly #healing: Healing;
  #generation = 0;
  #holder = "";      // who holds this generation: only they get its key again
  #heldSince = 0;
  #ticket: Bytes | undefined; // for the next resume, and for no other
  #attached = false; // this connection has opened or resumed the conversation
  #attending = true;
  #shown = 0;        // of the operator's messages in this generation, seen by the person
  #closing = false;
  #saidTyping = 0;
  #hideTyping = () => {};

  private constructor(private readonly ctx: Context, authority: Bytes, private readonly sender: Sender,
    private readonly erase: Erase, pseudonym: string) {
    this.#keys = new Keys(sender.key, pseudonym);
    this.#outbox = new Outbox(sender, this.#keys);
    this.#sealing = new Sealing(ctx, sender.conversation, authority, this.#keys, () => { this.#receipts.touch(); void this.#delivery.pump(); });
    this.#inbox = new Inbox(sender.conversation, this.#keys, () => this.#outbox.count);
    this.#delivery = new Delivery(ctx, this.#outbox, {
      ready: () => this.#attached && !this.#sealing.pending && !ctx.store.state.stopped && this.#live(),
      place: () => ({ generation: this.#generation, seen: this.#inbox.seen(this.#generation) }),
      heldSince: () => this.#heldSince,
      stored: (message, ack) => { this.#ledger.acknowledged(message, ack); this.#at(ack.position); this.#until(ack.deadline); this.#receipts.sent(); },
      ended: (code) => this.#ended(code),
    });
    this.#healing = new Healing(ctx, sender, this.#ledger);
    this.#receipts = new Receipts(ctx, sender, this.#keys, () => this.#counts());
  }

  static async create(ctx: Context, authority: Bytes, pseudonym: string): Promise<Talk> {
    const key = await SigningKey.create();
    const sender: Sender = { conversation: await conversationID(key.publicKey), side: "declarant", key };
    return new Talk(ctx, authority, sender, await signDelete(key), pseudonym);
  }

  /** The signed deletion, ready before it is needed: nothing waits when the red button is pressed (D2). */
  get deletion(): Erase { return this.erase; }
  get deletionText(): string { return encodeData(this.erase); }

  async open(w: Welcome, asked: Asked): Promise<void> {
    const answer = await this.ctx.connection.request("open", await signOpen(this.sender.key, w.nonce, asked));
    if (answer.t === "opened") await this.#adopt(answer.d, w.epoch);
  }

  /** Continues on a new connection. A service that began empty is offered everything first, and then tells everything again. */
  async resume(w: Welcome): Promise<void> {
    if (this.ctx.connection.welcome !== w) return; // another connection by now
    const heals = this.#healing.needed(w.epoch);
    const asked = { conversation: this.sender.conversation, position: heals ? 0 : this.#sequence.run, ticket: this.#ticket };
    try {
      if (heals) await this.#healing.offer(w.nonce, w.epoch);
      const answer = await this.ctx.connection.request("resume", await signResume(this.sender.key, w.nonce, asked));
      if (answer.t === "opened") await this.#adopt(answer.d, w.epoch);
    } catch (e) {
      if (!(e instanceof Refused)) throw e;
      if (heals && e.refusal.code === "unavailable") {
        this.ctx.clock.after(askAgain, () => this.ctx.run(() => this.resume(w)));
        return;
      }
      if (e.refusal.code === "gone" || e.refusal.code === "missing") return this.#ended(e.refusal.code);
      this.ctx.clock.after(Math.max(e.refusal.retry_ms, 1_000), () => this.ctx.connection.giveUp());
    }
  }

  /** The connection is gone. */
  detach(): void {
    this.#attached = false;
    this.#sealing.roster = [];
    this.#delivery.refresh();
  }

  send(text: string): void { this.#delivery.send(text); }

  typing(): void {
    const now = this.ctx.clock.now();
    if (now - this.#saidTyping < typingSaid || this.ctx.store.state.phase !== "held" || this.ctx.store.state.stopped) return;
    this.#saidTyping = now;
    this.ctx.connection.post("typing", { conversation: this.sender.conversation });
  }

  attend(attending: boolean): void {
    this.#attending = attending;
    this.#see();
  }

  /** Ends the exchange from this side: what has not left stays unsent. */
  async close(): Promise<void> {
    if (!this.#live()) return;
    this.#closing = true;
    this.ctx.store.set({ phase: "closed", ending: { by: "declarant", reason: "left" } });
    this.#delivery.refresh();
    await this.#close();
  }

  /** Looks at what time has brought. */
  tick(): void {
    const { store, clock } = this.ctx;
    this.#delivery.refresh();
    if (store.state.deadline > 0 && clock.now() > store.state.deadline && store.state.phase !== "deleted") this.#deleted("deadline");
  }

  /** Forgets keys and texts. */
  destroy(): void {
    this.#ledger.clear();
    this.#keys.destroy();
    this.#outbox.clear();
  }

  async event(f: Incoming): Promise<void> {
    const { store } = this.ctx;
    switch (f.t) {
      case "queue": if (store.state.phase === "waiting") this.#queue(f.d); return;
      case "roster": this.#sealing.roster = f.d.roster; return this.#sealToRoster();
      case "claimed": this.#at(f.d.position); return this.#claimed(f.d.operator, f.d.generation);
      case "released": this.#at(f.d.position); return this.#released(f.d.generation, f.d.time);
      case "kept": this.#ledger.keep(f.d); return;
      case "message": this.#ledger.received(f.d); this.#at(f.d.position); this.#until(f.d.deadline); return this.#message(f.d);
      case "mark": if (f.d.side !== "declarant") await this.#mark(f.d); return;
      case "typing": return this.#typing();
      case "presence": if (f.d.side === "operator") store.set({ here: f.d.here }); return;
      case "closed": this.#at(f.d.position); this.#until(f.d.deadline); return this.#closed(f.d);
      case "deleted": return this.#deleted(f.d.cause);
    }
  }

  #live(): boolean {
    const { phase } = this.ctx.store.state;
    return phase === "waiting" || phase === "held";
  }

  /** Takes in who waits before and who could answer; closes says until when somebody may still come back. */
  #queue(q: { readonly ahead: number; readonly on_duty: number; readonly closes: number }): void {
    this.ctx.store.set({ ahead: q.ahead, onDuty: q.on_duty, closes: q.closes > 0 ? this.ctx.local(q.closes) : 0 });
  }

  #at(position: number): void { this.#sequence.add(position); }

  #until(deadline: number): void { this.ctx.store.set({ deadline: this.ctx.local(deadline) }); }

  /** Takes in what the service says of the conversation, after open and after resume. */
  async #adopt(o: Opened, epoch: string): Promise<void> {
    const { store } = this.ctx;
    const healed = this.#healing.needed(epoch);
    if (healed && o.generation < this.#generation) return this.#ended("missing"); // it came back without who answered
    this.#healing.settled(epoch);
    this.#ticket = o.ticket;
    if (healed) this.#healed(o);
    this.#attached = true;
    this.#until(o.deadline);
    store.set({ reference: o.reference, unitName: o.unit_name, link: "online", lostSince: 0 });
    this.#queue(o);
    if (this.#closing) return this.#close();
    if (store.state.phase === "closed" || store.state.phase === "deleted") return;
    if (!this.#heldSince) store.set({ phase: "waiting" });
    if (o.state === "waiting") {
      this.#sealing.roster = o.roster;
      await this.#sealToRoster();
    } else if (o.state === "held") {
      const holder = o.roster[0];
      if (holder) await this.#claimed(holder, o.generation);
      else await this.#sealing.handOver();
    }
    if (o.mark) await this.#mark(o.mark);
    this.#receipts.touch();
    void this.#delivery.pump();
  }

  /** The service has the conversation again, up to a position: the rest is sent again, and envelopes and receipts, which it forgot. */
  #healed(o: Opened): void {
    this.#ledger.cut(o.position);
    this.#outbox.unstore(o.sent);
    this.#sealing.forgotten();
    this.#sequence.reset();
    this.#receipts.again();
  }

  /** One on duty who does not verify ends all sending. */
  async #sealToRoster(): Promise<void> {
    if (this.ctx.store.state.stopped || this.ctx.store.state.phase !== "waiting") return;
    if (!(await this.#sealing.toRoster())) return this.stop("untrusted");
    void this.#delivery.pump();
  }

  /** Somebody answers: a fresh key for this person alone. Told of the same claim again, it gives them what the store has lost. */
  async #claimed(chain: Chain, generation: number): Promise<void> {
    const { store } = this.ctx;
    if (generation < this.#generation || store.state.stopped || !this.#live()) return;
    if (generation === this.#generation) {
      if (this.#heldSince && holderOf(chain) === this.#holder && !(await this.#sealing.again(chain))) this.stop("untrusted");
      return;
    }
    const r = await this.#sealing.verify(chain);
    if (typeof r === "string") return this.stop("untrusted");
    const first = this.#generation === 0;
    this.#inbox.meet(r.peer(this.sender.conversation, generation));
    await this.#sealing.toClaimant(r, generation);
    this.#generation = generation;
    this.#holder = holderOf(chain);
    this.#shown = 0;
    this.#heldSince = this.ctx.clock.now();
    store.add({ kind: "event", id: `claimed ${generation}`, event: first ? "joined" : "changed", time: this.#heldSince });
    store.set({ phase: "held", here: true });
    await this.#sealing.handOver();
  }

  async #released(generation: number, time: number): Promise<void> {
    if (generation !== this.#generation || !this.#heldSince || !this.#live()) return;
    this.#sealing.release();
    this.#heldSince = 0;
    this.#hideTyping();
    this.ctx.store.add({ kind: "event", id: `released ${generation}`, event: "released", time: this.ctx.local(time) });
    this.ctx.store.set({ phase: "waiting", here: false, typing: false });
    this.#delivery.refresh();
    await this.#sealToRoster();
    void this.#delivery.pump();
  }

  async #message(m: Message): Promise<void> {
    const { store } = this.ctx;
    if (m.side === "declarant") return this.#delivery.acknowledge(m.id);
    const r = await this.#inbox.message(m);
    switch (r.verdict.judgement) {
      case "repeat": return;
      case "forgery": return store.warn("forged");
      case "gap": store.warn("gap"); break;
      case "late":
        store.warn("late");
        if (this.#inbox.missing() === 0) store.unwarn("gap");
    }
    store.add({ kind: "received", id: m.id, text: r.text, time: this.ctx.local(m.time) }, r.before);
    this.#hideTyping();
    this.#see();
  }

  async #mark(m: Parameters<Inbox["mark"]>[0]): Promise<void> {
    const verdict = await this.#inbox.mark(m);
    if (verdict.judgement === "forgery") return this.ctx.store.warn("forged");
    const counts = this.#inbox.receipts(m.generation);
    this.#delivery.confirm(verdict, counts.received, counts.read);
    if (verdict.judgement === "gap") this.ctx.clock.after(missingAfter, () => { if (this.#inbox.missing() > 0) this.ctx.store.warn("gap"); });
  }

  async #closed(c: Parameters<Inbox["close"]>[0]): Promise<void> {
    const { store } = this.ctx;
    if (!this.#live()) return;
    if (c.by === "operator") {
      const { judgement } = await this.#inbox.close(c);
      if (judgement === "forgery") store.warn("forged");
      if (judgement === "gap") store.warn("gap");
    }
    this.#hideTyping();
    this.#heldSince = 0;
    store.set({ phase: "closed", ending: { by: c.by, reason: c.reason }, typing: false });
    this.#delivery.refresh();
  }

  async #close(): Promise<void> {
    const c = { generation: this.#generation, sent: this.#outbox.stored, seen: this.#inbox.seen(this.#generation), reason: "left" };
    try {
      await this.ctx.connection.request("close", await signClose(this.sender, c));
    } catch (e) {
      if (!(e instanceof Refused)) throw e; // lost: the resume tries again; refused: it had ended already
      if (e.refusal.retry_ms > 0) { // the operator's console is still to give back what it has
        this.ctx.clock.after(e.refusal.retry_ms, () => this.ctx.run(async () => { if (this.#closing && this.#attached) await this.#close(); }));
        return;
      }
    }
    this.#closing = false;
  }

  #typing(): void {
    const { store, clock } = this.ctx;
    if (store.state.phase !== "held") return;
    this.#hideTyping();
    store.set({ typing: true });
    const cancel = clock.after(typingShown, () => this.#hideTyping());
    this.#hideTyping = () => {
      cancel();
      this.#hideTyping = () => {};
      if (store.state.typing) store.set({ typing: false });
    };
  }

  /** What has been received counts as read while the person looks at the thread. */
  #see(): void {
    if (this.#attending) this.#shown = this.#inbox.seen(this.#generation);
    this.#receipts.touch();
  }

  #counts() {
    if (!this.#attached || !this.#heldSince || this.#sealing.pending || this.ctx.store.state.stopped) return undefined;
    const received = this.#inbox.seen(this.#generation);
    return { generation: this.#generation, counts: { sent: this.#outbox.stored, received, read: Math.min(this.#shown, received) } };
  }

  /** Nothing is sent any more in this conversation: who would read it cannot be told. */
  stop(why: "untrusted" | "clock"): void {
    this.ctx.store.set({ stopped: true });
    this.ctx.store.warn(why);
    this.#delivery.refresh();
  }

  #ended(code: string): void {
    if (code === "gone") return this.#deleted("");
    this.ctx.store.set({ stopped: true });
    this.ctx.store.warn("lost");
    this.#delivery.refresh();
  }

  #deleted(cause: string): void {
    this.destroy();
    this.ctx.store.set({ phase: "deleted", lines: [], typing: false, warnings: [], erasure: { cause, confirmed: true } });
  }
}

/** Who somebody is, by what their chain says: the person, the console and the shift. */
function holderOf(chain: Chain): string {
  return `${chain.credential.actor} ${chain.shift.console} ${toBase64(chain.shift.key)}`;
}
