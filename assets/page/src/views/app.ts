// The whole page: banner, numbers, main, links. It decides what main shows, and moves the focus when that changes.
import { attribute, h, show, text, type View } from "../dom";
import { banner } from "./banner";
import { chat } from "./chat";
import { end } from "./end";
import { links } from "./links";
import { numberBox } from "./numbers";
import { panel } from "./panel";
import type { Actions, Screen } from "./screen";
import { start } from "./start";

export function app(actions: Actions): View<Screen> {
  const skip = h("button", { type: "button", class: "skip" }); // a button: a link would write into the address
  const top = banner(actions);
  const box = numberBox();
  const parts = { start: start(actions), chat: chat(actions), panel: panel(actions), end: end(actions) };
  const foot = links(actions);
  const main = h("main", { id: "main", tabindex: "-1" }, ...Object.values(parts).map((p) => p.element));
  const element = h("div", { class: "app" }, skip, h("div", { class: "top" }, top.element, box.element), main, foot.element);
  skip.addEventListener("click", () => main.focus());

  let shown: keyof typeof parts | undefined;
  let key = "";
  return {
    element,
    render(screen) {
      const { state, words, place } = screen;
      attribute(document.documentElement, "lang", words.language);
      if (document.title !== words("site.name")) document.title = words("site.name"); // D3: the same whatever happens
      text(skip, words("skip"));
      const begun = state.phase !== "start" && state.phase !== "opening";
      const wanted = place === "end" ? "end" : place !== "conversation" ? "panel" : begun ? "chat" : "start";
      attribute(element, "data-screen", wanted);
      attribute(element, "data-phase", state.phase);
      for (const name of Object.keys(parts) as (keyof typeof parts)[]) show(parts[name].element, name === wanted);
      for (const view of [top, box, foot, ...Object.values(parts)]) view.render(screen);
      const over = state.phase === "closed" || state.phase === "deleted";
      const now = `${wanted} ${place} ${over ? state.phase : ""}`;
      if (shown !== undefined && now !== key) focus(parts[wanted].element, wanted !== "chat" ? "h1" : over ? ".ended h2" : "textarea");
      shown = wanted;
      key = now;
    },
  };
}

/** Puts the focus where the new screen begins: its heading, or the field to write in. */
function focus(element: HTMLElement, selector: string): void {
  const target = [...element.querySelectorAll<HTMLElement>(selector)].find((e) => e.offsetParent !== null);
  target?.focus();
  if (selector === "h1") scrollTo(0, 0);
  else target?.parentElement?.scrollIntoView({ block: "nearest" });
}
