// After the end: closed (still readable), or erased (nothing left).
import { h, show, text, type View } from "../dom";
import type { Key } from "../i18n";
import type { Actions, Screen } from "./screen";

const reasons: Readonly<Record<string, Key>> = {
  done: "closed.done", left: "closed.left", no_answer: "closed.no_answer", abuse: "closed.abuse", expired: "closed.expired",
  nobody: "closed.nobody",
};
const causes: Readonly<Record<string, Key>> = {
  declarant: "deleted.declarant", operator: "deleted.operator", deadline: "deleted.deadline", export: "deleted.export",
  nobody: "deleted.nobody",
};

export function ended(actions: Actions): View<Screen> {
  const title = h("h2", { tabindex: "-1" });
  const what = h("p");
  const then = h("p");
  const traces = h("p", { class: "hint" });
  const reference = h("p", { class: "hint" });
  const erase = h("button", { type: "button", class: "secondary", id: "erase" });
  const again = h("button", { type: "button", class: "primary", id: "again" });
  erase.addEventListener("click", () => actions.erase());
  again.addEventListener("click", () => actions.again());
  const element = h("section", { class: "ended", role: "status" }, title, what, then, reference, traces, h("div", { class: "buttons" }, again, erase));
  return {
    element,
    render({ state, words }) {
      const { ending, erasure } = state;
      const deleted = state.phase === "deleted";
      show(element, deleted || state.phase === "closed");
      if (element.hidden) return;
      text(title, words(deleted ? "deleted.title" : "closed.title"));
      const until = { time: words.clock(state.deadline) };
      if (deleted) {
        text(what, erasure?.confirmed ? words(causes[erasure.cause] ?? "deleted.other") : words("deleted.pending", until));
        text(then, words("deleted.here"));
      } else {
        text(what, words(reasons[ending?.reason ?? ""] ?? "closed.other"));
        text(then, words("closed.until", until));
      }
      text(reference, deleted && state.reference ? words("deleted.reference", { reference: state.reference }) : "");
      show(reference, reference.textContent !== "");
      text(traces, words("deleted.traces"));
      text(erase, words("closed.erase"));
      show(erase, !deleted);
      text(again, words("closed.new"));
    },
  };
}
