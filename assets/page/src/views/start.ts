// The first screen: what this is, and the one thing that is asked for (D1). Somebody may be looking over a shoulder: plain
// words, nothing that draws the eye.
import { attribute, h, show, text, type View } from "../dom";
import type { Key } from "../i18n";
import type { State } from "../session/state";
import { combobox } from "./combobox";
import { numberList } from "./numbers";
import type { Actions, Screen } from "./screen";
import { warnings } from "./warnings";

const maxPlaceBytes = 80;
const maxPseudonymBytes = 64;
const facts: readonly Key[] = ["start.fact.sealed", "start.fact.erased", "start.fact.nothing", "start.fact.leave", "start.fact.text"];

export function start(actions: Actions): View<Screen> {
  const f = fields(actions);
  const title = h("h1", { tabindex: "-1" });
  const lead = h("p", { class: "lead" });
  const who = h("p");
  const failed = h("p", { class: "notice warning", role: "alert", hidden: true });
  const alerts = warnings();
  const factsTitle = h("h2");
  const factItems = facts.map(() => h("li"));
  const numbersTitle = h("h2");
  const list = numberList();
  const element = h("div", { class: "start" },
    h("div", { class: "intro" }, title, lead, who),
    alerts.element, f.form, failed,
    h("section", { class: "facts" }, factsTitle, h("ul", {}, ...factItems)),
    h("section", { class: "all-numbers" }, numbersTitle, list.element));
  return {
    element,
    render(screen) {
      const { state, words } = screen;
      text(title, words("start.title"));
      text(lead, words("start.lead"));
      text(who, words("start.who"));
      text(factsTitle, words("start.facts"));
      facts.forEach((key, i) => text(factItems[i] as HTMLElement, words(key)));
      text(numbersTitle, words("numbers.title"));
      list.render(screen);
      const begun = state.phase !== "start" && state.phase !== "opening";
      alerts.render(begun ? { ...screen, state: { ...state, warnings: [] } } : screen); // the conversation shows its own
      const why = problemOf(state);
      text(failed, why ? words(why) : "");
      show(failed, why !== undefined);
      f.render(screen);
    },
  };
}

/** What is to be said of the last attempt to begin. */
function problemOf(state: State): Key | undefined {
  if (state.nobody) return "start.nobody";
  if (state.busy) return state.phase === "opening" ? "start.busy" : "start.busy.long";
  return state.failed ? "start.failed" : undefined;
}

function fields(actions: Actions) {
  let count = -1;
  const place = combobox("place", (q) => { count = -1; problem = undefined; actions.suggest(q); }, (n) => { count = n; });
  const pseudonym = h("input", {
    id: "pseudonym", type: "text", autocomplete: "off", autocapitalize: "words", spellcheck: "false", maxlength: "64",
    "aria-describedby": "pseudonym-hint", "data-1p-ignore": true, "data-lpignore": "true",
  });
  const urgent = h("input", { id: "urgent", type: "checkbox", autocomplete: "off", "aria-describedby": "urgent-hint" });
  const button = h("button", { type: "submit", class: "primary" });
  const error = h("p", { class: "error", id: "place-error", role: "alert" });
  const nameError = h("p", { class: "error", id: "pseudonym-error", role: "alert" });
  const found = h("p", { class: "visually-hidden", role: "status" });
  const part = (id: string) => ({ label: h("label", { for: id }), hint: h("p", { class: "hint", id: `${id}-hint` }) });
  const [p, n, u] = [part("place"), part("pseudonym"), part("urgent")];
  const form = h("form", { class: "card", novalidate: true, autocomplete: "off" },
    h("div", { class: "field" }, p.label, p.hint, error, h("div", { class: "combobox" }, place.field, place.list), found),
    h("div", { class: "field" }, n.label, n.hint, nameError, pseudonym),
    h("div", { class: "check" }, urgent, h("div", {}, u.label, u.hint)),
    button);

  let problem: Key | undefined;
  let nameProblem: Key | undefined;
  let redo = () => {};
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const chosen = place.value();
    problem = chosen === "" ? "start.place.empty" : bytes(chosen) > maxPlaceBytes ? "start.place.long" : undefined;
    nameProblem = bytes(pseudonym.value.trim()) > maxPseudonymBytes ? "start.pseudonym.long" : undefined;
    redo();
    if (problem) return place.field.focus();
    if (nameProblem) return pseudonym.focus();
    actions.begin({ place: chosen, pseudonym: pseudonym.value.trim(), urgent: urgent.checked });
  });
  const forget = () => { // what was asked for has served (B3)
    if (form.hidden) return;
    form.hidden = true;
    place.clear();
    form.reset();
  };
  const render = ({ state, words }: Screen) => {
    redo = () => {
      bind(place.field, error, problem, "place-hint");
      bind(pseudonym, nameError, nameProblem, "pseudonym-hint");
      text(error, problem ? words(problem) : "");
      text(nameError, nameProblem ? words(nameProblem) : "");
    };
    text(p.label, words("start.place"));
    text(p.hint, words("start.place.hint"));
    text(n.label, words("start.pseudonym"));
    text(n.hint, words("start.pseudonym.hint"));
    text(u.label, words("start.urgent"));
    text(u.hint, words("start.urgent.hint"));
    attribute(place.list, "aria-label", words("start.place"));
    place.offer(state.places, state.placesFor);
    text(found, count < 0 ? "" : count === 0 ? words("start.place.none") : words("start.place.choices", { n: count }));
    if (state.phase !== "start" && state.phase !== "opening") forget();
    const opening = state.phase === "opening";
    text(button, words(opening ? "start.beginning" : "start.begin"));
    attribute(button, "aria-disabled", opening ? "true" : undefined);
    redo();
  };
  return { form, render };
}

function bind(field: HTMLElement, error: HTMLElement, problem: Key | undefined, hint: string): void {
  show(error, problem !== undefined);
  attribute(field, "aria-invalid", problem ? "true" : undefined);
  attribute(field, "aria-describedby", problem ? `${error.id} ${hint}` : hint);
}

function bytes(s: string): number {
  return new TextEncoder().encode(s).length;
}
