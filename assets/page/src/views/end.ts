// Asks how to end: end, or end and erase. A panel and not a modal window, so that the red button stays within reach (D2).
import { h, text, type View } from "../dom";
import { backButton } from "./panel";
import type { Actions, Screen } from "./screen";

export function end(actions: Actions): View<Screen> {
  const title = h("h1", { tabindex: "-1" });
  const lead = h("p", { class: "lead" });
  const close = choice("close", () => actions.close());
  const erase = choice("close-erase", () => actions.erase());
  const back = backButton(actions);
  const element = h("div", { class: "panel end" }, title, lead, close.element, erase.element, back);
  return {
    element,
    render({ state, words }) {
      text(title, words("end.title"));
      text(lead, words("end.lead"));
      close.render(words("end.close"), words("end.close.help", { time: words.clock(state.deadline) }));
      erase.render(words("end.erase"), words("end.erase.help"));
      text(back, words("end.cancel"));
    },
  };
}

function choice(id: string, chosen: () => void) {
  const button = h("button", { type: "button", class: "secondary", id, "aria-describedby": `${id}-help` });
  const help = h("p", { class: "hint", id: `${id}-help` });
  button.addEventListener("click", chosen);
  return {
    element: h("div", { class: "choice" }, button, help),
    render(name: string, more: string) { text(button, name); text(help, more); },
  };
}
