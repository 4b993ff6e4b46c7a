// The page's core: what the person asks for goes in, States come out; the service is scripted, the keys are real.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hire, rekey, s, Service, settle, until } from "./page-world.mjs";

const mine = (session) => session.state.lines.filter((l) => l.kind === "sent");
const theirs = (session) => session.state.lines.filter((l) => l.kind === "received").map((l) => l.text);

async function world(run) {
  const w = await Service.create();
  const session = w.session();
  try {
    await run(w, session);
  } finally {
    session.dispose();
  }
}

async function held(w, session) {
  await w.begin(session);
  await w.claim();
  await until("held", () => session.state.phase === "held");
  await settle();
}

test("C1 D1 a conversation needs a place and no name", () => world(async (w, session) => {
  await w.begin(session, { place: "33000" });
  const [open] = w.asked("open");
  assert.deepEqual(Object.keys(open).sort(), ["key", "language", "place", "signature", "urgent"]);
  assert.equal(w.pseudonym, "");
  assert.equal(session.state.reference, "7K2Q4M");
  assert.equal(session.state.ahead, 2);
}));

test("C1 a pseudonym travels sealed and nowhere else", () => world(async (w, session) => {
  await w.begin(session, { pseudonym: "Camille" });
  assert.equal(w.pseudonym, "Camille");
  assert.ok(!JSON.stringify(w.frames).includes("Camille"));
}));

test("B11 messages go under key 0 while waiting, under a fresh key for the claimant alone after", () => world(async (w, session) => {
  await w.begin(session);
  session.send("avant");
  await until("stored", () => w.stored.size === 1);
  await w.claim();
  session.send("après");
  await until("stored", () => w.stored.size === 2);
  assert.deepEqual([...w.stored.values()].map((m) => m.key), [0, 1]);
  assert.deepEqual(w.texts(), ["avant", "après"]);
  assert.ok(!w.secrets.get(0).use((a) => w.secrets.get(1).use((b) => a.every((x, i) => x === b[i]))), "the key is fresh");
}));

test("B11 whoever comes on duty meanwhile gets the key, once", () => world(async (w, session) => {
  w.roster = [];
  await w.begin(session);
  assert.equal(w.asked("envelopes").length, 0);
  for (let i = 0; i < 2; i++) w.push("roster", { conversation: w.id, roster: [w.operator.chain] });
  await until("sealed", () => w.secrets.has(0));
  await settle();
  assert.equal(w.asked("envelopes").length, 1);
}));

test("B11 one roster entry that does not verify: nothing is sealed to anybody, and nothing more is sent", () => world(async (w, session) => {
  const forged = await hire(await s.SigningKey.create(), w.clock.now(), "X-1");
  w.roster = [w.operator.chain, forged.chain];
  await w.begin(session);
  assert.ok(session.state.stopped);
  assert.deepEqual(session.state.warnings, ["untrusted"]);
  session.send("secret");
  await settle();
  assert.equal(w.asked("envelopes").length + w.asked("send").length, 0);
  assert.equal(mine(session)[0].progress, "stopped");
}));

test("B11 an entry that has run out is left out, the others are sealed to", () => world(async (w, session) => {
  const old = await hire(w.authority, w.clock.now() - 3.6e6 * 2, "A-18");
  w.roster = [old.chain, w.operator.chain];
  await w.begin(session);
  assert.deepEqual(w.asked("envelopes").flatMap((e) => e.envelopes.map((x) => x.actor)), ["A-17"]);
  assert.ok(!session.state.stopped);
}));

test("B11 a claimant who does not verify gets no key", () => world(async (w, session) => {
  await w.begin(session);
  const before = w.asked("envelopes").length;
  await w.claim(await hire(await s.SigningKey.create(), w.clock.now()));
  await until("stopped", () => session.state.stopped);
  assert.equal(w.asked("envelopes").length, before);
  assert.equal(session.state.phase, "waiting");
}));

test("B12 back in the queue: the next operator gets every key so far", () => world(async (w, session) => {
  await held(w, session);
  w.state = "waiting";
  w.event("released", { conversation: w.id, generation: 1, time: w.clock.now() });
  await until("waiting", () => session.state.phase === "waiting");
  const next = await hire(w.authority, w.clock.now(), "A-18");
  w.operator = next;
  w.secrets.clear();
  w.push("roster", { conversation: w.id, roster: [next.chain] });
  await until("both keys", () => w.secrets.has(0) && w.secrets.has(1));
  await w.claim();
  session.send("toujours là");
  await until("stored", () => w.stored.size === 1);
  assert.equal([...w.stored.values()][0].key, 2);
  assert.deepEqual(session.state.lines.filter((l) => l.kind === "event").map((l) => l.event), ["joined", "released", "changed"]);
}));

test("B13 what was not acknowledged goes again, the same bytes, after a reconnect", () => world(async (w, session) => {
  await held(w, session);
  w.answers.send = "silence";
  session.send("un");
  session.send("deux");
  await until("sent", () => w.asked("send").length === 1);
  w.cut();
  assert.equal(session.state.link, "lost");
  assert.equal(s.unsent(session.state), 2);
  delete w.answers.send;
  await w.clock.advance(2_000);
  await until("stored", () => w.stored.size === 2);
  const [first, again, second] = w.asked("send");
  assert.deepEqual(again, first);
  assert.equal(second.number, 2);
  assert.equal(session.state.link, "online");
}));

test("B13 a resume asks for what came after the last position without a hole, and shows nothing twice", () => world(async (w, session) => {
  await held(w, session);
  await w.say("un");
  await until("shown", () => theirs(session).length === 1);
  const lost = await w.seal("deux");
  w.log.push({ t: "message", d: JSON.parse(JSON.stringify({ ...lost, position: w.log.length + 2 }, (_, v) => (v instanceof Uint8Array ? s.toBase64(v) : v))) });
  session.send("trois"); // its position lies after the one that is missing
  await until("stored", () => w.stored.size === 1);
  w.cut();
  await w.clock.advance(2_000);
  await until("all", () => theirs(session).length === 2);
  assert.deepEqual(theirs(session), ["un", "deux"]);
  assert.equal(w.asked("resume")[0].position, 3);
  assert.deepEqual(session.state.warnings, []);
}));

test("B13 a claim while the connection was lost is found at the resume", () => world(async (w, session) => {
  await w.begin(session);
  w.cut();
  w.state = "held";
  w.generation = 1;
  w.log.push({ t: "claimed", d: JSON.parse(JSON.stringify({ conversation: w.id, generation: 1, operator: w.operator.chain, position: 2, time: w.clock.now() },
    (_, v) => (v instanceof Uint8Array ? s.toBase64(v) : v))) });
  await w.clock.advance(2_000);
  await until("held", () => session.state.phase === "held" && w.secrets.has(1));
  await settle();
  assert.equal(session.state.lines.filter((l) => l.kind === "event").length, 1);
}));

test("B13 a holder who comes back after a loss and after the page is sealed to again, with the key of now, once", () => world(async (w, session) => {
  await held(w, session);
  await w.forget();
  assert.equal(w.secrets.size, 0);
  w.operator = await rekey(w.operator, w.clock.now());
  w.comeBack();
  await until("sealed again", () => w.secrets.has(0) && w.secrets.has(1));
  const before = w.asked("envelopes").length;
  w.comeBack();
  await settle();
  assert.equal(w.asked("envelopes").length, before);
  await w.say("me revoilà");
  await until("heard", () => theirs(session).length === 1);
  assert.deepEqual(session.state.warnings, []);
}));

test("B13 a claim whose key the store never had is sealed to the key of now, and nothing is sent under another meanwhile", () => world(async (w, session) => {
  await w.begin(session);
  w.answers.envelopes = "silence"; // the store has it, and its answer is lost, or it has not
  w.state = "held";
  w.generation = 1;
  w.event("claimed", { conversation: w.id, generation: 1, operator: w.operator.chain, time: w.clock.now() });
  await until("held", () => session.state.phase === "held");
  session.send("pour vous seul");
  await w.forget();
  assert.equal(w.asked("send").length, 0);
  w.operator = await rekey(w.operator, w.clock.now());
  w.comeBack();
  await until("stored", () => w.stored.size === 1);
  assert.deepEqual([...w.stored.values()].map((m) => m.key), [1]);
}));

test("B11 nobody but the holder gets what was lost: not another person, nor the same one in another shift", () => world(async (w, session) => {
  await held(w, session);
  await w.forget();
  const before = w.asked("envelopes").length;
  for (const other of [await hire(w.authority, w.clock.now(), "B-2"), await hire(w.authority, w.clock.now())]) w.comeBack(other);
  await settle();
  assert.equal(w.asked("envelopes").length, before);
  const forged = await rekey({ chain: w.operator.chain, shift: await s.SigningKey.create() }, w.clock.now());
  w.comeBack(forged);
  await until("stopped", () => session.state.stopped);
  assert.equal(w.asked("envelopes").length, before);
}));

test("B13 an end that has to wait for the operator's console is stated again until it is taken", () => world(async (w, session) => {
  await held(w, session);
  w.answers.close = { code: "unavailable", retry_ms: 1000 };
  session.close();
  await until("asked", () => w.asked("close").length === 1);
  await settle();
  await w.clock.advance(1000);
  await until("asked again", () => w.asked("close").length === 2);
  delete w.answers.close;
  await settle();
  await w.clock.advance(1000);
  await until("taken", () => w.asked("close").length === 3);
  await settle();
  await w.clock.advance(5000);
  assert.equal(w.asked("close").length, 3);
  assert.equal(session.state.phase, "closed");
}));

test("B13 received and read are the operator's word, and do not go back", () => world(async (w, session) => {
  await held(w, session);
  session.send("un");
  session.send("deux");
  await until("stored", () => w.stored.size === 2);
  const progress = () => mine(session).map((l) => l.progress);
  await until("acknowledged", () => progress().join() === "stored,stored");
  await w.mark({ sent: 0, received: 2, read: 1 });
  await until("read", () => progress().join() === "read,received");
  await w.mark({ sent: 0, received: 1, read: 1 });
  await until("noticed", () => session.state.warnings.includes("forged"));
  assert.equal(progress().join(), "read,received");
}));

test("B11 a message that nobody confirms is shown as such, and not before its time", () => world(async (w, session) => {
  await held(w, session);
  session.send("un");
  await until("stored", () => mine(session)[0].progress === "stored");
  await w.clock.advance(s.confirmWithin - 6_000);
  assert.equal(mine(session)[0].progress, "stored");
  await w.clock.advance(12_000);
  assert.equal(mine(session)[0].progress, "unconfirmed");
  assert.ok(session.state.warnings.includes("unconfirmed"));
}));

test("B13 marks say what was received, and read only while the person looks", () => world(async (w, session) => {
  await held(w, session);
  session.attend(false);
  await w.say("un");
  await until("shown", () => theirs(session).length === 1);
  const told = async (want) => {
    for (let i = 0; ; i++) {
      await w.clock.advance(400);
      const m = w.asked("mark").at(-1);
      const parsed = m && { ...m, body: s.fromBase64(m.body), signature: s.fromBase64(m.signature) };
      const counts = m && (await s.openMark(await s.declarantPeer(w.id, w.key), w.secrets.get(m.key), parsed)).counts;
      if (JSON.stringify(counts) === JSON.stringify(want) || i > 50) return assert.deepEqual(counts, want);
    }
  };
  await told({ sent: 0, received: 1, read: 0 });
  session.attend(true);
  await told({ sent: 0, received: 1, read: 1 });
}));

test("D2 erasing forgets at once, asks on both ways, and promises only what is confirmed", () => world(async (w, session) => {
  await held(w, session);
  session.send("un");
  await until("stored", () => w.stored.size === 1);
  w.answers.delete = "silence";
  w.postWorks = false;
  session.erase();
  assert.deepEqual(session.state.lines, []);
  assert.deepEqual(session.state.erasure, { cause: "declarant", confirmed: false });
  await settle();
  assert.equal(w.posted.length, 1);
  assert.equal(session.state.erasure.confirmed, false);
  delete w.answers.delete;
  w.cut();
  await w.clock.advance(2_000);
  await until("confirmed", () => session.state.erasure.confirmed);
  assert.equal(w.asked("delete").length, 2);
}));

test("D2 the signed deletion is ready from the start", () => world(async (w, session) => {
  assert.equal(session.deletion(), undefined);
  await w.begin(session);
  const d = JSON.parse(session.deletion());
  assert.deepEqual(Object.keys(d).sort(), ["conversation", "key", "signature"]);
  assert.equal(d.conversation, w.id);
}));

test("B1 past the deadline the page forgets by itself, without the service", () => world(async (w, session) => {
  await held(w, session);
  await w.say("un");
  await until("shown", () => theirs(session).length === 1);
  w.refuseSockets = true;
  w.cut();
  await w.clock.advance(1.44e7 + 10_000);
  assert.equal(session.state.phase, "deleted");
  assert.deepEqual(session.state.lines, []);
}));

test("closing from here: what has not left stays unsent, and the close counts what the service has", () => world(async (w, session) => {
  await held(w, session);
  session.send("un");
  await until("stored", () => mine(session)[0].progress === "stored");
  w.answers.send = "silence";
  session.send("deux");
  session.close();
  await until("closed", () => w.asked("close").length === 1);
  assert.equal(w.asked("close")[0].sent, 1);
  assert.equal(session.state.phase, "closed");
  assert.equal(mine(session)[1].progress, "stopped");
}));

test("beginning that reaches nobody says so, and can be tried again with the same key", () => world(async (w, session) => {
  w.answers.open = "silence";
  session.begin({ place: "33000", pseudonym: "", urgent: false, language: "fr" });
  await settle();
  for (let i = 0; i < 3; i++) { w.cut(); await w.clock.advance(3_000); }
  assert.equal(session.state.phase, "start");
  assert.ok(session.state.failed);
  delete w.answers.open;
  await w.begin(session);
  assert.equal(new Set(w.asked("open").map((o) => o.key)).size, 1);
}));

test("a conversation that the service does not know any more is said to be lost", () => world(async (w, session) => {
  await held(w, session);
  w.answers.resume = { code: "missing" };
  w.cut();
  await w.clock.advance(2_000);
  await until("lost", () => session.state.warnings.includes("lost"));
  assert.ok(session.state.stopped);
}));

test("a message that the service refuses is shown as refused, and the next one goes", () => world(async (w, session) => {
  await held(w, session);
  w.answers.send = { code: "too_large" };
  session.send("trop");
  await until("refused", () => mine(session)[0].progress === "refused");
  delete w.answers.send;
  session.send("suite");
  await w.clock.advance(100);
  await until("stored", () => w.stored.size === 1);
  assert.equal([...w.stored.values()][0].number, 1);
}));

test("suggestions: one question for what was typed last", () => world(async (w, session) => {
  for (const q of ["B", "Bo", "Bor", "Bord"]) session.suggest(q);
  await settle();
  await w.clock.advance(1_000);
  await until("places", () => session.state.places.length === 1);
  assert.deepEqual(w.asked("places").map((p) => p.query), ["Bord"]);
}));

test("B12 nobody on duty: beginning says so at once, keeps nothing, and can be tried again with another key", () => world(async (w, session) => {
  w.answers.open = { code: "unavailable", message: "fault.nobody", retry_ms: 1000 };
  session.begin({ place: "33000", pseudonym: "", urgent: false, language: "fr" });
  await until("told", () => session.state.nobody);
  assert.equal(session.state.phase, "start");
  assert.ok(!session.state.failed && !session.state.busy);
  assert.equal(session.deletion(), undefined);
  delete w.answers.open;
  await w.begin(session);
  assert.ok(!session.state.nobody);
  assert.equal(new Set(w.asked("open").map((o) => o.key)).size, 2);
}));

test("a service with too much to do is asked again by itself, and not for ever", () => world(async (w, session) => {
  w.answers.open = { code: "too_many", retry_ms: 2_000 };
  session.begin({ place: "33000", pseudonym: "", urgent: false, language: "fr" });
  await until("busy", () => session.state.busy);
  assert.equal(session.state.phase, "opening");
  await w.clock.advance(1_000);
  assert.equal(w.asked("open").length, 1);
  for (let i = 0; i < 8; i++) { await w.clock.advance(6_000); await settle(); }
  assert.equal(w.asked("open").length, 5);
  assert.equal(session.state.phase, "start");
  assert.ok(session.state.busy && !session.state.failed);
  delete w.answers.open;
  await w.begin(session);
  assert.ok(!session.state.busy);
}));

test("B12 the last one leaves: the page says until when it waits, and what became of it", () => world(async (w, session) => {
  await w.begin(session);
  const until_ = w.clock.now() + 60_000;
  w.push("queue", { conversation: w.id, ahead: 0, on_duty: 0, closes: until_ });
  await until("told", () => session.state.closes === until_);
  w.push("queue", { conversation: w.id, ahead: 0, on_duty: 1 });
  await until("somebody came back", () => session.state.closes === 0 && session.state.onDuty === 1);
  w.push("deleted", { conversation: w.id, cause: "nobody", time: w.clock.now() });
  await until("deleted", () => session.state.phase === "deleted");
  assert.equal(session.state.erasure.cause, "nobody");
}));
