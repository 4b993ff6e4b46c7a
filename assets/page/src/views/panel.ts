// A text to read: traces, policy, rights. The conversation goes on behind it, and so does its count of new messages.
import { h, show, text, type View } from "../dom";
import type { Panel } from "../i18n";
import type { State } from "../session/state";
import type { Actions, Screen } from "./screen";

export function panel(actions: Actions): View<Screen> {
  const back = backButton(actions);
  const fresh = h("p", { class: "fresh", role: "status" });
  const body = h("div", { class: "reading" });
  const element = h("article", { class: "panel" }, h("div", { class: "panel-top" }, back, fresh), body);
  let shown: Panel | undefined;
  let before = 0;
  return {
    element,
    render({ state, words, place }) {
      const open = place !== "conversation" && place !== "end";
      if (!open) {
        before = received(state);
        shown = undefined;
        return;
      }
      const started = state.phase !== "start";
      text(back, words(started ? "panel.back.chat" : "panel.back.start"));
      const n = received(state) - before;
      text(fresh, n > 0 ? words("panel.new", { n }) : "");
      show(fresh, n > 0);
      const wanted = words.panel(place);
      if (wanted !== shown) body.replaceChildren(...content(wanted));
      shown = wanted;
    },
  };
}

export function backButton(actions: Actions): HTMLButtonElement {
  const back = h("button", { type: "button", class: "secondary back" });
  back.addEventListener("click", () => actions.show("conversation"));
  return back;
}

function received(state: State): number {
  return state.lines.filter((l) => l.kind === "received").length;
}

function content(p: Panel): Node[] {
  const nodes: Node[] = [h("h1", { tabindex: "-1" }, p.title), h("p", { class: "lead" }, p.lead)];
  for (const s of p.sections) {
    nodes.push(h("h2", {}, s.heading), ...s.paragraphs.map((t) => h("p", {}, t)));
    if (s.items.length > 0) nodes.push(h("ul", {}, ...s.items.map((t) => h("li", {}, t))));
  }
  return nodes;
}
