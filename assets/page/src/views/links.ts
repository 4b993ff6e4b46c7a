// The ways to traces, policy and rights, on every screen (D4, D5, D6). They are buttons: nothing here changes the address.
import { attribute, h, text, type View } from "../dom";
import type { PanelName } from "../i18n";
import type { Actions, Screen } from "./screen";

const panels: readonly PanelName[] = ["traces", "policy", "rights"];

export function links(actions: Actions): View<Screen> {
  const buttons = panels.map((panel) => {
    const button = h("button", { type: "button", class: "plain", id: `show-${panel}` });
    button.addEventListener("click", () => actions.show(panel));
    return { panel, button };
  });
  const nav = h("nav", { class: "links" }, h("ul", {}, ...buttons.map((b) => h("li", {}, b.button))));
  return {
    element: h("footer", { class: "foot" }, nav),
    render({ words, place }) {
      attribute(nav, "aria-label", words("nav.label"));
      for (const b of buttons) {
        text(b.button, words(`nav.${b.panel}`));
        attribute(b.button, "aria-current", place === b.panel ? "page" : undefined);
      }
    },
  };
}
