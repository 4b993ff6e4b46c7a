// The top of every screen: a neutral name, the other language, and the red button, always in the same place (D2, D3).
import { attribute, h, text, type View } from "../dom";
import type { Language } from "../i18n";
import type { Actions, Screen } from "./screen";

export function banner(actions: Actions): View<Screen> {
  const name = h("span", { class: "name" });
  const language = h("button", { type: "button", class: "plain language" });
  const leaveText = h("span");
  const leave = h("button", { type: "button", class: "leave", id: "leave" }, leaveText);
  const element = h("header", { class: "banner" }, h("div", { class: "bar" }, h("div", { class: "name-bar" }, name, language), leave));
  leave.addEventListener("click", () => actions.leave());
  let other: Language = "en";
  language.addEventListener("click", () => actions.language(other));
  return {
    element,
    render({ words, languages }) {
      other = words.language === "fr" ? "en" : "fr";
      text(name, words("site.name"));
      text(leaveText, words("leave.button"));
      attribute(leave, "title", words("leave.hint"));
      text(language, words("language.switch"));
      attribute(language, "lang", other);
      language.hidden = !languages.includes(other);
    },
  };
}
