// Wires the page together. Nothing is kept anywhere but in this page's memory; a page that is left forgets (D7).
import { known, load, ordinary, type Config } from "./config";
import { preferred, words, type Language } from "./i18n";
import { leave, onEscape, postDeletion } from "./leave";
import type { Socket } from "./session/connection";
import { Session } from "./session/session";
import { initial } from "./session/state";
import { app } from "./views/app";
import type { Actions, Beginning, Place, Screen } from "./views/screen";
import { h, type View } from "./dom";

const subprotocol = "vigie.v1";

class Page implements Actions {
  #config: Config | undefined;
  #session: Session | undefined;
  #view: View<Screen> | undefined;
  #language: Language = preferred(navigator.languages, known);
  #place: Place = "conversation";
  #failed = false;

  constructor(private readonly base: URL) {
    this.#build();
    void this.#prepare();
  }

  suggest(query: string): void { this.#session?.suggest(query); }
  begin(b: Beginning): void {
    if (this.#session) return this.#session.begin({ ...b, language: this.#language });
    void this.#prepare().then(() => { if (this.#session) this.begin(b); });
  }
  send(text: string): void { this.#session?.send(text); }
  typing(): void { this.#session?.typing(); }
  close(): void { this.#session?.close(); this.show("conversation"); }
  erase(): void { this.#session?.erase(); this.show("conversation"); }

  /** Begins anew with nothing of before (B2, C9). */
  again(): void {
    this.#session?.dispose();
    this.#place = "conversation";
    if (this.#config) this.#session = this.#newSession(this.#config);
    this.#build();
  }

  leave(): void {
    const session = this.#session;
    this.#view = undefined;
    leave({
      deletion: () => session?.deletion(),
      erase: () => { session?.erase(false); session?.dispose(); },
      address: this.#config?.erase,
      site: this.#config?.leave ?? ordinary,
    });
  }

  show(place: Place): void { this.#place = place; this.attend(); this.#draw(); }
  language(l: Language): void { this.#language = l; this.#draw(); }

  /** Tells the session whether what arrives is seen. */
  attend(): void {
    this.#session?.attend(document.visibilityState === "visible" && this.#place === "conversation");
  }

  network(up: boolean): void { this.#session?.network(up); }

  /** The page is being left: nothing may come back with the back button. */
  forget(): void {
    this.#session?.dispose();
    this.#session = undefined;
    this.#view = undefined;
    document.body.replaceChildren();
  }

  async #prepare(): Promise<void> {
    try {
      const config = await load(this.base);
      this.#config = config;
      this.#failed = false;
      if (!config.languages.includes(this.#language)) this.#language = config.languages[0] ?? "fr";
      this.#session ??= this.#newSession(config);
    } catch {
      this.#failed = true;
    }
    this.#draw();
  }

  #newSession(config: Config): Session {
    const session = new Session({
      open: () => socket(config.socket),
      post: (deletion) => postDeletion(config.erase, deletion),
      authority: config.authority,
      clock: { now: () => Date.now(), after: (ms, run) => { const t = setTimeout(run, ms); return () => clearTimeout(t); } },
    });
    session.subscribe(() => this.#draw());
    return session;
  }

  #build(): void {
    this.#view = app(this);
    document.body.replaceChildren(this.#view.element);
    this.attend();
    this.#draw();
  }

  #draw(): void {
    const state = this.#session?.state ?? { ...initial, failed: this.#failed };
    const languages = this.#config?.languages ?? known;
    this.#view?.render({ state, words: words(this.#language), languages, place: this.#place });
  }
}

function socket(address: URL): Socket {
  const s = new WebSocket(address, subprotocol);
  const out: Socket = { send: (data) => s.send(data), close: () => s.close(), onmessage: null, onclose: null };
  s.onmessage = (e) => out.onmessage?.(e);
  s.onclose = () => out.onclose?.();
  return out;
}

function begin(): void {
  if (!crypto?.subtle || !window.isSecureContext || !("ResizeObserver" in window)) {
    document.body.replaceChildren(h("main", { class: "noscript" }, h("p", {}, words("fr")("start.unsupported")), h("p", { lang: "en" }, words("en")("start.unsupported"))));
    return;
  }
  const page = new Page(new URL(".", location.href));
  onEscape(() => page.leave());
  document.addEventListener("visibilitychange", () => page.attend());
  addEventListener("online", () => page.network(true));
  addEventListener("offline", () => page.network(false));
  addEventListener("pagehide", () => page.forget());
  addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
}

begin();
