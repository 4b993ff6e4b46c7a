// The page's parts that need no service.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { FakeClock, s, settle } from "./page-world.mjs";

const locale = async (l) => JSON.parse(await readFile(new URL(`../../locales/page/${l}.json`, import.meta.url), "utf8"));

test("D7 both languages say everything, with the same places to fill in", async () => {
  const [fr, en] = [await locale("fr"), await locale("en")];
  const shape = (v) =>
    typeof v === "string" ? [...v.matchAll(/\{\w+\}/g)].map(String).sort().join()
    : Array.isArray(v) ? v.map(() => "text")
    : Object.fromEntries(Object.entries(v).map(([k, x]) => [k, shape(x)]));
  for (const key of Object.keys(fr.texts)) {
    if (typeof fr.texts[key] !== "string") { assert.ok(en.texts[key]?.one && en.texts[key]?.other, key); continue; }
    assert.equal(shape(en.texts[key] ?? ""), shape(fr.texts[key]), key);
    assert.ok(en.texts[key], key);
  }
  assert.deepEqual(Object.keys(en.texts), Object.keys(fr.texts));
  const parts = (l) => Object.entries(l.panels).map(([name, p]) => [name, p.sections.map((x) => [x.paragraphs.length, x.items.length])]);
  assert.deepEqual(parts(en), parts(fr));
});

test("D3 the name says nothing of what the page is for, and no text hurries", async () => {
  for (const l of ["fr", "en"]) {
    const all = await locale(l);
    assert.doesNotMatch(all.texts["site.name"], /polic|gendarm|victim|urgen|violence/i);
    assert.doesNotMatch(JSON.stringify(all), /!/);
  }
});

test("French signs keep to their words at the end of a line", async () => {
  assert.doesNotMatch(JSON.stringify(await locale("fr")), /[^"] [:;?»](?!\/)|« |n° |\d h\b/);
});

test("D7 words", () => {
  const fr = s.words("fr"), en = s.words("en");
  assert.equal(fr("wait.ahead", { n: 1 }), "Une personne attend avant vous.");
  assert.equal(fr("wait.ahead", { n: 3 }), "3 personnes attendent avant vous.");
  assert.equal(en("chat.erased", { time: "18:42" }), "Erased by 18:42 at the latest");
  assert.equal(s.preferred(["de-DE", "en-US"], ["fr", "en"]), "en");
  assert.equal(s.preferred(["de-DE"], ["fr", "en"]), "fr");
});

// The same examples as in ui/kit/plaintext/plaintext_test.go.
const examples = [
  ["Bonjour, j'ai peur.", "Bonjour, j'ai peur."], ["Il m’a dit « tais-toi »\u202f! Ça va œuvrer…", "Il m’a dit « tais-toi »\u202f! Ça va œuvrer…"],
  ["un\r\ndeux\rtrois\u2028quatre", "un\ndeux\ntrois\nquatre"], ["\n\nun\n\n", "un"], ["a\n\n\n\n\n\nb", "a\n\n\nb"], ["a\tb", "a    b"],
  ["photo\u202Egpj.exe", "photo\uFFFDgpj.exe"], ["a\u2066b\u2069c", "a\uFFFDb\uFFFDc"], ["a\x00\x01\x1b[31mb", "a\uFFFD[31mb"],
  ["mot\u200Bcou\u200Dpé\uFEFF\u00AD", "motcoupé"], ["a\u200Fb\u061C", "ab"], ["a\u{E0041}\u{E007F}b", "ab"], ["a\uE000b", "a\uFFFDb"],
  ["a\u3164\u2800b", "ab"], ["e" + "\u0301".repeat(300) + "x", "e" + "\u0301".repeat(4) + "x"],
  ["e\u0301\u0301\u200b\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301"], ["a\u2003b\u3000c\u00a0d", "a b c\u00a0d"],
  ["👨‍👩‍👧 ❤️", "👨👩👧 ❤"], ["مرحبا بكم", "مرحبا بكم"], ["<b>x</b> [a](javascript:1) `y`", "<b>x</b> [a](javascript:1) `y`"], ["a\uD800b", "a\uFFFDb"],
];

test("D7 text is shown harmlessly, by the console's rule", () => {
  for (const [given, want] of examples) {
    assert.equal(s.clean(given), want);
    assert.equal(s.clean(s.clean(given)), want);
  }
});

test("configuration: addresses, and what is refused", () => {
  const base = new URL("https://aide.example/");
  const authority = s.toBase64(new Uint8Array(65).fill(4));
  const c = s.readConfig({ authority, socket: "/v1/page", languages: ["en", "xx"] }, base);
  assert.equal(c.socket.href, "wss://aide.example/v1/page");
  assert.equal(c.erase.href, "https://aide.example/v1/delete");
  assert.deepEqual(c.languages, ["en"]);
  assert.equal(s.readConfig({ authority, socket: "wss://chat.example/v1/page" }, base).erase.href, "https://chat.example/v1/delete");
  assert.match(s.readConfig({ authority, leave: "javascript:alert(1)" }, base).leave, /^https:/);
  for (const bad of [{}, null, { authority: "AAAA" }, { authority: 7 }]) assert.throws(() => s.readConfig(bad, base));
});

test("B13 positions: the resume begins before the first hole", () => {
  const q = new s.Sequence();
  for (const [position, run] of [[2, 2], [4, 2], [4, 2], [3, 4], [1, 4], [5, 5]]) {
    q.add(position);
    assert.equal(q.run, run);
  }
});

// A socket that the test holds the other end of.
class Wire {
  sent = [];
  closed = false;
  onmessage = null;
  onclose = null;
  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.closed = true; }
  give(frame) { this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify({ v: 1, ...frame }) }); }
}

function connection() {
  const clock = new FakeClock();
  const wires = [], told = [];
  const listener = { welcome: () => told.push("welcome"), event: (f) => told.push(f.t), lost: (ms) => told.push(`lost ${Math.round(ms)}`), outdated: () => told.push("outdated") };
  const c = new s.Connection(() => { const w = new Wire(); wires.push(w); return w; }, clock, listener, () => 0.5);
  const nonce = s.toBase64(new Uint8Array(32));
  const welcome = { t: "welcome", d: { epoch: "e", nonce, time: clock.now(), heartbeat_ms: 5000, frame_bytes: 1, text_bytes: 1 } };
  return { c, clock, wires, told, welcome };
}

test("connection: pauses grow, and begin anew after a welcome", async () => {
  const { c, clock, wires, told, welcome } = connection();
  c.start();
  for (const ms of [500, 1000, 2000]) {
    wires.at(-1).onclose();
    await clock.advance(ms);
  }
  wires.at(-1).give(welcome);
  wires.at(-1).onclose();
  assert.deepEqual(told, ["lost 500", "lost 1000", "lost 2000", "welcome", "lost 500"]);
  c.stop();
});

test("connection: a request is answered, refused, or lost", async () => {
  const { c, wires, welcome } = connection();
  c.start();
  await assert.rejects(c.request("places", { query: "x" }), s.Lost);
  wires[0].give(welcome);
  const one = c.request("places", { query: "x" }), two = c.request("places", { query: "y" }), three = c.request("places", { query: "z" });
  const [a, b] = wires[0].sent;
  wires[0].give({ t: "error", re: b.n, d: { code: "too_many", message: "fault.too_many", retry_ms: 5 } });
  wires[0].give({ t: "candidates", re: a.n, d: { places: [] } });
  assert.deepEqual((await one).d.places, []);
  await assert.rejects(two, (e) => e instanceof s.Refused && e.refusal.retry_ms === 5);
  wires[0].onclose();
  await assert.rejects(three, s.Lost);
  c.stop();
});

test("connection: one that is silent for three heartbeats is given up, one that answers is kept", async () => {
  const { c, clock, wires, told, welcome } = connection();
  c.start();
  wires[0].give(welcome);
  for (let i = 0; i < 6; i++) {
    await clock.advance(5_000);
    const ping = wires[0].sent.filter((f) => f.t === "ping").at(-1);
    if (ping) wires[0].give({ t: "pong", re: ping.n, d: { time: clock.now() } });
  }
  assert.ok(!wires[0].closed);
  await clock.advance(25_000);
  assert.ok(wires[0].closed);
  assert.match(told.at(-1), /^lost|^welcome/);
  c.stop();
});

test("connection: another version ends it, nonsense begins anew, unknown frames are ignored", async () => {
  const { c, clock, wires, told, welcome } = connection();
  c.start();
  wires[0].give(welcome);
  wires[0].give({ t: "novelty", d: { x: 1 } });
  await settle();
  wires[0].give("nonsense");
  assert.equal(told.at(-1), "lost 500");
  await clock.advance(1_000);
  wires[1].give(welcome);
  wires[1].give(JSON.stringify({ v: 2, t: "ok" }));
  assert.equal(told.at(-1), "outdated");
  await clock.advance(60_000);
  assert.equal(wires.length, 2);
});
