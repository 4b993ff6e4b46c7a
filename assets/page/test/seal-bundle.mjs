// Bundles TypeScript for Node and loads it. Node 18 has WebCrypto, but not under its global name.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { webcrypto } from "node:crypto";
import { build } from "esbuild";
import { options } from "../build.mjs";

if (!globalThis.crypto) globalThis.crypto = webcrypto;

export async function load(entry) {
  const folder = await mkdtemp(join(tmpdir(), "vigie-page-"));
  try {
    const outfile = join(folder, "bundle.mjs");
    await build({ ...options, entryPoints: [entry], outfile });
    return await import(pathToFileURL(outfile));
  } finally {
    await rm(folder, { recursive: true });
  }
}
