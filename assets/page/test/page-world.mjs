// A clock that stands still, and a service with one operator, for the tests of the page's core. It speaks real frames over
// a socket that is a function call, with real keys.
import { load } from "./seal-bundle.mjs";

export const s = await load("test/page-entry.ts");

/** Runs what is due when told to. */
export class FakeClock {
  time = Date.now();
  #due = [];
  now() { return Math.floor(this.time); }
  after(ms, run) {
    const item = { at: this.time + ms, run };
    this.#due.push(item);
    return () => { this.#due = this.#due.filter((d) => d !== item); };
  }
  async advance(ms) {
    const end = this.time + ms;
    for (;;) {
      const next = this.#due.filter((d) => d.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#due = this.#due.filter((d) => d !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await settle();
    }
    this.time = end;
    await settle();
  }
}

/** Lets promises, WebCrypto's included, come to rest. */
export async function settle() {
  for (let i = 0; i < 12; i++) await new Promise((r) => setImmediate(r));
  await new Promise((r) => setTimeout(r, 5));
}

export async function until(what, holds) {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if (holds()) return;
    await new Promise((r) => setTimeout(r, 1));
  }
  throw new Error(`never: ${what}`);
}

const suite = new s.CipherSuite({ kem: new s.XWing(), kdf: new s.HkdfSha256(), aead: new s.Aes256Gcm() });
const json = (d) => JSON.parse(JSON.stringify(d, (_, v) => (v instanceof Uint8Array ? s.toBase64(v) : v)));
export const bytes = (b64) => s.fromBase64(b64);

/** An operator with a chain from an authority key. */
export async function hire(authority, now, actor = "A-17") {
  const [workstation, shift, hourly] = [await s.SigningKey.create(), await s.SigningKey.create(), await suite.kem.generateKeyPair()];
  const credential = { actor, role: "operator", unit: "police-33", key: workstation.publicKey, not_before: now - 3.6e6, not_after: now + 8.64e7 };
  credential.signature = await authority.sign(s.credentialTranscript(credential));
  const sh = { actor, console: "c1", key: shift.publicKey, nonce: s.random(32), expires: now + 2.8e7, way: "key" };
  sh.proof = await workstation.sign(await s.shiftChallenge(sh));
  return { chain: { credential, shift: sh, hourly: await statement(sh, shift, hourly, now) }, shift, hourly };
}

/** The same operator in the same shift, with the next hourly key. */
export async function rekey({ chain, shift }, now) {
  const hourly = await suite.kem.generateKeyPair();
  return { chain: { ...chain, hourly: await statement(chain.shift, shift, hourly, now) }, shift, hourly };
}

async function statement(of, shift, hourly, now) {
  const publicKey = new Uint8Array(await suite.kem.serializePublicKey(hourly.publicKey));
  const h = { id: await s.hourlyID(publicKey), public: publicKey, not_before: now - 60_000, not_after: now + 3.5e6 };
  h.signature = await shift.sign(s.hourlyTranscript(of, h));
  return h;
}

/** A service that the test scripts. */
export class Service {
  clock = new FakeClock();
  sockets = [];        // open ones
  refuseSockets = false;
  frames = [];         // every request, parsed
  roster = [];
  secrets = new Map(); // opened by the operator, by number
  answers = {};        // by type: replaces the usual answer; "silence" gives none
  posted = [];
  postWorks = true;
  state = "waiting";
  epoch = "e1";        // of its memory
  away = false;        // the holder's console is not back yet
  generation = 0;
  log = [];            // events from position 2
  stored = new Map();
  sent = 0;
  marks = 0;

  static async create() {
    const w = new Service();
    w.authority = await s.SigningKey.create();
    w.operator = await hire(w.authority, w.clock.now());
    w.roster = [w.operator.chain];
    return w;
  }

  session() {
    return new s.Session({
      open: () => this.#socket(), authority: this.authority.publicKey, clock: this.clock,
      post: async (text) => { this.posted.push(JSON.parse(text)); return this.postWorks; },
    });
  }

  /** Begins, and waits until the page has sealed a key, if there is anybody to seal to. */
  async begin(session, asked = {}) {
    session.begin({ place: "33000", pseudonym: "", urgent: false, language: "fr", ...asked });
    await until("opened", () => session.state.phase === "waiting");
    if (this.roster.length > 0) await until("sealed", () => this.secrets.size > 0 || session.state.stopped);
  }

  asked(type) { return this.frames.filter((f) => f.t === type).map((f) => f.d); }

  push(t, d, re = 0) { for (const socket of this.sockets) socket.onmessage?.({ data: JSON.stringify({ v: 1, t, ...(re ? { re } : {}), d: json(d ?? {}) }) }); }

  cut() { for (const socket of this.sockets.splice(0)) socket.onclose?.(); }

  #socket() {
    if (this.refuseSockets) throw new Error("refused");
    const socket = { onmessage: null, onclose: null, close: () => { this.sockets = this.sockets.filter((x) => x !== socket); } };
    socket.send = (text) => { void this.#answer(socket, JSON.parse(text)); };
    this.sockets.push(socket);
    this.nonce = s.random(32);
    setImmediate(() => socket.onmessage?.({ data: JSON.stringify({ v: 1, t: "welcome", d: json({
      epoch: this.epoch, nonce: this.nonce, time: this.clock.now() + (this.skew ?? 0), heartbeat_ms: 15000, frame_bytes: 65536, text_bytes: 12000,
    }) }) }));
    return socket;
  }

  async #answer(socket, f) {
    if (f.t !== "ping") this.frames.push(f);
    const answer = (t, d) => socket.onmessage?.({ data: JSON.stringify({ v: 1, t, re: f.n, d: json(d ?? {}) }) });
    const special = this.answers[f.t];
    if (special === "silence") return;
    if (special) return answer("error", { message: "fault.x", ...special });
    switch (f.t) {
      case "ping": return answer("pong", { time: this.clock.now() });
      case "places": return answer("candidates", { places: [{ code: "33063", label: "Bordeaux (33)" }] });
      case "open":
        this.key = bytes(f.d.key);
        this.id = await s.conversationID(this.key);
        return answer("opened", this.#opened());
      case "resume":
        answer("opened", this.#opened());
        for (const e of this.log.slice(Math.max(f.d.position, 1) - 1)) this.push(e.t, e.d);
        return;
      case "envelopes": for (const e of f.d.envelopes) await this.#open(e); return answer("ok");
      case "send": return answer("ack", await this.#store(f.d));
      case "delete": return answer("deleted", { conversation: f.d.conversation, cause: "declarant", time: this.clock.now() });
      case "typing": return;
      default: return answer("ok");
    }
  }

  #opened() {
    const now = this.clock.now();
    const roster = this.state !== "held" ? this.roster : this.away ? [] : [this.operator.chain];
    return { conversation: this.id, reference: "7K2Q4M", unit: "police-33", unit_name: "Gironde", state: this.state, generation: this.generation,
      position: this.log.length + 1, key: 0, time: now, deadline: now + 1.44e7, ahead: 2, on_duty: roster.length, roster, sent: this.stored.size };
  }

  async #open(e) {
    if (e.hourly !== this.operator.chain.hourly.id) return;
    const info = s.envelopeInfo(this.id, e);
    const recipient = await suite.createRecipientContext({ recipientKey: this.operator.hourly, enc: bytes(e.enc).buffer, info: info.slice().buffer });
    const plain = new Uint8Array(await recipient.open(bytes(e.body).buffer));
    this.secrets.set(e.key, s.Secret.parse(plain.slice(0, 32)));
    this.pseudonym = new TextDecoder().decode(plain.slice(33, 33 + plain[32]));
  }

  async #store(d) {
    const now = this.clock.now();
    if (!this.stored.has(d.id)) {
      const m = { ...d, body: bytes(d.body), signature: bytes(d.signature) };
      const text = await (await s.verifyText(await s.declarantPeer(this.id, this.key), m)).open(this.secrets.get(d.key));
      this.stored.set(d.id, { text, key: d.key, number: d.number, position: this.log.length + 2 });
      this.log.push({ t: "message", d: { ...d, side: "declarant", position: this.log.length + 2, time: now, deadline: now + 1.44e7 } });
    }
    return { id: d.id, position: this.stored.get(d.id).position, time: now, deadline: now + 1.44e7 };
  }

  texts() { return [...this.stored.values()].map((m) => m.text); }

  async claim(operator = this.operator) {
    this.state = "held";
    this.generation++;
    this.sent = 0;
    this.event("claimed", { conversation: this.id, generation: this.generation, operator: operator.chain, time: this.clock.now() });
    if (operator === this.operator) await until("a fresh key", () => this.secrets.has(this.generation));
  }

  event(t, d) {
    const full = { ...d, position: this.log.length + 2 };
    this.log.push({ t, d: json(full) });
    this.push(t, full);
  }

  from() { return { conversation: this.id, side: "operator", key: this.operator.shift }; }

  async seal(text) {
    const head = { id: s.newMessageID(), key: this.generation, generation: this.generation, number: ++this.sent, seen: this.stored.size };
    const sealed = await s.sealText(this.from(), this.secrets.get(head.key), head, text);
    const now = this.clock.now();
    return { ...sealed, side: "operator", time: now, deadline: now + 1.44e7 };
  }

  async say(text) { this.event("message", await this.seal(text)); }

  async mark(counts) {
    const head = { id: s.newMessageID(), key: this.generation, generation: this.generation, number: ++this.marks };
    this.push("mark", await s.sealMark(this.from(), this.secrets.get(head.key), head, counts));
  }

  /** Loses its memory, gets it back from the page alone, and has no envelope; the holder's console is not back yet. */
  async forget() {
    this.epoch += "'";
    this.away = true;
    this.secrets.clear();
    this.answers.envelopes = { code: "taken", retry_ms: 0 };
    const resumed = this.asked("resume").length;
    this.cut();
    await this.clock.advance(30_000);
    await until("resumed", () => this.asked("resume").length > resumed);
    await settle();
  }

  /** The holder's console comes back: the page is told of the claim again. */
  comeBack(operator = this.operator) {
    delete this.answers.envelopes;
    this.away = false;
    const at = this.log.findIndex((e) => e.t === "claimed" && e.d.generation === this.generation);
    this.push("claimed", { ...this.log[at].d, operator: operator.chain });
  }
}
