// The page's end of a conversation with a Go test (internal/seal/interop_test.go): one line of JSON in each direction.
//	in:  {authority, chain, now, nonce, conversation key made here}   out: everything that a page sends, as frames
//	in:  {frames: what an operator sends}                             out: what the page reads in them
import { createInterface } from "node:readline";
import { load } from "./seal-bundle.mjs";

const s = await load("test/seal-entry.ts");
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value);
const write = (value) => process.stdout.write(JSON.stringify(value) + "\n");

const told = await read();
const nonce = s.fromBase64(told.nonce);
const operator = await s.verifyChain(s.fromBase64(told.authority), s.shared.chain(told.chain), told.now);
const key = await s.SigningKey.create();
const conversation = await s.conversationID(key.publicKey);
const from = { conversation, side: "declarant", key };
const secrets = [s.Secret.create(), s.Secret.create()];

const head = (which, number, seen) => ({ id: s.newMessageID(), key: which, generation: which, number, seen });
const open = await s.signOpen(key, nonce, { place: told.place, language: "fr", urgent: true });
const envelopes = [];
for (const which of [0, 1]) {
  envelopes.push(await s.sealEnvelope(key, operator, { key: which, generation: which }, secrets[which], told.pseudonym));
}
const texts = [];
for (const [i, text] of told.texts.entries()) {
  const which = i === 0 ? 0 : 1;
  texts.push(await s.sealText(from, secrets[which], head(which, i + 1, which), text));
}
const { number: _, ...mark } = head(1, 1, 0);
write({
  key: s.toBase64(key.publicKey),
  frames: [
    s.encode("open", open, 1),
    s.encode("resume", await s.signResume(key, nonce, { conversation, position: 12 }), 2),
    s.encode("envelopes", { conversation, envelopes }, 3),
    ...texts.map((t, i) => s.encode("send", t, 10 + i)),
    s.encode("mark", await s.sealMark(from, secrets[1], { ...mark, number: 1 }, { sent: texts.length, received: 1, read: 1 }), 4),
    s.encode("close", await s.signClose(from, { generation: 1, sent: texts.length, seen: 1, reason: "left" }), 5),
    s.encode("delete", await s.signDelete(key), 6),
  ],
});

const answer = await read();
const peer = operator.peer(conversation, 1);
const order = new s.Order(conversation, "operator");
const mine = { generation: 1, count: texts.length };
const heard = [];
for (const raw of answer.frames) {
  const f = s.decode(raw);
  if (f.t === "message") {
    const m = await s.verifyText(peer, f.d);
    heard.push([order.accept(m, mine).judgement, await m.open(secrets[1])]);
  } else if (f.t === "mark") {
    const r = await s.openMark(peer, secrets[1], f.d);
    heard.push([order.acceptMark(r, mine).judgement, `${r.counts.sent} ${r.counts.received} ${r.counts.read}`]);
  } else if (f.t === "closed") {
    const e = await s.verifyClose(peer, f.d);
    heard.push([order.acceptClose(e, mine).judgement, e.end.reason]);
  }
}
write({ heard, missing: order.missing() });
process.exit(0);
