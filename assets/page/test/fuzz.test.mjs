// Fuzzing of every frame that the page can get, from the corpus that the service fuzzes with too (internal/wire/testdata/frames). The
// generator of numbers is seeded: the same run every time. VIGIE_FUZZ_SECONDS makes it longer, VIGIE_FUZZ_SEED another.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "./seal-bundle.mjs";
import { Service, settle, until } from "./page-world.mjs";

const s = await load("test/seal-entry.ts");
const seconds = Number(process.env.VIGIE_FUZZ_SECONDS ?? 3);
const seed = Number(process.env.VIGIE_FUZZ_SEED ?? 20260417);

const lines = async (name) => {
  const text = await readFile(new URL(`../../../internal/wire/testdata/frames/${name}.jsonl`, import.meta.url), "utf8");
  return text.trim().split("\n");
};
const service = await lines("service");
const wrong = (await lines("wrong")).map((line) => JSON.parse(line));

/** mulberry32: small, and the same everywhere. */
function numbers(from) {
  let a = from >>> 0;
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const odd = [
  null, true, false, -1, 0, 1, 1.5, 2 ** 53, 1e300, "", "A", "é\u202e\u0000\ud800", "A".repeat(43), "A".repeat(5000), "=".repeat(88), [], [[]], {}, [null, null],
  { length: 3 }, { toString: 1 }, { toJSON: "x" }, "__proto__", "constructor", "waiting", "operator",
];

/** Replaces, drops, renames, repeats or adds one value somewhere. */
function mutate(value, pick) {
  if (typeof value === "string" && value.length > 0 && pick(2) === 0) {
    const at = pick(value.length);
    return value.slice(0, at) + "Az09+/=-_ é"[pick(11)] + value.slice(at + pick(2));
  }
  if (typeof value === "number" && pick(2) === 0) return value + pick(5) - 2;
  if (typeof value !== "object" || value === null || pick(6) === 0) return odd[pick(odd.length)];
  if (Array.isArray(value)) {
    if (pick(4) === 0) return Array(pick(40) * pick(40)).fill(value[0] ?? null);
    return value.map((v, i) => (i === pick(value.length) ? mutate(v, pick) : v));
  }
  const names = Object.keys(value);
  const name = names[pick(names.length || 1)] ?? "x";
  const copy = { ...value };
  switch (pick(8)) {
    case 0: delete copy[name]; break;
    case 1: copy[["x", "toString", "hasOwnProperty", "v", "d"][pick(5)]] = copy[name]; break;
    case 2: Object.defineProperty(copy, "__proto__", { value: { polluted: true }, enumerable: true }); break;
    default: copy[name] = mutate(value[name], pick);
  }
  return copy;
}

/** Text from a frame: one to three values changed, and sometimes a character. */
function spoil(raw, pick) {
  let value = JSON.parse(raw);
  for (let n = 1 + pick(3); n > 0; n--) value = mutate(value, pick);
  let text = JSON.stringify(value) ?? "";
  if (pick(4) === 0 && text.length > 0) {
    const at = pick(text.length);
    text = text.slice(0, at) + String.fromCharCode(pick(4) === 0 ? pick(65536) : pick(128)) + text.slice(at + pick(3));
  }
  return text;
}

test("fuzz: the corpus holds every frame that the page knows, and it reads them", () => {
  const read = new Set(service.map((raw) => s.decode(raw).t));
  for (const t of Object.keys(s.incoming)) assert.ok(read.has(t), t);
});

test("fuzz: wrong frames are refused in the agreed way", () => {
  for (const w of wrong) {
    let kind = "";
    try { s.decode(w.raw); } catch (e) { kind = e.name === "WireError" ? e.kind : e.stack; }
    assert.equal(kind, w.page, w.raw);
  }
});

test("fuzz: a frame is read, or is a WireError, and nothing else happens", () => {
  const pick = numbers(seed);
  const end = Date.now() + seconds * 1000;
  const names = Object.getOwnPropertyNames(Object.prototype).length;
  let read = 0;
  let tried = 0;
  for (; tried < 20_000 * seconds && Date.now() < end; tried++) {
    const raw = spoil(service[pick(service.length)], pick);
    try {
      const f = s.decode(raw);
      read++;
      assert.ok(f.t === "unknown" || Object.hasOwn(s.incoming, f.t));
      assert.equal(f.polluted ?? f.d?.polluted, undefined);
      assert.deepEqual(s.decode(raw), f); // it is in nobody's state
    } catch (e) {
      if (e.name !== "WireError") assert.fail(`seed ${seed}, frame ${tried}: ${raw}\n${e.stack}`);
    }
  }
  assert.ok(read > tried / 50, `only ${read} of ${tried} were read`);
  assert.equal({}.polluted, undefined);
  assert.equal(Object.getOwnPropertyNames(Object.prototype).length, names);
});

test("fuzz: a page that gets spoiled frames in a conversation shows nothing that nobody wrote, nothing twice, and does not break", async () => {
  const pick = numbers(seed + 1);
  const broken = [];
  const note = (e) => broken.push(e);
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  try {
    const end = Date.now() + seconds * 1000;
    let shown = 0;
    for (let round = 0; round < 10 * seconds && (round === 0 || Date.now() < end); round++) shown += await storm(pick);
    assert.ok(shown > 0, "nothing at all was shown");
  } finally {
    process.off("unhandledRejection", note);
    process.off("uncaughtException", note);
  }
  assert.deepEqual(broken.map((e) => e.stack), []);
});

/** One conversation in which good frames come spoiled, and sometimes as they are. Returns how many texts were shown. */
async function storm(pick) {
  const w = await Service.create();
  const session = w.session();
  try {
    await w.begin(session);
    await w.claim();
    await until("held", () => session.state.phase === "held");
    const wrote = [];
    const live = service.map((raw) => raw.replaceAll("A".repeat(43), w.id));
    for (let i = 0; i < 25; i++) {
      if (i === 0 || pick(4) === 0) {
        wrote.push(`phrase ${i}`);
        const m = await w.seal(wrote.at(-1));
        live.push(JSON.stringify({ v: 1, t: "message", d: { ...plain(m), position: w.log.length + 2 } }));
        if (i === 0 || pick(2) === 0) w.event("message", m); // as it is, and again when the page resumes
      }
      const raw = live[pick(4) === 0 ? live.length - 1 : pick(live.length)];
      const data = pick(5) === 0 ? raw : spoil(raw, pick);
      for (const socket of [...w.sockets]) socket.onmessage?.({ data });
      if (pick(3) === 0) await settle();
      if (w.sockets.length === 0) await w.clock.advance(20_000);
    }
    await settle();
    const shown = session.state.lines.filter((l) => l.kind === "received").map((l) => l.text);
    assert.equal(new Set(shown).size, shown.length, "something is shown twice");
    for (const text of shown) assert.ok(wrote.includes(text), `nobody wrote ${text}`);
    return shown.length;
  } finally {
    session.dispose();
  }
}

const plain = (d) => JSON.parse(JSON.stringify(d, (_, v) => (v instanceof Uint8Array ? Buffer.from(v).toString("base64") : v)));
