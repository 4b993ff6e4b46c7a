// The page's half of the encryption passes the vectors that internal/seal passes (B11).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { load } from "./seal-bundle.mjs";

const s = await load("test/seal-entry.ts");
const file = new URL("../../../internal/seal/testdata/vectors.json", import.meta.url);
const v = JSON.parse(await readFile(file, "utf8"));
const key = (name) => s.fromBase64(v.keys[name].public);
const secret = (raw) => s.Secret.parse(s.fromBase64(raw));

/** Runs a case, and holds the kind of its fault to what is wanted; "" for none. */
async function expect(name, want, run) {
  try {
    await run();
  } catch (e) {
    if (e instanceof assert.AssertionError) throw e;
    return assert.equal(e.kind, want, name);
  }
  assert.equal("", want, name);
}

const recipient = await s.verifyChain(key("authority"), s.shared.chain(v.chains[0].chain), v.now);
const declarant = await s.declarantPeer(v.conversation, key("conversation"));
const peer = (of) => (of.side === "declarant" ? declarant : recipient.peer(v.conversation, of.generation));

test("B11 transcripts", () => {
  for (const c of v.transcripts) {
    const fields = (c.fields ?? []).map((f) => s.fromBase64(f));
    assert.equal(s.toBase64(s.transcript(c.label, ...fields)), c.bytes);
  }
  // Numbers and texts print as the bytes that Go prints.
  const [five, six, seven] = v.transcripts.slice(5);
  assert.equal(s.toBase64(s.transcript("vigie/1 delete", 1, v.now)), five.bytes);
  assert.equal(s.toBase64(s.transcript("vigie/1 delete", Number.MAX_SAFE_INTEGER)), six.bytes);
  assert.equal(s.toBase64(s.transcript("vigie/1 delete", "é👩🏽‍🚒", false, true)), seven.bytes);
});

test("B11 identifiers", async () => {
  assert.equal(await s.conversationID(key("conversation")), v.conversation);
  assert.equal(s.toBase64(await s.shiftChallenge(s.shared.shift(v.chains[0].chain.shift))), v.challenge);
  await assert.rejects(s.declarantPeer(v.conversation, key("shift")), { kind: "untrusted" });
});

test("B11 chains", async () => {
  for (const c of v.chains) {
    await expect(c.name, c.want, () => s.verifyChain(s.fromBase64(c.authority), s.shared.chain(c.chain), c.now));
  }
  assert.equal(recipient.actor, "A-17");
  assert.throws(() => new s.Recipient(Symbol("verified"), v.chains[0].chain), { kind: "invalid" });
});

test("B11 requests: what Go signs verifies, and the other way in seal-interop", async () => {
  const { nonce, open, resume } = v.requests;
  const n = s.fromBase64(nonce);
  const o = s.page.open(open);
  await s.verify(o.key, s.transcript(s.labels.open, n, o.key, o.place, o.language, o.urgent), o.signature);
  const r = s.page.resume(resume);
  await s.verify(key("conversation"), s.transcript(s.labels.resume, n, r.conversation, r.position), r.signature);
  const d = s.page.erase(v.requests.delete);
  await s.verify(d.key, s.transcript(s.labels.delete, d.conversation), d.signature);
});

test("B11 envelopes", async () => {
  for (const c of v.envelopes) {
    await expect(c.name, c.want, async () => {
      const envelope = s.shared.envelope(c.envelope);
      const opened = await s.openEnvelope(s.fromBase64(v.hourly.seed), key("conversation"), envelope);
      assert.equal(opened.pseudonym, c.pseudonym);
      assert.equal(opened.secret.use((raw) => s.toBase64(raw)), c.secret);
    });
  }
});

test("B11 texts", async () => {
  for (const c of v.texts) {
    await expect(c.name, c.want, async () => {
      const m = await s.verifyText(peer(c.peer), s.shared.send(c.send));
      assert.equal(await m.open(secret(c.secret)), c.text);
    });
  }
});

test("B11 marks", async () => {
  for (const c of v.marks) {
    await expect(c.name, c.want, async () => {
      const r = await s.openMark(peer(c.peer), secret(c.secret), s.shared.mark(c.mark));
      assert.deepEqual(r.counts, c.counts);
    });
  }
});

test("B11 closes", async () => {
  for (const c of v.closes) {
    await expect(c.name, c.want, () => s.verifyClose(peer(c.peer), s.shared.close(c.close)));
  }
});

async function step(order, c, of) {
  const at = (frame) => peer({ side: c.side, generation: frame.generation });
  if (of.text) return order.accept(await s.verifyText(at(of.text), s.shared.send(of.text)), of.mine);
  if (of.mark) return order.acceptMark(await s.openMark(at(of.mark), secret(c.secret), s.shared.mark(of.mark)), of.mine);
  return order.acceptClose(await s.verifyClose(at(of.close), s.shared.close(of.close)), of.mine);
}

test("B11 orders: a lying service is noticed", async () => {
  for (const c of v.orders) {
    const order = new s.Order(v.conversation, c.side);
    for (const [i, of] of c.steps.entries()) {
      const verdict = await step(order, c, of);
      assert.deepEqual({ ...verdict }, { judgement: of.want, missing: of.missing }, `${c.name}, step ${i + 1}`);
    }
    const last = c.steps.at(-1);
    const { generation } = last.text ?? last.mark ?? last.close;
    assert.equal(order.seen(generation), c.seen, c.name);
    assert.equal(order.missing(), c.missing, c.name);
  }
});

test("B11 an order follows one sender only", async () => {
  const c = v.orders[0];
  const m = await s.verifyText(recipient.peer(v.conversation, 1), s.shared.send(c.steps[0].text));
  const mine = { generation: 1, count: 9 };
  assert.equal(new s.Order("A".repeat(43), "operator").accept(m, mine).judgement, "forgery");
  assert.equal(new s.Order(v.conversation, "declarant").accept(m, mine).judgement, "forgery");
  assert.equal(new s.Order(v.conversation, "operator").accept(m, mine).judgement, "accepted");
});

test("C1 a pseudonym is 64 bytes of text at most", async () => {
  const signer = await s.SigningKey.create();
  const which = { key: 0, generation: 0 };
  const seal = (name) => s.sealEnvelope(signer, recipient, which, s.Secret.create(), name);
  await assert.rejects(seal("é".repeat(33)), { kind: "too_large" });
  await assert.rejects(seal("\ud800"), { kind: "invalid" });
  const sealed = await Promise.all(["", "é".repeat(32)].map(seal));
  for (const e of sealed) assert.equal(e.body.length, 113);
});

test("C8 secrets and faults print nothing", async () => {
  const one = s.Secret.create();
  const raw = one.use((b) => s.toBase64(b));
  assert.ok(!`${one} ${JSON.stringify({ one })}`.includes(raw.slice(0, 10)));
  one.destroy();
  assert.throws(() => one.use(() => 0), { kind: "gone" });
  const pair = await s.SigningKey.create();
  const from = { conversation: v.conversation, side: "declarant", key: pair };
  const head = { id: s.newMessageID(), key: 0, generation: 0, number: 1, seen: 0 };
  const canary = "Camille".repeat(2_000);
  await assert.rejects(s.sealText(from, s.Secret.create(), head, canary), (e) => e.kind === "too_large" && !e.stack.includes("Camille"));
  await assert.rejects(s.sealText(from, s.Secret.create(), head, "\ud800"), { kind: "invalid" });
  await assert.rejects(s.sealText(from, s.Secret.create(), head, ""), { kind: "invalid" });
});

test("B11 the signing key cannot leave the browser", async () => {
  const pair = await s.SigningKey.create();
  await assert.rejects(crypto.subtle.exportKey("pkcs8", pair.key));
  await assert.rejects(crypto.subtle.exportKey("jwk", pair.key));
});
