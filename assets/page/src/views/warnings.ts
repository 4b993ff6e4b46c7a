// What the person must know before going on: a service that does not behave, a key that does not verify (B11).
import { h, show, text, type View } from "../dom";
import type { Warning } from "../session/state";
import type { Screen } from "./screen";

const grave: readonly Warning[] = ["untrusted", "clock", "lost", "version"];

export function warnings(): View<Screen> {
  const element = h("div", { class: "warnings", role: "alert" });
  const items = new Map<Warning, HTMLElement>();
  return {
    element,
    render({ state, words }) {
      for (const [w, item] of items) {
        if (state.warnings.includes(w)) continue;
        item.remove();
        items.delete(w);
      }
      for (const w of state.warnings) {
        const item = items.get(w) ?? make(w);
        items.set(w, item);
        if (item.parentNode !== element) {
          if (grave.includes(w)) element.prepend(item); // the worst first
          else element.append(item);
        }
        text(item.firstElementChild as HTMLElement, words(`warning.${w}`));
        text(item.lastElementChild as HTMLElement, words(`warning.${w}.help`));
      }
      show(element, items.size > 0);
    },
  };
}

function make(w: Warning): HTMLElement {
  return h("div", { class: grave.includes(w) ? "notice danger" : "notice warning", "data-warning": w }, h("p", { class: "notice-title" }), h("p"));
}
