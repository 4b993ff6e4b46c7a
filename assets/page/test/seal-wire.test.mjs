// The page reads frames strictly: what is not as the protocol says is a WireError, and nothing else ever happens.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "./seal-bundle.mjs";

const s = await load("test/seal-entry.ts");
const file = new URL("../../../internal/seal/testdata/vectors.json", import.meta.url);
const v = JSON.parse(await readFile(file, "utf8"));

const chain = v.chains[0].chain;
const close = v.closes[1].close;
const times = { position: 3, time: v.now, deadline: v.now + 1 };
/** One good frame of each shape that is not trivial, as the service sends it. */
const good = {
  welcome: {
    epoch: "e1", nonce: v.requests.nonce, time: v.now, heartbeat_ms: 15000, frame_bytes: 65536, text_bytes: 12000,
    authority: v.keys.authority.public,
  },
  error: { code: "taken", message: "fault.taken" },
  message: { ...v.texts[2].send, side: "operator", ...times },
  mark: v.marks[1].mark,
  closed: { ...close, by: "operator", ...times },
  opened: {
    conversation: v.conversation, reference: "7K2Q4M", unit: "police-33", unit_name: "Bordeaux", state: "waiting", generation: 0,
    position: 1, key: 0, time: v.now, deadline: v.now, ahead: 2, on_duty: 1, roster: [chain, chain], mark: v.marks[1].mark, sent: 0,
  },
  claimed: { conversation: v.conversation, generation: 1, operator: chain, position: 2, time: v.now },
  candidates: { places: [{ code: "33063", label: "Bordeaux (33)" }] },
  ok: undefined,
};
const frame = (t, d) => JSON.stringify({ v: 1, t, re: 4, d });

test("wire: good frames are read", () => {
  for (const [t, d] of Object.entries(good)) {
    const f = s.decode(frame(t, d));
    assert.equal(f.t, t);
    assert.equal(f.re, 4);
  }
  assert.ok(s.decode(frame("welcome", good.welcome)).d.nonce instanceof Uint8Array);
  assert.equal(s.decode(frame("opened", { ...good.opened, mark: undefined, roster: null })).d.roster.length, 0);
  const service = { ...good.closed, by: "", signature: null, reason: "expired" };
  assert.equal(s.decode(frame("closed", service)).d.signature, undefined);
});

test("wire: unknown types and fields are ignored, other versions refused", () => {
  assert.deepEqual(s.decode('{"v":1,"t":"from_the_future","re":7,"d":[[[]]]}'), { t: "unknown", n: 0, re: 7 });
  assert.deepEqual(Object.keys(s.decode('{"v":1,"t":"pong","d":{"time":1,"more":2,"__proto__":{"x":1}}}').d), ["time"]);
  for (const raw of ['{"v":2,"t":"ok"}', '{"t":"ok"}', '{"v":"1","t":"ok"}']) {
    assert.throws(() => s.decode(raw), { kind: "version" });
  }
  for (const t of ["constructor", "__proto__", "toString"]) {
    const raw = JSON.stringify({ v: 1, t });
    if (/^[a-z_]+$/.test(t)) assert.equal(s.decode(raw).t, "unknown");
    else assert.throws(() => s.decode(raw), { kind: "invalid" });
  }
});

test("wire: wrong shapes are refused", () => {
  const bad = [
    ["message", { number: 0 }], ["message", { number: 1.5 }], ["message", { number: "1" }], ["message", { number: 2 ** 53 }],
    ["message", { seen: -1 }], ["message", { side: "service" }], ["message", { conversation: "x" }], ["message", { id: "*" }],
    ["message", { body: "AAAA" }], ["message", { body: "!" }], ["message", { body: 7 }], ["message", { signature: null }],
    ["message", { mac: "A".repeat(400) }], ["closed", { by: "me" }], ["opened", { roster: [{}] }], ["opened", { roster: {} }],
    ["opened", { roster: Array(1001).fill(chain) }], ["opened", { ahead: -1 }], ["claimed", { generation: 0 }],
    ["claimed", { operator: null }], ["candidates", { places: Array(11).fill({ code: "1", label: "1" }) }],
    ["error", { code: "a".repeat(65) }], ["welcome", { nonce: v.keys.authority.public }], ["welcome", { heartbeat_ms: 0 }],
  ];
  for (const [t, change] of bad) {
    assert.throws(() => s.decode(frame(t, { ...good[t], ...change })), { name: "WireError", kind: "invalid" }, JSON.stringify([t, change]).slice(0, 80));
  }
  for (const raw of ["", "{", "null", "[]", '"ok"', '{"v":1}', '{"v":1,"t":7}', '{"v":1,"t":"Ok"}', '{"v":1,"t":"ok","n":-1}', '{"v":1,"t":"pong"}', 7, null, new ArrayBuffer(1)]) {
    assert.throws(() => s.decode(raw), { name: "WireError" }, String(raw));
  }
  assert.throws(() => s.decode('"' + "a".repeat(5 << 20) + '"'), { kind: "too_large" });
});

test("wire: what the page prints, it reads", () => {
  const sent = s.shared.send(v.texts[0].send);
  const raw = JSON.parse(s.encode("send", sent, 9));
  assert.deepEqual(raw, { v: 1, t: "send", n: 9, d: v.texts[0].send });
  assert.equal(s.encode("ping", undefined, 1), '{"v":1,"t":"ping","n":1}');
  assert.deepEqual(JSON.parse(s.encodeData(s.page.erase(v.requests.delete))), v.requests.delete);
});

/** A small generator of numbers, the same at every run. */
function numbers(seed) {
  return (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % below;
  };
}

const odd = [null, true, -1, 0, 1e300, 1.5, "", "A", "é", [], {}, [[]], { t: 1 }, "A".repeat(90), "__proto__"];

/** Replaces, drops or adds one value somewhere in a frame. */
function mutate(value, pick) {
  if (typeof value !== "object" || value === null || pick(4) === 0) return odd[pick(odd.length)];
  const names = Object.keys(value);
  const name = names[pick(names.length || 1)] ?? "x";
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (pick(5) === 0) delete copy[name];
  else copy[name] = mutate(value[name], pick);
  return copy;
}

test("wire: fuzz: a frame is read, or is a WireError", () => {
  const pick = numbers(20260314);
  const seeds = Object.entries(good).map(([t, d]) => ({ v: 1, t, n: 1, re: 1, d }));
  let read = 0;
  for (let i = 0; i < 30_000; i++) {
    let raw = JSON.stringify(mutate(seeds[pick(seeds.length)], pick));
    if (raw !== undefined && pick(3) === 0) {
      const at = pick(raw.length);
      raw = raw.slice(0, at) + String.fromCharCode(pick(300)) + raw.slice(at + pick(2));
    }
    try {
      s.decode(raw);
      read++;
    } catch (e) {
      assert.equal(e.name, "WireError", `${raw}\n${e.stack}`);
    }
  }
  assert.ok(read > 100, `only ${read} were read`);
  assert.equal({}.x, undefined);
});
