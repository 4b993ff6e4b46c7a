// The conversation: its reference, where it stands, what was written, and where to write. After its end it can still be read.
import { h, show, text, type View } from "../dom";
import { clean } from "../plaintext";
import { composer } from "./composer";
import { ended } from "./ended";
import type { Actions, Screen } from "./screen";
import { status } from "./status";
import { thread } from "./thread";
import { warnings } from "./warnings";

export function chat(actions: Actions): View<Screen> {
  const title = h("h1", { tabindex: "-1" });
  const reference = h("span", { class: "reference" });
  const unit = h("span", { class: "unit" });
  const erased = h("span", { class: "erased" });
  const end = h("button", { type: "button", class: "secondary", id: "end" });
  end.addEventListener("click", () => actions.show("end"));
  const strip = status();
  const alerts = warnings();
  const log = thread();
  const write = composer(actions);
  const after = ended(actions);
  const head = h("div", { class: "chat-head" }, h("div", {}, title, h("p", { class: "meta" }, reference, unit, erased)), end);
  const element = h("div", { class: "chat" }, head, strip.element, alerts.element, log.element, write.element, after.element);
  return {
    element,
    render(screen) {
      const { state, words } = screen;
      const live = state.phase === "waiting" || state.phase === "held" || state.phase === "opening";
      text(title, words("chat.title"));
      text(reference, state.reference ? `${words("chat.reference")} ${state.reference}` : "");
      text(unit, clean(state.unitName));
      text(erased, state.deadline > 0 && live ? words("chat.erased", { time: words.clock(state.deadline) }) : "");
      for (const part of [reference, unit, erased]) show(part, part.textContent !== "" && state.phase !== "deleted");
      text(end, words("chat.end"));
      show(end, live);
      for (const view of [strip, alerts, log, write, after]) view.render(screen);
      show(strip.element, live);
      show(write.element, live);
      show(log.element, state.phase !== "deleted");
      log.hold();
    },
  };
}
