// The page's half of the end-to-end encryption. internal/seal/doc.go is the definition; testdata/vectors.json there is
// passed by both halves.
export { SealError, type Kind } from "./error";
export { type Bytes } from "./bytes";
export { SigningKey } from "./signing";
export { Recipient, verifyChain } from "./chain";
export { conversationID, signClose, signDelete, signOpen, signResume, verifyClose, type Ending } from "./requests";
export { Secret } from "./secret";
export { sealEnvelope, type Which } from "./envelope";
export { declarantPeer, type Peer, type Sender } from "./peer";
export { newMessageID, sealText, textBytes, verifyText, type Sealed } from "./text";
export { openMark, sealMark, type Counts, type Receipt } from "./mark";
export { Order, use, type Judgement, type Sent, type Verdict } from "./order";
