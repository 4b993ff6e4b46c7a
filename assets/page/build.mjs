// Bundles the declarant's page from src/ and static/ into dist/. The same sources and the same lock file give the same
// bytes: nothing here depends on the time, the machine, or the folder.
import { cp, mkdir, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
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

async function main() {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const files = join(root, "static");
  if (existsSync(files)) await cp(files, dist, { recursive: true });
  await build({ ...options, entryPoints: ["src/main.ts"], minify: true, outfile: join(dist, "main.js") });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
