// Bundles the declarant's page from src/ and static/ into dist/. The same sources and the same lock file give the same
// bytes: nothing here depends on the time, the machine, or the folder.
//
//	node build.mjs                       dist/, which vigied embeds and serves
//	node build.mjs --out DIR --service wss://chat.example --authority BASE64 [--leave URL]
//	                                     static files for another host than the service's (B11): see README.md
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = process.env.PAGE_OUT ?? join(root, "dist"); // `cmd/dev test` compares a fresh bundle with the committed one

/** Options of every bundle; tests bundle parts of src/ with them, too. */
export const options = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  platform: "browser",
  target: ["chrome103", "edge103", "firefox102", "safari15.6"], // 2022
  charset: "utf8",
  legalComments: "none",
  sourcemap: false,
  logLevel: "warning",
};

// What the page may do, wherever it is served from. What it may connect to, and default-src, come with the header that vigied
// sends, or, for another host, with the service's address below.
const policy = [
  "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'none'", "media-src 'none'", "object-src 'none'",
  "frame-src 'none'", "worker-src 'none'", "manifest-src 'none'", "base-uri 'none'", "form-action 'none'",
  "require-trusted-types-for 'script'", "trusted-types 'none'",
];

function elsewhere({ service, authority, leave }) {
  const socket = new URL("/v1/page", service);
  if (socket.protocol !== "wss:") throw new Error("--service must begin with wss://");
  if (Buffer.from(authority ?? "", "base64").length !== 65) throw new Error("--authority must be the public key of the authority, 65 bytes in base64");
  return {
    connect: [`default-src 'none'`, `connect-src 'self' wss://${socket.host} https://${socket.host}`],
    config: { authority, socket: socket.href, languages: ["fr", "en"], ...(leave ? { leave: new URL(leave).href } : {}) },
  };
}

async function main() {
  const { values } = parseArgs({ options: { out: { type: "string" }, service: { type: "string" }, authority: { type: "string" }, leave: { type: "string" } } });
  const out = values.out ? resolve(values.out) : dist;
  const other = values.service ? elsewhere(values) : undefined;
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await cp(join(root, "static"), out, { recursive: true });
  const entryPoints = [{ in: "src/main.ts", out: "main" }, { in: "src/style/main.css", out: "main" }];
  await build({ ...options, entryPoints, minify: true, outdir: out });
  const page = join(out, "index.html");
  const all = [...(other?.connect ?? []), ...policy].join("; ");
  await writeFile(page, (await readFile(page, "utf8")).replace("{{policy}}", all));
  if (other) await writeFile(join(out, "config.json"), JSON.stringify(other.config, null, 2) + "\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
