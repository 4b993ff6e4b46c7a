// Drives Chromium for the Go tests: commands come as JSON lines on standard input, {"id":1,"do":"click","page":"p1",...}; answers
// leave as JSON lines on standard output, {"id":1,"ok":...} or {"id":1,"error":"..."}. When standard input ends, so does it.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [modules, executable] = process.argv.slice(2);
const require = createRequire(pathToFileURL(join(modules, "index.js")));
const { chromium } = require("playwright-core");
const timeout = 15_000;
const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

const browser = await chromium.launch({ executablePath: executable, args: flags, headless: true, handleSIGINT: false, handleSIGTERM: false });
const contexts = new Map(); // name -> context
const pages = new Map();    // name -> { page, requests, errors }
let axeSource;
let made = 0;

const commands = {
  async context({ options = {} }) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(timeout);
    const name = `c${++made}`;
    contexts.set(name, context);
    return name;
  },
  async page({ context }) {
    const page = await contexts.get(context).newPage();
    const name = `p${++made}`;
    const seen = { page, requests: [], errors: [] };
    page.on("request", (r) => seen.requests.push(r.url()));
    page.on("websocket", (w) => seen.requests.push(w.url()));
    page.on("pageerror", (e) => seen.errors.push(String(e)));
    page.on("console", (m) => { if (m.type() === "error") seen.errors.push(m.text()); });
    pages.set(name, seen);
    return name;
  },
  goto: (c, { page }) => page.goto(c.url, { waitUntil: "load" }).then(() => null),
  back: (_, { page }) => page.goBack().then((r) => r !== null),
  forward: (_, { page }) => page.goForward().then((r) => r !== null),
  reload: (_, { page }) => page.reload().then(() => null),
  click: (c, { page }) => page.click(c.selector),
  fill: (c, { page }) => page.fill(c.selector, c.value),
  type: (c, { page }) => page.locator(c.selector).pressSequentially(c.value, { delay: 5 }),
  press: (c, { page }) => page.keyboard.press(c.value),
  text: (c, { page }) => page.locator(c.selector).first().innerText(),
  count: (c, { page }) => page.locator(c.selector).count(),
  wait: (c, { page }) => page.locator(c.selector).first().waitFor({ state: c.state ?? "visible", timeout: c.ms ?? timeout }),
  evaluate: (c, { page }) => page.evaluate(c.value),
  screenshot: (c, { page }) => page.screenshot({ path: c.path, fullPage: c.full ?? false }).then(() => null),
  viewport: (c, { page }) => page.setViewportSize({ width: c.width, height: c.height }),
  media: (c, { page }) => page.emulateMedia(c.options),
  offline: (c, { page }) => page.context().setOffline(c.on),
  url: (_, { page }) => page.url(),
  title: (_, { page }) => page.title(),
  requests: (_, seen) => seen.requests,
  errors: (_, seen) => seen.errors,
  cookies: (_, { page }) => page.context().cookies(),
  aria: (c, { page }) => page.locator(c.selector).first().ariaSnapshot(),
  async axe(_, { page }) {
    axeSource ??= await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
    await isolated(page, axeSource);
    const result = await isolated(page, `axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
      .then((r) => JSON.stringify(r.violations.map((v) => ({ id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.map((n) => n.html.slice(0, 300) + " | " + n.failureSummary) }))))`);
    return JSON.parse(result);
  },
  // Clicks, and kills every renderer of this browser as soon as the click has made the page ask for an address that ends so.
  async clickAndKill(c, { page }) {
    const asked = page.waitForRequest((r) => r.url().endsWith(c.value), { timeout });
    await page.evaluate(`void setTimeout(() => document.querySelector(${JSON.stringify(c.selector)}).click(), 50)`);
    const system = await browser.newBrowserCDPSession();
    const { processInfo } = await system.send("SystemInfo.getProcessInfo");
    await asked;
    for (const p of processInfo) if (p.type === "renderer") process.kill(p.id, "SIGKILL");
    await system.detach();
  },
  async closePage(c, { page }) { await page.close(); pages.delete(c.page); },
  async closeContext(c) { await contexts.get(c.context).close(); contexts.delete(c.context); },
};

// Runs a script through the debugger, which the page's own policy (no inline script, no eval) does not stop.
async function isolated(page, expression) {
  const session = await page.context().newCDPSession(page);
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: false });
  await session.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

async function run(line) {
  const c = JSON.parse(line);
  try {
    const command = commands[c.do];
    if (!command) throw new Error(`unknown command ${c.do}`);
    const seen = pages.get(c.page);
    if (c.page && !seen) throw new Error(`no page ${c.page}`);
    reply({ id: c.id, ok: (await command(c, seen)) ?? null });
  } catch (e) {
    reply({ id: c.id, error: String(e.message ?? e) });
  }
}

function reply(answer) { process.stdout.write(JSON.stringify(answer) + "\n"); }

reply({ id: 0, ok: browser.version() });
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => { void run(line); });
lines.on("close", async () => { await browser.close(); process.exit(0); });
