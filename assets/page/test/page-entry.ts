// What the tests of the page's core need from its sources.
export * from "../src/plaintext";
export * from "../src/i18n";
export { read as readConfig } from "../src/config";
export { Connection, Lost, Refused } from "../src/session/connection";
export { Sequence } from "../src/session/sequence";
export { Session } from "../src/session/session";
export { initial, unsent } from "../src/session/state";
export { confirmWithin } from "../src/session/delivery";
export * from "../src/seal";
export { credentialTranscript, hourlyID, hourlyTranscript, shiftChallenge } from "../src/seal/chain";
export { envelopeInfo } from "../src/seal/envelope";
export { fromBase64, toBase64, random } from "../src/seal/bytes";
export { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
export { XWing } from "@hpke/hybridkem-x-wing";
