// What the page is told by the host that serves it: config.json beside it. Whoever serves the page is whom its reader trusts,
// so the authority's key is pinned here and not taken from the service (B11).
import type { Bytes } from "./seal";
import { decodeBase64 } from "./wire/base64";
import type { Language } from "./i18n";

export interface Config {
  /** The authority's public key, a P-256 point of 65 bytes. */
  readonly authority: Bytes;
  /** The service's WebSocket, wss://host/v1/page. */
  readonly socket: URL;
  /** Where a deletion can be posted. */
  readonly erase: URL;
  /** The harmless site that the red button leads to (D2). */
  readonly leave: string;
  readonly languages: readonly Language[];
}

/** Where the red button leads when config.json names nothing else: a site that anybody may have open. */
export const ordinary = "https://www.meteofrance.com/";
export const known: readonly Language[] = ["fr", "en"];

export async function load(base: URL): Promise<Config> {
  const answer = await fetch(new URL("config.json", base), { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
  if (!answer.ok) throw new Error("config.json");
  return read(await answer.json(), base);
}

export function read(raw: unknown, base: URL): Config {
  const given = (typeof raw === "object" && raw !== null ? raw : {}) as Record<string, unknown>;
  const authority = decodeBase64(String(given["authority"] ?? ""));
  if (authority.length !== 65) throw new Error("authority");
  const socket = new URL(String(given["socket"] ?? "/v1/page"), base);
  socket.protocol = socket.protocol === "http:" || socket.protocol === "ws:" ? "ws:" : "wss:";
  const erase = new URL("/v1/delete", socket);
  erase.protocol = socket.protocol === "ws:" ? "http:" : "https:";
  const listed = Array.isArray(given["languages"]) ? known.filter((l) => (given["languages"] as unknown[]).includes(l)) : [];
  return { authority, socket, erase, leave: harmless(given["leave"]), languages: listed.length > 0 ? listed : known };
}

function harmless(given: unknown): string {
  try {
    const url = new URL(String(given ?? ordinary));
    if (url.protocol === "https:" || url.protocol === "http:") return url.href;
  } catch { /* not an address */ }
  return ordinary;
}
